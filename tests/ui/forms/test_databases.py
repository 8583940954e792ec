"""Creating databases: rows that grow, collations that follow, what is wrong at its row."""

from __future__ import annotations

import pytest

from tests.ui.forms.support import Opened, instance, opened
from trove_tui.api.call import Dialect
from trove_tui.api.errors import BadRequest, OutcomeUnknown
from trove_tui.api.models import DatastoreRef
from trove_tui.changes.databases_and_users import CreateDatabases, NewDatabase
from trove_tui.ui.forms.choice_field import ChoiceField
from trove_tui.ui.forms.rows import Rows

MADE = {"made": "a database"}


def picker(hands: Opened, key: str) -> ChoiceField:
    field = hands.field(key)
    assert isinstance(field, ChoiceField)
    return field


def sent(hands: Opened) -> CreateDatabases:
    request = hands.sender.sent[-1]
    assert isinstance(request, CreateDatabases)
    return request


@pytest.mark.parametrize("dialect", Dialect)
async def test_several_are_sent_as_one_request_and_only_what_was_said(dialect: Dialect) -> None:
    async with opened(CreateDatabases, about=instance(), about_row={"dialect": dialect}) as hands:
        await hands.type("shop")
        await hands.fill("character_set_1", "utf8mb4")
        await hands.fill("collate_1", "utf8mb4_unicode_ci")
        await hands.press("f7")
        await hands.type("logs")
        await hands.press("f7")

        await hands.press("enter")

        call = sent(hands).call("some-id", dialect)
        assert (call.method, call.path) == ("POST", "/instances/some-id/databases")
        assert call.body == {
            "databases": [
                {
                    "name": "shop",
                    "character_set": "utf8mb4",
                    "collate": "utf8mb4_unicode_ci",
                },
                {"name": "logs"},
            ]
        }


async def test_the_title_says_what_is_made_and_in_which_instance() -> None:
    async with opened(CreateDatabases, about=instance(), about_row=MADE) as hands:
        assert "Create a database  bj1 · auth-db · 7c1d…04be" in hands.screen


async def test_the_focus_is_in_the_first_name_and_then_in_that_of_each_new_row() -> None:
    async with opened(CreateDatabases, about=instance()) as hands:
        await hands.press("a", "tab", "tab", "tab")
        assert hands.app.focused is not None
        assert hands.app.focused.id == "add-databases"

        await hands.press("enter", "b")

        assert hands.field("database_2").value == "b"
        assert hands.sender.sent == []


async def test_the_collations_are_those_of_the_character_set_its_default_first_and_marked() -> None:
    async with opened(CreateDatabases, about=instance()) as hands:
        await hands.fill("character_set_1", "latin1")
        collations = picker(hands, "collate_1")

        assert collations.shown[0].cells == ("latin1_swedish_ci", "default")
        assert len(collations.shown) == 8
        assert hands.field("collate_1").value == "latin1_swedish_ci"

        await hands.fill("character_set_1", "greek")
        assert [one.label for one in collations.shown] == ["greek_general_ci", "greek_bin"]


async def test_a_character_set_is_found_by_what_it_is_for() -> None:
    async with opened(CreateDatabases, about=instance()) as hands:
        await hands.fill("character_set_1", "chinese")

        assert [one.label for one in picker(hands, "character_set_1").shown] == [
            "big5", "gb2312", "gbk",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("version", "default"), [("5.7", "utf8mb4_general_ci"), ("8.0", "utf8mb4_0900_ai_ci")]
)
async def test_what_is_offered_is_what_that_version_has(version: str, default: str) -> None:
    about = instance(datastore=DatastoreRef(type="mysql", version=version))
    async with opened(CreateDatabases, about=about) as hands:
        await hands.fill("character_set_1", "utf8mb4")

        assert hands.field("collate_1").value == default


async def test_with_no_character_set_a_collation_alone_can_be_chosen() -> None:
    async with opened(CreateDatabases, about=instance()) as hands:
        await hands.type("shop")
        await hands.fill("collate_1", "koi8r_bin")

        await hands.click("#submit")

        assert sent(hands).databases == (NewDatabase(name="shop", collate="koi8r_bin"),)


async def test_where_character_sets_are_not_known_they_are_typed() -> None:
    about = instance(datastore=DatastoreRef(type="postgresql", version="12"))
    async with opened(CreateDatabases, about=about) as hands:
        await hands.type("shop")
        await hands.fill("character_set_1", "UTF8")
        await hands.fill("collate_1", "en_US.utf8")

        await hands.click("#submit")

        database = sent(hands).databases[0]
        assert (database.character_set, database.collate) == ("UTF8", "en_US.utf8")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("mysql", "This name is reserved."),
        ("#mysql50#x", "It must begin and end with a letter of A to Z, a digit, _ or -."),
        ("-_-", "It needs at least one letter of A to Z or a digit."),
        ("数据", "It needs at least one letter of A to Z or a digit."),
        ("shop ", "It must begin and end with a letter of A to Z, a digit, _ or -."),
        ("x" * 65, "At most 64 characters: it has 65."),
        ("first", "It is there twice."),
    ],
)
async def test_each_rule_is_told_at_its_row_while_typing(typed: str, says: str) -> None:
    async with opened(CreateDatabases, about=instance()) as hands:
        await hands.type("first")
        await hands.press("f7")

        await hands.type(typed)

        assert hands.message("database_2") == f"✖ {says}"
        assert f"✖ {says}" in hands.screen
        assert hands.message("database_1") == ""
        await hands.press("enter")
        assert hands.sender.sent == []


