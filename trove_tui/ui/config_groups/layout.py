"""What the editor looks like: told plain values, it shows them. It knows nothing of a server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from trove_tui.text.styled import Piece, StyledText, Tone
from trove_tui.text.width import cell_width, cut, fit, wrap
from trove_tui.ui.config_groups import diff_view, parameter_table
from trove_tui.ui.config_groups.diff_view import Attached
from trove_tui.ui.config_groups.draft import Draft
from trove_tui.ui.config_groups.inline_input import InlineInput
from trove_tui.ui.config_groups.parameter_table import Sheet
from trove_tui.ui.config_groups.title import beside
from trove_tui.ui.widgets.key_footer import Key, KeyFooter
from trove_tui.ui.widgets.table import Table
from trove_tui.ui.widgets.text_line import TextLine
from trove_tui.ui.widgets.text_page import TextPage

TALL = 30
"""Lines from which there is room for air."""
WIDE = 120
"""Columns from which the widest values leave room for all that stands beside them."""
MARGINS = 5
"""Cells beside what is said under the table."""
LOW = 17
"""Lines below which there is none for the review."""
TINY = 13
"""Lines below which there is none for what the screen below says at its top."""


@dataclass(frozen=True)
class Review:
    """What stands under the table."""

    draft: Draft
    read: timedelta | None
    """How long ago the group was read; None where there is none yet."""
    request: str = ""
    """The request as a command line, where that was asked for: it stands in the diff's place."""
    instances: Sequence[Attached] | None = None
    trouble: str = ""
    """Why the instances aren't known."""


class EditorLayout(Vertical):
    """A heading, the table, a line to type in and one that tells, the review, the keys.

    Args:
        with_instances: whether there can be instances that have the group.
    """

    def __init__(self, *, with_instances: bool) -> None:
        super().__init__(id="frame")
        self._heading = TextLine(id="heading", keeps_place=True)
        self._message = TextLine(id="message", keeps_place=True)
        self.table: Table[str, Sheet] = Table((), id="parameters")
        self.entry = InlineInput()
        self._sent = TextPage(id="sent")
        self._touches = TextPage(id="touches")
        if not with_instances:
            self._touches.display = False
        self._with_instances = with_instances
        self._keys = KeyFooter(id="editor-keys")
        self._columns: tuple[bool, bool, bool] | None = None

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield self._heading
        yield TextLine(id="refusal")
        yield TextLine(id="notice")
        yield self.table
        yield self.entry
        yield self._message
        with Horizontal(id="body"):
            yield self._sent
            yield self._touches
        yield self._keys

    def on_resize(self) -> None:
        """Share the height between the table and what is under it."""
        height = self.screen.size.height
        self.set_class(height >= TALL, "-tall")
        self.set_class(height < LOW, "-low")
        self.set_class(height < TINY, "-tiny")
        self.query_one("#body").styles.height = max(3, height // 3)

    @property
    def message(self) -> str:
        """What the line under the table says."""
        return self._message.text

    def show_rows(self, order: Sequence[str], told: Sheet, note: str) -> None:
        """The parameters in this order; the note where there are none."""
        is_wide = self.screen.size.width >= WIDE
        wanted = (told.draft.is_new, bool(told.defaults), is_wide)
        if wanted != self._columns:
            self._columns = wanted
            is_new, with_defaults, _ = wanted
            self.table.columns = parameter_table.columns(
                is_new=is_new,
                with_defaults=with_defaults,
                is_wide=is_wide,
            )
        self.table.show(order, {name: name for name in order}, told)
        self.table.note(note)

    def show_heading(self, left: Sequence[Piece], right: Sequence[Piece], keeps: int) -> None:
        """Which group it is, and how far one is with it; so many of the left's parts stay."""
        self._heading.show(beside(left, right, max(20, self.size.width - 2), keeps))

    def tell(self, shown: StyledText) -> None:
        """The line under the table; two where nothing is typed and one isn't enough."""
        width = max(20, self.size.width - MARGINS)
        self.set_class(self.entry.is_open, "-typing")
        words, tone = "".join(text for text, _ in shown), shown[-1][1] if shown else Tone.QUIET
        if self.entry.is_open or self.has_class("-low"):
            if cell_width(words) > width and ": " in words:
                mark = "✖ " if words.startswith("✖ ") else ""
                words = mark + words.partition(": ")[2]  # whose value it is stands above
            self._message.show(fit(((words, tone),), width))
            return
        lines = wrap(words, tone, width, most=2) if words else [()]
        first, last = ((), lines[0]) if len(lines) == 1 else lines
        self._message.show((*first, ("\n", Tone.PLAIN), *last))

    def show_keys(self, keys: tuple[Key, ...]) -> None:
        """The bottom line."""
        self._keys.keys = keys

    def show_request(self, shown: bool) -> None:
        """Where there is no room for the review, make some for the request."""
        self.set_class(shown, "-request")

    def show_review(self, told: Review) -> None:
        """What will be sent, and what that touches."""
        width = max(8, self._sent.size.width - 2)
        lines = diff_view.diff(told.draft)
        title = diff_view.heading(told.draft, told.read, width)
        if told.request:
            title = (("The request", Tone.STRONG),)
            lines = [
                line
                for part in told.request.splitlines()
                for line in wrap(part, Tone.PLAIN, width - 2)
            ]
        self._page(self._sent, (title, *lines), width)
        if self._with_instances:
            width = max(8, self._touches.size.width - 2)
            needed, room = diff_view.needs(told.draft), width - 2
            height = self._touches.size.height - 1
            touched = diff_view.touches(told.instances, needed, room, height)
            if told.trouble:
                touched = wrap(told.trouble, Tone.BROKEN, room)
            self._page(self._touches, ((("Touches", Tone.STRONG),), *touched), width)

    def _page(self, page: TextPage, lines: Sequence[StyledText], width: int) -> None:
        title, *rest = lines
        indented = [((("  ", Tone.PLAIN), *line) if line else ()) for line in rest]
        page.show([fit(title, width), *(fit(line, width) for line in indented)])

    @property
    def review_text(self) -> str:
        """What stands under the table, without tones."""
        return f"{self._sent.text}\n{self._touches.text}"


def quoted(words: str) -> str:
    """Words somebody typed, short enough for a sentence."""
    return f"“{cut(words, 30)}”"
