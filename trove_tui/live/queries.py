"""Polls the queries that are shown, as often as each says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from trove_tui.api.errors import Refused, TroveError, Unauthorized
from trove_tui.api.pages import ListCache
from trove_tui.api.record import Elements
from trove_tui.clock import Clock
from trove_tui.live.budget import LONGEST_HOLD, Priority, asking
from trove_tui.live.snapshot import Query, QueryResult
from trove_tui.live.supervise import SEE, supervised
from trove_tui.live.wakeup import Wakeup

if TYPE_CHECKING:
    from trove_tui.api.client import TroveClient

RETRY_AFTER, MAX_RETRY_AFTER = 10.0, 60.0
"""Seconds until a failed query is sent again: longer each time, up to the second. Not if it was
refused for good."""
MAX_HIDDEN_QUERIES = 50
"""How many results are kept of queries that are no longer shown."""


@dataclass(slots=True)
class _QueryState:
    query: Query[Any]
    alarm: Wakeup
    opened: bool = False
    """Whether a person opened it, or it is merely on the screen."""
    urgent: bool = False
    """Whether a person just asked for it: it was opened, or is to be read again."""
    failures: int = 0
    denials: int = 0
    """How often in a row the answer was 401."""
    list_cache: ListCache[Any] = field(default_factory=ListCache)
    task: asyncio.Task[None] | None = None


class QueryPoller:
    """Sends the queries that are shown, each in a loop of its own.

    Args:
        client: the client; may raise TroveError.
        clock: what the loops wait on.
        on_results: given the results of all queries by name, whenever one is new.
    """

    def __init__(
        self,
        client: Callable[[], TroveClient],
        clock: Clock,
        on_results: Callable[[Mapping[str, QueryResult[Any]]], None],
    ) -> None:
        self._client = client
        self._clock = clock
        self._on_results = on_results
        self._shown: dict[str, _QueryState] = {}
        self._states: dict[str, _QueryState] = {}
        self._results: dict[str, QueryResult[Any]] = {}
        self._tasks: asyncio.TaskGroup | None = None

    async def run(self) -> None:
        """Ask for what is shown until cancelled."""
        try:
            async with asyncio.TaskGroup() as self._tasks:
                for state in self._shown.values():
                    state.task = self._tasks.create_task(self._loop(state))
                await asyncio.Event().wait()
        finally:
            self._tasks = None

    def show(self, queries: Sequence[Query[Any]], others: Sequence[Query[Any]] = ()) -> None:
        """Send these from now on, and no other; `others` have a lower priority."""
        by_name = {query.name: query for query in (*others, *queries)}
        urgent_names = {query.name for query in queries}
        for name in [name for name in self._shown if name not in by_name]:
            self._stop(self._shown.pop(name))
        for name, query in by_name.items():
            state = self._shown.get(name)
            if state is not None and name in urgent_names and name not in self._results:
                self._stop(state)  # it waits for a turn that comes too late
                state = None
            if state is None:
                self._begin(query, urgent=name in urgent_names)
            else:
                state.opened = name in urgent_names

    def refresh(self, names: Sequence[str] | None = None, *, urgent: bool = False) -> None:
        """Send those shown now again, or those of them with these names."""
        for name, state in self._shown.items():
            if names is None or name in names:
                state.urgent = state.urgent or (urgent and state.opened)
                state.alarm.ring()

    def retry(self) -> None:
        """Send again those that failed: the server is back."""
        for name, state in self._shown.items():
            result = self._results.get(name)
            failed = result is not None and result.trouble is not None
            if result is not None and failed and (state.denials or not result.refused):
                state.alarm.ring()

    def _stop(self, state: _QueryState) -> None:
        if state.task is not None:
            state.task.cancel()
            state.task = None

    def _begin(self, query: Query[Any], *, urgent: bool) -> None:
        state = self._states.pop(query.name, None) or _QueryState(query, Wakeup(self._clock))
        state.query, state.opened, state.urgent = query, urgent, urgent
        self._states[query.name] = self._shown[query.name] = state
        if self._tasks is not None:
            state.task = self._tasks.create_task(self._loop(state))
        for name in [shown for shown in self._states if shown not in self._shown][
            :-MAX_HIDDEN_QUERIES
        ]:
            del self._states[name]
            self._results.pop(name, None)

    async def _loop(self, state: _QueryState) -> None:
        while True:
            state.alarm.hush()
            await state.alarm.wait(await self._once(state))

    async def _once(self, state: _QueryState) -> float | None:
        """Send once; returns seconds until the next time, None for never by itself."""
        query = state.query
        priority = Priority.PERSON if state.urgent else Priority.SCREEN
        state.urgent = False
        try:
            with asking(priority), supervised(query.name, SEE):
                rows = await query.fetch(self._client(), state.list_cache)
                old = self._results.get(query.name, QueryResult[Any]())
                lacks = rows.lacks if isinstance(rows, Elements) else ""
                same = _same_objects(old, query, rows)
                result = QueryResult(same, self._clock.now(), lacks=lacks)
        except TroveError as error:
            return self._failed(state, error)
        state.failures = state.denials = 0
        self._store_result(query, result)
        return query.every

    def _failed(self, state: _QueryState, error: TroveError) -> float | None:
        query = state.query
        old = self._results.get(query.name, QueryResult[Any]())
        trouble = error.in_full
        state.failures += 1
        # A good token is refused now and then, too, while the server's own is renewed.
        state.denials = state.denials + 1 if isinstance(error, Unauthorized) else 0
        if isinstance(error, Refused) and not error.temporary and state.denials != 1:
            self._store_result(query, replace(old, trouble=trouble, refused=True, retry_at=None))
            return None
        wait = min(RETRY_AFTER * state.failures, MAX_RETRY_AFTER)
        wait = max(wait, min(error.retry_after or 0, LONGEST_HOLD), query.every or 0)
        at = self._clock.now() + timedelta(seconds=wait)
        self._store_result(query, replace(old, trouble=trouble, refused=False, retry_at=at))
        return wait

    def _store_result(self, query: Query[Any], result: QueryResult[Any]) -> None:
        self._results = {**self._results, query.name: result}
        self._on_results(self._results)


def _same_objects(
    old_result: QueryResult[Any], query: Query[Any], rows: Sequence[Any]
) -> Mapping[str, Any]:
    """The rows by key; a row that equals the old one is the old object."""
    old = old_result.rows
    new: dict[str, Any] = {}
    for row in rows:
        key = query.key(row)
        old_row = old.get(key)
        new[key] = old_row if old_row is not None and old_row == row else row
    return old if list(old) == list(new) and all(old[k] is r for k, r in new.items()) else new
