"""The present snapshot of a scope, and its publication where a person would see a difference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from trove_tui.api.models import Instance
from trove_tui.api.statuses import Health
from trove_tui.clock import Clock
from trove_tui.live.history import History
from trove_tui.live.scope import Scope
from trove_tui.live.snapshot import (
    Connection,
    Gone,
    Since,
    Snapshot,
    Unread,
    Update,
    diff,
    looks_same,
    since_when,
)
from trove_tui.live.triage import PROBLEMS, limit, timeless_health

MAX_GONE = 50
"""How many instances that are gone are kept."""


class SnapshotStore:
    """The snapshot of a scope as it grows. Staged first, then published as one."""

    def __init__(self, scope: Scope, clock: Clock, publish: Callable[[Update], None]) -> None:
        self.snapshot = Snapshot(scope)
        self.connection = Connection(since=clock.now())
        self.history = History()
        self.busy: frozenset[str] = frozenset()
        """Ids in transition, stuck or not."""
        self.problems: frozenset[str] = frozenset()
        """Ids of instances with a problem, but for the stuck ones."""
        self._clock = clock
        self._publish = publish
        self._published: tuple[Snapshot, Connection] = (self.snapshot, self.connection)
        self._published_stuck: frozenset[str] = frozenset()

    def stage(self, **changes: Any) -> None:
        """Replace these fields of the snapshot."""
        self.snapshot = replace(self.snapshot, **changes)

    def stage_instances(self, rows: Mapping[str, Instance]) -> None:
        """Replace all instances."""
        old = self.snapshot
        if rows is old.instances:
            return
        # Comparing each row by identity is cheap; its health is judged only where it changed.
        changed = [row_id for row_id, row in rows.items() if old.instances.get(row_id) is not row]
        removed = [row_id for row_id in old.instances if row_id not in rows]
        gone = old.gone
        if any(row_id in rows for row_id in gone):
            gone = {row_id: tombstone for row_id, tombstone in gone.items() if row_id not in rows}
        since = _since(old, rows, changed, removed, self._clock.now())
        self.stage(instances=rows, since=since, gone=gone)
        self._classify(rows, changed, removed)

    def _classify(
        self, rows: Mapping[str, Instance], changed: Sequence[str], removed: Sequence[str]
    ) -> None:
        healths = {row_id: timeless_health(rows[row_id]) for row_id in changed}
        busy = {row_id for row_id, health in healths.items() if health is Health.BUSY}
        problems = {row_id for row_id, health in healths.items() if health in PROBLEMS}
        touched = {*changed, *removed}
        self.busy = (self.busy - touched) | busy
        self.problems = (self.problems - touched) | problems

    def stage_gone(self, instance: Instance) -> None:
        """Keep an instance that is gone as it was last seen."""
        gone = {**self.snapshot.gone, instance.id: Gone(instance, self._clock.now())}
        latest = list(gone.items())[-MAX_GONE:]
        self.stage(gone=dict(latest))

    def stage_unread(self, instance_id: str, reason: str | None) -> None:
        """Set why its detail can't be read; None where it was read, or it is gone."""
        old, unread = self.snapshot.unread.get(instance_id), dict(self.snapshot.unread)
        if reason is not None:
            at = self._clock.now() if old is None else old.at
            unread[instance_id] = Unread(reason, at)
        elif old is not None:
            del unread[instance_id]
        if unread != self.snapshot.unread:
            self.stage(unread=unread)

    def stuck(self) -> frozenset[str]:
        """Ids in transition for too long, as of the last whole list."""
        snapshot = self.snapshot
        at = snapshot.at
        return frozenset(
            row_id
            for row_id in self.busy
            if (since := snapshot.since.get(row_id)) is not None
            and (time_limit := limit(snapshot.instances[row_id])) is not None
            and at is not None
            and at - since.at > time_limit
        )

    def publish(self) -> None:
        """Publish what was staged, if a person would see a difference.

        Time alone makes one: an instance that is stuck now and was not at the last publication.
        """
        old, connection = self._published
        stuck = self.stuck()
        if (
            looks_same(old, self.snapshot)
            and connection == self.connection
            and stuck == self._published_stuck
        ):
            return
        changes = diff(old, self.snapshot)
        self.history.note(old, changes, self._clock.now())
        self._published = (self.snapshot, self.connection)
        self._published_stuck = stuck
        self._publish(Update(self.snapshot, changes, self.connection))


def _since(
    old: Snapshot,
    rows: Mapping[str, Instance],
    changed: Sequence[str],
    removed: Sequence[str],
    now: datetime,
) -> Mapping[str, Since]:
    new = {
        row_id: since_when(
            old.since.get(row_id), old.instances.get(row_id), rows[row_id], now, old.at
        )
        for row_id in changed
    }
    if not removed and all(old.since.get(row_id) == since for row_id, since in new.items()):
        return old.since
    since = {**old.since, **new}
    for row_id in removed:
        since.pop(row_id, None)
    return since
