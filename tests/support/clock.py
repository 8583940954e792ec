"""A clock that tests drive: an hour of backoff costs milliseconds."""

from __future__ import annotations

import asyncio
import heapq
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

START = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)

_TURNS = 20
"""Turns of the loop that a wake-up may take to reach whoever waits for it, without any I/O."""

_PATIENCE = 2.0
"""Real seconds for which answers are waited for."""


class ManualClock:
    """Time that stands still until it is advanced."""

    def __init__(self, start: datetime = START, under_way: Callable[[], int] = lambda: 0) -> None:
        """`under_way`: how many real answers are out, for which no time may pass."""
        self.under_way = under_way
        self._never = 0
        """Of those, how many have not come in time."""
        self._start = start
        self._elapsed = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()

    def now(self) -> datetime:
        """The start, plus the time advanced."""
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        """Seconds advanced so far."""
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        """Return once the clock has been advanced that far; at once if that is no time at all."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._elapsed + seconds, next(self._order), woken))
        await woken

    async def advance(self, seconds: float) -> None:
        """Let that much time pass, waking each sleeper at its own moment, earliest first.

        Between them the loop runs, so that what one starts can sleep in turn. Of real I/O only
        what is `under_way` is waited for: else a busy machine would make a server look slow.
        """
        end = self._elapsed + seconds
        await self._turns()
        while (due := self._next()) is not None and due <= end:
            self._elapsed = max(self._elapsed, due)
            _, _, woken = heapq.heappop(self._sleepers)
            woken.set_result(None)
            await self._turns()
        self._elapsed = end
        await self._turns()

    @property
    def sleepers(self) -> int:
        """How many wait for the clock."""
        self._next()
        return sum(not woken.done() for _, _, woken in self._sleepers)

    def _next(self) -> float | None:
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        return self._sleepers[0][0] if self._sleepers else None

    async def _turns(self) -> None:
        await _turns()
        given_up = time.monotonic() + _PATIENCE
        self._never = min(self._never, self.under_way())
        while self.under_way() > self._never:
            if time.monotonic() > given_up:
                self._never = self.under_way()
            await asyncio.sleep(0.001)
            await _turns()


async def _turns() -> None:
    for _ in range(_TURNS):
        await asyncio.sleep(0)
