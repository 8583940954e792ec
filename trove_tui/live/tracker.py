"""Sends changes and follows each to its outcome, also where its form is closed meanwhile."""

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
from trove_tui.live.supervise import FailedInside, keep_running, supervised
from trove_tui.live.wakeup import Wakeup, ended

if TYPE_CHECKING:
    from trove_tui.api.client import Accepted, TroveClient
    from trove_tui.changes.change import Change
    from trove_tui.live.snapshot import Snapshot

MAX_OPERATIONS = 200
"""How many operations are kept."""
OVERDUE_EVERY = 10.0
READ_AFTER = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds before what no instance shows is read again; the last one then repeats."""


class Baseline(NamedTuple):
    """What was listed when a change was sent: none of it proves a creation."""

    instances: Collection[str] = ()
    """Ids."""
    knew_all: bool = False
    """Whether the list of instances was whole."""
    rows: Sequence[Any] | None = None
    """Groups, databases or users, where such are created; None where they were not listed."""
    listed_at: datetime | None = None
    """When `rows` were answered."""

    @classmethod
    def of(cls, snapshot: Snapshot, change: Change, target: str) -> Baseline:
        """The rows listed so far where such a change creates one."""
        result = (
            snapshot.results.get(f"{change.creates} {target}".strip()) if change.creates else None
        )
        instance_ids, is_whole = frozenset(snapshot.instances), snapshot.complete
        if result is None or result.at is None:
            return cls(instance_ids, is_whole)
        return cls(instance_ids, is_whole, tuple(result.rows.values()), result.at)


@dataclass(slots=True)
class _Dispatch:
    at: float
    """Monotonic: an answer to what was asked earlier than this proves nothing."""
    baseline: Baseline


class OperationTracker:
    """Sends a session's changes, each once, and follows them as operations.

    Args:
        client: whom to send to; may raise TroveError.
        clock: what it waits on.
        store: where the operations are published.
        on_change: called when an operation was accepted, may have been, or has ended.
    """

    def __init__(
        self,
        client: Callable[[], TroveClient],
        clock: Clock,
        store: SnapshotStore,
        on_change: Callable[[Operation], None],
    ) -> None:
        self._client = client
        self._clock = clock
        self._store = store
        self._on_change = on_change
        self._numbers = count(1)
        self._operations: dict[int, Operation] = {}
        self._dispatches: dict[int, _Dispatch] = {}
        self._sending: set[asyncio.Task[Operation]] = set()
        self._reading: set[asyncio.Task[None]] = set()

    async def start(self, change: Change, subject: Subject | None) -> Operation:
        """Send a change, once. Cancelling this leaves it under way, and followed.

        Raises:
            Refused: the server said no.
            NotSent, ReadFailed, BadEndpoint, BadToken: it was not sent.
        """
        operation = self._new_operation(change, subject)
        self._put(operation)
        task = asyncio.create_task(self._send(operation))
        self._sending.add(task)
        task.add_done_callback(self._sending_ended)
        return await asyncio.shield(task)

    @property
    def followed(self) -> dict[str, float]:
        """Ids of instances with an open operation, and the seconds that a detail may be old."""
        now, max_ages = self._clock.now(), dict[str, float]()
        for operation in self._open_operations():
            if operation.subject_id and not _is_read_back(operation):
                elapsed = (now - operation.sent_at).total_seconds()
                is_overdue = operation.state is OpState.OVERDUE
                max_age = OVERDUE_EVERY if is_overdue else min(moving_age(elapsed), OVERDUE_EVERY)
                max_ages[operation.subject_id] = min(
                    max_age, max_ages.get(operation.subject_id, max_age)
                )
        return max_ages

    @property
    def awaits_created(self) -> bool:
        """Whether an operation waits for a list to show the instance that it created."""
        return any(_awaits_created(operation) for operation in self._open_operations())

    def judge_detail(self, instance_id: str, instance: Instance | None, asked_at: float) -> None:
        """Judge by a GET asked for at that monotonic time; an instance of None is gone."""
        for operation in self._open_operations():
            if (
                operation.subject_id == instance_id
                and self._dispatches[operation.number].at <= asked_at
            ):
                self._update(
                    operation, judge(operation, instance, instance is None, self._clock.now())
                )

    def judge_list(
        self, rows: Mapping[str, Instance], asked_at: float, unread: Collection[str] = ()
    ) -> None:
        """Judge by a whole list asked for at that monotonic time.

        `unread`: ids whose details can't be read, so that their rows have to do.
        """
        now = self._clock.now()
        for operation in self._open_operations():
            if self._dispatches[operation.number].at > asked_at:
                continue
            row = rows.get(operation.subject_id) if operation.subject_id in unread else None
            if row is not None and not _is_read_back(operation):
                self._update(operation, judge_listed(operation, row, now))
            if not _awaits_created(operation):
                continue
            taken = {other.subject_id for other in self._operations.values()}
            baseline = self._dispatches[operation.number].baseline
            excluded_ids = {*baseline.instances, *taken}
            created = find_created(
                operation, rows.values(), excluded_ids, knew_all=baseline.knew_all
            )
            if created is None:
                self._update(operation, judge(operation, None, False, now))
            else:
                self._update(
                    operation, judge(replace(operation, subject_id=created.id), created, False, now)
                )
        self._stage()

    async def aclose(self, patience: float) -> None:
        """Wait up to `patience` seconds for answers to what is being sent, then cancel."""
        all_sent = Wakeup(self._clock)
        for task in self._sending:
            task.add_done_callback(lambda _: all_sent.ring() if not self._sending else None)
        if self._sending:
            await all_sent.wait(patience)
        await ended(*self._sending, *self._reading)

    # Sending

    def _new_operation(self, change: Change, subject: Subject | None) -> Operation:
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
        baseline = Baseline.of(self._store.snapshot, operation.change, operation.subject_id)
        result = replace(operation, state=OpState.UNKNOWN, outcome="given up while it was sent")
        target = operation.subject_id or None
        try:
            with asking(Priority.CHANGE), supervised("What became of it"):
                accepted = await self._client().submit(operation.change, target)
                result = self._accepted(operation, accepted)
        except (OutcomeUnknown, FailedInside) as error:
            result = replace(result, outcome=str(error), request_id=error.request_id)
        except TroveError as error:
            result = replace(
                operation,
                state=OpState.REFUSED,
                outcome=str(error),
                request_id=error.request_id,
                ended_at=self._clock.now(),
            )
            raise
        finally:
            result = replace(result, change=result.change.without_secrets())
            self._dispatches[result.number] = _Dispatch(self._clock.monotonic(), baseline)
            self._update(operation, result)
        if _is_read_back(result) and not result.ended:
            self._read_back(result)
        return result

    def _accepted(self, operation: Operation, accepted: Accepted) -> Operation:
        now = self._clock.now()
        updated = replace(
            operation, state=OpState.ACCEPTED, accepted_at=now, request_id=accepted.request_id
        )
        change = operation.change
        subject_id = change.target_in(accepted.body, operation.subject_id)
        if subject_id is None:
            outcome = "accepted, but the answer doesn't say what it is"
            return replace(updated, state=OpState.UNKNOWN, outcome=outcome)
        updated = replace(updated, subject_id=subject_id)
        return finished(updated, now) if change.done_when_accepted else updated

    def _sending_ended(self, task: asyncio.Task[Operation]) -> None:
        self._sending.discard(task)
        if not task.cancelled():
            # Whoever started it may have left: the operation holds what went wrong.
            task.exception()

    # Following

    def _open_operations(self) -> list[Operation]:
        return [
            operation
            for operation in self._operations.values()
            if not operation.ended and operation.number in self._dispatches
        ]

    def _read_back(self, operation: Operation) -> None:
        read = partial(self._read_until_done, operation.number)
        task = asyncio.create_task(keep_running("What became of it", read, self._clock))
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)

    async def _read_until_done(self, number: int) -> None:
        for attempt in count():
            await self._clock.sleep(READ_AFTER[min(attempt, len(READ_AFTER) - 1)])
            operation = self._operations.get(number)
            if operation is None or operation.ended:
                return
            is_gone = False
            is_there: bool | Hidden | None = None
            try:
                with asking(Priority.FOLLOWED), supervised("What became of it"):
                    is_there = await operation.change.is_there(
                        self._client(), self._sent_as(operation)
                    )
            except NotFound as error:
                is_gone = operation.change.in_row and self._is_gone(operation, error)
            except TroveError as error:
                if error.temporary:
                    continue  # no answer proves nothing
                # Else it can't be read now: `judge` ends it after its time limit.
            self._update(
                operation, judge(operation, None, is_gone, self._clock.now(), is_there=is_there)
            )

    def _sent_as(self, operation: Operation) -> Sent:
        baseline = self._dispatches[operation.number].baseline
        return Sent(
            operation.subject_id,
            operation.subject_name,
            operation.sent_at,
            operation.state is not OpState.UNKNOWN,
            baseline.rows,
            baseline.listed_at,
        )

    def _is_gone(self, operation: Operation, error: NotFound) -> bool:
        target, snapshot = operation.subject_id, self._store.snapshot
        if target in snapshot.gone:
            return True
        named = absence.is_about(error, target, operation.subject_name)
        return named and not snapshot.scope.all_projects

    def _update(self, old: Operation, new: Operation) -> None:
        if new == old:
            return
        if new.ended:
            self._dispatches.pop(new.number, None)
        self._put(new)
        if new.ended or old.state is OpState.SENDING:
            self._on_change(new)

    def _put(self, operation: Operation) -> None:
        self._operations[operation.number] = operation
        surplus = len(self._operations) - MAX_OPERATIONS
        if surplus > 0:
            self._drop_surplus(surplus)
        self._stage()
        self._store.publish()

    def _drop_surplus(self, surplus: int) -> None:
        # Those that have ended first, each the oldest first.
        by_age = sorted(
            self._operations.values(), key=lambda operation: (not operation.ended, operation.number)
        )
        for operation in by_age[:surplus]:
            del self._operations[operation.number]
            self._dispatches.pop(operation.number, None)

    def _stage(self) -> None:
        activity = tuple(sorted(self._operations.values(), key=lambda operation: -operation.number))
        by_instance = outcomes.shown_by_instance(activity, self._clock.now())
        self._store.stage(
            activity=activity,
            operations={key: group[0] for key, group in by_instance.items()},
            also={key: group[1:] for key, group in by_instance.items() if group[1:]},
        )


def _awaits_created(operation: Operation) -> bool:
    return operation.change.creates == "instances" and not operation.subject_id


def _name_of(change: Change, subject: Subject | None) -> str:
    return getattr(change, "name", "") if subject is None else subject.name or subject.id


def _is_read_back(operation: Operation) -> bool:
    return operation.change.proof is Proof.READING
