"""Databases to create, one a line: its name, its character set, and the collation that follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from trove_tui.api.charsets import CharacterSet
from trove_tui.api.errors import BadRequest
from trove_tui.ui.forms.choice_list import Choice, ChoiceColumns
from trove_tui.ui.forms.fields import Field
from trove_tui.ui.forms.form_button import FormButton
from trove_tui.ui.forms.rows import ChoiceRowField, FormRow, Rows, TextRowField

SERVERS_OWN = Choice("", ("server's default", ""), "server's default")
"""Nothing is said of it, and the server takes what it is set to."""

PLACES = ("-first", "-second", "-third", "-last")
"""Classes of what stands in a line, for the widths in the stylesheet."""


def set_choices(sets: Sequence[CharacterSet]) -> list[Choice]:
    """The server's own, and each character set; found by its description too."""
    return [SERVERS_OWN, *(Choice(one.name, (one.name, one.description), one.name) for one in sets)]


def collation_choices(sets: Sequence[CharacterSet], chosen: object) -> tuple[list[Choice], Choice]:
    """The collations of the chosen character set, its default one marked and meant.

    With no character set chosen, all there are: a collation alone says its set.
    """
    found = next((one for one in sets if one.name == chosen), None)
    if found is None:
        each = [name for one in sets for name in one.collations]
        return [SERVERS_OWN, *(Choice(name, (name, ""), name) for name in each)], SERVERS_OWN
    default = Choice(found.default, (found.default, "default"), found.default)
    others = [Choice(name, (name, ""), name) for name in found.collations[1:]]
    return [default, *others], default


class DatabaseRow(FormRow):
    """A database to create.

    Args:
        number: what no other row has.
        removable: whether it can be taken away.
    """

    telling: ClassVar[tuple[str, ...]] = ("name", "character_set", "collate")

    def __init__(self, number: int, *, removable: bool = True) -> None:
        self._sets: Sequence[CharacterSet] = ()
        self._offered: object = None
        columns = ChoiceColumns("name", "fact"), ChoiceColumns("name", "fact")
        self._set = ChoiceRowField(
            f"character_set_{number}", "Character set", columns[0], folds=True
        )
        self._collation = ChoiceRowField(f"collate_{number}", "Collation", columns[1], folds=True)
        self._removable = removable
        self._remove = FormButton("remove", id="remove").add_class(PLACES[-1])
        super().__init__({
            "name": TextRowField(f"database_{number}", "Database name"),
            "character_set": self._set,
            "collate": self._collation,
        })  # fmt: skip

    def compose(self) -> ComposeResult:
        """The three beside each other; what is wrong under them."""
        with Horizontal(classes="cells"):
            for field, place in zip(self.parts.values(), PLACES, strict=False):
                yield field.add_class(place)
            yield self._remove if self._removable else Static(classes=PLACES[-1])
        for field in self.parts.values():
            if isinstance(field, (TextRowField, ChoiceRowField)):
                yield field.under

    def offer(self, given: Sequence[CharacterSet]) -> None:
        """These are the character sets of the server; none: it isn't known which it has."""
        self._sets = sets = given
        self._offered = None
        if sets:
            self._set.offer(set_choices(sets), SERVERS_OWN)
        else:
            self._set.fail("type it")
            self._collation.fail("type it")
        self._follow_set()

    @on(Field.Edited)
    def _edited(self, event: Field.Edited) -> None:
        if event.field is self.parts["character_set"]:
            self._follow_set()

    def _follow_set(self) -> None:
        chosen = self._set.value
        if self._sets and chosen != self._offered:
            self._offered = chosen
            self._collation.offer(*collation_choices(self._sets, chosen))


def database_rows(sets: Sequence[CharacterSet], key: str, *, needs_one: bool) -> Rows[DatabaseRow]:
    """The list of databases to create."""
    words = zip(("Database", "Character set", "Collation", ""), PLACES, strict=True)
    heading = Horizontal(
        *(Static(word, classes=place, markup=False) for word, place in words), classes="heading"
    )
    return Rows(
        lambda number: DatabaseRow(number, removable=not needs_one or number > 1),
        claim="databases",
        one="a database",
        key=key,
        needs_one=needs_one,
        heading=heading,
        given=sets,
    )


def refused_part(rows: Rows[DatabaseRow], error: BadRequest) -> Field | None:
    """The field of a row that a refusal is about, by its words; None where they don't tell."""
    said = error.message.lower()
    row = rows.named_in(error.message)
    if row is None:
        return None
    if "collation" in said:
        return row.parts["collate"]
    if "character set" in said or "charset" in said:
        return row.parts["character_set"]
    return row.parts["name"] if "database" in said else None
