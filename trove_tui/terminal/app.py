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
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, ClassVar, Final

from rich.console import Console, RenderableType
from rich.text import Text
from textual import events, on
from textual.await_remove import AwaitRemove
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.widget import Widget
from textual.worker import Worker, WorkerFailed, WorkerState

from trove_tui.terminal import internals
from trove_tui.terminal.ascii_filter import AsciiApp
from trove_tui.terminal.diff_writer import SMALLEST
from trove_tui.terminal.driver import TerminalDriver

LOG = logging.getLogger(__name__)
LEAVING_SIGNALS: Final = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
_KEYS_OF_ANY_SIZE: Final = frozenset({"ctrl+c", "ctrl+z", "ctrl+l"})


class _LastWords(Console):
    """The console for errors: prints the reason of the end, and nothing that it is given.

    That may be Textual's own picture of an error, with every local variable, tokens among them.
    """

    def __init__(self, words: Callable[[object], RenderableType]) -> None:
        super().__init__(markup=False, highlight=False, stderr=True)
        self._words: Callable[[object], RenderableType] | None = words

    def print(self, *objects: Any, **_options: Any) -> None:
        """Say why, once."""
        words, self._words = self._words, None
        if words is not None:
            super().print(words(objects[0] if objects else ""))


class TerminalApp(AsciiApp[None], inherit_bindings=False):
    """The base class of an app that is a good guest in its terminal.

    - SIGTERM, SIGHUP and SIGINT end it cleanly, with 128 and the signal's number as exit code.
    - ctrl+z stops it, with the whole of its process group, and `fg` brings it back; where there is
      no shell to come back from, it says so and goes on.
    - An error of its own ends it with one plain sentence, that of `last_words`, and 1.
    - A terminal that is too small shows that it is, and takes no key but those that stop it.
    - The terminal's focus going and coming repaints nothing; no cursor blinks.

    Run it by `app.run()`, as the last thing that the process does, and exit with
    `app.return_code or 0`.
    """

    LEAVE_LIMIT: ClassVar[float] = 3.0
    """Seconds from the request to leave until the process ends, whatever hangs: a terminal that
    takes no output, a name that is being resolved in a thread."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "suspend_process", show=False, priority=True),
        Binding("ctrl+l", "redraw", show=False, priority=True),
    ]

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self.animation_level = "none"
        self.error_console = _LastWords(self._why_it_ended)
        self.terminal_driver: TerminalDriver | None = None
        """None without a terminal, and with a driver that somebody else chose."""
        self.leaving = False
        """Whether the end has begun, by a key, a signal or a crash."""
        self._has_a_size = False
        self._handlers_before: dict[signal.Signals, Any] = {}
        self._error: BaseException | None = None
        self._crash: str | None = None
        self._message: RenderableType | None = None

    def get_driver_class(self) -> type[Driver]:
        """Ours in place of Textual's own; another that somebody chose stays."""
        base = super().get_driver_class()
        return TerminalDriver if base is LinuxDriver else base

    @property
    def is_too_small(self) -> bool:
        """Whether the terminal shows nothing of the app but that it is too small."""
        return self.size.width < SMALLEST[0] or self.size.height < SMALLEST[1]

    def takes(self, event: events.Event) -> bool:
        """Whether to handle an event: no input while nothing is shown or once leaving has begun."""
        if not isinstance(event, (events.InputEvent, events.Paste)):
            return True
        key = event.key if isinstance(event, events.Key) else ""
        hidden = self.is_too_small and key not in _KEYS_OF_ANY_SIZE
        return bool(self.screen_stack) and not (hidden or self.leaving)

    async def on_event(self, event: events.Event) -> None:
        """Drop events that `takes` refuses."""
        if self.takes(event):
            await super().on_event(event)

    # Leaving

    @property
    def keys_waiting(self) -> int:
        """How many keys wait until those before them are done."""
        return 0

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
        self._message = self._message or message
        super().exit(result, return_code, message)

    @on(events.Unmount)
    def _unwatch(self) -> None:
        """Restore the signal handlers, once the terminal is given back."""
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
                if self.terminal_driver is not None:
                    self.terminal_driver.restore_at_once(self._crash or "")
                # Only then: what hangs may be the log.
                LOG.warning("Ended by force after %s s: something hung", self.LEAVE_LIMIT)
            finally:
                os._exit(code)  # Whatever that raised: a terminal that has gone raises much.

        timer = threading.Timer(self.LEAVE_LIMIT, end)
        timer.daemon = True  # A process that ends in time takes it along.
        timer.start()

    def give_up(self, sentence: str, code: int = 1) -> None:
        """End with a plain sentence on standard error: for an error that nobody can mend here."""
        self.exit(return_code=code, message=sentence)

    # Crashing

    def last_words(self, error: BaseException | None) -> str:
        """The sentence to end with after an error; a subclass may tell more."""
        LOG.critical("The app ended by an error of its own", exc_info=error)
        return f"{self.title} ended by an error of its own."

    @property
    def return_code(self) -> int | None:
        """What to exit with: after a crash never 0."""
        code = super().return_code
        return code or 1 if self._crash is not None else code

    def _handle_exception(self, error: Exception) -> None:
        """While leaving, only log an error: it may come of what has been closed already."""
        if self.leaving and not self.is_headless:
            LOG.warning("An error while it ended", exc_info=error)
            return
        self._error = self._error or error
        handle = internals.method(super(), "_handle_exception")
        if handle is None:
            self._end_by(error)
        else:
            handle(error)

    def _fatal_error(self) -> None:
        """Textual's own would print every local variable of the frames, tokens among them."""
        self._end_by(self._error or sys.exc_info()[1])

    def panic(self, *renderables: RenderableType) -> None:
        """End with these sentences; what isn't text is a traceback, and goes to the log."""
        sentences = [text for text in renderables if isinstance(text, str)]
        if sentences:
            self._crash = self._crash or "\n".join(sentences)
            self._limit_leaving(self.return_code or 1)
            super().panic(*map(Text, sentences))  # As a plain text it would be read as markup.
            return
        if self._error is None:
            LOG.error("Shown by Textual:\n%s", _as_text(renderables))
        self._end_by(self._error or sys.exc_info()[1])

    def _end_by(self, error: BaseException | None) -> None:
        if self._crash is not None:
            return  # The first error is the cause; what falls over behind it says nothing.
        if isinstance(error, WorkerFailed):
            error = error.error
        # Set before anything is logged, as that may hang.
        self._crash = f"{self.title} ended by an error of its own."
        self._limit_leaving(self.return_code or 1)
        self._crash = self.last_words(error)
        self.panic(self._crash)

    def _why_it_ended(self, renderable: object) -> RenderableType:
        """The text to print once the terminal is back, in place of Textual's."""
        if self._crash is not None:
            return self._crash
        if self._message is not None:
            return self._message
        if self._error is None:
            LOG.error("Shown by Textual:\n%s", _as_text((renderable,)))
        return self.last_words(self._error)

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

    def _redraw(self, _app: object) -> None:
        self.refresh(layout=True)

    @on(events.Resize)
    def _resized(self) -> None:
        """Draw the whole screen, also where Textual takes it for unchanged.

        A terminal that is made smaller and larger at once has lost what it showed; but of two
        such events a screen may only get the last, and that brings the size that it had.
        """
        if self._has_a_size:
            self.refresh(layout=True)
        self._has_a_size = True

    def action_redraw(self) -> None:
        """Draw all of it again: something else has written on the terminal."""
        if self.terminal_driver is not None:
            self.terminal_driver.forget()
        self.refresh(layout=True)

    def action_suspend_process(self) -> None:
        """Stop, as ctrl+z stops any program."""
        if self.terminal_driver is None:
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
        """Clear a cache of Textual's that keeps removed widgets alive.

        Textual caches a method of each widget's drawing by the object that it belongs to: the
        last thousand widgets stay with all their lines, half a megabyte for each dialog.
        """
        styles = internals.internal_of("textual._styles_cache", "StylesCache", type)
        cached = internals.internal(styles, "get_inner_outer", object)
        clear = internals.method(cached, "cache_clear")
        if clear is not None:
            clear()
        return super()._prune(*nodes, parent=parent)

    # The terminal's focus, and cursors

    @on(events.AppBlur)
    @on(events.AppFocus)
    def _elsewhere_or_back(self, event: events.AppBlur | events.AppFocus) -> None:
        """Textual's own handlers repaint the screen, each time."""
        event.prevent_default()

    @on(events.DescendantFocus)
    def _still_the_cursor(self, event: events.DescendantFocus) -> None:
        """A blinking cursor sends 2 kB a second over the line, for nothing."""
        if hasattr(event.widget, "cursor_blink"):
            event.widget.cursor_blink = False


def _as_text(renderables: tuple[Any, ...]) -> str:
    text = io.StringIO()
    Console(file=text, width=120).print(*renderables)
    return text.getvalue()
