"""A change in a few words, as Activity and a row say it: `resize memory-1 → memory-2`."""

from __future__ import annotations

from collections.abc import Mapping

from trove_tui.api.models import Flavor, Instance
from trove_tui.changes.change import Change
from trove_tui.changes.databases_and_users import (
    CreateDatabases,
    CreateUsers,
    DeleteDatabase,
    DeleteUser,
)
from trove_tui.changes.groups import CreateGroup, DeleteGroup, UpdateGroup
from trove_tui.changes.instances import (
    AttachGroup,
    CreateInstance,
    DeleteInstance,
    DetachGroup,
    Rename,
    ResizeFlavor,
    ResizeVolume,
    Restart,
)
from trove_tui.changes.quotas import UpdateQuotas


def words_for(request: Change, instance: Instance | None, flavors: Mapping[str, Flavor]) -> str:
    """What is asked for, with what it is now where that is known."""
    match request:
        case ResizeFlavor(flavor_id=wanted):
            now = None if instance is None else instance.flavor_id
            return _from_to("resize", _flavor(now, flavors), _flavor(wanted, flavors))
        case ResizeVolume(size=size):
            volume = None if instance is None else instance.volume
            now = None if volume is None or volume.size is None else str(volume.size)
            return _from_to("resize volume", now, f"{size} GB")
        case Rename(name=name):
            return f"rename to {name}"
        case CreateDatabases(databases=databases):
            return f"create {_named('database', [one.name for one in databases])}"
        case DeleteDatabase(name=name):
            return f"delete database {name}"
        case CreateUsers(users=users):
            return f"create {_named('user', [one.name for one in users])}"
        case DeleteUser(name=name, host=host):
            return f"delete user {name}@{host or '%'}"
        case UpdateQuotas(limits=limits):
            return "set quotas: " + ", ".join(f"{name} {told}" for name, told in limits.items())
        case _:
            return _PLAIN.get(type(request), "change")


_PLAIN: Mapping[type[Change], str] = {
    CreateInstance: "create",
    Restart: "restart",
    DeleteInstance: "delete",
    AttachGroup: "attach a group",
    DetachGroup: "detach its group",
    CreateGroup: "create group",
    UpdateGroup: "update group",
    DeleteGroup: "delete group",
}


def _flavor(flavor_id: str | None, flavors: Mapping[str, Flavor]) -> str | None:
    if flavor_id is None:
        return None
    known = flavors.get(flavor_id)
    return known.name if known is not None and known.name else flavor_id


def _from_to(verb: str, now: str | None, wanted: str | None) -> str:
    return f"{verb} to {wanted}" if now is None else f"{verb} {now} → {wanted}"


def _named(thing: str, names: list[str]) -> str:
    if len(names) == 1:
        return f"{thing} {names[0]}"
    return f"{len(names)} {thing}s: {', '.join(names[:3])}{', …' if len(names) > 3 else ''}"
