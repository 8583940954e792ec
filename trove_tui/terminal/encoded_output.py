"""Writes to a terminal without Unicode, each character in as many cells as laid out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, TextIO

from trove_tui.text.width import cell_width

_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]")


class EncodedOutput:
    """A terminal's stream, in the terminal's codec.

    Python's own would write `\\u25cf` where a letter has no code, and shift what follows.
    """

    def __init__(self, stream: TextIO, codec: str) -> None:
        self._stream = stream
        self._codec = codec

    def write(self, text: str) -> None:
        """Write, and wait until it is taken."""
        encodable_text = _BEYOND_ASCII.sub(lambda match: encodable(match[0], self._codec), text)
        self._stream.flush()
        self._stream.buffer.write(encodable_text.encode(self._codec, "replace"))

    def flush(self) -> None:
        """Keep nothing back."""
        self._stream.buffer.flush()


@lru_cache(maxsize=4096)
def encodable(character: str, codec: str) -> str:
    """The character, or a `?` for each of its cells where it has no code of as many bytes.

    Outside of Unicode a letter takes as many cells as it has bytes.
    """
    cells = cell_width(character)
    try:
        size = len(character.encode(codec))
    except UnicodeEncodeError:
        size = -1
    is_control = "\x80" <= character <= "\x9f"
    return character if size == cells and not is_control else "?" * cells
