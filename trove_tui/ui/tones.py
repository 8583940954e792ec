"""From a tone to its colour: one table, for what Textual lays out and for lines that we draw."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget

from trove_tui.text.styled import StyledText, Tone

_BOLD = frozenset({Tone.STRONG, Tone.ACCENT})
_VARIABLES = {tone: tone.value for tone in Tone} | {Tone.PLAIN: "text", Tone.STRONG: "text"}
"""The theme's variable that is a tone's colour."""


def tone_styles(variables: Mapping[str, str]) -> Mapping[Tone, Style]:
    """The style of each tone, without a ground, from a theme's variables."""
    return _styles(tuple(variables[_VARIABLES[tone]] for tone in Tone))


@lru_cache(8)
def _styles(colours: tuple[str, ...]) -> Mapping[Tone, Style]:
    return {
        tone: Style(color=Color.parse(colour).rich_color, bold=tone in _BOLD or None)
        for tone, colour in zip(Tone, colours, strict=True)
    }


def content(styled: StyledText) -> Content:
    """Text as Textual's Content; plain pieces look as their widget does."""
    return Content.assemble(*((text, _style_name(tone)) for text, tone in styled))


def _style_name(tone: Tone) -> str:
    if tone is Tone.PLAIN:
        return ""
    return f"bold ${_VARIABLES[tone]}" if tone in _BOLD else f"${_VARIABLES[tone]}"


def line_strip(widget: Widget, line: StyledText, part: str = "") -> Strip:
    """A line of a widget, filled up to its width, on its ground or on a component class's."""
    ground = widget.get_component_rich_style(part) if part else widget.rich_style
    styles = tone_styles(widget.app.theme_variables)
    strip = Strip([Segment(text, styles[tone]) for text, tone in line])
    return strip.adjust_cell_length(widget.size.width, ground).apply_style(ground)
