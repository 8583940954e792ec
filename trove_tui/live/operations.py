"""Operations: a change each, from sending it to its verified outcome.

SENDING ─┬─ REFUSED                              the server said no, or nothing was sent
         ├─ ACCEPTED ─┬─ SEEN ─┬─ DONE           what was asked for is what is there now
         └─ UNKNOWN ──┘        ├─ REVERTED       it ended well, as it was before
                               ├─ FAILED
                               └─ OVERDUE        longer than usual: still followed

`judge` alone moves an operation on, from what a GET said; it is pure. An answer that was
lost or a 5xx makes it UNKNOWN: only reading settles that, it is never sent again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from trove_tui.api.models import Instance
from trove_tui.api.statuses import LIMITS, Health, base_health
from trove_tui.api.text import raw
from trove_tui.changes.verdict import CLOCKS_DIFFER, Fate, Hidden, Look, Proof, Verdict
from trove_tui.live.faults import explaining_fault, status_words
from trove_tui.live.scope import Scope
from trove_tui.text.times import duration

if TYPE_CHECKING:
    from trove_tui.changes.change import Change


class OpState(StrEnum):
    """How far an operation is."""

    SENDING = "sending"
    ACCEPTED = "accepted"
    """The server took it; done only later. With an end: no reading can tell its outcome."""
    SEEN = "seen"
    """Seen to happen: the instance is in the status that belongs to it."""
    DONE = "done"
    """Verified: what was asked for is what is there."""
    FAILED = "failed"
    REVERTED = "reverted"
    """It ended well, but as it was before."""
    UNKNOWN = "unknown"
    """No answer, or a 5xx. With an end: no sign of it was ever found."""
    OVERDUE = "overdue"
    """Takes longer than usual. Still followed."""
    REFUSED = "refused"
    """Nothing changed."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A change sent by this program, and how far it is."""

    number: int
    """In the order they were sent, from 1; tells them apart within a session."""
    scope: Scope
    subject_id: str
    """The id of the instance, group or project that it changes. Empty for a creation until the
    server has given the id."""
    subject_name: str
    change: Change = field(repr=False)
    words: str
    """The change in words: `resize memory-1 → memory-2`."""
    state: OpState
    sent_at: datetime
    ended_at: datetime | None = None
    outcome: str = ""
    """The outcome so far, in plain words: `done in 1m12s`."""
    advice: str = ""
    """The end of the outcome, where that says what to do next."""
    is_unreadable: bool = False
    """Whether no reading will ever tell its outcome."""
    request_id: str | None = None
    """The server's id of the request, for administrators."""
    accepted_at: datetime | None = None
    seen_at: datetime | None = None
    """When it was first seen to happen."""
    doubt_at: datetime | None = None
    """Since when it has looked bad in a way that may pass."""
    before: Instance | None = field(default=None, repr=False)
    """The instance as it was when this was sent."""

    @property
    def ended(self) -> bool:
        """Whether its outcome is final."""
        return self.ended_at is not None

    @property
    def sought_until(self) -> datetime | None:
        """Until when reading looks for a sign of a lost change; None where it doesn't."""
        is_sought = self.state is OpState.UNKNOWN and not self.ended
        return self.sent_at + UNKNOWN_FOR if is_sought else None


MINUTES_3 = timedelta(minutes=3)
"""How long what no status shows may take: guest agents are asked inside the request."""
UNKNOWN_FOR = timedelta(minutes=5)
"""How long to look for the effect of a change that got no answer."""
_DOUBT_FOR = timedelta(seconds=15)
"""How long a database may be down after a restart before that is a failure."""
_FAILED_FOR_GOOD = frozenset({"ERROR", "FAILED"})


def judge(
    operation: Operation,
    instance: Instance | None,
    is_gone: bool,
    now: datetime,
    *,
    is_there: bool | Hidden | None = None,
) -> Operation:
    """The operation by what was read after it had been sent.

    Call it only with a server's answer: while there is none, time proves nothing.

    Args:
        operation: as it was.
        instance: by `GET /instances/{id}`; None if it could not be found, or has no id yet.
        is_gone: whether that GET and the list, or its words, prove that the instance is gone.
        now: the time of the answer.
        is_there: where `proof` is READING: whether reading found the change done; None where
            that can't be told.
    """
    if operation.ended or operation.state is OpState.SENDING:
        return operation
    change = operation.change
    if is_gone or (instance is not None and instance.deleted):
        return _apply_verdict(operation, change.when_gone(), now)
    if change.proof is Proof.READING:
        judged = _judge_reading(operation, is_there, now)
    elif instance is None or change.proof is not Proof.INSTANCE:
        judged = operation
    else:
        judged = _judge_instance(operation, instance, now)
    return judged if judged.ended else _check_time_limit(judged, instance, now)


def judge_listed(operation: Operation, row: Instance, now: datetime) -> Operation:
    """Judge by a list's row, where the instance's detail can't be read."""
    return judge(operation, row if operation.change.is_listed else None, False, now)


def finished(operation: Operation, now: datetime, also: str = "") -> Operation:
    """The operation, done now."""
    outcome = f"done in {duration(now - operation.sent_at)}"
    if operation.state is OpState.UNKNOWN:
        outcome = "done, as reading shows"
    return replace(_end(operation, OpState.DONE, outcome + also, now), advice=also)


