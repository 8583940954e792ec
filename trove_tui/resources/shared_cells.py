"""Cells and lines that many resources share: a value, an amount, a fact under its label."""

from __future__ import annotations

from collections.abc import Iterable

from trove_tui.text.styled import StyledText, Tone
from trove_tui.text.width import cell_width, fit, line_width, wrap

UNKNOWN: StyledText = (("–", Tone.QUIET),)
"""What is not known, or not there."""
LABEL = 9
"""Cells of a label in lines of facts: what is left of a pane beside a wide table holds an id."""
INDENT = 2
"""Cells before what stands below its label."""
BLOCK, GROUND = "█", "▁"


def said(text: object, tone: Tone = Tone.QUIET) -> StyledText:
    """A text or a number; a dash where there is none."""
    return UNKNOWN if text is None or text == "" else ((str(text), tone),)


def amount(words: str, tone: Tone = Tone.PLAIN) -> StyledText:
    """A number, with its unit quiet."""
    number, _, unit = words.partition(" ")
    if number == "–":
        return UNKNOWN
    return ((number, tone), (f" {unit}", Tone.QUIET)) if unit else said(number, tone)


def bar(percent: float, width: int, tone: Tone) -> StyledText:
    """How full something is, in so many cells."""
    full = max(0, min(width, round(percent / 100 * width)))
    return ((BLOCK * full, tone), (GROUND * (width - full), Tone.FAINT))


def facts(told: Iterable[tuple[str, StyledText]], width: int) -> list[StyledText]:
    """Values beside their labels, none wider than `width`: what doesn't fit hangs below."""
    return [line for label, value in told for line in fact(label, value, width)]


def fact(label: str, value: StyledText, width: int) -> list[StyledText]:
    """One value beside its label, on as many lines as it takes."""
    room = max(8, width - LABEL)
    if len(value) == 1 and _is_one_word(value[0][0], room, width):
        (text, tone), *_ = value
        return [fit(((label, Tone.QUIET),), width), ((" " * INDENT + text, tone),)]
    lines: list[StyledText] = [()]
    for text, tone in value:
        if cell_width(text) <= room - line_width(lines[-1]):
            lines[-1] = (*lines[-1], (text, tone))
            continue
        wrapped = wrap(text, tone, room)
        lines = [*lines, *wrapped] if lines[-1] else [*lines[:-1], *wrapped]
    labels = [label, *[""] * (len(lines) - 1)]
    return [
        fit(((name.ljust(LABEL), Tone.QUIET), *line), width)
        for name, line in zip(labels, lines, strict=True)
    ]


def _is_one_word(text: str, room: int, width: int) -> bool:
    """Whether it is an id or the like, that stands whole below its label and not beside it."""
    return room < cell_width(text) <= width - INDENT and " " not in text
