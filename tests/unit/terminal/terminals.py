"""Terminals that remember: one that can be made to take nothing, and what pyte would show."""

from __future__ import annotations

import re
import threading
from typing import Any

import pyte

from trove_tui.terminal.diff_writer import DiffWriter

_MISREAD = re.compile(r"\x1b\[[<>=?][0-9;]*u|\x1b\[\?[0-9;]*\$p")
_UNDERLINES = re.compile(r"4:[1-5]")


class FakeOutput:
    """Takes what is written at once, unless it is held."""

    def __init__(self) -> None:
        self.writes: list[str] = []
        self.goes = threading.Event()
        self.goes.set()
        self.asked = threading.Event()
        """Whether something was written, taken or not."""

    def write(self, text: str) -> None:
        self.asked.set()
        self.goes.wait(20)
        self.writes.append(text)

    def flush(self) -> None:
        pass

    @property
    def text(self) -> str:
        return "".join(self.writes)


class Harness:
    """A difference writer and the output behind it; its size can be changed."""

    def __init__(self, columns: int = 20, lines: int = 5) -> None:
        self.size: tuple[int, int] | None = (columns, lines)
        self.output = FakeOutput()
        self.writer = DiffWriter(self.output, lambda: self.size)
        self.writer.start()

    def sent(self, *chunks: str) -> str:
        """What these bring to the output, once all before has been sent."""
        self.writer.drain()
        before = len(self.output.text)
        for chunk in chunks:
            self.writer.write(chunk)
        self.writer.drain()
        return self.output.text[before:]


class EmulatedTerminal:
    """What a terminal shows: cells with their colours and attributes, and the cursor."""

    def __init__(self, columns: int, lines: int) -> None:
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.Stream(self._screen)
        self._stream.feed("\x1b[?7l")

    def feed(self, text: str) -> None:
        # pyte knows one kind of underline.
        self._stream.feed(_MISREAD.sub("", _UNDERLINES.sub("4", text)))

    def resize(self, columns: int, lines: int) -> None:
        self._screen.resize(lines, columns)

    def state(self) -> tuple[Any, ...]:
        screen = self._screen
        rows = [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]
        return rows, screen.cursor.y, min(screen.cursor.x, screen.columns - 1)
