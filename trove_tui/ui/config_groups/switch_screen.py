"""The guided way from one group to another: says its steps, does them, can be left meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult

from trove_tui.api.errors import OutcomeUnknown, TroveError
from trove_tui.api.models import GroupRef, Instance
from trove_tui.changes.change import Change
from trove_tui.live.operations import Operation
from trove_tui.text.styled import Piece, StyledText, Tone
from trove_tui.ui.config_groups.switch_plan import Stage, Step, Stop, Switch
from trove_tui.ui.forms.dialog import Dialog
from trove_tui.ui.forms.form_context import FormSetup
from trove_tui.ui.forms.submission import Submission
from trove_tui.ui.widgets.text_line import TextLine

_MARKS: Mapping[Stage, Piece] = {
    Stage.WAITING: ("○", Tone.QUIET),
    Stage.SENDING: ("◔", Tone.BUSY),
    Stage.FOLLOWED: ("◔", Tone.BUSY),
    Stage.DONE: ("●", Tone.WELL),
    Stage.SKIPPED: ("–", Tone.QUIET),
    Stage.OFFERED: ("!", Tone.BUSY),
    Stage.FAILED: ("✖", Tone.BROKEN),
}


class SwitchScreen(Dialog):
    """Asks once, then goes step by step. Closes with the last operation it has sent.

    Args:
        instance: the one that is to have another group.
        old: the group it has.
        new: the group it gets.
    """

    model: ClassVar[type[Change]] = Switch.change
    verb = "Switch group"
    destroys = True
    AUTO_FOCUS = "#cancel"

    def __init__(self, setup: FormSetup, instance: Instance, old: GroupRef, new: GroupRef) -> None:
        super().__init__(setup)
        self.switch = Switch.of(instance, old, new)
        self._to = instance
        self._last: Operation | None = None
        self._steps = TextLine(id="steps")

    def compose_fields(self) -> ComposeResult:
        """Its steps, with marks."""
        yield self._steps

    def on_mount(self) -> None:
        """Say what its steps are."""
        if self.is_attached:
            self.check()

    def _request(self) -> Change | None:
        """What the step it is at sends."""
        step = self.switch.current
        return None if step is None else self.switch.request(step.move)

    # What is shown

    def check(self) -> None:
        """The steps, what they mean, and what can be pressed."""
        self._steps.show(self._drawn_steps())
        self.say("effect", self._effect())
        request = self._request()
        curl = "" if request is None else self.context.curl(request, self._to)
        self.request_pane.tell(curl, ())
        switch, foot = self.switch, self.foot
        step = switch.current
        offered = step is not None and step.stage is Stage.OFFERED
        can_begin = not self._begun and switch.failed is None
        foot.submit.word = "Restart now" if offered else "Switch"
        foot.submit.ready = not self.sending and (can_begin or offered)
        foot.submit.display = can_begin or offered or switch.runs
        if self._begun:
            foot.cancel.word = "leave" if switch.runs else "not now" if offered else "close"
        self.tell_enter()

    @property
    def _begun(self) -> bool:
        return self.switch.steps[0].stage is not Stage.WAITING

    def _drawn_steps(self) -> StyledText:
        spans: list[Piece] = []
        for number, step in enumerate(self.switch.steps):
            mark, tone = _MARKS[step.stage]
            words = Tone.QUIET if step.stage is Stage.SKIPPED else Tone.PLAIN
            spans += [("\n" if number else "", Tone.PLAIN), (f"{mark} ", tone)]
            spans.append((self.switch.words(step), words))
            if step.told:
                spans.append((f"  {step.told}", _told_tone(step)))
        return tuple(spans)

    def _effect(self) -> StyledText:
        """What it interrupts; then, what became of it."""
        switch = self.switch
        if switch.failed is not None:
            return ((f"It stopped. {switch.standing}", Tone.STUCK),)
        if not self._begun:
            told = "In between it has no group: defaults apply. Restarts cut all connections."
            return ((told, Tone.PLAIN),)
        if switch.current is None:
            return ((f"{switch.name} has {switch.new_name}.", Tone.WELL),)
        if switch.current.stage is Stage.OFFERED:
            told = f"{switch.name} has {switch.new_name}. Some of it waits for a restart"
            return ((f"{told}, which cuts all connections.", Tone.PLAIN),)
        told = (
            "Each step is sent once the last is seen to be done. Leaving stops it after this one."
        )
        return ((told, Tone.QUIET),)

    # Its steps

    def submit(self) -> None:
        """Begin; or do the restart that was offered."""
        step = self.switch.current
        is_next = step is not None and (not self._begun or step.stage is Stage.OFFERED)
        if is_next and not self.sending and self.switch.failed is None:
            self._send_step()

    def _send_step(self) -> None:
        request = self._request()
        if request is not None:
            self.switch = self.switch.sending()
            self.submission = Submission(self.setup.send, self)
            self.submission.start(self.app, request, self._to)
            self.foot.cancel.focus()  # what the other button does next, nobody has read yet
            self.check()

    def snapshot_changed(self) -> None:
        """See how far it is; send what is due."""
        self.switch = self.switch.followed(self.snapshot)
        if self.switch.due is not None and not self.sending and not self._has_left:
            self._send_step()

    def change_accepted(self, operation: Operation) -> None:
        """On to see it happen."""
        self._last = operation
        self.switch = self.switch.accepted(operation)
        if self.is_attached and not self._has_left:
            self.snapshot_changed()
            self.check()

    def change_refused(self, error: TroveError) -> None:
        """It stops there."""
        is_unknown = isinstance(error, OutcomeUnknown)
        doubt = "no answer: " if is_unknown else ""
        told = " ".join(part for part in (f"{doubt}{error}", error.request_id or "") if part)
        self.switch = self.switch.stopped(told, Stop.UNKNOWN if is_unknown else Stop.FAILED)
        super().change_refused(error)

    def show_refusal(self, error: TroveError) -> None:
        """It stands at its step."""
        del error
        self.check()
        self.foot.cancel.focus()

    # Leaving

    @property
    def would_lose(self) -> bool:
        """Whether leaving now would leave something undone."""
        return self.switch.runs and bool(self.switch.undone)

    def back(self) -> None:
        """Leave; while steps are to come, say first which would stay undone."""
        super().back()
        if self.foot.is_asking:
            undone = ", ".join(self.switch.words(step) for step in self.switch.undone)
            self.foot.state.show(((f"Left now, this stays undone: {undone}.", Tone.STUCK),))

    def _leave_with(self, outcome: Operation | None) -> None:
        if self.switch.runs and not self._has_left:
            undone = ", ".join(self.switch.words(step) for step in self.switch.undone)
            told = (
                f"{self.switch.name}: left while switching groups. Not done: {undone or 'nothing'}."
            )
            self.app.notify(told, severity="warning", markup=False)
        super()._leave_with(self._last if outcome is None else outcome)


def _told_tone(step: Step) -> Tone:
    match step.stage:
        case Stage.FAILED:
            return Tone.BROKEN
        case Stage.OFFERED:
            return Tone.BUSY
        case _:
            return Tone.QUIET
