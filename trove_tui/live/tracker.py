"""Sending changes and following each to its outcome, whatever becomes of who asked for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from trove_tui.api import absence
from trove_tui.api.errors import NotFound, OutcomeUnknown, TroveError
from trove_tui.api.models import Instance
from trove_tui.changes.subject import Subject
from trove_tui.changes.verdict import Hidden, Proof, Sent
from trove_tui.clock import Clock
from trove_tui.live import outcomes
from trove_tui.live.budget import Priority, asking
from trove_tui.live.detail_schedule import moving_age
from trove_tui.live.operations import (
    Operation,
    OpState,
    find_created,
    finished,
    judge,
    judge_listed,
)
from trove_tui.live.snapshot_store import SnapshotStore
from trove_tui.live.supervise import FailedInside, kept_up, supervised
from trove_tui.live.wakeup import Wakeup, ended

if TYPE_CHECKING:
    from trove_tui.api.client import Accepted, TroveClient
    from trove_tui.changes.change import Change
    from trove_tui.live.snapshot import Snapshot

KEPT = 200
"""How many operations are kept."""
OVERDUE_EVERY = 10.0
READ_AFTER = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds before what no instance shows is read again; the last one then repeats."""


class Before(NamedTuple):
    """What was known to be there when something was sent: none of it proves a creation."""

    instances: Collection[str] = ()
    """Ids."""
    knew_all: bool = False
    """Whether those were all there were."""
    rows: Sequence[Any] | None = None
    """Groups, databases or users, where such are created; None where they were not listed."""
    listed_at: datetime | None = None
    """When those were."""

    @classmethod
    def of(cls, snapshot: Snapshot, change: Change, target: str) -> Before:
        """What is known now, before that is sent."""
        listed = (
            snapshot.results.get(f"{change.creates} {target}".strip()) if change.creates else None
        )
        ids, is_whole = frozenset(snapshot.instances), snapshot.complete
        if listed is None or listed.at is None:
            return cls(ids, is_whole)
        return cls(ids, is_whole, tuple(listed.rows.values()), listed.at)


@dataclass(slots=True)
class _Sent:
    """What is remembered of an operation until it ends, and is nobody else's business."""

    at: float
    """Monotonic: a look that began earlier than this proves nothing."""
    before: Before
    """What was there when it was sent."""