async def test_a_name_is_needed() -> None:
    async with opened(CreateDatabases, about=instance()) as hands:
        await hands.press("enter")

        assert hands.message("database_1") == "✖ It needs a name."
        assert hands.sender.sent == []


async def test_a_row_without_a_name_but_with_a_character_set_needs_one() -> None:
    async with opened(CreateDatabases, about=instance()) as hands:
        await hands.type("first")
        await hands.press("f7")
        await hands.fill("character_set_2", "utf8")

        await hands.click("#submit")

        assert hands.message("database_2") == "✖ It needs a name."


async def test_what_is_wrong_stands_at_its_row_though_one_before_it_is_empty() -> None:
    async with opened(CreateDatabases, about=instance()) as hands:
        await hands.type("shop")
        await hands.press("f7")
        await hands.type("sys")

        await hands.fill("database_1", "")

        assert hands.message("database_2") == "✖ This name is reserved."
        assert hands.message("database_1") == ""


async def test_a_key_held_down_adds_one_row_and_goes_to_it() -> None:
    async with opened(CreateDatabases, about=instance()) as hands:
        await hands.type("shop")

        await hands.press(*["f7"] * 5)

        assert len(hands.form.query_one(Rows).rows) == 2
        await hands.type("logs")
        assert hands.field("database_2").value == "logs"


async def test_a_row_is_taken_away_again() -> None:
    async with opened(CreateDatabases, about=instance()) as hands:
        await hands.type("shop")
        await hands.press("f7")
        await hands.type("sys")

        await hands.click("#remove")
        await hands.until(lambda: len(hands.form.query_one(Rows).rows) == 1)
        await hands.press("enter")

        assert sent(hands).databases == (NewDatabase(name="shop"),)


@pytest.mark.parametrize(
    ("message", "named", "field"),
    [
        ("Database name 'logs' is invalid.", "name", "database_2"),
        ("'utf8mb4' not a valid character set. (logs)", None, "character_set_2"),
        ("x not a valid collation for charset y.", None, "collate_1"),
        ("Validation error: databases[1]['name'] 'x' is too long", "databases.1.name",
         "database_2"),
    ],
)  # fmt: skip
async def test_a_refusal_stands_at_the_row_it_names_and_what_was_typed_survives(
    message: str, named: str | None, field: str
) -> None:
    async with opened(CreateDatabases, about=instance()) as hands:
        await hands.type("shop")
        await hands.press("f7")
        await hands.type("logs")
        await hands.press("enter")

        await hands.refuse(BadRequest(message, field=named, request_id="req-9"))

        assert hands.message(field).startswith(f"✖ {message}")
        assert hands.said("refusal") == ""
        assert [hands.field(f"database_{n}").value for n in (1, 2)] == ["shop", "logs"]


async def test_an_unknown_outcome_is_never_sent_again() -> None:
    async with opened(CreateDatabases, about=instance()) as hands:
        await hands.type("shop")
        await hands.press("enter")
        await hands.refuse(OutcomeUnknown("No answer came."))

        await hands.press("enter")

        assert len(hands.sender.sent) == 1
        assert "It may have happened." in hands.said("refusal")


async def test_leaving_asks_where_a_name_in_any_row_would_be_lost() -> None:
    async with opened(CreateDatabases, about=instance()) as hands:
        await hands.press("f7")
        await hands.type("logs")

        await hands.press("escape")

        assert hands.state == "What was typed would be lost."


async def test_the_effect_says_what_there_will_be() -> None:
    async with opened(CreateDatabases, about=instance()) as hands:
        await hands.type("shop")
        assert hands.said("effect") == "A new database: shop."

        await hands.fill("character_set_1", "gbk")
        await hands.press("f7")
        await hands.type("logs")

        assert hands.said("effect") == "2 new databases: shop (gbk, gbk_chinese_ci), logs."


async def test_on_a_narrow_screen_the_parts_of_a_row_stand_under_each_other() -> None:
    async with opened(CreateDatabases, about=instance(), size=(50, 24)) as hands:
        await hands.type("shop")
        await hands.press("f7")
        await hands.type("logs")

        regions = [hands.field(key).region for key in ("database_2", "character_set_2")]
        assert regions[0].bottom == regions[1].y
        assert all(region.width > 40 for region in regions)
        assert "remove" in hands.screen
