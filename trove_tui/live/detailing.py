"""Asking for instances one by one, by the plan in `details`: in step, and only while live."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from trove_tui.api.errors import NotSent, TroveError
from trove_tui.api.models import Instance
from trove_tui.clock import Clock
from trove_tui.live.alarm import Alarm
from trove_tui.live.details import AT_ONCE, RATE, Details

if TYPE_CHECKING:
    from trove_tui.api.client import TroveClient


class Detailing:
    """The loop that asks; a few questions are out at once, never two about the same instance."""

    def __init__(
        self,
        plan: Details,
        client: Callable[[], TroveClient],
        clock: Clock,
        *,
        ready: Callable[[], bool],
        with_rest: Callable[[], bool],
        looked: Callable[[str, Instance, float], None],
        unread: Callable[[str, TroveError, float], None],
        cut_off: Callable[[], None],
    ) -> None:
        """Make one.

        Args:
            plan: whom to ask for.
            client: whom to ask.
            clock: what it waits on.
            ready: brings the plan up to date; says whether the server answers at all.
            with_rest: whether what nobody looks at is asked for too.
            looked: given id, the instance, and when it was asked for.
            unread: given id, why there was no answer of use, and when it was asked for.
            cut_off: called when the server could not be reached.
        """
        self._plan = plan
        self._client = client
        self._clock = clock
        self._ready = ready
        self._with_rest = with_rest
        self._looked = looked
        self._unread = unread
        self._cut_off = cut_off
        self._due = Alarm(clock)
        self._not_before = float("-inf")

    def wake(self) -> None:
        """Look at the plan again: it has changed, or the server is back."""
        self._due.ring()

    async def run(self) -> None:
        """Ask until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                wait = self._held_up()
                if wait is None:
                    now = self._clock.monotonic()
                    instance_id, wait = self._plan.next(now, with_rest=self._with_rest())
                    if instance_id is not None:
                        self._plan.begin(instance_id, now)
                        tasks.create_task(self._ask(instance_id, now))
                        await self._clock.sleep(1 / RATE)
                        continue
                await self._due.wait(wait)

    def _held_up(self) -> float | None:
        """Seconds for which nothing is asked; None if it may be."""
        left = self._not_before - self._clock.monotonic()
        if left > 0:
            return left
        if not self._ready() or len(self._plan.under_way) >= AT_ONCE:
            return 60.0  # woken before, by the connection or by an answer
        return None

    async def _ask(self, instance_id: str, asked: float) -> None:
        try:
            instance = await self._client().instance(instance_id)
        except TroveError as error:
            self._plan.end(instance_id)
            self._unread(instance_id, error, asked)
            if error.retry_after is not None:
                self._not_before = self._clock.monotonic() + error.retry_after
            if isinstance(error, NotSent):
                self._cut_off()
        else:
            self._plan.end(instance_id)
            self._looked(instance_id, instance, asked)
        finally:
            self._plan.end(instance_id)
            self._due.ring()
