"""A change that was asked for, from sent to its verified outcome.

SENDING ─┬─ REFUSED                              the server said no, or nothing was sent
         ├─ ACCEPTED ─┬─ SEEN ─┬─ DONE           what was asked for is what is there now
         └─ UNKNOWN ──┘        ├─ REVERTED       it ended well, as it was before
                               ├─ FAILED
                               └─ OVERDUE        longer than usual: still followed

`judge` alone moves an operation on, from what a GET said; it is pure. An answer that was
lost or a 5xx makes it UNKNOWN: only reading settles that, it is never sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from trove_tui.api.models import Instance
from trove_tui.api.request_names import AT_ONCE, INSIDE, READ_BACK, RequestName
from trove_tui.api.statuses import LIMITS, Health, base_health
from trove_tui.api.text import wire
from trove_tui.live.snapshot import Scope
from trove_tui.live.triage import explains, status_words
from trove_tui.text.times import duration

if TYPE_CHECKING:
    from trove_tui.changes.change import Change


class OpState(StrEnum):
    """How far an operation is."""

    SENDING = "sending"
    ACCEPTED = "accepted"
    """The server took it. Long before it is done. With an end: no more can be known of it."""
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
    """One change asked for from here."""

    number: int
    """In the order they were sent, from 1; tells them apart within a session."""
    scope: Scope
    instance_id: str
    """Of the instance, or the group or project, that it is done to. Empty for what is created,
    until the server has named it."""
    instance_name: str
    request: Change = field(repr=False)
    words: str
    """What was asked for: `resize memory-1 → memory-2`."""
    state: OpState
    sent_at: datetime
    ended_at: datetime | None = None
    outcome: str = ""
    """What became of it so far, in plain words: `done in 1m12s`."""
    request_id: str | None = None
    """The server's, to name to whoever runs it."""
    accepted_at: datetime | None = None
    seen_at: datetime | None = None
    """When it was first seen to happen."""
    doubt_at: datetime | None = None
    """Since when it has looked bad in a way that may pass."""
    before: Instance | None = field(default=None, repr=False)
    """The instance as it was when this was sent."""

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.ended_at is not None

    @property
    def sought_until(self) -> datetime | None:
        """Until when a sign of it is looked for (longer while no answer comes), if it is."""
        is_sought = self.state is OpState.UNKNOWN and not self.ended
        return self.sent_at + UNKNOWN_FOR if is_sought else None


MINUTES_3 = timedelta(minutes=3)
"""How long what no status shows may take: guest agents are asked inside the request."""
UNKNOWN_FOR = timedelta(minutes=5)
"""How long to look for the effect of a change that got no answer."""
UNREADABLE = "whether it happened can't be read"
"""How the outcome of a change ends that no reading will ever tell."""
CLOCKS_DIFFER = timedelta(minutes=5)
"""By how much a server's clock may be behind ours."""
_PASSING = timedelta(seconds=15)
"""How long a database may look down after a restart before that is a failure."""
_UNSEEN = timedelta(seconds=15)
"""After this, a restart that was accepted and never seen was too quick to be seen."""
_MOVED = timedelta(seconds=3)
"""The same, where the server says that something happened to the instance."""

_SURE = frozenset({"ERROR", "FAILED"})
_OWN_STATUS: Mapping[RequestName | None, str] = {
    RequestName.CREATE_INSTANCE: "BUILD",
    RequestName.RESTART: "REBOOT",
    RequestName.RESIZE_FLAVOR: "RESIZE",
    RequestName.RESIZE_VOLUME: "RESIZE",
    RequestName.DELETE_INSTANCE: "SHUTDOWN",
}


@dataclass(frozen=True, slots=True)
class Hidden:
    """Reading finds all as it was asked for, but for what the server doesn't show."""

    names: tuple[str, ...]
    """What isn't shown, as it may be."""


def judge(
    operation: Operation,
    instance: Instance | None,
    gone: bool,
    now: datetime,
    *,
    there: bool | Hidden | None = None,
) -> Operation:
    """What an operation is, after a look that began when it had been sent.

    Call it only with what a server answered: while there is no answer, time proves nothing.

    Args:
        operation: as it was.
        instance: as `GET /instances/{id}` says it is; None if it could not be found or named.
        gone: whether that GET and the list, or its words, prove that it is no more.
        now: when.
        there: for what no instance shows: whether reading it again found it as asked for;
            None where that can't be told.
    """
    if operation.ended or operation.state is OpState.SENDING:
        return operation
    if gone or (instance is not None and instance.deleted):
        return _of_gone(operation, now)
    if operation.request.known_as in READ_BACK:
        judged = _read_back(operation, there, now)
    elif instance is None or (rule := _RULES.get(operation.request.known_as)) is None:
        judged = operation
    else:
        judged = rule(operation, instance, now)
    return judged if judged.ended else _late(judged, instance, now)


