"""A table and, beside it or instead of it, the panes of the row selected in it.

Light on purpose: it is on the screen before models and resources are imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import DescendantFocus, Key, Resize
from textual.message import Message

from trove_tui.ui.widgets.table import Table

if TYPE_CHECKING:
    from textual.widgets import Input

    from trove_tui.ui.widgets.detail_pane import DetailPane
    from trove_tui.ui.widgets.filter_input import FilterInput

SIDE_BY_SIDE_WIDTH = 110
"""The least width of a terminal for panes beside the table."""


class ListDetail(Horizontal):
    """Table left, panes right; in a narrow terminal one of them, Enter and Esc between."""

    class KeyPressed(Message):
        """A key that the focused table or page does not handle; also `enter` and `esc`."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class LookedElsewhere(Message):
        """The selection, the focus or the layout has changed."""

    class Filtered(Message):
        """The filter of the focused list was edited."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id, classes="-sideless")
        self._finder: FilterInput | None = None
        self._finds_in_side = False
        self._side: DetailPane | None = None

    def compose(self) -> ComposeResult:
        """The two panels."""
        table = Table[Any, Any]((), id="table")
        table.answers_first = True
        yield table

    def add_side(self) -> None:
        """Make the panes, after the first rows. Their room is free already, so nothing moves."""
        from trove_tui.ui.widgets.detail_pane import DetailPane

        self._side = DetailPane()
        self.mount(self._side)
        self.remove_class("-sideless")

    @property
    def table(self) -> Table[Any, Any]:
        """The table."""
        return self.query_one("#table", Table)

    @property
    def side(self) -> DetailPane:
        """The panes of the selected row, once they are made."""
        assert self._side is not None  # noqa: S101 - nothing asks before
        return self._side

    @property
    def narrow(self) -> bool:
        """Whether only one panel fits."""
        return self.has_class("-narrow")

    @property
    def side_shown(self) -> bool:
        """Whether the panes are on the screen now."""
        return self._side is not None and (not self.narrow or self.has_class("-open"))

    @property
    def covered(self) -> bool:
        """Whether the panes cover the table."""
        return self.narrow and self.has_class("-open")

    @property
    def finds(self) -> bool:
        """Whether the filter has the focus."""
        return self._finder is not None and self.screen.focused is self._finder

    @property
    def in_side(self) -> bool:
        """Whether the panes have the focus, or had it before the filter."""
        if self.finds:
            return self._finds_in_side
        focused = self.screen.focused
        return focused is not None and self._side in focused.ancestors

    def on_resize(self, event: Resize) -> None:
        """Side by side where the terminal is wide enough."""
        self.set_class(event.size.width < SIDE_BY_SIDE_WIDTH, "-narrow")
        self._looked_elsewhere()

    def open_side(self) -> None:
        """Focus the panes; where narrow, show them first."""
        if self._side is None or self.has_class("-alone"):
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
        if event.widget is not self._finder:
            self._hide_finder()  # The mouse may move the focus: the filter is kept.
            self._looked_elsewhere()

    @on(Table.Highlighted)
    def _highlighted(self, message: Table.Highlighted) -> None:
        message.stop()
        self._looked_elsewhere()

    @on(Table.Opened)
    def _opened(self, message: Table.Opened) -> None:
        message.stop()
        if message.table is self.table:
            self.post_message(self.KeyPressed("enter"))

    def _looked_elsewhere(self) -> None:
        self.app.post_message(self.LookedElsewhere())  # Nobody listens in between.

    # By their names: importing the widgets to name their messages would cost the first frame.

    def on_detail_pane_resized(self, message: DetailPane.Resized) -> None:
        """Lines are made for another width."""
        message.stop()
        self._looked_elsewhere()

    # The filter

    def find(self, text: str) -> None:
        """Open the line for the filter."""
        from trove_tui.ui.widgets.filter_input import FilterInput

        self._finds_in_side = self.in_side
        if self._finder is None:
            # One for good: the screen would keep all that ever were on it.
            self._finder = FilterInput(text)
            self.mount(self._finder)
        else:
            self._finder.begin(text)
        self._finder.focus()

    def _hide_finder(self) -> None:
        if self._finder is not None:
            self._finder.display = False

    def on_input_changed(self, message: Input.Changed) -> None:
        """Other words are typed."""
        message.stop()
        self.post_message(self.Filtered(message.value))

    def on_filter_input_moved(self, message: FilterInput.Moved) -> None:
        """Up and down move in the table meanwhile."""
        message.stop()
        table = self.side.table if self.in_side and self.side.lists else self.table
        table.action_move(message.rows)

    def on_filter_input_closed(self, message: FilterInput.Closed) -> None:
        """The words are kept, or all is shown again."""
        message.stop()
        if not message.keep:
            self.post_message(self.Filtered(""))
        (self.side.shown if self.in_side else self.table).focus()

    def on_key(self, event: Key) -> None:
        """What the focused panel did not take: back to the table, or an action."""
        if self.finds:
            return
        if event.key in ("escape", "left", "h") and self.in_side:
            event.stop()
            self.close_side()
        elif event.key in ("escape", "left", "h"):
            event.stop()
            self.post_message(self.KeyPressed("esc"))
        elif event.key in ("tab", "shift+tab"):
            event.stop()
            event.prevent_default()
            if self.in_side:
                self.close_side()
            else:
                self.open_side()
        elif event.is_printable and event.character:
            self.post_message(self.KeyPressed(event.character))
