"""What the pages of single instances told, or that they told nothing: one row at a time."""

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
    """Takes what was read of single instances into what is known.

    Args:
        scope: whose instances.
        clock: to say when one is asked for again.
        merge: the rows, from lists and pages alike.
        store: where all of it is made known.
        tracker: judges what was asked of them.
        schedule: forgets those that are gone.
        doubtful: called when only the next list can tell what became of one that is followed.
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
        self._doubtful = doubtful
        self._failed: dict[str, tuple[str, float]] = {}
        """By id: why its page brought nothing, and when it was asked for, until a list is newer."""

    def read(self, instance_id: str, instance: Instance, asked: float) -> None:
        """Its page told that of it, asked for then on the monotonic clock."""
        self._was_read(instance_id)
        if instance.deleted:
            self._drop(instance_id, asked)
        else:
            self._merge.add_detail(instance, asked)
        self._store.stage_instances(self._merge.merged)
        self._tracker.judge_detail(instance_id, instance, asked)
        self._store.publish()

    def failed(self, instance_id: str, error: TroveError, asked: float, wait: float) -> None:
        """Its page brought nothing: its row stays as it was, unless that proves it gone.

        `wait`: seconds that it is left alone for.
        """
        since = self._gone_since(instance_id, error, asked) if isinstance(error, NotFound) else None
        if since is not None:
            self._drop(instance_id, asked)
            self._store.stage_instances(self._merge.merged)
            self._tracker.judge_detail(instance_id, None, since)
            self._store.publish()
        elif absence.is_page_error(error):
            # Whether it is gone, and whether all is well otherwise, the next list tells.
            reason = error.in_full
            if error.retry_after is not None:
                again = (self._clock.now() + timedelta(seconds=wait)).astimezone()
                reason = f"{reason} It is asked again at {again:%H:%M:%S}; r asks now."
            self._failed[instance_id] = (reason, asked)
            known = self._store.snapshot.unread
            if instance_id in self._tracker.followed and instance_id not in known:
                self._doubtful()

    def settle(self, missing: Collection[str], asked: float) -> None:
        """A whole list that was asked for then is answered: what it has is there."""
        for instance_id, (reason, at) in list(self._failed.items()):
            if at <= asked:
                del self._failed[instance_id]
                if instance_id in self._merge.merged and instance_id not in missing:
                    self._store.stage_unread(instance_id, reason)

    def _gone_since(self, instance_id: str, error: NotFound, asked: float) -> float | None:
        """Since when on the monotonic clock a 404 is known to mean that it is gone, if it does."""
        known = self._merge.merged.get(instance_id)
        doubtful = self._scope.all_projects or self._merge.has_returned(instance_id)
        if not doubtful and absence.is_about(error, instance_id, known.name if known else ""):
            return asked
        return min(asked, self._merge.listed_at) if self._merge.is_missing(instance_id) else None

    def _was_read(self, instance_id: str) -> None:
        self._failed.pop(instance_id, None)
        self._store.stage_unread(instance_id, None)

    def _drop(self, instance_id: str, asked: float) -> None:
        self._was_read(instance_id)
        known = self._merge.merged.get(instance_id)
        if known is not None:
            self._store.stage_gone(known)
        self._merge.drop(instance_id, asked)
        self._schedule.forget(instance_id)
