"""What every screen that asks for a change has: what it is about, its reads, and the sending.

It is bound to a scope and a subject when it opens and can't be sent to another.
"""

from __future__ import annotations

import time
from typing import Any, ClassVar

from textual.events import Key, ScreenResume
from textual.reactive import var
from textual.screen import ModalScreen
from textual.widget import Widget

from trove_tui.api.errors import TroveError
from trove_tui.changes.change import Change
from trove_tui.live.operations import Operation
from trove_tui.live.snapshot import Snapshot
from trove_tui.text.styled import StyledText, Tone, text_of
from trove_tui.text.times import duration
from trove_tui.ui.forms.form_context import FormSetup
from trove_tui.ui.forms.form_reads import FormReads
from trove_tui.ui.forms.key_debounce import SETTLING, KeyDebounce
from trove_tui.ui.forms.submission import Submission
from trove_tui.ui.widgets.text_line import TextLine


class FormScreen(ModalScreen["Operation | None"]):
    """Closes with the operation once its change was accepted, else with None.

    Args:
        setup: all that it is given.
    """

    model: ClassVar[type[Change]]
    """The change it asks for, whose `verb` it takes, and whether it `destroys`."""
    verb: ClassVar[str]
    """What it does: on the button and in the title."""
    destroys: ClassVar[bool] = False
    """Whether it takes away or interrupts: then Enter is never its default."""

    # Textual's own repaints the whole screen at each change of focus.
    focused: var[Widget | None] = var(None)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        own = vars(cls)
        if "model" in own:
            cls.verb = own.get("verb", cls.model.verb)
            cls.destroys = own.get("destroys", cls.model.destroys)

    def __init__(self, setup: FormSetup) -> None:
        super().__init__()
        self.setup = setup
        self.context = setup.context
        self.snapshot = setup.snapshot
        self.reads = FormReads(self, setup.load)
        self.submission = Submission(setup.send, self)
        self._clock = setup.clock
        self._debounce = KeyDebounce(settling=SETTLING if self.destroys else 0.0)
        self._unsendable = ""
        """Why sending is out of the question by now; empty while it is not."""
        self._outcome: Operation | None = None
        self._has_left = False

    @property
    def sending(self) -> bool:
        """Whether the change is on its way."""
        return self.submission.sending

    def check(self) -> None:
        """Judge what is there to send, and put all that is known on the screen."""
        raise NotImplementedError

    def say(self, place: str, shown: StyledText) -> None:
        """Put a sentence in one of the places for them; nothing if empty."""
        self.query_one(f"#{place}", TextLine).show(shown)

    # Keys

    def counts(self, event: Key) -> bool:
        """Whether a key was meant for this screen."""
        return self._debounce.takes(event.key, self.pressed_at(event))

    def pressed_at(self, event: Key) -> float:
        """When a key was pressed, by our clock: it may have waited since."""
        return self._clock.monotonic() - max(0.0, time.monotonic() - event.time)

    # What happens meanwhile

    def follow(self, snapshot: Snapshot) -> None:
        """Something new is known: say what became of what was sent, and what else changed."""
        if snapshot.scope != self.context.scope:
            return
        is_answered = snapshot.at != self.snapshot.at
        self.snapshot = snapshot
        if self.is_mounted and self.is_attached and not self._has_left:
            self.submission.follow(snapshot)
            if is_answered:
                self.read_again()
            self.snapshot_changed()
            self.check()

    def read_again(self) -> None:
        """The server answers again: it may tell what it could not be asked for."""
        self.reads.again()

    def snapshot_changed(self) -> None:
        """Take what is new in the snapshot; `check` puts it on the screen."""

    # What becomes of what was sent

    def change_accepted(self, operation: Operation) -> None:
        """Close with it; once nothing is over this screen, or that would be closed."""
        self._outcome = operation
        if self.is_attached and self.is_on_top:
            self._leave_with(operation)

    def change_refused(self, error: TroveError) -> None:
        """Say so here, or where nobody is here any more, on what stands below."""
        if self._has_left or not self.is_attached:
            what = text_of(self.context.title(self.verb))
            self.app.notify(f"{what}: {error} {error.advice}", severity="error", markup=False)
        else:
            self.show_refusal(error)

    def show_refusal(self, error: TroveError) -> None:
        """Say in this screen why it was refused."""
        raise NotImplementedError

    def change_given_up(self, operation: Operation) -> None:
        """It can be sent again: say why."""
        took = duration((operation.ended_at or operation.sent_at) - operation.sent_at)
        told = f"! No sign of the change was found in {took}. It can be sent again."
        if operation.is_unreadable:
            outcome = operation.outcome
            told = f"! {outcome[:1].upper()}{outcome[1:]}. It can be sent again."
        self.say("refusal", ((told, Tone.STUCK),))

    # Leaving

    @property
    def is_on_top(self) -> bool:
        """Whether no other screen is over it. Leaving would close that one instead."""
        return self.app.screen is self

    def on_screen_resume(self, _: ScreenResume) -> None:
        """What was over it has closed: close too, if the answer came meanwhile."""
        if self._outcome is not None and self.is_on_top:
            self._leave_with(self._outcome)

    def _leave_with(self, outcome: Operation | None) -> None:
        if not self._has_left:
            self._has_left = True
            self.dismiss(outcome)
