"""A list with a cursor: its keys and its mouse."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from trove_tui.ui.widgets.lines import LineView

HEADING = 1
"""Lines above the first row."""
_WHEEL = 3


class CursorView(LineView, can_focus=True, inherit_bindings=False):
    """The keys and mouse that move the cursor and scroll; a subclass draws the lines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "down", show=False, id="table.down"),
        Binding("up,k", "move(-1)", "up", show=False, id="table.up"),
        Binding("ctrl+d", "page(0.5)", "half a page down", show=False, id="table.half_down"),
        Binding("ctrl+u", "page(-0.5)", "half a page up", show=False, id="table.half_up"),
        Binding("pagedown,ctrl+f", "page(1)", "page down", show=False, id="table.page_down"),
        Binding("pageup", "page(-1)", "page up", show=False, id="table.page_up"),
        Binding("home,g", "first", "first", show=False, id="table.first"),
        Binding("end,G", "last", "last", show=False, id="table.last"),
        Binding("enter", "open", "open", show=False, id="table.open"),
    ]

    @property
    def cursor_place(self) -> int:
        """Which row the cursor is on, counted from the first."""
        raise NotImplementedError

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    @property
    def page_rows(self) -> int:
        """How many rows there is room for."""
        raise NotImplementedError

    def go(self, place: int) -> None:
        """Put the cursor on that row or the nearest there is; bring it into sight."""
        raise NotImplementedError

    def scroll_rows(self, top: int) -> None:
        """Have that row at the top, or the nearest that can be."""
        raise NotImplementedError

    def action_open(self) -> None:
        """The row under the cursor is asked for."""
        raise NotImplementedError

    def action_move(self, rows: int) -> None:
        """The cursor so many rows further."""
        self.go(self.cursor_place + rows)

    def action_page(self, pages: float) -> None:
        """Move the cursor and the scroll by pages."""
        rows = int(pages * max(1, self.page_rows - 1)) or (1 if pages > 0 else -1)
        self.scroll_rows(self.scroll_offset.y + rows)
        self.go(self.cursor_place + rows)

    def action_first(self) -> None:
        """To the first row."""
        self.go(0)

    def action_last(self) -> None:
        """To the last row."""
        self.go(self.row_count - 1)

    def on_click(self, event: events.Click) -> None:
        """Select the row; when it was selected already, open it."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < HEADING:
            return
        index = offset.y - HEADING + self.scroll_offset.y
        if index < self.row_count:
            event.stop()
            if index == self.cursor_place:
                self.action_open()
            else:
                self.go(index)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll; the cursor stays on its row."""
        event.prevent_default().stop()
        self.scroll_rows(self.scroll_offset.y + _WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll; the cursor stays on its row."""
        event.prevent_default().stop()
        self.scroll_rows(self.scroll_offset.y - _WHEEL)
