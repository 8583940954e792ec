"""A real pseudo-terminal with a program in it: what a person would type, and what they would see.

The program is the leader of a session of its own with the terminal as its
controlling one, as under a terminal emulator. A thread feeds what it writes to
pyte; waiting is for what is on the screen, never for an amount of time.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import pyte

TROVE_TUI: Final = (sys.executable, "-m", "trove_tui")

KEYS: Final[Mapping[str, str]] = {
    "enter": "\r",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "escape": "\x1b",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "f9": "\x1b[20~",
    "ctrl+c": "\x03",
    "ctrl+l": "\x0c",
    "ctrl+z": "\x1a",
}

_UNFINISHED: Final = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*|P[^\x1b]*)?\x1b?$")
_MISREAD: Final = re.compile(
    rb"\x1b\[[<>=?][0-9;]*u"  # the kitty keyboard, pushed and popped
    rb"|\x1b\[[0-9;]*:[0-9:;]*m"  # curly underlines and the like
    rb"|\x1b\[\?[0-9;]*\$p"  # is this mode known?
    rb"|\x1bP[^\x1b]*\x1b\\"
    rb"|\x1b\]22;[^\x07\x1b]*(?:\x07|\x1b\\)"  # the shape of the mouse's pointer
)
_OTHER_SCREEN: Final = re.compile(rb"\x1b\[\?1049([hl])")
_MODE: Final = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_KITTY: Final = re.compile(rb"\x1b\[([<>])[0-9]*u")
_SEQUENCE: Final = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[=>78])")
_ON_AT_REST: Final = {7: True, 25: True}
"""Private modes that a terminal has on before anybody asked: it wraps lines, it shows a cursor."""


class Terminal:
    """A program running in a terminal of some size.

    `environ` is added to a bare environment with a home folder of its own, `home`.
    """

    def __init__(
        self,
        command: Sequence[str],
        home: Path,
        *,
        columns: int = 120,
        rows: int = 36,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._changed = threading.Condition()
        self.raw = bytearray()
        """All that the program has written."""
        self._pending = b""
        self._reading = threading.Event()
        self._reading.set()
        self._ending = False
        self._mark = uuid.uuid4().hex
        self._ours, self._its = pty.openpty()
        self._set_size(columns, rows)
        self._flags_before = termios.tcgetattr(self._its)
        self._process = subprocess.Popen(
            command,
            env=_environment(home) | dict(environ or {}) | {"TROVE_TUI_E2E": self._mark},
            cwd=home,
            preexec_fn=self._become_a_shells_child,
            close_fds=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _become_a_shells_child(self) -> None:
        os.login_tty(os.dup(self._its))
        # What runs the tests may ignore it, as a job in the background does.
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    # What is seen

    @property
    def screen(self) -> list[str]:
        """The lines of the screen."""
        with self._changed:
            return list(self._screen.display)

    @property
    def text(self) -> str:
        """The lines of the screen, without the spaces at their ends."""
        return "\n".join(line.rstrip() for line in self.screen)

    @property
    def title(self) -> str:
        """The title that the program gave the terminal."""
        with self._changed:
            return str(self._screen.title)

    def line_with(self, *words: str) -> str:
        """The first line that holds all these words; "" where none does."""
        return next((line for line in self.screen if all(word in line for word in words)), "")

    @property
    def said_after_leaving(self) -> str:
        """What was written since the program last left the alternate screen, as plain text."""
        after = bytes(self.raw).rpartition(b"\x1b[?1049l")[2]
        return _SEQUENCE.sub(b"", after).decode("utf-8", "replace").replace("\r\n", "\n").strip()

    def wait_for(self, what: str | Callable[[], Any], timeout: float = 20) -> None:
        """Wait until a text is on the screen, or something holds.

        Raises:
            AssertionError: it did not within the seconds given; with what is on the screen.
        """
        holds = (lambda: what in self.text) if isinstance(what, str) else what
        deadline = time.monotonic() + timeout
        with self._changed:
            while not holds():
                left = deadline - time.monotonic()
                if left <= 0 or (self._ending and not self._reader.is_alive()):
                    wanted = repr(what) if isinstance(what, str) else "what was waited for"
                    raise AssertionError(f"{wanted} never came; on the screen:\n{self.text}")
                self._changed.wait(min(left, 0.2))

    # What is done

    def press(self, *keys: str) -> None:
        """Type keys: by their name in `KEYS`, or as they are."""
        for key in keys:
            self.send(KEYS.get(key, key))

    def send(self, text: str | bytes) -> None:
        """Send this text, or these bytes, to the program."""
        os.write(self._ours, text if isinstance(text, bytes) else text.encode())

    def resize(self, columns: int, rows: int) -> None:
        """Make the terminal another size, as by dragging its corner."""
        with self._changed:
            self._screen.resize(rows, columns)
        self._set_size(columns, rows)
        os.killpg(os.tcgetpgrp(self._ours), signal.SIGWINCH)

    def freeze(self) -> None:
        """Take no more output, as a terminal whose line is dead, or after ctrl+s."""
        self._reading.clear()

    def thaw(self) -> None:
        """Take output again."""
        self._reading.set()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program, and to it alone."""
        self._process.send_signal(number)

    def hang_up(self) -> None:
        """Close the terminal under the program, as by closing its window."""
        self._end_reading()
        os.close(self._its)
        os.close(self._ours)
        self._its = self._ours = -1

    def wait(self, timeout: float = 20) -> int:
        """Wait until the program has ended and all its output is read; its exit code."""
        code = self._process.wait(timeout)
        self._end_reading()
        return code

    # What is left

    def left_on(self) -> list[str]:
        """What of the terminal is not as it was before the program."""
        modes: dict[int, bool] = {}
        for numbers, letter in _MODE.findall(bytes(self.raw)):
            modes |= dict.fromkeys(map(int, numbers.split(b";")), letter == b"h")
        left = [
            f"mode {number}"
            for number, on in modes.items()
            if on != _ON_AT_REST.get(number, False) and number != 2026
        ]
        pushes = _KITTY.findall(bytes(self.raw))
        if pushes.count(b">") != pushes.count(b"<"):
            left.append("kitty keyboard")
        if self._its >= 0 and termios.tcgetattr(self._its) != self._flags_before:
            left.append("termios flags")
        return left

    def processes(self) -> dict[int, str]:
        """The processes that the program started and that are still there, and itself."""
        mark = f"TROVE_TUI_E2E={self._mark}".encode()
        found = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    if mark in (folder / "environ").read_bytes().split(b"\0"):
                        command = (folder / "cmdline").read_bytes().split(b"\0")
                        found[int(folder.name)] = b" ".join(command).decode(errors="replace")
                except OSError:
                    continue  # It ended meanwhile, or is somebody else's.
        return found

    def wait_until_alone(self, timeout: float = 10) -> None:
        """Wait until no process of the program is left.

        Raises:
            AssertionError: there still was one after the seconds given.
        """
        deadline = time.monotonic() + timeout
        while left := self.processes():
            if time.monotonic() > deadline:
                raise AssertionError(f"Left behind: {left}")
            time.sleep(0.02)

    # How

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._its, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _read(self) -> None:
        while True:
            self._reading.wait()
            if select.select([self._ours], [], [], 0.05)[0]:
                try:
                    data = os.read(self._ours, 65536)
                except OSError:
                    return
                with self._changed:
                    self._feed(data)
                    self._changed.notify_all()
            elif self._ending:
                return

    def _feed(self, data: bytes) -> None:
        self.raw += data
        data = self._pending + data
        unfinished = _UNFINISHED.search(data)
        end = unfinished.start() if unfinished else len(data)
        self._pending = data[end:]
        # pyte knows no second screen: each change of screens shows an empty one instead.
        clean = _OTHER_SCREEN.sub(b"\x1b[m\x1b[H\x1b[2J", _MISREAD.sub(b"", data[:end]))
        self._stream.feed(clean)

    def _end_reading(self) -> None:
        self._ending = True
        self._reading.set()
        self._reader.join(10)

    def close(self) -> None:
        """End the program, and whatever it started, by force if need be."""
        for number in self.processes():
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._process.wait(10)
        self._end_reading()
        for descriptor in (self._ours, self._its):
            if descriptor >= 0:
                os.close(descriptor)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _environment(home: Path) -> dict[str, str]:
    return {
        "HOME": str(home),
        "PATH": os.environ.get("PATH", os.defpath),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
    }
