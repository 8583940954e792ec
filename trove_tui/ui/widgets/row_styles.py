"""The styles of a table's lines: tones mixed with the state of their row.

The theme gives the tones their colours, component classes what depends on the focus: each class
costs time whenever the table is styled. Everything is mixed once for each state a row can be in,
and again when the styles change, so that drawing a line only looks up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from rich.style import Style
from textual.widget import Widget

from trove_tui.text.styled import Tone
from trove_tui.ui.tones import tone_styles

_ALARMING: Final = frozenset({Tone.BROKEN, Tone.STUCK})
_MARKED: Final = Style(bold=True)
_FRESH: Final = Style(bold=True, underline=True)


class RowLook(NamedTuple):
    """The state of a row that its line shows."""

    cursor: bool = False
    marked: bool = False
    fresh: bool = False


class Ink(NamedTuple):
    """A tone's style, and whether a blank in it looks like any other blank."""

    style: Style
    clean: bool

    @classmethod
    def of(cls, style: Style) -> Ink:
        """The ink of a style that has the row's background."""
        return cls(style, not (style.underline or style.underline2 or style.strike))


class RowStyles(NamedTuple):
    """The styles of lines in one state."""

    row: Style
    lead: Style
    tones: Mapping[Tone, Ink]
    first: Mapping[Tone, Ink]
    """The tones of the first column: they differ where a row has just changed."""

    @classmethod
    def of_one(cls, style: Style) -> RowStyles:
        """The styles of a line in a single style."""
        tones = dict.fromkeys(Tone, Ink.of(style))
        return cls(style, style, tones, tones)


def mix(widget: Widget, look: RowLook) -> RowStyles:
    """The styles of lines in that state, from the theme and the component classes."""
    row = widget.rich_style
    if look.cursor:
        row = widget.get_component_rich_style("table--cursor")
    if look.marked:
        row += _MARKED
    lead = row
    if look.cursor or look.marked:
        lead += _edge(widget)
    alarm = Style(bold=True) if widget.app.no_color else Style.null()
    tones = {
        tone: row + style + (alarm if tone in _ALARMING else Style.null())
        for tone, style in tone_styles(widget.app.theme_variables).items()
    }
    fresh = _FRESH if look.fresh else Style.null()
    return RowStyles(
        row,
        lead,
        {tone: Ink.of(style) for tone, style in tones.items()},
        {tone: Ink.of(style + fresh) for tone, style in tones.items()},
    )


def quiet(widget: Widget) -> Style:
    """The style of headings and notes, without a ground."""
    return tone_styles(widget.app.theme_variables)[Tone.QUIET]


def _edge(widget: Widget) -> Style:
    return Style(color=widget.get_component_rich_style("table--edge").color)
