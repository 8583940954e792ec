"""Create a group: its name and datastore here, then its values in the editor; one request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from textual.app import ComposeResult

from trove_tui.api.errors import TroveError
from trove_tui.api.models import Datastore
from trove_tui.changes.change import Change
from trove_tui.changes.groups import CreateGroup
from trove_tui.resources import queries
from trove_tui.resources.versions import StoreVersion
from trove_tui.text.styled import StyledText, Tone
from trove_tui.ui.config_groups.draft import Held
from trove_tui.ui.config_groups.new_group import NewGroupEditor
from trove_tui.ui.config_groups.wizard_step import WizardStep
from trove_tui.ui.forms import choice_sources
from trove_tui.ui.forms.choice_field import ChoiceField
from trove_tui.ui.forms.choice_list import ChoiceColumns
from trove_tui.ui.forms.fields import TextField
from trove_tui.ui.forms.form_context import FormSetup
from trove_tui.ui.forms.form_reads import why_unread


class CreateGroupForm(WizardStep):
    """What the editor must know first. Nothing is sent from here."""

    model = CreateGroup

    def __init__(self, setup: FormSetup) -> None:
        super().__init__(setup)
        self._datastores = ChoiceField(
            "datastore",
            "Datastore",
            ChoiceColumns("name", "fact"),
            folds=True,
            server_names=("datastore", "datastore_type", "datastore_version", "version"),
        )

    def compose_fields(self) -> ComposeResult:
        """Its name, what it is for, and whose parameters it holds."""
        yield TextField("name", "Name")
        yield TextField("description", "Description", placeholder="optional")
        yield self._datastores

    def on_mount(self) -> None:
        """Open at once; the datastores fill in when they arrive."""
        self.foot.submit.word = "Next: its values"
        self.reads.fill(queries.datastores(), self._filled)

    def _filled(self, rows: Sequence[Datastore] | None, error: TroveError | None) -> None:
        if rows is None:
            self._datastores.fail(
                f"{why_unread('The list', error)} Type it by hand, as in: mysql 5.7"
            )
        else:
            self._datastores.offer(*choice_sources.datastores(rows))
        self.check()

    @property
    def datastore(self) -> StoreVersion:
        """Type and version chosen, or typed by hand; empty where neither is."""
        return choice_sources.datastore_of(self._datastores.value)

    def values(self) -> Mapping[str, object]:
        """Without any values yet."""
        told = super().values()
        meant = self.datastore
        return {
            "name": told["name"],
            "description": str(told["description"]).strip(),
            "datastore_type": meant.kind,
            "datastore_version": meant.version,
            "datastore_version_id": meant.id,
            "values": {},
        }

    def effect(self, request: Change | None) -> StyledText:
        """That nothing happens yet."""
        del request
        told = "Its values come next, in the editor; it is created from there, in one request."
        return ((told, Tone.QUIET),)

    def go_on(self, request: Change) -> None:
        """Go on in the editor instead of sending."""
        del request  # made there, with the values
        told = self.values()
        name, description = str(told["name"]), str(told["description"])
        setup = replace(
            self.setup, context=replace(self.context, name=name), snapshot=self.snapshot
        )
        editor = NewGroupEditor(setup, Held(name, description), self.datastore)
        self.go_on_in(editor)
