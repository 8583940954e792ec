"""A choice among known things: a line that filters, and under it rows in aligned columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from trove_tui.text.styled import Tone
from trove_tui.ui.forms.choice_list import Choice, ChoiceColumns, ChoiceList
from trove_tui.ui.forms.fields import Field, Line
from trove_tui.ui.widgets.text_line import TextLine


class ChoiceField(Field):
    """Typing filters the rows; the highlighted row is what is chosen.

    Nothing is chosen at first, unless there is a default: a person decides. Where what can be
    chosen isn't known, an id is typed by hand.

    Args:
        key: its name among the form's fields.
        label: what stands left of it.
        columns: how the rows are laid out.
        most_rows: how many rows are shown at most.
        folds: whether the rows are hidden while the focus is elsewhere.
        waiting: what stands in the line until the choices are known.
        server_names: what the rules and the servers call it; where that differs from the key.
        line: the line to type in, where that is one of its own.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "up", show=False),
        Binding("down", "move(1)", "down", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("pagedown", "page(1)", "page down", show=False),
    ]

    confirm_word: ClassVar[str] = "choose"
    """What Enter does in the line, as the form's last line says it."""
    asks: ClassVar[str] = "type, or press down"
    """What stands in the line while there is something to choose, and nothing is."""

    def __init__(
        self,
        key: str,
        label: str,
        columns: ChoiceColumns,
        *,
        most_rows: int = 5,
        folds: bool = False,
        waiting: str = "loading",
        server_names: Sequence[str] = (),
        line: Line | None = None,
    ) -> None:
        self.line = line or Line(placeholder=waiting)
        self._folds = folds
        self._columns = columns
        self._most_rows = most_rows
        self._list = ChoiceList()
        self._said = TextLine(classes="aside")
        self._choices: tuple[Choice, ...] | None = None
        self._shown: tuple[Choice, ...] = ()
        self._chosen: Choice | None = None
        self._default: Choice | None = None
        self._query = ""
        self._written = ""
        control = Vertical(self.line, self._list, self._said, classes="choices")
        super().__init__(key, label, control, server_names=server_names)
        self.set_class(folds, "-folded")

    def enter(self) -> None:
        """Put the focus into its line."""
        self.line.focus()

    @property
    def enter_word(self) -> str:
        """What Enter does in it; empty where an id is typed by hand, and Enter sends."""
        return self.confirm_word if self.chooses else ""

    @property
    def is_dirty(self) -> bool:
        """Whether an id was typed by hand; a choice is made again in a moment."""
        return self.typed

    @property
    def value(self) -> object:
        """What is chosen; what is typed where the choices aren't known; None where nothing is."""
        if self._choices is None:
            return self.line.value.strip() or None
        return self._chosen.value if self._chosen else None

    @property
    def chosen(self) -> Choice | None:
        """The choice itself, where the choices are known."""
        return self._chosen

    @property
    def choices(self) -> tuple[Choice, ...] | None:
        """What can be chosen; None while that isn't known."""
        return self._choices

    @property
    def chooses(self) -> bool:
        """Whether Enter chooses here: not where an id is typed by hand."""
        return self._choices is not None

    @property
    def typed(self) -> bool:
        """Whether something was typed that is no filter."""
        return self._choices is None and bool(self.line.value)

    @property
    def shown(self) -> tuple[Choice, ...]:
        """The rows that match what is typed."""
        return self._shown

    @property
    def said(self) -> str:
        """What is said under the rows."""
        return self._said.text

    def offer(self, choices: Sequence[Choice], default: Choice | None = None) -> None:
        """These can be chosen from now on. What was chosen stays, if it is among them."""
        wanted, typed = self.value, self.line.value.strip() if self._choices is None else ""
        self._choices = tuple(choices)
        self._default = default
        kept = next((one for one in choices if wanted is not None and one.value == wanted), None)
        self._chosen = kept or default
        self._query = "" if kept else typed
        self.line.placeholder = self.asks if choices else ""
        self._columns.fit(choices)
        self._list.styles.height = max(1, min(self._most_rows, len(choices)))
        self._filter()
        if self._query:
            self._chosen = self._match()
            self._show()
        if not self.line.has_focus:
            self._write_label()

    def fail(self, why: str) -> None:
        """The choices could not be had: an id is typed by hand."""
        self._choices = None
        self._shown, self._chosen = (), None
        self.line.placeholder = ""
        self._list.styles.height = 0
        self._said.show(((why, Tone.STUCK),))

    def action_move(self, step: int) -> None:
        """Choose the next or the previous of the rows shown."""
        if not self._shown:
            return
        at = self._shown.index(self._chosen) if self._chosen in self._shown else -1
        at = 0 if at < 0 else max(0, min(len(self._shown) - 1, at + step))
        self._choose(self._shown[at])

    def action_page(self, step: int) -> None:
        """Choose one a screenful further."""
        self.action_move(step * max(1, self._most_rows - 1))

    @on(ChoiceList.Clicked)
    def _clicked(self, event: ChoiceList.Clicked) -> None:
        event.stop()
        self._picked(event.choice)

    def _picked(self, choice: Choice) -> None:
        self.line.focus()
        self._choose(choice)
        self._query = ""
        self._filter()
        self._write_label()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value == self._written:
            return
        self._written = event.value
        self._query = event.value.strip()
        if self._choices is not None:
            self._filter()
            self._chosen = self._match() if self._query else self._default
            self._show()
        self.edited()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        if self.chooses:
            event.stop()
            self._write_label()
            self.confirmed()

    def on_descendant_focus(self) -> None:
        """Unfold the rows."""
        self.remove_class("-folded")

    def on_descendant_blur(self) -> None:
        """Fold them, and say in the line what is chosen."""
        self.set_class(self._folds, "-folded")
        self._write_label()

    def _choose(self, choice: Choice) -> None:
        self._chosen = choice
        self._show()
        self.edited()

    def _show(self) -> None:
        self._list.show(self._shown, self._chosen, self._columns)

    def _match(self) -> Choice | None:
        query = self._query.casefold()
        begins = (one for one in self._shown if one.cells[0].casefold().startswith(query))
        return next(begins, self._shown[0] if self._shown else None)

    def _filter(self) -> None:
        words = self._query.casefold().split()
        choices = self._choices or ()
        self._shown = tuple(one for one in choices if all(word in one.folded for word in words))
        self._show()
        self._tell()

    def _tell(self) -> None:
        choices = self._choices or ()
        if not choices:
            self._said.show((("There are none.", Tone.QUIET),))
        elif not self._shown:
            self._said.show((("Nothing matches.", Tone.QUIET),))
        else:
            self._said.show(())

    def _write_label(self) -> None:
        """While the focus is elsewhere, the line says what is chosen."""
        label = self._label()
        if label is None or self._choices is None:
            return
        self._written = label
        self.line.value = self._written
        self._query = ""
        if len(self._shown) != len(self._choices):
            self._filter()

    def _label(self) -> str | None:
        return self._chosen.label if self._chosen is not None else None
