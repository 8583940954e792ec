"""The frame of a form: how it stands on any screen, which keys count in it, and leaving it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.events import DescendantFocus, Key, Resize
from textual.geometry import Offset
from textual.layout import WidgetPlacement
from textual.widget import Widget

from trove_tui.live.operations import Operation
from trove_tui.text.styled import StyledText
from trove_tui.text.width import fit
from trove_tui.ui.forms.ascii_scrollbar import use_ascii_scrollbars
from trove_tui.ui.forms.fields import Field, Line, SecretField
from trove_tui.ui.forms.form_button import FormButton
from trove_tui.ui.forms.form_context import FormSetup
from trove_tui.ui.forms.form_footer import FormFooter
from trove_tui.ui.forms.form_screen import FormScreen
from trove_tui.ui.forms.request_pane import RequestPane
from trove_tui.ui.tones import content
from trove_tui.ui.widgets.text_line import TextLine

NARROW, THIN = 60, 36
"""Columns below which only the buttons that send and leave have room; or only their words."""

LOW = 12
"""Lines below which there is no room for a frame all around."""

AROUND_BODY, AROUND_LOW_BODY = 5, 3
"""Lines that the frame, its padding and the last lines take of the screen."""

AROUND_TITLE = 6
"""Cells of the frame's upper edge beside the title."""


