"""Finds a row again when the order of a table changes."""

from __future__ import annotations

from collections.abc import Sequence


def follow_row(
    order: Sequence[str], before: Sequence[str], old_index: int, row_id: str | None
) -> int:
    """The new index of the row that was at `old_index`, or of its nearest neighbour left."""
    if not order or row_id is None:
        return 0
    if old_index < len(order) and order[old_index] == row_id:
        return old_index
    index_of = {key: index for index, key in enumerate(order)}
    if row_id in index_of:
        return index_of[row_id]
    for distance in range(1, len(before)):
        for neighbour in (old_index + distance, old_index - distance):
            if 0 <= neighbour < len(before) and before[neighbour] in index_of:
                return index_of[before[neighbour]]
    return min(old_index, len(order) - 1) if before else 0
