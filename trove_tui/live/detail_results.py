"""What becomes of a detail (`GET /instances/{id}`) that was read, or could not be."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta

from trove_tui.api import absence
from trove_tui.api.errors import NotFound, TroveError
from trove_tui.api.models import Instance
from trove_tui.clock import Clock
from trove_tui.live.detail_schedule import DetailSchedule
from trove_tui.live.instance_merge import InstanceMerge
from trove_tui.live.scope import Scope
from trove_tui.live.snapshot_store import SnapshotStore
from trove_tui.live.tracker import OperationTracker


class DetailResults:
    """Merges details into the rows, and judges what a failure to read one means.

    Args:
        scope: whose instances.
        clock: dates the next try in messages.
        merge: the rows, of lists and details alike.
        store: where they are published.
        tracker: judges operations by them.
        schedule: forgets those that are gone.
        doubtful: called when only the next list can tell what became of an instance with an open
            operation.
    """

    def __init__(
        self,
        scope: Scope,
        clock: Clock,
        merge: InstanceMerge,
        store: SnapshotStore,
        tracker: OperationTracker,
        schedule: DetailSchedule,
        doubtful: Callable[[], None],
    ) -> None:
        self._scope = scope
        self._clock = clock
        self._merge = merge
        self._store = store
        self._tracker = tracker
        self._schedule = schedule
        self._ask_list = doubtful
        self._failures: dict[str, tuple[str, float]] = {}
        """By id: why the detail failed, and when it was asked for, until a list is newer."""

    def read(self, instance_id: str, instance: Instance, asked_at: float) -> None:
        """Take in a detail asked for at that monotonic time."""
        self._clear_failure(instance_id)
        if instance.deleted:
            self._drop(instance_id, asked_at)
        else:
            self._merge.add_detail(instance, asked_at)
        self._store.stage_instances(self._merge.merged)
        self._tracker.judge_detail(instance_id, instance, asked_at)
        self._store.publish()

    def failed(self, instance_id: str, error: TroveError, asked_at: float, wait: float) -> None:
        """Note that a detail failed; the row goes only where that proves the instance gone.

        `wait`: seconds until it is asked for again.
        """
        gone_since = (
            self._gone_since(instance_id, error, asked_at) if isinstance(error, NotFound) else None
        )
        if gone_since is not None:
            self._drop(instance_id, asked_at)
            self._store.stage_instances(self._merge.merged)
            self._tracker.judge_detail(instance_id, None, gone_since)
            self._store.publish()
        elif absence.is_page_error(error):
            # The next list shows whether it is gone, and whether the server answers otherwise.
            reason = error.in_full
            if error.retry_after is not None:
                retry_at = (self._clock.now() + timedelta(seconds=wait)).astimezone()
                reason = f"{reason} It is asked again at {retry_at:%H:%M:%S}; r asks now."
            self._failures[instance_id] = (reason, asked_at)
            unread = self._store.snapshot.unread
            if instance_id in self._tracker.followed and instance_id not in unread:
                self._ask_list()

    def settle(self, missing: Collection[str], asked_at: float) -> None:
        """Settle failures older than a whole list: what the list has isn't gone, but unread."""
        for instance_id, (reason, at) in list(self._failures.items()):
            if at <= asked_at:
                del self._failures[instance_id]
                if instance_id in self._merge.merged and instance_id not in missing:
                    self._store.stage_unread(instance_id, reason)

    def _gone_since(self, instance_id: str, error: NotFound, asked_at: float) -> float | None:
        """The monotonic time since when it is gone, where a 404 proves that; else None."""
        row = self._merge.merged.get(instance_id)
        is_doubtful = self._scope.all_projects or self._merge.has_returned(instance_id)
        if not is_doubtful and absence.is_about(error, instance_id, row.name if row else ""):
            return asked_at
        return min(asked_at, self._merge.listed_at) if self._merge.is_missing(instance_id) else None

    def _clear_failure(self, instance_id: str) -> None:
        self._failures.pop(instance_id, None)
        self._store.stage_unread(instance_id, None)

    def _drop(self, instance_id: str, asked_at: float) -> None:
        self._clear_failure(instance_id)
        row = self._merge.merged.get(instance_id)
        if row is not None:
            self._store.stage_gone(row)
        self._merge.drop(instance_id, asked_at)
        self._schedule.forget(instance_id)
