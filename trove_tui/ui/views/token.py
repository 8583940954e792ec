"""Asking for another token: the one there was is refused, or has expired."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.reactive import var
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static


class TokenScreen(ModalScreen["str | None"]):
    """One hidden line. What is typed is handed over and kept nowhere else."""

    CSS_PATH = "dialogs.tcss"
    focused: var[Widget | None] = var(None)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "dismiss(None)", "back", show=False),
    ]

    def compose(self) -> ComposeResult:
        """What to type, and where."""
        with Vertical(id="dialog"):
            yield Static("Another token", classes="title", markup=False)
            yield Static("It is sent to the hosts that the first one was for.", markup=False)
            line = Input(password=True, id="token")
            line.cursor_blink = False
            yield line
            yield Static("enter signs in   esc leaves it", classes="hint", markup=False)

    def on_mount(self) -> None:
        """Type at once."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        message.stop()
        token = message.value.strip()
        message.input.value = ""
        self.dismiss(token or None)