class OperationTracker:
    """The operations of a session."""

    def __init__(
        self,
        client: Callable[[], TroveClient],
        clock: Clock,
        store: SnapshotStore,
        stirred: Callable[[Operation], None],
    ) -> None:
        """Make one.

        Args:
            client: whom to send to; may raise TroveError.
            clock: what it waits on.
            store: where the operations are made known.
            stirred: called when one was accepted, may have been, or has ended.
        """
        self._client = client
        self._clock = clock
        self._store = store
        self._stirred = stirred
        self._numbers = count(1)
        self._operations: dict[int, Operation] = {}
        self._sent: dict[int, _Sent] = {}
        self._sending: set[asyncio.Task[Operation]] = set()
        self._reading: set[asyncio.Task[None]] = set()

    async def start(self, change: Change, subject: Subject | None) -> Operation:
        """Send a change, once. Cancelling this leaves it under way, and followed.

        Raises:
            Refused: the server said no.
            NotSent, ReadFailed, BadEndpoint, BadToken: it was not sent.
        """
        operation = self._new(change, subject)
        self._put(operation)
        task = asyncio.create_task(self._send(operation))
        self._sending.add(task)
        task.add_done_callback(self._sent_off)
        return await asyncio.shield(task)

    @property
    def followed(self) -> dict[str, float]:
        """Instances something was asked of that has not ended: how old an answer may be, in s."""
        now, ages = self._clock.now(), dict[str, float]()
        for one in self._open():
            if one.subject_id and not _is_read_back(one):
                lasted = (now - one.sent_at).total_seconds()
                late = one.state is OpState.OVERDUE
                age = OVERDUE_EVERY if late else min(moving_age(lasted), OVERDUE_EVERY)
                ages[one.subject_id] = min(age, ages.get(one.subject_id, age))
        return ages

    @property
    def seeks(self) -> bool:
        """Whether one waits for a list to show what it has created."""
        return any(_is_sought(one) for one in self._open())

    def looked(self, instance_id: str, instance: Instance | None, asked: float) -> None:
        """What a GET said that began then on the monotonic clock; None is that it is gone."""
        for one in self._open():
            if one.subject_id == instance_id and self._sent[one.number].at <= asked:
                self._judged(one, judge(one, instance, instance is None, self._clock.now()))

    def swept(
        self, rows: Mapping[str, Instance], asked: float, unread: Collection[str] = ()
    ) -> None:
        """A whole list that began then on the monotonic clock; the pages of these can't be read."""
        now = self._clock.now()
        for one in self._open():
            if self._sent[one.number].at > asked:
                continue
            row = rows.get(one.subject_id) if one.subject_id in unread else None
            if row is not None and not _is_read_back(one):
                self._judged(one, judge_listed(one, row, now))
            if not _is_sought(one):
                continue
            taken = {other.subject_id for other in self._operations.values()}
            before = self._sent[one.number].before
            not_these = {*before.instances, *taken}
            found = find_created(one, rows.values(), not_these, knew_all=before.knew_all)
            if found is None:
                self._judged(one, judge(one, None, False, now))
            else:
                self._judged(one, judge(replace(one, subject_id=found.id), found, False, now))
        self._stage()

    async def aclose(self, patience: float) -> None:
        """Let what is being sent be answered for so many seconds, then give up on the rest."""
        over = Wakeup(self._clock)
        for task in self._sending:
            task.add_done_callback(lambda _: over.ring() if not self._sending else None)
        if self._sending:
            await over.wait(patience)
        await ended(*self._sending, *self._reading)

    # Sending

    def _new(self, change: Change, subject: Subject | None) -> Operation:
        snapshot = self._store.snapshot
        before = None
        if isinstance(subject, Instance):
            before = snapshot.instances.get(subject.id, subject)
        return Operation(
            number=next(self._numbers),
            scope=snapshot.scope,
            subject_id="" if subject is None else subject.id,
            subject_name=_name_of(change, subject),
            change=change,
            words=change.words(before, snapshot.flavors),
            state=OpState.SENDING,
            sent_at=self._clock.now(),
            before=before,
        )

    async def _send(self, operation: Operation) -> Operation:
        before = Before.of(self._store.snapshot, operation.change, operation.subject_id)
        sent = replace(operation, state=OpState.UNKNOWN, outcome="given up while it was sent")
        target = operation.subject_id or None
        try:
            with asking(Priority.CHANGE), supervised("What became of it"):
                accepted = await self._client().submit(operation.change, target)
                sent = self._accepted(operation, accepted)
        except (OutcomeUnknown, FailedInside) as error:
            sent = replace(sent, outcome=str(error), request_id=error.request_id)
        except TroveError as error:
            sent = replace(
                operation,
                state=OpState.REFUSED,
                outcome=str(error),
                request_id=error.request_id,
                ended_at=self._clock.now(),
            )
            raise
        finally:
            sent = replace(sent, change=sent.change.without_secrets())
            self._sent[sent.number] = _Sent(self._clock.monotonic(), before)
            self._judged(operation, sent)
        if _is_read_back(sent) and not sent.ended:
            self._read_back(sent)
        return sent

    def _accepted(self, operation: Operation, accepted: Accepted) -> Operation:
        now = self._clock.now()
        taken = replace(
            operation, state=OpState.ACCEPTED, accepted_at=now, request_id=accepted.request_id
        )
        change = operation.change
        named = change.target_in(accepted.body, operation.subject_id)
        if named is None:
            said = "accepted, but the answer doesn't say what it is"
            return replace(taken, state=OpState.UNKNOWN, outcome=said)
        taken = replace(taken, subject_id=named)
        return finished(taken, now) if change.done_when_accepted else taken

    def _sent_off(self, task: asyncio.Task[Operation]) -> None:
        self._sending.discard(task)
        if not task.cancelled():
            # Whoever started it may have left: the operation holds what went wrong.
            task.exception()

    # Following

    def _open(self) -> list[Operation]:
        return [
            one for one in self._operations.values() if not one.ended and one.number in self._sent
        ]

    def _read_back(self, operation: Operation) -> None:
        read = partial(self._read_until_there, operation.number)
        task = asyncio.create_task(kept_up("What became of it", read, self._clock))
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)

    async def _read_until_there(self, number: int) -> None:
        for turn in count():
            await self._clock.sleep(READ_AFTER[min(turn, len(READ_AFTER) - 1)])
            one = self._operations.get(number)
            if one is None or one.ended:
                return
            gone = False
            there: bool | Hidden | None = None
            try:
                with asking(Priority.FOLLOWED), supervised("What became of it"):
                    there = await one.change.is_there(self._client(), self._sent_as(one))
            except NotFound as error:
                gone = one.change.in_row and self._is_gone(one, error)
            except TroveError as error:
                if error.temporary:
                    continue  # no answer proves nothing
                # Else it can't be told now; that must not go on for ever.
            self._judged(one, judge(one, None, gone, self._clock.now(), there=there))

    def _sent_as(self, operation: Operation) -> Sent:
        before = self._sent[operation.number].before
        return Sent(
            operation.subject_id,
            operation.subject_name,
            operation.sent_at,
            operation.state is not OpState.UNKNOWN,
            before.rows,
            before.listed_at,
        )

    def _is_gone(self, operation: Operation, error: NotFound) -> bool:
        target, snapshot = operation.subject_id, self._store.snapshot
        if target in snapshot.gone:
            return True
        named = absence.names(error, target, operation.subject_name)
        return named and not snapshot.scope.all_projects

    def _judged(self, old: Operation, new: Operation) -> None:
        if new == old:
            return
        if new.ended:
            self._sent.pop(new.number, None)
        self._put(new)
        if new.ended or old.state is OpState.SENDING:
            self._stirred(new)

    def _put(self, operation: Operation) -> None:
        self._operations[operation.number] = operation
        surplus = len(self._operations) - KEPT
        if surplus > 0:
            self._drop(surplus)
        self._stage()
        self._store.publish()

    def _drop(self, surplus: int) -> None:
        # Those that have ended first, each the oldest first.
        by_age = sorted(self._operations.values(), key=lambda one: (not one.ended, one.number))
        for one in by_age[:surplus]:
            del self._operations[one.number]
            self._sent.pop(one.number, None)

    def _stage(self) -> None:
        """Make known all of them, and by instance those that its row should tell of."""
        activity = tuple(sorted(self._operations.values(), key=lambda one: -one.number))
        told = outcomes.told(activity, self._clock.now())
        self._store.stage(
            activity=activity,
            operations={key: first for key, (first, *_) in told.items()},
            also={key: rest[1:] for key, rest in told.items() if rest[1:]},
        )


def _is_sought(operation: Operation) -> bool:
    return operation.change.creates == "instances" and not operation.subject_id


def _name_of(change: Change, subject: Subject | None) -> str:
    return getattr(change, "name", "") if subject is None else subject.name or subject.id


def _is_read_back(operation: Operation) -> bool:
    return operation.change.proof is Proof.READING
