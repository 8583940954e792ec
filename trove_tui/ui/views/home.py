"""Home: the table of instances and, beside it or instead of it, the selected one's overview.

Light on purpose: it is on the screen before models and resources are imported.
"""

from __future__ import annotations

from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import DescendantFocus, Key, Resize
from textual.message import Message

from trove_tui.ui.widgets.page import Page
from trove_tui.ui.widgets.table import Table

WIDE = 110
"""Columns of the terminal from which the overview stands beside the table."""


class Home(Horizontal):
    """Table left, overview right; in a narrow terminal one of them, Enter and Esc between."""

    class Asked(Message):
        """A key that neither the table nor the page knows was pressed."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class Selected(Message):
        """Another instance is under the cursor."""

        def __init__(self, instance_id: str | None) -> None:
            super().__init__()
            self.instance_id = instance_id

    class Focused(Message):
        """Another panel has the focus, or the layout has changed: other keys work."""

    def __init__(self, *, id: str, ascii_only: bool = False) -> None:  # noqa: A002
        super().__init__(id=id, classes="-ascii" if ascii_only else None)
        self._ascii_only = ascii_only

    def compose(self) -> ComposeResult:
        """The two panels."""
        yield Table[Any, Any]((), id="instances", ascii_only=self._ascii_only)
        yield Page(id="side")

    @property
    def table(self) -> Table[Any, Any]:
        """The table of instances."""
        return self.query_one("#instances", Table)

    @property
    def side(self) -> Page:
        """The overview."""
        return self.query_one("#side", Page)

    @property
    def narrow(self) -> bool:
        """Whether only one panel fits."""
        return self.has_class("-narrow")

    @property
    def side_shown(self) -> bool:
        """Whether the overview is on the screen now."""
        return not self.narrow or self.has_class("-open")

    @property
    def in_side(self) -> bool:
        """Whether the keys go to the overview."""
        return self.side.has_focus

    def on_resize(self, event: Resize) -> None:
        """Side by side where the terminal is wide enough."""
        self.set_class(event.size.width < WIDE, "-narrow")
        self.post_message(self.Focused())

    def open_side(self) -> None:
        """Give the keys to the overview; where narrow, show it first."""
        self.add_class("-open")
        self.side.scroll_home(animate=False)
        self.side.focus()

    def close_side(self) -> None:
        """Back to the table."""
        self.remove_class("-open")
        self.table.focus()

    @on(DescendantFocus)
    def _focus_moved(self) -> None:
        self.post_message(self.Focused())

    @on(Table.Highlighted)
    def _highlighted(self, message: Table.Highlighted) -> None:
        message.stop()
        self.post_message(self.Selected(message.id))

    @on(Table.Opened)
    def _opened(self, message: Table.Opened) -> None:
        message.stop()
        self.open_side()

    def on_key(self, event: Key) -> None:
        """What the focused panel did not take: back to the table, or an action."""
        if event.key in ("escape", "left", "h") and self.in_side:
            event.stop()
            self.close_side()
        elif event.key in ("tab", "shift+tab"):
            event.stop()
            event.prevent_default()
            if self.in_side:
                self.close_side()
            else:
                self.open_side()
        elif event.is_printable and event.character:
            self.post_message(self.Asked(event.character))
