"""Scrollbars for terminals that have ASCII only: no eighths of blocks at their thumbs' ends."""

from __future__ import annotations

from typing import ClassVar

from textual.scrollbar import ScrollBarRender
from textual.widget import Widget


class AsciiScrollbar(ScrollBarRender):
    """A thumb of whole cells: its colour is all there is to it."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


def use_ascii_scrollbars(widget: Widget) -> None:
    """Have a widget's scrollbars drawn with what the terminal can show."""
    if widget.app.has_class("-ascii"):
        # On the bars themselves, as Textual documents it; only its annotation says ClassVar.
        widget.vertical_scrollbar.renderer = AsciiScrollbar  # type: ignore[misc]
        widget.horizontal_scrollbar.renderer = AsciiScrollbar  # type: ignore[misc]
