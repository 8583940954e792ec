"""Datastores: the database engines on offer, their versions, and the parameters of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from trove_tui.api.models import Datastore, DatastoreVersion, Parameter
from trove_tui.api.text import raw
from trove_tui.live.caches import once_per_snapshot
from trove_tui.live.scope import Scope
from trove_tui.live.snapshot import Query, Snapshot
from trove_tui.resources import queries
from trove_tui.resources.resource import Action, Column, Pane, Resource
from trove_tui.resources.shared_cells import fields, text_or_dash
from trove_tui.resources.versions import store_words, version_words
from trove_tui.resources.view_context import ViewContext
from trove_tui.text.amounts import first_few
from trove_tui.text.natural import natural
from trove_tui.text.styled import StyledText, Tone


class Version(NamedTuple):
    """A version, with the datastore it belongs to."""

    store: Datastore
    version: DatastoreVersion

    @property
    def is_default(self) -> bool:
        """Whether new instances get it unless another version is asked for."""
        default = self.store.default_version
        if any(version.id == default for version in self.store.versions):
            return default == self.version.id
        return default == self.version.name


def name_of(store: Datastore) -> str:
    """Its name; its id where it has none."""
    return store.name or store.id


def version_name(row: Version) -> str:
    """The version's name, with its number where that isn't in it; its id where it has none."""
    return _name_with_number(row.version)


def _name_with_number(version: DatastoreVersion) -> str:
    return version_words(version.name or version.id, version.number)


# Instances tell no id of either. Counted once per snapshot, not once per cell.
@once_per_snapshot
def _instance_counts(snapshot: Snapshot) -> Mapping[tuple[str, str | None, str | None], int]:
    datastores = (instance.datastore for instance in snapshot.instances.values())
    return Counter(
        (store.type, store.version, store.version_number)
        for store in datastores
        if store is not None
    )


def used_by(row: Version, context: ViewContext) -> int | None:
    """How many instances run that version; None while not all instances are known."""
    name, number = row.version.name, row.version.number
    by_number = {
        instance_number: count
        for (kind, version, instance_number), count in _instance_counts(context.snapshot).items()
        if (kind, version) == (row.store.name, name)
    }
    if sum(version.name == name for version in row.store.versions) > 1:
        if None in by_number:
            return None  # It may run the other one of that name.
        by_number = {
            instance_number: count
            for instance_number, count in by_number.items()
            if instance_number == number
        }
    count = sum(by_number.values())
    return count if count or context.snapshot.complete else None


def store_used_by(store: Datastore, context: ViewContext) -> int | None:
    """How many instances run that datastore; None while not all instances are known."""
    count = sum(
        count
        for (kind, *_), count in _instance_counts(context.snapshot).items()
        if kind == store.name
    )
    return count if count or context.snapshot.complete else None


def default_version(store: Datastore) -> str | None:
    """The name of the version that new instances get unless another is asked for."""
    default = store.default_version
    return next(
        (_name_with_number(version) for version in store.versions if default == version.id), default
    )


def store_detail(
    store: Datastore, context: ViewContext, width: int, _: Sequence[Action]
) -> list[StyledText]:
    """The lines of a datastore's detail pane."""
    names = sorted(map(_name_with_number, store.versions), key=natural)
    return fields(
        (
            ("Name", text_or_dash(name_of(store), Tone.STRONG)),
            ("Versions", text_or_dash(first_few(names, 12), Tone.PLAIN)),
            ("Default", text_or_dash(default_version(store))),
            ("Used by", text_or_dash(store_used_by(store, context))),
            ("Id", text_or_dash(store.id)),
        ),
        width,
    )


# Versions


def versions(context: ViewContext, store: Datastore) -> Mapping[str, Version]:
    """The versions of a datastore by id.

    Upstream's page of a datastore lacks those that are out of use; an administrator's list
    of all has them.
    """
    from_list = context.snapshot.rows(queries.datastores()).get(store.id, store)
    from_page = context.snapshot.rows(queries.datastore(name_of(store))).get(store.id, from_list)
    rows = {version.id: version for version in (*from_page.versions, *from_list.versions)}
    rows |= {version.id: version for version in from_page.versions}
    return {key: Version(from_page, version) for key, version in rows.items()}


def status_text(row: Version) -> str | None:
    """`default`, or that it is not for new instances; None for any other version."""
    if row.version.active is False:
        return "not for new instances"
    return "default" if row.is_default else None


def _name_cell(row: Version, _: ViewContext) -> StyledText:
    inactive = row.version.active is False
    return ((version_name(row), Tone.QUIET if inactive else Tone.PLAIN),)


def _status_cell(row: Version, _: ViewContext) -> StyledText:
    text = status_text(row)
    return (
        () if text is None else ((text, Tone.STUCK if row.version.active is False else Tone.QUIET),)
    )


def version_detail(
    row: Version, context: ViewContext, width: int, _: Sequence[Action]
) -> list[StyledText]:
    """The lines of a version's detail pane."""
    active = row.version.active
    offered = None if active is None else "yes" if active else "no: only what runs it already"
    return fields(
        (
            ("Name", text_or_dash(version_name(row), Tone.STRONG)),
            ("Store", text_or_dash(name_of(row.store), Tone.PLAIN)),
            ("Default", text_or_dash("yes" if row.is_default else "no")),
            ("Offered", text_or_dash(offered)),
            ("Used by", text_or_dash(used_by(row, context))),
            ("Id", text_or_dash(row.version.id)),
        ),
        width,
    )


