"""A pseudo-terminal of 120×36 that takes what a program writes at once, and remembers when."""

from __future__ import annotations

import fcntl
import os
import re
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

COLUMNS, LINES = 120, 36
FRAME = re.compile(rb"\x1b\[\d+;\d+H")
"""A frame opens with a move of the cursor; nothing that sets the terminal up does."""
_SILENCE = 0.05
_SYNC_ASKED, _SYNC_THERE = b"\x1b[?2026$p", b"\x1b[?2026;2$y"


class NeverSeenError(Exception):
    """What was waited for did not come: the program failed, or is not what it was."""


class Terminal:
    """A program on a terminal of its own; ended when the context is left."""

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str] | None = None,
        pass_fds: Sequence[int] = (),
    ) -> None:
        ours, theirs = os.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        self._fd = ours
        self._news = threading.Condition()
        self._written = bytearray()
        self._chunks: list[tuple[int, float]] = []  # where each ended, and when it came
        self._last = self.started = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=_environment(environment or {}),
            pass_fds=pass_fds,
            start_new_session=True,
        )
        os.close(theirs)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(5)
        os.close(self._fd)

    @property
    def process_id(self) -> int:
        """The program's process id."""
        return self._process.pid

    @property
    def count(self) -> int:
        """Bytes written so far."""
        with self._news:
            return len(self._written)

    def bursts(self) -> list[tuple[float, bytes]]:
        """All that was written, in pieces with silence between, each with when it began (s)."""
        with self._news:
            bursts: list[tuple[float, bytes]] = []
            start, last = 0, -1.0
            for end, at in self._chunks:
                piece = bytes(self._written[start:end])
                if at - last < _SILENCE:
                    bursts[-1] = (bursts[-1][0], bursts[-1][1] + piece)
                else:
                    bursts.append((at - self.started, piece))
                start, last = end, at
            return bursts

    @property
    def age(self) -> float:
        """Seconds since the program was started."""
        return time.perf_counter() - self.started

    def send(self, keys: bytes) -> None:
        """Type."""
        os.write(self._fd, keys)

    def seen(self, pattern: re.Pattern[bytes], *, after: int = 0, within: float = 30) -> float:
        """Seconds from the start until the pattern was on the wire.

        Raises:
            NeverSeenError: not within so many seconds.
        """
        deadline = time.perf_counter() + within
        with self._news:
            while not (match := pattern.search(self._written, after)):
                left = deadline - time.perf_counter()
                if left < 0 or (self._process.poll() is not None and not self._news.wait(0.5)):
                    raise NeverSeenError(_words(self._written))
                self._news.wait(min(left, 0.5))
            end = match.end()
            return next(at for written, at in self._chunks if written >= end) - self.started

    def quiet(self, seconds: float, *, within: float = 30) -> None:
        """Return when nothing was written for so many seconds.

        Raises:
            NeverSeenError: it never stops writing.
        """
        deadline = time.perf_counter() + within
        with self._news:
            self._last = time.perf_counter()
            while (left := self._last + seconds - time.perf_counter()) > 0:
                if time.perf_counter() > deadline:
                    raise NeverSeenError(f"no {seconds} s of silence")
                self._news.wait(left)

    def _read(self) -> None:
        asked = False
        while True:
            try:
                chunk = os.read(self._fd, 1 << 16)
            except OSError:  # EIO: the program has gone
                return
            if not chunk:
                return
            with self._news:
                self._written += chunk
                self._last = time.perf_counter()
                self._chunks.append((len(self._written), self._last))
                self._news.notify_all()
                answer = not asked and _SYNC_ASKED in self._written
            if answer:
                asked = True
                self.send(_SYNC_THERE)


def _environment(extra: Mapping[str, str]) -> dict[str, str]:
    """The least a program needs, so that nothing of this shell changes what is measured."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    return {**kept, **terminal, **extra}


def _words(written: bytes | bytearray) -> str:
    text = re.sub(rb"\x1b\[[0-9;?<>=$]*[a-zA-Z]|\x1b.", b"", bytes(written[-2000:]))
    lines = text.decode(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "nothing was written")
