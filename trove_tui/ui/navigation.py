"""Goes between scopes, views, lists and panes, and tells sessions what is on the screen."""

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

REST_SECONDS = 0.25
"""Seconds that the cursor must stay on a row before its panes are fetched."""
MAX_DETAILED_ROWS = 25
"""The most rows on the screen whose details are fetched one by one."""


class Cursor(NamedTuple):
    """The cursor's scope, view and row."""

    scope: Scope | None = None
    view: str = ""
    row: str | None = None


def open_scope(sessions: Sessions, scope: Scope, views: Sequence[Resource[Any]]) -> ScopeState:
    """The state of a scope that is opened for the first time."""
    session = sessions.of(scope)
    return ScopeState(scope, views, session.snapshot, session.connection, session.history)


class Navigation:
    """The ways between scopes, views, lists and panes.

    Args:
        workspace: the open scopes and the path in each.
        sessions: told what is on the screen.
        screen: knows the selected row and the visible ones.
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

    # Going

    def go_to_scope(self, scope: Scope) -> None:
        """Put that scope on the screen. Operations of the one left are still followed."""
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
        """Open the view of that key."""
        if view in self.state.views and view != self.state.view:
            self.state.view = view
            self._arrive()

    def open_row(self) -> None:
        """Enter on a row: list its children, or focus its panes."""
        entry, selected = self.state.entry, self._screen.main.selected
        if entry.resource.child is not None and selected is not None:
            self.state.open(entry.resource.child, entry.parent_of(selected))
            self._arrive()
        elif entry.resource.panes:
            self._screen.panes.open_side()

    def list_of(self, parent: Any) -> None:
        """List the same for another parent: another project's quotas."""
        self.state.turn(parent)
        self._arrive()

    def back(self) -> bool:
        """Clear the filter, or return to the list before; False where neither is possible."""
        list_state = self._screen.focused_entry(self.state).list_state
        if list_state.filter:
            list_state.filter = ""
        elif not self.state.back():
            return False
        self._redraw()
        return True

    def filter(self, text: str) -> None:
        """Filter the focused list."""
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
        index = table.cursor_place
        if step > 0:
            target = next((place for place in places if place > index), places[0])
        else:
            target = next((place for place in reversed(places) if place < index), places[-1])
        table.cursor_id = table.order[target]

    def _arrive(self) -> None:
        """Show the list that was gone to."""
        self._screen.panes.close_side()
        self._redraw()

    # What is on the screen

    def look(self) -> None:
        """Tell the session which of its rows and lists are on the screen now."""
        state, screen, attention = self.state, self._screen, self.session.attention
        resource, table = state.entry.resource, screen.panes.table
        queries, row_queries = list(state.entry.queries()), list[Query[Any]]()
        if self._has_come_to_rest():
            queries += self._pane_queries()
            if resource.detail is not None:
                visible_ids = table.visible_ids[:MAX_DETAILED_ROWS]
                row_queries = [resource.detail(screen.main.rows[key]) for key in visible_ids]
        attention.show(*queries, row_queries=row_queries)
        cursor = [table.cursor_id] if table.cursor_id else []
        attention.look_at([*cursor, *table.visible_ids] if resource.follows_details else ())

    @property
    def at_rest(self) -> bool:
        """Whether the cursor rests on its row, so that its panes are being fetched."""
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
        """Whether the cursor rests: guest agents are not asked about rows it only passes."""
        cursor = Cursor(self.state.scope, self.state.view, self._screen.main.selected_key)
        rested_at = self._rested_at
        if cursor == rested_at or rested_at[:2] != cursor[:2] or rested_at.row is None:
            self._rested_at = cursor
            return True
        if cursor != self._moved_to:
            self._moved_to = cursor
            for timer in self._rests:
                timer.stop()
            self._rests = [self._after(REST_SECONDS, lambda: self._come_to_rest(cursor))]
        return False

    def _come_to_rest(self, cursor: Cursor) -> None:
        self._rested_at = cursor
        self._redraw()
