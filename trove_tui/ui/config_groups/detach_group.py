"""Detach: takes the group off an instance; opened on a group, off one of those that have it."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult

from trove_tui.api.errors import TroveError
from trove_tui.api.models import Group, GroupRef, Instance
from trove_tui.changes.change import Change
from trove_tui.changes.groups import DetachGroup
from trove_tui.changes.subject import Subject
from trove_tui.text.styled import StyledText, Tone
from trove_tui.ui.config_groups.group_choices import (
    advice,
    detachable,
    group_of,
    instance_of,
    name_of,
)
from trove_tui.ui.forms.choice_field import ChoiceField
from trove_tui.ui.forms.choice_list import ChoiceColumns
from trove_tui.ui.forms.effects import refusal_words
from trove_tui.ui.forms.form import Form
from trove_tui.ui.forms.form_context import FormSetup


class DetachForm(Form):
    """Detach the configuration group of an instance."""

    model = DetachGroup
    AUTO_FOCUS = "#cancel"

    def __init__(self, setup: FormSetup) -> None:
        super().__init__(setup)
        self._offered: object = None
        self._about = instance_of(self.context)
        self._group: Group | None = None if self._about is not None else group_of(self.context)
        columns = ChoiceColumns("name", "fact", "fact")
        waiting = "No instances are known yet."
        self._instances = ChoiceField("instance", "From", columns, waiting=waiting)
        self.set_class(self._group is None, "-bare")

    def compose_fields(self) -> ComposeResult:
        """Which instance, where that isn't known."""
        if self._group is not None:
            yield self._instances

    def learned(self) -> None:
        """Offer those that have it."""
        if self._group is not None and self.snapshot.instances:
            choices = detachable(self._group, self.snapshot)
            if choices != self._offered:
                self._offered = choices
                self._instances.offer(choices, choices[0] if len(choices) == 1 else None)

    @property
    def chosen(self) -> Instance | None:
        """The instance, as it is now."""
        if self._about is not None:
            return self.snapshot.instances.get(self._about.id, self._about)
        if self._group is None:
            return None
        value = self._instances.value
        return self.snapshot.instances.get(str(value)) if value else None

    @property
    def to(self) -> Subject | None:
        """The instance, where the form was not opened on it."""
        return self.chosen if self.context.instance is None else None

    @property
    def _detached(self) -> GroupRef | None:
        return self.chosen.configuration if self.chosen is not None else None

    def values(self) -> Mapping[str, object]:
        """The request names nothing."""
        return {}

    def own_errors(self) -> Mapping[str, str]:
        """There must be an instance, with a group on it."""
        chosen = self.chosen
        if chosen is None:
            return {"instance": "Choose one."}
        if self._group is not None and (why := self.model.precondition.refusal(chosen)):
            return {"instance": f"Can't detach: {why}."}
        return {} if self._detached is not None else {"instance": "It has no group."}

    def effect(self, request: Change | None) -> StyledText:
        """What it loses, what stays, and that a restart may be due."""
        del request
        chosen, group = self.chosen, self._detached
        if chosen is None:
            return (("The instance goes back to its own configuration.", Tone.QUIET),)
        if group is None:
            return ((f"{chosen.name} has no group to detach.", Tone.STUCK),)
        told = f"{name_of(group)} is taken off {chosen.name}: its values no longer apply there."
        later = (
            "\nThe group itself stays. Where a restart is needed for that, the instance will be"
            " RESTART_REQUIRED: R restarts it."
        )
        return ((told, Tone.PLAIN), (later, Tone.QUIET))

    def refused(self, error: TroveError) -> StyledText:
        """Servers take no group on or off while a restart is due."""
        return refusal_words(error, advice(error, self.chosen))
