"""A scope's data as one immutable snapshot, and the changes between two of them.

Rows are compared by identity first: the api gives the same object for an element
that the server sent unchanged, so comparing two fleets of 10,000 is one pass of `is`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeAlias, TypeVar, cast

from trove_tui.api.models import Flavor, Instance, Quota
from trove_tui.api.statuses import WELL
from trove_tui.live.budget import Pace
from trove_tui.live.scope import Scope

if TYPE_CHECKING:
    from trove_tui.api.client import ListCache, TroveClient
    from trove_tui.live.operations import Operation

T = TypeVar("T")

NO_ROWS: Mapping[str, Any] = MappingProxyType({})
"""No rows."""


def _nothing() -> Mapping[str, Any]:
    return NO_ROWS


FRESH_GAP = timedelta(minutes=2)
"""A status that changed between two looks further apart than this was not watched changing."""


@dataclass(frozen=True)  # no slots: with them Query[T](…) fails before Python 3.12
class Query(Generic[T]):
    """A list other than that of the instances: groups, or the databases of one instance.

    Two of the same name are the same query: the name of one about an instance has its id in it.
    """

    name: str
    fetch: Callable[[TroveClient, ListCache[Any]], Awaitable[Sequence[T]]] = field(compare=False)
    """Reads the rows once. The cache is the same one each time."""
    every: float | None = field(compare=False)
    """Seconds between two requests while it is shown; None reads it once, and when refreshed."""
    key: Callable[[T], str] = field(compare=False)


@dataclass(frozen=True)
class QueryResult(Generic[T]):
    """The last answer to a query, and whether the next one failed."""

    rows: Mapping[str, T] = field(default_factory=_nothing)
    at: datetime | None = None
    """When the last good answer came; None if none did yet."""
    trouble: str | None = None
    """Why the last request failed, as a sentence; None if it didn't."""
    refused: bool = False
    """Whether the server refused it for good: it is asked again only by hand."""
    retry_at: datetime | None = None
    """When it will be asked again by itself, where the last request failed."""
    lacks: str = ""
    """What of the last good answer can't be shown: `2 left out: no id`."""


class Since(NamedTuple):
    """Since when an instance has its present status."""

    at: datetime
    how: Literal["watched", "server", "at least"]
    """The change was seen; the server gave the date; or it had the status when first seen."""


class Gone(NamedTuple):
    """An instance the server says no longer exists."""

    instance: Instance
    """As it was last seen."""
    at: datetime


class Unread(NamedTuple):
    """Why an instance's detail can't be read, though the list has it: its row is the list's."""

    reason: str
    """The server's words."""
    at: datetime
    """Since when."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Snapshot:
    """All data of a scope. Never changed, only replaced; compared by identity."""

    scope: Scope
    at: datetime | None = None
    """When the last whole list of instances was answered: the data is of that time."""
    instances: Mapping[str, Instance] = field(default_factory=_nothing)
    """By id, in the server's order."""
    flavors: Mapping[str, Flavor] = field(default_factory=_nothing)
    since: Mapping[str, Since] = field(default_factory=_nothing)
    operations: Mapping[str, Operation] = field(default_factory=_nothing)
    """By instance id: the most important operation sent from here, until a minute after its end.
    A creation without an id yet is under `new 7`, by its number; a refusal is here too, where
    there is nothing else."""
    also: Mapping[str, Sequence[Operation]] = field(default_factory=_nothing)
    """By the same: others that are open, or ended within that minute, and must be shown too."""
    activity: tuple[Operation, ...] = ()
    """All operations kept, newest first."""
    gone: Mapping[str, Gone] = field(default_factory=_nothing)
    """The last few that are gone, by id: a GET of each said 404, and its words or the list agreed.
    """
    unread: Mapping[str, Unread] = field(default_factory=_nothing)
    """By id, those whose detail can't be read."""
    quotas: tuple[Quota, ...] | None = None
    complete: bool = False
    """False while the pages of the first list still come."""
    lacks: str = ""
    """What of the list of instances can't be shown: `2 left out: no id`."""
    results: Mapping[str, QueryResult[Any]] = field(default_factory=_nothing)

    def result(self, query: Query[T]) -> QueryResult[T]:
        """The result of that query; empty, with `at` None, if it was never sent."""
        return cast("QueryResult[T]", self.results.get(query.name, _NEVER))

    def rows(self, query: Query[T]) -> Mapping[str, T]:
        """The rows of that query by their keys, in the server's order."""
        return self.result(query).rows

    def operation(self, number: int) -> Operation | None:
        """The operation of that number, if it is still kept."""
        return next((operation for operation in self.activity if operation.number == number), None)


_NEVER: QueryResult[Any] = QueryResult()


class Added(NamedTuple):
    """An instance that was not there before."""

    new: Instance

    @property
    def id(self) -> str:
        """Whose change it is."""
        return self.new.id


class Removed(NamedTuple):
    """An instance that is no longer there."""

    old: Instance

    @property
    def id(self) -> str:
        """Whose change it is."""
        return self.old.id


