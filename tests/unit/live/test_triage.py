from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from trove_tui.api.models import Fault, Instance, Volume
from trove_tui.api.statuses import Health
from trove_tui.changes.change import Change
from trove_tui.changes.databases_and_users import CreateUsers
from trove_tui.changes.groups import AttachGroup, DetachGroup
from trove_tui.changes.instances import DeleteInstance, Rename, ResizeFlavor, ResizeVolume, Restart
from trove_tui.live import faults, triage
from trove_tui.live.scope import Scope
from trove_tui.live.snapshot import Since, Snapshot

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
SCOPE = Scope(None, "bj1", "p")


def made(name: str = "a", status: str = "ACTIVE", own: str | None = None, **more: Any) -> Instance:
    return Instance(id=name, name=name, status=status, operating_status=own, **more)


def seen(*rows: Instance, at: datetime | None = NOW, **ages: int) -> Snapshot:
    since = {name: Since(NOW - timedelta(minutes=age), "watched") for name, age in ages.items()}
    return Snapshot(SCOPE, at, {row.id: row for row in rows}, since=since, complete=True)


@pytest.mark.parametrize(
    ("status", "own", "expected"),
    [
        ("ACTIVE", None, Health.OK),
        ("ACTIVE", "", Health.OK),
        ("ACTIVE", "ACTIVE", Health.OK),
        ("ACTIVE", "HEALTHY", Health.OK),
        ("HEALTHY", None, Health.OK),
        ("ACTIVE", "RUNNING", Health.OK),
        ("RUNNING", None, Health.OK),
        ("RUNNING", "RUNNING", Health.OK),
        ("RUNNING", "SHUTDOWN", Health.BROKEN),
        ("NEW", None, Health.BUSY),
        ("NEW", "NEW", Health.BUSY),
        ("ACTIVE", "SHUTDOWN", Health.BROKEN),
        ("ACTIVE", "CRASHED", Health.BROKEN),
        ("ACTIVE", "BLOCKED", Health.BROKEN),
        ("ACTIVE", "never heard of", Health.BROKEN),
        ("ACTIVE", "RESTARTING", Health.BUSY),
        ("ACTIVE", "NEW", Health.BUSY),
        ("ACTIVE", "UPGRADING", Health.BUSY),
        ("ACTIVE", "RESTART_REQUIRED", Health.RESTART),
        ("RESTART_REQUIRED", "", Health.RESTART),
        ("RESTART_REQUIRED", "SHUTDOWN", Health.BROKEN),
        ("BUILD", "", Health.BUSY),
        ("REBOOT", "SHUTDOWN", Health.BUSY),
        ("RESIZE", None, Health.BUSY),
        ("BACKUP", None, Health.BUSY),
        ("SHUTDOWN", None, Health.BUSY),
        ("ERROR", "", Health.BROKEN),
        ("FAILED", None, Health.BROKEN),
        ("BLOCKED", None, Health.BROKEN),
        ("UNKNOWN", None, Health.BROKEN),
        ("never heard of", None, Health.BROKEN),
        ("", None, Health.BROKEN),
    ],
)
def test_what_an_instance_is_follows_from_both_its_statuses(
    status: str, own: str | None, expected: Health
) -> None:
    assert triage.health(made("a", status, own), None, NOW) is expected


@pytest.mark.parametrize(
    ("status", "minutes", "expected"),
    [
        ("BUILD", 15, Health.BUSY),
        ("BUILD", 16, Health.STUCK),
        ("RESIZE", 29, Health.BUSY),
        ("RESIZE", 31, Health.STUCK),
        ("REBOOT", 6, Health.STUCK),
        ("SHUTDOWN", 11, Health.STUCK),
        ("NEW", 15, Health.BUSY),
        ("NEW", 16, Health.STUCK),
        ("BACKUP", 60, Health.BUSY),
        ("BACKUP", 61, Health.STUCK),
        ("PROMOTE", 15, Health.BUSY),
        ("PROMOTE", 16, Health.STUCK),
        ("EJECT", 15, Health.BUSY),
        ("EJECT", 16, Health.STUCK),
        ("UPGRADE", 60, Health.BUSY),
        ("UPGRADE", 61, Health.STUCK),
        ("DETACH", 15, Health.BUSY),
        ("DETACH", 16, Health.STUCK),
        ("LOGGING", 30, Health.BUSY),
        ("LOGGING", 31, Health.STUCK),
        ("ACTIVE", 600, Health.OK),
        ("ERROR", 600, Health.BROKEN),
    ],
)
def test_a_transition_that_lasts_too_long_is_stuck(
    status: str, minutes: int, expected: Health
) -> None:
    since = Since(NOW - timedelta(minutes=minutes), "at least")

    assert triage.health(made("a", status), since, NOW) is expected


