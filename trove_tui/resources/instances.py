"""Instances: the database servers, their columns and actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trove_tui.api.models import Instance
from trove_tui.changes.preconditions import (
    BETWEEN_TASKS,
    RESTARTED,
    WITHOUT_GROUP,
    WITHOUT_REPLICAS,
)
from trove_tui.live import triage
from trove_tui.live.scope import Scope
from trove_tui.resources import instance_cells as cell
from trove_tui.resources.config import CONFIG
from trove_tui.resources.databases import DATABASES
from trove_tui.resources.overview import overview
from trove_tui.resources.ownership import why_no_group
from trove_tui.resources.resource import Action, Column, Pane, Resource
from trove_tui.resources.users import USERS
from trove_tui.resources.view_context import ViewContext
from trove_tui.text.natural import natural
from trove_tui.text.styled import text_of

STATUS: Column[Instance, ViewContext] = Column(
    "  Status",
    lambda instance, context: context.health(instance),
    cell.status,
    width=(cell.STATUS_CELLS, 34),
    folded=cell.status_and_operation,
    folds="Asked",
)
NAME: Column[Instance, ViewContext] = Column(
    "Name", lambda instance, _: natural(instance.name), cell.name, width=(14, 64), grows=True
)
FOR: Column[Instance, ViewContext] = Column(
    "For",
    lambda instance, context: since.at if (since := context.since(instance)) else None,
    cell.time_in_status,
    align="right",
    width=(4, 5),
    priority=1,
    searched=False,
)
ASKED: Column[Instance, ViewContext] = Column(
    "Asked",
    lambda instance, context: text_of(cell.operations_cell(instance, context)),
    cell.operations_cell,
    width=(5, 32),
    priority=2,
    is_present=cell.needs_operations_column,
)
"""Operations sent from here: only while some row's status leaves no room for them."""
FLAVOR: Column[Instance, ViewContext] = Column(
    "Flavor",
    lambda instance, context: natural(cell.flavor_name(instance, context)[0][0]),
    cell.flavor_name,
    width=(8, 11),
    priority=5,
)
DATASTORE: Column[Instance, ViewContext] = Column(
    "Datastore",
    lambda instance, _: natural(cell.datastore_words(instance)),
    cell.datastore,
    width=(9, 16),
    priority=8,
)
ADDRESS: Column[Instance, ViewContext] = Column(
    "Address",
    lambda instance, _: natural(instance.addresses[0]) if instance.addresses else "",
    cell.address,
    width=(7, 15),
    priority=9,
)

COLUMNS: tuple[Column[Instance, ViewContext], ...] = (
    STATUS,
    NAME,
    FOR,
    ASKED,
    FLAVOR,
    Column(
        "RAM",
        lambda instance, context: flavor.ram if (flavor := context.flavor(instance)) else None,
        cell.flavor_ram,
        align="right",
        width=(6, 6),
        priority=7,
        awaited=cell.awaits_flavor,
    ),
    Column(
        "Volume",
        lambda instance, _: instance.volume.size if instance.volume else None,
        cell.volume_size,
        align="right",
        width=(6, 8),
        priority=6,
    ),
    Column(
        "Used ",
        cell.used_percent,
        cell.volume_used,
        align="right",
        width=(6, 9),
        priority=3,
        awaited=cell.awaits_use,
    ),
    DATASTORE,
    ADDRESS,
    Column(
        "Group",
        lambda instance, context: natural(cell.group(instance, context)[0][0]),
        cell.group,
        width=(5, 16),
        priority=10,
        awaited=cell.awaits_details,
    ),
)

PROJECT: Column[Instance, ViewContext] = Column(
    "Project", lambda instance, _: instance.tenant_id or "", cell.project, width=(8, 10), priority=2
)
USER: Column[Instance, ViewContext] = Column(
    "User", lambda instance, _: instance.user_id or "", cell.user, width=(8, 10), priority=4
)
"""Both are shown where instances of all projects are."""

ALL_PROJECTS = (*COLUMNS, PROJECT, USER)


def columns_for(scope: Scope) -> tuple[Column[Instance, ViewContext], ...]:
    """The columns; with project and user where the scope is all projects."""
    return ALL_PROJECTS if scope.all_projects else COLUMNS


def by_urgency(rows: Mapping[str, Instance], context: ViewContext) -> Sequence[str]:
    """Orders problems first, then the rest by name."""
    order = triage.order(context.snapshot, context.now)
    return order if len(order) == len(rows) else [key for key in order if key in rows]


def tombstone(context: ViewContext, key: str | None) -> Instance | None:
    """An instance that is gone, as it was last seen."""
    gone = context.snapshot.gone.get(key or "")
    return None if gone is None else gone.instance


def _why_not_detachable(instance: Instance, _: ViewContext) -> str | None:
    return "it has no group" if instance.configuration is None else None


def _why_no_group(instance: Instance, context: ViewContext) -> str | None:
    return why_no_group(context.snapshot.scope, instance)


RESTART = Action(
    "restart", "R", "restart", "Restart", BETWEEN_TASKS, explained="restart its database"
)
ATTACH = Action(
    "attach",
    "a",
    "attach",
    "AttachGroup",
    WITHOUT_GROUP,
    priority=6,
    refusal=_why_no_group,
    explained="attach a configuration group",
)
DETACH = Action(
    "detach",
    "t",
    "detach",
    "DetachGroup",
    RESTARTED,
    priority=7,
    refusal=_why_not_detachable,
    explained="detach its configuration group",
)

ACTIONS: tuple[Action, ...] = (
    RESTART,
    Action(
        "resize",
        "z",
        "resize",
        "ResizeFlavor",
        BETWEEN_TASKS,
        explained="resize it to another flavor",
    ),
    Action(
        "volume",
        "v",
        "volume",
        "ResizeVolume",
        BETWEEN_TASKS,
        priority=5,
        explained="resize its volume",
    ),
    ATTACH,
    DETACH,
    Action("rename", "e", "rename", "Rename", priority=6, explained="rename it"),
    Action(
        "create",
        "c",
        "create",
        "CreateInstance",
        on_row=False,
        priority=3,
        explained="create an instance",
    ),
    Action(
        "delete",
        "D",
        "delete",
        "DeleteInstance",
        WITHOUT_REPLICAS,
        priority=4,
        explained="delete it and its data",
    ),
)

INSTANCES: Resource[Instance] = Resource(
    name="instances",
    title="Instances",
    noun="instance",
    view_key="1",
    columns=COLUMNS,
    columns_for=columns_for,
    rows=lambda context, _: context.snapshot.instances,
    order=by_urgency,
    tombstone=tombstone,
    name_of=cell.name_of,
    actions=ACTIONS,
    panes=(
        Pane("Overview", lines=overview),
        Pane("Databases", resource=DATABASES, short="DBs"),
        Pane("Users", resource=USERS),
        Pane("Config", resource=CONFIG),
    ),
    empty="No instances in this project. c creates one.",
    follows_details=True,
    has_problems=True,
    across_projects=True,
)
