"""The context that every row and pane is drawn from: a snapshot, the time, the history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from trove_tui.api.models import Flavor, Instance
from trove_tui.api.statuses import Health
from trove_tui.live import session_queries, triage
from trove_tui.live.history import History
from trove_tui.live.operations import Operation
from trove_tui.live.snapshot import Since, Snapshot, Unread


@dataclass(frozen=True)
class ViewContext:
    """A snapshot as seen at a moment."""

    snapshot: Snapshot
    now: datetime
    history: History

    def health(self, instance: Instance) -> Health:
        """The instance's health, by both its statuses and how long it has had them."""
        # Not `now`: while the connection is lost nothing becomes stuck.
        seen_at = triage.seen_at(self.snapshot, self.now)
        return triage.health(instance, self.since(instance), seen_at)

    def since(self, instance: Instance) -> Since | None:
        """When its present status began, or the earliest time it is known to have had it."""
        return self.snapshot.since.get(instance.id)

    def flavor(self, instance: Instance) -> Flavor | None:
        """Its flavor, where the list of flavors has it."""
        return self.snapshot.flavors.get(instance.flavor_id) if instance.flavor_id else None

    @property
    def knows_flavors(self) -> bool:
        """Whether the flavors were read or refused."""
        result = self.snapshot.result(session_queries.flavors())
        return bool(self.snapshot.flavors or result.at or result.trouble)

    def operation(self, instance: Instance) -> Operation | None:
        """The most important operation sent from here that is still worth showing."""
        return self.snapshot.operations.get(instance.id)

    def operations(self, instance: Instance) -> Sequence[Operation]:
        """All operations sent from here that must be shown, the most important first."""
        first = self.operation(instance)
        return () if first is None else (first, *self.snapshot.also.get(instance.id, ()))

    def unread(self, instance: Instance) -> Unread | None:
        """Why its own page could not be read; None where it was, or was not asked for."""
        return self.snapshot.unread.get(instance.id)

    def is_gone(self, instance: Instance) -> bool:
        """Whether the server said that it no longer exists."""
        return instance.id in self.snapshot.gone

    @cached_property
    def instances_by_flavor(self) -> Mapping[str, int]:
        """How many instances have each flavor: counted once for all rows."""
        return Counter(
            instance.flavor_id
            for instance in self.snapshot.instances.values()
            if instance.flavor_id
        )

    @cached_property
    def instances_by_group(self) -> Mapping[str, int]:
        """How many instances have each configuration group attached."""
        groups = (instance.configuration for instance in self.snapshot.instances.values())
        return Counter(group.id for group in groups if group is not None)
