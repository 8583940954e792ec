"""The status changes that were watched: bounded, and only while the program runs."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from trove_tui.live.caches import LruCache
from trove_tui.live.snapshot import Changed, RowChange, Snapshot

PER_INSTANCE = 20
"""Events of one instance, at most."""
INSTANCES = 2000
"""Instances with events, at most: those changed or looked at last."""


class Event(NamedTuple):
    """A change of an instance's status."""

    at: datetime
    before: str
    after: str
    lasted: timedelta | None
    """How long the status before had lasted, where its begin was watched too."""


class History:
    """The status changes watched so far, by instance."""

    def __init__(self) -> None:
        self._events: LruCache[str, deque[Event]] = LruCache(INSTANCES)

    def note(self, old: Snapshot | None, changes: Sequence[RowChange], at: datetime) -> None:
        """Store the status changes among these, seen at that time."""
        for change in changes:
            if not isinstance(change, Changed) or change.old.status == change.new.status:
                continue
            since = old.since.get(change.new.id) if old is not None else None
            watched = since is not None and since.how == "watched"
            lasted = at - since.at if since is not None and watched else None
            events = self._events.get_or_make(change.new.id, lambda: deque(maxlen=PER_INSTANCE))
            events.appendleft(Event(at, change.old.status, change.new.status, lasted))

    def of(self, instance_id: str) -> Sequence[Event]:
        """The events of that instance, newest first."""
        return tuple(self._events.get(instance_id) or ())
