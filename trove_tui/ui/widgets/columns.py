"""How a table's columns share its width, and how a row of cells becomes a line.

A column is as wide as the widest of a sample of its cells, within what it allows, and the
widths are kept: they grow when something wider comes into view and never shrink while one
moves about, or names would dance sideways.

The name is what one acts on: before one is cut, columns go, first those that say nothing, then
by priority. What is cut of it all the same is its middle: names that differ often do at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from trove_tui.text.styled import StyledText
from trove_tui.text.width import cell_width, cut_middle, fit, line_width
from trove_tui.ui.widgets.row_styles import Ink, RowStyles

if TYPE_CHECKING:
    from trove_tui.resources.resource import Column

T = TypeVar("T")
C = TypeVar("C")

LEAD_CELLS = 1
"""Cells before the first column, for the cursor's bright edge or a mark."""
GAP_CELLS = 1
"""Cells between two columns."""
Cells = tuple[StyledText, ...]
"""The cells of one row, of the placed columns only."""
_CUT_NAME_CELLS = 32
"""The width wanted for a name longer than its column ever is: it takes no more from others."""
_EMPTY_TEXTS = ("", "–", "-")
"""The texts of an empty cell."""


class ColumnPlace(NamedTuple):
    """Where a column is drawn: its number among those declared, its first cell, its width."""

    number: int
    x: int
    width: int


class ColumnLayout(Generic[T, C]):
    """The columns of one table, the widest cell seen in each, and where each is drawn."""

    def __init__(self, columns: Sequence[Column[T, C]]) -> None:
        self.columns = tuple(columns)
        self.places: list[ColumnPlace] = []
        self._shows: list[Callable[[T, C], StyledText]] = []
        self._widest = [0] * len(self.columns)
        self._blank: frozenset[int] = frozenset()
        self._absent: frozenset[int] = frozenset()

    def sample(self, rows: Sequence[T], context: C) -> None:
        """Measure the columns anew, by these rows."""
        self._widest = [0] * len(self.columns)
        blank = set()
        for number, column in enumerate(self.columns):
            cells = [column.show(row, context) for row in rows]
            self._widest[number] = _widest(column, cells)
            if rows and not any(map(partial(_is_filled, column, context), rows, cells)):
                blank.add(number)
        self._blank = frozenset(blank)

    def share(self, room: int, context: C) -> None:
        """Share `room` cells between the columns."""
        columns = self.columns
        self._absent = self._absent_columns(context)
        widths = wanted_widths(columns, self._widest)
        self.places = place_columns(columns, widths, room, blank=self._blank, absent=self._absent)
        placed = {columns[place.number].title for place in self.places}
        self._shows = [
            column.show if column.folded is None or _folded_title(columns, number) in placed
            else column.folded
            for number, column in ((place.number, columns[place.number]) for place in self.places)
        ]  # fmt: skip

    def cells(self, row: T, context: C) -> Cells:
        """The row's cells in the placed columns."""
        return tuple([show(row, context) for show in self._shows])

    def grow(self, rows: Sequence[T], row_cells: Sequence[Cells], context: C) -> bool:
        """Measure these rows too; whether the columns must be shared anew for them."""
        before = wanted_widths(self.columns, self._widest), self._blank
        for index, place in enumerate(self.places):
            column = self.columns[place.number]
            if before[0][place.number] < column.width[1]:
                widest = _widest(column, [cells[index] for cells in row_cells])
                self._widest[place.number] = max(self._widest[place.number], widest)
        for number in self._blank:
            column = self.columns[number]
            cells = [column.show(row, context) for row in rows]
            if any(map(partial(_is_filled, column, context), rows, cells)):
                self._blank -= {number}
                self._widest[number] = _widest(column, cells)
        after = wanted_widths(self.columns, self._widest), self._blank
        return after != before or self._absent_columns(context) != self._absent

    def _absent_columns(self, context: C) -> frozenset[int]:
        # Before any row is known there is no context.
        return frozenset(
            number
            for number, column in enumerate(self.columns)
            if column.is_present is not None and (context is None or not column.is_present(context))
        )

    def draw(self, cells: Cells, styles: RowStyles, *, lead: str, width: int) -> Strip:
        """One line: the lead, then each placed cell, aligned and cut, filled up to `width`."""
        pen = _Pen(styles.row)
        pen.write(lead, Ink(styles.lead, clean=True))
        x = LEAD_CELLS
        for index, (place, cell) in enumerate(zip(self.places, cells, strict=True)):
            column = self.columns[place.number]
            if (used := line_width(cell)) > place.width:
                cell = fit_cell(column, cell, place.width)
                used = line_width(cell)
            right = column.align == "right"
            start = place.x + (place.width - used if right else 0)
            pen.space(start - x)
            tones = styles.tones if index else styles.first
            for text, tone in cell:
                pen.write(text, tones[tone])
            x = start + used
        pen.space(width - x)
        return Strip(pen.segments, width)


def fit_cell(column: Column[Any, Any], cell: StyledText, width: int) -> StyledText:
    """A cell's pieces in so many cells: of a name its middle is cut, of all else the end."""
    if is_name(column) and len(cell) == 1:
        (text, tone), *_ = cell
        return ((cut_middle(text, width), tone),)
    return fit(cell, width)


