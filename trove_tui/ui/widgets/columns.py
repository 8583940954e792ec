"""How a table's columns share its width, and how a row of cells becomes a line.

A column is as wide as the widest of a sample of its cells, within what it allows, and the
widths are kept: they grow when something wider comes into view and never shrink while one
moves about, or names would dance sideways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from trove_tui.resources.shown import Shown, Span
from trove_tui.ui.widgets.inks import Ink, Inks

if TYPE_CHECKING:
    from trove_tui.resources.resource import Column

T = TypeVar("T")
C = TypeVar("C")

LEAD = 1
"""Cells before the first column: the cursor's bright edge, or a mark."""
GAP = 1
"""Cells between two columns."""
Cells = tuple[Shown, ...]
"""What stands in the placed columns of one row."""
_LONGEST = 512
"""Characters of one text that are looked at: more than any terminal is wide."""


class Place(NamedTuple):
    """Where a column stands: its number among those declared, its first cell, its cells."""

    number: int
    x: int
    width: int


class Layout(Generic[T, C]):
    """The columns of one table, how wide each has been seen to be, and where each stands."""

    def __init__(self, columns: Sequence[Column[T, C]]) -> None:
        self.columns = tuple(columns)
        self.places: list[Place] = []
        self._shows: list[Callable[[T, C], Shown]] = []
        self._widest = [0] * len(self.columns)

    def sample(self, rows: Sequence[T], context: C) -> None:
        """Forget the widths seen; take those of these rows."""
        self._widest = [
            max([measure(column.show(row, context)) for row in rows], default=0)
            for column in self.columns
        ]

    def share(self, room: int) -> None:
        """Place the columns in so many cells."""
        columns = self.columns
        self.places = place(columns, wanted(columns, self._widest), room)
        placed = {spot.number for spot in self.places}
        self._shows = [
            folded
            if (folded := columns[number].folded) is not None and number + 1 not in placed
            else columns[number].show
            for number, *_ in self.places
        ]

    def cells(self, row: T, context: C) -> Cells:
        """What stands in the placed columns."""
        return tuple([show(row, context) for show in self._shows])

    def grow(self, lines: Sequence[Cells]) -> bool:
        """Whether a column needs more for these than it has, as far as it allows."""
        before = wanted(self.columns, self._widest)
        for at, spot in enumerate(self.places):
            column = self.columns[spot.number]
            if not column.grows and before[spot.number] < column.width[1]:
                widest = max([measure(cells[at]) for cells in lines], default=0)
                self._widest[spot.number] = max(self._widest[spot.number], widest)
        return wanted(self.columns, self._widest) != before

    def draw(self, cells: Cells, inks: Inks, *, lead: str, width: int, more: str) -> Strip:
        """One line: the lead, then each placed cell, aligned and cut, filled up to `width`."""
        pen = _Pen(inks.row)
        pen.write(lead, Ink(inks.lead, clean=True))
        x = LEAD
        for at, (spot, shown) in enumerate(zip(self.places, cells, strict=True)):
            spans, used = fit(shown, spot.width, more)
            right = self.columns[spot.number].align == "right"
            start = spot.x + (spot.width - used if right else 0)
            pen.space(start - x)
            tones = inks.tones if at else inks.first
            for text, tone in spans:
                pen.write(text, tones[tone])
            x = start + used
        pen.space(width - x)
        return Strip(pen.segments, width)


def measure(shown: Shown) -> int:
    """The cells these spans take."""
    return sum([_cells(text) for text, _ in shown])


def fit(shown: Shown, width: int, more: str) -> tuple[Shown, int]:
    """Cut spans to a width, ending what was cut in `more` (one cell); and the cells used."""
    whole = measure(shown)
    if whole <= width:
        return shown, whole
    kept: list[Span] = []
    room = width - 1
    for text, tone in shown:
        cells = _cells(text)
        if cells > room:
            # Half a wide character becomes a space, which would stand lost before the mark.
            kept.append((set_cell_size(text[:_LONGEST], room).rstrip() + more, tone))
            break
        kept.append((text, tone))
        room -= cells
    return tuple(kept), measure(tuple(kept))


def wanted(columns: Sequence[Column[Any, Any]], widest: Sequence[int]) -> list[int]:
    """The width each column would like, from the widest cell seen in it."""
    return [
        max(column.width[0], min(column.width[1], max(cells, _cells(column.title))))
        for column, cells in zip(columns, widest, strict=True)
    ]


def place(columns: Sequence[Column[Any, Any]], widths: Sequence[int], room: int) -> list[Place]:
    """Share `room` cells between columns that would like `widths`.

    The column that grows takes what is left and is the first to give way, down to its fewest
    cells. Then columns are dropped by priority; when only those that never are remain, the
    widest shrink; what still does not fit is cut at the edge.
    """
    cells = list(widths)
    for number, column in enumerate(columns):
        if column.grows:
            cells[number] = max(column.width[0], min(_cells(column.title), column.width[1]))
    kept = _drop(columns, cells, room)
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
            places.append(Place(number, x, width))
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


def _cells(text: str) -> int:
    text = text[:_LONGEST]
    return len(text) if text.isascii() else cell_len(text)


def _total(cells: Sequence[int], kept: Sequence[int]) -> int:
    return LEAD + sum([cells[number] for number in kept]) + GAP * max(0, len(kept) - 1)


def _drop(columns: Sequence[Column[Any, Any]], cells: Sequence[int], room: int) -> list[int]:
    """The columns kept: without those of the highest priority number, the last of equals first."""
    kept = list(range(len(columns)))
    while _total(cells, kept) > room:
        number = max(kept, key=lambda number: (columns[number].priority, number), default=None)
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
