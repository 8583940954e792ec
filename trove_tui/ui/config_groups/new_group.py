"""The editor of a group that isn't there yet: it sends one POST, with all its values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from trove_tui.changes.change import Change
from trove_tui.changes.groups import CreateGroup
from trove_tui.resources.versions import StoreVersion
from trove_tui.ui.config_groups.draft import Held
from trove_tui.ui.config_groups.editor_keys import EditorKeys
from trove_tui.ui.forms.form_context import FormSetup


class NewGroupEditor(EditorKeys):
    """Fills a new group.

    Args:
        begun: its name and description as they were typed before.
        datastore: the datastore version whose parameters it may hold.
    """

    model: ClassVar[type[Change]] = CreateGroup
    is_new = True
    sends = "create"

    def __init__(self, setup: FormSetup, begun: Held, datastore: StoreVersion) -> None:
        super().__init__(setup)
        self.datastore = datastore
        self.draft = self.draft.called(begun.name, begun.description)

    def begin(self) -> None:
        """Read what the datastore version lets one set."""
        meant = self.datastore
        reading = self.loader.read_parameters(meant.kind, meant.id, meant.version)
        self.run_worker(reading, group="editor reads", exclusive=True, exit_on_error=False)

    def came(self) -> None:
        """All its parameters, none of them set."""
        if self.loader.parameters is not None and not self.draft.parameters:
            self.opened(Held(), self.loader.parameters, self.datastore.words)

    def values(self) -> Mapping[str, object]:
        """The group, and what it is for."""
        meant = self.datastore
        return {
            **super().values(),
            "datastore_type": meant.kind,
            "datastore_version": meant.version,
            "datastore_version_id": meant.id,
        }
