"""Waiting for a timeout or a call, whichever comes first, on a clock that tests can drive."""

from __future__ import annotations

import asyncio

from trove_tui.clock import Clock


class Wakeup:
    """An event with a timeout, for one task. A ring while nobody waits ends the next wait."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """End the present wait, or the next one."""
        self._rung.set()

    def hush(self) -> None:
        """Forget a ring that nobody waited for."""
        self._rung.clear()

    async def wait(self, seconds: float | None) -> bool:
        """Wait for a ring, at most so many seconds (None: for ever); returns whether it rang."""
        if seconds is None:
            await self._rung.wait()
        elif not self._rung.is_set() and seconds > 0:
            await self._whichever_first(seconds)
        rang = self._rung.is_set()
        self._rung.clear()
        return rang

    async def _whichever_first(self, seconds: float) -> None:
        waits = [
            asyncio.ensure_future(self._rung.wait()),
            asyncio.ensure_future(self._clock.sleep(seconds)),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await ended(*waits)


async def ended(*tasks: asyncio.Future[object] | asyncio.Task[object]) -> None:
    """Cancel tasks and wait until each has ended. What they raised is dropped."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
