"""The open scopes, and the path and cursor in each: plain values, no widgets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from trove_tui.live.caches import LruCache
from trove_tui.live.history import History
from trove_tui.live.scope import Scope
from trove_tui.live.snapshot import Connection, Query, QueryResult, Snapshot, Update
from trove_tui.resources.resource import Pane, Resource
from trove_tui.resources.view_context import ViewContext

PANE_LISTS = 500
"""How many rows' panes keep their cursor and filter."""


@dataclass(slots=True)
class ListState:
    """The cursor, filter and order of a list, kept while it is not shown."""

    cursor: str | None = None
    filter: str = ""
    order: Sequence[str] = ()
    """As last shown, before the filter."""


@dataclass(slots=True)
class NavEntry:
    """A list on the path: a resource, and the row it was opened from."""

    resource: Resource[Any]
    parent: Any
    scope: Scope
    list_state: ListState = field(default_factory=ListState)

    def query(self) -> Query[Any] | None:
        """The query for its rows; None where the snapshot has them anyway."""
        make_query = self.resource.query
        return None if make_query is None else make_query(self.scope, self.parent)

    def queries(self) -> Iterator[Query[Any]]:
        """All queries to poll while it is shown."""
        if (query := self.query()) is not None:
            yield query
        yield from self.resource.extra_queries(self.scope, self.parent)

    def rows(self, context: ViewContext) -> Mapping[str, Any]:
        """Its rows in the snapshot, by key."""
        if self.resource.rows is not None:
            return self.resource.rows(context, self.parent)
        query = self.query()
        return {} if query is None else context.snapshot.rows(query)

    def result(self, context: ViewContext) -> QueryResult[Any] | None:
        """The result of its query; None where it has none."""
        query = self.query()
        return None if query is None else context.snapshot.result(query)

    def lacks(self, context: ViewContext) -> str:
        """What of the answer could not be read, in few words."""
        result = self.result(context)
        if result is not None:
            return result.lacks
        return context.snapshot.lacks if self.parent is None or self.resource.view_key else ""

    def parent_of(self, selected: Any) -> Any:
        """The parent for a list opened from that row: the row, with the rows above it."""
        is_first = self.parent is None or isinstance(self.parent, str)
        return selected if is_first else (self.parent, selected)


class ScopeState:
    """The snapshot of one scope, and the path in each of its views.

    Args:
        scope: which one.
        views: what can be listed there: at least one.
        snapshot: what is known so far.
        connection: whether it is live.
        history: the events seen; its session goes on writing it.
    """

    def __init__(
        self,
        scope: Scope,
        views: Sequence[Resource[Any]],
        snapshot: Snapshot,
        connection: Connection,
        history: History,
    ) -> None:
        self.scope = scope
        self.snapshot = snapshot
        self.connection = connection
        self.history = history
        self.views: dict[str, Resource[Any]] = {}
        """By their keys."""
        self.offer(views)
        self.view = next(iter(self.views))
        """The key of the current view."""
        self._paths: dict[str, list[NavEntry]] = {}
        self._panes: dict[str, int] = {}
        self._pane_lists: LruCache[tuple[str, str, str], ListState] = LruCache(PANE_LISTS)

    def offer(self, views: Sequence[Resource[Any]]) -> None:
        """Set the views that can be opened."""
        self.views = {view.view_key: view for view in views}

    def receive(self, update: Update) -> Snapshot:
        """Take a new snapshot; returns the old one."""
        old = self.snapshot
        self.snapshot, self.connection = update.snapshot, update.connection
        return old

    def context(self, now: datetime) -> ViewContext:
        """The context for drawing at that moment."""
        return ViewContext(self.snapshot, now, self.history)

    @property
    def path(self) -> list[NavEntry]:
        """The lists opened in this view; the last is on the screen."""
        if self.view not in self._paths:
            # Quotas are a project's: one's own, until another is chosen.
            self._paths[self.view] = [self._entry(self.views[self.view], self.scope.project)]
        return self._paths[self.view]

    @property
    def entry(self) -> NavEntry:
        """What the table lists."""
        return self.path[-1]

    def open(self, resource: Resource[Any], parent: Any) -> None:
        """List that in the table, of that parent."""
        self.path.append(self._entry(resource, parent))

    def turn(self, parent: Any) -> None:
        """List the same resource of another parent."""
        self.path[-1] = self._entry(self.entry.resource, parent)

    def back(self) -> bool:
        """Return to the list before; False at the view's first."""
        if len(self.path) == 1:
            return False
        self.path.pop()
        return True

    def _entry(self, resource: Resource[Any], parent: Any) -> NavEntry:
        return NavEntry(resource, parent, self.scope)

    # The panes of the selected row

    @property
    def pane_number(self) -> int:
        """Which pane of the resource listed is open."""
        resource = self.entry.resource
        return min(self._panes.get(resource.name, 0), max(0, len(resource.panes) - 1))

    @pane_number.setter
    def pane_number(self, number: int) -> None:
        resource = self.entry.resource
        if resource.panes:
            self._panes[resource.name] = number % len(resource.panes)

    @property
    def pane(self) -> Pane[Any] | None:
        """The open pane; None where the resource has none."""
        panes = self.entry.resource.panes
        return panes[self.pane_number] if panes else None

    def pane_entry(self, selected: Any, key: str | None) -> NavEntry | None:
        """The list in the open pane; None where the pane has lines."""
        pane = self.pane
        if pane is None or pane.resource is None or selected is None or key is None:
            return None
        name = (self.entry.resource.name, key, pane.resource.name)
        return NavEntry(
            pane.resource, selected, self.scope, self._pane_lists.get_or_make(name, ListState)
        )


class Workspace:
    """The open scopes, one of them on the screen."""

    def __init__(self, first: ScopeState) -> None:
        self._states = {first.scope: first}
        self.current = first
        """The one on the screen."""

    @property
    def all(self) -> Sequence[ScopeState]:
        """The open scopes, in the order of their opening."""
        return list(self._states.values())

    def get(self, scope: Scope) -> ScopeState | None:
        """That scope's state; None where it is not open."""
        return self._states.get(scope)

    def go(self, state: ScopeState) -> None:
        """Put that scope on the screen, in the current view."""
        state.view = self.current.view
        self._states[state.scope] = self.current = state

    def forget(self, scope: Scope) -> None:
        """Drop a scope's state: opened again, it begins anew."""
        self._states.pop(scope, None)

    def offer(self, views: Sequence[Resource[Any]]) -> None:
        """Set the views that can be opened, in all scopes."""
        for state in self.all:
            state.offer(views)

    # Scopes beside the one on the screen

    def in_region(self, region: str | None) -> Scope:
        """The current scope in another region."""
        return self.current.scope._replace(region=region)

    def all_projects(self, on: bool) -> Scope:
        """The current scope, of all projects or the own one only."""
        return self.current.scope._replace(all_projects=on)
