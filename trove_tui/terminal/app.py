"""An app that leaves the terminal as it found it, however it ends.

Textual restores the terminal when its message loop ends. It does not when the
process is told to go (SIGTERM, SIGHUP), when it is continued without having
been told to stop, or when the terminal takes no more output; and after a crash
it prints a traceback with local variables, tokens among them. `TerminalApp` is
the base class that closes these gaps. It has no keys but ctrl+z, and no look.

A subclass may define `on_load`, `on_mount` and the other handlers as usual:
Textual calls each class's own.
"""

from __future__ import annotations

import asyncio
import io
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
from typing import Any, ClassVar, Final

from rich.console import Console, RenderableType
from rich.text import Text
from textual import events, on
from textual._styles_cache import StylesCache
from textual.app import App
from textual.await_remove import AwaitRemove
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.widget import Widget
from textual.worker import Worker, WorkerFailed, WorkerState

from trove_tui import charset, log
from trove_tui.settings import SettingsError
from trove_tui.terminal.diff_writer import SMALLEST, DisplayDriver
from trove_tui.terminal.input_parser import InputParser

LEAVING_SIGNALS: Final = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
_RESTORE: Final = (
    "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l"  # mouse
    "\x1b[?1004l\x1b[?2004l\x1b[?2048l\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h"
)
_MOUSE_PIXELS_OFF: Final = "\x1b[?1016l"
_KEYS_OF_ANY_SIZE: Final = frozenset({"ctrl+c", "ctrl+z", "ctrl+l"})
_INPUT_CHUNK: Final = 4096
_INPUT_PATIENCE: Final = 0.1
"""Seconds: after so long an escape that nothing follows is the key."""


class TerminalDriver(DisplayDriver):
    """Textual's driver, which also survives being continued without having been told to stop."""

    _in_application_mode = False

    def start_application_mode(self) -> None:
        """Take the terminal over."""
        self._in_application_mode = True
        super().start_application_mode()

    def stop_application_mode(self) -> None:
        """Give the terminal back, the mouse's pixel mode too, which Textual leaves on."""
        self._in_application_mode = False
        self.write(_MOUSE_PIXELS_OFF)
        super().stop_application_mode()

    def resume_application_mode(self) -> None:
        """Take the terminal over again.

        After a SIGSTOP from outside, or the SIGCONT that systemd sends with a SIGTERM, we never
        left it. Starting on top of that would read the keys in two threads, and remember our own
        modes as those to restore. And a SIGCONT follows the SIGHUP of a terminal that has gone:
        there is nothing to take over then.
        """
        if isinstance(self._app, TerminalApp) and self._app.leaving:
            return
        if self._in_application_mode:
            self.suspend_application_mode()
            self._must_signal_resume = True
        super().resume_application_mode()

    def run_input_thread(self) -> None:
        """Read what is typed until told to stop.

        Textual's own ends the program by bytes that are no UTF-8 and by keys that it can't parse,
        and anybody can paste the first, and a terminal may send the second. What follows must not
        get lost with them either: the end of a paste, or all of it would be taken for keys.
        """
        codec = charset.of_terminal(os.environ)
        # Who says "C" may still have a terminal of Unicode; the letters of both are the same.
        known = charset.UNICODE if codec == "ascii" else codec
        decode = getincrementaldecoder(known)(errors="replace").decode
        parser = InputParser(monotonic())
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
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

    def _terminal_has_gone(self) -> None:
        """Leave as by SIGHUP, which comes only to those that the terminal controls."""
        leave = partial(self._app.exit, return_code=128 + signal.SIGHUP)
        self._loop.call_soon_threadsafe(leave)

    def restore_at_once(self, sentence: str = "") -> None:
        """Restore what can be restored without waiting: for when the process must end now.

        A sentence is shown below what was on the screen before.

        Raises:
            OSError: the terminal has gone.
        """
        if self.attrs_before is not None:
            with suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        output = self._file.fileno() if self._file is not None else 2
        if select.select([], [output], [], 0)[1]:
            os.write(output, (_RESTORE + (sentence and f"{sentence}\n")).encode())


