"""The last lines of a form: what is going on, and its buttons; or the question before leaving."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Static

from trove_tui.text.styled import Tone
from trove_tui.ui.forms.form_button import FormButton
from trove_tui.ui.widgets.text_line import TextLine


class FormFooter(Vertical):
    """One line of state and one of buttons; they never scroll away.

    Its buttons' ids: `submit`, `cancel`, `choose`, `copy-request`, `show-request`; while
    asking, `lose` and `stay`. Tab reaches them as they stand, from the left.

    Args:
        verb: the word on the button that sends.
        destroys: whether Enter must not be that button's key.
        leaves_first: whether the button that leaves stands before the one that sends.
    """

    def __init__(self, verb: str, *, destroys: bool, leaves_first: bool = False) -> None:
        super().__init__(id="foot")
        self._destroys = destroys
        self.submit = (
            FormButton(verb, kind="danger", id="submit")
            if destroys
            else FormButton(verb, "enter", kind="main", id="submit")
        )
        self.cancel = FormButton("cancel", "esc", id="cancel")
        self.stay = FormButton("stay", "esc", id="stay")
        self.choose = FormButton("choose", "enter", id="choose")
        self.choose.can_focus = False  # it says what Enter does where the focus is
        self.choose.display = False
        self.copy_request = FormButton("copy", id="copy-request")
        self.copy_request.display = False
        self.state = TextLine(id="state", keeps_place=True)
        first = (self.cancel, self.submit) if leaves_first else (self.submit, self.cancel)
        self._buttons = Horizontal(
            *first,
            Static(classes="spring"),
            self.choose,
            self.copy_request,
            FormButton("request", "F2", id="show-request"),
            id="buttons",
        )
        self._question = Horizontal(
            FormButton("leave", "y", id="lose"), self.stay, Static(classes="spring"), id="question"
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
        """What is going on; nothing if empty. Not while it asks: the question stays."""
        if not self.is_asking:
            self.state.show(((sentence, tone),) if sentence else ())

    def enter_does(self, *, chooses: str = "", sends: bool = False) -> None:
        """Say truthfully what Enter does where the focus is.

        Args:
            chooses: the word for it, where it doesn't send but choose.
            sends: whether it is the button that sends.
        """
        self.choose.display = bool(chooses)
        if chooses:
            self.choose.word = chooses
        self.submit.key = "enter" if sends and not self._destroys else ""

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
        """The question is answered: back to where one was, unless one went on already."""
        if not self.is_asking:
            return
        inside = self.screen.focused is None or self._question in self.screen.focused.ancestors
        self._question.display = False
        self._buttons.display = True
        self.say("")
        if inside and self._focus_before is not None:
            self._focus_before.focus()
