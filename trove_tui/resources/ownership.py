"""Whose an instance or a group is, where that isn't the session's own project. Pure.

Upstream attaches any project's group to any instance for an administrator. The instance's
owner can't read that group, and so gets 404 for the instance and for the whole detailed list.
No server tells whose a group is: what isn't known to be the instance's own project's does harm.
"""

from __future__ import annotations

from collections.abc import Mapping

from trove_tui.api.call import Dialect
from trove_tui.api.models import Instance
from trove_tui.live.caches import once_per_snapshot
from trove_tui.live.scope import Scope
from trove_tui.live.snapshot import Snapshot
from trove_tui.text.amounts import short_id


def other_project(scope: Scope, instance: Instance) -> str | None:
    """The project an instance is of where that isn't the session's; "" where nobody told which.

    None for what is the session's own: all that a project's own list has without saying whose.
    """
    if instance.tenant_id is None:
        return "" if scope.all_projects else None
    return None if instance.tenant_id == scope.project else instance.tenant_id


def project_words(scope: Scope, instance: Instance) -> str:
    """`project 88a7…4834`; empty for the session's own."""
    other = other_project(scope, instance)
    if other is None:
        return ""
    return f"project {short_id(other)}" if other else "project not told"


def why_no_group(scope: Scope, instance: Instance) -> str | None:
    """Why no group can be attached to that instance from here; None for one's own project's."""
    other = other_project(scope, instance)
    if other is None:
        return None
    whose = f"of project {short_id(other)}, whose" if other else "of an unknown project, whose"
    return (
        f"it is {whose} groups can't be listed from here; another project's would hide it from"
        " its owner"
    )


def projects_with(snapshot: Snapshot, group_id: str) -> frozenset[str | None]:
    """The other projects of the instances that have a group attached; None stands for one's own."""
    return _projects_by_group(snapshot).get(group_id, frozenset())


# Once per snapshot for all groups.
@once_per_snapshot
def _projects_by_group(snapshot: Snapshot) -> Mapping[str, frozenset[str | None]]:
    by_group: dict[str, set[str | None]] = {}
    for instance in snapshot.instances.values():
        if instance.configuration is not None:
            other = other_project(snapshot.scope, instance)
            by_group.setdefault(instance.configuration.id, set()).add(other)
    return {group_id: frozenset(projects) for group_id, projects in by_group.items()}


def is_elsewhere(snapshot: Snapshot, group_id: str) -> bool:
    """Whether only instances of other projects have a group: it is hardly one's own."""
    projects = projects_with(snapshot, group_id)
    return bool(projects) and None not in projects


def doubt(snapshot: Snapshot, dialect: Dialect, group_id: str, name: str) -> str:
    """What to be sure of before a group is given to an instance; empty where nothing is doubtful.

    Upstream lists an administrator the groups of all projects, and only administrators are
    told whose an instance is.
    """
    if None in projects_with(snapshot, group_id):
        return ""
    if is_elsewhere(snapshot, group_id):
        reason = f"{name} is attached in another project, and may be that one's."
    elif dialect is Dialect.UPSTREAM and any(
        instance.tenant_id is not None for instance in snapshot.instances.values()
    ):
        reason = (
            f"The server lists you all projects' groups, and not whose each is: is {name} yours?"
        )
    else:
        return ""
    return f"{reason} With another project's, this project's members could not read the instance."
