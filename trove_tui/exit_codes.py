"""Exit codes of the program. Ended by a signal, it is 128 and the signal's number."""

from __future__ import annotations

from typing import Final

FAILED: Final = 1
USAGE: Final = 2
INTERRUPTED: Final = 130
