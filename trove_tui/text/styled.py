"""Text with its meaning: pieces in a tone each. The theme decides what a tone looks like."""

from __future__ import annotations

from enum import StrEnum


class Tone(StrEnum):
    """What a piece of text means; the theme gives it a colour."""

    PLAIN = "plain"
    STRONG = "strong"
    """What is looked for first: a name, a number that matters. Bold."""
    QUIET = "quiet"
    """What is well and needs nobody."""
    FAINT = "faint"
    """Decoration: never for what must be read."""
    ACCENT = "accent"
    """A key, or the place you are."""
    WELL = "well"
    BUSY = "busy"
    STUCK = "stuck"
    BROKEN = "broken"


Piece = tuple[str, Tone]
"""A run of text in one tone."""

StyledText = tuple[Piece, ...]
"""Pieces beside each other, on one line. The text is already free of control bytes."""


def text_of(styled: StyledText) -> str:
    """The text without its tones."""
    return "".join(text for text, _ in styled)
