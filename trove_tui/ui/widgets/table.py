"""The table: ten thousand rows that feel like ten.

It keeps the rows it was given and draws only the lines on screen. At each update it makes
their cells anew, compares them with those on the screen, and repaints the regions of those
that differ; the layout is passed only when the number of rows changes. What a row shows may
depend on anything (ages, other rows), so cells are compared and not rows.

The cursor is a row's id. Rows move, vanish and arrive under it, and it stays where it is:
on its row, at its height on the screen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, ClassVar, Generic

from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.strip import Strip

from trove_tui.ui.widgets.columns import LEAD_CELLS, C, Cells, ColumnLayout, T
from trove_tui.ui.widgets.cursor_view import HEADING, CursorView
from trove_tui.ui.widgets.follow_row import follow_row
from trove_tui.ui.widgets.row_painter import RowLine, RowPainter, dirty_regions
from trove_tui.ui.widgets.row_styles import RowLook

if TYPE_CHECKING:
    from textual.theme import Theme

    from trove_tui.resources.resource import Column

_SAMPLED_ROWS = 200
"""Rows measured when many arrive: the widths of columns come from them."""


class Table(CursorView, Generic[T, C]):
    """Rows of a resource under its columns. Given rows by `show`, reports by messages."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"table--edge", "table--cursor"}
    DEFAULT_CSS = """
    Table { overflow-x: hidden; overflow-y: auto; scrollbar-gutter: stable; }
    Table { scrollbar-size: 0 1; }
    """

    class RowMessage(Message):
        """Something happened to a row."""

        def __init__(self, table: Table[Any, Any], row_id: str | None) -> None:
            super().__init__()
            self.table = table
            self.id = row_id

        @property
        def control(self) -> Table[Any, Any]:
            """The table it happened in."""
            return self.table

    class Highlighted(RowMessage):
        """The cursor is on another row: moved there, or its own has gone (`id` None: all have)."""

    class Opened(RowMessage):
        """Enter on the row under the cursor, or a click on it."""

    def __init__(
        self,
        columns: Sequence[Column[T, C]],
        *,
        id: str | None = None,  # noqa: A002  (Textual's own name)
    ) -> None:
        super().__init__(id=id)
        self._column_layout = ColumnLayout(columns)
        self._order: Sequence[str] = ()
        self._rows: Mapping[str, T] = {}
        self._row_context: Any = None  # of all rows: None before the first are shown
        self._cursor: str | None = None
        self._index = 0  # of the cursor in the order; kept when there are no rows
        self._marked: frozenset[str] = frozenset()
        self._fresh: frozenset[str] = frozenset()
        self._note = ""
        self._sampled = 0
        self._lines: list[RowLine] = []
        self._painter = RowPainter(self)
        self._cached_room = Size(), Size()

    # What it shows

    @property
    def columns(self) -> Sequence[Column[T, C]]:
        """The columns declared, also those for which there is no room."""
        return self._column_layout.columns

    @columns.setter
    def columns(self, columns: Sequence[Column[T, C]]) -> None:
        if tuple(columns) != self.columns:
            self._column_layout = ColumnLayout(columns)
            self._sample_widths()
            self._lay_out_columns()
            self.refresh()

    def turn_to(self, columns: Sequence[Column[Any, Any]]) -> None:
        """List another resource under these columns, without rows so far."""
        self._order, self._rows, self._lines = (), {}, []
        self._cursor, self._index = None, 0
        self._marked = self._fresh = frozenset()
        self.virtual_size = Size(0, 0)
        self._column_layout = ColumnLayout(columns)
        self._sample_widths()
        self._lay_out_columns()

    def show(self, order: Sequence[str], rows: Mapping[str, T], context: C) -> None:
        """Show these rows (at least all those in the order), in this order."""
        before, index, top = self._order, self._index, self.scroll_offset.y
        self._order, self._rows, self._row_context = order, rows, context
        if len(order) != len(before):
            self.virtual_size = Size(0, len(order) + HEADING if order else 0)
        if order is not before:
            self._follow(before, index, top)
        if len(order) > 2 * self._sampled or not order:
            self._sample_widths()
            self._lay_out_columns()
        else:
            self._update(remake=True)
        self.place_cursor()

    def note(self, text: str) -> None:
        """Show this text in the middle while there are no rows."""
        if text != self._note:
            self._note = text
            if not self._order:
                self.refresh()

    @property
    def order(self) -> Sequence[str]:
        """The ids shown, in their order."""
        return self._order

    @property
    def marked(self) -> frozenset[str]:
        """The ids marked; assign another set to change it."""
        return self._marked

    @marked.setter
    def marked(self, ids: Set[str]) -> None:
        self._marked = frozenset(ids)
        self._update()

    @property
    def fresh(self) -> frozenset[str]:
        """The ids whose row has just changed; assign another set to change it."""
        return self._fresh

    @fresh.setter
    def fresh(self, ids: Set[str]) -> None:
        self._fresh = frozenset(ids)
        self._update()

    @property
    def cursor_id(self) -> str | None:
        """The row the cursor is on: None only while there are no rows."""
        return self._cursor if self._order else None

    @cursor_id.setter
    def cursor_id(self, row_id: str | None) -> None:
        if row_id is not None and row_id in self._order:
            self.go(self._order.index(row_id))

    @property
    def cursor_place(self) -> int:
        """Where in the order the cursor is."""
        return self._index

    @property
    def visible_range(self) -> tuple[int, int]:
        """The first index in the order that is on the screen, and the one after the last."""
        top = self.scroll_offset.y
        return top, top + self.page_rows

    @property
    def visible_ids(self) -> Sequence[str]:
        """The ids on the screen now."""
        top = self.scroll_offset.y
        return self._order[top : top + self.page_rows]

    # The cursor

    def action_open(self) -> None:
        """Report Enter on the row under the cursor."""
        if (row_id := self.cursor_id) is not None:
            self.post_message(self.Opened(self, row_id))

    def place_cursor(self) -> None:
        """Put the terminal's own cursor on the selected row, for screen readers and magnifiers.

        Done at each focus and move; to be asked for when a screen above is closed.
        """
        y = self._index - self.scroll_offset.y
        if self.has_focus and self.app.screen is self.screen and 0 <= y < self.page_rows:
            self.app.cursor_position = self.region.offset + Offset(LEAD_CELLS, y + HEADING)

    # What Textual calls

    def on_mount(self) -> None:
        """Tones have no style of ours that could change: the theme itself is watched."""
        self.app.theme_changed_signal.subscribe(self, self._theme_changed)

    def on_resize(self) -> None:
        """Share the width again; keep the cursor in sight."""
        self._sample_widths()
        self._reveal()
        self._lay_out_columns()
        self.place_cursor()

    def on_focus(self) -> None:
        """The terminal's cursor comes here."""
        self.place_cursor()

    def notify_style_update(self) -> None:
        """Colours changed: look them up again at the next line drawn."""
        super().notify_style_update()
        self._painter.forget()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Other rows are visible: make their lines before they are asked for."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._update()

    def render_line(self, y: int) -> Strip:
        """One line of the screen: the heading, a row, a note or nothing."""
        painter, width = self._painter, self._width
        if not y:
            return painter.heading(self._column_layout, width)
        if not self._order:
            return painter.note(self._note, y, self.size.height, width)
        if y - HEADING >= len(self._lines):
            return painter.blank(width)
        return painter.row(self._lines[y - HEADING], self._column_layout, width)

    # Inside

    def _theme_changed(self, _theme: Theme) -> None:
        self._painter.forget()
        self.refresh()

    @property
    def _room(self) -> Size:
        """The cells of a line and the rows there is room for.

        One cell stays free for the scrollbar, or columns would move with it. Textual adds all
        this up anew each time it is asked.
        """
        outer = self.outer_size
        if self._cached_room[0] != outer:
            inner = self.scrollable_content_region.size
            self._cached_room = outer, Size(inner.width, max(0, inner.height - HEADING))
        return self._cached_room[1]

    @property
    def _width(self) -> int:
        return self._room.width

    @property
    def page_rows(self) -> int:
        """How many rows there is room for."""
        return self._room.height

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self._order)

    def go(self, place: int) -> None:
        """Put the cursor on that row or the nearest there is; bring it into sight."""
        if not self._order:
            return
        place = max(0, min(place, len(self._order) - 1))
        old_place, has_moved = self._index, self._order[place] != self._cursor
        self._index, self._cursor = place, self._order[place]
        if not 0 <= place - self.scroll_offset.y < self.page_rows:
            self._reveal()
        self.place_cursor()
        if has_moved:
            self._move_band(old_place, place)
            self._post_highlighted()

    def _post_highlighted(self) -> None:
        # Nobody listens at the table itself: one stop less on the way up.
        (self.parent or self).post_message(self.Highlighted(self, self.cursor_id))

    def _follow(self, before: Sequence[str], index: int, top: int) -> None:
        """Keep the cursor on its row, and that row at its height, in another order."""
        order, old_id = self._order, self._cursor if before else None
        in_sight = top <= index < top + self.page_rows
        self._index = follow_row(order, before, index, self._cursor)
        if order:
            self._cursor = order[self._index]
        if not order:
            self.scroll_rows(0)
        elif before and top:
            # At the top one stays there: what has just come in first place is the news.
            # In next to no room the scroll may be behind the last row.
            anchor = index if in_sight else min(top, len(before) - 1)
            self.scroll_rows(top + follow_row(order, before, anchor, before[anchor]) - anchor)
        if in_sight:
            self._reveal()
        if self.cursor_id != old_id:
            self._post_highlighted()

    def _reveal(self) -> None:
        """Scroll no further than needed to see the cursor's row."""
        top = self.scroll_offset.y
        self.scroll_rows(max(min(top, self._index), self._index - self.page_rows + 1))

    def scroll_rows(self, top: int) -> None:
        """Have that row at the top, or the nearest that can be."""
        top = max(0, min(top, self.max_scroll_y))
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True)

    def _sample_widths(self) -> None:
        """Measure the columns by rows all over the order."""
        ids = self._order[:: max(1, len(self._order) // _SAMPLED_ROWS)]
        self._sampled = len(self._order)
        self._column_layout.sample([self._rows[row_id] for row_id in ids], self._row_context)

    def _lay_out_columns(self, lines_on_screen: list[RowLine] | None = None) -> None:
        """Share the width between the columns and draw everything, if that makes a difference.

        Args:
            lines_on_screen: given where newer lines were made already.
        """
        before = (
            self._column_layout.places,
            self._lines if lines_on_screen is None else lines_on_screen,
        )
        self._painter.forget_rows()
        must_share = True
        while must_share:
            self._column_layout.share(self._width, self._row_context)
            self._lines = self._visible_lines({})
            must_share = self._needs_other_widths(self._lines)
        if (self._column_layout.places, self._lines) != before:
            self.refresh()

    def _needs_other_widths(self, new_lines: Sequence[RowLine]) -> bool:
        """Whether the columns need other widths for these lines."""
        rows = [self._rows[line.id] for line in new_lines]
        return self._column_layout.grow(rows, [line.cells for line in new_lines], self._row_context)

    def _move_band(self, *places: int) -> None:
        """Redraw the lines that the cursor left and came to, at once."""
        top, dirty = self.scroll_offset.y, []
        for y in [place - top for place in places]:
            if 0 <= y < len(self._lines):
                line = self._lines[y]
                look = line.look._replace(cursor=line.id == self._cursor)
                self._lines[y] = line._replace(look=look)
                dirty.append(Region(0, y + HEADING, self._width, 1))
        self.redraw_lines(*dirty)

    def _update(self, *, remake: bool = False) -> None:
        """Make the visible lines; repaint those that differ from what is on the screen.

        The cells of a row that is on the screen already are reused, unless `remake`.
        """
        before = self._lines
        known_cells = {line.id: line.cells for line in before}
        self._lines = self._visible_lines(known_cells, remake=remake)
        if self._needs_other_widths(
            [line for line in self._lines if known_cells.get(line.id) is not line.cells]
        ):
            self._lay_out_columns(before)
            return
        places, width = self._column_layout.places, self._width
        pairs = enumerate(zip_longest(before, self._lines), HEADING)
        changed = (dirty_regions(y, *two, places, width) for y, two in pairs if two[0] != two[1])
        if regions := [region for line in changed for region in line]:
            self.refresh(*regions)

    def _visible_lines(
        self, known_cells: Mapping[str, Cells], *, remake: bool = False
    ) -> list[RowLine]:
        """The visible lines, with the same cell objects as before where those are equal.

        The painter then knows that what it has drawn is still right.
        """
        make_cells, context, rows = self._column_layout.cells, self._row_context, self._rows
        cursor, marked, fresh = self._cursor, self._marked, self._fresh
        lines = []
        for row_id in self.visible_ids:
            cells = known_cells.get(row_id)
            if remake or cells is None:
                new_cells = make_cells(rows[row_id], context)
                cells = cells if cells == new_cells else new_cells
            look = RowLook(row_id == cursor, row_id in marked, row_id in fresh)
            lines.append(RowLine(row_id, cells, look))
        return lines