def judge_listed(operation: Operation, row: Instance, now: datetime) -> Operation:
    """The same by a list's row, where the instance's own page can't be read."""
    detaches = operation.request.known_as is RequestName.DETACH_GROUP
    # Some lists never tell the group: none told is not none attached.
    return judge(operation, None if detaches else row, False, now)


def is_done_when_accepted(request: Change) -> bool:
    """Whether nothing can be seen of it but the server's word: also where no rule is known."""
    name = request.known_as
    if name is RequestName.UPDATE_GROUP:
        return False  # A server can keep another value than it was sent: it is read again.
    return name in AT_ONCE or not (name in INSIDE or name in _RULES)


def finished(operation: Operation, now: datetime, also: str = "") -> Operation:
    """It is done."""
    outcome = f"done in {duration(now - operation.sent_at)}"
    if operation.state is OpState.UNKNOWN:
        outcome = "done, as reading shows"
    return _end(operation, OpState.DONE, outcome + also, now)


def _end(operation: Operation, state: OpState, outcome: str, now: datetime) -> Operation:
    return replace(operation, state=state, outcome=outcome, ended_at=now, doubt_at=None)


def _read_back(operation: Operation, there: bool | Hidden | None, now: datetime) -> Operation:
    if isinstance(there, Hidden):
        names = ", ".join(there.names)
        if operation.state is OpState.UNKNOWN:
            words = f"no answer, and the server hides {names}: {UNREADABLE}"
            return _end(operation, OpState.UNKNOWN, words, now)
        words = f"accepted; the server hides {names}, so that can't be read again"
        return _end(operation, OpState.ACCEPTED, words, now)
    return finished(operation, now) if there else operation


def _of_gone(operation: Operation, now: datetime) -> Operation:
    match operation.request.known_as:
        case RequestName.DELETE_INSTANCE:
            return finished(operation, now)
        case RequestName.CREATE_INSTANCE:
            return _end(operation, OpState.FAILED, "it went away before it was ready", now)
        case _:
            return _end(operation, OpState.FAILED, "the instance was deleted meanwhile", now)


def _late(operation: Operation, instance: Instance | None, now: datetime) -> Operation:
    elapsed = now - operation.sent_at
    if operation.state is OpState.UNKNOWN:
        if elapsed <= UNKNOWN_FOR:
            return operation
        return _end(operation, OpState.UNKNOWN, f"no sign of it in {duration(elapsed)}", now)
    own = _OWN_STATUS.get(operation.request.known_as)
    if elapsed <= (LIMITS[own] if own else MINUTES_3):
        return operation
    if operation.request.known_as in READ_BACK:
        # Each look is a question to a guest agent: it can't go on for ever.
        words = f"accepted, but not to be seen in {duration(elapsed)}"
        return _end(operation, OpState.UNKNOWN, words, now)
    if instance is None:
        stands = "nothing to see of it yet"
    else:
        stands = f"still {status_words(instance, Health.BUSY)}"
    # No duration in the words: they would change every second, and be published each time.
    return replace(operation, state=OpState.OVERDUE, outcome=f"longer than usual, {stands}")


def _of_restart(operation: Operation, instance: Instance, now: datetime) -> Operation:
    health = base_health(instance.status, instance.operating_status)
    if health in (Health.BUSY, Health.BROKEN):
        return _on_the_way(operation, instance, health, now)
    before = operation.before
    was = Health.OK if before is None else base_health(before.status, before.operating_status)
    if health is Health.RESTART:
        if operation.seen_at is None:
            return operation
        return _doubted(operation, "restarted, and still needs a restart", now)
    if operation.seen_at is not None or was in (Health.BROKEN, Health.RESTART):
        return finished(operation, now)
    waited = now - (operation.accepted_at or operation.sent_at)
    if waited >= _MOVED and _has_moved(before, instance, operation.sent_at):
        return finished(operation, now)
    if waited >= _UNSEEN and operation.state is not OpState.UNKNOWN:
        return finished(operation, now, f", too quick to be seen: {instance.status} again")
    return operation


def _has_moved(before: Instance | None, instance: Instance, sent_at: datetime) -> bool:
    if before is None or before.updated is None or instance.updated is None:
        return False
    return instance.updated > max(before.updated, sent_at - CLOCKS_DIFFER)


