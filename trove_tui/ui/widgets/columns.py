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

LEAD = 1
"""Cells before the first column: the cursor's bright edge, or a mark."""
GAP = 1
"""Cells between two columns."""
Cells = tuple[StyledText, ...]
"""What stands in the placed columns of one row."""
_CUT_NAME = 32
"""Cells of a name too long to be shown whole anywhere: it costs other columns no more."""
_NOTHING = ("", "–", "-")
"""What stands in cells that say nothing."""


class ColumnPlace(NamedTuple):
    """Where a column stands: its number among those declared, its first cell, its cells."""

    number: int
    x: int
    width: int


class ColumnLayout(Generic[T, C]):
    """The columns of one table, how wide each has been seen to be, and where each stands."""

    def __init__(self, columns: Sequence[Column[T, C]]) -> None:
        self.columns = tuple(columns)
        self.places: list[ColumnPlace] = []
        self._shows: list[Callable[[T, C], StyledText]] = []
        self._widest = [0] * len(self.columns)
        self._blank: frozenset[int] = frozenset()
        self._absent: frozenset[int] = frozenset()

    def sample(self, rows: Sequence[T], context: C) -> None:
        """Forget the widths seen; take those of these rows."""
        self._widest = [0] * len(self.columns)
        blank = set()
        for number, column in enumerate(self.columns):
            cells = [column.show(row, context) for row in rows]
            self._widest[number] = _widest(column, cells)
            if rows and not any(map(partial(_says, column, context), rows, cells)):
                blank.add(number)
        self._blank = frozenset(blank)

    def share(self, room: int, context: C) -> None:
        """Place the columns in so many cells."""
        columns = self.columns
        self._absent = self._not_there(context)
        widths = wanted(columns, self._widest)
        self.places = place(columns, widths, room, blank=self._blank, absent=self._absent)
        placed = {columns[spot.number].title for spot in self.places}
        self._shows = [
            column.show if column.folded is None or _folds(columns, number) in placed
            else column.folded
            for number, column in ((spot.number, columns[spot.number]) for spot in self.places)
        ]  # fmt: skip

    def cells(self, row: T, context: C) -> Cells:
        """What stands in the placed columns."""
        return tuple([show(row, context) for show in self._shows])

    def grow(self, rows: Sequence[T], lines: Sequence[Cells], context: C) -> bool:
        """Whether columns need other widths for these rows, as far as they allow; or others do."""
        before = wanted(self.columns, self._widest), self._blank
        for at, spot in enumerate(self.places):
            column = self.columns[spot.number]
            if before[0][spot.number] < column.width[1]:
                widest = _widest(column, [cells[at] for cells in lines])
                self._widest[spot.number] = max(self._widest[spot.number], widest)
        for number in self._blank:
            column = self.columns[number]
            cells = [column.show(row, context) for row in rows]
            if any(map(partial(_says, column, context), rows, cells)):
                self._blank -= {number}
                self._widest[number] = _widest(column, cells)
        now = wanted(self.columns, self._widest), self._blank
        return now != before or self._not_there(context) != self._absent

    def _not_there(self, context: C) -> frozenset[int]:
        # Before any row is known there is no context.
        return frozenset(
            number
            for number, column in enumerate(self.columns)
            if column.there is not None and (context is None or not column.there(context))
        )

    def draw(self, cells: Cells, inks: RowStyles, *, lead: str, width: int) -> Strip:
        """One line: the lead, then each placed cell, aligned and cut, filled up to `width`."""
        pen = _Pen(inks.row)
        pen.write(lead, Ink(inks.lead, clean=True))
        x = LEAD
        for at, (spot, shown) in enumerate(zip(self.places, cells, strict=True)):
            column = self.columns[spot.number]
            if (used := line_width(shown)) > spot.width:
                shown = fit_cell(column, shown, spot.width)
                used = line_width(shown)
            right = column.align == "right"
            start = spot.x + (spot.width - used if right else 0)
            pen.space(start - x)
            tones = inks.tones if at else inks.first
            for text, tone in shown:
                pen.write(text, tones[tone])
            x = start + used
        pen.space(width - x)
        return Strip(pen.segments, width)


def fit_cell(column: Column[Any, Any], shown: StyledText, width: int) -> StyledText:
    """A cell's pieces in so many cells: of a name its middle is cut, of all else the end."""
    if is_name(column) and len(shown) == 1:
        (text, tone), *_ = shown
        return ((cut_middle(text, width), tone),)
    return fit(shown, width)


def is_name(column: Column[Any, Any]) -> bool:
    """Whether it is what a row is known by."""
    return column.grows and not column.priority


def wanted(columns: Sequence[Column[Any, Any]], widest: Sequence[int]) -> list[int]:
    """The width each column would like, from the widest cell seen in it."""
    return [
        max(column.width[0], min(column.width[1], max(cells, cell_width(column.title))))
        for column, cells in zip(columns, widest, strict=True)
    ]


def place(
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
    there = [number for number in range(len(columns)) if number not in absent]
    kept = _drop(columns, cells, room, there, blank)
    spare = room - _total(cells, kept)
    if spare < 0:
        _shrink(columns, cells, kept, -spare)
    growing = next((number for number in kept if columns[number].grows), None)
    if growing is not None and spare > 0:
        cells[growing] += spare
    places = []
    x = LEAD
    for number in kept:
        width = min(cells[number], room - x)
        if width > 0:
            places.append(ColumnPlace(number, x, width))
        x += cells[number] + GAP
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
    """The cells that the widest of these takes; of names, those too long count for less."""
    widths = [line_width(each) for each in cells]
    if is_name(column):
        most = column.width[1]
        widths = [each if each <= most else min(most, _CUT_NAME) for each in widths]
    return max(widths, default=0)


def _says(column: Column[Any, Any], context: Any, row: Any, cell: StyledText) -> bool:
    """Whether there is something in a cell of that column, or may be once it is known."""
    if any(text.strip() not in _NOTHING for text, _ in cell):
        return True
    return column.awaited is not None and column.awaited(row, context)


def _folds(columns: Sequence[Column[Any, Any]], number: int) -> str:
    """The title of the column that this one says as well where that has no room."""
    if columns[number].folds or number + 1 == len(columns):
        return columns[number].folds
    return columns[number + 1].title


def _total(cells: Sequence[int], kept: Sequence[int]) -> int:
    return LEAD + sum([cells[number] for number in kept]) + GAP * max(0, len(kept) - 1)


def _drop(
    columns: Sequence[Column[Any, Any]],
    cells: Sequence[int],
    room: int,
    there: Sequence[int],
    blank: Collection[int],
) -> list[int]:
    """Those kept: without the blank, then those of the highest priority number, the last first."""
    kept = list(there)

    def worth(number: int) -> tuple[bool, int, int]:
        droppable = columns[number].priority
        return bool(droppable) and number in blank, droppable, number

    while _total(cells, kept) > room:
        number = max(kept, key=worth, default=None)
        if number is None or not columns[number].priority:
            break
        kept.remove(number)
    return kept


def _shrink(
    columns: Sequence[Column[Any, Any]], cells: list[int], kept: Iterable[int], over: int
) -> None:
    """Take `over` cells from those with most to give, none below its fewest."""
    for number in sorted(kept, key=lambda number: columns[number].width[0] - cells[number]):
        given = min(over, max(0, cells[number] - columns[number].width[0]))
        cells[number] -= given
        over -= given
