"""What the simulated cloud is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Value = str | int | float | bool


class Action(StrEnum):
    """What makes an instance busy for a while."""

    BUILD = "build"
    RESTART = "restart"
    RESIZE_FLAVOR = "resize_flavor"
    RESIZE_VOLUME = "resize_volume"
    DELETE = "delete"


class Outcome(StrEnum):
    """How an action ends."""

    DONE = "done"
    FAILS = "fails"
    REVERTS = "reverts"
    STICKS = "sticks"


@dataclass(frozen=True, slots=True)
class Flavor:
    """A size that an instance can have. `ram` in MB; what isn't `listed` is known by id only."""

    id: str
    name: str
    ram: int
    vcpus: int
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Parameter:
    """A setting that a configuration group may hold."""

    name: str
    type: str
    restart_required: bool
    min: int | None
    max: int | None


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a datastore."""

    id: str
    name: str
    datastore: str
    parameters: Mapping[str, Parameter]
    defaults: Mapping[str, str | int]
    active: bool = True
    number: str = ""
    """Of the software in it; several versions of one name differ in it. Empty: its name."""

    @property
    def number_shown(self) -> str:
        """The number in upstream's answers."""
        return self.number or self.name


@dataclass(frozen=True, slots=True)
class Datastore:
    """A kind of database."""

    id: str
    name: str
    versions: tuple[Version, ...]
    tells_default: bool = True

    @property
    def default(self) -> Version:
        """The version taken when none is named."""
        return self.versions[0]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something went wrong, as an instance's detail tells it."""

    message: str
    created: datetime
    details: str


@dataclass(frozen=True, slots=True)
class User:
    """A database user. Its password is not kept: no answer has it."""

    name: str
    host: str
    databases: tuple[str, ...]


@dataclass(slots=True)
class Group:
    """A configuration group."""

    id: str
    project: str
    name: str
    description: str | None
    version: Version
    values: dict[str, Value]
    created: datetime
    updated: datetime


@dataclass(slots=True)
class Instance:
    """A database instance. Changed only through its region, which keeps count of changes.

    `volume` is in GB, or None where the disk is the flavor's own. `database` is the state of the
    database itself, which only upstream tells. `fates` say how actions end that don't end well.
    """

    id: str
    name: str
    project: str
    user_id: str
    flavor: Flavor
    volume: int | None
    version: Version
    created: datetime
    updated: datetime
    status: str = "BUILD"
    database: str = "HEALTHY"
    task: str = ""
    ip: str | None = None
    subnet_id: str | None = None
    network_id: str | None = None
    group: Group | None = None
    fault: Fault | None = None
    source: str | None = None
    used: float = 0.0
    growth: float = 0.0
    measured: datetime | None = None
    fates: dict[Action, Outcome] = field(default_factory=dict)
    databases: set[str] = field(default_factory=set)
    users: dict[tuple[str, str], User] = field(default_factory=dict)
    deleted: datetime | None = None
    turn: int = 0
    tended: bool = False
    text: bytes | None = None

    def used_at(self, moment: datetime) -> float:
        """GB of the volume in use at that moment: it fills at a steady pace and is never full."""
        if self.volume is None:
            return 0.0
        hours = (moment - self.measured).total_seconds() / 3600 if self.measured else 0.0
        return round(min(self.used + self.growth * hours, self.volume * 0.985), 2)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a token belongs to."""

    project: str
    user_id: str
    admin: bool

    def may_reach(self, project: str) -> bool:
        """Whether what is of that project can be named in a path: an admin's is everything."""
        return self.admin or project == self.project
