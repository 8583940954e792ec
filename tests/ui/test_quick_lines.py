"""Lines drawn and keys answered without Textual's long way: what is seen must be the same.

These tests also guard the private names of Textual that it takes.
"""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from tests.ui.table_app import FruitApp, fruits


class WatchedApp(FruitApp):
    """Knows which frames were drawn at once, and can lay something over the table."""

    CSS = """
    Screen { layers: below above; }
    #note { layer: above; dock: right; width: 12; height: 2; margin-top: 3; display: none; }
    #note.-shown { display: block; }
    .-faded CountedTable { text-opacity: 50%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("x", "note_place")]

    at_once = 0
    place = -1

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Static("over it", id="note")

    def on_mount(self) -> None:
        self.table.answers_first = True

    def action_note_place(self) -> None:
        self.place = self.table.cursor_place

    def wrote_at_once(self, frame: str) -> None:
        self.at_once += 1
        super().wrote_at_once(frame)

    def cells(self) -> list[list[Any]]:
        lines, columns = range(self.terminal.lines), range(self.terminal.columns)
        return [[self.terminal.buffer[y][x] for x in columns] for y in lines]

    async def same_as_drawn_anew(self) -> bool:
        """Whether the terminal shows what it would if all were drawn now."""
        before = self.cells()
        self.screen.refresh()
        await self.drawn()
        return before == self.cells()


async def moved(pilot: Pilot[None], *keys: str) -> int:
    """How many frames were drawn at once for these keys."""
    app = pilot.app
    assert isinstance(app, WatchedApp)
    before = app.at_once
    await pilot.press(*keys)
    await app.drawn()
    return app.at_once - before


@pytest.mark.parametrize("count", [8, 100])
async def test_a_cursor_move_is_drawn_at_once_and_looks_the_same(count: int) -> None:
    app = WatchedApp(fruits(count))
    async with app.run_test(size=(50, 12)) as pilot:
        await app.drawn()

        assert await moved(pilot, "down", "down", "up", "j") == 4
        assert app.table.cursor_id == "f2"
        assert app.seen[3].startswith("▌")
        assert await app.same_as_drawn_anew()


async def test_what_scrolls_is_drawn_as_usual() -> None:
    app = WatchedApp(fruits(100))
    async with app.run_test(size=(50, 12)) as pilot:
        await app.drawn()

        assert await moved(pilot, "G") == 0
        assert app.seen[11].startswith("▌ok    fruit 99")
        assert await app.same_as_drawn_anew()


async def test_nothing_is_drawn_over_what_lies_above() -> None:
    app = WatchedApp(fruits(20))
    async with app.run_test(size=(50, 12)) as pilot:
        app.query_one("#note").add_class("-shown")
        await app.drawn()

        assert await moved(pilot, "down") == 1  # lines 1 and 2: it begins on line 3
        assert await moved(pilot, "down", "down", "down") == 0
        assert "over it" in app.seen[3]
        assert await moved(pilot, "down") == 1
        assert await app.same_as_drawn_anew()


async def test_nothing_is_drawn_over_a_screen_above() -> None:
    app = WatchedApp(fruits(20))
    async with app.run_test(size=(50, 12)):
        await app.push_screen(Screen())
        await app.drawn()
        before = app.at_once
        app.table.action_move(1)
        await app.drawn()

        assert app.at_once == before
        await app.pop_screen()
        await app.drawn()
        assert app.seen[2].startswith("▌")
        assert await app.same_as_drawn_anew()


async def test_a_batch_of_changes_is_drawn_together() -> None:
    app = WatchedApp(fruits(20))
    async with app.run_test(size=(50, 12)):
        await app.drawn()
        before = app.at_once
        with app.batch_update():
            app.table.action_move(2)
        assert app.at_once == before
        await app.drawn()

        assert app.seen[3].startswith("▌")


async def test_a_faded_table_stays_faded() -> None:
    app = WatchedApp(fruits(20))
    async with app.run_test(size=(50, 12)) as pilot:
        await app.drawn()
        bright = app.terminal.buffer[5][7].fg
        app.screen.add_class("-faded")
        await app.drawn()
        assert app.terminal.buffer[5][7].fg != bright

        assert await moved(pilot, "down") == 0
        assert await app.same_as_drawn_anew()
        app.screen.remove_class("-faded")
        await app.drawn()

        assert app.terminal.buffer[5][7].fg == bright
        assert await app.same_as_drawn_anew()


async def test_keys_are_answered_in_their_turn() -> None:
    app = WatchedApp(fruits(20))
    async with app.run_test(size=(50, 12)) as pilot:
        await app.drawn()

        await pilot.press("down", "down", "x", "down")
        assert app.place == 2
        assert app.table.cursor_place == 3
