"""What the statuses of an instance mean, whatever the time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache


class Health(StrEnum):
    """What an instance is, worst first."""

    BROKEN = "broken"
    STUCK = "stuck"
    """In a transition for much longer than usual."""
    RESTART = "restart"
    """Works, and waits for a restart to apply its configuration."""
    FULL = "full"
    """Works, and 90 % of its volume or more is used."""
    BUSY = "busy"
    OK = "ok"


WELL = frozenset({"ACTIVE", "HEALTHY", "RUNNING"})
"""Statuses of what works, a database's own among them; older servers say RUNNING."""
UNBUILT = frozenset({"NEW", "BUILD"})
"""There is no database yet."""

LIMITS: Mapping[str, timedelta] = {
    "NEW": timedelta(minutes=15),
    "BUILD": timedelta(minutes=15),
    "RESIZE": timedelta(minutes=30),
    "REBOOT": timedelta(minutes=5),
    "SHUTDOWN": timedelta(minutes=10),
    "BACKUP": timedelta(hours=1),
    "PROMOTE": timedelta(minutes=15),
    "EJECT": timedelta(minutes=15),
    "UPGRADE": timedelta(hours=1),
    "DETACH": timedelta(minutes=15),
    "LOGGING": timedelta(minutes=30),
    "RESTARTING": timedelta(minutes=15),
}
"""How long a status may last before it is called stuck."""

TASKS = LIMITS.keys() - {"SHUTDOWN", "RESTARTING"}
"""A task runs: no server takes another meanwhile. Not SHUTDOWN, which may be a stopped database."""
DATABASE_BUSY = frozenset(
    {"NEW", "BUILD", "RESTARTING", "UPGRADING", "PROMOTE", "EJECT", "LOGGING"}
)
"""A database's own statuses in which it works on something."""
_BUSY = TASKS | {"SHUTDOWN"}


@lru_cache(maxsize=1024)
def base_health(status: str, operating_status: str | None) -> Health:
    """The health by both statuses, before time and volume are considered."""
    database_status = (operating_status or "").upper()
    match status.upper():
        case name if name in WELL or name == "RESTART_REQUIRED":
            if database_status in DATABASE_BUSY:
                return Health.BUSY
            if (
                database_status
                and database_status not in WELL
                and database_status != "RESTART_REQUIRED"
            ):
                return Health.BROKEN
            return Health.RESTART if "RESTART_REQUIRED" in (name, database_status) else Health.OK
        case name if name in _BUSY:
            return Health.BUSY
        case _:
            return Health.BROKEN
