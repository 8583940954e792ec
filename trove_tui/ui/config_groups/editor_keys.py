"""A group's values edited: by keys in the table, in one line under it, and sent at last."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.events import Key

from trove_tui.api.errors import BadRequest, TroveError
from trove_tui.api.text import server_text
from trove_tui.changes.change import Change
from trove_tui.text.styled import Tone
from trove_tui.ui.config_groups import parameter_table
from trove_tui.ui.config_groups.draft import Draft
from trove_tui.ui.config_groups.editor_footer import HELP, PRESSED, Doing
from trove_tui.ui.config_groups.editor_screen import EditorScreen
from trove_tui.ui.config_groups.inline_input import InlineInput
from trove_tui.ui.config_groups.value_text import to_type
from trove_tui.ui.forms.effects import refusal_words
from trove_tui.ui.forms.form_context import FormSetup
from trove_tui.ui.forms.key_debounce import KeyDebounce
from trove_tui.ui.widgets.key_footer import KeyFooter
from trove_tui.ui.widgets.table import Table


class EditorKeys(EditorScreen):
    """Edits a draft. What is made of it, its subclasses say."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "back", "leave", show=False),
        Binding("f2", "request", "request", show=False),
        Binding("f5", "copy_request", "copy the request", show=False),
        Binding("y", "lose", "leave", show=False),
        Binding("slash", "find", "find", show=False),
        Binding("delete,x", "unset", "unset", show=False),
        Binding("u", "undo", "undo", show=False),
        Binding("N", "rename", "name", show=False),
        Binding("S", "send", "send", show=False),
        Binding("r", "retry", "read again", show=False),
        Binding("question_mark", "keys", "help", show=False),
    ]

    def __init__(self, setup: FormSetup) -> None:
        super().__init__(setup)
        self._send_debounce = KeyDebounce(sends="S")

    # Keys

    def on_key(self, event: Key) -> None:
        """Asked whether to send: only a second, separate press does; any other key is a no."""
        is_meant = self.counts(event)
        if event.key == "S" and not self.face.entry.is_open:
            is_meant = self._send_debounce.takes("S", self.pressed_at(event))
        elif self.doing == "confirming":
            is_meant = False
            self.look()
        if not is_meant:
            event.stop()
            event.prevent_default()

    @property
    def _row(self) -> str | None:
        """The parameter under the cursor, where it may be edited now."""
        is_free = self.state == "looking" and self.draft.parameters
        return self.face.table.cursor_id if is_free else None

    def _edit(self, draft: Draft, name: str) -> None:
        self.refusals.pop(name, None)
        self.said = ()
        self.draft = draft
        self.check()

    @on(Table.Highlighted)
    def _moved(self, event: Table.Highlighted) -> None:
        event.stop()
        self.said = ()
        if self.doing == "confirming":
            self.look()
        self.face.tell(self.message())

    @on(Table.Opened)
    def _asked_for(self, event: Table.Opened) -> None:
        event.stop()
        self.action_edit()

    def action_edit(self) -> None:
        """Type the value of the parameter under the cursor."""
        if (name := self._row) is not None:
            wrong = self.draft.wrong.get(name)
            text = to_type(self.draft.mine.values.get(name)) if wrong is None else wrong.typed
            if not self.draft.can_be_typed(name):
                self.tell(parameter_table.not_typed(name), Tone.STUCK)
                return
            self.editing = name
            self._enter("value", f"{server_text(name)} =", text)

    def action_unset(self) -> None:
        """Take the value of that parameter out of the group."""
        if (name := self._row) is not None:
            self._edit(self.draft.unset(name), name)

    def action_undo(self) -> None:
        """Its value as it was read."""
        if (name := self._row) is not None:
            self._edit(self.draft.undone(name), name)

    def action_rename(self) -> None:
        """Type another name, then another description."""
        if self.state == "looking" and (self.is_new or self.read_at is not None):
            self._enter("name", "Name", self.draft.mine.name)

    def action_find(self) -> None:
        """Type a part of a parameter's name; the rows follow."""
        if self.state == "looking":
            self._enter("find", "Find", self.sought)

    def action_request(self) -> None:
        """Show the exact request in the diff's place, or hide it."""
        self.shows_request = not self.shows_request
        self.face.show_request(self.shows_request)
        self.check()
        self.call_after_refresh(self.draw_review)  # there is more room, or less

    def action_copy_request(self) -> None:
        """Copy the request, while it is shown and complete."""
        if self.shows_request and self.curl:
            self.app.copy_to_clipboard(self.curl)
            self.tell("Copied, if the terminal allows it.", Tone.QUIET)

    def action_keys(self) -> None:
        """All keys of the editor."""
        from trove_tui.ui.dialogs.help import TABLE_KEYS, HelpDialog

        groups = [("Editing a group", HELP), ("Moving", TABLE_KEYS)]
        self.app.push_screen(HelpDialog(groups))

    def action_retry(self) -> None:
        """Read again what could not be read."""
        if self.loader.troubles and not self.loader.reading:
            self.begin()

    @on(KeyFooter.KeyClicked)
    def _clicked(self, event: KeyFooter.KeyClicked) -> None:
        event.stop()
        is_send = event.key == "S"
        if is_send and not self._send_debounce.takes("S", self._clock.monotonic()):
            return
        if self.doing == "confirming" and not is_send:
            self.look()
        elif event.key == "enter" and self.face.entry.is_open:
            self._take(self.typed)
        elif (action := PRESSED.get(event.key)) is not None:
            getattr(self, f"action_{action}")()

    # The line in which something is typed

    def _enter(self, doing: Doing, label: str, text: str) -> None:
        self.doing, self.typed, self.said = doing, text, ()
        self.face.entry.open(label, text)
        self.check()

    def look(self) -> None:
        """Back to the rows."""
        self.doing = "looking"
        self.face.entry.close()
        self.face.table.focus()
        self.check()

    @on(InlineInput.Typed)
    def _is_typed(self, event: InlineInput.Typed) -> None:
        event.stop()
        self.typed = event.text
        if self.doing == "find":
            self.find(event.text)
        self.check()

    @on(InlineInput.Taken)
    def _is_taken(self, event: InlineInput.Taken) -> None:
        event.stop()
        self._take(event.text)

    def _take(self, text: str) -> None:
        mine = self.draft.mine
        match self.doing:
            case "value":
                self._take_value(self.editing, text)
            case "name" if not self.wrong_name(text):
                # What wasn't changed stays the very text that the server sent.
                name = mine.name if text == mine.name else text
                self.draft = self.draft.called(name, mine.description)
                self._enter("description", "Description", mine.description)
            case "description" if not self.wrong_name(text):
                description = mine.description if text == mine.description else text
                self.draft = self.draft.called(mine.name, description)
                self.look()
            case "find":
                self.look()
            case _:
                pass  # what is wrong with it stands below

    def _take_value(self, name: str, text: str) -> None:
        held = self.draft.mine.values
        is_kept = name in held and text == to_type(held[name]) and name not in self.draft.wrong
        self.look()
        if not is_kept:
            self._edit(self.draft.typed(name, text), name)

    # Sending

    def action_send(self) -> None:
        """Send it, if all is right and it is not on its way already."""
        self.submit()

    def submit(self) -> None:
        """The same: where something is wrong, that is said instead."""
        if self.state not in ("looking", "confirming"):
            return
        request, _ = self.request()
        if self.obstacle or request is None:
            wrong = (*self.draft.wrong, *self.draft.in_the_way)
            if (first := next(iter(wrong), None)) is not None:
                self.go_to(first)
            else:
                self.tell(f"Can't {self.sends}: {self.obstacle}.", Tone.STUCK)
        elif self.question and self.doing == "looking":
            self.doing = "confirming"
            self._send_debounce.chose()
            self.check()
        else:
            self.doing = "looking"
            self.refusals = {}
            self.say("refusal", ())
            self.deliver(request)

    def deliver(self, request: Change) -> None:
        """Send what is right."""
        self.submission.start(self.app, request, None)
        self.check()

    def tell(self, sentence: str, tone: Tone) -> None:
        """Back to the rows, and say what became of the last key."""
        self.look()
        self.said = ((sentence, tone),)
        self.check()

    def go_to(self, name: str) -> None:
        """Put the cursor on a parameter, also where it is not among those found."""
        if name not in self.rows:
            self.find("")
        self.look()
        self.face.table.cursor_id = name

    def show_refusal(self, error: TroveError) -> None:
        """At the parameter that it is about, where it names one; else over the table."""
        place = error.field or "" if isinstance(error, BadRequest) else ""
        named = place.removeprefix("values.").casefold()
        found = [name for name in self.draft.order() if name.casefold() == named]
        if place.startswith("values.") and found:
            self.refusals[found[0]] = error.in_full
            self.go_to(found[0])
        else:
            self.say("refusal", refusal_words(error))
        self.check()

    # Leaving

    @property
    def would_lose(self) -> bool:
        """Whether what was changed would be lost by leaving now."""
        return self.draft.is_edited and not self.sending and not self.submission.is_spent

    def action_back(self) -> None:
        """Esc: one step back. Who mashes it is asked once, and loses nothing."""
        if not (self._debounce.mashed and self.would_lose):
            self.back()

    def back(self) -> None:
        """Out of the line, of the rows found; at last out, asking first."""
        if self.doing == "find" or (self.doing == "looking" and self.sought and not self.sending):
            self.find("")
            self.look()
        elif self.doing in ("value", "name", "description", "asking"):
            self.look()
        elif self.would_lose:
            self.doing = "asking"
            self.check()
        else:
            self._leave_with(None)

    def action_lose(self) -> None:
        """Leave, though what was changed is lost."""
        if self.doing == "asking" and not self._debounce.in_haste:
            self._leave_with(None)
