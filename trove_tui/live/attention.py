"""What is on the screen now, of one scope: navigation and the cursor tell it, pollers read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from trove_tui.live.snapshot import Query


class Attention:
    """The rows and the lists that somebody sees.

    Args:
        rows_changed: called once other rows are on the screen, or another is selected.
        queries_changed: called once other lists are shown.
    """

    def __init__(
        self, rows_changed: Callable[[], None], queries_changed: Callable[[], None]
    ) -> None:
        self._rows_changed = rows_changed
        self._queries_changed = queries_changed
        self.visible: Sequence[str] = ()
        """Ids of the instances on the screen, in their order."""
        self.selected: str | None = None
        """The id of the instance under the cursor."""
        self.queries: Sequence[Query[Any]] = ()
        """Lists that a person has opened."""
        self.row_queries: Sequence[Query[Any]] = ()
        """What is asked of each row on the screen, once all others have been."""

    def look_at(self, visible: Sequence[str], selected: str | None = None) -> None:
        """These instances are on the screen; the first is the selected one, unless it is named."""
        chosen = next(iter(visible), None) if selected is None else selected
        if (tuple(visible), chosen) != (self.visible, self.selected):
            self.visible, self.selected = tuple(visible), chosen
            self._rows_changed()

    def show(self, *queries: Query[Any], row_queries: Sequence[Query[Any]] = ()) -> None:
        """These lists are on the screen, and no longer those that were before."""
        shown = (queries, tuple(row_queries))
        if shown != (self.queries, self.row_queries):
            self.queries, self.row_queries = shown
            self._queries_changed()

    def leave(self) -> None:
        """Nothing of it is on the screen any more."""
        self.look_at(())
        self.show()
