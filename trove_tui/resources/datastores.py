"""Datastores: the databases on offer, their versions, and what groups can set in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from trove_tui.api.models import Datastore, DatastoreVersion, Parameter
from trove_tui.api.text import raw
from trove_tui.live.keeping import once_per_snapshot
from trove_tui.live.scope import Scope
from trove_tui.live.snapshot import Query, Snapshot
from trove_tui.resources import queries
from trove_tui.resources.resource import Action, Column, Pane, Resource
from trove_tui.resources.shared_cells import facts, said
from trove_tui.resources.versions import store_words, version_words
from trove_tui.resources.view_context import ViewContext
from trove_tui.text.amounts import first_few
from trove_tui.text.natural import natural
from trove_tui.text.styled import StyledText, Tone


class Version(NamedTuple):
    """A version of a datastore, and which one's it is."""

    store: Datastore
    version: DatastoreVersion

    @property
    def is_default(self) -> bool:
        """Whether it is meant where none is named."""
        told = self.store.default_version
        if any(one.id == told for one in self.store.versions):
            return told == self.version.id
        return told == self.version.name


def name_of(store: Datastore) -> str:
    """Its name; its id where it has none."""
    return store.name or store.id


def version_name(row: Version) -> str:
    """The version's name, with its number where that isn't in it; its id where it has none."""
    return _named(row.version)


def _named(version: DatastoreVersion) -> str:
    return version_words(version.name or version.id, version.number)


# Instances name both by name, and what they are is counted once, however often it is drawn.
@once_per_snapshot
def _used(snapshot: Snapshot) -> Mapping[tuple[str, str | None, str | None], int]:
    stores = (one.datastore for one in snapshot.instances.values())
    return Counter(
        (store.type, store.version, store.version_number) for store in stores if store is not None
    )


def used_by(row: Version, context: ViewContext) -> int | None:
    """How many of the instances known run that version; None while they are not all known."""
    name, number = row.version.name, row.version.number
    by_number = {
        told: count
        for (kind, version, told), count in _used(context.snapshot).items()
        if (kind, version) == (row.store.name, name)
    }
    if sum(one.name == name for one in row.store.versions) > 1:
        if None in by_number:
            return None  # It may run the other one of that name.
        by_number = {told: count for told, count in by_number.items() if told == number}
    count = sum(by_number.values())
    return count if count or context.snapshot.complete else None


def store_used_by(store: Datastore, context: ViewContext) -> int | None:
    """How many of the instances known run that datastore."""
    count = sum(
        count for (kind, *_), count in _used(context.snapshot).items() if kind == store.name
    )
    return count if count or context.snapshot.complete else None


def default_version(store: Datastore) -> str | None:
    """The name of the version that is meant where none is named."""
    told = store.default_version
    return next((_named(one) for one in store.versions if told == one.id), told)


def store_detail(
    store: Datastore, context: ViewContext, width: int, _: Sequence[Action]
) -> list[StyledText]:
    """What is offered of it."""
    names = sorted(map(_named, store.versions), key=natural)
    return facts(
        (
            ("Name", said(name_of(store), Tone.STRONG)),
            ("Versions", said(first_few(names, 12), Tone.PLAIN)),
            ("Default", said(default_version(store))),
            ("Used by", said(store_used_by(store, context))),
            ("Id", said(store.id)),
        ),
        width,
    )


# Versions


def versions(context: ViewContext, store: Datastore) -> Mapping[str, Version]:
    """The versions of a datastore by id, as last told.

    Upstream's page of a datastore lacks those that are out of use; an administrator's list
    of all has them.
    """
    listed = context.snapshot.rows(queries.datastores()).get(store.id, store)
    known = context.snapshot.rows(queries.datastore(name_of(store))).get(store.id, listed)
    joined = {one.id: one for one in (*known.versions, *listed.versions)}
    joined |= {one.id: one for one in known.versions}
    return {key: Version(known, one) for key, one in joined.items()}


def standing(row: Version) -> str | None:
    """What is to be said of a version: whether it is the default, or no longer offered."""
    if row.version.active is False:
        return "not for new instances"
    return "default" if row.is_default else None


def _version_name(row: Version, _: ViewContext) -> StyledText:
    inactive = row.version.active is False
    return ((version_name(row), Tone.QUIET if inactive else Tone.PLAIN),)


def _standing(row: Version, _: ViewContext) -> StyledText:
    told = standing(row)
    return (
        () if told is None else ((told, Tone.STUCK if row.version.active is False else Tone.QUIET),)
    )


def version_detail(
    row: Version, context: ViewContext, width: int, _: Sequence[Action]
) -> list[StyledText]:
    """Whether it is offered, and who runs it."""
    active = row.version.active
    offered = None if active is None else "yes" if active else "no: only what runs it already"
    return facts(
        (
            ("Name", said(version_name(row), Tone.STRONG)),
            ("Store", said(name_of(row.store), Tone.PLAIN)),
            ("Default", said("yes" if row.is_default else "no")),
            ("Offered", said(offered)),
            ("Used by", said(used_by(row, context))),
            ("Id", said(row.version.id)),
        ),
        width,
    )


def _asks_versions(_: Scope, store: Datastore) -> Query[Any]:
    return queries.datastore(name_of(store))


# Parameters


_NO_RANGE = {"boolean": "true or false", "string": "text", "list": "a list"}
"""Of these no number is the least or the most, whatever a server tells beside."""


