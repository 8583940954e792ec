"""The dialog for another token, after one was refused or has expired."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.reactive import var
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from trove_tui.ui.widgets.line_input import LineInput

_HINT = "enter signs in   esc leaves it"


class SignInDialog(ModalScreen[None]):
    """A hidden line for a token. It stays open until the server accepts one.

    Args:
        sign_in: tries a token; returns why it can't be used, or "" once it is.
    """

    CSS_PATH = "dialogs.tcss"
    focused: var[Widget | None] = var(None)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "leave", "back", show=False),
    ]

    def __init__(self, sign_in: Callable[[str], Awaitable[str]]) -> None:
        super().__init__()
        self._sign_in = sign_in
        self._is_trying = False

    def compose(self) -> ComposeResult:
        """What to type, and where."""
        with Vertical(id="dialog"):
            yield Static("Another token", classes="title", markup=False)
            yield Static("It is sent to the hosts that the first one was for.", markup=False)
            yield LineInput(password=True, id="token")
            yield Static("", id="refusal", markup=False)
            yield Static(_HINT, id="hint", classes="hint", markup=False)

    def on_mount(self) -> None:
        """Type at once."""
        self.query_one("#refusal").display = False
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        message.stop()
        if not self._is_trying:
            self._is_trying = True
            self._show_refusal("")
            self.run_worker(self._try(), group="token", exit_on_error=False)

    async def _try(self) -> None:
        reason = "It could not be tried."
        try:
            reason = await self._sign_in(self.query_one(Input).value)
        finally:
            self._is_trying = False
            if self.is_attached and reason:
                self._show_refusal(reason)
        if not reason and self.is_current:
            self.action_leave()

    def _show_refusal(self, reason: str) -> None:
        refusal = self.query_one("#refusal", Static)
        refusal.update(reason)
        refusal.display = bool(reason)
        hint = "asking the server   esc leaves it" if self._is_trying else _HINT
        self.query_one("#hint", Static).update(hint)

    @on(Input.Changed)
    def _edited(self, message: Input.Changed) -> None:
        message.stop()
        if not self._is_trying:
            self._show_refusal("")

    def action_leave(self) -> None:
        """Close, and forget the text typed."""
        self.query_one(Input).value = ""
        self.dismiss(None)
