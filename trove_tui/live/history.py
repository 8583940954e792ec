"""What was seen to happen, newest first, kept while the program runs and bounded."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from trove_tui.live.keeping import Recent
from trove_tui.live.snapshot import Changed, RowChange, Snapshot

PER_INSTANCE = 20
"""How many events of one instance are kept."""
INSTANCES = 2000
"""Of how many instances: of those that something happened to, or that were looked at, last."""


class Event(NamedTuple):
    """An instance's status became another one."""

    at: datetime
    before: str
    after: str
    lasted: timedelta | None
    """How long it had been in the status before, where both ends were watched."""


class History:
    """The status changes watched so far, by instance."""

    def __init__(self) -> None:
        self._events: Recent[str, deque[Event]] = Recent(INSTANCES)

    def note(self, old: Snapshot | None, changes: Sequence[RowChange], at: datetime) -> None:
        """Remember the status changes among these, seen at that time."""
        for change in changes:
            if not isinstance(change, Changed) or change.old.status == change.new.status:
                continue
            since = old.since.get(change.new.id) if old is not None else None
            watched = since is not None and since.how == "watched"
            lasted = at - since.at if since is not None and watched else None
            events = self._events.get_or_make(change.new.id, lambda: deque(maxlen=PER_INSTANCE))
            events.appendleft(Event(at, change.old.status, change.new.status, lasted))

    def of(self, instance_id: str) -> Sequence[Event]:
        """What happened to that instance, newest first."""
        return tuple(self._events.get(instance_id) or ())
