"""What is known now, and what of it was published: nothing is, unless it makes a difference."""

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
    alike,
    diff,
    since_when,
)
from trove_tui.live.triage import PROBLEMS, limit, timeless_health

GHOSTS = 50
"""How many of those that went are kept."""


class SnapshotStore:
    """The snapshot of a scope as it grows. Staged first, then published as one."""

    def __init__(self, scope: Scope, clock: Clock, publish: Callable[[Update], None]) -> None:
        self.snapshot = Snapshot(scope)
        self.connection = Connection(since=clock.now())
        self.history = History()
        self.busy: frozenset[str] = frozenset()
        """Ids in transition, stuck or not."""
        self.problems: frozenset[str] = frozenset()
        """Ids that need somebody, but for the stuck ones."""
        self._clock = clock
        self._publish = publish
        self._published: tuple[Snapshot, Connection] = (self.snapshot, self.connection)
        self._published_stuck: frozenset[str] = frozenset()

    def stage(self, **changes: Any) -> None:
        """Know something new: fields of the snapshot."""
        self.snapshot = replace(self.snapshot, **changes)

    def stage_instances(self, rows: Mapping[str, Instance]) -> None:
        """Know these instances, all there are."""
        old = self.snapshot
        if rows is old.instances:
            return
        # Looking at each row once is cheap; thinking about it is left to those that changed.
        changed = [one for one, row in rows.items() if old.instances.get(one) is not row]
        removed = [one for one in old.instances if one not in rows]
        gone = old.gone
        if any(one in rows for one in gone):
            gone = {one: ghost for one, ghost in gone.items() if one not in rows}
        since = _since(old, rows, changed, removed, self._clock.now())
        self.stage(instances=rows, since=since, gone=gone)
        self._sort_out(rows, changed, removed)

    def _sort_out(
        self, rows: Mapping[str, Instance], changed: Sequence[str], removed: Sequence[str]
    ) -> None:
        found = {one: timeless_health(rows[one]) for one in changed}
        busy = {one for one, kind in found.items() if kind is Health.BUSY}
        problems = {one for one, kind in found.items() if kind in PROBLEMS}
        settled = {*changed, *removed}
        self.busy = (self.busy - settled) | busy
        self.problems = (self.problems - settled) | problems

    def stage_gone(self, instance: Instance) -> None:
        """Know that it is no longer there."""
        ghosts = {**self.snapshot.gone, instance.id: Gone(instance, self._clock.now())}
        kept = list(ghosts.items())[-GHOSTS:]
        self.stage(gone=dict(kept))

    def stage_unread(self, instance_id: str, reason: str | None) -> None:
        """Know why its own page can't be read; None where it was read, or it is gone."""
        known, unread = self.snapshot.unread.get(instance_id), dict(self.snapshot.unread)
        if reason is not None:
            at = self._clock.now() if known is None else known.at
            unread[instance_id] = Unread(reason, at)
        elif known is not None:
            del unread[instance_id]
        if unread != self.snapshot.unread:
            self.stage(unread=unread)

    def stuck(self) -> frozenset[str]:
        """Ids in transition for too long, as of the last whole list."""
        snapshot = self.snapshot
        at = snapshot.at
        return frozenset(
            one
            for one in self.busy
            if (since := snapshot.since.get(one)) is not None
            and (longest := limit(snapshot.instances[one])) is not None
            and at is not None
            and at - since.at > longest
        )

    def publish(self) -> None:
        """Tell what was staged, if a person would see a difference.

        Time makes one too: what is stuck now and was not by the snapshot published last.
        """
        old, connection = self._published
        stuck = self.stuck()
        if (
            alike(old, self.snapshot)
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
    found = {
        one: since_when(old.since.get(one), old.instances.get(one), rows[one], now, old.at)
        for one in changed
    }
    if not removed and all(old.since.get(one) == since for one, since in found.items()):
        return old.since
    since = {**old.since, **found}
    for one in removed:
        since.pop(one, None)
    return since
