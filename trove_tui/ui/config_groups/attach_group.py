"""Attach a group to an instance, from either side; over another group, by the guided switch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from textual.app import ComposeResult

from trove_tui.api.errors import TroveError
from trove_tui.api.models import Datastore, Group, GroupRef, Instance
from trove_tui.changes.change import Change
from trove_tui.changes.groups import AttachGroup
from trove_tui.changes.subject import Subject
from trove_tui.resources import ownership, queries
from trove_tui.resources.versions import StoreVersion
from trove_tui.text.styled import StyledText, Tone
from trove_tui.ui.config_groups.group_choices import advice, attachable, group_of, name_of
from trove_tui.ui.config_groups.switch_screen import SwitchScreen
from trove_tui.ui.config_groups.wizard_step import WizardStep
from trove_tui.ui.forms import choice_sources
from trove_tui.ui.forms.choice_field import ChoiceField
from trove_tui.ui.forms.choice_list import ChoiceColumns
from trove_tui.ui.forms.effects import refusal_words
from trove_tui.ui.forms.form_context import FormSetup
from trove_tui.ui.forms.form_reads import why_unread
from trove_tui.ui.forms.precondition_check import PreconditionCheck


class AttachForm(WizardStep):
    """On an instance it lets a group be chosen, on a group an instance."""

    model = AttachGroup

    def __init__(self, setup: FormSetup) -> None:
        super().__init__(setup)
        self.group = group_of(self.context)
        self._groups: Sequence[Group] = ()
        self._stores: Sequence[Datastore] = ()
        self._offered: object = None
        if self.group is not None:
            columns = ChoiceColumns("name", "fact", "fact")
            waiting = "No instances are known yet; type an id."
            self._choice = ChoiceField("instance", "Instance", columns, waiting=waiting)
        else:
            names = ("configuration_id", "configuration")
            columns = ChoiceColumns("name", "fact")
            self._choice = ChoiceField("configuration_id", "Group", columns, server_names=names)

    def compose_fields(self) -> ComposeResult:
        """The one thing that isn't known yet."""
        yield self._choice

    def on_mount(self) -> None:
        """Open at once; the groups fill in when they arrive."""
        if self.group is None:
            self.reads.fill(queries.groups(), self._filled)
        self.reads.fill(queries.datastores(), self._stores_came)

    def _stores_came(self, rows: Sequence[Datastore] | None, _: TroveError | None) -> None:
        """They tell apart versions of one name; without them, names alone do."""
        self._stores = rows or ()
        if self._groups:
            self._offer_groups()
        self.learned()
        self.check()

    def _filled(self, rows: Sequence[Group] | None, error: TroveError | None) -> None:
        if rows is None:
            self._choice.fail(f"{why_unread('The list', error)} Type an id by hand.")
        else:
            self._groups = rows
            self._offer_groups()
        self.check()

    def _offer_groups(self) -> None:
        """Those of its datastore version, but the one it has."""
        meant = StoreVersion.of(self.instance.datastore if self.instance is not None else None)
        had = self.old.id if self.old is not None else None
        elsewhere = partial(ownership.is_elsewhere, self.snapshot)
        fitting = choice_sources.groups(self._groups, meant, self._stores, but=elsewhere)
        self._choice.offer([one for one in fitting if one.value not in ("", had)])

    def learned(self) -> None:
        """Offer the instances there are."""
        if self.group is not None and self.snapshot.instances:
            choices = attachable(self.group, self.snapshot, self._stores)
            if choices != self._offered:
                self._offered = choices
                self._choice.offer(choices)

    # What is chosen

    @property
    def chosen(self) -> Instance | None:
        """The instance that gets it, as it is now."""
        if self.group is None:
            return self.instance
        value = self._choice.value
        return self.snapshot.instances.get(str(value)) if value else None

    @property
    def old(self) -> GroupRef | None:
        """The group that instance has."""
        return self.chosen.configuration if self.chosen is not None else None

    @property
    def new(self) -> GroupRef | None:
        """The group it gets."""
        if self.group is not None:
            return GroupRef(id=self.group.id, name=self.group.name)
        chosen = str(self._choice.value or "")
        named = next((one.name for one in self._groups if one.id == chosen), None)
        return GroupRef(id=chosen, name=named) if chosen else None

    @property
    def to(self) -> Subject | None:
        """The instance chosen, where the form was opened on a group."""
        return self.chosen if self.group is not None else None

    def values(self) -> Mapping[str, object]:
        """The group's id."""
        return {"configuration_id": self.new.id if self.new is not None else ""}

    def own_errors(self) -> Mapping[str, str]:
        """An instance must be known, able and the project's own; a group isn't attached twice."""
        chosen, scope = self.chosen, self.context.scope
        foreign = None if chosen is None else ownership.why_no_group(scope, chosen)
        if self.group is None:
            same = self.old is not None and self.new is not None and self.old.id == self.new.id
            wrong = "It has this group already." if same else ""
            wrong = f"Can't attach: {foreign}." if foreign else wrong
            return {"configuration_id": wrong} if wrong else {}
        if chosen is None:
            typed = self._choice.value
            return {"instance": "No such instance is known." if typed else "Choose one."}
        why = foreign or self.model.precondition.refusal(chosen)
        return {"instance": f"Can't attach: {why}."} if why else {}

    # In words

    def check(self) -> None:
        """The button says what it leads to."""
        self.foot.submit.word = "Next: the steps" if self.old is not None else self.verb
        super().check()

    def effect(self, request: Change | None) -> StyledText:
        """What the instance becomes, or which way it goes."""
        del request
        chosen, old, new = self.chosen, self.old, self.new
        name = chosen.name if chosen is not None else "The instance"
        if old is not None:
            to = f" to {name_of(new)}" if new is not None else ""
            return (
                (f"{name} has {name_of(old)}. From there{to} it goes in steps: ", Tone.PLAIN),
                ("detach, restart if the server asks for it, attach.", Tone.QUIET),
                *self._doubt(),
            )
        taken = f"the values of {name_of(new)}" if new is not None else "its values"
        told = f"{name} takes {taken} at once."
        later = " Where some need a restart, it will be RESTART_REQUIRED: R restarts it."
        return ((told, Tone.PLAIN), (later, Tone.QUIET), *self._doubt(), *self._warning(chosen))

    def _doubt(self) -> StyledText:
        """That the group may be another project's, where nobody can tell."""
        new = self.new
        if new is None:
            return ()
        why = ownership.doubt(self.snapshot, self.context.dialect, new.id, name_of(new))
        return ((f"\n! {why}", Tone.STUCK),) if why else ()

    def _warning(self, chosen: Instance | None) -> StyledText:
        if self.group is None or chosen is None:
            return ()
        why = self.model.precondition.warning(chosen)
        return ((f"\n! {why}", Tone.STUCK),) if why else ()

    def refused(self, error: TroveError) -> StyledText:
        """Servers take no group on or off while a restart is due."""
        return refusal_words(error, advice(error, self.chosen))

    def _follow_instance(self) -> None:
        super()._follow_instance()
        opened = self.context.instance
        if opened is not None and self.old is not None and not self.sending:
            # That a server refuses a second group is what the steps are for.
            found = PreconditionCheck.of(opened, self.snapshot, self.model.precondition, self.verb)
            self.say("notice", replace(found, warning="").shown)

    def go_on(self, request: Change) -> None:
        """Send it; over another group, go on to the steps."""
        chosen, old, new = self.chosen, self.old, self.new
        if chosen is None or old is None or new is None:
            super().go_on(request)
            return
        context = replace(self.context, instance=chosen, row=None, name="", subject=None)
        setup = replace(self.setup, context=context, snapshot=self.snapshot)
        self.go_on_in(SwitchScreen(setup, chosen, old, new))
