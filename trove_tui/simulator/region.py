"""One region: its instances, groups and quotas, and what is counted and cached over them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from trove_tui.simulator.model import Caller, Group, Instance
from trove_tui.simulator.refusals import not_found, over_limit

if TYPE_CHECKING:
    from trove_tui.simulator.cloud import Cloud

QUOTAS = {"instances": 100, "backups": 5, "volumes": 5000, "ram": -1}
"""What a project may have, unless it was told otherwise: GB of volumes, MB of RAM, -1 no limit."""

MAX_VOLUME = 500
"""GB that one volume can have at most."""


class Region:
    """The state of one region. All changes to an instance go through `change`."""

    def __init__(self, cloud: Cloud, name: str) -> None:
        self.cloud = cloud
        self.name = name
        self.instances: dict[str, Instance] = {}
        self.removed: dict[str, Instance] = {}
        self.groups: dict[str, Group] = {}
        self.limits: dict[str, dict[str, int]] = {}
        self.network_id = cloud.new_id()
        self.subnet_id = cloud.new_id()
        self.version = 0
        """Counts changes of what a list of instances shows."""
        self.listings: dict[str | None, tuple[int, bytes]] = {}
        """Whole lists' texts by project (None: all), with the `version` they are of."""

    def add(self, instance: Instance) -> None:
        """Take a new instance in."""
        self.instances[instance.id] = instance
        self.version += 1

    def change(self, instance: Instance, **fields: Any) -> None:
        """Set these fields, dated now."""
        for name, value in fields.items():
            setattr(instance, name, value)
        instance.updated = self.cloud.moment
        instance.text = None
        self.version += 1

    def remove(self, instance: Instance) -> None:
        """Let it be gone. What is left of it only upstream's admins see."""
        self.change(instance, deleted=self.cloud.moment, task="", group=None)
        del self.instances[instance.id]
        self.removed[instance.id] = instance

    def instance(self, caller: Caller, instance_id: str) -> Instance:
        """The instance with this id: of the caller's project; an admin's may be of any.

        Raises:
            Refusal: 404, there is none.
        """
        instance = self.instances.get(instance_id)
        if instance is None or not caller.may_reach(instance.project):
            raise not_found(instance_id)
        return instance

    def instances_of(self, project: str) -> Iterator[Instance]:
        """The project's instances, oldest first."""
        return (one for one in self.instances.values() if one.project == project)

    def replicas_of(self, instance: Instance) -> list[Instance]:
        """The instances that copy this one."""
        return [one for one in self.instances.values() if one.source == instance.id]

    def group(self, caller: Caller, group_id: str) -> Group:
        """The configuration group with this id: of the caller's project; an admin's of any.

        Raises:
            Refusal: 404, there is none.
        """
        group = self.groups.get(group_id)
        if group is None or not caller.may_reach(group.project):
            raise not_found(group_id)
        return group

    def groups_of(self, project: str) -> list[Group]:
        """The project's configuration groups."""
        return [group for group in self.groups.values() if group.project == project]

    def attached(self, group: Group) -> list[Instance]:
        """The instances that have this group."""
        return [one for one in self.instances.values() if one.group is group]

    def limits_of(self, project: str) -> dict[str, int]:
        """The project's limits, by resource; -1 is none."""
        return self.limits.setdefault(project, dict(QUOTAS))

    def used(self, project: str) -> dict[str, int]:
        """What the project has, by resource. An instance being deleted no longer counts."""
        counted = [one for one in self.instances_of(project) if one.task != "DELETING"]
        return {
            "instances": len(counted),
            "backups": 0,
            "volumes": sum(one.volume or 0 for one in counted),
            "ram": sum(one.flavor.ram for one in counted),
        }

    def reserve(self, project: str, **more: int) -> None:
        """Check that the project may have this much more.

        Raises:
            Refusal: 413, naming each resource that would be over its limit.
        """
        used, limits = self.used(project), self.limits_of(project)
        overs = sorted(
            name
            for name, amount in more.items()
            if amount > 0 and 0 <= limits[name] < used[name] + amount
        )
        if overs:
            raise over_limit(f"Quota exceeded for resources: {overs}.")

    def check_volume(self, size: int) -> None:
        """Check that a volume can be this large, in GB.

        Raises:
            Refusal: 413, it can't.
        """
        if size > MAX_VOLUME:
            raise over_limit(
                f"Volume 'size' cannot exceed maximum of {MAX_VOLUME} GB, "
                f"{size} cannot be accepted."
            )
