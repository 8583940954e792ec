"""A resource in a table: its rows in their order, filtered, with the cursor where it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from trove_tui.resources.resource import Column, Resource
from trove_tui.resources.view_context import ViewContext
from trove_tui.text.natural import natural
from trove_tui.text.styled import text_of
from trove_tui.ui.widgets.table import Table
from trove_tui.ui.workspace import NavEntry

Columns = tuple[Column[Any, ViewContext], ...]


class ListController:
    """One list in a table.

    Args:
        table: returns the table, which may be made later.
    """

    def __init__(self, table: Callable[[], Table[Any, Any]]) -> None:
        self._table = table
        self._entry: NavEntry | None = None
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

    def draw(self, entry: NavEntry, context: ViewContext, *, may_move: bool) -> None:
        """Show that entry; `may_move` lets rows change places."""
        is_new = self._enter(entry)
        list_state, table = entry.list_state, self.table
        cursor = list_state.cursor if is_new else (table.cursor_id or list_state.cursor)
        rows = entry.rows(context)
        tombstone = (
            None if entry.resource.tombstone is None else entry.resource.tombstone(context, cursor)
        )
        if tombstone is not None and cursor is not None:
            rows = {**rows, cursor: tombstone}
        list_state.order = self._ordered(
            entry, rows, context, cursor if tombstone else None, may_move
        )
        self.rows = rows
        order = self._matches(entry, list_state.order, rows, context)
        self.matching = len(order)
        table.show(order, rows, context)
        if is_new and cursor in rows:
            table.cursor_id = cursor
        if order:
            list_state.cursor = table.cursor_id

    def _enter(self, entry: NavEntry) -> bool:
        """Turn to that list; whether it is new, or had no rows so far."""
        columns = columns_of(entry)
        is_same = (
            self._entry is not None
            and self._entry.resource is entry.resource
            and self._entry.list_state is entry.list_state
        )
        if not is_same or columns != self._columns:
            self._entry, self._columns = entry, columns
            self._texts.clear()
            self.table.turn_to(columns)
            return True
        self._entry = entry
        return not self.table.order

    def _ordered(
        self,
        entry: NavEntry,
        rows: Mapping[str, Any],
        context: ViewContext,
        tombstone: str | None,
        may_move: bool,
    ) -> Sequence[str]:
        before = entry.list_state.order
        if before and not may_move:
            return without_vanished(before, rows)
        if before and entry.resource.order is None and rows is self.rows:
            return before
        present = {key: row for key, row in rows.items() if key != tombstone} if tombstone else rows
        order = ordered(entry.resource, self._columns, present, context)
        return with_tombstone(tombstone, order, before) if tombstone else order

    # The filter

    def _matches(
        self, entry: NavEntry, order: Sequence[str], rows: Mapping[str, Any], context: ViewContext
    ) -> Sequence[str]:
        words = entry.list_state.filter.casefold().split()
        if not words:
            self._texts.clear()
            self._filtered = ((), ())
            return order
        inputs = (words, order, rows, context.snapshot)
        last_inputs, matching = self._filtered
        if len(last_inputs) == len(inputs) and all(map(_is_same_input, inputs, last_inputs)):
            return matching
        texts = ((key, self._text(key, rows[key], context)) for key in order)
        matching = [key for key, text in texts if all(_matches_word(text, word) for word in words)]
        if len(self._texts) > 2 * len(order):  # Drop the texts of rows that are gone.
            self._texts = {key: self._texts[key] for key in order}
        self._filtered = (inputs, matching)
        return matching

    def _text(self, key: str, row: Any, context: ViewContext) -> str:
        """All that a row shows, folded; made once for each row object."""
        cached = self._texts.get(key)
        if cached is not None and cached[0] is row:
            return cached[1]
        searched = (column for column in self._columns if column.searched)
        text = " ".join(text_of(column.show(row, context)) for column in searched).casefold()
        self._texts[key] = (row, text)
        return text


def _is_same_input(first: Any, second: Any) -> bool:
    return first is second or (isinstance(first, list) and first == second)


def _matches_word(text: str, word: str) -> bool:
    if len(word) > 1 and word.startswith("-"):
        return word[1:] not in text
    return word in text


def columns_of(entry: NavEntry) -> Columns:
    """The columns of what is listed, in its scope."""
    resource = entry.resource
    if resource.columns_for is not None:
        return resource.columns_for(entry.scope)
    return resource.columns


def ordered(
    resource: Resource[Any], columns: Columns, rows: Mapping[str, Any], context: ViewContext
) -> Sequence[str]:
    """The keys in the resource's order; else by the first column, unknown values last."""
    if resource.order is not None:
        return resource.order(rows, context)
    value = columns[0].value

    def sort_key(key: str) -> tuple[bool, Any]:
        cell = value(rows[key], context)
        if cell is None:
            return True, 0
        return False, natural(cell) if isinstance(cell, str) else cell

    return sorted(rows, key=sort_key)


def with_tombstone(tombstone: str, order: Sequence[str], before: Sequence[str]) -> list[str]:
    """The order with the row that is gone put back where it was before."""
    place = before.index(tombstone) if tombstone in before else len(order)
    return [*order[:place], tombstone, *order[place:]]


def without_vanished(order: Sequence[str], rows: Mapping[str, Any]) -> Sequence[str]:
    """The old order without the rows that are gone, with new rows at its end."""
    if len(order) == len(rows) and all(key in rows for key in order):
        return order
    placed = set(order)
    return [key for key in order if key in rows] + [key for key in rows if key not in placed]
