"""Which instances a group can be attached to or taken off from, as things to choose. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from trove_tui.api.call import is_address
from trove_tui.api.errors import BadRequest, Conflict, NotAllowedNow, OtherRefusal, TroveError
from trove_tui.api.models import Datastore, Group, GroupRef, Instance
from trove_tui.live.snapshot import Snapshot
from trove_tui.resources import queries
from trove_tui.resources.ownership import other_project
from trove_tui.resources.versions import StoreVersion, fits, ids_of
from trove_tui.text.natural import natural
from trove_tui.ui.forms.choice_list import Choice
from trove_tui.ui.forms.form_context import FormContext


def group_of(context: FormContext) -> Group | None:
    """The group a form is about; None where it is about an instance."""
    for about in (context.subject, context.row):
        if isinstance(about, Group):
            return about
    return None


def instance_of(context: FormContext) -> Instance | None:
    """The instance a form is about; None where one is to be chosen."""
    for about in (context.instance, context.subject, context.row):
        if isinstance(about, Instance):
            return about
    return None


def attachable(group: Group, snapshot: Snapshot, stores: Sequence[Datastore] = ()) -> list[Choice]:
    """The project's instances of its datastore version that don't have it, and what they have.

    `stores`, where they are known, tell apart versions of one name.
    """
    group = snapshot.rows(queries.group(group.id)).get(group.id, group)

    def is_of_it(instance: Instance) -> bool:
        meant = StoreVersion.of(instance.datastore)
        return fits(group, meant, ids_of(meant, stores))

    return [
        _choice(one, f"has {name_of(one.configuration)}" if one.configuration else "no group")
        for one in _sorted(snapshot)
        if other_project(snapshot.scope, one) is None and is_of_it(one) and not _has(group, one)
    ]


def detachable(group: Group, snapshot: Snapshot) -> list[Choice]:
    """The instances that have the group."""
    return [_choice(one, "") for one in _sorted(snapshot) if _has(group, one)]


def name_of(group: GroupRef | Group) -> str:
    """What a person calls a group."""
    return group.name or group.id


def advice(error: TroveError, instance: Instance | None) -> str:
    """What helps where a restart is due, however the server words that; empty elsewhere."""
    refusals = (NotAllowedNow, BadRequest, Conflict, OtherRefusal)
    is_due = instance is not None and instance.status == "RESTART_REQUIRED"
    return "Restart it first: R." if is_due and isinstance(error, refusals) else ""


def _sorted(snapshot: Snapshot) -> list[Instance]:
    """Those that something can be asked of."""
    able = (one for one in snapshot.instances.values() if is_address(one.id))
    return sorted(able, key=lambda one: natural(one.name))


def _choice(instance: Instance, group: str) -> Choice:
    name = instance.name or instance.id
    return Choice(instance.id, (name, instance.status, group), name)


def _has(group: Group, instance: Instance) -> bool:
    return instance.configuration is not None and instance.configuration.id == group.id
