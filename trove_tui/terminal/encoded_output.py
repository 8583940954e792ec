"""Writes to a terminal that is not of Unicode: each letter in its cells, whatever it can't say."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, TextIO

from rich.cells import get_character_cell_size

_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]")


class Encoded:
    """A terminal's stream, in the terminal's codec.

    Python's own would write `\\u25cf` where a letter can't be said, and shift what follows.
    """

    def __init__(self, stream: TextIO, codec: str) -> None:
        self._stream = stream
        self._codec = codec

    def write(self, text: str) -> None:
        """Write, and wait until it is taken."""
        said = _BEYOND_ASCII.sub(lambda found: said_as(found[0], self._codec), text)
        self._stream.flush()
        self._stream.buffer.write(said.encode(self._codec, "replace"))

    def flush(self) -> None:
        """Keep nothing back."""
        self._stream.buffer.flush()


@lru_cache(maxsize=4096)
def said_as(character: str, codec: str) -> str:
    """The character, or a `?` for each of its cells where it can't be said in as many.

    Outside of Unicode a letter takes as many cells as it has bytes.
    """
    cells = get_character_cell_size(character)
    try:
        size = len(character.encode(codec))
    except UnicodeEncodeError:
        size = -1
    is_control = "\x80" <= character <= "\x9f"
    return character if size == cells and not is_control else "?" * cells
