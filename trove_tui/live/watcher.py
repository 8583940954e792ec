"""Polling the list: as often as is worth it, and never twice at once.

While all is well it waits as long as `pace` says. When it fails it says so at once, waits
longer each time up to a ceiling, and never stops: it recovers by itself.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from trove_tui.api.errors import (
    ListIncomplete,
    NotSent,
    RateLimited,
    ReadFailed,
    TroveError,
)
from trove_tui.clock import Clock
from trove_tui.live.budget import LONGEST_HOLD
from trove_tui.live.snapshot import Connection
from trove_tui.live.supervise import FailedInside, supervised
from trove_tui.live.wakeup import Wakeup, ended

EVERY = 5.0
"""Seconds between two lists."""
IDLE_EVERY = 30.0
"""The same, where all is quiet and nobody has touched a key for `IDLE_AFTER`."""
IDLE_AFTER = 120.0
BACKOFF = (2.0, 4.0, 8.0, 16.0, 30.0)
"""Seconds to wait after the first failure, the second, …; the last is the ceiling."""
REFUSED_EVERY = 60.0
"""Seconds to wait after the server said no: asking again helps little, but sometimes it does."""
SLOW = 1.0
"""Seconds: a list that takes longer is said to."""


class _Failure(NamedTuple):
    """What a connection tells of a request that failed, by the names it has there."""

    reason: str = ""
    host: str = ""
    retry_at: datetime | None = None
    """When the next one goes."""


class Watcher:
    """The loop that polls the list, and the state of the connection by its answers.

    Args:
        ask: reads the list and stores it, or raises TroveError. Returns the seconds of it
            that were not the server's: waiting for its turn.
        pace: seconds until the next request, at present.
        on_change: given the connection whenever it changes.
        clock: what it waits on.
        jitter: a number from 0 to 1, another each time, so that many copies don't ask at once.
    """

    def __init__(
        self,
        ask: Callable[[], Awaitable[float]],
        pace: Callable[[], float],
        on_change: Callable[[Connection], None],
        clock: Clock,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.connection = Connection(since=clock.now())
        self._ask = ask
        self._pace = pace
        self._on_change = on_change
        self._clock = clock
        self._jitter = jitter
        self._alarm = Wakeup(clock)
        self._aging: asyncio.Task[None] | None = None
        self._failures = 0
        self._failure = _Failure()
        """Of the last request; empty where it went well."""
        self._not_before = float("-inf")
        self._last_asked_at = float("-inf")

    @property
    def is_live(self) -> bool:
        """Whether the server answers."""
        return self.connection.state in ("live", "old")

    def poke(self) -> None:
        """Read the list now; while it is being read, once more after that."""
        self._alarm.ring()

    def insist(self) -> None:
        """Read the list now, also before a server's Retry-After is over: a person wants it."""
        self._not_before = float("-inf")
        self._alarm.ring()

    def failed_inside(self, error: TroveError) -> None:
        """Note that the loop ended by an error of the program's own, and will be run again."""
        self._failed(error, self._clock.now())

    def poke_if_older(self, seconds: float) -> None:
        """Read the list now, unless the last request is younger than so many seconds."""
        if self._clock.monotonic() - self._last_asked_at > seconds:
            self._alarm.ring()

    async def run(self) -> None:
        """Poll until cancelled."""
        try:
            while True:
                delay = await self._once()
                await self._wait(delay)
        finally:
            if self._aging is not None:
                await ended(self._aging)

    async def _once(self) -> float:
        self._alarm.hush()
        asked_at, began = self._clock.now(), self._clock.monotonic()
        self._last_asked_at = began
        reporting_slow = asyncio.create_task(self._report_slow(asked_at))
        try:
            with supervised("The list"):
                waited = await self._ask()
        except TroveError as error:
            return self._failed(error, asked_at)
        finally:
            await ended(reporting_slow)
        return self._answered(self._clock.monotonic() - began, waited)

    async def _wait(self, delay: float) -> None:
        # A poke doesn't shorten what the server's Retry-After asks for.
        while await self._alarm.wait(delay):
            delay = self._not_before - self._clock.monotonic()
            if delay <= 0:
                return

    def _answered(self, took: float, waited: float) -> float:
        self._failures, self._failure = 0, _Failure()
        # A list that takes the server long is not asked for more than half of the time.
        every = max(self._pace(), took - waited)
        now = self._clock.now()
        slow = round(took) if took > SLOW else None
        self._set_connection(Connection("live", last_good=now, latency=took, slow=slow))
        self._mark_old_after(2 * max(every, EVERY) + took)
        return every * (0.95 + 0.1 * self._jitter())

    def _failed(self, error: TroveError, asked_at: datetime) -> float:
        self._failures += 1
        old = self.connection
        delay = BACKOFF[min(self._failures, len(BACKOFF)) - 1] * (0.75 + 0.25 * self._jitter())
        state: Literal["connecting", "live", "old", "lost", "refused"]
        if isinstance(error, (ListIncomplete, RateLimited, FailedInside)):
            # The server is there: the data is merely getting old.
            state = old.state if old.state in ("connecting", "live") else "old"
            if state == "live" and isinstance(error, FailedInside):
                state = "old"
        elif isinstance(error, (NotSent, ReadFailed)):
            state = "lost"
        else:
            state, delay = "refused", REFUSED_EVERY
        if error.retry_after is not None:
            delay = max(delay, min(error.retry_after, LONGEST_HOLD))
            self._not_before = self._clock.monotonic() + min(error.retry_after, LONGEST_HOLD)
        down = state in ("lost", "refused")
        since = (old.since or asked_at) if down or state == "connecting" else None
        retry_at = self._clock.now() + timedelta(seconds=delay)
        self._failure = _Failure(str(error), error.host, retry_at)
        shown = _Failure() if state == "live" else self._failure
        connection = Connection(
            state,
            since,
            old.last_good,
            remedy=error.remedy if down else "",
            latency=old.latency,
            slow=old.slow,
            **shown._asdict(),
        )
        self._set_connection(connection)
        return delay

    def _mark_old_after(self, seconds: float) -> None:
        if self._aging is not None:
            self._aging.cancel()
        self._aging = asyncio.create_task(self._mark_old(seconds))

    async def _mark_old(self, seconds: float) -> None:
        await self._clock.sleep(seconds)
        if self.connection.state == "live":
            self._set_connection(replace(self.connection, state="old", **self._failure._asdict()))

    async def _report_slow(self, asked_at: datetime) -> None:
        await self._clock.sleep(SLOW)
        if self.connection.state == "live" and self.connection.slow is None:
            self._set_connection(replace(self.connection, waiting=asked_at))

    def _set_connection(self, connection: Connection) -> None:
        self.connection = connection
        self._on_change(connection)
