"""A button in one line: its key, its word, and whether it works now."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class FormButton(Widget, can_focus=True):
    """Pressed by Enter or the mouse. A dim one can still be pressed: the form then says why not.

    Args:
        word: what it does: `Resize`.
        key: the key that does the same from anywhere on the form; empty if none does.
        kind: `plain`, `main` (the one Enter presses) or `danger` (it destroys or interrupts).
        stops: whether Tab stops at it: not where its key says all, and fields follow.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "press", "press", show=False),
        Binding("left", "app.focus_previous", "previous", show=False),
        Binding("right", "app.focus_next", "next", show=False),
    ]
    ALLOW_SELECT = False
    # Taking the focus would fold an open picker, and move the button from under the mouse.
    FOCUS_ON_CLICK = False

    word = reactive("", layout=True)
    key = reactive("", layout=True)
    bare = reactive(False, layout=True)
    """Whether there is only room for its word."""
    ready = reactive(True)
    """Whether pressing it does what it says."""

    class Pressed(Message):
        """The button was pressed, ready or not."""

        def __init__(self, button: FormButton, *, by_mouse: bool) -> None:
            super().__init__()
            self.button = button
            self.by_mouse = by_mouse

        @property
        def control(self) -> FormButton:
            """The button."""
            return self.button

    def __init__(
        self,
        word: str,
        key: str = "",
        *,
        kind: str = "plain",
        stops: bool = True,
        id: str | None = None,  # noqa: A002  (Textual's own name)
    ) -> None:
        super().__init__(id=id, classes=f"-{kind}")
        self.can_focus = stops
        self.set_reactive(FormButton.key, key)
        self.set_reactive(FormButton.word, word)

    def watch_ready(self, ready: bool) -> None:
        """Dim it where it doesn't work."""
        self.set_class(not ready, "-dim")

    def render(self) -> Content:
        """Its key and its word."""
        if not self.key or self.bare:
            return Content(self.word)
        key = self.key if self.has_class("-main") else (self.key, "$accent")
        return Content.assemble(key, " ", self.word)

    def on_focus(self) -> None:
        """The terminal's own cursor leaves the line it was in."""
        self.app.cursor_position = self.content_region.offset

    def action_press(self) -> None:
        """Enter."""
        self.post_message(self.Pressed(self, by_mouse=False))

    def on_click(self, event: Click) -> None:
        """The mouse."""
        event.stop()
        self.post_message(self.Pressed(self, by_mouse=True))
