"""Rows other than instances: asked for while they are shown, as often as each kind says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from trove_tui.api.answers import Elements
from trove_tui.api.errors import Refused, TroveError
from trove_tui.api.pages import Known
from trove_tui.clock import Clock
from trove_tui.live.alarm import Alarm
from trove_tui.live.snapshot import Kind, Listed

if TYPE_CHECKING:
    from trove_tui.api.client import TroveClient

AGAIN = 10.0
"""Seconds after which a kind that brought nothing is asked for again. Not if it was refused."""
KEPT = 50
"""How many kinds are remembered once they are no longer shown."""


@dataclass(slots=True)
class _Asked:
    kind: Kind[Any]
    alarm: Alarm
    known: Known[Any] = field(default_factory=Known)
    task: asyncio.Task[None] | None = None


class Kinds:
    """The kinds that are shown, each with a loop of its own; what is left stops being asked for."""

    def __init__(
        self,
        client: Callable[[], TroveClient],
        clock: Clock,
        tell: Callable[[Mapping[str, Listed[Any]]], None],
    ) -> None:
        """Make one.

        Args:
            client: whom to ask; may raise TroveError.
            clock: what the loops wait on.
            tell: given all that is known of all kinds, whenever something is new.
        """
        self._client = client
        self._clock = clock
        self._tell = tell
        self._shown: dict[str, _Asked] = {}
        self._known: dict[str, _Asked] = {}
        self._listed: dict[str, Listed[Any]] = {}
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

    def show(self, kinds: Sequence[Kind[Any]]) -> None:
        """Ask for these, and no longer for those shown before."""
        names = {kind.name for kind in kinds}
        for name in [name for name in self._shown if name not in names]:
            left = self._shown.pop(name)
            if left.task is not None:
                left.task.cancel()
        for kind in kinds:
            if kind.name not in self._shown:
                self._begin(kind)

    def refresh(self, names: Sequence[str] | None = None) -> None:
        """Ask for those shown now, or for those of them that are named."""
        for name, asked in self._shown.items():
            if names is None or name in names:
                asked.alarm.ring()

    def retry(self) -> None:
        """Ask for those of which the last asking failed: the server is back."""
        for name, asked in self._shown.items():
            known = self._listed.get(name)
            if known is not None and known.trouble is not None and not known.refused:
                asked.alarm.ring()

    def _begin(self, kind: Kind[Any]) -> None:
        asked = self._known.pop(kind.name, None) or _Asked(kind, Alarm(self._clock))
        asked.kind = kind
        self._known[kind.name] = self._shown[kind.name] = asked
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
        kind = asked.kind
        known = self._listed.get(kind.name, Listed[Any]())
        try:
            rows = await kind.fetch(self._client(), asked.known)
        except TroveError as error:
            refused = isinstance(error, Refused)
            self._keep(kind, replace(known, trouble=str(error), refused=refused))
            if refused:
                return None
            return max(AGAIN, error.retry_after or 0, kind.every or 0)
        lacks = rows.lacks if isinstance(rows, Elements) else ""
        same = _same_objects(known, kind, rows)
        self._keep(kind, Listed(same, self._clock.now(), lacks=lacks))
        return kind.every

    def _keep(self, kind: Kind[Any], listed: Listed[Any]) -> None:
        self._listed = {**self._listed, kind.name: listed}
        self._tell(self._listed)


def _same_objects(known: Listed[Any], kind: Kind[Any], rows: Sequence[Any]) -> Mapping[str, Any]:
    """The rows by key; where one equals the one known before, that object again."""
    old = known.rows
    found: dict[str, Any] = {}
    for row in rows:
        key = kind.key(row)
        before = old.get(key)
        found[key] = before if before is not None and before == row else row
    return old if list(old) == list(found) and all(old[k] is r for k, r in found.items()) else found
