"""What we draw, in ASCII: for terminals and fonts that have no more. Each character stays one."""

from __future__ import annotations

from trove_tui.text.styled import StyledText

_PLAIN = str.maketrans(
    "…–→≥∞·●○✖◔↻∅▌│█▁▂▃▄▅▆▇↑↓×−•▸",
    "~->>-.*oX%~->|#..::++#^vx-+>",
)


def plain(styled: StyledText) -> StyledText:
    """The same without our own signs; what a server named keeps its letters."""
    return tuple((text.translate(_PLAIN), tone) for text, tone in styled)


def plain_text(text: str) -> str:
    """The same of a sentence."""
    return text.translate(_PLAIN)
