"""What to do next about a problem: by status, fault and data. Pure.

Deleting is the last advice where there is data, and where nobody knows whether there is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from trove_tui.api.models import Instance
from trove_tui.api.statuses import WELL, Health
from trove_tui.live.faults import explaining_fault
from trove_tui.live.triage import transition


def advice(instance: Instance, health: Health) -> str | None:
    """What to do next, in a sentence or two; None where nothing needs doing."""
    match health:
        case Health.BROKEN:
            return _broken_advice(instance)
        case Health.STUCK:
            return _stuck_advice(instance)
        case Health.RESTART:
            return "Restart it to apply its configuration."
        case Health.FULL:
            return "Resize its volume before it is full."
        case _:
            return None


def _broken_advice(instance: Instance) -> str:
    if instance.status in WELL or instance.status == "RESTART_REQUIRED":
        if instance.operating_status == "BLOCKED":
            return "Its agent reports nothing: wait a little, then restart it."
        return "The database is down, its server is up: restart it."
    match instance.status:
        case "ERROR":
            return _error_advice(instance)
        case "BLOCKED" | "CRASHED" | "FAILED":
            return "Restart it; if that fails, ask an administrator."
        case _:
            return "Ask an administrator what this status means."


def _error_advice(instance: Instance) -> str:
    if _never_worked(instance):
        return "It never worked and holds nothing: delete it, and create it again."
    data, reset, retry = _data_words(instance), _reset_command(instance), _retry_words(instance)
    return f"{data} An administrator resets its status with {reset}; then restart it{retry}"


_RUNS: Mapping[str, str] = {
    "RESIZE": "resize",
    "BACKUP": "backup",
    "UPGRADE": "upgrade",
    "PROMOTE": "promotion to a source",
    "EJECT": "removal of its failed source",
    "DETACH": "detachment from its source",
    "LOGGING": "change of its logs",
}
"""What goes on in each status, as its server calls it."""


def _stuck_advice(instance: Instance) -> str:
    status, reset = transition(instance), f"to reset its status with {_reset_command(instance)}"
    match status:
        case "NEW" | "BUILD" if not _has_data(instance):
            return f"Ask an administrator {reset}; then delete it and create another."
        case "NEW" | "BUILD":
            return f"{_data_words(instance)} Ask an administrator {reset}; then restart it."
        case "REBOOT" | "RESTARTING":
            return f"Ask an administrator to look at its guest agent, or {reset}."
        case "SHUTDOWN":
            return (
                "Its database is stopped, or its deletion hangs. To keep it, restart it; else "
                "delete it again. If neither helps, ask an administrator."
            )
        case _ if status in _RUNS:
            return f"Ask an administrator whether the {_RUNS[status]} still runs, or {reset}."
        case _:
            return "Ask an administrator to look at its guest agent."


def _reset_command(instance: Instance) -> str:
    return f"openstack database instance reset status {instance.id}"


# What it holds

_CREATION = re.compile(r"creat|build|provision|spawn|launch|no valid host", re.IGNORECASE)
_LATER = re.compile(
    r"restart|reboot|resiz|back ?up|upgrad|promot|eject|detach|delet|shut ?down|migrat",
    re.IGNORECASE,
)
_BUILT_WITHIN = timedelta(hours=1)


def _has_data(instance: Instance) -> bool:
    volume = instance.volume
    used = volume is not None and bool(volume.used)
    return used or bool(instance.addresses or instance.hostname or instance.replicas)


def _never_worked(instance: Instance) -> bool:
    """Whether its creation failed, so that nothing can be in it: surely, not only perhaps."""
    if instance.updated is None or _has_data(instance):
        return False  # a list's row without times has no addresses either, though there are some
    fault = explaining_fault(instance, Health.BROKEN)
    failed_at = instance.updated if fault is None else fault.created or instance.updated
    if instance.created is None or failed_at - instance.created > _BUILT_WITHIN:
        return False  # whatever the fault says: a resize finds "no valid host" too
    if fault is None or _CREATION.search(fault.message):
        return True
    return _LATER.search(fault.message) is None


def _data_words(instance: Instance) -> str:
    volume = instance.volume
    if volume is not None and volume.used:
        return f"Its data is still there: {volume.used:.1f} GB."
    return f"Its data {'is' if _has_data(instance) else 'may be'} still there."


def _retry_words(instance: Instance) -> str:
    # What failed, by the fault, as the end of a sentence.
    fault = explaining_fault(instance, Health.BROKEN)
    message = "" if fault is None else fault.message
    if re.search(r"delet", message, re.IGNORECASE):
        return ", or delete it again."
    if re.search(r"resiz", message, re.IGNORECASE):
        return ", and look at its size before you resize it again."
    return "."
