"""The line in which something is typed over the editor: a value, a name, what to find."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from trove_tui.text.styled import Tone
from trove_tui.ui.forms.fields import Line
from trove_tui.ui.widgets.text_line import TextLine


class InlineInput(Horizontal):
    """A label and a line, gone while nothing is typed: what is said below has its place then."""

    class Typed(Message):
        """What stands in it is another text."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Taken(Typed):
        """Enter: it is meant."""

    def __init__(self) -> None:
        super().__init__(id="entry")
        self.line = Line()
        self._label = TextLine(id="entry-label")
        self._seen = ""

    def compose(self) -> ComposeResult:
        """The label left of the line."""
        yield self._label
        yield self.line

    def on_mount(self) -> None:
        """Nothing is typed at first."""
        self.close()

    @property
    def is_open(self) -> bool:
        """Whether something is being typed."""
        return bool(self.display)

    def open(self, label: str, text: str) -> None:
        """Type here from now on, over what stands in it."""
        self._label.show(((f"{label} ", Tone.ACCENT),))
        self._seen = text
        self.line.value = text
        self.display = True
        self.line.focus()
        self.line.selection = type(self.line.selection)(0, len(text))

    def close(self) -> None:
        """Nothing is typed any more."""
        self.display = False

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self._seen:
            self._seen = event.value
            self.post_message(self.Typed(event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Taken(event.value))
