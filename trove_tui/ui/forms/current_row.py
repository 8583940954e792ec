"""A line that only tells: its label, and a row in the columns of the choices below it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from trove_tui.ui.forms.choice_list import Choice, ChoiceColumns
from trove_tui.ui.widgets.text_line import TextLine

WIDEST_ROW = 200
"""More cells than a row ever takes: what doesn't fit is cut by the screen."""


class CurrentRow(Horizontal):
    """What is so now."""

    def __init__(self, label: str, columns: ChoiceColumns) -> None:
        super().__init__(classes="facts")
        self._label = label
        self._columns = columns
        self._choice: Choice | None = None
        self._said = TextLine(classes="fact")

    def compose(self) -> ComposeResult:
        """The label, then the row."""
        yield Static(self._label, classes="label", markup=False)
        yield self._said

    @property
    def said(self) -> str:
        """What stands there."""
        return self._said.text

    def show(self, choice: Choice) -> None:
        """Show this. Its columns are as wide as those of what can be chosen."""
        self._columns.fit([choice])
        self._choice = choice
        self.draw()

    def draw(self) -> None:
        """Draw it again: the columns may have become wider."""
        if self._choice is not None:
            self._said.show(self._columns.line(self._choice, WIDEST_ROW, chosen=True))
