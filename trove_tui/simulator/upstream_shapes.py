"""How the cloud's things look as JSON in upstream's dialect: as release 26 was seen to answer."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import NAMESPACE_OID, uuid5

from trove_tui.simulator.cloud import Region
from trove_tui.simulator.masks import masked
from trove_tui.simulator.model import Datastore, Flavor, Group, Instance, Parameter, Version
from trove_tui.simulator.shapes import Json, SpecShapes, stamp

_IMAGE = "e41d2a3e-0bb1-4ae7-9b5a-4b2b8b6f4b5d"
_MANAGERS = {
    "mysql": ("mysql.manager.Manager", "mysql_gtid.MysqlGTIDReplication"),
    "mariadb": ("mariadb.manager.Manager", "mariadb_gtid.MariaDBGTIDReplication"),
    "postgresql": ("postgres.manager.PostgresManager", "postgresql.PostgresqlReplicationStreaming"),
}


def _resource_id(instance: Instance, kind: str) -> str:
    """The id of something that belongs to the instance: always the same one."""
    return str(uuid5(NAMESPACE_OID, f"{kind}/{instance.id}"))


class UpstreamShapes(SpecShapes):
    """Upstream's answers, where they are not the specification's."""

    accepted = 202
    host = "https://trove.internal:8779"

    def row(self, instance: Instance) -> Json:
        """An instance in a list. Upstream tells admins whose it is, also where it is plain."""
        links = self.links(instance.project, f"instances/{instance.id}")
        row: Json = {
            "id": instance.id,
            "name": instance.name,
            "status": instance.status,
            "operating_status": instance.database if instance.status == "ACTIVE" else "",
            "links": links,
            "flavor": {
                "id": instance.flavor.id,
                "links": self.links(instance.project, f"flavors/{instance.flavor.id}"),
            },
            "datastore": {"type": instance.version.datastore, "version": instance.version.name},
            "region": "RegionOne",
            "access": {"is_public": False} if instance.ip else {},
        }
        if instance.volume is not None:
            row["volume"] = {"size": instance.volume}
        if instance.ip:
            row["ip"] = [instance.ip]
            row["addresses"] = [
                {"address": instance.ip, "type": "private", "network": instance.network_id}
            ]
        if instance.source is not None:
            row["replica_of"] = self._reference(instance, instance.source)
        return row

    def owner(self, instance: Instance) -> Json:
        """Whose it is."""
        return {"tenant_id": instance.project}

    def fuller_row(self, instance: Instance, *, admin: bool) -> Json:
        """An instance in the detailed list: all fields but those that its guest agent measures."""
        row = self.row(instance) | (self.owner(instance) if admin else {})
        row["datastore"]["version_number"] = instance.version.number_shown
        row["created"] = stamp(instance.created)
        row["updated"] = stamp(instance.updated)
        row["service_status_updated"] = stamp(instance.updated)
        if instance.fault is not None:
            row["fault"] = self.fault(instance, admin=admin)
        if instance.group is not None:
            row["configuration"] = self.attached(instance.group)
        if admin:
            is_built = instance.ip is not None
            row["server_id"] = _resource_id(instance, "server") if is_built else None
            row["volume_id"] = _resource_id(instance, "volume") if is_built else None
            row["encrypted_rpc_messaging"] = True
        return row

    def detail(self, region: Region, instance: Instance, *, admin: bool) -> Json:
        """An instance by itself."""
        detail = self.fuller_row(instance, admin=admin)
        replicas = region.replicas_of(instance)
        if replicas:
            detail["replicas"] = [self._reference(instance, replica.id) for replica in replicas]
        if instance.volume and instance.ip and not instance.task:
            used = instance.used_at(region.cloud.moment)
            percent = round(used / instance.volume * 100, 2)
            detail["volume"] |= {"used": used, "used_percent": percent}
        return detail

    def managed(self, instance: Instance) -> Json:
        """An instance as admins see it, also one that is no more."""
        gone = instance.deleted
        row = self.fuller_row(instance, admin=True)
        if gone is not None:
            for key in ("ip", "addresses", "volume"):
                row.pop(key, None)
            row["datastore"] = {"type": None, "version": None}
            row["access"] = {}
        server_id = row["server_id"]
        row["server"] = None
        if gone is None and server_id is not None:
            row["server"] = {
                "id": server_id,
                "name": instance.name,
                "status": "ACTIVE",
                "tenant_id": instance.project,
                "host": f"compute-{int(server_id[:2], 16) % 12 + 1}",
            }
        row["service_status"] = "DELETED" if gone else instance.database
        row["deleted"] = gone is not None
        row["deleted_at"] = stamp(gone) if gone else None
        row["task_description"] = instance.task or "No tasks for the instance."
        return row

    def group_row(self, group: Group) -> Json:
        """A group in a list."""
        return {
            "id": group.id,
            "name": group.name,
            "description": group.description,
            "created": stamp(group.created),
            "updated": stamp(group.updated),
            "datastore_version_id": group.version.id,
            "datastore_name": group.version.datastore,
            "datastore_version_name": group.version.name,
        }

    def group(self, group: Group, instances: int) -> Json:
        """A group by itself."""
        shown = super().group(group, instances)
        return {
            **shown,
            "values": masked(group.values),
            "datastore_version_number": group.version.number_shown,
        }

    def flavor(self, flavor: Flavor, project: str) -> Json:
        """A flavor."""
        return {**super().flavor(flavor, project), "disk": 20, "ephemeral": 0}

    def datastore(
        self, datastore: Datastore, project: str, *, admin: bool, inactive: bool = True
    ) -> Json:
        """A datastore with its versions. Those out of use are in an admin's list alone."""
        shown = super().datastore(datastore, project, admin=admin)
        if not (admin and inactive):
            names = {version.id for version in datastore.versions if version.active}
            shown["versions"] = [version for version in shown["versions"] if version["id"] in names]
        default = {"default_version": datastore.default.id} if datastore.tells_default else {}
        return {**shown, **default}

    def version(self, version: Version, project: str, *, admin: bool) -> Json:
        """A version of a datastore; with its image for admins alone."""
        shown = {**super().version(version, project, admin=admin), "version": version.number_shown}
        if not admin:
            return shown
        manager, replication = _MANAGERS[version.datastore]
        return {
            **shown,
            "active": version.active,
            "packages": "",
            "image": _IMAGE,
            "registry_ext": f"trove.guestagent.datastore.{manager}",
            "repl_strategy": f"trove.guestagent.strategies.replication.{replication}",
            "image_tags": [],
        }

    def parameter(self, parameter: Parameter, version: Version) -> Json:
        """A parameter. Its limits are numbers, also those beyond 64 bits."""
        shown: Json = {
            "name": parameter.name,
            "datastore_version_id": version.id,
            "restart_required": parameter.restart_required,
            "type": parameter.type,
        }
        if parameter.max is not None:
            shown["max"] = parameter.max
        if parameter.min is not None:
            shown["min"] = parameter.min
        return shown

    def quotas(self, limits: Mapping[str, int], used: Mapping[str, int]) -> object:
        """A project's quotas and their use: a list."""
        return [
            {"resource": name, "in_use": used[name], "reserved": 0, "limit": limits[name]}
            for name in sorted(limits)
        ]

    def changed_quotas(self, changed: Mapping[str, int]) -> Json:
        """The limits just set."""
        return dict(changed)

    def _reference(self, instance: Instance, other: str) -> Json:
        return {"id": other, "links": self.links(instance.project, f"instances/{other}")}
