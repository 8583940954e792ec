"""One line to type in, as all of ours are."""

from __future__ import annotations

from collections.abc import Sequence

from textual.events import Paste
from textual.filter import LineFilter
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from trove_tui.terminal.ascii_filter import AsciiFilter


class LineInput(Input):
    """Takes no control characters, whoever pastes them; never blinks."""

    # Textual's own lays the whole screen out anew at each letter: here none makes the line wider.
    virtual_size = Reactive(Size(0, 0), layout=False)

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        password: bool = False,
        id: str | None = None,  # noqa: A002  (Textual's own name)
    ) -> None:
        super().__init__(value, placeholder=placeholder, password=password, id=id)
        self.cursor_blink = False

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Keep the ASCII filter off typed text, but not off a password's dots."""
        filters = super().get_line_filters()
        if self.password:
            return filters
        return [line_filter for line_filter in filters if not isinstance(line_filter, AsciiFilter)]

    def on_paste(self, event: Paste) -> None:
        """Take several lines as one, with blanks between: Textual keeps only the first."""
        lines = event.text.replace("\t", " ").splitlines()
        event.text = " ".join(line for line in lines if line)

    def replace(self, text: str, start: int, end: int) -> None:
        """Replace the text from start to end, by printable characters only."""
        super().replace("".join(letter for letter in text if letter.isprintable()), start, end)
