"""All keys, grouped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.reactive import var
from textual.screen import ModalScreen
from textual.widget import Widget

from trove_tui.resources.resource import Resource
from trove_tui.text.ascii import plain
from trove_tui.text.styled import StyledText, Tone
from trove_tui.text.width import line_width
from trove_tui.ui.widgets.text_page import TextPage

MOVING = (
    ("↑ ↓  j k", "move"),
    ("g G  home end", "first, last"),
    ("ctrl+d ctrl+u", "half a page down, up"),
    ("ctrl+f pgdn pgup", "a page down, up"),
    ("enter", "open: what it holds, or its panes"),
    ("tab", "the other panel"),
    ("[ ]", "the pane before, the next one"),
    ("n N", "next, previous problem"),
    ("/", "filter; -word leaves out"),
    ("esc", "back; shows all again"),
)
GENERAL = (
    ("x", "another region"),
    ("A", "all projects, or only yours"),
    ("T", "sign in with another token"),
    ("r", "ask the server again now"),
    ("?", "this page"),
    ("ctrl+l", "draw the screen again"),
    ("ctrl+z", "suspend; fg comes back"),
    ("q", "back, at last quit"),
    ("ctrl+c", "quit; in a form: leave it"),
)
IN_A_FORM = (
    ("tab", "the next field"),
    ("enter", "choose and go on; send"),
    ("F2 F5", "show the request; copy it"),
    ("F3 F4 F6", "a password: make up, show, copy"),
    ("F7 F8", "add a database, a user"),
    ("esc", "leave; asks before all is lost"),
)

MOVING_IN_A_TABLE = MOVING[:4]
"""Those of them that work in any table."""

COLUMN, AROUND = 52, 8
"""Cells of a column of keys, and what the frame takes."""


class HelpDialog(ModalScreen[None]):
    """A page of keys; any of esc, q, ? closes it."""

    CSS_PATH = "dialogs.tcss"
    focused: var[Widget | None] = var(None)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter", "dismiss", "close", show=False),
    ]

    def __init__(self, groups: Sequence[Group], *, ascii_only: bool = False) -> None:
        super().__init__()
        self._groups = groups
        self._ascii_only = ascii_only

    def compose(self) -> ComposeResult:
        """One scrolling page."""
        with Vertical(id="dialog"):
            yield TextPage(id="dialog-page")

    def on_mount(self) -> None:
        """Draw the lines once: in two columns where there is room."""
        wide = self.app.size.width >= 2 * COLUMN + AROUND
        lines = side_by_side(self._groups) if wide else one_below_the_other(self._groups)
        self.query_one("#dialog").styles.width = (2 * COLUMN if wide else COLUMN) + AROUND
        page = self.query_one(TextPage)
        page.styles.height = len(lines)
        page.show([plain(line) for line in lines] if self._ascii_only else lines)
        page.focus()


Group = tuple[str, tuple[tuple[str, str], ...]]
"""A heading, and under it keys with their words."""


def key_groups(views: Sequence[Resource[Any]], *, read_only: bool) -> list[Group]:
    """All keys, those that change something only where that may be."""
    places = " ".join(view.place for view in views)
    going = ((places, "the views of the second line"),) if places else ()
    groups: list[Group] = [("Moving", MOVING), ("Anywhere", going + GENERAL)]
    if not read_only:
        groups.append(("In a form", IN_A_FORM))
        groups += [(title, acting) for title, acting in _acting(views) if acting]
    return groups


def one_below_the_other(groups: Sequence[Group]) -> list[StyledText]:
    """A heading for each group, then a line for each key."""
    lines: list[StyledText] = []
    for title, keys in groups:
        lines += [(), ((title, Tone.STRONG),)] if lines else [((title, Tone.STRONG),)]
        lines += [((f"  {key:<17}", Tone.ACCENT), (words, Tone.PLAIN)) for key, words in keys]
    return lines


def side_by_side(groups: Sequence[Group]) -> list[StyledText]:
    """The same in two columns, as short as it gets."""
    first, second = min(
        (
            (one_below_the_other(groups[:count]), one_below_the_other(groups[count:]))
            for count in range(1, len(groups) + 1)
        ),
        key=lambda columns: max(map(len, columns)),
    )
    return [
        (*one, (" " * (COLUMN - line_width(one)), Tone.PLAIN), *other)
        for one, other in zip_longest(first, second, fillvalue=())
    ]


def _acting(views: Sequence[Resource[Any]]) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """What can be asked for in each view, and in the panes beside it."""
    told: set[tuple[str, str]] = set()
    for view in views:
        panes = (pane.resource for pane in view.panes if pane.resource is not None)
        for resource in (view, *panes):
            acting = tuple((one.key, one.words) for one in resource.actions)
            if told.issuperset(acting):
                continue
            told.update(acting)
            title = view.title if resource is view else f"{view.title} ▸ {resource.title}"
            yield title, acting + tuple(resource.extra.items())
