"""What destroys or interrupts is never one Enter away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui.forms.support import ID, NASTY, Opened, instance, opened, snapshot
from trove_tui.api.models import Quota, Volume
from trove_tui.api.text import server_text
from trove_tui.changes.change import Change
from trove_tui.changes.instances import DeleteInstance, Restart

DESTROYING = pytest.mark.parametrize("request_type", [Restart, DeleteInstance])


async def test_restart_opens_with_the_focus_on_cancel_and_enter_leaves() -> None:
    async with opened(Restart, about=instance()) as hands:
        assert hands.app.focused is hands.form.foot.cancel

        await hands.press("enter")
        await hands.until(lambda: hands.results)

        assert hands.results == [None]
        assert hands.sender.sent == []


@DESTROYING
async def test_keys_of_the_first_moments_do_not_count(request_type: type[Change]) -> None:
    async with opened(request_type, about=instance(), settle=False) as hands:
        await hands.pilot.press("escape", "right", "enter", "a")
        await hands.drawn()

        assert hands.results == []
        assert hands.sender.sent == []
        assert [field.value for field in hands.form.fields] in ([], [""])
        await hands.press("escape")
        await hands.until(lambda: hands.results)


async def test_clicks_of_the_first_moments_do_not_count() -> None:
    async with opened(Restart, about=instance(), settle=False) as hands:
        await hands.pilot.click("#submit")
        await hands.drawn()
        assert hands.sender.sent == []

        await hands.click("#submit")
        assert len(hands.sender.sent) == 1


@DESTROYING
async def test_an_enter_held_since_before_it_opened_does_nothing(
    request_type: type[Change],
) -> None:
    async with opened(request_type, about=instance(), settle=False) as hands:
        await hands.hold("enter")

        assert hands.results == []
        assert hands.sender.sent == []


async def test_enter_in_the_name_deletes_nothing_though_it_is_right() -> None:
    async with opened(DeleteInstance, about=instance()) as hands:
        await hands.type("auth-db")
        assert hands.form.foot.submit.ready

        await hands.press("enter", "enter")

        assert hands.sender.sent == []


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("auth-db", "Press Tab, then Enter, to delete."),
        ("auth", "Type all of its name, as it is shown."),
        ("", "Type all of its name, as it is shown."),
    ],
)
async def test_enter_in_the_name_says_how_to_go_on(typed: str, says: str) -> None:
    async with opened(DeleteInstance, about=instance()) as hands:
        await hands.type(typed)

        await hands.press("enter")

        assert hands.state == says
        assert says in hands.screen
        assert hands.sender.sent == []


async def test_enter_at_another_name_says_once_that_it_is_not_its_name() -> None:
    async with opened(DeleteInstance, about=instance()) as hands:
        await hands.type("other")

        await hands.press("enter")

        assert hands.screen.count("That is not its name.") == 1
        assert hands.sender.sent == []


async def test_the_button_says_what_is_wrong_with_the_beginning_of_a_name() -> None:
    async with opened(DeleteInstance, about=instance()) as hands:
        await hands.type("auth")

        hands.form.foot.submit.focus()
        await hands.press("enter")

        assert hands.state == "Type all of its name, as it is shown."
        assert hands.sender.sent == []
        await hands.fill("typed", "auth-bd")
        hands.form.foot.submit.focus()
        await hands.press("enter")
        assert hands.message("typed") == "✖ That is not its name."


async def test_what_becomes_free_is_told_with_memory_in_gigabytes() -> None:
    about = instance(volume=Volume(size=50))
    known = replace(
        snapshot(about),
        quotas=(
            Quota(resource="instances", in_use=42, limit=100),
            Quota(resource="ram", in_use=81920, limit=204800),
            Quota(resource="volumes", in_use=600, limit=-1),
        ),
    )
    memory = known.flavors[about.flavor_id or ""].ram or 0
    async with opened(DeleteInstance, about=about, known=known) as hands:
        assert hands.said("quota") == (
            f"Quota: instances 42 → 41 of 100, ram 80 → {80 - memory // 1024} of 200 GB, "
            "volumes 600 → 550 GB, unlimited"
        )


async def test_enter_in_the_name_says_so_where_it_can_not_be_deleted_any_more() -> None:
    async with opened(DeleteInstance, about=instance()) as hands:
        await hands.type("auth-db")
        hands.form.follow(snapshot(gone=instance()))

        await hands.press("enter")

        assert hands.state == "It no longer exists."


async def _stops(hands: Opened, count: int) -> list[str | None]:
    stops = []
    for _ in range(count):
        await hands.press("tab")
        stops.append(hands.app.focused.id if hands.app.focused else None)
    return stops


async def test_tab_goes_from_the_name_to_the_button_that_deletes() -> None:
    async with opened(DeleteInstance, about=instance()) as hands:
        assert await _stops(hands, 3) == ["submit", "cancel", "show-request"]


async def test_tab_goes_from_cancel_to_the_button_that_restarts() -> None:
    async with opened(Restart, about=instance()) as hands:
        assert await _stops(hands, 3) == ["submit", "show-request", "cancel"]


async def test_blanks_around_a_name_that_nobody_can_see_need_not_be_typed() -> None:
    async with opened(DeleteInstance, about=instance(name="  auth-db ")) as hands:
        await hands.type("auth-db")

        assert hands.form.foot.submit.ready


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", ""),
        ("auth", ""),
        ("Auth-db", "✖ That is not its name."),
        ("auth -db", "✖ That is not its name."),
        ("other", "✖ That is not its name."),
    ],
)
async def test_the_button_does_nothing_until_the_name_is_typed_exactly(
    typed: str, says: str
) -> None:
    async with opened(DeleteInstance, about=instance()) as hands:
        await hands.type(typed)

        assert hands.message("typed") == says
        assert not hands.form.foot.submit.ready
        await hands.press("tab", "enter")
        assert hands.sender.sent == []
        await hands.click("#submit")
        assert hands.sender.sent == []


@pytest.mark.parametrize("name", ["auth-db", NASTY, server_text("a\x1b[2J"), "数据库", " a  b "])
async def test_a_name_is_typed_as_it_is_shown(name: str) -> None:
    async with opened(DeleteInstance, about=instance(name=name)) as hands:
        assert name in hands.said("asks")

        await hands.type(str(name))
        await hands.press("tab", "enter")

        assert len(hands.sender.sent) == 1


async def test_a_name_typed_with_letters_composed_otherwise_is_the_same() -> None:
    async with opened(DeleteInstance, about=instance(name="cafe\u0301")) as hands:
        await hands.type("caf\u00e9")

        assert hands.form.foot.submit.ready


@pytest.mark.parametrize("name", ["", "   "])
async def test_an_instance_without_a_name_takes_its_id(name: str) -> None:
    async with opened(DeleteInstance, about=instance(name=name)) as hands:
        assert not hands.form.foot.submit.ready
        assert ID in hands.said("asks")

        await hands.fill("typed", ID)

        assert hands.form.foot.submit.ready


async def test_delete_says_that_it_is_for_good_and_what_becomes_free() -> None:
    async with opened(DeleteInstance, about=instance()) as hands:
        assert hands.said("effect") == "The instance and all its data are deleted for good."
        assert hands.said("quota") == (
            "Quota: instances 42 → 41 of 100, volumes 600 → 560 of 620 GB"
        )


async def test_restart_says_what_it_does_to_connections_and_to_what_waits_for_it() -> None:
    async with opened(Restart, about=instance(status="RESTART_REQUIRED")) as hands:
        assert "connections are lost for a while" in hands.said("effect")
        assert "The configuration that waits for it takes effect." in hands.said("effect")
