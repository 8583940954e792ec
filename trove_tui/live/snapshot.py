"""What was last seen of a scope, as one immutable value, and what changed between two of them.

Rows are compared by identity first: the api gives the same object for an element
that the server sent unchanged, so comparing two fleets of 10,000 costs no more
than looking at each once.
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

NOTHING: Mapping[str, Any] = MappingProxyType({})
"""No rows."""


def _nothing() -> Mapping[str, Any]:
    return NOTHING


FRESH_GAP = timedelta(minutes=2)
"""A status that changed between two looks further apart than this was not watched changing."""


@dataclass(frozen=True)  # no slots: with them Query[T](…) fails before Python 3.12
class Query(Generic[T]):
    """Rows other than instances that can be asked for: groups, or the databases of one instance.

    Two of the same name are the same query: what a pane asks of one instance has its id in it.
    """

    name: str
    fetch: Callable[[TroveClient, ListCache[Any]], Awaitable[Sequence[T]]] = field(compare=False)
    """Asks once. It may keep what it saw in the `Known`, which is the same one each time."""
    every: float | None = field(compare=False)
    """Seconds between two askings while it is shown; None asks once, and when refreshed."""
    key: Callable[[T], str] = field(compare=False)


@dataclass(frozen=True)
class QueryResult(Generic[T]):
    """What is known of a query's rows."""

    rows: Mapping[str, T] = field(default_factory=_nothing)
    at: datetime | None = None
    """When the last good answer came; None if none did yet."""
    trouble: str | None = None
    """Why the last asking brought nothing, as a sentence; None if it did."""
    refused: bool = False
    """Whether that was the server saying no, for good: it is asked again only by hand."""
    retry_at: datetime | None = None
    """When it will be asked again by itself, where the last asking brought nothing."""
    lacks: str = ""
    """What of the last good answer can't be shown: `2 left out: no id`."""


class Since(NamedTuple):
    """Since when an instance has its present status."""

    at: datetime
    how: Literal["watched", "server", "at least"]
    """Seen to change; told by the server; or no better known than that it was so already."""


class Gone(NamedTuple):
    """An instance the server says no longer exists."""

    instance: Instance
    """As it was last seen."""
    at: datetime


class Unread(NamedTuple):
    """Why an instance's own page can't be read, though it is there: its row is the list's."""

    reason: str
    """The server's words."""
    at: datetime
    """Since when."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Snapshot:
    """All that is known of a scope. Never changed, only replaced; compared by identity."""

    scope: Scope
    at: datetime | None = None
    """When the last whole list of instances was answered: what is shown was true then."""
    instances: Mapping[str, Instance] = field(default_factory=_nothing)
    """By id, in the server's order."""
    flavors: Mapping[str, Flavor] = field(default_factory=_nothing)
    since: Mapping[str, Since] = field(default_factory=_nothing)
    operations: Mapping[str, Operation] = field(default_factory=_nothing)
    """By instance id: what matters most of what was asked of it from here, until a minute after
    it has ended. What is created and has no id yet is under `new 7`, by its number; a refusal is
    here too, where there is nothing else."""
    also: Mapping[str, Sequence[Operation]] = field(default_factory=_nothing)
    """By the same: others that go on, or ended within that minute, and must not be covered."""
    activity: tuple[Operation, ...] = ()
    """All operations kept, newest first."""
    gone: Mapping[str, Gone] = field(default_factory=_nothing)
    """The last few that went, by id: a GET of each said 404, and its words or the list agreed."""
    unread: Mapping[str, Unread] = field(default_factory=_nothing)
    """By id, those whose own page can't be read."""
    quotas: tuple[Quota, ...] | None = None
    complete: bool = False
    """False while the pages of the first list still come."""
    lacks: str = ""
    """What of the list of instances can't be shown: `2 left out: no id`."""
    results: Mapping[str, QueryResult[Any]] = field(default_factory=_nothing)

    def result(self, query: Query[T]) -> QueryResult[T]:
        """What is known of that query; empty, with `at` None, if it was never asked for."""
        return cast("QueryResult[T]", self.results.get(query.name, _NEVER))

    def rows(self, query: Query[T]) -> Mapping[str, T]:
        """The rows of that query by their keys, in the server's order."""
        return self.result(query).rows

    def operation(self, number: int) -> Operation | None:
        """The operation of that number, if it is still kept."""
        return next((one for one in self.activity if one.number == number), None)


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
    """Whether we are live. Equal to another if a person would be told the same."""

    state: Literal["connecting", "live", "old", "lost", "refused"] = "connecting"
    """`old`: the data is older than two intervals, and nothing failed yet."""
    since: datetime | None = None
    """While connecting, lost or refused: since when questions have stayed without an answer."""
    last_good: datetime | None = field(default=None, compare=False)
    """When the last whole list was answered."""
    retry_at: datetime | None = None
    """While not live: when it will be asked again."""
    reason: str = ""
    """A plain sentence; the server's own words where it refused."""
    remedy: str = ""
    """What to do about it, in a sentence."""
    latency: float | None = field(default=None, compare=False)
    """Seconds the last list took."""
    slow: int | None = None
    """The same in whole seconds, where that is more than one: what is shown is as old at least."""
    waiting: datetime | None = None
    """Since when an answer is waited for, where that takes longer than usual."""
    pace: Pace | None = None
    """How much may be asked, where that is not as usual."""


