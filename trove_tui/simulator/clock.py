"""The simulated time: the machine's, faster or slower, or one that only tests move."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class SimulatedClock:
    """Time that passes `speed` times as fast as the machine's; at 0 only `advance` moves it."""

    def __init__(
        self,
        *,
        speed: float = 0.0,
        start: datetime | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._speed = speed
        self._start = start or datetime.now(UTC)
        self._monotonic = monotonic
        self._began = monotonic()
        self._added = 0.0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The simulated moment: aware, in UTC."""
        with self._lock:
            passed = (self._monotonic() - self._began) * self._speed + self._added
        return self._start + timedelta(seconds=passed)

    def advance(self, seconds: float) -> None:
        """Let that many simulated seconds pass at once. Safe from any thread."""
        with self._lock:
            self._added += seconds
