"""Configuration groups: what each sets, and the instances that have it attached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from trove_tui.api.models import Group, Instance
from trove_tui.api.statuses import Health
from trove_tui.api.text import server_text
from trove_tui.live.keeping import once_per_snapshot
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
from trove_tui.resources.shared_cells import UNKNOWN, facts, said
from trove_tui.resources.versions import store_words
from trove_tui.resources.view_context import ViewContext
from trove_tui.text.amounts import first_few, plural
from trove_tui.text.natural import natural
from trove_tui.text.styled import Piece, StyledText, Tone
from trove_tui.text.times import age, clock_time


def in_full(context: ViewContext, group: Group) -> Group:
    """The group with its values, where they were asked for; a list doesn't tell them."""
    return context.snapshot.rows(queries.group(group.id)).get(group.id, group)


def attached(context: ViewContext, group_id: str) -> Sequence[Instance]:
    """The instances known that have it attached."""
    return _attached(context.snapshot).get(group_id, ())


# A snapshot never changes: one look at a fleet does for all groups, however often they are drawn.
@once_per_snapshot
def _attached(snapshot: Snapshot) -> Mapping[str, Sequence[Instance]]:
    found: dict[str, list[Instance]] = {}
    for instance in snapshot.instances.values():
        if instance.configuration is not None:
            found.setdefault(instance.configuration.id, []).append(instance)
    return found


def name_of(group: Group) -> str:
    """Its name; its id where it has none."""
    return group.name or group.id


def _store(group: Group, context: ViewContext) -> str:
    number = in_full(context, group).datastore_version_number or group.datastore_version_number
    return store_words(group.datastore_name, group.datastore_version_name, number)


def _value_count(group: Group, context: ViewContext) -> int | None:
    values = in_full(context, group).values
    return None if values is None else len(values)


def _attached_count(group: Group, context: ViewContext) -> int | None:
    known = context.instances_by_group.get(group.id, 0)
    return known if known or context.snapshot.complete else None


def _updated(group: Group, context: ViewContext) -> StyledText:
    return UNKNOWN if group.updated is None else said(age(context.now - group.updated))


def _in_use(group: Group, context: ViewContext) -> str | None:
    names = [one.name or one.id for one in attached(context, group.id)]
    if not names:
        return None
    have = "has" if len(names) == 1 else "have"
    return f"{plural(len(names), 'instance')} {have} it attached: {first_few(names)}"


def detail(group: Group, context: ViewContext, width: int, _: Sequence[Action]) -> list[StyledText]:
    """What it is, and how much of it is in use."""
    known = in_full(context, group)
    count = _value_count(group, context)
    names = [one.name or one.id for one in attached(context, group.id)]
    told = known.instance_count if not names else len(names)
    told = _attached_count(group, context) if told is None else told
    number: Piece = ("–" if told is None else str(told), Tone.PLAIN)
    moments = (("Created", known.created), ("Updated", known.updated))
    return facts(
        (
            ("Name", said(name_of(known), Tone.STRONG)),
            ("About", said(known.description, Tone.PLAIN)),
            ("Store", said(_store(known, context), Tone.PLAIN)),
            ("Values", said(count, Tone.PLAIN)),
            ("Attached", (number, (f"  {first_few(names, 8)}" if names else "", Tone.QUIET))),
            ("Id", said(known.id)),
            *((label, said(clock_time(at, context.now) if at else None)) for label, at in moments),
        ),
        width,
    )


EDIT = Action("edit group", "e", "edit", "UpdateGroup", explained="edit its values and its name")


# What it sets


def values(context: ViewContext, group: Group) -> Mapping[str, Setting]:
    """What the group sets, by key."""
    told = in_full(context, group).values or {}
    return {name: Setting(server_text(name), value=value) for name, value in told.items()}


def _value(setting: Setting) -> StyledText:
    return said(None if setting.value is None else comparing.shown(setting.value), Tone.PLAIN)


def _asks_group(_: Scope, group: Group) -> Query[Any]:
    return queries.group(group.id)


GROUP_VALUES: Resource[Setting] = Resource(
    name="group values",
    title="Values",
    noun="value",
    columns=(
        Column(
            "Parameter",
            lambda one, _: natural(one.name),
            lambda one, _: said(one.name, Tone.PLAIN),
            width=(24, 48),
            grows=True,
        ),
        Column(
            "Value",
            lambda one, _: comparing.words(one.value) if one.value is not None else "",
            lambda one, _: _value(one),
            width=(5, 24),
        ),
    ),
    query=_asks_group,
    rows=values,
    subject=lambda _row, group: group,
    actions=(replace(EDIT, on_row=False),),
    empty="It sets no values. e edits it.",
)


# Who has it


def group_instances(context: ViewContext, group: Group) -> Mapping[str, Instance]:
    """The instances that have it attached.

    A list that doesn't tell an instance's group is made up for by the group's own list.
    """
    known = context.snapshot.instances
    rows = {one.id: one for one in attached(context, group.id)}
    for one_id in context.snapshot.rows(queries.group_instances(group.id)):
        instance = known.get(one_id)
        if (
            instance is not None
            and instance.configuration is None
            and not _taken_off(context, one_id)
        ):
            rows[one_id] = instance
    return rows


def _taken_off(context: ViewContext, instance_id: str) -> bool:
    """Whether it was detached from here just now: the group's list may be older than that."""
    told = (
        context.snapshot.operations.get(instance_id),
        *context.snapshot.also.get(instance_id, ()),
    )
    return any(
        one is not None
        and isinstance(one.change, DETACH.change)
        and one.state not in (OpState.REFUSED, OpState.FAILED)
        for one in told
    )


def attached_note(context: ViewContext, group: Group) -> StyledText:
    """Who needs a restart to apply it, and with which key; who is not in the fleet listed."""
    rows = group_instances(context, group)
    waiting = sum(context.health(one) is Health.RESTART for one in rows.values())
    refs = context.snapshot.rows(queries.group_instances(group.id))
    others = [
        one.name or one.id for key, one in refs.items() if key not in context.snapshot.instances
    ]
    spans: list[Piece] = []
    if waiting:
        need = "needs" if waiting == 1 else "need"
        spans.append((f"! {waiting} {need} a restart to apply it: ", Tone.BUSY))
        spans.append((RESTART.key, Tone.ACCENT))
    if others:
        spans.append((f"{'  ' if spans else ''}not listed here: {first_few(others)}", Tone.QUIET))
    return tuple(spans)


def _asks_instances(_: Scope, group: Group) -> Query[Any]:
    return queries.group_instances(group.id)


GROUP_INSTANCES: Resource[Instance] = Resource(
    name="group instances",
    title="Instances",
    noun="instance",
    columns=(STATUS, NAME, FOR, ADDRESS),
    query=_asks_instances,
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
            lambda group, _: said(name_of(group), Tone.PLAIN),
            width=(14, 48),
            grows=True,
        ),
        Column(
            "Datastore",
            lambda group, context: natural(_store(group, context)),
            lambda group, context: said(_store(group, context)),
            width=(9, 20),
            priority=3,
        ),
        Column(
            "Values",
            _value_count,
            lambda group, context: said(_value_count(group, context)),
            align="right",
            width=(6, 6),
            priority=4,
            searched=False,
        ),
        Column(
            "Attached",
            _attached_count,
            lambda group, context: said(_attached_count(group, context), Tone.PLAIN),
            align="right",
            width=(8, 8),
            priority=1,
            searched=False,
        ),
        Column(
            "Updated",
            lambda group, _: group.updated,
            _updated,
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
            refusal=_in_use,
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
