"""The smallest app on `TerminalApp`: a line, an input, and a key for each way to end or fail."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from trove_tui import log
from trove_tui.settings import SettingsError
from trove_tui.terminal.app import TerminalApp

TOKEN = "gAAAAABkTheTokenThatNobodyMaySee"


class Guest(TerminalApp):
    """Counts its keys, so that a test can see that one was taken."""

    TITLE = "trove-tui"
    LEAVE_LIMIT = 0.5
    AUTO_FOCUS = None
    CSS = "Screen { height: 100%; } #flood { height: 20; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "quit_now"),
        Binding("k", "count"),
        Binding("x", "crash"),
        Binding("w", "crash_in_worker"),
        Binding("g", "give_up"),
        Binding("n", "miss_settings"),
        Binding("f", "flood"),
        Binding("i", "type"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def compose(self) -> ComposeResult:
        """A line that says what is so, much text, and an input."""
        yield Static("the guest is here", id="line")
        yield Static(id="flood")
        yield Input(id="input")

    def last_words(self, error: BaseException | None) -> str:
        """What went wrong goes to the log, but for what has no settings to begin with."""
        return str(error) if isinstance(error, SettingsError) else log.crashed(error)

    def action_count(self) -> None:
        """Show that a key came."""
        self.count += 1
        self.query_one("#line", Static).update(f"counted {self.count}")

    def action_type(self) -> None:
        """Go to the input."""
        self.query_one(Input).focus()

    def on_descendant_focus(self) -> None:
        """Say that typing goes there now."""
        self.query_one("#line", Static).update("type")

    def action_quit_now(self) -> None:
        """End well."""
        self.exit()

    def action_give_up(self) -> None:
        """End with a sentence of ours."""
        self.give_up("The cloud [/red] has gone.", 3)

    def action_crash(self) -> None:
        """Fail in a handler, with a secret in the message and in a local variable."""
        token = TOKEN
        raise RuntimeError(f"X-Auth-Token: {token}")

    def action_crash_in_worker(self) -> None:
        """Fail in a worker that nobody watches."""

        async def fail() -> None:
            self.action_crash()

        self.run_worker(fail(), exit_on_error=False)

    def action_miss_settings(self) -> None:
        """Learn in a worker that there is nothing to connect to."""

        async def fail() -> None:
            raise SettingsError("The simulator could not start: [/red].")

        self.run_worker(fail())

    def action_flood(self) -> None:
        """Write to the terminal without an end, and a byte to a file each time."""
        self.set_interval(1 / 60, self._flood)

    def _flood(self) -> None:
        self.count += 1
        with Path("beats").open("a") as beats:
            beats.write(".")
        self.query_one("#flood", Static).update(f"{self.count % 10}" * 2000)


class HangingLog(log.LogFile):
    """A log on a server that has gone: whoever writes waits for good."""

    def _write(self, line: str) -> None:
        threading.Event().wait()


def run() -> None:
    """Run it as the last thing that the process does."""
    if "log hangs" in sys.argv:
        logging.getLogger().addHandler(HangingLog())
    log.install()
    log.hide(TOKEN)
    app = Guest()
    app.run()
    sys.exit(app.return_code or 0)


if __name__ == "__main__":
    run()
