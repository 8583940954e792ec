"""What is kept is bounded, and goes with what it was made of."""

from __future__ import annotations

import gc
import weakref
from datetime import UTC, datetime, timedelta

from tests.support.clock import START
from trove_tui.api.models import Instance
from trove_tui.live import triage
from trove_tui.live.caches import LruCache
from trove_tui.live.history import INSTANCES, History
from trove_tui.live.scope import Scope
from trove_tui.live.snapshot import Changed, Snapshot
from trove_tui.resources import datastores, groups, ownership

SCOPE = Scope(cloud=None, region="bj1", project="p")


def test_of_what_was_used_only_the_last_is_kept() -> None:
    kept: LruCache[str, list[str]] = LruCache(2)
    first = kept.get_or_make("a", list)
    kept.get_or_make("b", list)
    assert kept.get_or_make("a", list) is first

    kept.get_or_make("c", list)

    assert len(kept) == 2
    assert kept.get("a") is first
    assert kept.get("b") is None


def test_the_history_of_a_fleet_that_comes_and_goes_is_bounded() -> None:
    history = History()

    for number in range(INSTANCES + 500):
        old, new = (Instance(id=str(number), name="x", status=one) for one in ("BUILD", "ACTIVE"))
        history.note(None, [Changed(old, new, frozenset({"status"}))], START)

    assert history.of("0") == ()
    assert len(history.of(str(INSTANCES + 499))) == 1
    assert len(history._events) == INSTANCES


def test_what_a_snapshot_means_goes_with_it() -> None:
    instance = Instance(id="1", name="x", status="BUILD")
    snapshot = Snapshot(SCOPE, at=START, instances={"1": instance})
    now = START + timedelta(seconds=1)
    assert triage.order(snapshot, now) == ("1",)
    assert triage.healths(snapshot, now) is triage.healths(snapshot, now)
    assert triage.summary(snapshot, datetime(2030, 1, 1, tzinfo=UTC)) is not None
    groups._instances_by_group(snapshot)
    datastores._instance_counts(snapshot)
    ownership.projects_with(snapshot, "g")

    gone = weakref.ref(snapshot)
    del snapshot
    gc.collect()

    assert gone() is None