class Update(NamedTuple):
    """Something to show: never published where nothing is different."""

    snapshot: Snapshot
    changes: tuple[RowChange, ...]
    """Of instances, since the snapshot published before."""
    connection: Connection


def diff(old: Snapshot | None, new: Snapshot) -> tuple[RowChange, ...]:
    """What happened to the instances between two snapshots."""
    before = NOTHING if old is None else old.instances
    if before is new.instances:
        return ()
    changes: list[RowChange] = []
    for instance_id, row in new.instances.items():
        known = before.get(instance_id)
        if known is row:
            continue
        if known is None:
            changes.append(Added(row))
        elif fields := different(known, row):
            changes.append(Changed(known, row, fields))
    changes.extend(Removed(row) for row_id, row in before.items() if row_id not in new.instances)
    return tuple(changes)


def different(old: Instance, new: Instance) -> frozenset[str]:
    """The names of the fields in which two instances differ."""
    a, b = old.__dict__, new.__dict__
    return frozenset(name for name in new.fields if a[name] != b[name])


def standing(instance: Instance) -> tuple[str, str | None]:
    """What "the present status" means: both statuses, all of a well database's being one."""
    own = instance.operating_status
    return instance.status, None if not own or own in WELL else own


def since_when(
    known: Since | None,
    old: Instance | None,
    new: Instance,
    now: datetime,
    looked_before: datetime | None,
) -> Since:
    """Since when an instance has its present status.

    Args:
        known: what was said so far.
        old: the instance as it was at the last look; None at first sight.
        new: the instance now.
        now: when it was seen so.
        looked_before: when the last look was; after a long gap nothing was watched.
    """
    told = new.updated if new.updated is not None and new.updated <= now else None
    if old is None or known is None:
        return _at_first_sight(new, told, now)
    if standing(old) == standing(new):
        # A rename moves `updated` too: it can only make a status look younger than it is.
        if known.how == "at least" and told is not None and told < known.at:
            return Since(told, "server")
        return known
    if looked_before is None or now - looked_before <= FRESH_GAP:
        return Since(now, "watched")
    if told is not None and told >= looked_before:
        return Since(told, "server")
    return Since(now, "at least")


def _at_first_sight(new: Instance, told: datetime | None, now: datetime) -> Since:
    if new.status in ("NEW", "BUILD") and new.created is not None and new.created <= now:
        return Since(new.created, "server")
    return Since(now, "at least") if told is None else Since(told, "server")


def alike(old: Snapshot, new: Snapshot) -> bool:
    """Whether a person would be shown the same by both: they differ in nothing but `at`."""
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
        and _same_kinds(old, new)
    )


def _same_kinds(old: Snapshot, new: Snapshot) -> bool:
    if old.results is new.results:
        return True
    return old.results.keys() == new.results.keys() and all(
        # When it was answered again the same is no news, but the first answer is.
        replace(a, at=None) == replace(b, at=None) and (a.at is None) == (b.at is None)
        for a, b in ((old.results[name], listed) for name, listed in new.results.items())
    )
