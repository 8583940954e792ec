"""The JSON of the specification's dialect: its samples, key for key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from trove_tui.simulator.cloud import Region
from trove_tui.simulator.model import Datastore, Flavor, Group, Instance, Parameter, Version

Json = dict[str, Any]


def stamp(moment: datetime) -> str:
    """A time as Trove writes it: UTC without saying so, to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


class SpecShapes:
    """The specification's answers. `host` is where its links lead: nowhere from here."""

    accepted = 204
    host = "https://10.0.1.39:8779"

    def links(self, project: str, path: str) -> list[Json]:
        """The two links of everything that has an id."""
        return [
            {"href": f"{self.host}/v1.0/{project}/{path}", "rel": "self"},
            {"href": f"{self.host}/{path}", "rel": "bookmark"},
        ]

    def row(self, instance: Instance) -> Json:
        """An instance in a list."""
        row: Json = {
            "status": instance.status,
            "name": instance.name,
            "links": self.links(instance.project, f"instances/{instance.id}"),
            "created": stamp(instance.created),
            "subnet_id": instance.subnet_id,
            "ip": instance.ip,
            "id": instance.id,
        }
        if instance.volume is not None:
            row["volume"] = {"size": instance.volume}
        row["flavor"] = {
            "id": instance.flavor.id,
            "links": self.links(instance.project, f"flavors/{instance.flavor.id}"),
        }
        if instance.group is not None:
            row["configuration"] = self.attached(instance.group)
        row["datastore"] = {"version": instance.version.name, "type": instance.version.datastore}
        return row

    def owner(self, instance: Instance) -> Json:
        """The owner's members, which rows have in the list of all projects."""
        return {"tenant_id": instance.project, "user_id": instance.user_id}

    def detail(self, region: Region, instance: Instance, *, admin: bool) -> Json:
        """An instance by itself."""
        detail = self.row(instance)
        detail["updated"] = stamp(instance.updated)
        if instance.volume is not None and instance.ip is not None:
            detail["volume"]["used"] = instance.used_at(region.cloud.moment)
        if instance.fault is not None:
            detail["fault"] = self.fault(instance, admin=admin)
        return detail

    def fault(self, instance: Instance, *, admin: bool) -> Json:
        """A fault; with its details for admins alone."""
        fault = instance.fault
        if fault is None:
            return {}
        shown: Json = {"message": fault.message, "created": stamp(fault.created)}
        return {**shown, "details": fault.details} if admin else shown

    def attached(self, group: Group) -> Json:
        """A group, as its instances name it."""
        return {
            "id": group.id,
            "links": self.links(group.project, f"configurations/{group.id}"),
            "name": group.name,
        }

    def group_row(self, group: Group) -> Json:
        """A group in a list."""
        return {
            "datastore_name": group.version.datastore,
            "updated": stamp(group.updated),
            "name": group.name,
            "created": stamp(group.created),
            "datastore_version_name": group.version.name,
            "id": group.id,
            "datastore_version_id": group.version.id,
            "description": group.description,
        }

    def group(self, group: Group, instances: int) -> Json:
        """A group by itself."""
        return {**self.group_row(group), "values": group.values, "instance_count": instances}

    def flavor(self, flavor: Flavor, project: str) -> Json:
        """A flavor. Its `id` is null, as flavors with a text for one always had it."""
        return {
            "name": flavor.name,
            "links": self.links(project, f"flavors/{flavor.id}"),
            "ram": flavor.ram,
            "vcpus": flavor.vcpus,
            "str_id": flavor.id,
            "id": None,
        }

    def datastore(
        self, datastore: Datastore, project: str, *, admin: bool, inactive: bool = True
    ) -> Json:
        """A datastore with its versions, also those that are out of use."""
        del inactive
        versions = datastore.versions
        return {
            "versions": [self.version(version, project, admin=admin) for version in versions],
            "id": datastore.id,
            "links": self.links(project, f"datastores/{datastore.id}"),
            "name": datastore.name,
        }

    def version(self, version: Version, project: str, *, admin: bool) -> Json:
        """A version of a datastore, the same for everybody."""
        del admin
        return {
            "id": version.id,
            "links": self.links(project, f"datastores/versions/{version.id}"),
            "name": version.name,
        }

    def parameter(self, parameter: Parameter, version: Version) -> Json:
        """A parameter. Its limits are texts: some are beyond 64 bits."""
        shown: Json = {"name": parameter.name}
        if parameter.min is not None:
            shown["min"] = str(parameter.min)
        if parameter.max is not None:
            shown["max"] = str(parameter.max)
        return {
            **shown,
            "restart_required": parameter.restart_required,
            "type": parameter.type,
            "datastore_version_id": version.id,
        }

    def quotas(self, limits: Mapping[str, int], used: Mapping[str, int]) -> object:
        """A project's quotas and their use."""
        return {
            name: {"reserved": 0, "limit": limits[name], "in_use": used[name]}
            for name in ("instances", "backups", "volumes")
        }

    def changed_quotas(self, changed: Mapping[str, int]) -> Json:
        """The limits just set."""
        return {name: {"limit": limit} for name, limit in changed.items()}
