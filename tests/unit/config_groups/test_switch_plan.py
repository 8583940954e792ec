"""From one group to another: each step once, and only when the last is seen to be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.support.clock import START
from tests.ui.config_groups.support import attached
from tests.ui.forms.support import SCOPE, snapshot
from trove_tui.api.models import GroupRef, Instance
from trove_tui.changes.change import Change
from trove_tui.changes.groups import AttachGroup, DetachGroup
from trove_tui.changes.instances import Restart
from trove_tui.live.operations import Operation, OpState
from trove_tui.live.snapshot import Snapshot
from trove_tui.ui.config_groups.switch_plan import Move, Stage, Switch

OLD, NEW = GroupRef(id="old", name="old_conf"), GroupRef(id="new", name="new_conf")


def seen(status: str = "ACTIVE", of: str = "") -> Instance:
    return attached(1, "auth-db", status, of)


def operation(
    request: Change, number: int, state: OpState = OpState.DONE, outcome: str = "done in 3s"
) -> Operation:
    ended = state in (OpState.DONE, OpState.FAILED, OpState.REVERTED)
    return Operation(
        number=number, scope=SCOPE, subject_id=seen().id, subject_name="auth-db",
        change=request, words="", state=state, sent_at=START, outcome=outcome,
        ended_at=START if ended else None,
    )  # fmt: skip


def known(instance: Instance, *operations: Operation) -> Snapshot:
    return replace(snapshot(instance), activity=tuple(operations))


class Way:
    """A switch under way, and what happens to it."""

    def __init__(self, status: str = "ACTIVE") -> None:
        self.switch = Switch.of(seen(status, "old"), OLD, NEW)
        self.sent: list[type[Change]] = []

    def send(self) -> Operation:
        step = self.switch.current
        assert step is not None
        request = self.switch.request(step.move)
        self.sent.append(type(request))
        self.switch = self.switch.sending()
        sent = operation(request, len(self.sent), OpState.ACCEPTED, "")
        self.switch = self.switch.accepted(sent)
        return sent

    def done(self, instance: Instance) -> None:
        """The step at hand is sent, and seen to be done."""
        sent = self.send()
        done = replace(sent, state=OpState.DONE, ended_at=START, outcome="done in 3s")
        self.follow(instance, done)

    def follow(self, instance: Instance, *operations: Operation) -> None:
        self.switch = self.switch.followed(known(instance, *operations))

    @property
    def stages(self) -> list[Stage]:
        return [step.stage for step in self.switch.steps]


def due(way: Way) -> Move | None:
    return way.switch.due


def test_nothing_is_due_before_a_person_begins() -> None:
    way = Way()

    way.follow(seen(of="old"))

    assert due(way) is None
    assert not way.switch.runs


def test_with_restarts_asked_for_it_goes_through_all_four_steps() -> None:
    way = Way()
    way.done(seen("RESTART_REQUIRED"))
    assert due(way) is Move.RESTART
    way.done(seen())
    assert due(way) is Move.ATTACH
    way.done(seen("RESTART_REQUIRED", "new"))
    assert due(way) is None
    assert way.stages[-1] is Stage.OFFERED

    way.done(seen(of="new"))

    assert way.sent == [DetachGroup, Restart, AttachGroup, Restart]
    assert way.switch.current is None


def test_restarts_that_nobody_asks_for_are_left_out() -> None:
    way = Way()
    way.done(seen())
    assert due(way) is Move.ATTACH

    way.done(seen(of="new"))

    assert way.sent == [DetachGroup, AttachGroup]
    assert way.stages == [Stage.DONE, Stage.SKIPPED, Stage.DONE, Stage.SKIPPED]


def test_what_waits_for_a_restart_already_is_restarted_first() -> None:
    way = Way("RESTART_REQUIRED")
    way.done(seen(of="old"))
    assert due(way) is Move.DETACH

    way.done(seen())

    assert way.sent == [Restart, DetachGroup]


def test_the_next_step_waits_until_the_instance_itself_shows_the_last_one() -> None:
    way = Way()
    sent = way.send()
    done = replace(sent, state=OpState.DONE, ended_at=START, outcome="done in 3s")

    way.follow(seen(of="old"), done)  # a list from before
    assert due(way) is None
    assert way.switch.steps[0].told == "done in 3s, waiting to see it"
    way.follow(seen("REBOOT"), done)
    assert due(way) is None

    way.follow(seen(), done)
    assert due(way) is Move.ATTACH


def test_the_next_step_waits_while_the_operation_has_not_ended() -> None:
    way = Way()
    sent = way.send()

    for state in (OpState.ACCEPTED, OpState.SEEN, OpState.OVERDUE, OpState.UNKNOWN):
        way.follow(seen(), replace(sent, state=state))
        assert due(way) is None
        assert way.switch.runs


def test_an_answer_that_is_lost_is_looked_for_and_nothing_is_sent_again() -> None:
    way = Way()
    sent = replace(way.send(), state=OpState.UNKNOWN, outcome="no answer in 60 s")
    way.follow(seen(of="old"), sent)

    assert way.switch.steps[0].told == "no answer: looking for 5m whether it happened"

    way.follow(seen(), replace(sent, state=OpState.DONE, ended_at=START))
    assert due(way) is Move.ATTACH
    assert way.sent == [DetachGroup]


STOPS: list[tuple[int, str]] = [
    (0, "auth-db still has old_conf; a starts again."),
    (1, "auth-db has no group, and needs a restart: R; then a attaches new_conf."),
    (2, "auth-db has no group; a attaches new_conf."),
    (3, "auth-db has new_conf; R restarts it to apply that."),
]
REACHED: list[Callable[[Way], None]] = [
    lambda way: way.done(seen("RESTART_REQUIRED")),
    lambda way: way.done(seen()),
    lambda way: way.done(seen("RESTART_REQUIRED", "new")),
]


@pytest.mark.parametrize(("steps", "says"), STOPS)
def test_a_failure_stops_it_there_and_says_how_to_go_on(steps: int, says: str) -> None:
    way = Way()
    for reach in REACHED[:steps]:
        reach(way)
    sent = way.send()

    way.follow(
        seen("ERROR"), replace(sent, state=OpState.FAILED, ended_at=START, outcome="ended in ERROR")
    )

    assert way.switch.failed is not None
    assert way.switch.failed.told == "ended in ERROR"
    assert way.switch.standing == says
    assert due(way) is None
    way.follow(seen())
    assert due(way) is None


def test_what_may_have_happened_is_said_to_be_looked_at_first() -> None:
    way = Way()
    sent = way.send()

    way.follow(
        seen(of="old"),
        replace(sent, state=OpState.UNKNOWN, ended_at=START, outcome="no sign of it in 5m"),
    )

    assert way.switch.standing.startswith("It may have happened: look at auth-db")


def test_an_instance_that_goes_meanwhile_stops_it() -> None:
    way = Way()
    way.send()

    way.switch = way.switch.followed(snapshot(gone=seen()))

    assert way.switch.failed is not None
    assert "no longer exists" in way.switch.failed.told
    assert way.switch.standing == "auth-db was deleted meanwhile."
