"""What Enter does: it sends from a text, chooses in a list; and the last line says which."""

from __future__ import annotations

import pytest

from tests.ui.forms.support import FLAVORS, Opened, flavor, instance, opened, snapshot
from trove_tui.changes.instances import CreateInstance, Rename, ResizeFlavor
from trove_tui.text.styled import Tone
from trove_tui.ui.forms.choice_list import ChoiceList


def buttons(hands: Opened) -> str:
    """The form's last line."""
    return next(line for line in hands.screen.splitlines() if "esc cancel" in line)


async def again(hands: Opened, *, after: float) -> None:
    """Enter once more, so many seconds after the last one."""
    await hands.clock.advance(after)
    await hands.pilot.press("enter")
    await hands.drawn()


async def test_enter_in_a_list_chooses_and_the_next_one_sends() -> None:
    async with opened(ResizeFlavor, about=instance()) as hands:
        await hands.press("m", "e", "m", "enter")

        assert hands.sender.sent == []
        assert hands.app.focused is hands.form.foot.submit
        assert "memory-2" in hands.screen
        await hands.press("enter")
        assert hands.sender.sent == [ResizeFlavor(flavor_id="2")]


async def test_enter_writes_what_was_chosen_folds_and_goes_to_the_next_field() -> None:
    async with opened(CreateInstance) as hands:
        await hands.press("tab", "s", "t", "enter")

        assert hands.field("flavor_id").value == "7"
        assert "standard-1" in hands.screen
        assert not hands.field("flavor_id").query_one(ChoiceList).display
        assert hands.app.focused is hands.field("volume_size").control
        assert hands.sender.sent == []


async def test_one_enter_held_down_does_not_choose_and_send() -> None:
    async with opened(ResizeFlavor, about=instance()) as hands:
        await hands.press("m", "e", "m", "enter")

        await again(hands, after=0.5)
        for _ in range(30):
            await again(hands, after=0.03)

        assert hands.sender.sent == []
        await again(hands, after=1)
        assert len(hands.sender.sent) == 1


async def test_enter_where_nothing_is_chosen_says_so_and_stays() -> None:
    async with opened(ResizeFlavor, about=instance()) as hands:
        await hands.press("enter")

        assert hands.message("flavor_id") == "✖ It is needed."
        assert hands.app.focused is hands.field("flavor_id").query_one("Line")


async def test_the_last_line_says_what_enter_does_where_the_focus_is() -> None:
    async with opened(ResizeFlavor, about=instance()) as hands:
        assert "enter choose" in buttons(hands)
        assert "enter Resize" not in buttons(hands)

        await hands.press("m", "enter")
        assert "enter Resize" in buttons(hands)
        assert "enter choose" not in buttons(hands)

        await hands.press("tab")
        assert hands.app.focused is hands.form.foot.cancel
        assert "enter" not in buttons(hands)


async def test_enter_in_a_text_sends_and_says_so() -> None:
    async with opened(Rename, about=instance()) as hands:
        assert "enter Rename" in buttons(hands)

        await hands.fill("name", "auth-2")
        await hands.press("enter")

        assert len(hands.sender.sent) == 1


async def test_where_an_id_is_typed_by_hand_enter_sends_and_says_so() -> None:
    known = snapshot(instance(), flavors={})
    async with opened(ResizeFlavor, about=instance(), known=known) as hands:
        assert "enter Resize" in buttons(hands)

        hands.form.follow(snapshot(instance()))
        await hands.drawn()

        assert "enter choose" in buttons(hands)


async def test_the_mouse_chooses_as_enter_does() -> None:
    async with opened(ResizeFlavor, about=instance()) as hands:
        await hands.press("m", "e", "m")

        await hands.click("#choose")

        assert hands.app.focused is hands.form.foot.submit
        assert hands.sender.sent == []


@pytest.mark.parametrize(("typed", "tone"), [("standard", Tone.BUSY), ("memory-4", Tone.PLAIN)])
async def test_getting_smaller_stands_out(typed: str, tone: Tone) -> None:
    about = instance(flavor_id="2")
    async with opened(ResizeFlavor, about=about) as hands:
        await hands.type(typed)

        request, _ = hands.form.request()
        assert hands.form.effect(request)[0][1] is tone
        assert ("It is smaller: fewer vCPU, less RAM." in hands.said("effect")) is (
            tone is Tone.BUSY
        )


async def test_differences_stand_over_each_other_in_one_unit() -> None:
    odd = flavor(8, "odd", 1, 1).replace(ram=512)
    known = snapshot(instance(flavor_id="3"), flavors={**FLAVORS, "8": odd})
    async with opened(ResizeFlavor, about=instance(flavor_id="3"), known=known) as hands:
        assert "−15.5 GB" in hands.screen
        assert "−14 GB" in hands.screen
