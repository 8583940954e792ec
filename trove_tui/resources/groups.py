"""Configuration groups: their values, and the instances they are attached to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from trove_tui.api.models import Group, Instance
from trove_tui.api.statuses import Health
from trove_tui.api.text import server_text
from trove_tui.live.caches import once_per_snapshot
from trove_tui.live.operations import OpState
from trove_tui.live.scope import Scope
from trove_tui.live.snapshot import Query, Snapshot
from trove_tui.resources import comparing, queries
from trove_tui.resources.comparing import Setting
from trove_tui.resources.instances import (
    ADDRESS,
    ATTACH,
    DETACH,
    FOR,
    NAME,
    RESTART,
    STATUS,
    by_urgency,
)
from trove_tui.resources.resource import Action, Column, Pane, Resource
from trove_tui.resources.shared_cells import UNKNOWN, fields, text_or_dash
from trove_tui.resources.versions import store_words
from trove_tui.resources.view_context import ViewContext
from trove_tui.text.amounts import first_few, plural
from trove_tui.text.natural import natural
from trove_tui.text.styled import Piece, StyledText, Tone
from trove_tui.text.times import age, clock_time


def with_values(context: ViewContext, group: Group) -> Group:
    """The group with its values, once its own page was read: the list has none."""
    return context.snapshot.rows(queries.group(group.id)).get(group.id, group)


def attached(context: ViewContext, group_id: str) -> Sequence[Instance]:
    """The listed instances that have the group attached."""
    return _instances_by_group(context.snapshot).get(group_id, ())


# Once per snapshot for all groups, not once per cell.
@once_per_snapshot
def _instances_by_group(snapshot: Snapshot) -> Mapping[str, Sequence[Instance]]:
    by_group: dict[str, list[Instance]] = {}
    for instance in snapshot.instances.values():
        if instance.configuration is not None:
            by_group.setdefault(instance.configuration.id, []).append(instance)
    return by_group


def name_of(group: Group) -> str:
    """Its name; its id where it has none."""
    return group.name or group.id


def _store(group: Group, context: ViewContext) -> str:
    number = with_values(context, group).datastore_version_number or group.datastore_version_number
    return store_words(group.datastore_name, group.datastore_version_name, number)


def _value_count(group: Group, context: ViewContext) -> int | None:
    values = with_values(context, group).values
    return None if values is None else len(values)


def _attached_count(group: Group, context: ViewContext) -> int | None:
    count = context.instances_by_group.get(group.id, 0)
    return count if count or context.snapshot.complete else None


def _updated_cell(group: Group, context: ViewContext) -> StyledText:
    return UNKNOWN if group.updated is None else text_or_dash(age(context.now - group.updated))


def _why_not_deletable(group: Group, context: ViewContext) -> str | None:
    names = [instance.name or instance.id for instance in attached(context, group.id)]
    if not names:
        return None
    verb = "has" if len(names) == 1 else "have"
    return f"{plural(len(names), 'instance')} {verb} it attached: {first_few(names)}"


def detail(group: Group, context: ViewContext, width: int, _: Sequence[Action]) -> list[StyledText]:
    """The lines of a group's detail pane."""
    full = with_values(context, group)
    count = _value_count(group, context)
    names = [instance.name or instance.id for instance in attached(context, group.id)]
    attached_count = full.instance_count if not names else len(names)
    attached_count = _attached_count(group, context) if attached_count is None else attached_count
    number: Piece = ("–" if attached_count is None else str(attached_count), Tone.PLAIN)
    times = (("Created", full.created), ("Updated", full.updated))
    return fields(
        (
            ("Name", text_or_dash(name_of(full), Tone.STRONG)),
            ("About", text_or_dash(full.description, Tone.PLAIN)),
            ("Store", text_or_dash(_store(full, context), Tone.PLAIN)),
            ("Values", text_or_dash(count, Tone.PLAIN)),
            ("Attached", (number, (f"  {first_few(names, 8)}" if names else "", Tone.QUIET))),
            ("Id", text_or_dash(full.id)),
            *(
                (label, text_or_dash(clock_time(time, context.now) if time else None))
                for label, time in times
            ),
        ),
        width,
    )


EDIT = Action("edit group", "e", "edit", "UpdateGroup", explained="edit its values and its name")


# Values


def values(context: ViewContext, group: Group) -> Mapping[str, Setting]:
    """The group's values by name."""
    group_values = with_values(context, group).values or {}
    return {name: Setting(server_text(name), value=value) for name, value in group_values.items()}


def _value_cell(setting: Setting) -> StyledText:
    return text_or_dash(
        None if setting.value is None else comparing.display_text(setting.value), Tone.PLAIN
    )


def _group_query(_: Scope, group: Group) -> Query[Any]:
    return queries.group(group.id)


