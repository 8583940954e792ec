"""The whole simulated cloud: its regions and all in them, its users, its scheduled events."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from trove_tui.simulator.catalog import Catalog
from trove_tui.simulator.clock import SimulatedClock
from trove_tui.simulator.dialect import Dialect
from trove_tui.simulator.model import Caller, Group, Instance
from trove_tui.simulator.refusals import not_found, over_limit

REGIONS = ("bj1", "gd1")

PROJECTS = (
    "ceb187578ca74d57bb71799393850ec8",
    "88a73739c353499d8de3cf2b0ce74834",
    "4eee4bf5930c4f6a8d9598a338727abe",
)
"""The first is the one that the printed token belongs to."""

QUOTAS = {"instances": 100, "backups": 5, "volumes": 5000, "ram": -1}
"""A project's limits by default: GB of volumes, MB of RAM, -1 for no limit."""

MAX_VOLUME = 500
"""GB that one volume can have at most."""

_USERS = ("6d3621bcc2134f44a36a9505ed0a0fba", "0c1f6f0f2c6f4f3c9a1f7d2b5e8a9c31")


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
        """JSON of whole lists by project (None: all), with the `version` they are of."""

    def add(self, instance: Instance) -> None:
        """Add a new instance."""
        self.instances[instance.id] = instance
        self.version += 1

    def change(self, instance: Instance, **fields: Any) -> None:
        """Set these fields, updated now."""
        for name, value in fields.items():
            setattr(instance, name, value)
        instance.updated = self.cloud.moment
        instance.text = None
        self.version += 1

    def remove(self, instance: Instance) -> None:
        """Remove an instance. Upstream's admins still see it among the deleted ones."""
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
        return (instance for instance in self.instances.values() if instance.project == project)

    def replicas_of(self, instance: Instance) -> list[Instance]:
        """The instances that copy this one."""
        return [replica for replica in self.instances.values() if replica.source == instance.id]

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
        return [instance for instance in self.instances.values() if instance.group is group]

    def limits_of(self, project: str) -> dict[str, int]:
        """The project's limits, by resource; -1 is none."""
        return self.limits.setdefault(project, dict(QUOTAS))

    def used(self, project: str) -> dict[str, int]:
        """The project's use by resource. An instance being deleted no longer counts."""
        counted = [
            instance for instance in self.instances_of(project) if instance.task != "DELETING"
        ]
        return {
            "instances": len(counted),
            "backups": 0,
            "volumes": sum(instance.volume or 0 for instance in counted),
            "ram": sum(instance.flavor.ram for instance in counted),
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


@dataclass(order=True, slots=True)
class _Due:
    at: datetime
    number: int
    happen: Callable[[], None] = field(compare=False)


class Cloud:
    """State and time. Call `settle` before reading: it runs the events that are due.

    Hold `lock` to read or change it from another thread than the server's.
    """

    def __init__(
        self,
        clock: SimulatedClock,
        dialect: Dialect,
        *,
        seed: int = 0,
        regions: Sequence[str] = REGIONS,
    ) -> None:
        self.clock = clock
        self.dialect = dialect
        self.catalog = Catalog(dialect)
        self.random = Random(seed)  # noqa: S311 -- believable, not secret
        self.lock = threading.RLock()
        self.moment = clock.now()
        """The simulated time: of the event that runs, or of the last `settle`."""
        self.regions: Mapping[str, Region] = {name: Region(self, name) for name in regions}
        self.projects = PROJECTS
        self.tokens = self._tokens()
        self._due: list[_Due] = []
        self._numbers = 0

    @property
    def home(self) -> Region:
        """The first region, where the printed endpoint leads."""
        return next(iter(self.regions.values()))

    @property
    def project(self) -> str:
        """The project of the printed token."""
        return self.projects[0]

    @property
    def token(self) -> str:
        """An admin's token, for `project`."""
        return self.token_of(self.project, admin=True)

    def token_of(self, project: str, *, admin: bool = False) -> str:
        """A token for this project.

        Raises:
            LookupError: nobody has one.
        """
        for token, caller in self.tokens.items():
            if caller.project == project and caller.admin == admin:
                return token
        raise LookupError(project)

    def new_id(self) -> str:
        """A fresh id, the same in every run with the same seed."""
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def schedule(self, seconds: float, happen: Callable[[], None]) -> None:
        """Run an event that many seconds after `moment`."""
        self._numbers += 1
        at = self.moment + timedelta(seconds=seconds)
        heapq.heappush(self._due, _Due(at, self._numbers, happen))

    @contextmanager
    def in_the_past(self, seconds: float) -> Iterator[None]:
        """Date what is done inside that many seconds ago."""
        self.moment -= timedelta(seconds=seconds)
        try:
            yield
        finally:
            self.moment += timedelta(seconds=seconds)

    def settle(self) -> None:
        """Run all events that are due by now, each at its own `moment`."""
        now = self.clock.now()
        while self._due and self._due[0].at <= now:
            due = heapq.heappop(self._due)
            self.moment = due.at
            due.happen()
        self.moment = max(now, self.moment)

    def named(self, name: str) -> Instance:
        """The instance of that name as it is now, the first region's before others'.

        Raises:
            LookupError: there is none.
        """
        with self.lock:
            self.settle()
            for region in self.regions.values():
                for instance in region.instances.values():
                    if instance.name == name:
                        return instance
        raise LookupError(f"no instance is called {name!r}")

    def group_named(self, name: str) -> Group:
        """The configuration group of that name, the first region's before others'.

        Raises:
            LookupError: there is none.
        """
        with self.lock:
            self.settle()
            for region in self.regions.values():
                for group in region.groups.values():
                    if group.name == name:
                        return group
        raise LookupError(f"no configuration group is called {name!r}")

    def _tokens(self) -> dict[str, Caller]:
        """An admin's and a member's for the first project, a member's for each other."""
        admin, member = _USERS
        callers = [
            Caller(self.projects[0], admin, admin=True),
            *(Caller(project, member, admin=False) for project in self.projects),
        ]
        return {f"sim{self.random.getrandbits(160):040x}": caller for caller in callers}
