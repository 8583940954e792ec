"""How instances are, and which need a person first: pure functions of a snapshot.

Nothing here asks a clock, and nothing is called stuck by the age of the data: where a
snapshot is given, time stops at its last good answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from trove_tui.api.models import Instance, Volume
from trove_tui.api.statuses import DATABASE_BUSY, LIMITS, WELL, Health, base_health
from trove_tui.live.caches import once_per_snapshot
from trove_tui.live.snapshot import Since, Snapshot
from trove_tui.text.natural import natural

PROBLEMS = frozenset({Health.BROKEN, Health.STUCK, Health.RESTART, Health.FULL})
"""What needs a person."""

FULL_PERCENT = 90.0
_SERVERS_WORD = {"UPGRADING": "UPGRADE"}
"""What the server's status is called where a database's own is called this."""


class Summary(NamedTuple):
    """A fleet in three numbers."""

    ok: int = 0
    busy: int = 0
    problems: int = 0


def limit(instance: Instance) -> timedelta | None:
    """How long its present status may last; None where there is no limit."""
    return LIMITS.get(transition(instance))


def transition(instance: Instance) -> str:
    """The status that is in progress: the server's, or the database's own where that is well."""
    status, database_status = instance.status.upper(), (instance.operating_status or "").upper()
    if status in WELL or status == "RESTART_REQUIRED":
        return (
            _SERVERS_WORD.get(database_status, database_status)
            if database_status in DATABASE_BUSY
            else ""
        )
    return status


def health(instance: Instance, since: Since | None, now: datetime) -> Health:
    """The health of an instance. `now` should be `seen_at(snapshot, now)`, not the wall clock."""
    kind = timeless_health(instance)
    if kind is Health.BUSY and since is not None:
        time_limit = limit(instance)
        if time_limit is not None and now - since.at > time_limit:
            return Health.STUCK
    return kind


def timeless_health(instance: Instance) -> Health:
    """The health of an instance, whatever the time: never stuck."""
    kind = base_health(instance.status, instance.operating_status)
    return Health.FULL if kind is Health.OK and _is_full(instance.volume) else kind


def _is_full(volume: Volume | None) -> bool:
    if volume is None or volume.used is None or not volume.size:
        return False
    return 100 * volume.used >= FULL_PERCENT * volume.size


def seen_at(snapshot: Snapshot, now: datetime) -> datetime:
    """The time to judge a snapshot at: now, but not later than its answer."""
    return now if snapshot.at is None else min(now, snapshot.at)


def healths(snapshot: Snapshot, now: datetime) -> Mapping[str, Health]:
    """The health of every instance by id, in the server's order."""
    return _healths(snapshot, seen_at(snapshot, now))


# A snapshot never changes, and time stops for it at its answer: what it means is worked out
# once, however often it is drawn.
@once_per_snapshot
def _healths(snapshot: Snapshot, until: datetime) -> Mapping[str, Health]:
    since = snapshot.since
    by_id: dict[str, Health] = {}
    for row_id, row in snapshot.instances.items():
        kind = timeless_health(row)
        is_busy = kind is Health.BUSY
        by_id[row_id] = health(row, since.get(row_id), until) if is_busy else kind
    return MappingProxyType(by_id)


def order(snapshot: Snapshot, now: datetime) -> tuple[str, ...]:
    """Ids as they should stand: broken, stuck, restart, full, busy, then the rest by name."""
    return _order(snapshot, seen_at(snapshot, now))


@once_per_snapshot
def _order(snapshot: Snapshot, until: datetime) -> tuple[str, ...]:
    healths_by_id, rows = _healths(snapshot, until), snapshot.instances
    by_name = sorted(healths_by_id, key=lambda row_id: natural(rows[row_id].name))
    by_rank: dict[Health, list[str]] = {kind: [] for kind in Health}
    for row_id in by_name:
        by_rank[healths_by_id[row_id]].append(row_id)
    return tuple(chain.from_iterable(by_rank.values()))


def summary(snapshot: Snapshot, now: datetime) -> Summary:
    """How many instances are well, busy, and have a problem."""
    return _summary(snapshot, seen_at(snapshot, now))


@once_per_snapshot
def _summary(snapshot: Snapshot, until: datetime) -> Summary:
    counted = list(_healths(snapshot, until).values())
    ok, busy = counted.count(Health.OK), counted.count(Health.BUSY)
    return Summary(ok, busy, len(counted) - ok - busy)
