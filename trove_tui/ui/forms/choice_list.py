"""Rows to choose from, drawn line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Literal

from rich.segment import Segment
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from trove_tui.text.styled import Piece, StyledText, Tone
from trove_tui.text.width import cell_width, cut
from trove_tui.ui.forms.ascii_scrollbar import use_ascii_scrollbars
from trove_tui.ui.tones import tone_styles

WIDEST = 30
"""Cells that one column takes at most."""

Kind = Literal["name", "fact", "number", "difference"]
"""What a column shows: its kind decides side and tone."""


@dataclass(frozen=True)
class Choice:
    """Something that can be chosen."""

    value: object
    cells: tuple[str, ...]
    """One for each column; the first names it."""
    label: str
    """What stands in the line once it is chosen."""

    @cached_property
    def folded(self) -> str:
        """What a filter looks in."""
        return " ".join(self.cells).casefold()


class ChoiceColumns:
    """Columns as wide as what stands in them, dropped from the right where there is no room."""

    def __init__(self, *kinds: Kind) -> None:
        self._kinds = kinds
        self._widths = [0] * len(kinds)

    def fit(self, choices: Sequence[Choice]) -> None:
        """Make room for these. Columns never get narrower: rows shouldn't move sideways."""
        for choice in choices:
            for column, cell in enumerate(choice.cells):
                wide = min(WIDEST, cell_width(cell))
                self._widths[column] = max(self._widths[column], wide)

    def line(self, choice: Choice, width: int, *, chosen: bool) -> StyledText:
        """A row of at most that many cells."""
        spans: list[Piece] = []
        left = width
        for kind, wide, cell in zip(self._kinds, self._widths, choice.cells, strict=True):
            gap = 2 if spans else 0
            if not wide:
                continue
            if spans and gap + wide > left:
                break
            left -= gap + wide
            spans.append((" " * gap + _fitted(kind, cell, wide), _tone(kind, cell, chosen)))
        return tuple(spans)


def _fitted(kind: Kind, cell: str, width: int) -> str:
    cell = cut(cell, width)
    blanks = " " * (width - cell_width(cell))
    return blanks + cell if kind in ("number", "difference") else cell + blanks


def _tone(kind: Kind, cell: str, chosen: bool) -> Tone:
    if kind == "name":
        return Tone.PLAIN
    if not chosen:
        return Tone.QUIET
    if kind == "difference":
        return Tone.WELL if cell.startswith("+") else Tone.BUSY
    return Tone.PLAIN


class ChoiceList(ScrollView, can_focus=False):
    """The rows. Told what to show; reports a click."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "choices--row",
        "choices--cursor",
    }
    ALLOW_SELECT = False

    class Clicked(Message):
        """A row was chosen with the mouse."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Choice, ...] = ()
        self._chosen: Choice | None = None
        self._columns: ChoiceColumns | None = None
        self._marked: frozenset[object] | None = None

    def on_mount(self) -> None:
        """Only now is it known whether the terminal can show more than ASCII."""
        use_ascii_scrollbars(self)

    def show(
        self,
        rows: tuple[Choice, ...],
        chosen: Choice | None,
        columns: ChoiceColumns,
        marked: frozenset[object] | None = None,
    ) -> None:
        """Show these rows, the chosen one highlighted and in sight.

        `marked`: the values of those with a mark, where several can be chosen.
        """
        self._marked = marked
        if len(rows) != len(self._rows):
            self.virtual_size = Size(0, len(rows))
        self._rows, self._chosen, self._columns = rows, chosen, columns
        at = rows.index(chosen) if chosen in rows else 0
        top, height = self.scroll_offset.y, self.size.height
        if at < top:
            self.scroll_to(y=at, animate=False, force=True, immediate=True)
        elif height and at >= top + height:
            self.scroll_to(y=at - height + 1, animate=False, force=True, immediate=True)
        self.refresh()

    @property
    def text(self) -> str:
        """What is shown, without colours."""
        return "\n".join(strip.text for strip in map(self.render_line, range(self.size.height)))

    def render_line(self, y: int) -> Strip:
        """One visible row."""
        number = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        if self._columns is None or number >= len(self._rows):
            return Strip.blank(width, self.get_component_rich_style("choices--row"))
        choice = self._rows[number]
        chosen = choice == self._chosen
        base = self.get_component_rich_style("choices--cursor" if chosen else "choices--row")
        lead = " "
        if self._marked is not None:
            lead = " [x] " if choice.value in self._marked else " [ ] "
        segments = [Segment(lead, base)]
        styles = tone_styles(self.app.theme_variables)
        line = self._columns.line(choice, width - 1 - len(lead), chosen=chosen)
        for text, tone in line:
            segments.append(Segment(text, base + styles[tone]))
        return Strip(segments).adjust_cell_length(width, base)

    def on_click(self, event: Click) -> None:
        """Choose the row that was clicked."""
        event.stop()
        number = event.y + self.scroll_offset.y
        if number < len(self._rows):
            self.post_message(self.Clicked(self._rows[number]))
