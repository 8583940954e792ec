"""What the screen keeps of one scope: what is known there, and where one was in each view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from trove_tui.live.keeping import Recent
from trove_tui.live.scope import Connection, Scope, Session, Update
from trove_tui.live.snapshot import Kind, Listed, Snapshot
from trove_tui.resources.resource import Pane, Resource
from trove_tui.resources.sight import Sight

SPOTS = 500
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
    spot: ListState = field(default_factory=ListState)

    def kind(self) -> Kind[Any] | None:
        """What is asked for to list it; None where it is found in what is known anyway."""
        asks = self.resource.kind
        return None if asks is None else asks(self.scope, self.parent)

    def kinds(self) -> Iterator[Kind[Any]]:
        """All that is to be asked for while it is shown."""
        if (own := self.kind()) is not None:
            yield own
        yield from self.resource.also(self.scope, self.parent)

    def rows(self, sight: Sight) -> Mapping[str, Any]:
        """The rows known."""
        if self.resource.rows is not None:
            return self.resource.rows(sight, self.parent)
        kind = self.kind()
        return {} if kind is None else sight.snapshot.rows(kind)

    def listed(self, sight: Sight) -> Listed[Any] | None:
        """How that came; None where it is no list of its own."""
        kind = self.kind()
        return None if kind is None else sight.snapshot.listed(kind)

    def lacks(self, sight: Sight) -> str:
        """What of it can't be shown, in few words."""
        listed = self.listed(sight)
        if listed is not None:
            return listed.lacks
        return sight.snapshot.lacks if self.parent is None or self.resource.place else ""


class ScopeState:
    """One scope as the screen has it."""

    def __init__(self, session: Session, views: Sequence[Resource[Any]]) -> None:
        self.session = session
        self.scope = session.scope
        self.snapshot: Snapshot = session.snapshot
        self.connection: Connection = session.connection
        self.history = session.history
        self.views: dict[str, Resource[Any]] = {}
        self.offer(views)
        self.place = next(iter(self.views))
        """The key of the view one is in."""
        self._levels: dict[str, list[NavEntry]] = {}
        self._panes: dict[str, int] = {}
        self._spots: Recent[tuple[str, str, str], ListState] = Recent(SPOTS)

    def offer(self, views: Sequence[Resource[Any]]) -> None:
        """These can be gone to from now on."""
        self.views = {view.place: view for view in views}

    def receive(self, update: Update) -> Snapshot:
        """Know something new; returns what was known before."""
        old = self.snapshot
        self.snapshot, self.connection = update.snapshot, update.connection
        return old

    def sight(self, now: datetime) -> Sight:
        """What is known, as seen at that moment."""
        return Sight(self.snapshot, now, self.history)

    @property
    def levels(self) -> list[NavEntry]:
        """The way one went in this view; the last is what is shown."""
        if self.place not in self._levels:
            view = self.views[self.place]
            # Quotas are a project's: one's own, until another is chosen.
            self._levels[self.place] = [self._level(view, self.scope.project)]
        return self._levels[self.place]

    @property
    def level(self) -> NavEntry:
        """What the table lists."""
        return self.levels[-1]

    def open(self, resource: Resource[Any], parent: Any) -> None:
        """List that in the table, of that parent."""
        self.levels.append(self._level(resource, parent))

    def turn(self, parent: Any) -> None:
        """List the same resource of another parent."""
        self.levels[-1] = self._level(self.level.resource, parent)

    def back(self) -> bool:
        """To where one came from; False at the view's first list."""
        if len(self.levels) == 1:
            return False
        self.levels.pop()
        return True

    def _level(self, resource: Resource[Any], parent: Any) -> NavEntry:
        return NavEntry(resource, parent, self.scope)

    # The panes of the selected row

    @property
    def pane_number(self) -> int:
        """Which pane of the resource listed is open."""
        panes = self.level.resource.panes
        return min(self._panes.get(self.level.resource.name, 0), max(0, len(panes) - 1))

    @pane_number.setter
    def pane_number(self, number: int) -> None:
        panes = self.level.resource.panes
        if panes:
            self._panes[self.level.resource.name] = number % len(panes)

    @property
    def pane(self) -> Pane[Any] | None:
        """The open pane; None where the resource has none."""
        panes = self.level.resource.panes
        return panes[self.pane_number] if panes else None

    def pane_level(self, selected: Any, key: str | None) -> NavEntry | None:
        """What the open pane lists of the selected row; None where it doesn't."""
        pane = self.pane
        if pane is None or pane.resource is None or selected is None or key is None:
            return None
        name = (self.level.resource.name, key, pane.resource.name)
        return NavEntry(pane.resource, selected, self.scope, self._spots.made(name, ListState))
