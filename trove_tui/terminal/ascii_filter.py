"""Draws an app in ASCII, by one filter over all its lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.segment import Segment
from textual.app import App, ReturnType
from textual.color import Color
from textual.filter import LineFilter

from trove_tui.text.ascii import in_ascii


class AsciiFilter(LineFilter):
    """Puts ASCII in the place of our own signs."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same line, as wide and in the same colours."""
        del background
        return [
            segment if segment.text.isascii() else segment._replace(text=in_ascii(segment.text))
            for segment in segments
        ]


_FILTER: Final = AsciiFilter()


class AsciiApp(App[ReturnType]):
    """An app that is drawn in ASCII where it has the class `-ascii`.

    Borders and scrollbars are drawn by Textual, of signs of its own: stylesheets have others for
    what is below that class.
    """

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own and, over them, ours."""
        filters = super().get_line_filters()
        return [*filters, _FILTER] if self.has_class("-ascii") else filters
