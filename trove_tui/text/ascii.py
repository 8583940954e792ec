"""Our own signs in ASCII, for terminals and fonts that have no more. Each stays one character."""

from __future__ import annotations

_SIGNS = str.maketrans(
    "…–→≥∞·●○✖✓◔↻∅▌│─█▁▂▃▄▅▆▇↑↓×−•▸",
    "~->>-.*oX*%~->|-#..::++#^vx-+>",
)


def in_ascii(text: str) -> str:
    """The text without our own signs; what a server named keeps its letters."""
    return text.translate(_SIGNS)
