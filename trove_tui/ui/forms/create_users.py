"""Create users: name, password, host, and which of the databases there are they may use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from trove_tui.api.errors import BadRequest, TroveError
from trove_tui.api.models import Database
from trove_tui.changes.databases_and_users import CreateUsers
from trove_tui.resources import queries
from trove_tui.text.natural import natural
from trove_tui.ui.forms.fields import Field
from trove_tui.ui.forms.form_context import FormSetup
from trove_tui.ui.forms.form_reads import why_unread
from trove_tui.ui.forms.rows import FormWithRows
from trove_tui.ui.forms.user_rows import refused_user_part, user_rows

BY_HAND = "Type their names, separated by commas."


class CreateUsersForm(FormWithRows):
    """Create users of an instance's databases."""

    model = CreateUsers

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f8", "add('users')", "add a user", show=False),
    ]

    def __init__(self, setup: FormSetup) -> None:
        super().__init__(setup)
        self._rows = user_rows("F8", needs_one=True)

    def compose_fields(self) -> ComposeResult:
        """One user, and a button for more."""
        yield self._rows

    def on_mount(self) -> None:
        """Open at once; the databases there are fill in when the instance has told them."""
        if self.instance is not None:
            self.reads.fill(queries.databases(self.instance.id), self._filled)
        else:
            self._rows.give(f"{why_unread('The databases', None)} {BY_HAND}")

    def _filled(self, rows: Sequence[Database] | None, error: TroveError | None) -> None:
        if rows is None:
            self._rows.give(f"{why_unread('The databases', error)} {BY_HAND}")
        else:
            self._rows.give(sorted((one.name for one in rows), key=natural))
        self.check()

    def values(self) -> Mapping[str, object]:
        """The rows in which something stands."""
        return {"users": self._rows.items()}

    def part_of(self, error: BadRequest) -> Field | None:
        """By the row and the part of it that the words name."""
        return refused_user_part(self._rows, error)
