"""A scope, watched: the session that owns its client, its polling, its snapshot and what is sent.

Several can be live at once; nothing is shared between them.
"""

from __future__ import annotations

import asyncio
import gc
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from trove_tui.api.errors import ListIncomplete
from trove_tui.api.models import Flavor, Instance
from trove_tui.api.record import Elements
from trove_tui.changes.subject import Subject
from trove_tui.clock import Clock
from trove_tui.live import session_queries
from trove_tui.live.attention import Attention
from trove_tui.live.budget import Budget, Priority, RequestGroup, asking
from trove_tui.live.detail_poller import DetailPoller
from trove_tui.live.detail_results import DetailResults
from trove_tui.live.detail_schedule import YOUNG, DetailSchedule, moving_age
from trove_tui.live.history import History
from trove_tui.live.instance_merge import InstanceMerge
from trove_tui.live.list_strategy import ListStrategy
from trove_tui.live.operations import Operation
from trove_tui.live.queries import QueryPoller
from trove_tui.live.scope import Scope
from trove_tui.live.snapshot import Connection, QueryResult, Snapshot, Update
from trove_tui.live.snapshot_store import SnapshotStore
from trove_tui.live.supervise import keep_running
from trove_tui.live.tracker import OperationTracker
from trove_tui.live.wakeup import ended
from trove_tui.live.watcher import EVERY, IDLE_AFTER, IDLE_EVERY, Watcher

if TYPE_CHECKING:
    from trove_tui.api.client import TroveClient
    from trove_tui.changes.change import Change

__all__ = ["Connection", "Scope", "Session", "Update"]

SOUGHT_EVERY = 2.0
"""Seconds between two lists while one must show what was created without an answer."""
FAST, HURRIED_EVERY = 0.3, 2.0
"""Seconds in which a list of one page comes where it alone tells how transitions go on; and
between two such lists while one on the screen is young."""
SHARE, LEFT_SHARE = 0.6, 0.1
"""The share of the budget that lists may take; and while the scope is left."""
PAGES_EVERY = 0.25
"""Seconds between two publications while the pages of the first list come."""
CLOSE_PATIENCE = 2.0
"""Seconds that a change being sent may still take when the session closes."""
MANY = 2000
"""From so many rows on, the collector is told to leave them alone."""


