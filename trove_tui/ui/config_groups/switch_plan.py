"""From one group to another, which servers do in steps: detach, restart if asked, attach. Pure.

A step is sent once, and the next one only when the last is seen to be done: its operation
ended well, and the instance is what it should be by then. Anything else stops it there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from trove_tui.api.models import GroupRef, Instance
from trove_tui.api.statuses import Health, base_health
from trove_tui.changes.change import Change
from trove_tui.changes.groups import AttachGroup, DetachGroup
from trove_tui.changes.instances import Restart
from trove_tui.live.operations import UNKNOWN_FOR, Operation, OpState
from trove_tui.live.snapshot import Snapshot
from trove_tui.text.times import duration


class Move(StrEnum):
    """What a step does."""

    READY = "ready"
    """A restart first: it waits for one already, and servers refuse all else meanwhile."""
    DETACH = "detach"
    RESTART = "restart"
    """Only if the server asks for it: it refuses to attach anything before."""
    ATTACH = "attach"
    APPLY = "apply"
    """Another restart, if the new group asks for one. Offered, not done by itself."""


class Stage(StrEnum):
    """How far a step is."""

    WAITING = "waiting"
    SENDING = "sending"
    FOLLOWED = "followed"
    DONE = "done"
    SKIPPED = "skipped"
    OFFERED = "offered"
    FAILED = "failed"


class Stop(StrEnum):
    """Why it went no further."""

    FAILED = "failed"
    UNKNOWN = "unknown"
    """Nobody knows whether the last step happened."""
    GONE = "gone"
    """The instance is no more."""


@dataclass(frozen=True, slots=True)
class Step:
    """One of the steps."""

    move: Move
    stage: Stage = Stage.WAITING
    told: str = ""
    number: int | None = None
    """Of its operation."""


_OVER = (Stage.DONE, Stage.SKIPPED)
_RESTARTS = (Move.READY, Move.RESTART, Move.APPLY)


@dataclass(frozen=True)
class Switch:
    """How far it is. Never changed, only replaced."""

    instance_id: str
    name: str
    old: GroupRef
    new: GroupRef
    steps: tuple[Step, ...]
    stop: Stop | None = None
    """Why it stopped, once it has."""

    change: ClassVar[type[Change]] = AttachGroup
    """What it comes down to in the end."""

    @classmethod
    def of(cls, instance: Instance, old: GroupRef, new: GroupRef) -> Switch:
        """Nothing is done yet."""
        moves = [Move.DETACH, Move.RESTART, Move.ATTACH, Move.APPLY]
        if _health(instance) is Health.RESTART:
            moves.insert(0, Move.READY)
        return cls(instance.id, instance.name, old, new, tuple(map(Step, moves)))

    @property
    def current(self) -> Step | None:
        """The step it is at; None once all are over."""
        return next((step for step in self.steps if step.stage not in _OVER), None)

    @property
    def failed(self) -> Step | None:
        """The step that stopped it."""
        return next((step for step in self.steps if step.stage is Stage.FAILED), None)

    @property
    def runs(self) -> bool:
        """Whether it goes on by itself: more will be sent, if nobody leaves."""
        begun = self.steps[0].stage is not Stage.WAITING
        current = self.current
        return begun and current is not None and current.stage not in (Stage.FAILED, Stage.OFFERED)

    @property
    def undone(self) -> list[Step]:
        """The steps not begun yet."""
        return [step for step in self.steps if step.stage in (Stage.WAITING, Stage.OFFERED)]

    def request(self, move: Move) -> Change:
        """What a step sends."""
        match move:
            case Move.DETACH:
                return DetachGroup()
            case Move.ATTACH:
                return AttachGroup(configuration_id=self.new.id)
            case _:
                return Restart()

    # What happens to the step it is at

    def sending(self) -> Switch:
        """It is on its way."""
        return self._at(Stage.SENDING, "sending")

    def accepted(self, operation: Operation) -> Switch:
        """The server took it, or may have."""
        return self._at(Stage.FOLLOWED, told_of(operation), operation.number)

    def stopped(self, told: str, why: Stop = Stop.FAILED) -> Switch:
        """It failed, and so all that comes after it is left."""
        return replace(self._at(Stage.FAILED, told), stop=why)

    def _at(self, stage: Stage, told: str, number: int | None = None) -> Switch:
        current = self.current
        if current is None:
            return self
        number = current.number if number is None else number
        step = replace(current, stage=stage, told=told, number=number)
        return replace(self, steps=tuple(step if one is current else one for one in self.steps))

    def followed(self, snapshot: Snapshot) -> Switch:
        """As it is by what is known now."""
        if self.failed is not None or self.current is None:
            return self
        if self.instance_id in snapshot.gone:
            return self.stopped("the instance no longer exists", Stop.GONE)
        switch = self._step_followed(snapshot)
        return switch._skipped(snapshot.instances.get(self.instance_id))

    def _step_followed(self, snapshot: Snapshot) -> Switch:
        step = self.current
        if step is None or step.stage is not Stage.FOLLOWED or step.number is None:
            return self
        operation = snapshot.operation(step.number)
        if operation is None:
            return self
        if not operation.ended:
            return self._at(Stage.FOLLOWED, told_of(operation))
        if operation.state is not OpState.DONE:
            is_unknown = operation.state is OpState.UNKNOWN
            why = Stop.UNKNOWN if is_unknown else Stop.FAILED
            return self.stopped(operation.outcome or operation.state, why)
        if self._is_seen(step.move, snapshot.instances.get(self.instance_id)):
            # What it asks for next stands in the next step.
            return self._at(Stage.DONE, operation.outcome.removesuffix(operation.advice))
        return self._at(Stage.FOLLOWED, f"{operation.outcome}, waiting to see it")

    def _is_seen(self, move: Move, instance: Instance | None) -> bool:
        """Whether the instance itself is what it should be after that step."""
        if instance is None:
            return False
        has = instance.configuration.id if instance.configuration is not None else None
        health = _health(instance)
        if move in _RESTARTS:
            return health in (Health.OK, Health.FULL)
        wanted = self.new.id if move is Move.ATTACH else None
        return has == wanted and health in (Health.OK, Health.FULL, Health.RESTART)

    def _skipped(self, instance: Instance | None) -> Switch:
        """A restart that comes next is needed only if the server asks for it."""
        step = self.current
        if step is None or step.stage is not Stage.WAITING or instance is None:
            return self
        needs = _health(instance) is Health.RESTART
        if step.move is Move.RESTART and not needs:
            return self._at(Stage.SKIPPED, "not needed")
        if step.move is Move.APPLY:
            if needs:
                return self._at(Stage.OFFERED, f"{self.new_name} needs it to take effect")
            return self._at(Stage.SKIPPED, "not needed")
        return self

    @property
    def due(self) -> Move | None:
        """What is to be sent next, by itself; None while something is going on, or nothing is."""
        step = self.current
        begun = self.steps[0].stage is not Stage.WAITING
        return step.move if begun and step is not None and step.stage is Stage.WAITING else None

    # In words

    @property
    def old_name(self) -> str:
        """The group it has."""
        return self.old.name or self.old.id

    @property
    def new_name(self) -> str:
        """The group it gets."""
        return self.new.name or self.new.id

    def words(self, step: Step) -> str:
        """What a step does, in a line."""
        match step.move:
            case Move.DETACH:
                return f"detach {self.old_name}"
            case Move.ATTACH:
                return f"attach {self.new_name}"
            case Move.READY:
                return "restart, which it waits for already"
        asks = ", if the server asks for it" if step.stage is Stage.WAITING else ""
        return f"restart{' again' if step.move is Move.APPLY else ''}{asks}"

    @property
    def standing(self) -> str:
        """What the instance is left with, and how to go on: after it stopped, or was left."""
        done = {step.move for step in self.steps if step.stage is Stage.DONE}
        failed = self.failed
        if self.stop is Stop.GONE:
            return f"{self.name} was deleted meanwhile."
        may_be = f"It may have happened: look at {self.name} before going on. "
        doubt = may_be if self.stop is Stop.UNKNOWN else ""
        if Move.ATTACH in done:
            return f"{doubt}{self.name} has {self.new_name}; R restarts it to apply that."
        if Move.DETACH not in done:
            return f"{doubt}{self.name} still has {self.old_name}; a starts again."
        if failed is not None and failed.move is Move.RESTART:
            return (
                f"{doubt}{self.name} has no group, and needs a restart: R; "
                f"then a attaches {self.new_name}."
            )
        return f"{doubt}{self.name} has no group; a attaches {self.new_name}."


_STATES: Mapping[OpState, str] = {
    OpState.SENDING: "sending",
    OpState.ACCEPTED: "accepted",
    OpState.SEEN: "seen to happen",
    OpState.UNKNOWN: f"no answer: looking for {duration(UNKNOWN_FOR)} whether it happened",
}


def told_of(operation: Operation) -> str:
    """How far an operation is, in words."""
    if operation.state is OpState.UNKNOWN and not operation.ended:
        return _STATES[OpState.UNKNOWN]
    return operation.outcome or _STATES.get(operation.state, str(operation.state))


def _health(instance: Instance) -> Health:
    return base_health(instance.status, instance.operating_status)
