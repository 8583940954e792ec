"""The line in which a filter is typed, over the bottom line."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Key
from textual.message import Message
from textual.widgets import Input

from trove_tui.ui.widgets.line_input import LineInput


class FilterInput(LineInput):
    """Filters at each letter. Enter keeps the filter, Esc drops it, arrows move in the table."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "close(False)", "all", show=False),
        Binding("enter", "close(True)", "keep", show=False),
    ]

    class Closed(Message):
        """Editing has ended."""

        def __init__(self, *, keep: bool) -> None:
            super().__init__()
            self.keep = keep

    class Moved(Message):
        """Up or down was pressed."""

        def __init__(self, rows: int) -> None:
            super().__init__()
            self.rows = rows

    def __init__(self, value: str) -> None:
        super().__init__(value, placeholder="words to find; esc shows all")

    def begin(self, value: str) -> None:
        """Show it again, with these words."""
        with self.prevent(Input.Changed):
            self.value = value
        self.cursor_position = len(value)
        self.display = True

    def action_close(self, keep: bool) -> None:
        """Enter or Esc."""
        self.post_message(self.Closed(keep=keep))

    def on_key(self, event: Key) -> None:
        """Keys that move the cursor in the table meanwhile."""
        rows = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10}.get(event.key)
        if rows is not None:
            event.stop()
            event.prevent_default()
            self.post_message(self.Moved(rows))
