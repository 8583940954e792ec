"""Which of an instance's operations its row shows: the open ones, and how others ended.

A bad end is never covered by a good one, nor by an open operation: both are shown. A refusal,
or a change that was not sent, covers nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from trove_tui.live.operations import Operation, OpState

SHOWN_FOR = timedelta(minutes=1)
"""How long a row shows the outcome of an operation that has ended."""
MAX_SHOWN = 4
"""Operations of one instance, at most."""

_BAD = frozenset({OpState.FAILED, OpState.REVERTED, OpState.UNKNOWN})


def shown_by_instance(
    operations: Iterable[Operation], now: datetime
) -> Mapping[str, tuple[Operation, ...]]:
    """Operations to show by instance id, the most important first; no group is empty.

    A creation whose instance has no id yet is under `new 7`, by its number.
    """
    by_instance: dict[str, list[Operation]] = {}
    for operation in operations:
        if operation.ended_at is None or now - operation.ended_at <= SHOWN_FOR:
            by_instance.setdefault(operation.subject_id or f"new {operation.number}", []).append(
                operation
            )
    return {key: _most_important(group) for key, group in by_instance.items()}


def _most_important(operations: Iterable[Operation]) -> tuple[Operation, ...]:
    open_ones: list[Operation] = []
    bad: list[Operation] = []
    good_and_refused: dict[bool, Operation] = {}
    for operation in sorted(operations, key=_newest_end_first):
        if not operation.ended:
            open_ones.append(operation)
        elif operation.state in _BAD:
            bad.append(operation)
        else:
            refused = operation.state is OpState.REFUSED
            good_and_refused.setdefault(refused, operation)
    open_ones.sort(key=lambda operation: -operation.number)
    return (*open_ones, *bad, *good_and_refused.values())[:MAX_SHOWN]


def _newest_end_first(operation: Operation) -> tuple[float, int]:
    at = operation.ended_at
    return (0.0 if at is None else -at.timestamp(), -operation.number)
