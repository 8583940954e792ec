"""Waiting for the screen: until nothing is in flight and all of it is drawn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.pilot import Pilot
from textual.screen import Screen

if TYPE_CHECKING:
    from trove_tui.ui.in_flight import InFlight


def lines_of(screen: Screen[Any]) -> list[str]:
    """The lines of a screen."""
    strips = screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]


async def settled(pilot: Pilot[Any], seconds: float = 10.0) -> None:
    """Return when nothing is in flight and everything is drawn."""
    app = pilot.app
    in_flight: InFlight = app.in_flight  # type: ignore[attr-defined]
    async with asyncio.timeout(seconds):
        while True:
            turn = in_flight.turn
            await in_flight.idle.wait()
            drawn = asyncio.Event()
            app.screen.call_after_refresh(drawn.set)
            await drawn.wait()
            await pilot.pause(0)
            if not in_flight.count and in_flight.turn == turn:
                return


async def resized(pilot: Pilot[Any], width: int, height: int) -> None:
    """Give the terminal another size, and return when the screen has it: Textual waits a little."""
    await pilot.resize_terminal(width, height)
    async with asyncio.timeout(10):
        while pilot.app.screen._compositor.size != (width, height):
            await asyncio.sleep(0.002)
        for _ in range(3):  # the screen, what stands in it, and what follows from that
            drawn = asyncio.Event()
            pilot.app.screen.call_after_refresh(drawn.set)
            await drawn.wait()
            await pilot.pause(0)


async def until(pilot: Pilot[Any], true: Callable[[], object], seconds: float = 10.0) -> None:
    """Return when the condition holds and all is drawn; fails with the screen's text."""
    try:
        async with asyncio.timeout(seconds):
            while not true():
                await settled(pilot, seconds)
                await asyncio.sleep(0.005)
            await settled(pilot, seconds)
    except TimeoutError:
        screen_text = "\n".join(lines_of(pilot.app.screen))
        raise AssertionError(f"never came true; the screen says:\n{screen_text}") from None