def _end(operation: Operation, state: OpState, outcome: str, now: datetime) -> Operation:
    return replace(operation, state=state, outcome=outcome, ended_at=now, doubt_at=None)


def _judge_reading(
    operation: Operation, is_there: bool | Hidden | None, now: datetime
) -> Operation:
    if isinstance(is_there, Hidden):
        names = ", ".join(is_there.names)
        if operation.state is OpState.UNKNOWN:
            words = f"no answer, and the server hides {names}: whether it happened can't be read"
            return replace(_end(operation, OpState.UNKNOWN, words, now), is_unreadable=True)
        words = f"accepted; the server hides {names}, so that can't be read again"
        return _end(operation, OpState.ACCEPTED, words, now)
    return finished(operation, now) if is_there else operation


def _judge_instance(operation: Operation, instance: Instance, now: datetime) -> Operation:
    health = base_health(instance.status, instance.operating_status)
    if operation.change.status and health in (Health.BUSY, Health.BROKEN):
        return _judge_transition(operation, instance, health, now)
    return _apply_verdict(operation, operation.change.judge(_look(operation, instance, now)), now)


def _look(operation: Operation, instance: Instance, now: datetime) -> Look:
    return Look(
        instance,
        operation.before,
        has_begun=operation.seen_at is not None,
        is_accepted=operation.state is not OpState.UNKNOWN,
        sent_at=operation.sent_at,
        waited=now - (operation.accepted_at or operation.sent_at),
    )


def _apply_verdict(operation: Operation, verdict: Verdict, now: datetime) -> Operation:
    match verdict.fate:
        case Fate.OPEN:
            return operation
        case Fate.DONE:
            return finished(operation, now, verdict.words)
        case Fate.REVERTED:
            return _end(operation, OpState.REVERTED, verdict.words, now)
        case Fate.FAILED:
            return _end(operation, OpState.FAILED, verdict.words, now)
        case Fate.DOUBTFUL:
            return _doubt_then_fail(operation, verdict.words, now)


def _check_time_limit(operation: Operation, instance: Instance | None, now: datetime) -> Operation:
    elapsed = now - operation.sent_at
    if operation.state is OpState.UNKNOWN:
        if elapsed <= UNKNOWN_FOR:
            return operation
        return _end(operation, OpState.UNKNOWN, f"no sign of it in {duration(elapsed)}", now)
    status = operation.change.status
    if elapsed <= (LIMITS[status] if status else MINUTES_3):
        return operation
    if operation.change.proof is Proof.READING:
        # Each look is a question to a guest agent: it can't go on for ever.
        words = f"accepted, but not to be seen in {duration(elapsed)}"
        return _end(operation, OpState.UNKNOWN, words, now)
    if instance is None:
        words = "nothing to see of it yet"
    else:
        words = f"still {status_words(instance, Health.BUSY)}"
    # No duration in the words: they would change every second, and be published each time.
    return replace(operation, state=OpState.OVERDUE, outcome=f"longer than usual, {words}")


def _judge_transition(
    operation: Operation, instance: Instance, health: Health, now: datetime
) -> Operation:
    if health is Health.BUSY:
        shows_change = (
            instance.status in ("NEW", operation.change.status)
            or instance.operating_status == "RESTARTING"
        )
        if operation.state is OpState.UNKNOWN and not shows_change:
            return operation  # busy with another change
        seen_at = operation.seen_at or now
        words = status_words(instance, Health.BUSY)
        return replace(operation, state=OpState.SEEN, seen_at=seen_at, doubt_at=None, outcome=words)
    # Broken is its end, unless it was broken before and has not begun.
    before = operation.before
    was_broken = before is not None and (
        base_health(before.status, before.operating_status) is Health.BROKEN
    )
    if was_broken and operation.seen_at is None:
        return operation
    fault = explaining_fault(instance)
    words = f"ended in {status_words(instance, Health.BROKEN)}"
    words = f"{words}: {fault.message}" if fault is not None and fault.message else words
    if instance.status in _FAILED_FOR_GOOD:
        return _end(operation, OpState.FAILED, words, now)
    return _doubt_then_fail(operation, words, now)


def _doubt_then_fail(operation: Operation, words: str, now: datetime) -> Operation:
    if operation.doubt_at is None:
        return replace(operation, doubt_at=now)
    if now - operation.doubt_at < _DOUBT_FOR:
        return operation
    return _end(operation, OpState.FAILED, words, now)


def find_created(
    operation: Operation,
    instances: Iterable[Instance],
    excluded_ids: Collection[str],
    *,
    knew_all: bool = True,
) -> Instance | None:
    """The instance that a creation has made whose answer was lost; None if there is none.

    An older namesake differs by its date, or was listed before.

    Args:
        operation: of a `CreateInstance`.
        instances: all that were listed after it was sent.
        excluded_ids: ids that were listed before, or belong to another operation.
        knew_all: whether the list before was whole.
    """
    name, since = raw(operation.subject_name), operation.sent_at - CLOCKS_DIFFER
    for instance in instances:
        if raw(instance.name) != name or instance.id in excluded_ids or not instance.id:
            continue
        if instance.tenant_id not in (None, operation.scope.project):
            continue
        if knew_all if instance.created is None else instance.created >= since:
            return instance
    return None