def _versions_query(_: Scope, store: Datastore) -> Query[Any]:
    return queries.datastore(name_of(store))


# Parameters


_NO_RANGE = {"boolean": "true or false", "string": "text", "list": "a list"}
"""Types without a range: a server may send bounds for these too, which mean nothing."""


def allowed(parameter: Parameter) -> str:
    """The values it takes: `1 – 31536000`, `at least 5`, `true or false`, `text`."""
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
    """When a new value takes effect: `restart` or `at once`."""
    return "restart" if parameter.restart_required else "at once"


def _applies_cell(parameter: Parameter) -> StyledText:
    return ((applies(parameter), Tone.BUSY if parameter.restart_required else Tone.QUIET),)


class VersionParameter(NamedTuple):
    """A parameter, with the datastore version that has it."""

    version: Version
    parameter: Parameter


def parameters(
    context: ViewContext, parent: tuple[Datastore, Version]
) -> Mapping[str, VersionParameter]:
    """The parameters of a version by key, given the rows it was opened from."""
    _, version = parent
    rows = context.snapshot.rows(_parameters_query(context.snapshot.scope, parent))
    return {key: VersionParameter(version, parameter) for key, parameter in rows.items()}


def parameter_detail(
    row: VersionParameter, context: ViewContext, width: int, _: Sequence[Action]
) -> list[StyledText]:
    """The lines of a parameter's detail pane."""
    from_list = row.parameter
    parameter = context.snapshot.rows(_parameter_query(row)).get(raw(from_list.name), from_list)
    when = "at a restart" if parameter.restart_required else "at once, without a restart"
    version = store_words(name_of(row.version.store), version_name(row.version))
    return fields(
        (
            ("Name", text_or_dash(parameter.name, Tone.STRONG)),
            ("Type", text_or_dash(parameter.type, Tone.PLAIN)),
            ("Allowed", text_or_dash(allowed(parameter), Tone.PLAIN)),
            (
                "Applies",
                text_or_dash(when, Tone.BUSY if parameter.restart_required else Tone.QUIET),
            ),
            ("In", text_or_dash(version)),
        ),
        width,
    )


def _parameters_query(_: Scope, parent: tuple[Datastore, Version]) -> Query[Any]:
    _store, version = parent
    return queries.parameters(name_of(version.store), version.version.id, version.version.name)


def _parameter_query(row: VersionParameter) -> Query[Parameter]:
    ref = row.version.version
    return queries.parameter(name_of(row.version.store), ref.id, row.parameter.name, ref.name)


PARAMETERS: Resource[VersionParameter] = Resource(
    name="parameters",
    title="Parameters",
    noun="parameter",
    columns=(
        Column(
            "Name",
            lambda row, _: natural(row.parameter.name),
            lambda row, _: text_or_dash(row.parameter.name, Tone.PLAIN),
            width=(30, 48),
            grows=True,
        ),
        Column(
            "Type",
            lambda row, _: row.parameter.type,
            lambda row, _: text_or_dash(row.parameter.type),
            width=(4, 7),
            priority=3,
        ),
        Column(
            "Allowed",
            lambda row, _: natural(allowed(row.parameter)),
            lambda row, _: text_or_dash(allowed(row.parameter)),
            width=(7, 25),
            priority=2,
        ),
        Column(
            "Applies",
            lambda row, _: applies(row.parameter),
            lambda row, _: _applies_cell(row.parameter),
            width=(7, 7),
            priority=1,
        ),
    ),
    query=_parameters_query,
    rows=parameters,
    name_of=lambda row: row.parameter.name,
    panes=(
        Pane(
            "Detail", lines=parameter_detail, queries=lambda row, _scope: (_parameter_query(row),)
        ),
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
            _name_cell,
            width=(12, 40),
            grows=True,
        ),
        Column(
            "State", lambda row, _: status_text(row) or "", _status_cell, width=(5, 21), priority=2
        ),
        Column(
            "Used by",
            used_by,
            lambda row, context: text_or_dash(used_by(row, context)),
            align="right",
            width=(7, 7),
            priority=1,
            searched=False,
        ),
        Column(
            "Id",
            lambda row, _: row.version.id,
            lambda row, _: text_or_dash(row.version.id),
            width=(4, 36),
            priority=3,
        ),
    ),
    query=_versions_query,
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
            lambda store, _: text_or_dash(name_of(store), Tone.PLAIN),
            width=(12, 40),
            grows=True,
        ),
        Column(
            "Versions",
            lambda store, _: len(store.versions),
            lambda store, _: text_or_dash(len(store.versions), Tone.PLAIN),
            align="right",
            width=(8, 8),
            priority=1,
        ),
        Column(
            "Default",
            lambda store, _: natural(default_version(store) or ""),
            lambda store, _: text_or_dash(default_version(store)),
            width=(7, 20),
            priority=3,
        ),
        Column(
            "Used by",
            store_used_by,
            lambda store, context: text_or_dash(store_used_by(store, context)),
            align="right",
            width=(7, 7),
            priority=2,
            searched=False,
        ),
        Column(
            "Id",
            lambda store, _: store.id,
            lambda store, _: text_or_dash(store.id),
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