class TerminalApp(App[None], inherit_bindings=False):
    """The base class of an app that is a good guest in its terminal.

    - SIGTERM, SIGHUP and SIGINT end it cleanly, with 128 and the signal's number as exit code.
    - ctrl+z stops it, with the whole of its process group, and `fg` brings it back; where there is
      no shell to come back from, it says so and goes on.
    - An error of its own ends it with one plain sentence, a masked traceback in the log, and 1.
      A `SettingsError` ends it with its own sentence.
    - A terminal that is too small shows that it is, and takes no key but those that stop it.
    - The terminal's focus going and coming repaints nothing; no cursor blinks.

    Run it by `app.run()`, as the last thing that the process does, and exit with
    `app.return_code or 0`.
    """

    LEAVE_LIMIT: ClassVar[float] = 3.0
    """Seconds from being told to leave until the process ends, whatever hangs: a terminal that
    takes nothing, a name that is being resolved in a thread."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "suspend_process", show=False, priority=True),
        Binding("ctrl+l", "redraw", show=False, priority=True),
    ]

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self.animation_level = "none"
        self.in_front = True
        """Whether the terminal has the focus, as far as it tells: most don't under tmux."""
        self._has_a_size = False
        self._handlers_before: dict[signal.Signals, Any] = {}
        self._crash: str | None = None
        self.leaving = False
        """Whether the end has begun, by a key, a signal or a crash."""

    def get_driver_class(self) -> type[Driver]:
        """Ours in place of Textual's own; another that somebody chose stays."""
        base = super().get_driver_class()
        return TerminalDriver if base is LinuxDriver else base

    @property
    def is_too_small(self) -> bool:
        """Whether the terminal shows nothing of the app but that it is too small."""
        return self.size.width < SMALLEST[0] or self.size.height < SMALLEST[1]

    def takes(self, event: events.Event) -> bool:
        """Whether it is no key and no click for what nobody can see, or is no more at the end."""
        if not isinstance(event, (events.InputEvent, events.Paste)):
            return True
        key = event.key if isinstance(event, events.Key) else ""
        hidden = self.is_too_small and key not in _KEYS_OF_ANY_SIZE
        return bool(self.screen_stack) and not (hidden or self.leaving)

    async def on_event(self, event: events.Event) -> None:
        """Take nothing that it doesn't take."""
        if self.takes(event):
            await super().on_event(event)

    # Leaving

    @on(events.Load)
    def _watch_for_leaving(self) -> None:
        """Before the terminal is taken over: be ready to give it back."""
        if threading.current_thread() is threading.main_thread():
            self._watch_signals()

    def _watch_signals(self) -> None:
        loop = asyncio.get_running_loop()

        # Not `loop.add_signal_handler`: its callback runs on the loop, and the loop is blocked
        # when the terminal takes no more output. This one still sets the limit.
        def leave(number: int, _frame: FrameType | None) -> None:
            self._limit_leaving(128 + number)
            loop.call_soon_threadsafe(self._leave, number)

        for number in LEAVING_SIGNALS:
            self._handlers_before[number] = signal.signal(number, leave)

    def _leave(self, number: int) -> None:
        self.exit(return_code=128 + number)

    def exit(
        self, result: None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """End the app, within `LEAVE_LIMIT`; a message is shown once the terminal is back."""
        self._limit_leaving(return_code)
        super().exit(result, return_code, message)

    @on(events.Unmount)
    def _unwatch(self) -> None:
        """The terminal has been given back: signals do what they did before."""
        for number, handler in self._handlers_before.items():
            signal.signal(number, handler)

    def _limit_leaving(self, code: int) -> None:
        if self.leaving:
            return
        self.leaving = True
        if self.is_headless:
            return

        def end() -> None:
            try:
                if isinstance(self._driver, TerminalDriver):
                    self._driver.restore_at_once(self._crash or "")
                # Only then: what hangs may be the log.
                log.LOG.warning("Ended by force after %s s: something hung", self.LEAVE_LIMIT)
            finally:
                os._exit(code)  # Whatever that raised: a terminal that has gone raises much.

        timer = threading.Timer(self.LEAVE_LIMIT, end)
        timer.daemon = True  # A process that ends in time takes it along.
        timer.start()

    def give_up(self, sentence: str, code: int = 1) -> None:
        """End with a plain sentence on standard error: for what no other key can mend."""
        self.exit(return_code=code, message=sentence)

    # Crashing

    def _handle_exception(self, error: Exception) -> None:
        """Once the end has begun, an error is no other end: what it needs may have gone already."""
        if self.leaving and not self.is_headless:
            log.LOG.warning("An error while it ended", exc_info=error)
        else:
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Textual's own would print every local variable of the frames, tokens among them."""
        self._end_by(self._exception or sys.exc_info()[1])

    def panic(self, *renderables: RenderableType) -> None:
        """End with these sentences; what isn't text is a traceback, and goes to the log."""
        sentences = [text for text in renderables if isinstance(text, str)]
        if sentences:
            self._return_code = self._return_code or 1
            self._limit_leaving(self._return_code)
            super().panic(*map(Text, sentences))  # As a plain text it would be read as markup.
            return
        if self._exception is None:
            log.LOG.error("StyledText by Textual:\n%s", _as_text(renderables))
        self._end_by(self._exception or sys.exc_info()[1])

    def _end_by(self, error: BaseException | None) -> None:
        if self._crash is not None:
            return  # The first error is the cause; what falls over behind it says nothing.
        if isinstance(error, WorkerFailed):
            error = error.error
        # Set before anything is logged, as that may hang.
        self._crash = "trove-tui ended by an error of its own."
        self._limit_leaving(self._return_code or 1)
        # Without settings there is nothing to show, and nobody's program is at fault.
        self._crash = str(error) if isinstance(error, SettingsError) else log.crashed(error)
        self.panic(self._crash)

    @on(Worker.StateChanged)
    def _worker_ended(self, event: Worker.StateChanged) -> None:
        """A worker that ends by an error, and doesn't end the app itself, must not do so unseen."""
        if event.state is WorkerState.ERROR and not event.worker.exit_on_error:
            error = event.worker.error
            if isinstance(error, Exception):
                self._handle_exception(error)

    # Stopping and coming back

    @on(events.Mount)
    def _watch_for_return(self) -> None:
        """Draw everything again when we come back: somebody else has had the screen."""
        self.app_resume_signal.subscribe(self, self._redraw)

    def _redraw(self, _app: App[Any]) -> None:
        self.refresh(layout=True)

    @on(events.Resize)
    def _resized(self) -> None:
        """Draw all of it, also what Textual takes for unchanged.

        A terminal that is made smaller and larger at once has lost what it showed; but of two
        such events a screen may only get the last, and that brings the size that it had.
        """
        if self._has_a_size:
            self.refresh(layout=True)
        self._has_a_size = True

    def action_redraw(self) -> None:
        """Draw all of it again: something else has written on the terminal."""
        if isinstance(self._driver, DisplayDriver):
            self._driver.forget()
        self.refresh(layout=True)

    def action_suspend_process(self) -> None:
        """Stop, as ctrl+z stops any program."""
        if self._driver is None or not self._driver.can_suspend or self.is_headless:
            return
        if os.getsid(0) == os.getpgrp():
            # We are what the terminal runs: with us stopped, nobody could ever continue us.
            self.notify("There is no shell below to come back from.", markup=False)
            return
        self.app_suspend_signal.publish(self)
        # The whole group, as the kernel would: in it `uv run` waits for us, and the shell for it.
        os.kill(0, signal.SIGTSTP)

    # What has gone

    def _prune(self, *nodes: Widget, parent: DOMNode | None = None) -> AwaitRemove:
        """Let go of what was drawn of what is taken off the screen.

        Textual caches a method of each widget's drawing by the object that it belongs to: the
        last thousand widgets stay with all their lines, half a megabyte for each dialog.
        """
        StylesCache.get_inner_outer.cache_clear()
        return super()._prune(*nodes, parent=parent)

    # The terminal's focus, and cursors

    @on(events.AppBlur)
    def _blurred(self, event: events.AppBlur) -> None:
        """Textual's own handler repaints the screen, and again on the way back."""
        event.prevent_default()
        self.in_front = False

    @on(events.AppFocus)
    def _focused(self, event: events.AppFocus) -> None:
        """The terminal has the focus again."""
        event.prevent_default()
        self.in_front = True

    @on(events.DescendantFocus)
    def _still_the_cursor(self, event: events.DescendantFocus) -> None:
        """A blinking cursor sends 2 kB a second over the line, for nothing."""
        if hasattr(event.widget, "cursor_blink"):
            event.widget.cursor_blink = False


def _as_text(renderables: tuple[RenderableType, ...]) -> str:
    text = io.StringIO()
    Console(file=text, width=120).print(*renderables)
    return text.getvalue()
