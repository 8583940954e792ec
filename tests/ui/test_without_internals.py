"""The program on a Textual that lacks one of the private names: slower, and nothing else."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from tests.support.internals import FOR_READING, LOOKED_UP, OVERRIDDEN, REACHED, take_away
from tests.support.screen import stage
from tests.support.simulator import Simulator
from tests.ui.table_app import fruits
from tests.ui.test_quick_lines import WatchedApp, moved
from trove_tui.terminal.clipboard import copy_secret
from trove_tui.ui.dialogs.help import HelpDialog

EVERY = (*LOOKED_UP.values(), *REACHED.values(), *OVERRIDDEN.values())
NAMES = sorted({name for names in EVERY for name in names} - FOR_READING)
FOR_LINES = (
    "_batch_count", "_closed", "_compositor", "_driver", "_layout_required", "_repaint_required",
    "_scroll_required", "_styles_cache", "set_dirty", "visible_widgets",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
async def test_it_moves_opens_says_and_closes(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    take_away(name, monkeypatch.setattr)
    async with stage(simulator, notifications=True) as on:
        before = on.app.panes.table.cursor_place
        await on.press("j", "down", "j")
        assert on.app.panes.table.cursor_place == before + 3

        await on.press("?")
        assert isinstance(on.app.screen, HelpDialog)
        await on.press("escape")
        assert len(on.app.screen_stack) == 1

        await on.press("/", "d", "b")
        assert isinstance(on.app.focused, Input)
        await on.press("escape")

        on.app.tell("first failed", bad=True, seconds=60)
        for number in (1, 2, 2, 3):
            on.app.tell(f"number {number} done", seconds=60)
        await on.until(lambda: "number 3 done" in on.text)
        assert "first failed" in on.text
        assert sum(f"number {number} done" in on.text for number in (1, 2, 3)) == 1


@pytest.mark.parametrize("name", FOR_LINES)
async def test_a_move_is_drawn_the_usual_way(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    app = WatchedApp(fruits(20))
    async with app.run_test(size=(50, 12)) as pilot:
        await app.drawn()
        take_away(name, monkeypatch.setattr)

        assert await moved(pilot, "down", "j") == 0
        assert app.seen[3].startswith("▌")
        assert await app.same_as_drawn_anew()


async def test_a_key_goes_the_usual_way(monkeypatch: pytest.MonkeyPatch) -> None:
    take_away("_forward_event", monkeypatch.setattr)
    app = WatchedApp(fruits(20))
    async with app.run_test(size=(50, 12)) as pilot:
        await app.drawn()
        await pilot.press("down", "down", "x", "down")

        assert (app.place, app.table.cursor_place) == (2, 3)


async def test_a_secret_that_textual_keeps_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    app = WatchedApp(fruits(1))
    async with app.run_test():
        assert copy_secret(app, "s3cret")
        assert app.clipboard == ""

        take_away("_clipboard", monkeypatch.setattr)

        assert not copy_secret(app, "s3cret")
