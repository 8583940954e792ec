"""Counts the work in flight: from before it starts until its result is drawn."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class InFlight:
    """A counter of work, with an event for when there is none."""

    def __init__(self) -> None:
        self.count = 0
        self.turn = 0
        """Grows with every start: tells a waiter whether something began meanwhile."""
        self.idle = asyncio.Event()
        self.idle.set()

    def start(self) -> None:
        """Count a piece of work; call before it begins."""
        self.count += 1
        self.turn += 1
        self.idle.clear()

    def done(self) -> None:
        """A piece of work has ended, and its message was handled."""
        self.count -= 1
        if not self.count:
            self.idle.set()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Count the block as a piece of work."""
        self.start()
        try:
            yield
        finally:
            self.done()