def allowed(parameter: Parameter) -> str:
    """What values it takes: `1 – 31536000`, `at least 5`, `true or false`, `text`."""
    kind = parameter.type.lower()
    if (words := _NO_RANGE.get(kind)) is not None:
        return words
    low, high = parameter.min, parameter.max
    if low is not None and high is not None:
        return f"{low} – {high}"
    if low is not None:
        return f"at least {low}"
    if high is not None:
        return f"at most {high}"
    return {"integer": "any whole number", "float": "any number"}.get(kind, "–")


def applies(parameter: Parameter) -> str:
    """When a value of it takes effect."""
    return "restart" if parameter.restart_required else "at once"


def _applies(parameter: Parameter) -> StyledText:
    return ((applies(parameter), Tone.BUSY if parameter.restart_required else Tone.QUIET),)


class Settable(NamedTuple):
    """A parameter, and the version it can be set in."""

    of: Version
    parameter: Parameter


def parameters(context: ViewContext, parent: tuple[Datastore, Version]) -> Mapping[str, Settable]:
    """What a group can set in a version, given what it was opened from."""
    _, of = parent
    known = context.snapshot.rows(_asks_parameters(context.snapshot.scope, parent))
    return {key: Settable(of, one) for key, one in known.items()}


def parameter_detail(
    row: Settable, context: ViewContext, width: int, _: Sequence[Action]
) -> list[StyledText]:
    """What it takes, and when that takes effect."""
    listed = row.parameter
    told = context.snapshot.rows(_one_parameter(row)).get(raw(listed.name), listed)
    when = "at a restart" if told.restart_required else "at once, without a restart"
    of = store_words(name_of(row.of.store), version_name(row.of))
    return facts(
        (
            ("Name", said(told.name, Tone.STRONG)),
            ("Type", said(told.type, Tone.PLAIN)),
            ("Allowed", said(allowed(told), Tone.PLAIN)),
            ("Applies", said(when, Tone.BUSY if told.restart_required else Tone.QUIET)),
            ("In", said(of)),
        ),
        width,
    )


def _asks_parameters(_: Scope, parent: tuple[Datastore, Version]) -> Query[Any]:
    _store, of = parent
    return queries.parameters(name_of(of.store), of.version.id, of.version.name)


def _one_parameter(row: Settable) -> Query[Parameter]:
    version = row.of.version
    return queries.parameter(name_of(row.of.store), version.id, row.parameter.name, version.name)


PARAMETERS: Resource[Settable] = Resource(
    name="parameters",
    title="Parameters",
    noun="parameter",
    columns=(
        Column(
            "Name",
            lambda row, _: natural(row.parameter.name),
            lambda row, _: said(row.parameter.name, Tone.PLAIN),
            width=(30, 48),
            grows=True,
        ),
        Column(
            "Type",
            lambda row, _: row.parameter.type,
            lambda row, _: said(row.parameter.type),
            width=(4, 7),
            priority=3,
        ),
        Column(
            "Allowed",
            lambda row, _: natural(allowed(row.parameter)),
            lambda row, _: said(allowed(row.parameter)),
            width=(7, 25),
            priority=2,
        ),
        Column(
            "Applies",
            lambda row, _: applies(row.parameter),
            lambda row, _: _applies(row.parameter),
            width=(7, 7),
            priority=1,
        ),
    ),
    query=_asks_parameters,
    rows=parameters,
    name_of=lambda row: row.parameter.name,
    panes=(
        Pane("Detail", lines=parameter_detail, queries=lambda row, _scope: (_one_parameter(row),)),
    ),
    empty="A group can set nothing in this version.",
)

VERSIONS: Resource[Version] = Resource(
    name="versions",
    title="Versions",
    noun="version",
    columns=(
        Column(
            "Name",
            lambda row, _: natural(version_name(row)),
            _version_name,
            width=(12, 40),
            grows=True,
        ),
        Column("State", lambda row, _: standing(row) or "", _standing, width=(5, 21), priority=2),
        Column(
            "Used by",
            used_by,
            lambda row, context: said(used_by(row, context)),
            align="right",
            width=(7, 7),
            priority=1,
            searched=False,
        ),
        Column(
            "Id",
            lambda row, _: row.version.id,
            lambda row, _: said(row.version.id),
            width=(4, 36),
            priority=3,
        ),
    ),
    query=_asks_versions,
    rows=versions,
    name_of=version_name,
    child=PARAMETERS,
    panes=(Pane("Detail", lines=version_detail),),
    empty="This datastore has no versions.",
)

DATASTORES: Resource[Datastore] = Resource(
    name="datastores",
    title="Datastores",
    short="Stores",
    noun="datastore",
    view_key="4",
    columns=(
        Column(
            "Name",
            lambda store, _: natural(name_of(store)),
            lambda store, _: said(name_of(store), Tone.PLAIN),
            width=(12, 40),
            grows=True,
        ),
        Column(
            "Versions",
            lambda store, _: len(store.versions),
            lambda store, _: said(len(store.versions), Tone.PLAIN),
            align="right",
            width=(8, 8),
            priority=1,
        ),
        Column(
            "Default",
            lambda store, _: natural(default_version(store) or ""),
            lambda store, _: said(default_version(store)),
            width=(7, 20),
            priority=3,
        ),
        Column(
            "Used by",
            store_used_by,
            lambda store, context: said(store_used_by(store, context)),
            align="right",
            width=(7, 7),
            priority=2,
            searched=False,
        ),
        Column(
            "Id",
            lambda store, _: store.id,
            lambda store, _: said(store.id),
            width=(4, 36),
            priority=4,
        ),
    ),
    query=lambda _scope, _parent: queries.datastores(),
    name_of=name_of,
    child=VERSIONS,
    panes=(Pane("Detail", lines=store_detail),),
    empty="The server offers no datastores.",
)
