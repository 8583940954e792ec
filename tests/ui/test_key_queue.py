"""Keys pressed ahead: in their order, and never held back for good."""

from __future__ import annotations

from collections.abc import Sequence

from textual.events import Key

from tests.support.screen import WIDE, stage
from tests.support.settle import resized
from tests.support.simulator import Simulator
from trove_tui.terminal.key_queue import Pressed, TypeAhead


class Desk:
    """Types ahead; some keys hold back those behind them until the test lets go."""

    def __init__(self, holding: str = "") -> None:
        self.waited_for: list[int] = []
        self.ahead = TypeAhead(self._deliver, self.waited_for.append)
        self.delivered = ""
        self._holding = holding

    async def _deliver(self, event: Pressed) -> None:
        assert isinstance(event, Key)
        self.delivered += event.key
        if event.key in self._holding:
            self.ahead.begin()

    async def type(self, letters: Sequence[str]) -> None:
        for letter in letters:
            event = Key(letter, letter)
            if not self.ahead.takes(event):
                await self._deliver(event)


async def test_nothing_is_held_while_nothing_is_begun() -> None:
    desk = Desk()

    await desk.type("abc")

    assert (desk.delivered, desk.waited_for) == ("abc", [])


async def test_what_is_typed_ahead_comes_in_its_order() -> None:
    desk = Desk(holding="b")

    await desk.type("abcd")
    assert desk.delivered == "ab"

    await desk.ahead.release(desk.ahead.turn)
    await desk.type("e")
    assert desk.delivered == "abcde"


async def test_each_turn_that_something_waits_for_is_told() -> None:
    desk = Desk(holding="ab")

    await desk.type("a")
    assert desk.waited_for == []
    await desk.type("bc")
    assert desk.waited_for == [1]

    await desk.ahead.release(1)
    assert desk.delivered == "ab"
    assert desk.waited_for == [1, 2]

    await desk.ahead.release(2)
    assert desk.delivered == "abc"


async def test_a_turn_that_has_passed_lets_nothing_go() -> None:
    desk = Desk(holding="ab")
    await desk.type("a")
    await desk.ahead.release(1)
    await desk.type("bc")

    await desk.ahead.release(1)

    assert desk.delivered == "ab"


async def test_keys_that_a_small_terminal_does_not_take_hold_nothing_back(
    simulator: Simulator,
) -> None:
    async with stage(simulator) as on:
        before = on.app.home.table.cursor_place
        await resized(on.pilot, 20, 5)
        await on.press("D", "D", "R")
        await resized(on.pilot, *WIDE)

        await on.press("j")

        assert on.app.home.table.cursor_place == before + 1
        assert len(on.app.screen_stack) == 1
