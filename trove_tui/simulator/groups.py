"""What can be done to configuration groups, and what that does to the instances that have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trove_tui.simulator import names
from trove_tui.simulator.cloud import Region
from trove_tui.simulator.model import Group, Value, Version
from trove_tui.simulator.refusals import Refusal, bad_request


def find_version(region: Region, reference: Mapping[str, str], *, active: bool = False) -> Version:
    """The datastore version that a `type` and a `version` name, or those left out, the default.

    Raises:
        Refusal: there is none such, or it may not be used any more.
    """
    catalog = region.cloud.catalog
    datastore = catalog.datastores[0]
    if "type" in reference:
        named_datastore = catalog.datastore(reference["type"])
        if named_datastore is None:
            raise Refusal(404, f"Datastore '{reference['type']}' cannot be found.")
        datastore = named_datastore
    version: Version | None = datastore.default
    if "version" in reference:
        versions = catalog.versions(
            datastore, reference["version"], reference.get("version_number")
        )
        if len(versions) > 1:
            raise bad_request(
                f"Multiple datastore versions found for '{reference['version']}', use an UUID or "
                "specify both the name and version number to be more specific."
            )
        version = versions[0] if versions else None
    if version is None:
        raise bad_request(f"Datastore version '{reference['version']}' cannot be found.")
    if active and not version.active:
        raise bad_request(f"Datastore version '{version.name}' is not active.")
    return version


def needs_restart(group: Group) -> bool:
    """Whether one of its values counts only after a restart."""
    return any(group.version.parameters[name.lower()].restart_required for name in group.values)


def needs_restart_without(group: Group, version: Version) -> bool:
    """Whether taking it off needs a restart: also where a value's default isn't known."""
    defaults = {name.replace("-", "_") for name in version.defaults}
    return needs_restart(group) or any(name.lower() not in defaults for name in group.values)


def create(region: Region, project: str, body: Mapping[str, Any]) -> Group:
    """Create a group from the body of a request that fits its schema.

    Raises:
        Refusal: its datastore doesn't exist, or a value isn't allowed there.
    """
    version = find_version(region, body.get("datastore", {}))
    values = dict(body["values"])
    names.check_values(values, version)
    cloud = region.cloud
    group = Group(
        id=cloud.new_id(),
        project=project,
        name=body["name"],
        description=body.get("description"),
        version=version,
        values=values,
        created=cloud.moment,
        updated=cloud.moment,
    )
    region.groups[group.id] = group
    return group


def replace(region: Region, group: Group, body: Mapping[str, Any]) -> None:
    """Put other values in place of all it had, and apply them where it is attached.

    Values left out of the request are no values: all are dropped.

    Raises:
        Refusal: 422, a value isn't allowed; nothing is changed then.
    """
    values = dict(body.get("values", {}))
    names.check_values(values, group.version)
    group.name = body.get("name", group.name)
    group.description = body.get("description", group.description)
    _apply(region, group, values)


def merge(region: Region, group: Group, body: Mapping[str, Any]) -> None:
    """Put these values in place of those of the same names; all others stay, its name too.

    No value can be taken away: null is of no parameter's type.

    Raises:
        Refusal: 422, a value isn't allowed; nothing is changed then.
    """
    values = dict(body.get("values", {}))
    names.check_values(values, group.version)
    _apply(region, group, {**group.values, **values})


def _apply(region: Region, group: Group, values: dict[str, Value]) -> None:
    group.values = values
    group.updated = region.cloud.moment
    restart = needs_restart(group)
    for instance in region.attached(group):
        if not instance.task and instance.status == "ACTIVE":
            region.change(instance, status="RESTART_REQUIRED" if restart else "ACTIVE")
        else:
            # Its row shows the group's name.
            instance.text = None
            region.version += 1


def delete(region: Region, group: Group) -> None:
    """Delete a group that nothing has.

    Raises:
        Refusal: 400, an instance has it.
    """
    if region.attached(group):
        raise bad_request(
            "A configuration group cannot be deleted if it is associated with one or more "
            "non-terminated instances. Detach the configuration group from all non-terminated "
            "instances and please try again."
        )
    del region.groups[group.id]
