"""A list, wide characters in it, and a form over it; with `plain`, on Textual's own driver."""

from __future__ import annotations

import sys
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from trove_tui.terminal.app import TerminalApp

WORDS = ("plain", "中文字 wide", "한국어", "✅ done", "─●─")


class Form(ModalScreen[None]):
    """Something to type in, in the middle of what lies below."""

    CSS = """
    Form { align: center middle; background: transparent; }
    #box { width: 41; height: 9; border: round $accent; background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss")]

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box"):
            yield Input(placeholder="名前")
            yield Button("Take it")


class Shelf(TerminalApp):
    """Sixty lines, some longer than the terminal is wide."""

    CSS = "#side { dock: right; width: 21; background: $boost; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "form"),
        Binding("l", "link"),
        Binding("q", "leave"),
        Binding("j", "down"),
        Binding("f9", "tell", priority=True),
    ]
    plain = False
    asked = 0

    def compose(self) -> ComposeResult:
        yield Static("中 side\n" * 9, id="side")
        with VerticalScroll(id="list"):
            for number in range(60):
                word = WORDS[number % len(WORDS)]
                line = Text(f"line {number} {word} " * (1 + number % 3), no_wrap=True)
                line.stylize(Style(bold=number % 2 == 0, color=f"color({number + 1})"), 3, 12)
                yield Static(line, id=f"line-{number}")

    def get_driver_class(self) -> type[Driver]:
        return LinuxDriver if self.plain else super().get_driver_class()

    def action_down(self) -> None:
        self.query_one("#list").scroll_relative(y=1, animate=False, immediate=True)

    def action_form(self) -> None:
        self.push_screen(Form())

    def action_link(self) -> None:
        """Draw what no cell can hold."""
        self.query_one("#side", Static).update(
            Text("e\u0301 a link", Style(link="http://localhost/"))
        )

    def on_resize(self) -> None:
        self._tell_when_drawn()

    def action_tell(self) -> None:
        """Say in the terminal's title that all is drawn that was asked for before."""
        self.asked += 1
        self._tell_when_drawn()

    def _tell_when_drawn(self) -> None:
        # Twice: what was asked for may itself find that more is to be drawn.
        self.screen.call_after_refresh(self.screen.call_after_refresh, self._tell)

    def _tell(self) -> None:
        if self._driver is not None:
            size = self.screen.size
            self._driver.write(f"\x1b]2;{self.asked} at {size.width}x{size.height}\x07")

    def action_leave(self) -> None:
        self.exit()


if __name__ == "__main__":
    app = Shelf()
    app.plain = "plain" in sys.argv
    app.run()
    sys.exit(app.return_code or 0)
