"""What is shown of anything: text, and what it means. The screen decides what that looks like.

Apart from the rest of the vocabulary, as it is all that the first frame needs.
"""

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


Span = tuple[str, Tone]
"""A run of text in one tone."""

Shown = tuple[Span, ...]
"""What stands in a cell: spans beside each other. The text is already free of control bytes."""


def text_of(shown: Shown) -> str:
    """Spans without their tones."""
    return "".join(text for text, _ in shown)