class Changed(NamedTuple):
    """An instance of which something is different."""

    old: Instance
    new: Instance
    fields: frozenset[str]
    """The names of the fields that differ: `status`, `volume`."""

    @property
    def id(self) -> str:
        """Whose change it is."""
        return self.new.id


RowChange: TypeAlias = Added | Removed | Changed


@dataclass(frozen=True, slots=True)
class Connection:
    """The state of the connection. Two are equal if they look the same on the screen."""

    state: Literal["connecting", "live", "old", "lost", "refused"] = "connecting"
    """`old`: the data is older than two intervals, and nothing failed yet."""
    since: datetime | None = None
    """While connecting, lost or refused: since when no request succeeded."""
    last_good: datetime | None = field(default=None, compare=False)
    """When the last whole list was answered."""
    retry_at: datetime | None = None
    """While not live: when the next request goes."""
    reason: str = ""
    """A plain sentence; the server's own words where it refused."""
    host: str = ""
    """The server's, where the reason names it."""
    remedy: str = ""
    """What to do about it, in a sentence."""
    latency: float | None = field(default=None, compare=False)
    """Seconds the last list took."""
    slow: int | None = None
    """The latency in whole seconds, where it is more than one: the data is at least as old."""
    waiting: datetime | None = None
    """Since when a request waits for its answer, where that takes longer than usual."""
    pace: Pace | None = None
    """The budget's pace, where that is not the usual one."""


class Update(NamedTuple):
    """A new snapshot or connection: published only where the screen would differ."""

    snapshot: Snapshot
    changes: tuple[RowChange, ...]
    """Of instances, since the snapshot published before."""
    connection: Connection


def diff(old: Snapshot | None, new: Snapshot) -> tuple[RowChange, ...]:
    """The changes of instances between two snapshots."""
    old_rows = NO_ROWS if old is None else old.instances
    if old_rows is new.instances:
        return ()
    changes: list[RowChange] = []
    for instance_id, row in new.instances.items():
        old_row = old_rows.get(instance_id)
        if old_row is row:
            continue
        if old_row is None:
            changes.append(Added(row))
        elif fields := different(old_row, row):
            changes.append(Changed(old_row, row, fields))
    changes.extend(Removed(row) for row_id, row in old_rows.items() if row_id not in new.instances)
    return tuple(changes)


def different(old: Instance, new: Instance) -> frozenset[str]:
    """The names of the fields in which two instances differ."""
    a, b = old.__dict__, new.__dict__
    return frozenset(name for name in new.fields if a[name] != b[name])


def comparable_statuses(instance: Instance) -> tuple[str, str | None]:
    """Both statuses, to compare; all statuses of a database that works count as one."""
    database_status = instance.operating_status
    return (
        instance.status,
        None if not database_status or database_status in WELL else database_status,
    )


def since_when(
    old_since: Since | None,
    old: Instance | None,
    new: Instance,
    now: datetime,
    last_seen: datetime | None,
) -> Since:
    """Since when an instance has its present status.

    Args:
        old_since: the answer for `old`; None at first sight.
        old: the instance as it was when last seen; None at first sight.
        new: the instance now.
        now: when it was seen so.
        last_seen: when `old` was seen; after more than `FRESH_GAP` the change wasn't watched.
    """
    updated = new.updated if new.updated is not None and new.updated <= now else None
    if old is None or old_since is None:
        return _at_first_sight(new, updated, now)
    if comparable_statuses(old) == comparable_statuses(new):
        # A rename moves `updated` too: it can only make a status look younger than it is.
        if old_since.how == "at least" and updated is not None and updated < old_since.at:
            return Since(updated, "server")
        return old_since
    if last_seen is None or now - last_seen <= FRESH_GAP:
        return Since(now, "watched")
    if updated is not None and updated >= last_seen:
        return Since(updated, "server")
    return Since(now, "at least")


def _at_first_sight(new: Instance, updated: datetime | None, now: datetime) -> Since:
    if new.status in ("NEW", "BUILD") and new.created is not None and new.created <= now:
        return Since(new.created, "server")
    return Since(now, "at least") if updated is None else Since(updated, "server")


def looks_same(old: Snapshot, new: Snapshot) -> bool:
    """Whether two snapshots look the same on the screen: they differ in nothing but `at`."""
    if old is new:
        return True
    return (
        (old.complete, old.lacks) == (new.complete, new.lacks)
        and all(
            a is b or a == b
            for a, b in (
                (old.instances, new.instances),
                (old.since, new.since),
                (old.operations, new.operations),
                (old.also, new.also),
                (old.activity, new.activity),
                (old.gone, new.gone),
                (old.unread, new.unread),
                (old.flavors, new.flavors),
                (old.quotas, new.quotas),
            )
        )
        and _same_results(old, new)
    )


def _same_results(old: Snapshot, new: Snapshot) -> bool:
    if old.results is new.results:
        return True
    return old.results.keys() == new.results.keys() and all(
        # When it was answered again the same is no news, but the first answer is.
        replace(a, at=None) == replace(b, at=None) and (a.at is None) == (b.at is None)
        for a, b in ((old.results[name], listed) for name, listed in new.results.items())
    )
