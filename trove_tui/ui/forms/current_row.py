"""A line that only tells: its label, and a row in the columns of the picker below it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from trove_tui.ui.forms.choice_list import Choice, Layout
from trove_tui.ui.widgets.text_line import TextLine

WIDEST_ROW = 200
"""More cells than a row ever takes: what doesn't fit is cut by the screen."""


class CurrentRow(Horizontal):
    """What is so now."""

    def __init__(self, label: str, layout: Layout) -> None:
        super().__init__(classes="facts")
        self._label = label
        self._layout = layout
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
        self._layout.fit([choice])
        self._choice = choice
        self.draw()

    def draw(self) -> None:
        """Draw it again: the columns may have become wider."""
        self._said.show(self._layout.line(self._choice, WIDEST_ROW, chosen=True))
