"""Which of the changes asked of an instance its row tells of: what is open, and how others ended.

A bad end is never covered by a good one, nor by what is open: both are told. What was refused,
or not sent, covers nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from trove_tui.live.operations import Operation, OpState

SHOWN = timedelta(minutes=1)
"""How long a row says what became of an operation."""
MOST = 4
"""How many are told at a time, at most."""

_BAD = frozenset({OpState.FAILED, OpState.REVERTED, OpState.UNKNOWN})


def told(operations: Iterable[Operation], now: datetime) -> Mapping[str, tuple[Operation, ...]]:
    """By instance id, those to tell of, what matters most first; never empty.

    What is created and has no id yet is under `new 7`, by its number.
    """
    found: dict[str, list[Operation]] = {}
    for one in operations:
        if one.ended_at is None or now - one.ended_at <= SHOWN:
            found.setdefault(one.subject_id or f"new {one.number}", []).append(one)
    return {key: _of_one(group) for key, group in found.items()}


def _of_one(operations: Iterable[Operation]) -> tuple[Operation, ...]:
    goes_on: list[Operation] = []
    bad: list[Operation] = []
    others: dict[bool, Operation] = {}
    for one in sorted(operations, key=_ended_last):
        if not one.ended:
            goes_on.append(one)
        elif one.state in _BAD:
            bad.append(one)
        else:
            refused = one.state is OpState.REFUSED
            others.setdefault(refused, one)
    goes_on.sort(key=lambda one: -one.number)
    return (*goes_on, *bad, *others.values())[:MOST]


def _ended_last(operation: Operation) -> tuple[float, int]:
    at = operation.ended_at
    return (0.0 if at is None else -at.timestamp(), -operation.number)
