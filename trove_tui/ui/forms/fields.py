"""The fields of a form: a label, what is typed or chosen, and what is wrong with it under it."""

from __future__ import annotations

import secrets
import string
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Key
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from trove_tui.terminal.clipboard import copy_secret
from trove_tui.text.styled import StyledText, Tone
from trove_tui.ui.forms.form_button import FormButton
from trove_tui.ui.widgets.line_input import LineInput
from trove_tui.ui.widgets.text_line import TextLine

PASSWORD_LENGTH = 20
_PASSWORD_LETTERS = string.ascii_letters + string.digits


class Line(LineInput):
    """A line of a form."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # Textual's own copies what is selected here, and the key would not leave the form.
        Binding("ctrl+c", "screen.back", "leave", show=False),
    ]

    counts: Callable[[Key], bool] = staticmethod(lambda _: True)
    """Set by the form: whether a letter counts as typed here."""

    def on_key(self, event: Key) -> None:
        """Letters end here, so the form can't judge them as it does all other keys."""
        if event.is_printable and not self.counts(event):
            event.stop()
            event.prevent_default()


class Field(Horizontal):
    """A label and a control, made for one field of the request.

    Args:
        key: its name among the form's fields.
        label: what stands left of it.
        control: what is typed or chosen in.
        server_names: what the rules and the servers call it; where that differs from the key.
        hint: a quiet line under it while nothing is wrong.
    """

    class Edited(Message):
        """A person changed it."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    class Confirmed(Message):
        """Enter in a field in which that chooses: the focus may go on."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    class Told(Message):
        """Something to be said in the form's last line."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    def __init__(
        self,
        key: str,
        label: str,
        control: Widget,
        *,
        server_names: Sequence[str] = (),
        hint: str = "",
    ) -> None:
        super().__init__(id=f"field-{key.replace('_', '-')}")
        self.key = key
        self.server_names = tuple(server_names) or (key,)
        self.control = control
        self.visited = False
        self.label = label
        self._hint: StyledText = ((hint, Tone.QUIET),) if hint else ()
        self._message = TextLine(self._hint, classes="message")
        self._refusal: StyledText = ()

    def compose(self) -> ComposeResult:
        """The label left, the rest right of it."""
        yield Static(self.label, classes="label", markup=False)
        with Vertical(classes="control"):
            yield from self.compose_control()
            yield self._message

    def compose_control(self) -> ComposeResult:
        """What is typed or chosen in."""
        yield self.control

    @property
    def value(self) -> object:
        """What is typed or chosen now."""
        raise NotImplementedError

    @property
    def is_dirty(self) -> bool:
        """Whether something typed would be lost by leaving."""
        raise NotImplementedError

    @property
    def message(self) -> str:
        """What stands under it."""
        return self._message.text

    @property
    def enter_word(self) -> str:
        """What Enter does in it, where it doesn't send."""
        return ""

    def enter(self) -> None:
        """Put the focus into it."""
        self.control.focus()

    def confirmed(self) -> None:
        """What is chosen in it is meant."""
        self.visited = True
        self.post_message(self.Confirmed(self))

    def edited(self) -> None:
        """A person changed it: what the server said of the old value is over."""
        self.visited = True
        self._refusal = ()
        self.post_message(self.Edited(self))

    def refuse(self, shown: StyledText) -> None:
        """The server refused its value, in these words."""
        self._refusal = shown

    def show_message(self) -> None:
        """Bring what stands under it into sight, however long it is."""
        self._message.scroll_visible(animate=False, top=True)

    def judge(self, wrong: str | None) -> None:
        """Say what is wrong, once it was visited; what the server said goes first."""
        if self._refusal:
            self._message.show(self._refusal)
        elif wrong and self.visited:
            self._message.show((("✖ ", Tone.BROKEN), (wrong, Tone.BROKEN)))
        else:
            self._message.show(self._hint)
        self.set_class(bool(self._refusal or (wrong and self.visited)), "-wrong")


def field_named(fields: Sequence[Field], place: str) -> Field | None:
    """The field that the rules or a server call so: the one whose name fits most exactly."""
    matches = [
        (len(name), field)
        for field in fields
        for name in field.server_names
        if place == name or place.startswith(f"{name}.")
    ]
    return max(matches, key=lambda match: match[0])[1] if matches else None


class TextField(Field):
    """A field to type in.

    Args:
        value: what stands in it at first.
        placeholder: what stands in it, quietly, while it is empty.
        password: whether what is typed is hidden.
        keeps: whether what is typed is worth asking before it is lost.
    """

    def __init__(
        self,
        key: str,
        label: str,
        value: str = "",
        *,
        server_names: Sequence[str] = (),
        hint: str = "",
        placeholder: str = "",
        password: bool = False,
        keeps: bool = True,
    ) -> None:
        self.line = Line(value, placeholder=placeholder, password=password)
        super().__init__(key, label, self.line, server_names=server_names, hint=hint)
        self._first = value
        self._keeps = keeps

    @property
    def value(self) -> str:
        """What is typed."""
        return self.line.value

    @property
    def is_dirty(self) -> bool:
        """Whether it is not what it was at first."""
        return self._keeps and self.line.value != self._first

    def on_mount(self) -> None:
        """Only from now on is a change a person's."""
        self._seen = self.line.value

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self._seen:
            self._seen = event.value
            self.edited()


class SecretField(TextField):
    """A password: hidden, shown on demand, or made up here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "generate", "generate", show=False),
        Binding("f4", "reveal", "show", show=False),
        Binding("f6", "copy", "copy", show=False),
    ]

    def __init__(self, key: str, label: str, *, server_names: Sequence[str] = ()) -> None:
        super().__init__(key, label, server_names=server_names, password=True)
        self._reveal = FormButton("show", "F4", stops=False, id="reveal")

    def compose_control(self) -> ComposeResult:
        """The line, with two buttons beside it."""
        with Horizontal(classes="beside"):
            yield self.line
            yield FormButton("generate", "F3", stops=False, id="generate")
            yield self._reveal
            yield FormButton("copy", "F6", stops=False, id="copy-password")

    @on(FormButton.Pressed)
    def _pressed(self, event: FormButton.Pressed) -> None:
        event.stop()
        self.act({"generate": "generate", "copy-password": "copy"}.get(event.button.id or "", ""))

    def act(self, what: str) -> None:
        """Do what one of its keys does: `generate`, `copy`, or else show and hide it."""
        match what:
            case "generate":
                self.action_generate()
            case "copy":
                self.action_copy()
            case _:
                self.action_reveal()

    def action_generate(self) -> None:
        """Make one up, of letters and digits, and show it: nobody else will tell it."""
        self.line.value = "".join(secrets.choice(_PASSWORD_LETTERS) for _ in range(PASSWORD_LENGTH))
        if self.line.password:
            self.action_reveal()

    def action_reveal(self) -> None:
        """Show it, or hide it again."""
        self.line.password = not self.line.password
        self._reveal.word = "show" if self.line.password else "hide"

    def action_copy(self) -> None:
        """Hand it to the terminal, and to nobody else."""
        if not self.line.value:
            self.post_message(self.Told("There is no password to copy yet."))
            return
        is_kept = not copy_secret(self.app, self.line.value)
        words = "The password is copied, if the terminal allows it"
        if is_kept:
            words += "; the copy that this program has could not be cleared"
        self.post_message(self.Told(f"{words}."))

    def forget(self) -> None:
        """The form closes: nothing of it stays in memory that a person typed."""
        with self.line.prevent(Input.Changed):
            self.line.clear()
        self._seen = ""
