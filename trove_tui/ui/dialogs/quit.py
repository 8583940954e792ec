"""The question before leaving while operations are running."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.reactive import var
from textual.screen import ModalScreen
from textual.widget import Widget

from trove_tui.text.styled import StyledText, Tone
from trove_tui.text.width import fit
from trove_tui.ui.widgets.key_footer import Key, key_line
from trove_tui.ui.widgets.text_page import TextPage


class QuitDialog(ModalScreen[bool]):
    """Lists the running operations; leaving does not stop them."""

    CSS_PATH = "dialogs.tcss"
    focused: var[Widget | None] = var(None)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,y,ctrl+c", "dismiss(True)", "leave", show=False),
        Binding("escape,n,enter", "dismiss(False)", "stay", show=False),
    ]

    def __init__(self, operations: list[str]) -> None:
        super().__init__()
        self._operations = operations

    def compose(self) -> ComposeResult:
        """The page of operations and keys."""
        with Vertical(id="dialog"):
            yield TextPage(id="dialog-page")

    def on_mount(self) -> None:
        """Draw the lines once."""
        lines: list[StyledText] = [
            (("Still on its way", Tone.STRONG),),
            (),
            *(fit(((f"  {words}", Tone.PLAIN),), 60) for words in self._operations[:8]),
            (),
            (("Leaving does not stop it; only nobody watches it here.", Tone.QUIET),),
            (),
            key_line([Key("q", "leave"), Key("esc", "stay")], 60),
        ]
        page = self.query_one(TextPage)
        page.styles.height = len(lines)
        page.show(lines)
