"""Delete a group: works once its name is typed, and never while an instance has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from trove_tui.api.errors import TroveError
from trove_tui.api.models import InstanceRef
from trove_tui.changes.change import Change
from trove_tui.changes.groups import DeleteGroup
from trove_tui.resources import queries
from trove_tui.text.styled import Tone
from trove_tui.ui.config_groups.diff_view import attached
from trove_tui.ui.config_groups.group_choices import group_of
from trove_tui.ui.forms.delete_instance import DeleteForm
from trove_tui.ui.forms.form_context import FormSetup
from trove_tui.ui.forms.form_reads import why_unread

_NAMED = 4
"""Instances named; of the others only how many there are."""


class DeleteGroupForm(DeleteForm):
    """Delete a configuration group and its values."""

    model: ClassVar[type[Change]] = DeleteGroup

    def __init__(self, setup: FormSetup) -> None:
        super().__init__(setup)
        self.group = group_of(self.context)
        self._refs: Sequence[InstanceRef] = ()
        self._doubt = "Reading which instances have it."

    def on_mount(self) -> None:
        """Ask which instances have it: a list of them need not tell."""
        if self.group is not None:
            self.reads.fill(queries.group_instances(self.group.id), self._refs_came)

    def _refs_came(self, rows: Sequence[InstanceRef] | None, error: TroveError | None) -> None:
        self._refs = rows or ()
        self._doubt = ""
        if rows is None:
            why = why_unread("Which instances have it", error)
            self._doubt = f"{why} The server decides."
        self.learned()
        self.check()

    @property
    def expected(self) -> str:
        """What must be typed: its name as shown, or its id where nobody could type that."""
        if self.group is None:
            return ""
        return self.group.name if self.group.name.strip() else self.group.id

    def learned(self) -> None:
        """While an instance has it, every server refuses."""
        super().learned()
        having = self._having
        self._unsendable = ""
        if having:
            named = ", ".join(having[:_NAMED])
            more = f" and {len(having) - _NAMED} more" if len(having) > _NAMED else ""
            have = "has" if len(having) == 1 else "have"
            self._unsendable = f"Can't delete: {named}{more} {have} it. Detach it there first."
            self.say("notice", ((f"! {self._unsendable}", Tone.STUCK),))
        else:
            self.say("notice", ((self._doubt, Tone.QUIET),) if self._doubt else ())

    @property
    def _having(self) -> list[str]:
        if self.group is None:
            return []
        return [one.name or one.id for one in attached(self.group.id, self._refs, self.snapshot)]
