"""What is in flight: counted from before a piece of work starts until its result is drawn."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class InFlight:
    """A counter that a test, or a person leaving, can wait on."""

    def __init__(self) -> None:
        self.count = 0
        self.turn = 0
        """Grows with every start: tells whether something began while one was waiting."""
        self.idle = asyncio.Event()
        self.idle.set()

    def start(self) -> None:
        """Something begins; call before it does."""
        self.count += 1
        self.turn += 1
        self.idle.clear()

    def done(self) -> None:
        """What began has ended and its message was handled."""
        self.count -= 1
        if not self.count:
            self.idle.set()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Something is in flight for as long as the block runs."""
        self.start()
        try:
            yield
        finally:
            self.done()
