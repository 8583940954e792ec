"""What the app hands its keys and messages to, from the first frame on.

Light on purpose: models and resources are imported while the first frame is on the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from textual.app import App

from trove_tui.clock import Clock
from trove_tui.settings import Settings
from trove_tui.ui.in_flight import InFlight
from trove_tui.ui.widgets.header_bar import HeaderBar
from trove_tui.ui.widgets.key_footer import KeyFooter
from trove_tui.ui.widgets.list_detail import ListDetail

if TYPE_CHECKING:
    from trove_tui.live.sessions import SessionFactory
    from trove_tui.live.snapshot import Update
    from trove_tui.resources.resource import Resource


class Tell(Protocol):
    """Says something for some seconds."""

    def __call__(self, sentence: str, *, bad: bool = False, seconds: float = 4) -> None:
        """Say it; in red where it is bad."""
        ...


class Parts(NamedTuple):
    """What the shell is made of: whole things, all there before it."""

    app: App[None]
    settings: Settings
    clock: Clock
    sessions: SessionFactory
    panes: ListDetail
    header: HeaderBar
    footer: KeyFooter
    in_flight: InFlight
    tell: Tell
    publish: Callable[[Update], None]
    """Takes what a session knows anew, at any time."""
    stands: Callable[[], bool]
    """Whether the widgets are there: as the program ends they go one by one."""


class Shell:
    """Nothing is known yet: keys do nothing, there is nothing to go back to and nothing to lose."""

    is_complete = False
    """Whether all views are there, and the panes."""

    @property
    def views(self) -> Sequence[Resource[Any]]:
        """The views there are."""
        return ()

    @property
    def followed(self) -> Sequence[str]:
        """What was asked and has not ended, anywhere, in words."""
        return ()

    def press(self, key: str) -> None:
        """A key that neither a table nor a page takes was pressed."""

    def click(self, shown: str) -> None:
        """A key was clicked where it stands on the screen."""

    def opens(self, key: str) -> bool:  # noqa: ARG002 - none does yet
        """Whether something may open by that key, which those pressed after it are meant for."""
        return False

    def back(self) -> bool:
        """To where one came from; False where there is nothing to go back to."""
        return False

    def filter(self, text: str) -> None:
        """Other words are to be found in the list that has the focus."""

    def turn_pane(self, number: int) -> None:
        """Open that pane of the selected row."""

    def touched(self) -> None:
        """A key was pressed, or the mouse moved something."""

    def receive(self, update: Update) -> None:
        """Something new is known, on the screen or in another scope."""

    def redraw(self) -> None:
        """Draw all of it again: a second has passed, or something else is selected."""