class Session:
    """One scope, live. Make it, `run` it in a task, `aclose` it.

    Args:
        scope: what to watch.
        connect: makes the client, when it is first needed: one whose requests wait for their turn
            in the budget. May raise TroveError.
        clock: what everything waits on.
        publish: given what is new, on the event loop; must not raise.
        jitter: a number from 0 to 1, another each time.
        budget: what may be asked of that server, shared by all its sessions; None: its own.
    """

    def __init__(
        self,
        scope: Scope,
        connect: Callable[[], TroveClient],
        clock: Clock,
        publish: Callable[[Update], None],
        *,
        jitter: Callable[[], float] = random.random,
        budget: Budget | None = None,
    ) -> None:
        self.scope = scope
        self.budget = budget or Budget(clock)
        self._connect = connect
        self._clock = clock
        self._client_made: TroveClient | None = None
        self._store = SnapshotStore(scope, clock, publish)
        self._merge = InstanceMerge()
        self._list_strategy = ListStrategy(scope)
        self._watcher = Watcher(self._ask_list, self._pace, self._set_connection, clock, jitter)
        self._tracker = OperationTracker(
            lambda: self.client, clock, self._store, self._operation_changed
        )
        self._queries = QueryPoller(lambda: self.client, clock, self._store_results)
        self.attention = Attention(lambda: self._detail_poller.wake(), self._show)
        """What of it is on the screen."""
        self._schedule = DetailSchedule(self.attention)
        self._detail_results = DetailResults(
            scope, clock, self._merge, self._store, self._tracker, self._schedule, self._poke
        )
        self._detail_poller = self._make_detail_poller()
        self._own_queries = (session_queries.flavors(), session_queries.quotas(scope.project))
        self._show()
        self._touched_at = clock.monotonic()
        self._is_left = self._asked_by_hand = False
        """Whether the scope is not on the screen; whether the next list was asked for by hand."""
        self._cost, self._list_seconds = RequestGroup(Priority.LIST), 0.0
        """What the last whole list cost, and how many seconds it took."""
        self._ignore_pace: Callable[[], None] | None = None
        self._has_begun, self._paged_at = asyncio.Event(), float("-inf")
        self._running: asyncio.Task[Any] | None = None

    def _make_detail_poller(self) -> DetailPoller:
        return DetailPoller(
            self._schedule,
            lambda: self.client,
            self._clock,
            self.budget,
            ready=self._update_demand,
            with_rest=lambda: not self._is_idle(),
            on_detail=self._detail_results.read,
            on_failure=self._detail_results.failed,
            on_cut_off=self._poke,
        )

    @property
    def client(self) -> TroveClient:
        """The client. Raises TroveError if none can be made."""
        if self._client_made is None:
            self._client_made = self._connect()
        return self._client_made

    @property
    def snapshot(self) -> Snapshot:
        """The present snapshot, published or not yet."""
        return self._store.snapshot

    @property
    def history(self) -> History:
        """The status changes watched so far."""
        return self._store.history

    @property
    def connection(self) -> Connection:
        """The state of the connection."""
        return self._store.connection

    async def run(self) -> None:
        """Ask and publish until cancelled."""
        self._running = asyncio.current_task()
        self._ignore_pace = self.budget.watch(self._set_pace)
        clock, watcher = self._clock, self._watcher
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(
                    keep_running("The list", watcher.run, clock, watcher.failed_inside)
                )
                tasks.create_task(
                    keep_running("An instance's page", self._detail_poller.run, clock)
                )
                tasks.create_task(keep_running("A list", self._ask_queries, clock))
        finally:
            self._ignore_pace()
            self._running = None

    async def _ask_queries(self) -> None:
        # Flavors and quotas only explain the rows: the first page goes before them.
        await self._has_begun.wait()
        await self._queries.run()

    async def aclose(self) -> None:
        """Close. Changes being sent may be answered for a moment; the rest ends at once."""
        await self._tracker.aclose(CLOSE_PATIENCE)
        running = self._running
        if running is not None and running is not asyncio.current_task():
            await ended(running)
        if self._client_made is not None:
            await self._client_made.aclose()

    def poke(self) -> None:
        """Read all that is shown now, also before a server's Retry-After is over."""
        self.budget.reopen()
        self._asked_by_hand = True
        self._watcher.insist()
        self._queries.refresh(urgent=True)
        self._schedule.release()
        selected = self.attention.selected
        if selected is not None:
            self._schedule.ask_soon([selected], Priority.PERSON)
        self._detail_poller.wake()

    def touched(self) -> None:
        """Note that a key was pressed: idle polling ends."""
        was_idle = self._is_idle()
        self._touched_at = self._clock.monotonic()
        if was_idle and self._watcher.is_live:
            self._watcher.poke_if_older(EVERY)

    def leave(self) -> None:
        """Note that the scope is off the screen: poll little, but follow operations."""
        self._is_left = True
        self.attention.leave()

    def come_back(self) -> None:
        """Note that the scope is on the screen again: its data may be old."""
        if self._is_left:
            self._is_left = False
            self.touched()
            if self._watcher.is_live:
                self._watcher.poke_if_older(EVERY)

    def _show(self) -> None:
        attention = self.attention
        self._queries.show(attention.queries, (*self._own_queries, *attention.row_queries))

    async def start(self, change: Change, subject: Subject | None) -> Operation:
        """Send a change, once, and follow it. Returns when it is accepted, or may have been.

        Cancelling this does not cancel the change.

        Raises:
            Refused: the server said no.
            NotSent, ReadFailed, BadEndpoint, BadToken: it was not sent.
        """
        self.touched()
        return await self._tracker.start(change, subject)

    # The list

    async def _ask_list(self) -> float:
        asked_at = self._clock.monotonic()
        rows_so_far: dict[str, Instance] = {}

        def on_page(rows: Sequence[Instance]) -> None:
            rows_so_far.update((row.id, row) for row in rows)
            self._publish_page(rows_so_far)

        is_first = not self.snapshot.complete
        is_unwatched = self._is_left and not self._tracker.followed
        priority = Priority.REST if is_unwatched else Priority.LIST
        if self._asked_by_hand:
            self._asked_by_hand, priority = False, Priority.PERSON
        try:
            with asking(priority, rush=is_first and not self._is_left) as cost:
                rows = await self._list_strategy.ask(self.client, on_page if is_first else None)
        except ListIncomplete:
            if rows_so_far:  # better some of a fleet that never stands still than nothing of it
                self._publish_page(rows_so_far, at_once=True)
            raise
        self._cost, self._list_seconds = cost, self._clock.monotonic() - asked_at
        self._store_list(rows, asked_at)
        if is_first and len(rows) >= MANY:
            gc.freeze()
        return cost.waited

    def _store_list(self, rows: Elements[Instance], asked_at: float) -> None:
        # Not published here: the connection, which is live now, is published with it.
        sweep = self._merge.add_list(rows, asked_at)
        self._store.stage_instances(self._merge.merged)
        self._store.stage(at=self._clock.now(), complete=True, lacks=rows.lacks)
        self._detail_results.settle(sweep.missing, asked_at)
        unread = self._store.snapshot.unread.keys() - set(sweep.missing)
        self._tracker.judge_list(self._merge.merged, asked_at, unread)
        self._schedule.set_fleet(self._merge.merged.keys())
        self._schedule.ask_soon(sweep.missing, Priority.PROBLEM)
        self._schedule.list_disagrees(sweep.outdated, asked_at)

    def _publish_page(self, rows: Mapping[str, Instance], *, at_once: bool = False) -> None:
        self._has_begun.set()
        now = self._clock.monotonic()
        if at_once or now - self._paged_at >= PAGES_EVERY:
            self._paged_at = now
            self._merge.add_page(tuple(rows.values()))
            self._store.stage_instances(self._merge.merged)
            self._store.publish()

    def _pace(self) -> float:
        # A large list takes most of the budget: it is read more seldom.
        share = LEFT_SHARE if self._is_left else SHARE
        turn = self._cost.requests / (share * self.budget.per_second) - self._cost.waited
        return max(turn, self._interval())

    def _interval(self) -> float:
        if self._tracker.awaits_created:
            return SOUGHT_EVERY
        if self._is_idle():
            return IDLE_EVERY
        elapsed = self._seconds_in_transition().values()
        return (
            HURRIED_EVERY if self._list_is_enough and min(elapsed, default=YOUNG) < YOUNG else EVERY
        )

    @property
    def _list_is_enough(self) -> bool:
        """Whether the list alone shows transitions in time: one page, and fast."""
        return self._cost.requests <= 1 and self._list_seconds < FAST

    def _seconds_in_transition(self) -> Mapping[str, float]:
        """By id, those on the screen that are in transition."""
        attention, snapshot, now = self.attention, self._store.snapshot, self._clock.now()
        in_transition = self._store.busy - self._store.stuck()
        on_screen = {attention.selected or "", *attention.visible} & in_transition
        since = {instance_id: snapshot.since.get(instance_id) for instance_id in on_screen}
        return {
            instance_id: (now - status_since.at if status_since else timedelta()).total_seconds()
            for instance_id, status_since in since.items()
        }

    def _is_idle(self) -> bool:
        store = self._store
        if self._is_left:
            return not self._tracker.followed
        quiet = not (store.busy or store.problems or self._tracker.followed)
        return quiet and self._clock.monotonic() - self._touched_at > IDLE_AFTER

    def _set_connection(self, connection: Connection) -> None:
        self._has_begun.set()
        was_down = self._store.connection.state in ("lost", "refused")
        self._store.connection = replace(connection, pace=self.budget.pace)
        if connection.state == "live":
            self._detail_poller.wake()
            if was_down:
                self._queries.retry()
        self._store.publish()

    def _set_pace(self) -> None:
        self._store.connection = replace(self._store.connection, pace=self.budget.pace)
        self._store.publish()

    # Single instances

    def _update_demand(self) -> bool:
        demand, store = self._schedule.demand, self._store
        stuck = store.stuck()
        demand.followed = self._tracker.followed
        in_transition = {} if self._list_is_enough else self._seconds_in_transition()
        demand.moving = {
            instance_id: moving_age(elapsed) for instance_id, elapsed in in_transition.items()
        }
        demand.problems = store.problems | stuck
        return self._watcher.is_live

    def _poke(self) -> None:
        if self._watcher.is_live:
            self._watcher.poke()

    # Everything else

    def _operation_changed(self, operation: Operation) -> None:
        self._poke()
        if operation.ended and operation.change.uses_quota:
            self._queries.refresh(["quotas"])
        if operation.ended and operation.change.is_in_lists:
            self._queries.refresh()
        self._detail_poller.wake()

    def _store_results(self, results: Mapping[str, QueryResult[Any]]) -> None:
        quotas = results.get("quotas")
        is_read = quotas is not None and quotas.at is not None
        self._store.stage(
            results=results,
            flavors=_with_ids(results["flavors"].rows) if "flavors" in results else {},
            quotas=tuple(quotas.rows.values()) if quotas is not None and is_read else None,
        )
        self._store.publish()


def _with_ids(flavors: Mapping[str, Flavor]) -> Mapping[str, Flavor]:
    # An instance can't have one without an id.
    return {key: flavor for key, flavor in flavors.items() if key} if "" in flavors else flavors
