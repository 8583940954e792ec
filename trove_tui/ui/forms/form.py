"""A modal form made from a request model: one set of rules for what is typed and what is sent.

It is bound to a scope and an instance when it opens and can't be sent to another. What
it sends goes out as a worker of the app: leaving the form doesn't end it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from pydantic import ValidationError
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.events import Key, Resize, ScreenResume
from textual.reactive import var
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input

from trove_tui.api.errors import BadRequest, OutcomeUnknown, TroveError
from trove_tui.api.requests import Request, field_errors
from trove_tui.clock import Clock, SystemClock
from trove_tui.resources.resource import Shown, Tone
from trove_tui.ui.forms.buttons import PushButton
from trove_tui.ui.forms.effects import refusal_words
from trove_tui.ui.forms.fields import Field, Line, claiming
from trove_tui.ui.forms.foot import Foot
from trove_tui.ui.forms.guard import SETTLING, KeyGuard
from trove_tui.ui.forms.said import Said, content, text_of
from trove_tui.ui.forms.standing import Standing
from trove_tui.ui.forms.target import Load, Send, Target, context

if TYPE_CHECKING:
    from trove_tui.live.operations import Operation
    from trove_tui.live.snapshot import Snapshot

__all__ = ["Form", "Load", "Send", "Target"]

AROUND_BODY = 5
"""Lines that the frame, its padding and the last lines take of the screen."""

NARROW = 60
"""Columns below which there is only room for the buttons that send and leave."""


class Form(ModalScreen["Operation | None"]):
    """One request, as a dialog. Closes with the operation once it was accepted, else with None.

    Args:
        target: what it is about.
        snapshot: what is known now; `follow` brings what is known later.
        send: sends the request.
        load: reads lists to choose from.
        clock: what time it is.
        ascii_only: whether the terminal can show ASCII only.
    """

    model: ClassVar[type[Request]]
    verb: ClassVar[str]
    """What it does: on the button and in the title."""
    destroys: ClassVar[bool] = False
    """Whether it takes away or interrupts: then Enter is never its default."""

    CSS_PATH = "forms.tcss"
    AUTO_FOCUS = "Line"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "cancel", show=False),
        Binding("f2", "request", "request", show=False),
        Binding("y", "lose", "leave", show=False),
        Binding("pageup", "scroll(-1)", "up", show=False),
        Binding("pagedown", "scroll(1)", "down", show=False),
    ]

    # Textual's own repaints the whole screen at each change of focus.
    focused: var[Widget | None] = var(None)

    def __init__(
        self,
        target: Target,
        snapshot: Snapshot,
        send: Send,
        *,
        load: Load | None = None,
        clock: Clock | None = None,
        ascii_only: bool = False,
    ) -> None:
        super().__init__(classes="-ascii" if ascii_only else None)
        self.target = target
        self.snapshot = snapshot
        self.instance = target.instance
        """As it was last seen; its id is the target's."""
        self.load = load
        self.foot = Foot(self.verb, destroys=self.destroys)
        self.sending = False
        self._send = send
        self._clock = clock or SystemClock()
        self._guard = KeyGuard(settling=SETTLING if self.destroys else 0.0)
        self._unsendable = ""
        """Why sending is out of the question by now; empty while it is not."""
        self._sent_for_good = False
        """Whether it was sent and must not be again, whatever became of it."""
        self._outcome: Operation | None = None
        self._has_left = False
        self._shows_request = False

    # What each form says of itself

    def compose_fields(self) -> ComposeResult:
        """The fields, and what else stands above the effect."""
        yield from ()

    def values(self) -> Mapping[str, object]:
        """What is typed and chosen, as the request model takes it."""
        return {field.key: field.value or "" for field in self.fields}

    def own_errors(self) -> Mapping[str, str]:
        """What is wrong beyond the model's rules, by field."""
        return {}

    def effect(self, request: Request | None) -> Shown:
        """What it will do, in words. `request` is None while something is wrong."""
        raise NotImplementedError

    def quota(self, request: Request | None) -> Shown:
        """What the project will use, before and after."""
        del request
        return ()

    def learned(self) -> None:
        """The snapshot is another one: what is offered may be, too."""

    def field_of(self, error: BadRequest) -> Field | None:
        """The field that a refusal is about, if it names one."""
        return claiming(self.fields, error.field) if error.field else None

    # Its shape

    def compose(self) -> ComposeResult:
        """A frame with a body that scrolls over a foot that doesn't."""
        with Vertical(id="frame"):
            with VerticalScroll(id="body", can_focus=False):
                yield Said(id="refusal")
                yield Said(id="notice")
                yield from self.compose_fields()
                yield Said(id="effect")
                yield Said(id="quota")
                yield Said(id="request")
            yield self.foot

    def on_mount(self) -> None:
        """Title, fields, and the moment from which keys count."""
        title = content(self.target.title(self.verb), ascii_only=self.has_class("-ascii"))
        # A Content, which Textual takes too: as a str, a name in it would be markup.
        self.query_one("#frame").border_title = title
        for line in self.query(Line):
            line.counts = self.counts
        self._follow_instance()
        self.learned()
        self.check()
        self.call_after_refresh(self._drawn)

    def _drawn(self) -> None:
        self._guard.drawn(self._clock.monotonic())

    def on_resize(self, event: Resize) -> None:
        """The body scrolls where the screen is too small for all of it."""
        self.query_one("#body").styles.max_height = max(1, event.size.height - AROUND_BODY)
        self.set_class(event.size.width < NARROW, "-narrow")

    @property
    def fields(self) -> Sequence[Field]:
        """Its fields, from top to bottom."""
        return list(self.query(Field))

    def say(self, place: str, shown: Shown) -> None:
        """Put a sentence in one of the places for them; nothing if empty."""
        self.query_one(f"#{place}", Said).say(shown)

    # Keys

    def counts(self, event: Key) -> bool:
        """Whether a key was meant for this form."""
        waited = max(0.0, time.monotonic() - event.time)
        return self._guard.takes(event.key, self._clock.monotonic() - waited)

    def on_key(self, event: Key) -> None:
        """Swallow a key that was not; what is typed into a line has been judged there."""
        if not self.counts(event):
            event.stop()
            event.prevent_default()

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        if event.by_mouse and not self._guard.takes("click", self._clock.monotonic()):
            return
        match event.button.id:
            case "submit":
                self.submit()
            case "cancel":
                self.action_back()
            case "show-request":
                self.action_request()
            case "lose":
                self.action_lose()
            case "stay":
                self.foot.stop_asking()

    # What is typed

    @on(Field.Edited)
    def _edited(self, event: Field.Edited) -> None:
        event.stop()
        self.foot.stop_asking()
        if not self.sending:
            self.foot.say("")
        self.check()

    def request(self) -> tuple[Request | None, Mapping[str, str]]:
        """The request as it stands, or what is wrong with it by field."""
        errors = dict(self.own_errors())
        now = context(self.target, self.instance, self.snapshot)
        try:
            request = self.model.model_validate(self.values(), context=now)
        except ValidationError as error:
            # The form's own words go first: they know more of what is typed.
            return None, field_errors(error) | errors
        return (None if errors else request), errors

    def check(self) -> None:
        """Judge what is typed, and say what it would do."""
        request, errors = self.request()
        fields = self.fields
        wrong: dict[Field | None, str] = {}
        for place, sentence in errors.items():
            wrong.setdefault(claiming(fields, place), sentence)
        for field in fields:
            field.judge(wrong.get(field))
        self.say("effect", self.effect(request))
        self.say("quota", self.quota(request))
        self.say("request", self._request_words(request, errors) if self._shows_request else ())
        possible = request is not None and not self._unsendable
        self.foot.submit.ready = possible and not self.sending and not self._sent_for_good

    def action_request(self) -> None:
        """Show the exact request, or hide it."""
        self._shows_request = not self._shows_request
        self.check()
        if self._shows_request:
            said = self.query_one("#request", Said)
            self.call_after_refresh(lambda: said.scroll_visible(animate=False))

    def _request_words(self, request: Request | None, errors: Mapping[str, str]) -> Shown:
        if request is not None:
            return ((self.target.curl(request), Tone.PLAIN),)
        named = (claiming(self.fields, place) for place in errors)
        missing = ", ".join(dict.fromkeys(field.label.lower() for field in named if field))
        return ((f"The request stands here once it is complete: {missing}.", Tone.QUIET),)

    # Sending

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if not self.destroys:
            self.submit()

    def submit(self) -> None:
        """Send it, if all is right and it is not on its way already."""
        if self.sending or self._sent_for_good:
            return
        self.say("refusal", ())
        for field in self.fields:
            field.touched = True
        request, errors = self.request()
        self.check()
        if self._unsendable:
            self.foot.say(self._unsendable, Tone.STUCK)
        elif request is None:
            self._point_at(errors)
        else:
            self._start(request)

    def _point_at(self, errors: Mapping[str, str]) -> None:
        wrong = {claiming(self.fields, place) for place in errors}
        first = next((field for field in self.fields if field in wrong), None)
        if first is not None:
            first.enter()
        else:
            self.foot.say(next(iter(errors.values()), ""), Tone.BROKEN)

    def _start(self, request: Request) -> None:
        self.sending = True
        self.foot.show_sending(True)
        self.foot.submit.ready = False
        # On the app: a worker of the form would be cancelled with it, in the middle of a POST.
        self.app.run_worker(
            self._deliver(request),
            name=f"send {self.verb.lower()}",
            group="changes",
            exclusive=False,
            exit_on_error=False,
        )

    async def _deliver(self, request: Request) -> None:
        answered = False
        try:
            operation = await self._send(request)
            answered = True
            self._accepted(operation)
        except TroveError as error:
            answered = True
            self._refused(error)
        except asyncio.CancelledError:
            answered = True  # the program is ending, and nobody is there to be told
            raise
        finally:
            if not answered:
                self._refused(OutcomeUnknown("The program failed while this was sent."))

    def _accepted(self, operation: Operation) -> None:
        self.sending = False
        self._sent_for_good = True
        self._outcome = operation
        if self.is_attached and self.is_on_top:
            self._leave_with(operation)

    def on_screen_resume(self, _: ScreenResume) -> None:
        """What was over it has closed: close too, if the answer came meanwhile."""
        if self._outcome is not None and self.is_on_top:
            self._leave_with(self._outcome)

    def _refused(self, error: TroveError) -> None:
        self.sending = False
        self._sent_for_good = isinstance(error, OutcomeUnknown)
        if self._has_left or not self.is_attached:
            what = text_of(self.target.title(self.verb))
            self.app.notify(f"{what}: {error} {error.advice}", severity="error", markup=False)
            return
        self.foot.show_sending(False)
        self._follow_instance()
        field = self.field_of(error) if isinstance(error, BadRequest) else None
        if field is not None:
            field.refuse(refusal_words(error))
            field.enter()
        else:
            self.say("refusal", refusal_words(error))
            self.query_one("#body").scroll_home(animate=False)
        self.check()

    # Leaving

    @property
    def is_on_top(self) -> bool:
        """Whether no other screen is over it. Leaving would close that one instead."""
        return self.app.screen is self

    def action_back(self) -> None:
        """Leave; where something typed would be lost, ask."""
        if self.foot.is_asking:
            self.foot.stop_asking()
        elif not self.sending and any(field.loses for field in self.fields):
            self.foot.ask()
        else:
            self._leave_with(None)

    def action_lose(self) -> None:
        """Leave, though something typed is lost."""
        if self.foot.is_asking:
            self._leave_with(None)

    def _leave_with(self, outcome: Operation | None) -> None:
        if not self._has_left:
            self._has_left = True
            self.dismiss(outcome)

    def action_scroll(self, step: int) -> None:
        """Scroll the body by a screenful."""
        body = self.query_one("#body")
        body.scroll_relative(y=step * max(1, body.size.height - 1), animate=False)

    # What happens meanwhile

    def follow(self, snapshot: Snapshot) -> None:
        """Something new is known: say what became of the instance, and whether it may still be."""
        if snapshot.scope != self.target.scope:
            return
        self.snapshot = snapshot
        if self.is_mounted:
            self._follow_instance()
            self.learned()
            self.check()

    def _follow_instance(self) -> None:
        opened = self.target.instance
        if opened is None or self.sending:
            return
        standing = Standing.of(opened, self.snapshot, self.model, self.verb)
        self.instance = standing.now or self.instance
        self._unsendable = standing.forbidden
        self.say("notice", standing.shown)