def is_name(column: Column[Any, Any]) -> bool:
    """Whether the column has the name of its row."""
    return column.grows and not column.priority


def wanted_widths(columns: Sequence[Column[Any, Any]], widest: Sequence[int]) -> list[int]:
    """The width that each column wants, given the widest cell seen in it."""
    return [
        max(column.width[0], min(column.width[1], max(cells, cell_width(column.title))))
        for column, cells in zip(columns, widest, strict=True)
    ]


def place_columns(
    columns: Sequence[Column[Any, Any]],
    widths: Sequence[int],
    room: int,
    *,
    blank: Collection[int] = (),
    absent: Collection[int] = (),
) -> list[ColumnPlace]:
    """Share `room` cells between columns that would like `widths`.

    Columns are dropped until the rest has room: the blank first, then by priority. Another
    column than the name that grows gives way before, down to its fewest cells. When only those
    that never are dropped remain, the widest shrink; what still does not fit is cut at the edge.
    What room is left over goes to the column that grows.
    """
    cells = list(widths)
    for number, column in enumerate(columns):
        if column.grows and not is_name(column):
            cells[number] = max(column.width[0], min(cell_width(column.title), column.width[1]))
    present = [number for number in range(len(columns)) if number not in absent]
    placed = _drop(columns, cells, room, present, blank)
    spare = room - _total_cells(cells, placed)
    if spare < 0:
        _shrink(columns, cells, placed, -spare)
    growing_number = next((number for number in placed if columns[number].grows), None)
    if growing_number is not None and spare > 0:
        cells[growing_number] += spare
    places = []
    x = LEAD_CELLS
    for number in placed:
        width = min(cells[number], room - x)
        if width > 0:
            places.append(ColumnPlace(number, x, width))
        x += cells[number] + GAP_CELLS
    return places


class _Pen:
    """Writes runs of text as few segments: each costs some forty bytes of colour on the wire."""

    def __init__(self, row: Style) -> None:
        self._blank = Ink(row, clean=True)
        self._ink: Ink | None = None
        self._run: list[str] = []
        self._done: list[Segment] = []

    def write(self, text: str, ink: Ink) -> None:
        if ink != self._ink:
            self._flush()
            self._ink = ink
        self._run.append(text)

    def space(self, cells: int) -> None:
        """Blank cells, in the ink at hand where that looks the same."""
        if cells > 0:
            ink = self._ink if self._ink is not None and self._ink.clean else self._blank
            self.write(" " * cells, ink)

    @property
    def segments(self) -> list[Segment]:
        self._flush()
        return self._done

    def _flush(self) -> None:
        if self._ink is not None and (text := "".join(self._run)):
            self._done.append(Segment(text, self._ink.style))
        self._run = []


def _widest(column: Column[Any, Any], cells: Iterable[StyledText]) -> int:
    """The width of the widest cell; names that are too long count for less."""
    widths = [line_width(cell) for cell in cells]
    if is_name(column):
        max_width = column.width[1]
        widths = [
            width if width <= max_width else min(max_width, _CUT_NAME_CELLS) for width in widths
        ]
    return max(widths, default=0)


def _is_filled(column: Column[Any, Any], context: Any, row: Any, cell: StyledText) -> bool:
    """Whether a cell has a text, or may have one once its value is known."""
    if any(text.strip() not in _EMPTY_TEXTS for text, _ in cell):
        return True
    return column.awaited is not None and column.awaited(row, context)


def _folded_title(columns: Sequence[Column[Any, Any]], number: int) -> str:
    """The title of the column that this one includes where that one has no room."""
    if columns[number].folds or number + 1 == len(columns):
        return columns[number].folds
    return columns[number + 1].title


def _total_cells(cells: Sequence[int], placed: Sequence[int]) -> int:
    gaps = GAP_CELLS * max(0, len(placed) - 1)
    return LEAD_CELLS + sum([cells[number] for number in placed]) + gaps


def _drop(
    columns: Sequence[Column[Any, Any]],
    cells: Sequence[int],
    room: int,
    present: Sequence[int],
    blank: Collection[int],
) -> list[int]:
    """The columns that fit: blank ones are dropped first, then by priority, the last first."""
    placed = list(present)

    def drop_rank(number: int) -> tuple[bool, int, int]:
        priority = columns[number].priority
        return bool(priority) and number in blank, priority, number

    while _total_cells(cells, placed) > room:
        number = max(placed, key=drop_rank, default=None)
        if number is None or not columns[number].priority:
            break
        placed.remove(number)
    return placed


def _shrink(
    columns: Sequence[Column[Any, Any]], cells: list[int], placed: Iterable[int], missing: int
) -> None:
    """Take `missing` cells from the columns with most to spare, down to their least widths."""
    for number in sorted(placed, key=lambda number: columns[number].width[0] - cells[number]):
        taken = min(missing, max(0, cells[number] - columns[number].width[0]))
        cells[number] -= taken
        missing -= taken
