"""Sends a terminal only what has changed, and does not wait for one that is slow.

Textual writes a whole region when one cell of it has changed, and once thirty writes wait for the
terminal it blocks the event loop. Here a frame only changes the target screen; a thread sends
what makes the terminal show it whenever the terminal has taken the last. What comes meanwhile is
not queued, but merged.

What is no frame is sent as it is, in order. Where that may have drawn something, or a frame is
not understood, nothing is known of the terminal any more, and what is drawn next is sent whole.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from threading import Condition, Thread
from typing import Final, Protocol

from trove_tui.terminal.cells import Chunk, Frame, Screen, difference, is_frame, parse, plain

SMALLEST: Final = (30, 8)
"""Columns and lines of the smallest terminal that an app is drawn on; one that is smaller says so.
"""
SYNC_START: Final = "\x1b[?2026h"
SYNC_END: Final = "\x1b[?2026l"
"""Around what a terminal is to show at once, where it knows how."""

_DRAWS_NOTHING: Final = re.compile(
    r"(?:"
    # Modes, but those that change, clear or shift the screen: columns, origin, other screens.
    r"\x1b\[\?(?!(?:3|5|6|40|47|69|1047|1048|1049)[hl])\d+[hl]"
    r"|\x1b\[\?\d+\$p|\x1b\[[<>=?][0-9;]*u"  # is a mode known? the kitty keyboard
    r"|\x1b\[2[23];[0-2](?:;0)?t"  # the title, kept and given back
    # The title, the mouse's pointer, the clipboard.
    r"|\x1b\](?:0|1|2|22|52);[^\x00-\x1f\x7f-\x9f]*(?:\x07|\x1b\\)"
    r"|\x1b\[[0-6] q|\x07"  # the cursor's shape, the bell
    r")+"
)
_QUEUE_LIMIT: Final = 30
"""As many writes as Textual lets wait; frames that are understood do not count."""
_MOMENT: Final = 0.01
"""Seconds: more than a terminal takes that is not behind."""


class Output(Protocol):
    """Where the terminal is."""

    def write(self, text: str, /) -> object:
        """Write, and wait until it is taken."""
        ...

    def flush(self) -> object:
        """Keep nothing back."""
        ...


class DiffWriter:
    """The screen as sent and as wanted, and the thread that sends the differences.

    `size` is asked for at each frame; None, or a frame larger than that, means that frames are
    sent as they are. Where it is less than `smallest`, words that say so stand for every frame.
    A signal handler may interrupt any method and call another.
    """

    def __init__(
        self,
        output: Output,
        size: Callable[[], tuple[int, int] | None],
        smallest: tuple[int, int] = (0, 0),
    ) -> None:
        self._output = output
        self._size = size
        self._smallest = smallest
        # Its lock can be taken again by whom it is held by: a signal handler may interrupt.
        self._changed = Condition()
        self._target = Screen(0, 0)
        self._sent = Screen(0, 0)
        self._touched: set[int] = set()
        self._queue: list[str] = []
        self._in_sync = False
        self._syncs = False
        self._forgotten = False
        self._is_sending = False
        self._is_ending = False
        self._is_broken = False
        self._is_running = False

    # What is written

    def start(self) -> None:
        """Begin to send to a terminal of which nothing is known."""
        self.stop()
        with self._changed:
            self._target, self._sent = Screen(0, 0), Screen(0, 0)
            self._touched = set()
            self._in_sync = self._is_ending = self._is_broken = self._forgotten = False
            self._is_running = True
            Thread(target=self._run, daemon=True, name="display").start()

    def write(self, data: str) -> None:
        """Show a frame soon, or send something else in its turn."""
        with self._changed:
            if data == SYNC_START:
                self._in_sync = self._syncs = True
            elif data == SYNC_END:
                self._in_sync = False
            else:
                if not self._draw(data):
                    self._send_raw(data)
                self._changed.notify_all()

    def forget(self) -> None:
        """Send the whole screen again when something is drawn next; takes no lock."""
        self._forgotten = True

    def let_go(self) -> None:
        """Wait a moment for what was written to go out, unless the terminal is behind anyway.

        Or the thread would have to wait for the interpreter until we have nothing more to do.
        """
        with self._changed:
            if not self._is_sending:
                self._changed.wait_for(self._has_sent, _MOMENT)

    def drain(self) -> None:
        """Wait until the terminal has taken all that was written, or is gone."""
        with self._changed:
            self._changed.wait_for(self._has_sent)

    def stop(self) -> None:
        """Send what is left and end the thread."""
        with self._changed:
            self._is_ending = True
            self._changed.notify_all()
            # Not a join: whom a signal handler interrupted may hold the lock that the thread needs.
            self._changed.wait_for(lambda: not self._is_running)

    def _draw(self, data: str) -> bool:
        """Draw a frame on the target screen; False where it is none, or not understood."""
        size = self._size() if is_frame(data) else None
        if size is None:
            return False
        is_small = size[0] < self._smallest[0] or size[1] < self._smallest[1]
        frame = _too_small(size, self._smallest) if is_small else parse(data)
        if frame is None:
            return False
        if size != (self._target.columns, self._target.lines):
            # What was drawn for the old size has no place in the new one.
            self._target, self._sent = Screen(*size), Screen(*size)
            self._touched = set()
        lines = self._target.draw(frame)
        if lines is None:
            return False
        self._touched |= lines
        return True

    def _send_raw(self, data: str) -> None:
        if self._is_broken:
            return
        self._queue_difference()
        if _DRAWS_NOTHING.fullmatch(data):
            self._queue.append(data)
        else:
            self._queue.append(f"{SYNC_START}{data}{SYNC_END}" if self._in_sync else data)
            self._target.forget()
            self._sent.forget()
        if self._is_running:
            self._changed.wait_for(lambda: len(self._queue) < _QUEUE_LIMIT or self._is_broken)

    # What is sent

    def _has_work(self) -> bool:
        if self._is_broken or not self._is_running:
            return False
        return bool(self._queue) or self._is_behind()

    def _has_sent(self) -> bool:
        return not self._has_work() and not self._is_sending

    def _is_behind(self) -> bool:
        return bool(self._touched) or self._target.cursor != self._sent.cursor

    def _queue_difference(self) -> None:
        if not self._is_behind():
            return
        # Touched lines of a larger size are left where a signal handler started afresh in between.
        all_lines = range(min(self._target.lines, self._sent.lines))
        lines, self._touched = self._touched.intersection(all_lines), set()
        if self._forgotten:
            self._forgotten = False
            self._sent.forget()
            lines = set(all_lines)
        if text := difference(self._target, self._sent, lines):
            self._queue.append(f"{SYNC_START}{text}{SYNC_END}" if self._syncs else text)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._has_work() or self._is_ending)
                self._queue_difference()
                text = "".join(self._queue)
                self._queue.clear()
                if not text and self._is_ending:
                    self._is_running = False
                    self._changed.notify_all()
                    return
                self._is_sending = True
                self._changed.notify_all()
            try:
                self._output.write(text)
                self._output.flush()
            except (OSError, ValueError):  # It has gone, or was closed.
                self._is_broken = True
            with self._changed:
                self._is_sending = False
                self._changed.notify_all()


def _too_small(size: tuple[int, int], smallest: tuple[int, int]) -> Frame:
    """The frame shown in a terminal that is too small."""
    columns, lines = size
    message = textwrap.wrap("too small: needs {}x{}".format(*smallest), columns)
    rows = [*message, *[""] * lines][:lines]
    chunks = [Chunk(line, 0, plain(row.ljust(columns))) for line, row in enumerate(rows)]
    return Frame(chunks, (0, 0))