@pytest.mark.parametrize(
    ("own", "minutes"),
    [("RESTARTING", 15), ("UPGRADING", 60), ("PROMOTE", 15), ("EJECT", 15), ("LOGGING", 30),
     ("NEW", 15), ("BUILD", 15)],
)  # fmt: skip
@pytest.mark.parametrize("status", ["ACTIVE", "RUNNING", "RESTART_REQUIRED"])
def test_a_database_in_transition_for_too_long_is_stuck(
    status: str, own: str, minutes: int
) -> None:
    one = made("a", status, own)

    assert triage.health(one, Since(NOW - timedelta(minutes=minutes), "watched"), NOW) is (
        Health.BUSY
    )
    assert triage.health(one, Since(NOW - timedelta(minutes=minutes + 1), "watched"), NOW) is (
        Health.STUCK
    )


def test_a_volume_is_full_from_ninety_percent_on() -> None:
    almost = made(volume=Volume(size=10, used=8.99))
    full = made(volume=Volume(size=10, used=9.0))

    assert triage.health(almost, None, NOW) is Health.OK
    assert triage.health(full, None, NOW) is Health.FULL


def test_the_order_is_broken_stuck_restart_full_busy_then_the_rest_by_name() -> None:
    snapshot = seen(
        made("db-12"),
        made("db-2"),
        made("resizing", "RESIZE"),
        made("full", volume=Volume(size=10, used=9.5)),
        made("restart", "RESTART_REQUIRED"),
        made("stuck", "BUILD"),
        made("down", own="SHUTDOWN"),
        resizing=1,
        stuck=41,
    )

    assert list(triage.order(snapshot, NOW)) == [
        "down",
        "stuck",
        "restart",
        "full",
        "resizing",
        "db-2",
        "db-12",
    ]
    assert triage.summary(snapshot, NOW) == triage.Summary(ok=2, busy=1, problems=4)


def test_while_the_connection_is_lost_nothing_becomes_stuck_by_the_age_of_the_data() -> None:
    snapshot = seen(made("a", "BUILD"), at=NOW, a=14)

    hours_later = NOW + timedelta(hours=5)

    assert triage.healths(snapshot, hours_later) == {"a": Health.BUSY}


@pytest.mark.parametrize(
    ("instance", "health", "words"),
    [
        (made(), Health.OK, "ACTIVE"),
        (made(own="HEALTHY"), Health.OK, "ACTIVE"),
        (made(own="RUNNING"), Health.OK, "ACTIVE"),
        (made(status="RUNNING", own="RUNNING"), Health.OK, "RUNNING"),
        (made(own="SHUTDOWN"), Health.BROKEN, "ACTIVE/SHUTDOWN"),
        (made(own="RESTART_REQUIRED"), Health.RESTART, "RESTART_REQUIRED"),
        (made(status="BUILD", own=""), Health.STUCK, "BUILD stuck"),
        (made(status=""), Health.BROKEN, "no status"),
    ],
)
def test_status_words_tell_both_statuses_where_both_matter(
    instance: Instance, health: Health, words: str
) -> None:
    assert faults.status_words(instance, health) == words


def test_a_fault_explains_a_problem_it_is_as_new_as() -> None:
    fault = Fault(message="No valid host", created=NOW)

    assert faults.explaining_fault(made(status="ERROR", updated=NOW, fault=fault)) == fault


