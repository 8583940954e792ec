"""Textual's driver for a terminal: writes differences only, and always restores the terminal.

Of what it inherits only public names are used; what Textual keeps for itself (the app, the loop,
the stream) it keeps once more.
"""

from __future__ import annotations

import asyncio
import os
import select
import selectors
import signal
import sys
import termios
import threading
from codecs import getincrementaldecoder
from contextlib import suppress
from functools import partial
from time import monotonic
from types import FrameType
from typing import Any, Final, Protocol, TextIO, runtime_checkable

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from trove_tui.terminal import codec, input_parser
from trove_tui.terminal.diff_writer import SMALLEST, DiffWriter, Output

_RESTORE: Final = (
    "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l"  # mouse
    "\x1b[?1004l\x1b[?2004l\x1b[?2048l\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h"
)
_MOUSE_PIXELS_OFF: Final = "\x1b[?1016l"
_INPUT_CHUNK: Final = 4096
_FLOOD: Final = 256
"""Bytes at once that nobody types."""
_INPUT_PATIENCE: Final = 0.1
"""Seconds: after so long an escape that nothing follows is the key."""


@runtime_checkable
class Guest(Protocol):
    """An app that asks its driver for more than Textual does."""

    leaving: bool
    """Whether the end has begun."""
    terminal_driver: TerminalDriver | None
    """Set by the driver."""

    @property
    def keys_waiting(self) -> int:
        """How many keys wait until those before them are done."""
        ...


class TerminalDriver(LinuxDriver):
    """Draws by differences, and survives being continued without having been told to stop."""

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._owner = app
        self._event_loop = asyncio.get_running_loop()
        self._terminal = sys.__stderr__
        self._writer: DiffWriter | None = None
        if self._terminal is not None:
            size_now = partial(_size, self._terminal)
            self._writer = DiffWriter(_output(self._terminal), size_now, SMALLEST)
        self._in_application_mode = False
        if isinstance(app, Guest):
            app.terminal_driver = self

    # What is written

    def write(self, data: str) -> None:
        """Write a frame, or anything else."""
        if self._writer is None:
            super().write(data)
        else:
            self._writer.write(data)

    def flush(self) -> None:
        """A frame is complete: let it go out before anything else is done."""
        if self._writer is not None:
            self._writer.let_go()

    def forget(self) -> None:
        """Take it that the terminal may show anything: draw all of it with the next change."""
        if self._writer is not None:
            self._writer.forget()

    # Taking the terminal over, and giving it back

    def start_application_mode(self) -> None:
        """Take the terminal over, knowing nothing of what it shows."""
        self._in_application_mode = True
        if self._writer is not None:
            self._writer.start()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        old_handler = signal.getsignal(signal.SIGWINCH)
        if callable(old_handler):

            def forget_first(number: int, frame: FrameType | None) -> None:
                self.forget()
                old_handler(number, frame)

            signal.signal(signal.SIGWINCH, forget_first)

    def stop_application_mode(self) -> None:
        """Give the terminal back, once it has taken what was written.

        The mouse's pixel mode too, which Textual leaves on.
        """
        self._in_application_mode = False
        self.write(_MOUSE_PIXELS_OFF)
        if self._writer is not None:
            self._writer.drain()
        super().stop_application_mode()
        if self._writer is not None:
            self._writer.drain()

    def resume_application_mode(self) -> None:
        """Take the terminal over again.

        After a SIGSTOP from outside, or the SIGCONT that systemd sends with a SIGTERM, we never
        left it. Starting on top of that would read the keys in two threads, and remember our own
        modes as those to restore. And a SIGCONT follows the SIGHUP of a terminal that has gone:
        there is nothing to take over then.
        """
        if isinstance(self._owner, Guest) and self._owner.leaving:
            return
        never_left = self._in_application_mode
        if never_left:
            self.suspend_application_mode()
        super().resume_application_mode()
        if never_left:  # Textual tells it only to whom it has stopped itself.
            self._event_loop.call_soon_threadsafe(self._owner.post_message, self.SignalResume())

    def close(self) -> None:
        """Send what is left."""
        if self._writer is not None:
            self._writer.stop()
        super().close()

    def restore_at_once(self, sentence: str = "") -> None:
        """Restore what can be restored without waiting: for when the process must end now.

        A sentence is shown below what was on the screen before.

        Raises:
            OSError: the terminal has gone.
        """
        if self.attrs_before is not None:
            with suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        output = self._terminal.fileno() if self._terminal is not None else 2
        if select.select([], [output], [], 0)[1]:
            os.write(output, (_RESTORE + (sentence and f"{sentence}\n")).encode())

    # What is typed

    def run_input_thread(self) -> None:
        """Read input until the driver stops.

        Textual's own ends the program by bytes that are no UTF-8 and by keys that it can't parse,
        and anybody can paste the first, and a terminal may send the second. What follows must not
        get lost with them either: the end of a paste, or all of it would be taken for keys.
        """
        if not input_parser.AVAILABLE:
            super().run_input_thread()
            return
        name = codec.of_terminal(os.environ)
        # Who says "C" may still have a terminal of Unicode; the letters of both are the same.
        input_codec = codec.UNICODE if name == "ascii" else name
        decode = getincrementaldecoder(input_codec)(errors="replace").decode
        parser = input_parser.InputParser(monotonic())
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                data = b""
                if not selector.select(_INPUT_PATIENCE):
                    # Only now: while we were not let run, the rest may have come in time.
                    messages = parser.tick(monotonic())
                elif data := os.read(self.fileno, _INPUT_CHUNK):
                    messages = parser.feed(decode(data), monotonic())
                else:
                    self._terminal_has_gone()
                    return
                for message in messages:
                    self.process_message(message)
                if len(data) >= _FLOOD:
                    self._wait_until_handled()

    def _wait_until_handled(self) -> None:
        """Wait until what was read is handled: a flood waits in the terminal, not in memory."""
        handled = threading.Event()

        def follow_keys() -> None:  # as they go: from the app to its screen, and to the focus
            screen = self._owner.screen
            screen.call_later(lambda: (screen.focused or screen).call_later(handled.set))

        self._event_loop.call_soon_threadsafe(self._owner.call_later, follow_keys)
        while not (handled.wait(_INPUT_PATIENCE) or self.exit_event.is_set()):
            pass
        while self._keys_waiting > _FLOOD and not self.exit_event.wait(_INPUT_PATIENCE):
            pass

    @property
    def _keys_waiting(self) -> int:
        return self._owner.keys_waiting if isinstance(self._owner, Guest) else 0

    def _terminal_has_gone(self) -> None:
        """Leave as by SIGHUP, which comes only to those that the terminal controls."""
        leave = partial(self._owner.exit, return_code=128 + signal.SIGHUP)
        self._event_loop.call_soon_threadsafe(leave)


def _output(terminal: TextIO) -> Output:
    name = codec.of_terminal(os.environ)
    if name == codec.UNICODE:
        return terminal
    from trove_tui.terminal.encoded_output import EncodedOutput  # Only here: few have another.

    return EncodedOutput(terminal, name)


def _size(output: TextIO) -> tuple[int, int] | None:
    """The size by the terminal itself: the environment's may be wrong."""
    with suppress(OSError, ValueError):
        columns, lines = os.get_terminal_size(output.fileno())
        return (columns, lines) if columns and lines else None  # Some tell neither.
    return None
