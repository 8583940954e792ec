"""A modal form made from a request model: one set of rules for what is typed and what is sent.

It is bound to a scope and an instance when it opens and can't be sent to another. What
it sends goes out as a worker of the app: leaving the form doesn't end it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from pydantic import ValidationError
from textual import on
from textual.widgets import Input

from trove_tui.api.errors import BadRequest, TroveError
from trove_tui.api.models import Quota
from trove_tui.changes.change import Change, ChangeContext
from trove_tui.changes.field_types import field_errors
from trove_tui.changes.subject import Subject
from trove_tui.resources.ownership import other_project
from trove_tui.text.styled import StyledText, Tone
from trove_tui.ui.forms.dialog import Dialog
from trove_tui.ui.forms.effects import quota_after, refusal_words
from trove_tui.ui.forms.fields import Field, field_named
from trove_tui.ui.forms.form_context import FormSetup, known_now
from trove_tui.ui.forms.precondition_check import PreconditionCheck


class Form(Dialog):
    """One request, as a dialog. Closes with the operation once it was accepted, else with None.

    What it says of itself stands first; `fields` are judged at each letter by the model's rules.
    """

    def __init__(self, setup: FormSetup) -> None:
        super().__init__(setup)
        self.instance = self.context.instance
        """As it was last seen; its id is the context's."""

    # What each form says of itself

    def values(self) -> Mapping[str, object]:
        """What is typed and chosen, as the request model takes it."""
        return {field.key: field.value or "" for field in self.fields}

    @property
    def to(self) -> Subject | None:
        """What it is done to, where that is chosen in the form; None for what it opened for."""
        return None

    def own_errors(self) -> Mapping[str, str]:
        """What is wrong beyond the model's rules, by field."""
        return {}

    incomplete: ClassVar[str] = "Something is missing."
    """What is said at Enter where it is not complete, and nothing yet is wrong."""

    def effect(self, request: Change | None) -> StyledText:
        """What it will do, in words. `request` is None while something is wrong."""
        return self.model.effect(request, self._known)

    def quota(self, request: Change | None) -> StyledText:
        """What the project will use, before and after."""
        return () if request is None else quota_after(self.quotas, request.quota(self._known))

    @property
    def _known(self) -> ChangeContext:
        return ChangeContext(self.instance, self.snapshot.flavors, self.context.dialect)

    @property
    def quotas(self) -> Sequence[Quota] | None:
        """The quotas that it counts in; None where they aren't known, as another project's."""
        about = self.instance
        is_other = about is not None and other_project(self.context.scope, about) is not None
        return None if is_other else self.snapshot.quotas

    def learned(self) -> None:
        """The snapshot is another one: what is offered may be, too."""

    def refused(self, error: TroveError) -> StyledText:
        """A refusal in words: more of them where a form knows more of it."""
        return refusal_words(error)

    def field_of(self, error: BadRequest) -> Field | None:
        """The field that a refusal is about, if it names one."""
        return field_named(self.fields, error.field) if error.field else None

    def on_mount(self) -> None:
        """Say how things stand, and what is offered."""
        if not self.is_attached:
            return  # The program was told to end as it opened: not all of it is there.
        self.snapshot_changed()
        self.check()

    # What is typed

    @on(Field.Edited)
    def _edited(self, event: Field.Edited) -> None:
        event.stop()
        self.foot.stop_asking()
        if not self.sending:
            self.foot.say("")
        self.check()

    def request(self) -> tuple[Change | None, Mapping[str, str]]:
        """The request as it stands, or what is wrong with it by field."""
        errors = dict(self.own_errors())
        now = known_now(self.context, self.instance, self.snapshot)
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
            wrong.setdefault(field_named(fields, place), sentence)
        for field in fields:
            field.judge(wrong.get(field))
        self.say("effect", self.effect(request))
        self.say("quota", self.quota(request))
        self.request_pane.tell(*self._request_words(request, errors))
        possible = request is not None and not self._unsendable
        self.tell_enter()
        self.foot.submit.ready = possible and not self.sending and not self.submission.is_spent

    def _request_words(
        self, request: Change | None, errors: Mapping[str, str]
    ) -> tuple[str, Sequence[str]]:
        if request is not None:
            wanted = self.request_pane.wanted
            return (self.context.curl(request, self.to) if wanted else ""), ()
        fields = self.fields
        named = (field_named(fields, place) for place in errors)
        return "", [field.label for field in named if field]

    # Sending

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if self.only_by_button:
            self._tell_how_to_go_on()
        else:
            self.submit()

    def _judged(self) -> tuple[Change | None, Mapping[str, str]]:
        """The request or what is wrong with it, told at every field from now on."""
        for field in self.fields:
            field.visited = True
        told = self.request()
        self.check()
        return told

    def _tell_how_to_go_on(self) -> None:
        request, errors = self._judged()
        if self._unsendable:
            self.foot.say(self._unsendable, Tone.STUCK)
        elif request is None:
            self.foot.say(self._not_at_a_field(errors), Tone.STUCK)
        else:
            self.foot.say(self.how_to_send)

    @property
    def how_to_send(self) -> str:
        """Which way it is sent, where Enter in a line doesn't."""
        return f"Press Tab, then Enter, to {self.verb.lower()}."

    def _not_at_a_field(self, errors: Mapping[str, str]) -> str:
        """What is wrong, unless it stands at its field already."""
        fields = self.fields
        wrong = [(place, words) for place, words in errors.items() if words]
        if not wrong:
            return self.incomplete
        return next((words for place, words in wrong if field_named(fields, place) is None), "")

    def submit(self) -> None:
        """Send it, if all is right and it is not on its way already."""
        if self.sending or self.submission.is_spent:
            return
        self.say("refusal", ())
        request, errors = self._judged()
        if self._unsendable:
            self.foot.say(self._unsendable, Tone.STUCK)
        elif request is None:
            self._point_at(errors)
        else:
            self.go_on(request)

    def _point_at(self, errors: Mapping[str, str]) -> None:
        fields = self.fields
        wrong = {field_named(fields, place) for place in errors}
        first = next((field for field in fields if field in wrong), None)
        if first is not None:
            first.enter()
            if not first.message:
                self.foot.say(self.incomplete, Tone.STUCK)
        else:
            self.foot.say(next(iter(errors.values()), ""), Tone.BROKEN)

    def go_on(self, request: Change) -> None:
        """Send it."""
        self.submission.start(self.app, request, self.to)
        self.foot.show_sending(True)
        self.foot.submit.ready = False

    def show_refusal(self, error: TroveError) -> None:
        """At the field that it is about, where it names one; else over all of them."""
        self.foot.show_sending(False)
        self._follow_instance()
        field = self.field_of(error) if isinstance(error, BadRequest) else None
        if field is not None:
            field.refuse(self.refused(error))
            field.enter()
            self.call_after_refresh(field.show_message)
        else:
            self.say("refusal", self.refused(error))
            self.query_one("#body").scroll_home(animate=False)
        self.check()

    def snapshot_changed(self) -> None:
        """Say what became of the instance, and whether it may still be."""
        self._follow_instance()
        self.learned()

    def _follow_instance(self) -> None:
        opened = self.context.instance
        if opened is None or self.sending:
            return
        found = PreconditionCheck.of(opened, self.snapshot, self.model.precondition, self.verb)
        self.instance = found.now or self.instance
        self._unsendable = found.forbidden
        self.say("notice", found.shown)
