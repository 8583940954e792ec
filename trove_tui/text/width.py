"""Fitting text into cells: cut with an ellipsis, or wrapped. Wide characters count two."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from trove_tui.text.styled import Piece, StyledText, Tone


@lru_cache(4096)
def _wide(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cells(text: str) -> int:
    """How many terminal cells a text takes."""
    return len(text) if text.isascii() else sum(map(_wide, text))


def cut(text: str, width: int) -> str:
    """At most that many cells of it, ending in an ellipsis where something is missing."""
    if cells(text) <= width:
        return text
    taken, used = [], 0
    for character in text:
        used += _wide(character)
        if used > width - 1:
            break
        taken.append(character)
    return "".join(taken) + "…" if width > 0 else ""


def fit(line: StyledText, width: int) -> StyledText:
    """The line cut to that many cells."""
    room, fitted = width, list[Piece]()
    for text, tone in line:
        if room <= 0:
            break
        piece = cut(text, room)
        fitted.append((piece, tone))
        room -= cells(piece)
        if piece != text:
            break
    return tuple(fitted)


def wrap(text: str, tone: Tone, width: int, *, indent: int = 0, most: int = 40) -> list[StyledText]:
    """A text as lines of at most `width` cells, broken at spaces; the last of `most` is cut."""
    room = max(8, width - indent)
    lines: list[str] = [""]
    for word in text.split():
        # What follows once there is something on one line too many is cut anyway.
        while word and not (len(lines) > most and lines[-1]):
            gap = 1 if lines[-1] else 0
            if cells(lines[-1]) + gap + cells(word) <= room:
                lines[-1] += " " * gap + word
                break
            if lines[-1]:
                lines.append("")
                continue
            head, word = _split(word, room)
            lines[-1] = head
            if word:
                lines.append("")
    if len(lines) > most:
        lines = [*lines[: most - 1], cut(" ".join(lines[most - 1 :]), room)]
    return [((" " * indent + line, tone),) for line in lines]


def _split(word: str, room: int) -> tuple[str, str]:
    used = 0
    for place, character in enumerate(word):
        used += _wide(character)
        if used > room:
            return word[:place], word[place:]
    return word, ""
