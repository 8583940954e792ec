"""Where a form stands: at once with its name, and there it stays."""

from __future__ import annotations

from tests.support.settle import resized
from tests.ui.forms.support import instance, opened
from tests.ui.forms.test_create import arrived, lists
from tests.ui.forms.test_sending import EVERY_FORM, opened_for
from trove_tui.changes.change import Change
from trove_tui.changes.instances import CreateInstance, Rename


@EVERY_FORM
async def test_what_it_is_about_stands_there_in_the_first_frame(
    request_type: type[Change],
) -> None:
    async with opened_for(request_type) as hands:
        first = next(frame for frame in hands.app.frames if "esc cancel" in frame)

        edge = next(line for line in first.splitlines() if "┌" in line)
        assert f"─ {hands.form.verb} " in edge
        assert "bj1 · " in edge


async def test_what_arrives_moves_nothing() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        frame = hands.form.query_one("#frame")
        opened_at = frame.region

        await arrived(hands)

        assert frame.region == opened_at


async def test_the_frame_grows_downwards() -> None:
    async with opened(Rename, about=instance()) as hands:
        frame = hands.form.query_one("#frame")
        opened_at = frame.region
        assert abs(2 * opened_at.y + opened_at.height - 36) <= 1

        await hands.press("f2")

        assert frame.region.height > opened_at.height
        assert frame.region.offset == opened_at.offset


async def test_what_has_no_room_below_moves_up_and_another_screen_has_another_middle() -> None:
    async with opened(Rename, about=instance(), size=(120, 14)) as hands:
        frame = hands.form.query_one("#frame")
        await hands.type("orders")
        opened_at = frame.region

        await hands.press("f2")
        assert frame.region.y < opened_at.y
        assert frame.region.bottom <= 14

        await hands.press("f2")
        assert frame.region == opened_at

        await resized(hands.pilot, 120, 36)
        await hands.drawn()
        assert abs(2 * frame.region.y + frame.region.height - 36) <= 1
