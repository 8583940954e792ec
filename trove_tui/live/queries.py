"""Rows other than instances: asked for while they are shown, as often as each query says."""

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

AGAIN, LONGEST_AGAIN = 10.0, 60.0
"""Seconds after which a query that brought nothing is asked for again: longer each time, up to the
second. Not if it was refused for good."""
KEPT = 50
"""How many queries are remembered once they are no longer shown."""


@dataclass(slots=True)
class _Asked:
    query: Query[Any]
    alarm: Wakeup
    opened: bool = False
    """Whether a person opened it, or it is merely on the screen."""
    urgent: bool = False
    """Whether a person just asked for it: it was opened, or is to be read again."""
    failures: int = 0
    denials: int = 0
    """How often in a row the answer was 401."""
    known: ListCache[Any] = field(default_factory=ListCache)
    task: asyncio.Task[None] | None = None


class QueryPoller:
    """Asks the queries that are shown, each in a loop of its own; what is left is asked no more."""

    def __init__(
        self,
        client: Callable[[], TroveClient],
        clock: Clock,
        tell: Callable[[Mapping[str, QueryResult[Any]]], None],
    ) -> None:
        """Make one.

        Args:
            client: whom to ask; may raise TroveError.
            clock: what the loops wait on.
            tell: given all that is known of all queries, whenever something is new.
        """
        self._client = client
        self._clock = clock
        self._tell = tell
        self._shown: dict[str, _Asked] = {}
        self._known: dict[str, _Asked] = {}
        self._listed: dict[str, QueryResult[Any]] = {}
        self._tasks: asyncio.TaskGroup | None = None

    async def run(self) -> None:
        """Ask for what is shown until cancelled."""
        try:
            async with asyncio.TaskGroup() as self._tasks:
                for asked in self._shown.values():
                    asked.task = self._tasks.create_task(self._loop(asked))
                await asyncio.Event().wait()
        finally:
            self._tasks = None

    def show(self, queries: Sequence[Query[Any]], others: Sequence[Query[Any]] = ()) -> None:
        """Ask for these, and no longer for those shown before; for the others in their turn."""
        wanted = {query.name: query for query in (*others, *queries)}
        urgent = {query.name for query in queries}
        for name in [name for name in self._shown if name not in wanted]:
            self._stop(self._shown.pop(name))
        for name, query in wanted.items():
            shown = self._shown.get(name)
            if shown is not None and name in urgent and name not in self._listed:
                self._stop(shown)  # it waits for a turn that comes too late
                shown = None
            if shown is None:
                self._begin(query, urgent=name in urgent)
            else:
                shown.opened = name in urgent

    def refresh(self, names: Sequence[str] | None = None, *, urgent: bool = False) -> None:
        """Ask for those shown now, or for those of them that are named."""
        for name, asked in self._shown.items():
            if names is None or name in names:
                asked.urgent = asked.urgent or (urgent and asked.opened)
                asked.alarm.ring()

    def retry(self) -> None:
        """Ask for those of which the last asking failed: the server is back."""
        for name, asked in self._shown.items():
            known = self._listed.get(name)
            failed = known is not None and known.trouble is not None
            if known is not None and failed and (asked.denials or not known.refused):
                asked.alarm.ring()

    def _stop(self, asked: _Asked) -> None:
        if asked.task is not None:
            asked.task.cancel()
            asked.task = None

    def _begin(self, query: Query[Any], *, urgent: bool) -> None:
        asked = self._known.pop(query.name, None) or _Asked(query, Wakeup(self._clock))
        asked.query, asked.opened, asked.urgent = query, urgent, urgent
        self._known[query.name] = self._shown[query.name] = asked
        if self._tasks is not None:
            asked.task = self._tasks.create_task(self._loop(asked))
        for name in [one for one in self._known if one not in self._shown][:-KEPT]:
            del self._known[name]
            self._listed.pop(name, None)

    async def _loop(self, asked: _Asked) -> None:
        while True:
            asked.alarm.hush()
            await asked.alarm.wait(await self._once(asked))

    async def _once(self, asked: _Asked) -> float | None:
        """Ask; returns seconds until the next asking, None for never by itself."""
        query = asked.query
        priority = Priority.PERSON if asked.urgent else Priority.SCREEN
        asked.urgent = False
        try:
            with asking(priority), supervised(query.name, SEE):
                rows = await query.fetch(self._client(), asked.known)
                known = self._listed.get(query.name, QueryResult[Any]())
                lacks = rows.lacks if isinstance(rows, Elements) else ""
                same = _same_objects(known, query, rows)
                listed = QueryResult(same, self._clock.now(), lacks=lacks)
        except TroveError as error:
            return self._failed(asked, error)
        asked.failures = asked.denials = 0
        self._keep(query, listed)
        return query.every

    def _failed(self, asked: _Asked, error: TroveError) -> float | None:
        query = asked.query
        known = self._listed.get(query.name, QueryResult[Any]())
        trouble = error.in_full
        asked.failures += 1
        # A good token is refused now and then, too, while the server's own is renewed.
        asked.denials = asked.denials + 1 if isinstance(error, Unauthorized) else 0
        if isinstance(error, Refused) and not error.temporary and asked.denials != 1:
            self._keep(query, replace(known, trouble=trouble, refused=True, retry_at=None))
            return None
        wait = min(AGAIN * asked.failures, LONGEST_AGAIN)
        wait = max(wait, min(error.retry_after or 0, LONGEST_HOLD), query.every or 0)
        at = self._clock.now() + timedelta(seconds=wait)
        self._keep(query, replace(known, trouble=trouble, refused=False, retry_at=at))
        return wait

    def _keep(self, query: Query[Any], listed: QueryResult[Any]) -> None:
        self._listed = {**self._listed, query.name: listed}
        self._tell(self._listed)


def _same_objects(
    known: QueryResult[Any], query: Query[Any], rows: Sequence[Any]
) -> Mapping[str, Any]:
    """The rows by key; where one equals the one known before, that object again."""
    old = known.rows
    found: dict[str, Any] = {}
    for row in rows:
        key = query.key(row)
        before = old.get(key)
        found[key] = before if before is not None and before == row else row
    return old if list(old) == list(found) and all(old[k] is r for k, r in found.items()) else found
