"""Delete a database: works only once its name is typed as it is shown."""

from __future__ import annotations

from collections.abc import Mapping

from trove_tui.changes.change import Change
from trove_tui.changes.databases_and_users import DeleteDatabase
from trove_tui.text.styled import StyledText, Tone
from trove_tui.ui.forms.delete_instance import DeleteForm


class DeleteDatabaseForm(DeleteForm):
    """Delete a database of an instance, and all that is in it."""

    model = DeleteDatabase

    @property
    def expected(self) -> str:
        """What must be typed: its name as shown."""
        return str(self.context.row.name)

    def values(self) -> Mapping[str, object]:
        """The database that was selected, whatever is typed."""
        return {"name": self.context.row.name}

    def effect(self, request: Change | None) -> StyledText:
        """That there is no way back; and where the server can't do it, that too."""
        told: StyledText = (
            (f"The database {self.expected} and all its data are deleted for good.", Tone.PLAIN),
        )
        warning = DeleteDatabase(name=self.context.row.name).warning(self.context.dialect)
        if warning:
            told += (("\n! ", Tone.STUCK), (warning, Tone.STUCK))
        del request
        return told

    def quota(self, request: Change | None) -> StyledText:
        """None: databases aren't counted."""
        del request
        return ()
