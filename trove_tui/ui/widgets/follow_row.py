"""Where a row has gone when the order of a table changes."""

from __future__ import annotations

from collections.abc import Sequence


def follow_row(order: Sequence[str], before: Sequence[str], at: int, row_id: str | None) -> int:
    """Where the row is now that was at `at`; its nearest neighbour if it has gone."""
    if not order or row_id is None:
        return 0
    if at < len(order) and order[at] == row_id:
        return at
    now = {each: index for index, each in enumerate(order)}
    if row_id in now:
        return now[row_id]
    for distance in range(1, len(before)):
        for neighbour in (at + distance, at - distance):
            if 0 <= neighbour < len(before) and before[neighbour] in now:
                return now[before[neighbour]]
    return min(at, len(order) - 1) if before else 0
