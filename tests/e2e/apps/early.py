"""trove-tui, told to leave by a signal at one moment of its start: `early MOMENT`."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path, PurePath
from typing import ClassVar

from textual.app import ComposeResult

from trove_tui import log, ui
from trove_tui.cli import connector
from trove_tui.settings import Secret, Settings
from trove_tui.ui.app import TroveApp


class Early(TroveApp):
    """Sends the signal to itself."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [
        Path(ui.__file__).parent / name for name in TroveApp.CSS_PATH
    ]

    def _now(self, moment: str) -> None:
        if moment == sys.argv[1]:
            os.kill(os.getpid(), signal.SIGTERM)

    def compose(self) -> ComposeResult:
        """As it is, with the signal before or after."""
        self._now("composing")
        yield from super().compose()
        self._now("composed")

    def on_mount(self) -> None:
        """Before the app's own: Textual calls that by itself."""
        self._now("mounting")

    def on_ready(self) -> None:
        """Before the app's own, too."""
        self._now("ready")


if __name__ == "__main__":
    log.install()
    app = Early(Settings({}, None, "", Secret("")), connector)
    app.run()
    sys.exit(app.return_code or 0)