def test_the_fault_of_a_refused_request_explains_nothing_of_an_active_instance() -> None:
    fault = Fault(message="User x cannot be found", created=NOW)

    assert faults.explaining_fault(made(updated=NOW - timedelta(days=1), fault=fault)) is None


def test_a_fault_older_than_the_status_explains_nothing() -> None:
    fault = Fault(message="No valid host", created=NOW - timedelta(days=3))

    assert faults.explaining_fault(made(status="ERROR", updated=NOW, fault=fault)) is None


@pytest.mark.parametrize("health", [Health.BROKEN, Health.STUCK])
def test_a_fault_older_than_the_last_change_is_still_told_of_a_problem(health: Health) -> None:
    fault = Fault(message="No valid host", created=NOW - timedelta(days=3))

    told = faults.reason(made(status="ERROR", updated=NOW, fault=fault), health)

    assert told == (fault, True)


def test_the_fault_of_what_hangs_is_told_and_that_of_what_is_well_or_busy_is_not() -> None:
    fault = Fault(message="No valid host", created=NOW)
    hangs = made(status="BUILD", updated=NOW, fault=fault)

    assert faults.reason(hangs, Health.STUCK) == (fault, False)
    assert faults.reason(hangs, Health.BUSY) is None
    assert faults.reason(hangs.replace(status="ACTIVE"), Health.OK) is None
    assert faults.reason(made(status="ERROR"), Health.BROKEN) is None


@pytest.mark.parametrize(
    ("asked", "status", "own", "refusal"),
    [
        (Restart, "ACTIVE", None, None),
        (Restart, "ACTIVE", "SHUTDOWN", None),
        (Restart, "RESTART_REQUIRED", "", None),
        (Restart, "BLOCKED", None, None),
        (Restart, "UNKNOWN", None, None),
        (Restart, "SHUTDOWN", None, None),
        (Restart, "BUILD", None, "not while BUILD"),
        (Restart, "NEW", None, "not while NEW"),
        (Restart, "RUNNING", None, None),
        (CreateUsers, "NEW", None, "not while NEW: there is no database yet"),
        (Restart, "REBOOT", None, "not while REBOOT"),
        (ResizeFlavor, "RESIZE", None, "not while RESIZE"),
        (ResizeVolume, "ERROR", None, "not while ERROR"),
        (ResizeVolume, "ACTIVE", None, None),
        (AttachGroup, "ACTIVE", None, None),
        (AttachGroup, "RESTART_REQUIRED", None, None),
        (DetachGroup, "BACKUP", None, "not while BACKUP"),
        (DeleteInstance, "ERROR", None, None),
        (DeleteInstance, "BUILD", None, None),
        (DeleteInstance, "SHUTDOWN", None, None),
        (Rename, "ERROR", None, None),
        (CreateUsers, "BUILD", None, "not while BUILD: there is no database yet"),
    ],
)
def test_only_what_every_server_surely_refuses_is_forbidden(
    asked: type[Change], status: str, own: str | None, refusal: str | None
) -> None:
    assert asked.precondition.refusal(made("a", status, own)) == refusal


def test_a_source_with_replicas_cannot_be_deleted() -> None:
    assert DeleteInstance.precondition.refusal(made(replicas=["r"])) == (
        "it has 1 replica: delete those first"
    )


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        (DeleteInstance, "BUILD", "still being built"),
        (DeleteInstance, "ACTIVE", None),
        (Restart, "BLOCKED", "its status is BLOCKED"),
        (Restart, "ACTIVE", None),
        (Restart, "RUNNING", None),
        (DeleteInstance, "NEW", "still being built"),
        (AttachGroup, "RESTART_REQUIRED", "needs a restart first"),
        (Rename, "ERROR", None),
        (CreateUsers, "ERROR", "may not answer"),
    ],
)
def test_what_is_doubtful_is_allowed_with_a_warning(
    asked: type[Change], status: str, words: str | None
) -> None:
    told = asked.precondition.warning(made("a", status))

    assert told is None if words is None else words in (told or "")
