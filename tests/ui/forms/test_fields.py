"""Each form's rules, at the field, as one types."""

from __future__ import annotations

from typing import Any

import pytest
from textual.events import Paste

from tests.ui.forms.support import FLAVORS, NASTY, instance, opened, snapshot
from trove_tui.api.models import Volume
from trove_tui.api.text import server_text
from trove_tui.changes.databases_and_users import CreateUsers
from trove_tui.changes.instances import Rename, ResizeFlavor, ResizeVolume


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "✖ It needs a name."),
        ("   ", "✖ It needs a name."),
        ("auth-db", "✖ It has this name already."),
        (" auth-db ", "✖ It has this name already."),
        ("-_-", "✖ It needs at least one letter or digit."),
        ("x" * 256, "✖ At most 255 characters: it has 256."),
        ("auth-2", ""),
        ("数据库", ""),
        (r"[/red]", ""),
    ],
)
async def test_a_new_name_is_judged_as_it_is_typed(typed: str, says: str) -> None:
    async with opened(Rename, about=instance()) as hands:
        await hands.fill("name", "something else")

        await hands.fill("name", typed)

        assert hands.message("name") == says
        assert hands.form.foot.submit.ready is not bool(says)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "✖ More than 40 GB, a whole number."),
        ("abc", "✖ More than 40 GB, a whole number."),
        ("1.5", "✖ More than 40 GB, a whole number."),
        ("-5", "✖ More than 40 GB, a whole number."),
        ("40", "✖ More than 40 GB, a whole number."),
        ("9" * 25, "✖ At most 2147483647 GB."),
        ("41", "GB; it has 40, 33 % used"),
    ],
)
async def test_a_new_size_is_judged_as_it_is_typed(typed: str, says: str) -> None:
    async with opened(ResizeVolume, about=instance()) as hands:
        await hands.fill("size", "9")

        await hands.fill("size", typed)

        assert hands.message("size") == says


async def test_nothing_is_called_wrong_before_it_was_touched() -> None:
    async with opened(ResizeVolume, about=instance()) as hands:
        assert hands.message("size") == "GB; it has 40, 33 % used"
        assert not hands.form.foot.submit.ready

        await hands.press("enter")

        assert hands.message("size") == "✖ More than 40 GB, a whole number."
        assert hands.sender.sent == []
        assert hands.app.focused is hands.field("size").control


async def test_a_volume_says_from_what_to_what_and_that_it_can_not_shrink() -> None:
    async with opened(ResizeVolume, about=instance()) as hands:
        await hands.fill("size", "70")

        assert hands.said("effect").startswith("40 → 70 GB. The instance restarts:")
        assert "can't be made smaller again" in hands.said("effect")
        assert hands.said("quota") == "Quota: volumes 600 → 630, more than the 620 GB allowed"


async def test_a_volume_of_unknown_size_can_be_resized() -> None:
    async with opened(ResizeVolume, about=instance(volume=Volume())) as hands:
        await hands.fill("size", "1")
        await hands.press("enter")

        assert hands.sender.sent == [ResizeVolume(size=1)]


async def test_a_rename_begins_with_the_name_and_typing_replaces_it() -> None:
    async with opened(Rename, about=instance()) as hands:
        assert hands.field("name").value == "auth-db"

        await hands.press("a", "2")

        assert hands.field("name").value == "a2"
        assert hands.said("effect").startswith("auth-db → a2. Only the name changes")


async def test_a_name_that_can_not_be_typed_is_not_put_in_the_line() -> None:
    async with opened(Rename, about=instance(name=server_text("a\x1b[2J"))) as hands:
        assert hands.field("name").value == ""


async def test_names_with_markup_are_shown_as_they_are() -> None:
    async with opened(Rename, about=instance(name=NASTY)) as hands:
        await hands.fill("name", "[bold]x")

        assert NASTY in hands.screen
        assert f"{NASTY} → [bold]x." in hands.said("effect")


async def test_what_is_pasted_loses_its_control_characters() -> None:
    async with opened(Rename, about=instance()) as hands:
        await hands.fill("name", "a\x1b[2Jb\x07\u202ec")

        assert hands.field("name").value == "a[2Jbc"


@pytest.mark.parametrize(
    ("pasted", "line"),
    [
        ("one\ntwo\n\nthree\n", "one two three"),
        ("\nauth-2\n", "auth-2"),
        ("a\tb", "a b"),
        ("  kept  ", "  kept  "),
        ("one\u2028two", "one two"),
        ("\n\n", ""),
    ],
)
async def test_of_several_lines_pasted_none_is_lost(pasted: str, line: str) -> None:
    async with opened(Rename, about=instance()) as hands:
        await hands.fill("name", "")

        hands.app.post_message(Paste(pasted))
        await hands.drawn()

        assert hands.field("name").value == line


async def test_a_resize_needs_its_choice_made_first() -> None:
    async with opened(ResizeFlavor, about=instance()) as hands:
        assert hands.field("flavor_id").value is None

        await hands.press("enter")

        assert hands.sender.sent == []
        assert hands.message("flavor_id") == "✖ It is needed."


async def test_a_flavor_is_chosen_by_typing_or_moving_and_says_what_it_changes() -> None:
    async with opened(ResizeFlavor, about=instance()) as hands:
        await hands.press("m", "e", "m")
        assert hands.field("flavor_id").value == "2"

        await hands.press("down")

        assert hands.field("flavor_id").value == "3"
        assert hands.said("effect") == (
            "memory-1 → memory-4: 4 → 16 GB. "
            "The instance restarts: connections are lost for a while."
        )
        await hands.press("enter", "enter")
        assert hands.sender.sent == [ResizeFlavor(flavor_id="3")]


async def test_a_flavor_the_list_does_not_have_is_shown_by_its_id() -> None:
    async with opened(ResizeFlavor, about=instance(flavor_id="99")) as hands:
        await hands.press("m")

        assert "Flavor now    99" in hands.screen
        assert hands.said("effect").startswith("99 → memory-1.")


async def test_without_a_list_of_flavors_an_id_can_be_typed() -> None:
    known = snapshot(instance(), flavors={})
    async with opened(ResizeFlavor, about=instance(), known=known) as hands:
        assert "type an id" in hands.screen

        await hands.press("2", "enter")

        assert hands.sender.sent == [ResizeFlavor(flavor_id="2")]


async def test_the_flavor_it_has_is_not_offered() -> None:
    async with opened(ResizeFlavor, about=instance()) as hands:
        await hands.press("down")

        offered = [hands.field("flavor_id").value]
        for _ in FLAVORS:
            await hands.press("down")
            offered.append(hands.field("flavor_id").value)

        assert "1" not in offered
        assert offered[-1] == "4"


async def test_a_letter_lays_nothing_out_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(CreateUsers, about=instance()) as hands:
        await hands.press("x")
        layouts: list[object] = []
        reflow = hands.form._compositor.reflow

        def counted(*arguments: Any) -> Any:
            layouts.append(arguments)
            return reflow(*arguments)

        monkeypatch.setattr(hands.form._compositor, "reflow", counted)

        await hands.press("y")

        assert hands.field("user_1").value == "xy"
        assert "xy" in hands.screen
        assert layouts == []
