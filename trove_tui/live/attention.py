"""What of one scope is on the screen: set by navigation and the cursor, read by pollers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from trove_tui.live.snapshot import Query


class Attention:
    """The rows and the queries on the screen.

    Args:
        rows_changed: called when other rows are on the screen, or another is selected.
        queries_changed: called when other queries are shown.
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
        """Queries that a person has opened."""
        self.row_queries: Sequence[Query[Any]] = ()
        """Queries about each row on the screen, which go after all others."""

    def look_at(self, visible: Sequence[str], selected: str | None = None) -> None:
        """Set the instances on the screen; the first is selected where no other is given."""
        chosen = next(iter(visible), None) if selected is None else selected
        if (tuple(visible), chosen) != (self.visible, self.selected):
            self.visible, self.selected = tuple(visible), chosen
            self._rows_changed()

    def show(self, *queries: Query[Any], row_queries: Sequence[Query[Any]] = ()) -> None:
        """Set the queries on the screen, in place of those before."""
        shown = (queries, tuple(row_queries))
        if shown != (self.queries, self.row_queries):
            self.queries, self.row_queries = shown
            self._queries_changed()

    def leave(self) -> None:
        """Set that nothing of the scope is on the screen."""
        self.look_at(())
        self.show()
