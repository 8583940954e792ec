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
    """Shows a notification for some seconds."""

    def __call__(self, sentence: str, *, bad: bool = False, seconds: float = 4) -> None:
        """Show the sentence; in red where it is bad."""
        ...


class Parts(NamedTuple):
    """The parts of the app that a shell works with."""

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
    """Takes an update of a session, at any time."""
    stands: Callable[[], bool]
    """Whether the widgets are there: as the program ends they go one by one."""


class Shell:
    """The shell before the live one: keys do nothing, and nothing can be lost."""

    is_complete = False
    """Whether all views and panes are there."""

    @property
    def views(self) -> Sequence[Resource[Any]]:
        """The views there are."""
        return ()

    @property
    def followed(self) -> Sequence[str]:
        """The operations of all scopes that have not ended, in words."""
        return ()

    def press(self, key: str) -> None:
        """Run a key that neither a table nor a page has taken."""

    def click(self, shown: str) -> None:
        """Run a key that was clicked on the screen."""

    def opens(self, key: str) -> bool:  # noqa: ARG002 - none does yet
        """Whether the key may open a form or dialog, for which later keys must wait."""
        return False

    def back(self) -> bool:
        """Clear the filter, or return to the list before; False where neither is possible."""
        return False

    def filter(self, text: str) -> None:
        """Filter the focused list."""

    def turn_pane(self, number: int) -> None:
        """Open that pane of the selected row."""

    def touched(self) -> None:
        """Note that a key was pressed or the mouse used."""

    def receive(self, update: Update) -> None:
        """Take a new snapshot, of the scope on the screen or another."""

    def redraw(self) -> None:
        """Draw the state again: a second has passed, or the selection has changed."""
