"""How many cells text takes on a terminal, and fitting it into them: cut or wrapped.

There is one measure, the one that Textual lays out and draws by: rich's. What another says does
not matter, as it is Textual that puts the next thing beside it.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from rich.cells import cell_len

from trove_tui.text.styled import Piece, StyledText, Tone

ELLIPSIS: Final = "…"
"""Marks where text was cut."""

_JOINER: Final = "\u200d"
"""Joins the character after it to the one before: it then takes no cells."""

_LEAST_FOR_BOTH_ENDS: Final = 8
"""In fewer cells a beginning and an end would tell less than a beginning alone."""
_FIRST_OF_THE_RARE: Final = 0x10000
_SHARED: Final = (
    (0x0590, 0x109F),  # from Hebrew to Myanmar: from right to left, or joined
    (0x1100, 0x11FF),  # parts of Korean syllables
    (0x1700, 0x1CFF),
    (0xA800, 0xABFF),
    (0xD7B0, 0xD7FF),
    (0x1F1E6, 0x1F1FF),  # two of them are one flag
    (0x1F3FB, 0x1F3FF),  # they colour the person before them
)
"""Ranges of characters that change their width, or join, beside others."""


def cell_width(text: str) -> int:
    """How many cells a text takes."""
    return len(text) if text.isascii() and text.isprintable() else cell_len(text)


@lru_cache(maxsize=4096)
def agreed_width(character: str) -> int | None:
    """How many cells a character takes on every terminal; None where they may disagree."""
    # Rules are in the first frame: no table of widths has to be read for them.
    if " " <= character <= "~" or "─" <= character <= "╿":
        return 1
    number = ord(character)
    if unicodedata.category(character)[0] in "CMZ" and character != "\xa0":
        return None
    if any(first <= number <= last for first, last in _SHARED):
        return None
    expected = 2 if unicodedata.east_asian_width(character) in "WF" else 1
    if expected == 1 and number >= _FIRST_OF_THE_RARE:
        return None
    return expected if cell_width(character) == expected else None


def line_width(line: Iterable[Piece]) -> int:
    """How many cells pieces take beside each other."""
    return sum([cell_width(text) for text, _ in line])


def head(text: str, room: int) -> str:
    """The longest beginning that takes at most so many cells; half a wide character is left out."""
    if room <= 0:
        return ""
    if text.isascii() and text.isprintable():
        return text[:room]
    longest = room
    while longest < len(text) and cell_width(text[:longest]) <= room:
        longest *= 2
    ends = range(min(longest, len(text)) + 1)
    end = bisect_right(ends, room, key=lambda end: cell_width(text[:end])) - 1
    return text if end == len(text) else text[:end].rstrip(_JOINER)


def tail(text: str, room: int) -> str:
    """The longest end that takes at most so many cells, beginning with a visible character."""
    start = len(text)
    for index in range(len(text) - 1, -1, -1):
        if cell_width(text[index:]) > room:
            break
        if cell_width(text[index]):
            start = index
    return text[start:]


def cut(text: str, width: int) -> str:
    """At most so many cells of it, ending in an ellipsis where something is missing."""
    if cell_width(text) <= width:
        return text
    return head(text, width - 1).rstrip() + ELLIPSIS if width > 0 else ""


def cut_middle(text: str, width: int) -> str:
    """The same with the ellipsis in its middle: a third of what is left is its end."""
    if cell_width(text) <= width or width <= _LEAST_FOR_BOTH_ENDS:
        return cut(text, width)
    end = tail(text, (width - 1) // 3)
    return head(text, width - 1 - cell_width(end)).rstrip() + ELLIPSIS + end


def fit(line: StyledText, width: int) -> StyledText:
    """The line cut to that many cells, ending in an ellipsis where something is missing."""
    if line_width(line) <= width:
        return line
    fitted: list[Piece] = []
    room = width - 1
    for text, tone in line:
        size = cell_width(text)
        if size > room:
            fitted.append((head(text, room).rstrip() + ELLIPSIS if width > 0 else "", tone))
            break
        fitted.append((text, tone))
        room -= size
    return tuple(fitted)


def wrap(text: str, tone: Tone, width: int, *, indent: int = 0, most: int = 40) -> list[StyledText]:
    """A text as lines of at most `width` cells, broken at spaces; the last of `most` is cut."""
    room = max(8, width - indent)
    lines: list[str] = [""]
    for word in text.split():
        # What follows once there is something on one line too many is cut anyway.
        while word and not (len(lines) > most and lines[-1]):
            gap = 1 if lines[-1] else 0
            if cell_width(lines[-1]) + gap + cell_width(word) <= room:
                lines[-1] += " " * gap + word
                break
            if lines[-1]:
                lines.append("")
                continue
            lines[-1] = head(word, room)
            word = word[len(lines[-1]) :]
            if word:
                lines.append("")
    if len(lines) > most:
        lines = [*lines[: most - 1], cut(" ".join(lines[most - 1 :]), room)]
    return [((" " * indent + line, tone),) for line in lines]
