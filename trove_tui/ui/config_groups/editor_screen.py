"""A screen with the draft of a group on it: what it shows, and the request it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from pydantic import ValidationError
from textual.app import ComposeResult
from textual.events import Resize

from trove_tui.api.text import server_text
from trove_tui.changes.change import Change
from trove_tui.changes.field_types import field_errors
from trove_tui.text.styled import Piece, StyledText, Tone
from trove_tui.text.width import cut
from trove_tui.ui.config_groups import diff_view, parameter_table, title
from trove_tui.ui.config_groups.draft import Draft, Held, Parameters
from trove_tui.ui.config_groups.editor_footer import Doing, keys
from trove_tui.ui.config_groups.group_loader import GroupLoader
from trove_tui.ui.config_groups.layout import EditorLayout, Review, quoted
from trove_tui.ui.config_groups.parameter_table import Sheet
from trove_tui.ui.config_groups.value_text import Wrong, judged
from trove_tui.ui.forms.form_context import FormSetup
from trove_tui.ui.forms.form_screen import FormScreen

_HERE = Path(__file__).parent
_BUSY: Mapping[Doing, str] = {
    "asking": "What was changed here would be lost.",
    "checking": "Reading the group once more before it is replaced.",
    "sending": "Sending. You can leave: it goes on.",
}


class EditorScreen(FormScreen):
    """Shows a draft. How that is edited, its subclass says."""

    is_new: ClassVar[bool]
    """Whether it makes a group, and so has nothing to compare with."""
    sends: ClassVar[str]
    """The word for sending, in the bottom line."""

    CSS_PATH: ClassVar[Any] = [
        _HERE.parent / "widgets" / "table.tcss",
        _HERE.parent / "forms" / "forms.tcss",
        _HERE / "config_groups.tcss",
    ]
    AUTO_FOCUS = "Table"

    def __init__(self, setup: FormSetup) -> None:
        super().__init__(setup)
        self.loader = GroupLoader(self.reads.load, self._came)
        self.draft = Draft(Held(), Held(), is_new=self.is_new)
        self.face = EditorLayout(with_instances=not self.is_new)
        self.doing: Doing = "looking"
        self.editing = ""
        """The parameter whose value is being typed."""
        self.typed = ""
        """What stands in the line in which something is typed."""
        self.sought = ""
        self.rows: list[str] = []
        self.refusals: dict[str, str] = {}
        self.said: StyledText = ()
        """What there is to say of the last key, until the next."""
        self.read_at: datetime | None = None
        self.shows_request = False
        self.curl = ""
        """The request as a command line, secrets masked; empty while it is not shown or right."""

    # What each says of itself

    @property
    def group_id(self) -> str:
        """Whose values are edited; empty where there is no such group yet."""
        return ""

    def begin(self) -> None:
        """Read what isn't known yet."""
        raise NotImplementedError

    def came(self) -> None:
        """Something was read, or could not be."""
        raise NotImplementedError

    def attached(self) -> tuple[diff_view.Attached, ...] | None:
        """The instances that have the group; None where that isn't known."""
        return None

    @property
    def question(self) -> str:
        """What is asked before it is sent; empty where nothing has it yet."""
        return ""

    # Its shape

    def compose(self) -> ComposeResult:
        """All of the screen but its first lines: they still say where one is, and how it is."""
        yield self.face

    def on_mount(self) -> None:
        """Open at once; what is to be edited fills in when it arrives."""
        if not self.is_attached:
            return  # The program was told to end as it opened: not all of it is there.
        self.face.entry.line.counts = self.counts
        self.begin()
        self.set_interval(1.0, self.draw_review)
        self.check()

    def on_resize(self, event: Resize) -> None:
        """The widths are others."""
        del event
        self.call_after_refresh(self.check)

    def read_again(self) -> None:
        """The server answers again."""
        if self.loader.is_worth_asking:
            self.begin()

    def _came(self) -> None:
        if self.is_attached:
            self.came()
            self.check()

    def opened(self, base: Held, parameters: Parameters, store: str) -> None:
        """This is what there is to edit. A name that was typed already stays."""
        before = self.draft
        self.draft = Draft(base, base, parameters, store, is_new=self.is_new, merges=before.merges)
        if not before.base.is_named_same(before.mine):
            self.draft = self.draft.called(before.mine.name, before.mine.description)
        self.find(self.sought)

    def find(self, words: str) -> None:
        """Show the parameters with these words in their names; all without any."""
        self.sought = words
        self.rows = parameter_table.found(self.draft.order(), words)

    # What is shown

    @property
    def state(self) -> Doing:
        """What the editor is at."""
        return "sending" if self.sending and self.doing != "asking" else self.doing

    @property
    def sheet(self) -> Sheet:
        """What the table is drawn from."""
        return Sheet(self.draft, self.loader.defaults or {}, self.refusals)

    def check(self) -> None:
        """Put all that is known on the screen. Cheap where nothing changed: widgets compare."""
        if not self.face.is_mounted:
            return
        face, draft = self.face, self.draft
        face.show_heading(
            title.title(draft, self.context, self.group_id),
            (*self._found(), *diff_view.summary(draft, self.attached())),
            keeps=2 if title.is_renamed(draft) else 1,
        )
        self.say("notice", self._notice())
        face.show_rows(self.rows, self.sheet, self._emptiness())
        face.tell(self.message())
        face.show_keys(
            keys(
                self.state,
                self.obstacle,
                on_row=bool(self.rows and draft.parameters),
                retry=bool(self.loader.troubles),
                sends=self.sends,
                copies=self.shows_request and self.request()[0] is not None,
                found=bool(self.sought),
            )
        )
        self.draw_review()

    def draw_review(self) -> None:
        """What will be sent, and what that touches."""
        if not self.face.is_mounted:
            return
        draft = self.draft
        read = None if self.read_at is None else self._clock.now() - self.read_at
        self.face.show_review(
            Review(
                draft,
                read,
                self._request_line() if self.shows_request else "",
                self.attached(),
                self.loader.troubles.get("instances", ""),
            )
        )

    def _request_line(self) -> str:
        request, wrong = self.request()
        self.curl = "" if request is None else self.context.curl(request)
        if request is not None:
            return self.curl
        return f"It stands here once it is complete: {' '.join(wrong.values())}"

    def _found(self) -> tuple[Piece, ...]:
        """That only some of the parameters are shown, and how many."""
        if not self.sought or self.doing == "find":
            return ()
        count = f"{len(self.rows)}/{len(self.draft.order())}"
        return ((f"find: {cut(self.sought, 20)}  {count}", Tone.ACCENT),)

    def _notice(self) -> StyledText:
        told = [text for what, text in self.loader.troubles.items() if what != "instances"]
        return ((f"! {' '.join(told)} r tries again.", Tone.STUCK),) if told else ()

    def _emptiness(self) -> str:
        if self.loader.reading & {"group", "parameters"}:
            return "Reading the group and what its parameters allow."
        if self.sought:
            return f"No parameter has {quoted(self.sought)} in its name."
        return "" if self.loader.troubles else "This datastore version has no parameters."

    def message(self) -> StyledText:
        """The line under the table: what goes on, or what is wrong, or what a parameter is."""
        if self.state == "confirming":
            return ((f"{self.question} S again sends; any other key doesn't.", Tone.STUCK),)
        if (words := _BUSY.get(self.state)) is not None:
            return ((words, Tone.STUCK if self.state == "asking" else Tone.BUSY),)
        if self.doing == "value":
            return self._about_typed()
        if self.doing in ("name", "description"):
            wrong = self.wrong_name(self.typed)
            return ((f"✖ {wrong}", Tone.BROKEN),) if wrong else ()
        return self.said or parameter_table.about(self.face.table.cursor_id, self.sheet)

    def _about_typed(self) -> StyledText:
        name = self.editing
        if not self.typed.strip():
            told = f"{server_text(name)}: left empty, it is not in the group"
            return ((told, Tone.QUIET),)
        found = judged(self.draft.parameters.get(name), self.typed, self.draft.store)
        if isinstance(found, Wrong):
            return ((f"✖ {server_text(name)}: {found.why}", Tone.BROKEN),)
        return parameter_table.about(name, Sheet(self.draft.unset(name)))

    # What it comes to

    def values(self) -> Mapping[str, object]:
        """All of the group: what is left out of a PUT, servers drop."""
        mine = self.draft.mine
        return {"name": mine.name, "description": mine.description, "values": dict(mine.values)}

    def request(self) -> tuple[Change | None, Mapping[str, str]]:
        """The request as it stands, or what is wrong with it."""
        wrong = {name: f"{server_text(name)}: {one.why}" for name, one in self.draft.wrong.items()}
        try:
            request = self._made(self.values())
        except ValidationError as error:
            told = field_errors(error)
            found = {
                place: f"{server_text(place.removeprefix('values.'))}: {words}"
                for place, words in told.items()
            }
            return None, found | wrong
        return (None if wrong else request), wrong

    def _made(self, values: Mapping[str, object]) -> Change:
        # Without the parameters: values that are in the group already, only the server may judge.
        return self.model.model_validate(values, context={"dialect": self.context.dialect})

    def wrong_name(self, typed: str) -> str:
        """What is wrong with what is typed as a name or a description; empty if nothing is."""
        if self.doing == "description" and not typed and self.draft.base.description:
            return "Servers keep an old description: write another."
        try:
            self._made({**self.values(), self.doing: typed})
        except ValidationError as error:
            return field_errors(error).get(self.doing, "")
        return ""

    @property
    def obstacle(self) -> str:
        """Why it can't be sent now, in few words; empty where it can."""
        if self.submission.is_spent:
            return "it was sent, and may have happened"
        if self._unsendable:
            return self._unsendable
        if not self.draft.parameters:
            return "not all is read yet"
        if why := self.draft.obstacle:
            return why
        _, wrong = self.request()
        return "its name is wrong" if wrong else ""
