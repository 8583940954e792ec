"""Create databases: several at once, each with its character set and collation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from trove_tui.api.charsets import character_sets
from trove_tui.api.errors import BadRequest
from trove_tui.changes.databases_and_users import CreateDatabases
from trove_tui.ui.forms.database_rows import database_rows, refused_part
from trove_tui.ui.forms.fields import Field
from trove_tui.ui.forms.form_context import FormSetup
from trove_tui.ui.forms.rows import FormWithRows


class CreateDatabasesForm(FormWithRows):
    """Create databases in an instance."""

    model = CreateDatabases

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f7", "add('databases')", "add a database", show=False),
    ]

    def __init__(self, setup: FormSetup) -> None:
        super().__init__(setup)
        store = self.instance.datastore if self.instance is not None else None
        sets = character_sets(store.type, store.version or "") if store is not None else ()
        self._rows = database_rows(sets, "F7", needs_one=True)

    def compose_fields(self) -> ComposeResult:
        """One row, and a button for more."""
        yield self._rows

    def values(self) -> Mapping[str, object]:
        """The rows in which something stands."""
        return {"databases": self._rows.items()}

    def part_of(self, error: BadRequest) -> Field | None:
        """By the row and the part of it that the words name."""
        return refused_part(self._rows, error)
