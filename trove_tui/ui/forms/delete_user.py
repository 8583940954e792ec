"""Delete a user: exactly the one of that name from that host, once the name is typed."""

from __future__ import annotations

from collections.abc import Mapping

from trove_tui.changes.databases_and_users import DeleteUser
from trove_tui.ui.forms.delete_instance import DeleteForm


class DeleteUserForm(DeleteForm):
    """Delete a user of an instance's databases."""

    model = DeleteUser

    @property
    def expected(self) -> str:
        """What must be typed: the name as shown, without the host."""
        return str(self.context.row.name)

    def values(self) -> Mapping[str, object]:
        """The user that was selected, whatever is typed."""
        return {"name": self.context.row.name, "host": self.context.row.host}