def _of_resize(operation: Operation, instance: Instance, now: datetime) -> Operation:
    from trove_tui.changes.instances import (  # It is one of them: here by now.
        ResizeFlavor,
        ResizeVolume,
    )

    match operation.request:
        case ResizeFlavor(flavor_id=wanted):
            reached, what = wire(instance.flavor_id or "") == wire(wanted), "flavor"
        case ResizeVolume(size=size):
            volume = instance.volume
            reached, what = volume is not None and volume.size == size, "volume"
        case _:
            return operation
    health = base_health(instance.status, instance.operating_status)
    if health in (Health.BUSY, Health.BROKEN):
        return _on_the_way(operation, instance, health, now)
    if reached:
        return finished(operation, now)
    if operation.seen_at is None:
        return operation
    words = f"ended {instance.status} with the old {what}: the resize was reverted"
    return _end(operation, OpState.REVERTED, words, now)


def _of_delete(operation: Operation, instance: Instance, now: datetime) -> Operation:
    health = base_health(instance.status, instance.operating_status)
    if health in (Health.BUSY, Health.BROKEN):
        return _on_the_way(operation, instance, health, now)
    if operation.seen_at is None:
        return operation
    return _end(operation, OpState.REVERTED, f"{instance.status} again: not deleted", now)


def _of_create(operation: Operation, instance: Instance, now: datetime) -> Operation:
    health = base_health(instance.status, instance.operating_status)
    if health in (Health.BUSY, Health.BROKEN):
        return _on_the_way(operation, instance, health, now)
    return finished(operation, now)


def _of_rename(operation: Operation, instance: Instance, now: datetime) -> Operation:
    from trove_tui.changes.instances import Rename

    request = operation.request
    named = isinstance(request, Rename) and wire(instance.name) == wire(request.name)
    return finished(operation, now) if named else operation


def _of_group(operation: Operation, instance: Instance, now: datetime) -> Operation:
    from trove_tui.changes.instances import AttachGroup

    attached = None if instance.configuration is None else wire(instance.configuration.id)
    request = operation.request
    wanted = wire(request.configuration_id) if isinstance(request, AttachGroup) else None
    if attached != wanted:
        return operation
    needs = base_health(instance.status, instance.operating_status) is Health.RESTART
    return finished(operation, now, "; restart it to apply that" if needs else "")


_RULES: Mapping[RequestName | None, Callable[[Operation, Instance, datetime], Operation]] = {
    RequestName.CREATE_INSTANCE: _of_create,
    RequestName.RENAME: _of_rename,
    RequestName.RESTART: _of_restart,
    RequestName.RESIZE_FLAVOR: _of_resize,
    RequestName.RESIZE_VOLUME: _of_resize,
    RequestName.DELETE_INSTANCE: _of_delete,
    RequestName.ATTACH_GROUP: _of_group,
    RequestName.DETACH_GROUP: _of_group,
}


def _on_the_way(
    operation: Operation, instance: Instance, health: Health, now: datetime
) -> Operation:
    """Busy is on its way; broken is its end, unless it was broken before and has not begun."""
    if health is Health.BUSY:
        own = _OWN_STATUS[operation.request.known_as]
        seen = instance.status in ("NEW", own) or instance.operating_status == "RESTARTING"
        if operation.state is OpState.UNKNOWN and not seen:
            return operation  # busy with something else: that says nothing of this
        at = operation.seen_at or now
        words = status_words(instance, Health.BUSY)
        return replace(operation, state=OpState.SEEN, seen_at=at, doubt_at=None, outcome=words)
    before = operation.before
    was_broken = before is not None and (
        base_health(before.status, before.operating_status) is Health.BROKEN
    )
    if was_broken and operation.seen_at is None:
        return operation
    fault = explains(instance)
    words = f"ended in {status_words(instance, Health.BROKEN)}"
    words = f"{words}: {fault.message}" if fault is not None and fault.message else words
    if instance.status in _SURE:
        return _end(operation, OpState.FAILED, words, now)
    return _doubted(operation, words, now)


def _doubted(operation: Operation, words: str, now: datetime) -> Operation:
    if operation.doubt_at is None:
        return replace(operation, doubt_at=now)
    if now - operation.doubt_at < _PASSING:
        return operation
    return _end(operation, OpState.FAILED, words, now)


def find_created(
    operation: Operation,
    instances: Iterable[Instance],
    not_these: Collection[str],
    *,
    knew_all: bool = True,
) -> Instance | None:
    """The instance that a creation whose answer was lost has made, if it has.

    An old namesake is told by its date, or by its having been there before.

    Args:
        operation: of a `CreateInstance`.
        instances: all there are, as listed after it was sent.
        not_these: ids that were there before, or belong to another operation.
        knew_all: whether those are all that were there before.
    """
    name, since = wire(operation.instance_name), operation.sent_at - CLOCKS_DIFFER
    for one in instances:
        if wire(one.name) != name or one.id in not_these or not one.id:
            continue
        if one.tenant_id not in (None, operation.scope.project):
            continue
        if knew_all if one.created is None else one.created >= since:
            return one
    return None
