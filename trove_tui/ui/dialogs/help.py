"""All keys, grouped."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.reactive import var
from textual.screen import ModalScreen
from textual.widget import Widget

from trove_tui.text.styled import StyledText, Tone
from trove_tui.text.width import line_width
from trove_tui.ui.widgets.text_page import TextPage

TABLE_KEYS = (
    ("↑ ↓  j k", "move"),
    ("g G  home end", "first, last"),
    ("ctrl+d ctrl+u", "half a page down, up"),
    ("ctrl+f pgdn pgup", "a page down, up"),
)
"""The keys of every table."""

COLUMN_CELLS, FRAME_CELLS = 52, 8
"""The width of a column of keys, and of the frame."""


HelpGroup = tuple[str, Sequence[tuple[str, str]]]
"""A heading, and under it keys with their words."""


class HelpDialog(ModalScreen[None]):
    """A page of keys; any of esc, q, ? closes it."""

    CSS_PATH = "dialogs.tcss"
    focused: var[Widget | None] = var(None)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter", "dismiss", "close", show=False),
    ]

    def __init__(self, groups: Sequence[HelpGroup]) -> None:
        super().__init__()
        self._groups = groups

    def compose(self) -> ComposeResult:
        """One scrolling page."""
        with Vertical(id="dialog"):
            yield TextPage(id="dialog-page")

    def on_mount(self) -> None:
        """Draw the lines once: in two columns where there is room."""
        is_wide = self.app.size.width >= 2 * COLUMN_CELLS + FRAME_CELLS
        lines = side_by_side(self._groups) if is_wide else one_below_the_other(self._groups)
        self.query_one("#dialog").styles.width = (
            2 * COLUMN_CELLS if is_wide else COLUMN_CELLS
        ) + FRAME_CELLS
        page = self.query_one(TextPage)
        page.styles.height = len(lines)
        page.show(lines)
        page.focus()


def one_below_the_other(groups: Sequence[HelpGroup]) -> list[StyledText]:
    """A heading for each group, then a line for each key."""
    lines: list[StyledText] = []
    for title, keys in groups:
        lines += [(), ((title, Tone.STRONG),)] if lines else [((title, Tone.STRONG),)]
        lines += [((f"  {key:<17}", Tone.ACCENT), (words, Tone.PLAIN)) for key, words in keys]
    return lines


def side_by_side(groups: Sequence[HelpGroup]) -> list[StyledText]:
    """The groups in two columns, split where the page is shortest."""
    first, second = min(
        (
            (one_below_the_other(groups[:count]), one_below_the_other(groups[count:]))
            for count in range(1, len(groups) + 1)
        ),
        key=lambda columns: max(map(len, columns)),
    )
    return [
        (*left, (" " * (COLUMN_CELLS - line_width(left)), Tone.PLAIN), *right)
        for left, right in zip_longest(first, second, fillvalue=())
    ]