GROUP_VALUES: Resource[Setting] = Resource(
    name="group values",
    title="Values",
    noun="value",
    columns=(
        Column(
            "Parameter",
            lambda setting, _: natural(setting.name),
            lambda setting, _: text_or_dash(setting.name, Tone.PLAIN),
            width=(24, 48),
            grows=True,
        ),
        Column(
            "Value",
            lambda setting, _: (
                comparing.value_text(setting.value) if setting.value is not None else ""
            ),
            lambda setting, _: _value_cell(setting),
            width=(5, 24),
        ),
    ),
    query=_group_query,
    rows=values,
    subject=lambda _row, group: group,
    actions=(replace(EDIT, on_row=False),),
    empty="It sets no values. e edits it.",
)


# Instances


def group_instances(context: ViewContext, group: Group) -> Mapping[str, Instance]:
    """The instances that have it attached.

    Where the list of instances leaves out their groups, the group's own list has them.
    """
    instances = context.snapshot.instances
    rows = {instance.id: instance for instance in attached(context, group.id)}
    for instance_id in context.snapshot.rows(queries.group_instances(group.id)):
        instance = instances.get(instance_id)
        if (
            instance is not None
            and instance.configuration is None
            and not _was_detached(context, instance_id)
        ):
            rows[instance_id] = instance
    return rows


def _was_detached(context: ViewContext, instance_id: str) -> bool:
    """Whether it was detached from here: the group's list may be older than that."""
    operations = (
        context.snapshot.operations.get(instance_id),
        *context.snapshot.also.get(instance_id, ()),
    )
    return any(
        operation is not None
        and isinstance(operation.change, DETACH.change)
        and operation.state not in (OpState.REFUSED, OpState.FAILED)
        for operation in operations
    )


def attached_note(context: ViewContext, group: Group) -> StyledText:
    """How many instances need a restart to apply it, and which are not in the list."""
    rows = group_instances(context, group)
    waiting = sum(context.health(instance) is Health.RESTART for instance in rows.values())
    refs = context.snapshot.rows(queries.group_instances(group.id))
    others = [
        instance.name or instance.id
        for key, instance in refs.items()
        if key not in context.snapshot.instances
    ]
    spans: list[Piece] = []
    if waiting:
        verb = "needs" if waiting == 1 else "need"
        spans.append((f"! {waiting} {verb} a restart to apply it: ", Tone.BUSY))
        spans.append((RESTART.key, Tone.ACCENT))
    if others:
        spans.append((f"{'  ' if spans else ''}not listed here: {first_few(others)}", Tone.QUIET))
    return tuple(spans)


def _instances_query(_: Scope, group: Group) -> Query[Any]:
    return queries.group_instances(group.id)


GROUP_INSTANCES: Resource[Instance] = Resource(
    name="group instances",
    title="Instances",
    noun="instance",
    columns=(STATUS, NAME, FOR, ADDRESS),
    query=_instances_query,
    rows=group_instances,
    order=by_urgency,
    note=attached_note,
    actions=(RESTART, DETACH),
    has_problems=True,
    empty="No instance has it attached. a on the group attaches it.",
)


GROUPS: Resource[Group] = Resource(
    name="groups",
    title="Groups",
    noun="group",
    view_key="2",
    columns=(
        Column(
            "Name",
            lambda group, _: natural(name_of(group)),
            lambda group, _: text_or_dash(name_of(group), Tone.PLAIN),
            width=(14, 48),
            grows=True,
        ),
        Column(
            "Datastore",
            lambda group, context: natural(_store(group, context)),
            lambda group, context: text_or_dash(_store(group, context)),
            width=(9, 20),
            priority=3,
        ),
        Column(
            "Values",
            _value_count,
            lambda group, context: text_or_dash(_value_count(group, context)),
            align="right",
            width=(6, 6),
            priority=4,
            searched=False,
        ),
        Column(
            "Attached",
            _attached_count,
            lambda group, context: text_or_dash(_attached_count(group, context), Tone.PLAIN),
            align="right",
            width=(8, 8),
            priority=1,
            searched=False,
        ),
        Column(
            "Updated",
            lambda group, _: group.updated,
            _updated_cell,
            align="right",
            width=(7, 7),
            priority=2,
            searched=False,
        ),
    ),
    query=lambda _scope, _parent: queries.groups(),
    detail=lambda group: queries.group(group.id),
    name_of=name_of,
    actions=(
        Action(
            "attach group",
            "a",
            "attach",
            ATTACH.sends,
            ATTACH.precondition,
            explained="attach it to an instance",
        ),
        EDIT,
        Action(
            "create group",
            "c",
            "create",
            "CreateGroup",
            on_row=False,
            priority=3,
            explained="create a group",
        ),
        Action(
            "delete group",
            "D",
            "delete",
            "DeleteGroup",
            priority=4,
            refusal=_why_not_deletable,
            explained="delete the group",
        ),
    ),
    panes=(
        Pane("Values", resource=GROUP_VALUES),
        Pane("Instances", resource=GROUP_INSTANCES),
        Pane("Detail", lines=detail, queries=lambda group, _scope: (queries.group(group.id),)),
    ),
    empty="No configuration groups in this project. c creates one.",
)
