"""Going elsewhere: changes where one is, and tells the sessions what is on the screen then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from textual.timer import Timer

from trove_tui.live.scope import Scope
from trove_tui.live.session import Session
from trove_tui.live.sessions import Sessions
from trove_tui.live.snapshot import Query
from trove_tui.resources.resource import Resource
from trove_tui.ui.main_screen import MainScreen
from trove_tui.ui.workspace import ScopeState, Workspace

REST = 0.25
"""Seconds that the cursor stays on a row before what its panes tell is asked for."""
DETAILED = 25
"""Rows on the screen that are asked for one by one, at most."""


class Cursor(NamedTuple):
    """On which row of which list it is."""

    scope: Scope | None = None
    view: str = ""
    row: str | None = None


def open_scope(sessions: Sessions, scope: Scope, views: Sequence[Resource[Any]]) -> ScopeState:
    """What is known of a scope as one comes to it for the first time."""
    session = sessions.of(scope)
    return ScopeState(scope, views, session.snapshot, session.connection, session.history)


class Navigation:
    """Where one is, and the ways from there.

    Args:
        workspace: where one is.
        sessions: what is told of it.
        screen: what stands on the screen: what is selected, and which rows are seen.
        after: calls back after so many seconds.
        redraw: draws all of it again, and has `look` called.
    """

    def __init__(
        self,
        workspace: Workspace,
        sessions: Sessions,
        screen: MainScreen,
        after: Callable[[float, Callable[[], None]], Timer],
        redraw: Callable[[], None],
    ) -> None:
        self.workspace = workspace
        self._sessions = sessions
        self._screen = screen
        self._after = after
        self._redraw = redraw
        self._rested_at = self._moved_to = Cursor()
        self._rests: list[Timer] = []

    @property
    def state(self) -> ScopeState:
        """The scope on the screen."""
        return self.workspace.current

    @property
    def session(self) -> Session:
        """Its session."""
        return self._sessions.of(self.state.scope)

    # Where one is

    def go_to_scope(self, scope: Scope) -> None:
        """Put that scope on the screen. What was sent elsewhere is followed all the same."""
        if scope != self.state.scope:
            self.session.leave()
            state = self.workspace.get(scope)
            if state is None:
                state = open_scope(self._sessions, scope, list(self.state.views.values()))
            self.workspace.go(state)
            self.session.come_back()
        self._arrive()

    def forget(self, scope: Scope) -> None:
        """Close a scope that is not on the screen: gone to again, it begins anew."""
        self.workspace.forget(scope)
        self._sessions.forget(scope)

    def go(self, view: str) -> None:
        """To the view of that key."""
        if view in self.state.views and view != self.state.view:
            self.state.view = view
            self._arrive()

    def open_row(self) -> None:
        """Enter on a row of the table: list what it holds, or give the keys to its panes."""
        entry, selected = self.state.entry, self._screen.main.selected
        if entry.resource.child is not None and selected is not None:
            self.state.open(entry.resource.child, entry.parent_of(selected))
            self._arrive()
        elif entry.resource.panes:
            self._screen.panes.open_side()

    def list_of(self, parent: Any) -> None:
        """List the same of another parent: another project's quotas."""
        self.state.turn(parent)
        self._arrive()

    def back(self) -> bool:
        """To where one came from; False where there is nothing to go back to."""
        list_state = self._screen.focused_entry(self.state).list_state
        if list_state.filter:
            list_state.filter = ""
        elif not self.state.back():
            return False
        self._redraw()
        return True

    def filter(self, text: str) -> None:
        """Leave only rows of the list with the focus that have these words in them."""
        self._screen.focused_entry(self.state).list_state.filter = text
        self._redraw()

    def turn_pane(self, number: int) -> None:
        """Open that pane of the selected row."""
        if self.state.pane is not None:
            self.state.pane_number = number
            self._redraw()

    def go_to_problem(self, step: int, places: Sequence[int]) -> None:
        """Put the cursor on the next of these places in its list, or on the one before."""
        table = self._screen.focused_list.table
        at = table.cursor_place
        if step > 0:
            target = next((place for place in places if place > at), places[0])
        else:
            target = next((place for place in reversed(places) if place < at), places[-1])
        table.cursor_id = table.order[target]

    def _arrive(self) -> None:
        """Something else is listed: show it."""
        self._screen.panes.close_side()
        self._redraw()

    # What is seen there

    def look(self) -> None:
        """Tell the session which of its rows and lists are on the screen now."""
        state, screen, attention = self.state, self._screen, self.session.attention
        resource, table = state.entry.resource, screen.panes.table
        queries, row_queries = list(state.entry.queries()), list[Query[Any]]()
        if self._has_come_to_rest():
            queries += self._pane_queries()
            if resource.detail is not None:
                seen = table.visible_ids[:DETAILED]
                row_queries = [resource.detail(screen.main.rows[key]) for key in seen]
        attention.show(*queries, row_queries=row_queries)
        cursor = [table.cursor_id] if table.cursor_id else []
        attention.look_at([*cursor, *table.visible_ids] if resource.follows_details else ())

    @property
    def at_rest(self) -> bool:
        """Whether the cursor rests on its row, so that all that is shown of it is asked for."""
        return self._rested_at.row == self._screen.main.selected_key

    def _pane_queries(self) -> Sequence[Query[Any]]:
        state, screen = self.state, self._screen
        selected = screen.main.selected
        if screen.side_entry is not None:
            return list(screen.side_entry.queries())
        if screen.panes.side_shown and state.pane is not None and selected is not None:
            return state.pane.queries(selected, state.scope)
        return ()

    def _has_come_to_rest(self) -> bool:
        """Whether the cursor stays: what a pane tells is a question to a guest agent."""
        at = Cursor(self.state.scope, self.state.view, self._screen.main.selected_key)
        rested = self._rested_at
        if at == rested or rested[:2] != at[:2] or rested.row is None:
            self._rested_at = at
            return True
        if at != self._moved_to:
            self._moved_to = at
            for timer in self._rests:
                timer.stop()
            self._rests = [self._after(REST, lambda: self._come_to_rest(at))]
        return False

    def _come_to_rest(self, at: Cursor) -> None:
        self._rested_at = at
        self._redraw()
