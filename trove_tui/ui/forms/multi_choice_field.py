"""A choice of several among known things: rows that are marked, and a line that filters them."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.events import Key
from textual.message import Message

from trove_tui.text.styled import Tone
from trove_tui.ui.forms.choice_field import ChoiceField
from trove_tui.ui.forms.choice_list import Choice, ChoiceColumns
from trove_tui.ui.forms.fields import Line


class MarkingLine(Line):
    """A line in which Space marks a row: a filter needs no blanks, any part of a row will do."""

    marks = False
    """Whether there are rows to mark; else names are typed, and Space is a letter."""

    class Marked(Message):
        """Space: mark the highlighted row, or take its mark away."""

    def on_key(self, event: Key) -> None:
        """Take Space before the line itself does."""
        if event.key == "space" and self.marks:
            event.stop()
            event.prevent_default()
            if self.counts(event):
                self.post_message(self.Marked())


class MultiChoiceField(ChoiceField):
    """Typing filters the rows, Space marks the highlighted one, Enter goes on.

    Its value is what is marked, in the order of the choices. Where those aren't known, names
    are typed by hand, separated by commas.
    """

    confirm_word = "go on"
    asks = "type to filter, space marks"

    def __init__(
        self,
        key: str,
        label: str,
        columns: ChoiceColumns,
        *,
        folds: bool = False,
        waiting: str = "loading",
        server_names: Sequence[str] = (),
    ) -> None:
        self._marks = MarkingLine(placeholder=waiting)
        super().__init__(
            key, label, columns, folds=folds, server_names=server_names, line=self._marks
        )
        self._marked: dict[object, Choice] = {}

    @property
    def value(self) -> tuple[object, ...]:
        """What is marked, or typed where the choices aren't known."""
        if self._choices is None:
            typed = (name.strip() for name in self.line.value.split(","))
            return tuple(dict.fromkeys(name for name in typed if name))
        return tuple(self._marked)

    @property
    def is_dirty(self) -> bool:
        """Whether several were chosen, or names typed: one is chosen again in a moment."""
        return len(self.value) > 1 or self.typed

    @property
    def marked(self) -> tuple[Choice, ...]:
        """The choices that are marked."""
        return tuple(self._marked.values())

    def offer(self, choices: Sequence[Choice], default: Choice | None = None) -> None:
        """These can be chosen from now on. What was marked or typed stays, if it is among them."""
        wanted = set(self.value)
        if self._choices is None and not wanted and default is not None:
            wanted = {default.value}
        self._marked = {one.value: one for one in choices if one.value in wanted}
        self._marks.marks = True
        super().offer(choices)

    def fail(self, why: str) -> None:
        """The choices could not be had: names are typed by hand."""
        self._marked = {}
        self._marks.marks = False
        super().fail(why)

    @on(MarkingLine.Marked)
    def _mark(self, event: MarkingLine.Marked) -> None:
        event.stop()
        if self._chosen is not None and self._chosen in self._shown:
            self._toggle(self._chosen)
        elif self._shown:
            self._choose(self._shown[0])  # Seen first, marked by the next.

    def _toggle(self, choice: Choice) -> None:
        values = set(self._marked) ^ {choice.value}
        self._marked = {one.value: one for one in self._choices or () if one.value in values}
        self._choose(choice)
        self._tell()

    def _picked(self, choice: Choice) -> None:
        self.line.focus()
        self._toggle(choice)

    def _show(self) -> None:
        self._list.show(self._shown, self._chosen, self._columns, frozenset(self._marked))

    def _tell(self) -> None:
        if self._choices and self._shown:
            many = f"{len(self._marked)} of {len(self._choices)}" if self._marked else "none"
            self._said.show(((f"{many} chosen", Tone.QUIET),))
        else:
            super()._tell()

    def _label(self) -> str | None:
        if self._choices is None:
            return None
        return ", ".join(one.label for one in self._marked.values())
