"""All keys, grouped."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.reactive import var
from textual.screen import ModalScreen
from textual.widget import Widget

from trove_tui.resources.instances import ACTIONS
from trove_tui.resources.resource import Shown, Tone
from trove_tui.ui.widgets.page import Page

MOVING = (
    ("↑ ↓  j k", "move"),
    ("g G  home end", "first, last"),
    ("ctrl+d ctrl+u", "half a page down, up"),
    ("ctrl+f pgdn pgup", "a page down, up"),
    ("enter", "open the overview"),
    ("tab", "the other panel"),
    ("esc", "back"),
)
GENERAL = (
    ("r", "ask the server again now"),
    ("?", "this page"),
    ("ctrl+l", "draw the screen again"),
    ("ctrl+z", "suspend; fg comes back"),
    ("q", "back, at last quit"),
)
EXPLAINED = {
    "restart": "restart the database",
    "resize": "another flavor",
    "volume": "a larger volume",
    "rename": "another name",
    "create": "a new instance",
    "delete": "delete the instance, with its data",
}


class KeysScreen(ModalScreen[None]):
    """A page of keys; any of esc, q, ? closes it."""

    CSS_PATH = "dialogs.tcss"
    focused: var[Widget | None] = var(None)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter", "dismiss", "close", show=False),
    ]

    def __init__(self, *, read_only: bool = False) -> None:
        super().__init__()
        self._read_only = read_only

    def compose(self) -> ComposeResult:
        """One scrolling page."""
        with Vertical(id="dialog"):
            yield Page(id="dialog-page")

    def on_mount(self) -> None:
        """Draw the lines once."""
        lines = key_lines(read_only=self._read_only)
        page = self.query_one(Page)
        page.styles.height = len(lines)
        page.show(lines)
        page.focus()


def key_lines(*, read_only: bool) -> list[Shown]:
    """The page: a heading for each group, then key and words in two columns."""
    acting = () if read_only else tuple((a.key, EXPLAINED.get(a.name, a.label)) for a in ACTIONS)
    lines: list[Shown] = []
    groups = (("Moving", MOVING), ("The selected instance", acting), ("Anywhere", GENERAL))
    for title, keys in groups:
        if not keys:
            continue
        lines += [(), ((title, Tone.STRONG),)] if lines else [((title, Tone.STRONG),)]
        lines += [((f"  {key:<18}", Tone.ACCENT), (words, Tone.PLAIN)) for key, words in keys]
    return lines
