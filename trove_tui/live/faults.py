"""What an instance's status is called, and which fault is why it is so."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from trove_tui.api.models import Fault, Instance
from trove_tui.api.statuses import WELL, Health, base_health

_SLACK = timedelta(minutes=1)


def status_words(instance: Instance, health: Health) -> str:
    """The status as it is shown: `ACTIVE`, `ACTIVE/SHUTDOWN`, `BUILD stuck`."""
    status, database_status = instance.status or "no status", instance.operating_status
    if status in WELL and database_status and database_status not in WELL:
        status = (
            database_status
            if database_status == "RESTART_REQUIRED"
            else f"{status}/{database_status}"
        )
    return f"{status} stuck" if health is Health.STUCK else status


def explaining_fault(instance: Instance, health: Health | None = None) -> Fault | None:
    """The fault, if it is why the instance is as it is.

    A refused request leaves a fault too, on an instance that is well: it explains nothing.
    """
    fault = instance.fault
    kind = health or base_health(instance.status, instance.operating_status)
    if fault is None or kind not in (Health.BROKEN, Health.STUCK):
        return None
    changed = instance.updated
    if fault.created is not None and changed is not None and fault.created < changed - _SLACK:
        return None
    return fault


class Reason(NamedTuple):
    """The last fault of an instance that is broken or stuck."""

    fault: Fault
    is_older: bool
    """Whether something has changed since: it may be why all the same."""


def reason(instance: Instance, health: Health) -> Reason | None:
    """The fault to show beside a problem; None where there is none, or nothing is broken."""
    if instance.fault is None or health not in (Health.BROKEN, Health.STUCK):
        return None
    return Reason(instance.fault, explaining_fault(instance, health) is None)
