"""What was opened and closed again leaves nothing behind."""

from __future__ import annotations

import gc
import weakref

import pytest
from textual.strip import Strip
from textual.widget import Widget

from tests.support.screen import stage
from tests.support.simulator import Simulator
from trove_tui.ui.widgets.filter_input import FilterInput

ROUNDS = 5


def alive(kind: type[Widget]) -> int:
    gc.collect()
    return sum(isinstance(one, kind) for one in gc.get_objects())


def strips() -> int:
    gc.collect()
    return sum(isinstance(one, Strip) for one in gc.get_objects())


@pytest.mark.parametrize("keys", ["?", "e", "D", "T"])
async def test_of_a_dialog_that_was_closed_neither_widgets_nor_lines_are_kept(
    simulator: Simulator, keys: str
) -> None:
    async with stage(simulator) as on:
        gone: list[weakref.ref[Widget]] = []
        lines: list[int] = []
        for _ in range(ROUNDS):
            await on.press(keys)
            assert len(on.app.screen_stack) == 2
            gone += [weakref.ref(one) for one in on.app.screen.walk_children(Widget)]
            gone.append(weakref.ref(on.app.screen))
            last = len(gone)
            await on.clock.advance(1)
            await on.press("escape")
            await on.until(lambda: len(on.app.screen_stack) == 1)
            lines.append(strips())

        first = gone[: len(gone) - last // ROUNDS]
        assert not [one() for one in first if one() is not None]
        assert max(lines[1:]) <= lines[0] + 40


async def test_there_is_one_line_to_type_filters_in_however_often_one_is_typed(
    simulator: Simulator,
) -> None:
    async with stage(simulator) as on:
        before = alive(FilterInput)
        for _ in range(ROUNDS):
            await on.press("/", "d", "escape")

        assert alive(FilterInput) == before + 1
        assert not on.app.query_one(FilterInput).display

        await on.press("/", "d", "b", "enter")
        await on.press("/")
        assert on.app.query_one(FilterInput).value == "db"
