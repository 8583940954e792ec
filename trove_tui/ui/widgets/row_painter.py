"""Draws a table's lines: its heading, its rows, what is said where there are none.

A row's strip is kept, one of each look, while its cells are the same objects: Textual keeps with a
strip what it has made of it, so a row that only moves, or that the cursor leaves, costs little.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from trove_tui.text.styled import Tone, text_of
from trove_tui.text.width import cell_width, cut, wrap
from trove_tui.ui.widgets.columns import Cells, ColumnLayout
from trove_tui.ui.widgets.row_styles import RowLook, RowStyles, mix, quiet

_EDGE, _MARK = "▌", "✓"
_KEPT = 500
"""Strips: some screens full."""


@lru_cache(8)
def _wrapped(note: str, width: int) -> Sequence[str]:
    """A note in lines that fit, with some air at both ends."""
    wrapped = (wrap(line, Tone.PLAIN, width - 2) for line in note.splitlines())
    return [text_of(line) for lines in wrapped for line in lines]


class RowLine(NamedTuple):
    """A row as it stands on the screen."""

    id: str
    cells: Cells
    look: RowLook


class RowPainter:
    """What one table is drawn with; to be told when its styles or its columns change."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._inks: dict[RowLook, RowStyles] = {}
        self._strips: dict[tuple[str, RowLook], tuple[Cells, Strip]] = {}
        self._ground: Style | None = None

    def forget(self) -> None:
        """Colours changed: look them up again."""
        self._inks.clear()
        self._strips.clear()
        self._ground = None

    def forget_rows(self) -> None:
        """The columns have other places."""
        self._strips.clear()

    @property
    def ground(self) -> Style:
        """The style of what is blank; Textual goes up to the screen each time it is asked."""
        if self._ground is None:
            self._ground = self._widget.rich_style
        return self._ground

    def blank(self, width: int) -> Strip:
        """A line with nothing on it."""
        return Strip.blank(width, self.ground)

    def row(self, line: RowLine, layout: ColumnLayout[Any, Any], width: int) -> Strip:
        """A row's line."""
        key = line.id, line.look
        known = self._strips.get(key)
        if known and known[0] is line.cells:
            return known[1]
        if (inks := self._inks.get(line.look)) is None:
            inks = self._inks[line.look] = mix(self._widget, line.look)
        lead = _MARK if line.look.marked else _EDGE if line.look.cursor else " "
        strip = layout.draw(line.cells, inks, lead=lead, width=width)
        if len(self._strips) >= _KEPT:
            self._strips.clear()
        self._strips[key] = line.cells, strip
        return strip

    def heading(self, layout: ColumnLayout[Any, Any], width: int) -> Strip:
        """The columns' titles."""
        inks = RowStyles.of_one(self.ground + quiet(self._widget))
        titles = [layout.columns[spot.number].title.upper() for spot in layout.places]
        cells = tuple([((title, Tone.PLAIN),) for title in titles])
        return layout.draw(cells, inks, lead=" ", width=width)

    def note(self, note: str, y: int, height: int, width: int) -> Strip:
        """A line of words that stand in the middle of so many lines."""
        lines = _wrapped(note, width)
        number = y - max(1, (height - len(lines)) // 2)  # below the heading
        words = cut(lines[number], width) if 0 <= number < len(lines) else ""
        if not words or not width:
            return self.blank(width)
        style = self.ground + quiet(self._widget)
        text = " " * ((width - cell_width(words)) // 2) + words
        return Strip([Segment(text, style)]).adjust_cell_length(width, style)
