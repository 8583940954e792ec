"""What is in a new instance at first: rows of databases and users, and what follows what."""

from __future__ import annotations

import pytest

from tests.ui.forms.support import opened
from tests.ui.forms.test_create import (
    arrived,
    inside,
    lists,
    needed,
    picker,
    sent,
    tab_stops,
)
from trove_tui.changes.instances import CreateInstance
from trove_tui.ui.forms.multi_choice_field import MultiChoiceField


async def test_the_effect_names_the_databases_and_who_may_use_them() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await needed(hands)
        await inside(hands, database_1="app", user_1="bob", password_1="x")
        await hands.fill("databases_of_1", "app")
        await hands.press("space")

        assert hands.said("effect") == (
            "A new instance: memory-2 (2 vCPU, 8 GB), 10 GB, mysql 8.0. "
            "A new database: app. A new user: bob@% (app)."
        )


async def test_the_effect_names_the_group_that_is_attached() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await needed(hands)
        await hands.fill("configuration_id", "big")
        await hands.press("enter")

        assert "mysql 8.0. Group big attached." in hands.said("effect")


async def test_what_users_may_use_follows_the_databases_that_are_named() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await needed(hands)
        await inside(hands, database_1="app")
        await hands.press("f7")
        await hands.fill("database_2", "logs")

        field = hands.field("databases_of_1")
        assert isinstance(field, MultiChoiceField)
        assert [one.label for one in field.shown] == ["app", "logs"]


async def test_character_sets_follow_the_datastore() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await needed(hands)
        await inside(hands, character_set_1="utf8mb4")
        assert hands.field("collate_1").value == "utf8mb4_0900_ai_ci"

        await hands.fill("datastore", "5.7")
        assert hands.field("character_set_1").value == "utf8mb4"
        assert hands.field("collate_1").value == "utf8mb4_general_ci"

        await hands.fill("datastore", "redis")
        assert picker(hands, "character_set_1").choices is None


async def test_rows_that_stay_empty_are_not_sent() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await needed(hands)
        await inside(hands)
        await hands.fill("name", "new-db")

        await hands.press("enter")

        assert (sent(hands).databases, sent(hands).users) == ((), ())


async def test_a_password_is_hidden_in_the_line_and_in_the_request() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await needed(hands)
        await inside(hands, user_1="bob", password_1="hunter22")
        await hands.press("f2")

        assert "hunter22" not in hands.screen
        assert "hunter22" not in hands.said("request")
        assert "********" in hands.said("request")
        assert "hunter22" not in repr(hands.form.request())


async def test_a_password_is_shown_on_demand_and_hidden_again() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await inside(hands, password_1="hunter22")

        await hands.press("f4")
        assert "hunter22" in hands.screen

        await hands.press("f4")
        assert "hunter22" not in hands.screen


@pytest.mark.parametrize("by", ["key", "mouse"])
async def test_a_password_can_be_made_up_and_is_shown(by: str) -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await inside(hands, user_1="bob")
        await hands.press("tab")

        await (hands.press("f3") if by == "key" else hands.click("#generate"))

        made = str(hands.field("password_1").value)
        assert len(made) == 20
        assert made.isalnum()
        assert made in hands.screen
        assert hands.message("password_1") == ""


async def test_two_made_up_passwords_differ() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await inside(hands, password_1="")
        await hands.press("f3")
        first = hands.field("password_1").value

        await hands.press("f3")

        assert hands.field("password_1").value != first


async def test_tab_goes_through_a_database_and_a_user_from_left_to_right() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await arrived(hands)
        await inside(hands, database_1="app")
        stops = await tab_stops(hands, 10)

    assert stops == [
        "database_1", "character_set_1", "collate_1", "remove", "add-databases", "remove",
        "user_1", "password_1", "host_1", "databases_of_1",
    ]  # fmt: skip
