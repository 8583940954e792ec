"""A resource in a table: its rows in their order, filtered, with the cursor where it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from trove_tui.resources.resource import Column, Resource
from trove_tui.resources.sight import Sight
from trove_tui.text.ascii import plain
from trove_tui.text.natural import natural
from trove_tui.text.styled import text_of
from trove_tui.ui.widgets.table import Table
from trove_tui.ui.workspace import NavEntry

Columns = tuple[Column[Any, Sight], ...]


class ListController:
    """Lists a level in a table.

    Args:
        table: where.
        ascii_only: whether our own signs must be ASCII.
    """

    def __init__(self, table: Callable[[], Table[Any, Any]], *, ascii_only: bool) -> None:
        self._table = table
        self._ascii_only = ascii_only
        self._drawable = cache(self._made_drawable)
        self._level: NavEntry | None = None
        self._columns: Columns = ()
        self._texts: dict[str, tuple[Any, str]] = {}
        self._filtered: tuple[tuple[Any, ...], Sequence[str]] = ((), ())
        self.rows: Mapping[str, Any] = {}
        self.matching = 0
        """How many of the rows the filter leaves."""

    @property
    def table(self) -> Table[Any, Any]:
        """The table."""
        return self._table()

    @property
    def selected_key(self) -> str | None:
        """The key of the row under the cursor."""
        return self.table.cursor_id

    @property
    def selected(self) -> Any:
        """The row under the cursor; None where there is none."""
        key = self.selected_key
        return None if key is None else self.rows.get(key)

    def draw(self, level: NavEntry, sight: Sight, *, may_move: bool) -> None:
        """Show that level. Rows keep their places unless they may move."""
        arrives = self._enter(level)
        spot, table = level.spot, self.table
        cursor = spot.cursor if arrives else (table.cursor_id or spot.cursor)
        rows = level.rows(sight)
        ghost = None if level.resource.ghost is None else level.resource.ghost(sight, cursor)
        if ghost is not None and cursor is not None:
            rows = {**rows, cursor: ghost}
        spot.order = self._ordered(level, rows, sight, cursor if ghost else None, may_move)
        self.rows = rows
        order = self._matches(level, spot.order, rows, sight)
        self.matching = len(order)
        table.show(order, rows, sight)
        if arrives and cursor in rows:
            table.cursor_id = cursor
        if order:
            spot.cursor = table.cursor_id

    def _enter(self, level: NavEntry) -> bool:
        """Whether that level was not shown before, or had no rows then."""
        columns = columns_of(level)
        same = (
            self._level is not None
            and self._level.resource is level.resource
            and self._level.spot is level.spot
        )
        if not same or columns != self._columns:
            self._level, self._columns = level, columns
            self._texts.clear()
            self.table.turn_to([self._drawable(column) for column in columns])
            return True
        self._level = level
        return not self.table.order

    def _ordered(
        self,
        level: NavEntry,
        rows: Mapping[str, Any],
        sight: Sight,
        ghost: str | None,
        may_move: bool,
    ) -> Sequence[str]:
        before = level.spot.order
        if before and not may_move:
            return kept(before, rows)
        if before and level.resource.order is None and rows is self.rows:
            return before
        known = {key: row for key, row in rows.items() if key != ghost} if ghost else rows
        order = ordered(level.resource, self._columns, known, sight)
        return with_ghost(ghost, order, before) if ghost else order

    def _made_drawable(self, column: Column[Any, Any]) -> Column[Any, Any]:
        if not self._ascii_only:
            return column
        folded = column.folded
        return replace(
            column,
            show=lambda row, sight: plain(column.show(row, sight)),
            folded=None if folded is None else lambda row, sight: plain(folded(row, sight)),
        )

    # The filter

    def _matches(
        self, level: NavEntry, order: Sequence[str], rows: Mapping[str, Any], sight: Sight
    ) -> Sequence[str]:
        words = level.spot.filter.casefold().split()
        if not words:
            self._texts.clear()
            self._filtered = ((), ())
            return order
        asked = (words, order, rows, sight.snapshot)
        last, found = self._filtered
        if len(last) == len(asked) and all(map(_same, asked, last)):
            return found
        texts = ((key, self._text(key, rows[key], sight)) for key in order)
        found = [key for key, text in texts if all(_holds(text, word) for word in words)]
        if len(self._texts) > 2 * len(order):  # Of rows that have gone meanwhile.
            self._texts = {key: self._texts[key] for key in order}
        self._filtered = (asked, found)
        return found

    def _text(self, key: str, row: Any, sight: Sight) -> str:
        """All that a row shows, folded; made once for each row object."""
        known = self._texts.get(key)
        if known is not None and known[0] is row:
            return known[1]
        searched = (column for column in self._columns if column.searched)
        text = " ".join(text_of(column.show(row, sight)) for column in searched).casefold()
        self._texts[key] = (row, text)
        return text


def _same(one: Any, other: Any) -> bool:
    return one is other or (isinstance(one, list) and one == other)


def _holds(text: str, word: str) -> bool:
    if len(word) > 1 and word.startswith("-"):
        return word[1:] not in text
    return word in text


def columns_of(level: NavEntry) -> Columns:
    """The columns of what is listed, in its scope."""
    resource = level.resource
    if resource.columns_for is not None:
        return resource.columns_for(level.scope)
    return resource.columns


def ordered(
    resource: Resource[Any], columns: Columns, rows: Mapping[str, Any], sight: Sight
) -> Sequence[str]:
    """The keys in the order declared; else by the first column, what is not known last."""
    if resource.order is not None:
        return resource.order(rows, sight)
    value = columns[0].value

    def place(key: str) -> tuple[bool, Any]:
        told = value(rows[key], sight)
        if told is None:
            return True, 0
        return False, natural(told) if isinstance(told, str) else told

    return sorted(rows, key=place)


def with_ghost(ghost: str, order: Sequence[str], before: Sequence[str]) -> list[str]:
    """The order with a row that it no longer has, where that stood before."""
    place = before.index(ghost) if ghost in before else len(order)
    return [*order[:place], ghost, *order[place:]]


def kept(order: Sequence[str], rows: Mapping[str, Any]) -> Sequence[str]:
    """The order as it was, without what vanished, with what arrived at its end."""
    if len(order) == len(rows) and all(key in rows for key in order):
        return order
    known = set(order)
    return [key for key in order if key in rows] + [key for key in rows if key not in known]
