"""Cells and lines that many resources share: a text, an amount, a field with its label."""

from __future__ import annotations

from collections.abc import Iterable

from trove_tui.text.styled import StyledText, Tone
from trove_tui.text.width import cell_width, fit, line_width, wrap

UNKNOWN: StyledText = (("–", Tone.QUIET),)
"""Shown for a value that is not known or that there is none of."""
LABEL_CELLS = 9
"""Cells of a field's label: beside it a narrow pane still has room for an id."""
INDENT_CELLS = 2
"""Cells before a value that is put below its label."""
BAR_FULL, BAR_EMPTY = "█", "▁"


def text_or_dash(text: object, tone: Tone = Tone.QUIET) -> StyledText:
    """A text or a number; a dash where there is none."""
    return UNKNOWN if text is None or text == "" else ((str(text), tone),)


def amount(text: str, tone: Tone = Tone.PLAIN) -> StyledText:
    """A number, with its unit quiet."""
    number, _, unit = text.partition(" ")
    if number == "–":
        return UNKNOWN
    return ((number, tone), (f" {unit}", Tone.QUIET)) if unit else text_or_dash(number, tone)


def bar(percent: float, width: int, tone: Tone) -> StyledText:
    """A bar `width` cells long that shows how full something is."""
    full = max(0, min(width, round(percent / 100 * width)))
    return ((BAR_FULL * full, tone), (BAR_EMPTY * (width - full), Tone.FAINT))


def fields(labelled_values: Iterable[tuple[str, StyledText]], width: int) -> list[StyledText]:
    """The lines of several fields, none wider than `width`."""
    return [line for label, value in labelled_values for line in field(label, value, width)]


def field(label: str, value: StyledText, width: int) -> list[StyledText]:
    """The lines of one field: its label, and its value wrapped beside it."""
    room = max(8, width - LABEL_CELLS)
    if len(value) == 1 and _is_one_word(value[0][0], room, width):
        (text, tone), *_ = value
        return [fit(((label, Tone.QUIET),), width), ((" " * INDENT_CELLS + text, tone),)]
    lines: list[StyledText] = [()]
    for text, tone in value:
        if cell_width(text) <= room - line_width(lines[-1]):
            lines[-1] = (*lines[-1], (text, tone))
            continue
        wrapped = wrap(text, tone, room)
        lines = [*lines, *wrapped] if lines[-1] else [*lines[:-1], *wrapped]
    labels = [label, *[""] * (len(lines) - 1)]
    return [
        fit(((name.ljust(LABEL_CELLS), Tone.QUIET), *line), width)
        for name, line in zip(labels, lines, strict=True)
    ]


def _is_one_word(text: str, room: int, width: int) -> bool:
    # An id or the like is put below its label where that leaves it whole.
    return room < cell_width(text) <= width - INDENT_CELLS and " " not in text
