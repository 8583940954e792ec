"""The panes of the selected row, beside the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Click
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from trove_tui.text.styled import StyledText
from trove_tui.text.width import cell_width, fit
from trove_tui.ui.tones import line_strip
from trove_tui.ui.widgets.header_bar import Tab, tab_line, tab_spots
from trove_tui.ui.widgets.table import Table
from trove_tui.ui.widgets.text_page import TextPage

_SCROLLBAR_MARGIN = 1
"""Cells that the page leaves free at its right, for its scrollbar, as `later.tcss` has it."""


class Heading(Widget):
    """The row's name and the panes' titles. A click on a title opens that pane."""

    class PaneChosen(Message):
        """A pane's title was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self) -> None:
        super().__init__(id="heading")
        self._title: StyledText = ()
        self._tabs: tuple[Tab, ...] = ()
        self.current = ""
        """The title of the open pane."""
        self._aside: StyledText = ()

    def show(
        self, title: StyledText, tabs: Sequence[Tab], current: str, aside: StyledText = ()
    ) -> None:
        """Show a title, the panes, and a note on the open one.

        Only lines that have changed are drawn.
        """
        changed = (
            title != self._title,
            (tuple(tabs), current) != (self._tabs, self.current),
            aside != self._aside,
        )
        self._title, self._tabs, self.current, self._aside = title, tuple(tabs), current, aside
        for y, has_changed in enumerate(changed):
            if has_changed:
                self.refresh(Region(0, y, self.size.width, 1))

    @property
    def text(self) -> str:
        """Its text."""
        return "\n".join(self.render_line(y).text for y in range(self.size.height))

    def render_line(self, y: int) -> Strip:
        """The title, the panes, or the note."""
        if y == 1:
            line = tab_line(self._tabs, self.current, self.size.width + 1)
            return line_strip(self, line[1:])
        return line_strip(self, fit(self._aside if y else self._title, self.size.width))

    def on_click(self, event: Click) -> None:
        """Open the pane that was clicked."""
        if event.y != 1:
            return
        for number, (x, _, title) in enumerate(tab_spots(self._tabs, self.size.width + 1)):
            if x <= event.x + 1 < x + cell_width(title):
                self.post_message(self.PaneChosen(number))


class DetailPane(Vertical):
    """The panes: a heading over a page of lines or a table. The table is made when first needed."""

    class Resized(Message):
        """Its width has changed, or it was shown."""

    def __init__(self) -> None:
        super().__init__(id="side")
        self.heading = Heading()
        self.page = TextPage(id="side-page")
        self._table: Table[Any, Any] | None = None

    def compose(self) -> ComposeResult:
        """Heading and page."""
        yield self.heading
        yield self.page

    @property
    def table(self) -> Table[Any, Any]:
        """The table of a pane that lists something."""
        if self._table is None:
            self._table = Table((), id="side-table")
            self._table.answers_first = True
            self._table.display = False
            self.mount(self._table)
        return self._table

    @property
    def lists(self) -> bool:
        """Whether the pane shown is a table."""
        return self._table is not None and self._table.display

    @property
    def shown(self) -> TextPage | Table[Any, Any]:
        """The page or the table, whichever is shown."""
        return self.table if self.lists else self.page

    @property
    def width(self) -> int:
        """The width of a line; 0 before the first layout."""
        return max(0, self.content_size.width - _SCROLLBAR_MARGIN)

    @property
    def is_ready(self) -> bool:
        """Whether something can be shown: it is mounted, and has a width."""
        return self.is_mounted and bool(self.width)

    def on_resize(self) -> None:
        """Have the panes drawn for the new width."""
        self.post_message(self.Resized())

    @property
    def text(self) -> str:
        """Its text, for tests."""
        body = self.page.text
        if self.lists:
            body = "\n".join(self.table.render_line(y).text for y in range(self.table.size.height))
        return f"{self.heading.text}\n{body}"

    def turn_to(self, *, table: bool) -> None:
        """Show the table, or the page; the focus goes along."""
        if table == self.lists:
            return
        had_focus = self.has_focus_within
        self.table.display = table
        self.page.display = not table
        if had_focus:
            self.shown.focus()