class Dialog(FormScreen):
    """What all forms look like: a frame that holds fields, over a line of buttons."""

    # Whole, or a form in another folder would look for it beside itself.
    CSS_PATH: ClassVar[Any] = Path(__file__).with_name("forms.tcss")
    AUTO_FOCUS = "Line"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "back", "cancel", show=False),
        Binding("f2", "request", "request", show=False),
        Binding("f3", "secret('generate')", "generate a password", show=False),
        Binding("f4", "secret('show')", "show the password", show=False),
        Binding("f5", "copy_request", "copy the request", show=False),
        Binding("f6", "secret('copy')", "copy the password", show=False),
        Binding("y", "lose", "leave", show=False),
        Binding("pageup", "scroll(-1)", "up", show=False),
        Binding("pagedown", "scroll(1)", "down", show=False),
    ]

    def __init__(self, setup: FormSetup) -> None:
        super().__init__(setup)
        leaves_first = self.AUTO_FOCUS == "#cancel"
        self.foot = FormFooter(self.verb, destroys=self.destroys, leaves_first=leaves_first)
        self.request_pane = RequestPane()
        self._focus_moved = False
        self._title: StyledText = ()
        self._top_in = 0, 0

    def compose_fields(self) -> ComposeResult:
        """The fields, and what else stands above the effect."""
        yield from ()

    def compose(self) -> ComposeResult:
        """A frame with a body that scrolls over a foot that doesn't."""
        with Vertical(id="frame") as frame:
            self._entitle(frame, self.context.title(self.verb))
            with VerticalScroll(id="body", can_focus=False):
                yield TextLine(id="refusal")
                yield TextLine(id="notice")
                yield from self.compose_fields()
                yield TextLine(id="effect")
                yield TextLine(id="quota")
                yield self.request_pane
            yield self.foot

    def on_mount(self) -> None:
        """The moment from which keys count."""
        if not self.is_attached:
            return
        for line in self.query(Line):
            line.counts = self.counts
        body = self.query_one("#body")
        use_ascii_scrollbars(body)
        self.watch(body, "virtual_size", self._laid_out)
        copies = self.active_bindings.get("f5")
        if copies is not None and copies.binding.action == "copy_request":
            self.foot.copy_request.key = "F5"  # a form may have a better use for the key
        self.call_after_refresh(self._drawn)

    def _drawn(self) -> None:
        self._debounce.drawn(self._clock.monotonic())

    def on_resize(self, event: Resize) -> None:
        """The body scrolls where the screen is too small for all of it; the last lines never."""
        width, height = event.size
        low = height < LOW
        around = AROUND_LOW_BODY if low else AROUND_BODY
        self.query_one("#body").styles.max_height = max(1, height - around)
        self.set_class(width < NARROW, "-narrow")
        self.set_class(width < THIN, "-thin")
        for button in self.foot.query(FormButton):
            button.bare = width < THIN
        self.set_class(low, "-low")
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        frame = self.query_one("#frame")
        room = max(1, frame.size.width + 4 - AROUND_TITLE)
        self._entitle(frame, fit(self.context.title(self.verb), room))
        self._see_focus()

    def _entitle(self, frame: Widget, title: StyledText) -> None:
        if title != self._title:
            self._title = title
            # A Content, which Textual takes too: as a str, a name in it would be markup.
            frame.border_title = content(title)

    def process_layout(self, placements: list[WidgetPlacement]) -> list[WidgetPlacement]:
        """In the middle at first; then it stays, whatever becomes of its height, if it has room."""
        height, needs = self.app.size.height, WidgetPlacement.get_bounds(placements).height
        room = max(0, height - needs)
        if height != self._top_in[1]:
            self._top_in = room // 2, height
        return WidgetPlacement.translate(placements, Offset(0, min(room, self._top_in[0])))

    @property
    def fields(self) -> Sequence[Field]:
        """Its fields, from top to bottom."""
        return list(self.walk_children(Field))  # A query takes ten times as long, at each letter.

    # Keys

    def on_key(self, event: Key) -> None:
        """Swallow a key that was not; what is typed into a line has been judged there."""
        if not self.counts(event):
            event.stop()
            event.prevent_default()

    def set_focus(
        self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False
    ) -> None:
        """Put the focus there. We scroll to it ourselves, once all is laid out: `_see_focus`."""
        del scroll_visible
        super().set_focus(widget, scroll_visible=False, from_app_focus=from_app_focus)

    def on_descendant_focus(self, _: DescendantFocus) -> None:
        """Enter does something else wherever the focus is; and that must be seen."""
        self.tell_enter()
        self._focus_moved = True
        self.call_after_refresh(self._see_focus)

    def _laid_out(self) -> None:
        self.call_after_refresh(self._see_focus)

    def _see_focus(self) -> None:
        """Scroll to the focus; again as a picker above folds, until something else is looked at."""
        if self._focus_moved and self.focused is not None:
            self.focused.scroll_visible(animate=False)

    def tell_enter(self) -> None:
        """Say in the last line what Enter does now."""
        focused, field = self.focused, self._field_in_focus
        if focused is None:
            return
        in_line = isinstance(focused, Line)
        word = field.enter_word if in_line and field is not None else ""
        sends = (in_line and not self.only_by_button) or focused is self.foot.submit
        self.foot.enter_does(chooses=word, sends=sends and not word)

    @property
    def only_by_button(self) -> bool:
        """Whether Enter in a line doesn't send: then only the button does."""
        return self.destroys

    @property
    def _field_in_focus(self) -> Field | None:
        focused = self.focused
        above = focused.ancestors if focused is not None else ()
        return next((one for one in above if isinstance(one, Field)), None)

    @on(Field.Confirmed)
    def _confirmed(self, event: Field.Confirmed) -> None:
        event.stop()
        self._debounce.chose()
        self.check()
        if not event.field.has_class("-wrong"):
            self._go_on_from(event.field)

    def _go_on_from(self, field: Field) -> None:
        fields = self.fields
        rest = fields[fields.index(field) + 1 :]
        if rest:
            rest[0].enter()
        elif self.destroys:
            self.foot.cancel.focus()
        else:
            self.foot.submit.focus()

    @on(Field.Told)
    def _told(self, event: Field.Told) -> None:
        event.stop()
        self.foot.say(event.sentence)

    def action_secret(self, what: str) -> None:
        """A password's keys work wherever the focus is, while there is only one password."""
        secrets = self.query(SecretField)
        if len(secrets) == 1:
            secrets.first().act(what)

    def action_request(self) -> None:
        """Show the exact request, or hide it."""
        pane = self.request_pane
        pane.wanted = not pane.wanted
        self.foot.copy_request.display = pane.wanted
        self.check()
        if pane.wanted:
            self._focus_moved = False
            self.call_after_refresh(lambda: pane.scroll_visible(animate=False))

    def action_copy_request(self) -> None:
        """Copy the request that is shown. Tokens and passwords are masked in it."""
        pane = self.request_pane
        if pane.curl:
            self.app.copy_to_clipboard(pane.curl)
            self.foot.say("Copied, if the terminal allows it.")
        elif pane.wanted:
            self.foot.say("There is nothing to copy until it is complete.")

    def action_scroll(self, step: int) -> None:
        """Scroll the body by a screenful."""
        self._focus_moved = False
        body = self.query_one("#body")
        body.scroll_relative(y=step * max(1, body.size.height - 1), animate=False)

    @on(FormButton.Pressed)
    def _pressed(self, event: FormButton.Pressed) -> None:
        event.stop()
        if event.by_mouse and not self._debounce.takes("click", self._clock.monotonic()):
            return
        match event.button.id:
            case "submit":
                self.submit()
            case "cancel":
                self.back()
            case "choose":
                self._choose()
            case "show-request":
                self.action_request()
            case "copy-request":
                self.action_copy_request()
            case "lose":
                self.action_lose()
            case "stay":
                self.foot.stop_asking()

    def _choose(self) -> None:
        if (field := self._field_in_focus) is not None:
            field.confirmed()

    def submit(self) -> None:
        """Send it, if all is right and it is not on its way already."""
        raise NotImplementedError

    # Leaving

    def action_back(self) -> None:
        """Esc: leave, or ask first; asked, stay. Who mashes it is asked once, and loses nothing."""
        if self._debounce.mashed and (self.foot.is_asking or self.would_lose):
            return
        self.back()

    @property
    def would_lose(self) -> bool:
        """Whether something typed would be lost by leaving now."""
        return not self.sending and any(field.is_dirty for field in self.fields)

    def back(self) -> None:
        """Leave; where something typed would be lost, ask; asked already, stay."""
        if self.foot.is_asking:
            self.foot.stop_asking()
        elif self.would_lose:
            self.foot.ask()
        else:
            self._leave_with(None)

    def action_lose(self) -> None:
        """Leave, though something typed is lost."""
        if self.foot.is_asking and not self._debounce.in_haste:
            self._leave_with(None)

    def _leave_with(self, outcome: Operation | None) -> None:
        for secret in self.query(SecretField):
            secret.forget()
        super()._leave_with(outcome)
