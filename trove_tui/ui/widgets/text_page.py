"""A page of lines: text that was wrapped already, scrolled, and repainted line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from trove_tui.text.styled import StyledText, text_of
from trove_tui.ui.tones import line_strip


class TextPage(ScrollView, can_focus=True):
    """Scrolling lines of styled text. Only lines that change are repainted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll_down", "down", show=False),
        Binding("k,up", "scroll_up", "up", show=False),
        Binding("ctrl+d,ctrl+f,pagedown", "page_down", "page down", show=False),
        Binding("ctrl+u,ctrl+b,pageup", "page_up", "page up", show=False),
        Binding("g,home", "scroll_home", "top", show=False),
        Binding("G,end", "scroll_end", "end", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name)
        super().__init__(id=id)
        self._lines: list[StyledText] = []
        self._ground: Style | None = None

    def on_mount(self) -> None:
        """The scrollbar stands where the margin is, and takes no cell from the text."""
        self.watch(self, "show_vertical_scrollbar", self._scrolls, init=False)

    def _scrolls(self, shown: bool) -> None:
        self.set_class(shown, "-scrolls")

    @property
    def text(self) -> str:
        """Its text without tones, for tests and for copying."""
        return "\n".join(map(text_of, self._lines))

    def show(self, lines: Sequence[StyledText]) -> None:
        """Show these lines, each at most as wide as the page."""
        old, self._lines = self._lines, list(lines)
        if len(old) != len(self._lines):
            self.virtual_size = Size(0, len(self._lines))
        longest = max(len(old), len(self._lines))
        for number in range(longest):
            before = old[number] if number < len(old) else ()
            after = self._lines[number] if number < len(self._lines) else ()
            if before != after:
                y = number - self.scroll_offset.y
                if 0 <= y < self.size.height:
                    self.refresh(Region(0, y, self.size.width, 1))

    def notify_style_update(self) -> None:
        """Colours changed: look them up again at the next line drawn."""
        super().notify_style_update()
        self._ground = None

    def render_line(self, y: int) -> Strip:
        """One visible line."""
        number = y + self.scroll_offset.y
        if number >= len(self._lines):
            if self._ground is None:  # Textual goes up to the screen each time it is asked.
                self._ground = self.rich_style
            return Strip.blank(self.size.width, self._ground)
        return line_strip(self, self._lines[number])
