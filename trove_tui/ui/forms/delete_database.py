"""Delete a database: works only once its name is typed as it is shown."""

from __future__ import annotations

from collections.abc import Mapping

from trove_tui.changes.databases_and_users import DeleteDatabase
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
