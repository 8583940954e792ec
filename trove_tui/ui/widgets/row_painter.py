"""Draws a table's lines: its heading, its rows, and the note where there are none.

A row's strip is kept, one of each look, while its cells are the same objects: Textual keeps with a
strip what it has made of it, so a row that only moves, or that the cursor leaves, costs little.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from trove_tui.text.styled import Tone, text_of
from trove_tui.text.width import cell_width, cut, wrap
from trove_tui.ui.widgets.columns import Cells, ColumnLayout, ColumnPlace
from trove_tui.ui.widgets.row_styles import RowLook, RowStyles, mix, quiet

_EDGE, _MARK = "▌", "✓"
_MAX_STRIPS = 500
"""Strips cached at most: some screens full."""


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


def dirty_regions(
    y: int, old: RowLine | None, new: RowLine | None, places: Sequence[ColumnPlace], width: int
) -> list[Region]:
    """The cells of a line that differ, or all of it if it is another row."""
    if old is None or new is None or (old.id, old.look) != (new.id, new.look):
        return [Region(0, y, width, 1)]
    cells = zip(places, old.cells, new.cells, strict=True)
    return [Region(place.x, y, place.width, 1) for place, was, now in cells if was != now]


class RowPainter:
    """Draws the lines of one table.

    Call `forget` when its styles change, and `forget_rows` when its columns do.
    """

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._styles: dict[RowLook, RowStyles] = {}
        self._strips: dict[tuple[str, RowLook], tuple[Cells, Strip]] = {}
        self._ground: Style | None = None

    def forget(self) -> None:
        """Colours changed: look them up again."""
        self._styles.clear()
        self._strips.clear()
        self._ground = None

    def forget_rows(self) -> None:
        """The columns have other places."""
        self._strips.clear()

    @property
    def ground(self) -> Style:
        """The style of blank cells; cached, as Textual walks up to the screen each time."""
        if self._ground is None:
            self._ground = self._widget.rich_style
        return self._ground

    def blank(self, width: int) -> Strip:
        """A line with nothing on it."""
        return Strip.blank(width, self.ground)

    def row(self, line: RowLine, layout: ColumnLayout[Any, Any], width: int) -> Strip:
        """A row's line."""
        key = line.id, line.look
        cached = self._strips.get(key)
        if cached and cached[0] is line.cells:
            return cached[1]
        if (styles := self._styles.get(line.look)) is None:
            styles = self._styles[line.look] = mix(self._widget, line.look)
        lead = _MARK if line.look.marked else _EDGE if line.look.cursor else " "
        strip = layout.draw(line.cells, styles, lead=lead, width=width)
        if len(self._strips) >= _MAX_STRIPS:
            self._strips.clear()
        self._strips[key] = line.cells, strip
        return strip

    def heading(self, layout: ColumnLayout[Any, Any], width: int) -> Strip:
        """The columns' titles."""
        styles = RowStyles.of_one(self.ground + quiet(self._widget))
        titles = [layout.columns[place.number].title.upper() for place in layout.places]
        cells = tuple([((title, Tone.PLAIN),) for title in titles])
        return layout.draw(cells, styles, lead=" ", width=width)

    def note(self, note: str, y: int, height: int, width: int) -> Strip:
        """Line `y` of a note that stands in the middle of `height` lines."""
        lines = _wrapped(note, width)
        number = y - max(1, (height - len(lines)) // 2)  # below the heading
        line = cut(lines[number], width) if 0 <= number < len(lines) else ""
        if not line or not width:
            return self.blank(width)
        style = self.ground + quiet(self._widget)
        text = " " * ((width - cell_width(line)) // 2) + line
        return Strip([Segment(text, style)]).adjust_cell_length(width, style)
