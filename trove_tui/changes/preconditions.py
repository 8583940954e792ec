"""When an instance takes a change, by its status.

Without pydantic: which keys can be pressed is known before any change is imported.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from trove_tui.api.call import is_address
from trove_tui.api.models import Instance
from trove_tui.api.statuses import TASKS, UNBUILT, WELL, Health, base_health
from trove_tui.text.amounts import plural

NO_ID = "it has no id"
"""Why an instance without an id takes no change."""


class _Refusal(NamedTuple):
    """Why a change isn't possible now."""

    words: str
    brief: str
    """The same where there is little room: the status that forbids it."""


def _never(_: Instance) -> None:
    return None


@dataclass(frozen=True)
class Precondition:
    """What an instance must be for a change.

    Forbidden is only what every server surely refuses. Where that is doubtful there is a
    `warning` and the server decides: what is broken must never lose its only remedy.
    """

    _forbids: Callable[[Instance], _Refusal | None] = _never
    _doubts: Callable[[Instance], str | None] = _never

    def refusal(self, instance: Instance) -> str | None:
        """Why every server would refuse it, as it stands after "can't restart: "; or None."""
        refusal = self._refusal(instance)
        return None if refusal is None else refusal.words

    def brief_refusal(self, instance: Instance) -> str | None:
        """The refusal in fewer words, for a list of them: `BUILD`."""
        refusal = self._refusal(instance)
        return None if refusal is None else refusal.brief

    def _refusal(self, instance: Instance) -> _Refusal | None:
        if not is_address(instance.id):
            return _Refusal(NO_ID, NO_ID)
        if instance.deleted:
            return _Refusal("it is deleted", "it is deleted")
        return self._forbids(instance)

    def warning(self, instance: Instance) -> str | None:
        """Why the server may refuse what is allowed, as a sentence; None if that isn't doubtful."""
        return self._doubts(instance)


def _while_a_task_runs(instance: Instance) -> _Refusal | None:
    status = instance.status
    forbidden = status in TASKS or status == "ERROR"
    return _Refusal(f"not while {status}", status) if forbidden else None


def _unless_well(instance: Instance) -> str | None:
    status = instance.status
    if status in WELL or status == "RESTART_REQUIRED":
        return None
    return f"The server may refuse: its status is {status or 'not told'}."


def _unless_restarted(instance: Instance) -> str | None:
    if instance.status == "RESTART_REQUIRED":
        return "The server may refuse: it needs a restart first."
    return _unless_well(instance)


def _unless_free_of_groups(instance: Instance) -> str | None:
    if instance.status != "RESTART_REQUIRED" and instance.configuration is not None:
        return "The server may refuse: detach the group it has, and restart it, first."
    return _unless_restarted(instance)


def _without_a_database(instance: Instance) -> _Refusal | None:
    status = instance.status
    if status not in UNBUILT:
        return None
    return _Refusal(f"not while {status}: there is no database yet", status)


def _unless_it_answers(instance: Instance) -> str | None:
    health = base_health(instance.status, instance.operating_status)
    return "Its database may not answer." if health is not Health.OK else None


def _with_replicas(instance: Instance) -> _Refusal | None:
    count = len(instance.replicas)
    words = f"it has {plural(count, 'replica')}: delete those first"
    return _Refusal(words, words) if count else None


def _while_it_is_built(instance: Instance) -> str | None:
    unbuilt = instance.status in UNBUILT
    return "The server may refuse: it is still being built." if unbuilt else None


ANY_TIME = Precondition()
BETWEEN_TASKS = Precondition(_while_a_task_runs, _unless_well)
"""For tasks of the server."""
RESTARTED = Precondition(_while_a_task_runs, _unless_restarted)
"""For detaching a configuration group."""
WITHOUT_GROUP = Precondition(_while_a_task_runs, _unless_free_of_groups)
"""For attaching a configuration group."""
WITH_DATABASE = Precondition(_without_a_database, _unless_it_answers)
"""For changes that its guest agent makes."""
WITHOUT_REPLICAS = Precondition(_with_replicas, _while_it_is_built)
"""For its deletion."""
