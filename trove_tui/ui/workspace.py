"""The open scopes and where one is in each: plain values, made before the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from trove_tui.live.history import History
from trove_tui.live.keeping import Recent
from trove_tui.live.scope import Scope
from trove_tui.live.snapshot import Connection, Query, QueryResult, Snapshot, Update
from trove_tui.resources.resource import Pane, Resource
from trove_tui.resources.view_context import ViewContext

PANE_LISTS = 500
"""In how many panes of rows it is remembered where one was."""


@dataclass(slots=True)
class ListState:
    """Where one is in a list: kept while it is not shown."""

    cursor: str | None = None
    filter: str = ""
    order: Sequence[str] = ()
    """As last shown, before the filter."""


@dataclass(slots=True)
class NavEntry:
    """A resource that is listed, of that parent."""

    resource: Resource[Any]
    parent: Any
    scope: Scope
    list_state: ListState = field(default_factory=ListState)

    def query(self) -> Query[Any] | None:
        """What is asked for to list it; None where it is found in what is known anyway."""
        asks = self.resource.query
        return None if asks is None else asks(self.scope, self.parent)

    def queries(self) -> Iterator[Query[Any]]:
        """All that is to be asked for while it is shown."""
        if (own := self.query()) is not None:
            yield own
        yield from self.resource.extra_queries(self.scope, self.parent)

    def rows(self, context: ViewContext) -> Mapping[str, Any]:
        """The rows known."""
        if self.resource.rows is not None:
            return self.resource.rows(context, self.parent)
        query = self.query()
        return {} if query is None else context.snapshot.rows(query)

    def result(self, context: ViewContext) -> QueryResult[Any] | None:
        """What came of that; None where it is no list of its own."""
        query = self.query()
        return None if query is None else context.snapshot.result(query)

    def lacks(self, context: ViewContext) -> str:
        """What of it can't be shown, in few words."""
        result = self.result(context)
        if result is not None:
            return result.lacks
        return context.snapshot.lacks if self.parent is None or self.resource.view_key else ""

    def parent_of(self, selected: Any) -> Any:
        """The parent of what is opened from that row: it, and what it was opened from itself."""
        is_first = self.parent is None or isinstance(self.parent, str)
        return selected if is_first else (self.parent, selected)


class ScopeState:
    """What is known of one scope, and where one was in each view of it.

    Args:
        scope: which one.
        views: what can be listed there: at least one.
        snapshot: what is known so far.
        connection: whether it is live.
        history: what was seen to happen; its session goes on writing it.
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
        """The key of the view one is in."""
        self._paths: dict[str, list[NavEntry]] = {}
        self._panes: dict[str, int] = {}
        self._pane_lists: Recent[tuple[str, str, str], ListState] = Recent(PANE_LISTS)

    def offer(self, views: Sequence[Resource[Any]]) -> None:
        """These can be gone to from now on."""
        self.views = {view.view_key: view for view in views}

    def receive(self, update: Update) -> Snapshot:
        """Know something new; returns what was known before."""
        old = self.snapshot
        self.snapshot, self.connection = update.snapshot, update.connection
        return old

    def context(self, now: datetime) -> ViewContext:
        """What is known, as seen at that moment."""
        return ViewContext(self.snapshot, now, self.history)

    @property
    def path(self) -> list[NavEntry]:
        """The way one went in this view; the last is what is listed."""
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
        """To where one came from; False at the view's first list."""
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
        """What the open pane lists of the selected row; None where it doesn't."""
        pane = self.pane
        if pane is None or pane.resource is None or selected is None or key is None:
            return None
        name = (self.entry.resource.name, key, pane.resource.name)
        return NavEntry(pane.resource, selected, self.scope, self._pane_lists.made(name, ListState))


class Workspace:
    """The scopes that were gone to, one of them on the screen."""

    def __init__(self, first: ScopeState) -> None:
        self._states = {first.scope: first}
        self.current = first
        """The one on the screen."""

    @property
    def all(self) -> Sequence[ScopeState]:
        """Those that are open, in the order in which they were."""
        return list(self._states.values())

    def get(self, scope: Scope) -> ScopeState | None:
        """That scope's state; None where it is not open."""
        return self._states.get(scope)

    def go(self, state: ScopeState) -> None:
        """Put that on the screen, in the view that one is in."""
        state.view = self.current.view
        self._states[state.scope] = self.current = state

    def forget(self, scope: Scope) -> None:
        """Gone to again, it begins anew."""
        self._states.pop(scope, None)

    def offer(self, views: Sequence[Resource[Any]]) -> None:
        """These views can be gone to from now on, in all scopes."""
        for state in self.all:
            state.offer(views)

    # Scopes beside the one on the screen

    def in_region(self, region: str | None) -> Scope:
        """The same as now, in another region."""
        return self.current.scope._replace(region=region)

    def all_projects(self, on: bool) -> Scope:
        """The same as now, of all projects or only one's own."""
        return self.current.scope._replace(all_projects=on)
