"""Keys pressed ahead: in their order, and never held back for good."""

from __future__ import annotations

from collections.abc import Sequence

from textual.events import Key

from tests.support.screen import WIDE, stage
from tests.support.settle import resized
from tests.support.simulator import Simulator
from trove_tui.terminal.key_queue import KeyOrPaste, KeyQueue


class Typist:
    """Types ahead; some keys hold back those behind them until the test lets go."""

    def __init__(self, holding: str = "") -> None:
        self.waited_for: list[int] = []
        self.queue = KeyQueue(self._deliver, self.waited_for.append)
        self.delivered = ""
        self._holding = holding

    async def _deliver(self, event: KeyOrPaste) -> None:
        assert isinstance(event, Key)
        self.delivered += event.key
        if event.key in self._holding:
            self.queue.begin()

    async def type(self, letters: Sequence[str]) -> None:
        for letter in letters:
            event = Key(letter, letter)
            if not self.queue.takes(event):
                await self._deliver(event)


async def test_nothing_is_held_while_nothing_is_begun() -> None:
    typist = Typist()

    await typist.type("abc")

    assert (typist.delivered, typist.waited_for) == ("abc", [])


async def test_what_is_typed_ahead_comes_in_its_order() -> None:
    typist = Typist(holding="b")

    await typist.type("abcd")
    assert typist.delivered == "ab"

    await typist.queue.release(typist.queue.turn)
    await typist.type("e")
    assert typist.delivered == "abcde"


async def test_each_turn_that_something_waits_for_is_told() -> None:
    typist = Typist(holding="ab")

    await typist.type("a")
    assert typist.waited_for == []
    await typist.type("bc")
    assert typist.waited_for == [1]

    await typist.queue.release(1)
    assert typist.delivered == "ab"
    assert typist.waited_for == [1, 2]

    await typist.queue.release(2)
    assert typist.delivered == "abc"


async def test_a_turn_that_has_passed_lets_nothing_go() -> None:
    typist = Typist(holding="ab")
    await typist.type("a")
    await typist.queue.release(1)
    await typist.type("bc")

    await typist.queue.release(1)

    assert typist.delivered == "ab"


async def test_keys_that_a_small_terminal_does_not_take_hold_nothing_back(
    simulator: Simulator,
) -> None:
    async with stage(simulator) as on:
        before = on.app.panes.table.cursor_place
        await resized(on.pilot, 20, 5)
        await on.press("D", "D", "R")
        await resized(on.pilot, *WIDE)

        await on.press("j")

        assert on.app.panes.table.cursor_place == before + 1
        assert len(on.app.screen_stack) == 1
