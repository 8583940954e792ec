"""Lists in a form: rows of fields, one more at a key, each taken away again.

A row in which nothing is typed is not sent, and so the place of a row on the screen
is not its place in the request: errors find their field by `FormRow.stand_at`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from trove_tui.api.errors import BadRequest
from trove_tui.ui.forms.choice_field import ChoiceField
from trove_tui.ui.forms.fields import Field, TextField
from trove_tui.ui.forms.form import Form
from trove_tui.ui.forms.form_button import FormButton
from trove_tui.ui.widgets.text_line import TextLine


class RowField(Field):
    """A field in a line of several: a heading stands for its label, its message under the line."""

    def compose(self) -> ComposeResult:
        """What is typed or chosen in, and nothing else."""
        yield from self.compose_control()

    @property
    def under(self) -> TextLine:
        """Where what is wrong with it is said."""
        return self._message


class TextRowField(RowField, TextField):
    """A cell to type in."""


class ChoiceRowField(RowField, ChoiceField):
    """A cell to choose in."""


class FormRow(Vertical):
    """Fields that are one item of a list.

    Args:
        parts: its fields, by what the request calls them.
    """

    telling: ClassVar[tuple[str, ...]] = ("name",)
    """The parts that make it an item when something stands in them; its name first."""

    def __init__(self, parts: Mapping[str, Field]) -> None:
        super().__init__(classes="row")
        self.parts = parts

    @property
    def is_empty(self) -> bool:
        """Whether nothing was put into it."""
        return not any(self.parts[part].value for part in self.telling)

    @property
    def name_typed(self) -> str:
        """What it is called."""
        return str(self.parts[self.telling[0]].value or "")

    def told(self) -> dict[str, object]:
        """What is typed and chosen, as the request has it."""
        return {part: field.value or "" for part, field in self.parts.items()}

    def stand_at(self, place: str, also: str = "") -> None:
        """What is wrong there stands at this row's fields; at none if empty.

        Args:
            place: `databases.1`.
            also: what the whole list is called, where this row answers for it.
        """
        for part, field in self.parts.items():
            server_names = [f"{place}.{part}"] if place else []
            if place and also:
                server_names.append(part)
                server_names += [also, place] if part == self.telling[0] else []
            field.server_names = tuple(server_names)

    def offer(self, given: Any) -> None:
        """What can be chosen in it, where that is the same for all rows."""

    def enter(self) -> None:
        """Put the focus into its first field."""
        next(iter(self.parts.values())).enter()


R = TypeVar("R", bound=FormRow)


class Rows(Vertical, Generic[R]):
    """A list that grows.

    Args:
        make: makes a row, given a number that no other has.
        claim: what the request calls the list: `databases`.
        one: what one is called: `a database`.
        key: the key of the form that adds one.
        needs_one: whether one is there from the beginning, and always sent.
        heading: what stands over the rows.
        given: what all rows offer.
    """

    class CountChanged(Message):
        """A row was added, or taken away."""

    def __init__(
        self,
        make: Callable[[int], R],
        *,
        claim: str,
        one: str,
        key: str,
        needs_one: bool = False,
        heading: Widget | None = None,
        given: Any = None,
    ) -> None:
        super().__init__(id=f"rows-{claim}", classes="rows")
        self.claim = claim
        self.given = given
        self.rows: list[R] = []
        self._make = make
        self._made = 0
        self._needs_one = needs_one
        self._heading = heading
        self._add = FormButton(f"add {one}", key, id=f"add-{claim}")

    def compose(self) -> ComposeResult:
        """The heading, the row that must be there, and the button that adds one."""
        if self._heading is not None:
            yield self._heading
        if self._needs_one:
            yield self._another()
        self._show_whether_empty()
        yield self._add

    def on_mount(self) -> None:
        """Only now can rows take what they offer."""
        if self.given is not None:
            self.give(self.given)

    def _another(self) -> R:
        self._made += 1
        row = self._make(self._made)
        self.rows.append(row)
        return row

    def give(self, given: Any) -> None:
        """What can be chosen in the rows from now on, in those to come too."""
        self.given = given
        for row in self.rows:
            row.offer(given)

    def items(self) -> list[dict[str, object]]:
        """What is in each row that isn't empty; what is wrong with it is then said at that row."""
        filled = [row for row in self.rows if not row.is_empty]
        if not filled and self._needs_one:
            filled = self.rows[:1]
        for row in self.rows:
            row.stand_at("")
        for number, row in enumerate(filled):
            row.stand_at(f"{self.claim}.{number}", "" if number else self.claim)
        return [row.told() for row in filled]

    def named_in(self, sentence: str) -> R | None:
        """The row whose name a sentence says; the first that isn't empty where it says none."""
        filled = [row for row in self.rows if not row.is_empty]
        said = [row for row in filled if row.name_typed and row.name_typed in sentence]
        # The longest: "shop" is in "shop-2" too.
        return max(said, key=lambda row: len(row.name_typed), default=next(iter(filled), None))

    def _show_whether_empty(self) -> None:
        self.set_class(not self.rows, "-empty")
        if self._heading is not None:
            self._heading.display = bool(self.rows)

    async def add(self) -> None:
        """One more, with the focus in it; the one that is still empty, if there is one.

        Or a key held down would add rows until the form is slow.
        """
        if empty := next((row for row in self.rows if row.is_empty), None):
            empty.enter()
            return
        row = self._another()
        self._show_whether_empty()
        await self.mount(row, before=self._add)
        if self.given is not None:
            row.offer(self.given)
        row.enter()
        self.post_message(self.CountChanged())

    async def take_away(self, row: R) -> None:
        """One less."""
        at = self.rows.index(row)
        self.rows.remove(row)
        await row.remove()
        self._show_whether_empty()
        if self.rows:
            self.rows[max(0, at - 1)].enter()
        else:
            self._add.focus()
        self.post_message(self.CountChanged())

    @on(FormButton.Pressed)
    async def _pressed(self, event: FormButton.Pressed) -> None:
        event.stop()
        if event.button is self._add:
            await self.add()
            return
        row = next(one for one in self.rows if one in event.button.ancestors)
        await self.take_away(row)


class FormWithRows(Form):
    """A form with lists that grow."""

    CSS_PATH: ClassVar[list[str]] = ["forms.tcss", "rows.tcss"]  # type: ignore[assignment]

    async def action_add(self, claim: str) -> None:
        """One more in that list."""
        await self.query_one(f"#rows-{claim}", Rows).add()

    def part_of(self, error: BadRequest) -> Field | None:
        """The field of a row that a refusal's words are about, if they tell."""
        raise NotImplementedError

    def field_of(self, error: BadRequest) -> Field | None:
        """Servers say "name" of a row's name too, or name no field: then their words tell."""
        told = self.part_of(error) if error.field in (None, "name", "password", "host") else None
        return told or super().field_of(error)

    @on(Rows.CountChanged)
    def _rows_changed(self, event: Rows.CountChanged) -> None:
        event.stop()
        self.check()
