"""What the program ends with, where it is not ended by a signal: 128 and its number then."""

from __future__ import annotations

from typing import Final

FAILED: Final = 1
USAGE: Final = 2
INTERRUPTED: Final = 130
