"""What next: never first to delete where there is data, or where nobody knows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from trove_tui.api.models import Fault, Instance, Volume
from trove_tui.api.statuses import LIMITS, Health
from trove_tui.live.remedies import advice
from trove_tui.live.triage import PROBLEMS

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
ID = "072bb481-4633-4e9f-973f-6952e7ac631b"
RESET = f"openstack database instance reset status {ID}"


def made(status: str = "ERROR", own: str | None = None, **more: Any) -> Instance:
    told = {"created": NOW, "updated": NOW, **more}
    return Instance(id=ID, name="a", status=status, operating_status=own, **told)


def fault(message: str, at: datetime = NOW) -> Fault:
    return Fault(message=message, created=at)


WORKED: dict[str, Any] = {"addresses": ("10.0.0.1",), "volume": Volume(size=50, used=46.0)}


def test_a_database_with_data_that_failed_to_restart_is_kept() -> None:
    one = made(fault=fault("Failed to restart the database."), **WORKED)

    assert advice(one, Health.BROKEN) == (
        f"Its data is still there: 46.0 GB. An administrator resets its status with {RESET}; "
        "then restart it."
    )


@pytest.mark.parametrize(
    "more",
    [
        {"fault": fault("Failed to create instance: No valid host was found.")},
        {"fault": fault("Quota hit")},
        {"fault": fault("Earlier thing", NOW - timedelta(days=8))},
        {"fault": Fault()},
        {},
        {"volume": Volume(size=2)},
        {"volume": Volume(size=2, used=0.0)},
    ],
)
def test_what_never_worked_may_be_deleted_and_made_again(more: dict[str, Any]) -> None:
    assert advice(made(**more), Health.BROKEN) == (
        "It never worked and holds nothing: delete it, and create it again."
    )


@pytest.mark.parametrize(
    ("more", "data"),
    [
        (WORKED, "Its data is still there: 46.0 GB."),
        ({"addresses": ("10.0.0.1",)}, "Its data is still there."),
        ({"replicas": ("r",)}, "Its data is still there."),
        ({"hostname": "db.internal"}, "Its data is still there."),
        ({"updated": None}, "Its data may be still there."),  # only a list was read
        ({"fault": fault("Failed to restart.")}, "Its data may be still there."),
        ({"fault": fault("x", NOW), "created": NOW - timedelta(days=9)}, "Its data may be"),
        (
            {"fault": fault("No valid host was found.", NOW), "created": NOW - timedelta(days=9)},
            "Its data may be still there.",
        ),
        ({"created": None}, "Its data may be still there."),
    ],
)
def test_anything_else_in_error_is_an_administrators_and_then_restarted(
    more: dict[str, Any], data: str
) -> None:
    told = advice(made(**more), Health.BROKEN) or ""

    assert told.startswith(data)
    assert RESET in told
    assert "then restart it" in told
    assert "elete" not in told


def test_what_failed_to_be_deleted_or_resized_may_have_that_asked_again_at_last() -> None:
    deleted = advice(made(fault=fault("Failed to delete the server."), **WORKED), Health.BROKEN)
    resized = advice(made(fault=fault("Failed to resize the server."), **WORKED), Health.BROKEN)

    assert deleted is not None
    assert deleted.endswith("then restart it, or delete it again.")
    assert resized is not None
    assert resized.endswith("then restart it, and look at its size before you resize it again.")


@pytest.mark.parametrize("status", sorted(LIMITS))
@pytest.mark.parametrize("more", [WORKED, {}], ids=["worked", "new"])
def test_every_transition_that_hangs_has_advice_that_does_not_begin_with_deleting(
    status: str, more: dict[str, Any]
) -> None:
    for one in (made(status, **more), made("ACTIVE", status, **more)):
        told = advice(one, Health.STUCK)

        assert told
        assert "elete" not in told.split(";")[0].split(".")[0]


@pytest.mark.parametrize(
    ("status", "own", "words"),
    [
        ("BACKUP", None, "whether the backup still runs"),
        ("UPGRADE", None, "whether the upgrade still runs"),
        ("ACTIVE", "UPGRADING", "whether the upgrade still runs"),
        ("PROMOTE", None, "whether the promotion"),
        ("EJECT", None, "whether the removal of its failed source"),
        ("DETACH", None, "whether the detachment"),
        ("LOGGING", None, "whether the change of its logs"),
        ("ACTIVE", "RESTARTING", "look at its guest agent"),
        ("SHUTDOWN", None, "To keep it, restart it"),
        ("BUILD", None, "then delete it and create another"),
    ],
)
def test_what_hangs_says_what_to_ask(status: str, own: str | None, words: str) -> None:
    assert words in (advice(made(status, own), Health.STUCK) or "")


def test_a_build_that_hangs_with_data_in_it_is_not_deleted() -> None:
    assert "elete" not in (advice(made("BUILD", **WORKED), Health.STUCK) or "")


@pytest.mark.parametrize("health", sorted(PROBLEMS))
def test_every_problem_has_a_line_of_advice(health: Health) -> None:
    for status in ("ACTIVE", "BUILD", "RESIZE", "ERROR", "SHUTDOWN", "CRASHED", "what"):
        assert advice(made(status, "SHUTDOWN"), health)


def test_what_is_well_or_busy_needs_no_advice() -> None:
    assert advice(made("ACTIVE"), Health.OK) is None
    assert advice(made("BUILD"), Health.BUSY) is None
