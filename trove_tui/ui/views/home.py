"""Home: a table and, beside it or instead of it, the panes of the row selected in it.

Light on purpose: it is on the screen before models and resources are imported.
"""

from __future__ import annotations

from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import DescendantFocus, Key, Resize
from textual.message import Message

from trove_tui.ui.widgets.finder import Finder
from trove_tui.ui.widgets.side import Side
from trove_tui.ui.widgets.table import Table

WIDE = 110
"""Columns of the terminal from which the panes stand beside the table."""


class Home(Horizontal):
    """Table left, panes right; in a narrow terminal one of them, Enter and Esc between."""

    class Asked(Message):
        """A key that neither the table nor the page knows was pressed."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class Selected(Message):
        """Another row is under the cursor of one of the tables."""

    class Entered(Message):
        """Enter on a row of the table."""

    class Left(Message):
        """Esc in the table: one step back."""

    class Filtered(Message):
        """Other words are to be found in the list that has the focus."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Focused(Message):
        """Another panel has the focus, or the layout has changed: other keys work."""

    def __init__(self, *, id: str, ascii_only: bool = False) -> None:  # noqa: A002
        super().__init__(id=id, classes="-ascii" if ascii_only else None)
        self._ascii_only = ascii_only
        self._finds_in_side = False

    def compose(self) -> ComposeResult:
        """The two panels."""
        yield Table[Any, Any]((), id="table", ascii_only=self._ascii_only)
        yield Side(ascii_only=self._ascii_only)

    @property
    def table(self) -> Table[Any, Any]:
        """The table."""
        return self.query_one("#table", Table)

    @property
    def side(self) -> Side:
        """The panes of the selected row."""
        return self.query_one("#side", Side)

    @property
    def narrow(self) -> bool:
        """Whether only one panel fits."""
        return self.has_class("-narrow")

    @property
    def side_shown(self) -> bool:
        """Whether the panes are on the screen now."""
        return not self.narrow or self.has_class("-open")

    @property
    def covered(self) -> bool:
        """Whether the panes stand in the table's place."""
        return self.narrow and self.has_class("-open")

    @property
    def in_side(self) -> bool:
        """Whether the keys go to the panes."""
        focused = self.screen.focused
        if isinstance(focused, Finder):
            return self._finds_in_side
        return focused is not None and self.side in focused.ancestors

    def on_resize(self, event: Resize) -> None:
        """Side by side where the terminal is wide enough."""
        self.set_class(event.size.width < WIDE, "-narrow")
        self.post_message(self.Focused())

    def open_side(self) -> None:
        """Give the keys to the panes; where narrow, show them first."""
        if self.has_class("-alone"):
            return
        self.add_class("-open")
        if not self.in_side:
            self.side.page.scroll_home(animate=False)
        self.side.shown.focus()

    def close_side(self) -> None:
        """Back to the table."""
        self.remove_class("-open")
        self.table.focus()

    @on(DescendantFocus)
    def _focus_moved(self, event: DescendantFocus) -> None:
        if not isinstance(event.widget, Finder):
            self.post_message(self.Focused())

    @on(Table.Highlighted)
    def _highlighted(self, message: Table.Highlighted) -> None:
        message.stop()
        self.post_message(self.Selected())

    @on(Table.Opened)
    def _opened(self, message: Table.Opened) -> None:
        message.stop()
        if message.table is self.table:
            self.post_message(self.Entered())

    @on(Side.Resized)
    def _side_resized(self, message: Side.Resized) -> None:
        message.stop()
        self.post_message(self.Focused())

    # The filter

    def find(self, text: str) -> None:
        """Let words be typed that the rows must have in them."""
        self._finds_in_side = self.in_side
        finder = Finder(text)
        self.mount(finder)
        finder.focus()

    @on(Finder.Changed)
    def _typed(self, message: Finder.Changed) -> None:
        message.stop()
        self.post_message(self.Filtered(message.value))

    @on(Finder.Moved)
    def _moved(self, message: Finder.Moved) -> None:
        message.stop()
        table = self.side.table if self.in_side and self.side.lists else self.table
        table.action_move(message.rows)

    @on(Finder.Closed)
    def _find_closed(self, message: Finder.Closed) -> None:
        message.stop()
        if not message.keep:
            self.post_message(self.Filtered(""))
        (self.side.shown if self.in_side else self.table).focus()
        self.query(Finder).remove()

    def on_key(self, event: Key) -> None:
        """What the focused panel did not take: back to the table, or an action."""
        if isinstance(self.screen.focused, Finder):
            return
        if event.key in ("escape", "left", "h") and self.in_side:
            event.stop()
            self.close_side()
        elif event.key in ("escape", "left", "h"):
            event.stop()
            self.post_message(self.Left())
        elif event.key in ("tab", "shift+tab"):
            event.stop()
            event.prevent_default()
            if self.in_side:
                self.close_side()
            else:
                self.open_side()
        elif event.is_printable and event.character:
            self.post_message(self.Asked(event.character))
