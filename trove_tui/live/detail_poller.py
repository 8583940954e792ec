"""Reads instances' details one by one, as their schedule says, while the server answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from trove_tui.api.errors import NotSent, RateLimited, TroveError
from trove_tui.api.models import Instance
from trove_tui.clock import Clock
from trove_tui.live.budget import Budget, Priority, asking
from trove_tui.live.detail_schedule import DetailSchedule
from trove_tui.live.supervise import supervised
from trove_tui.live.wakeup import Wakeup, ended

if TYPE_CHECKING:
    from trove_tui.api.client import TroveClient

RATE = 10.0
"""Requests a second, at most, also where the budget has a burst left."""
AT_ONCE = 4
"""Requests under way at the same time, at most: a sick instance must not hold up the others.
What is selected goes all the same."""


class DetailPoller:
    """The loop that reads details: a few at once, never two of the same instance.

    Args:
        schedule: which instances to read.
        client: the client; may raise TroveError.
        clock: what it waits on.
        budget: what gives each request its turn.
        ready: brings the schedule up to date; returns whether the server answers at all.
        with_rest: whether instances off the screen are read too.
        on_detail: given id, instance and the monotonic time of the request.
        on_failure: given id, error, the monotonic time of the request, and the seconds until
            the next one.
        on_cut_off: called when the server could not be reached.
    """

    def __init__(
        self,
        schedule: DetailSchedule,
        client: Callable[[], TroveClient],
        clock: Clock,
        budget: Budget,
        *,
        ready: Callable[[], bool],
        with_rest: Callable[[], bool],
        on_detail: Callable[[str, Instance, float], None],
        on_failure: Callable[[str, TroveError, float, float], None],
        on_cut_off: Callable[[], None],
    ) -> None:
        self._schedule = schedule
        self._client = client
        self._clock = clock
        self._budget = budget
        self._ready = ready
        self._with_rest = with_rest
        self._on_detail = on_detail
        self._on_failure = on_failure
        self._on_cut_off = on_cut_off
        self._due = Wakeup(clock)

    def wake(self) -> None:
        """Look at the schedule again: it has changed, or the server is back."""
        self._due.ring()

    async def run(self) -> None:
        """Ask until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                wait = 60.0  # woken before, by the connection, an answer or another plan
                if self._ready():
                    next_detail = self._schedule.next(
                        self._clock.monotonic(), with_rest=self._with_rest()
                    )
                    wait = next_detail.wait
                    if next_detail.instance_id is not None and self._may_go(next_detail.priority):
                        if await self._take_turn(next_detail.priority):
                            self._begin(tasks)
                            await self._clock.sleep(1 / RATE)
                        continue
                    if next_detail.instance_id is not None:
                        wait = 60.0
                await self._due.wait(wait)

    def _may_go(self, priority: Priority) -> bool:
        return priority <= Priority.SELECTED or len(self._schedule.under_way) < AT_ONCE

    async def _take_turn(self, priority: Priority) -> bool:
        """Wait for a turn; False where the schedule changes first."""
        turn = asyncio.ensure_future(self._budget.take(priority))
        woken = asyncio.ensure_future(self._due.wait(None))
        try:
            await asyncio.wait([turn, woken], return_when=asyncio.FIRST_COMPLETED)
        finally:
            has_turn = turn.done() and not turn.cancelled()
            await ended(turn, woken)
        if not has_turn:
            return False
        if woken.done() and not woken.cancelled():
            self._due.ring()
        return True

    def _begin(self, tasks: asyncio.TaskGroup) -> None:
        # The most urgent may be another one after the wait.
        now = self._clock.monotonic()
        next_detail = self._schedule.next(now, with_rest=self._with_rest())
        if (
            not self._ready()
            or next_detail.instance_id is None
            or not self._may_go(next_detail.priority)
        ):
            self._budget.give_back()
            return
        self._schedule.begin(next_detail.instance_id, now)
        tasks.create_task(self._ask(next_detail.instance_id, next_detail.priority, now))

    async def _ask(self, instance_id: str, priority: Priority, asked_at: float) -> None:
        try:
            with asking(priority, paid=True), supervised("Its page"):
                instance = await self._read(instance_id)
                self._schedule.answered(instance_id)
                self._on_detail(instance_id, instance, asked_at)
        except TroveError as error:
            wait = 0.0
            if isinstance(error, RateLimited):
                self._schedule.unanswered(instance_id)  # the budget waits
            else:
                wait = self._schedule.failed(
                    instance_id, self._clock.monotonic(), error.retry_after
                )
            self._on_failure(instance_id, error, asked_at, wait)
            if isinstance(error, NotSent):
                self._on_cut_off()
        finally:
            self._due.ring()

    async def _read(self, instance_id: str) -> Instance:
        # Ended before anybody hears of it: they may ask for the same instance again.
        try:
            return await self._client().instance(instance_id)
        finally:
            self._schedule.end(instance_id)
