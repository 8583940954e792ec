"""A dialog to choose from a short list: a region, a project."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Key
from textual.reactive import var
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from trove_tui.resources.resource import Column
from trove_tui.text.styled import Tone
from trove_tui.ui.widgets.line_input import LineInput
from trove_tui.ui.widgets.table import Table

Row = tuple[str, str]
"""A name, and a note beside it."""

COLUMNS: tuple[Column[Row, str], ...] = (
    Column("Name", lambda row, _: row[0],
           lambda row, current: ((row[0], Tone.STRONG if row[0] == current else Tone.PLAIN),),
           width=(10, 40), grows=True),
    Column("", lambda row, _: row[1],
           lambda row, current: (("here" if row[0] == current else row[1], Tone.QUIET),),
           width=(4, 40), priority=1),
)  # fmt: skip


class ChooseDialog(ModalScreen["str | None"]):
    """A short list; with `other`, a line for a name that is not in it. Esc chooses nothing."""

    CSS_PATH = "dialogs.tcss"
    focused: var[Widget | None] = var(None)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "dismiss(None)", "back", show=False),
    ]

    def __init__(
        self,
        title: str,
        rows: Sequence[Row],
        current: str,
        *,
        other: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self._rows = {row[0]: row for row in rows}
        self._current = current
        self._other = other

    def compose(self) -> ComposeResult:
        """Title, list, and the line for another name."""
        with Vertical(id="dialog"):
            yield Static(self._title, classes="title", markup=False)
            yield Table(COLUMNS, id="choices")
            if self._other:
                line = LineInput(placeholder=self._other, id="other")
                line.select_on_focus = False  # It gets the focus by the first letter.
                yield line

    def on_mount(self) -> None:
        """Put the cursor on the current one."""
        table = self.query_one("#choices", Table)
        table.styles.height = min(12, len(self._rows)) + 1
        table.show(list(self._rows), self._rows, self._current)
        table.cursor_id = self._current
        table.focus()

    @on(Table.Opened)
    def _opened(self, message: Table.Opened) -> None:
        message.stop()
        self.dismiss(message.id)

    def on_key(self, event: Key) -> None:
        """Letters go into the line for another name, wherever the focus is."""
        if not self._other or not event.is_printable or event.character is None:
            return
        line = self.query_one("#other", Input)
        if not line.has_focus:
            event.stop()
            line.focus()
            line.insert_text_at_cursor(event.character)

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        message.stop()
        name = message.value.strip()
        self.dismiss(name or None)
