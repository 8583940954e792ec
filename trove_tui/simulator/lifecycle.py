"""The statuses of an instance over time: which action leads through which status, for how long.

Time is never waited for. An action notes what will be due when, and whoever looks at the cloud
next lets everything happen that is due by then, in its order and dated to its own moment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trove_tui.simulator.model import Action, Fault, Instance, Outcome

if TYPE_CHECKING:
    from trove_tui.simulator.cloud import Region


@dataclass(frozen=True, slots=True)
class Transition:
    """What an accepted action does: the status and task while it runs, the seconds that takes."""

    status: str
    task: str
    seconds: float
    fault: str


TRANSITIONS: Mapping[Action, Transition] = {
    Action.BUILD: Transition(
        "BUILD",
        "BUILDING",
        40,
        "Failed to create instance: No valid host was found. There are not enough hosts available.",
    ),
    Action.RESTART: Transition(
        "REBOOT", "REBOOTING", 15, "Failed to restart the database: it did not come up in 60 s."
    ),
    Action.RESIZE_FLAVOR: Transition(
        "RESIZE", "RESIZING", 60, "Failed to resize the server: no host has room for its flavor."
    ),
    Action.RESIZE_VOLUME: Transition(
        "RESIZE", "RESIZING", 30, "Failed to resize the volume: the file system could not be grown."
    ),
    Action.DELETE: Transition(
        "SHUTDOWN", "DELETING", 10, "Failed to delete the server: it is still there after 60 s."
    ),
}


def begin(
    region: Region, instance: Instance, action: Action, effect: Callable[[], None] | None = None
) -> None:
    """Make the instance busy. When the action ends well, `effect` happens and it is ACTIVE."""
    transition = TRANSITIONS[action]
    instance.turn += 1
    turn = instance.turn
    region.change(instance, status=transition.status, task=transition.task)

    def end() -> None:
        # Whatever began later has taken over: a delete may overtake a resize.
        if instance.turn == turn:
            _finish(region, instance, action, effect)

    if instance.fates.get(action) is not Outcome.STICKS:
        region.cloud.schedule(transition.seconds, end)


def settle(region: Region, instance: Instance) -> None:
    """Leave whatever it was doing: ACTIVE, the database up."""
    instance.turn += 1
    region.change(instance, status="ACTIVE", database="HEALTHY", task="")


def fail(region: Region, instance: Instance, message: str, details: str) -> None:
    """Put the instance in ERROR, with the fault that explains it."""
    instance.turn += 1
    fault = Fault(message, region.cloud.moment, details)
    region.change(instance, status="ERROR", task="", fault=fault)


def _finish(
    region: Region, instance: Instance, action: Action, effect: Callable[[], None] | None
) -> None:
    outcome = instance.fates.get(action, Outcome.DONE)
    if outcome is Outcome.FAILS:
        message = TRANSITIONS[action].fault
        fail(region, instance, message, f"Server type: taskmanager\n{message}\n")
        return
    if outcome is Outcome.DONE and effect is not None:
        effect()
    if action is Action.DELETE:
        region.remove(instance)
    else:
        settle(region, instance)
