"""Users to create: each a name, a password, a host, and the databases they may use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from trove_tui.api.errors import BadRequest
from trove_tui.ui.forms.choice_list import Choice, ChoiceColumns
from trove_tui.ui.forms.fields import Field, SecretField, TextField
from trove_tui.ui.forms.form_button import FormButton
from trove_tui.ui.forms.multi_choice_field import MultiChoiceField
from trove_tui.ui.forms.rows import FormRow, Rows

ANYWHERE = "%"


class UserRow(FormRow):
    """A user to create.

    Args:
        number: what no other row has.
        removable: whether it can be taken away; then it has a heading, too.
    """

    telling: ClassVar[tuple[str, ...]] = ("name", "password")

    def __init__(self, number: int, *, removable: bool = True) -> None:
        self.number = number
        self._removable = removable
        self._databases = MultiChoiceField(
            f"databases_of_{number}", "May use", ChoiceColumns("name"), folds=True
        )
        super().__init__({
            "name": TextField(f"user_{number}", "Name" if removable else "User"),
            "password": SecretField(f"password_{number}", "Password"),
            "host": TextField(f"host_{number}", "From host", ANYWHERE),
            "databases": self._databases,
        })  # fmt: skip

    def compose(self) -> ComposeResult:
        """A heading where it is one of several, then a field a line."""
        if self._removable:
            with Horizontal(classes="title"):
                yield Static(f"User {self.number}", markup=False)
                yield FormButton("remove", id="remove").add_class("-last")
        yield from self.parts.values()

    def told(self) -> dict[str, object]:
        """From anywhere is what is meant where no host is named."""
        told = super().told()
        host = str(told["host"]).strip()
        return told | {
            "host": "" if host == ANYWHERE else host,
            "databases": self.parts["databases"].value or (),
        }

    def offer(self, given: Sequence[str] | str) -> None:
        """These are the databases there are; or this is why they aren't known."""
        if isinstance(given, str):
            self._databases.fail(given)
        else:
            self._databases.offer([Choice(name, (name,), name) for name in given])


def user_rows(key: str, *, needs_one: bool) -> Rows[UserRow]:
    """The list of users to create."""
    return Rows(
        lambda number: UserRow(number, removable=not needs_one or number > 1),
        claim="users",
        one="a user",
        key=key,
        needs_one=needs_one,
    )


def refused_user_part(rows: Rows[UserRow], error: BadRequest) -> Field | None:
    """The field of a row that a refusal is about, by its words; None where they don't tell."""
    said = error.message.lower()
    row = rows.named_in(error.message)
    if row is None:
        return None
    for word, part in (("password", "password"), ("host", "host")):
        if word in said:
            return row.parts[part]
    if "access to database" in said:
        return row.parts["databases"]
    return row.parts["name"] if "user" in said else None
