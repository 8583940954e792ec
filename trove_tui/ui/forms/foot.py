"""The last lines of a form: what is going on, and its buttons; or the question before leaving."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Static

from trove_tui.resources.resource import Tone
from trove_tui.ui.forms.buttons import PushButton
from trove_tui.ui.forms.said import Said


class Foot(Vertical):
    """One line of state and one of buttons; they never scroll away.

    Its buttons' ids: `submit`, `cancel`, `show-request`; while asking, `lose` and `stay`.

    Args:
        verb: the word on the button that sends.
        destroys: whether Enter must not be that button's key.
    """

    def __init__(self, verb: str, *, destroys: bool) -> None:
        super().__init__(id="foot")
        self.submit = (
            PushButton(verb, kind="danger", id="submit")
            if destroys
            else PushButton(verb, "enter", kind="main", id="submit")
        )
        self.cancel = PushButton("cancel", "esc", id="cancel")
        self.stay = PushButton("stay", "esc", id="stay")
        self.state = Said(id="state", keeps_place=True)
        self._buttons = Horizontal(
            PushButton("request", "F2", id="show-request"),
            Static(classes="spring"),
            self.cancel,
            self.submit,
            id="buttons",
        )
        self._question = Horizontal(
            Static(classes="spring"), PushButton("leave", "y", id="lose"), self.stay, id="question"
        )
        self._question.display = False
        self._focus_before: Widget | None = None

    def compose(self) -> ComposeResult:
        """The state over the buttons."""
        yield self.state
        yield self._buttons
        yield self._question

    @property
    def is_asking(self) -> bool:
        """Whether it asks if what was typed may be lost."""
        return bool(self._question.display)

    def say(self, sentence: str, tone: Tone = Tone.QUIET) -> None:
        """What is going on; nothing if empty."""
        self.state.say(((sentence, tone),) if sentence else ())

    def show_sending(self, sending: bool) -> None:
        """Say so in words while a request is on its way."""
        self.cancel.word = "leave" if sending else "cancel"
        self.say("Sending. You can leave: it goes on." if sending else "", Tone.BUSY)

    def ask(self) -> None:
        """Ask before something typed is lost."""
        self._focus_before = self.screen.focused
        self.say("What was typed would be lost.", Tone.STUCK)
        self._buttons.display = False
        self._question.display = True
        self.stay.focus()

    def stop_asking(self) -> None:
        """The question is answered: back to where one was."""
        if not self.is_asking:
            return
        self.say("")
        self._question.display = False
        self._buttons.display = True
        if self._focus_before is not None:
            self._focus_before.focus()
