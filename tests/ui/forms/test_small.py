"""Forms where there is little room, or little to draw with."""

from __future__ import annotations

import pytest
from textual.widget import Widget

from tests.support.settle import resized
from tests.ui.forms.support import FLAVORS, Opened, flavor, instance, opened, snapshot
from tests.ui.forms.test_sending import EVERY_FORM, opened_for
from trove_tui.api.errors import BadRequest
from trove_tui.api.models import Quota
from trove_tui.changes.change import Change
from trove_tui.changes.instances import ResizeFlavor
from trove_tui.ui.forms import effects

UNLIMITED = (Quota(resource="instances", in_use=2, limit=-1),)

TINY = [(40, 11), (30, 12), (39, 8), (24, 6), (20, 5)]


def is_seen(hands: Opened, widget: Widget) -> bool:
    """Whether something of it is on the screen, and not scrolled away."""
    region = widget.region
    for above in widget.ancestors:
        if isinstance(above, Widget):
            region = region.intersection(above.region)
    return region.area > 0


@pytest.mark.parametrize("size", TINY)
@EVERY_FORM
async def test_the_focus_and_the_buttons_are_seen_on_a_tiny_screen(
    request_type: type[Change], size: tuple[int, int]
) -> None:
    async with opened_for(request_type, size=size) as hands:
        for _ in range(4):
            assert hands.app.focused is not None
            focused = hands.app.focused
            await hands.until(lambda: is_seen(hands, focused))  # noqa: B023
            assert hands.form.verb in hands.screen
            assert is_seen(hands, hands.form.foot.submit)
            assert is_seen(hands, hands.form.foot.cancel)
            await hands.press("tab")


@EVERY_FORM
async def test_a_screen_may_shrink_and_grow_while_a_form_is_open(
    request_type: type[Change],
) -> None:
    async with opened_for(request_type) as hands:
        for size in ((20, 5), (10, 2), (120, 36)):
            await resized(hands.pilot, *size)
            await hands.drawn()

        assert "esc cancel" in hands.screen


async def test_a_choice_can_be_made_and_sent_on_a_tiny_screen() -> None:
    async with opened(ResizeFlavor, about=instance(), size=(20, 5)) as hands:
        await hands.press("m", "e", "m", "enter", "enter")

        assert hands.sender.sent == [ResizeFlavor(flavor_id="2")]


async def everything_drawn(hands: Opened) -> set[str]:
    """The characters that a form draws while somebody goes through it."""
    seen: set[str] = set()
    for field in hands.form.fields:
        field.enter()
        for keys in (("down",), ("a",), ("f2",), ("f6", "f4")):
            await hands.press(*keys)
            seen |= set(hands.screen)
        await hands.press("enter" if hands.form.destroys else "end")
        seen |= set(hands.screen)
    hands.form.say("refusal", effects.refusal_words(BadRequest("No.", request_id="req-1")))
    hands.form.follow(snapshot(instance(status="BACKUP", name="auth-2"), quotas=UNLIMITED))
    for keys in (("f2",), ("pageup",), ("pagedown",), ("escape",)):
        await hands.press(*keys)
        seen |= set(hands.screen)
    return seen


@pytest.mark.parametrize("size", [(120, 36), (40, 10)])
@EVERY_FORM
async def test_every_character_of_every_form_is_ascii_where_the_terminal_has_no_more(
    request_type: type[Change], size: tuple[int, int]
) -> None:
    async with opened_for(request_type, size=size, ascii_only=True) as hands:
        seen = set(hands.screen)

        seen |= await everything_drawn(hands)

        assert {one for one in seen if not one.isascii()} == set()


@pytest.mark.parametrize("chosen", [0, 20, 56])
async def test_a_scrollbar_is_ascii_too_wherever_it_stands(chosen: int) -> None:
    many = {str(n): flavor(n, f"flavor-{n}", n, n) for n in range(1, 80)}
    known = snapshot(instance(flavor_id="1"), flavors=many | {"1": FLAVORS["3"]})
    async with opened(
        ResizeFlavor, about=instance(), known=known, ascii_only=True, size=(80, 14)
    ) as hands:
        for _ in range(chosen):
            await hands.pilot.press("down")
        await hands.drawn()

        assert {one for one in hands.screen if not one.isascii()} == set()
