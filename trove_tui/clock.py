"""Time as an argument: what waits or shows an age is given a clock, so that tests drive it."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """A wall clock, a monotonic clock and sleep."""

    def now(self) -> datetime:
        """The wall clock, aware, in UTC: for ages of what a server dated."""
        ...

    def monotonic(self) -> float:
        """Seconds since some fixed moment, never going back: for intervals."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after that many seconds."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """The machine's wall clock, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """The machine's monotonic clock, in seconds."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait on the running event loop."""
        await asyncio.sleep(seconds)
