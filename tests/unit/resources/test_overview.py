"""The overview: what an incident asks, in the order it asks, and never wider than its pane."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.resources.seen import NOW, SCOPE, cell, context, instance, lines, widest
from trove_tui.api.models import Instance
from trove_tui.changes.instances import Restart
from trove_tui.live.operations import Operation, OpState
from trove_tui.live.snapshot import Changed, Gone, Since, Snapshot, Unread
from trove_tui.resources.instances import ACTIONS, INSTANCES
from trove_tui.resources.overview import overview
from trove_tui.resources.view_context import ViewContext
from trove_tui.text.styled import Tone

ID = "3f2c0000-0000-0000-0000-000000009d01"
BESIDE_A_TABLE = 45
"""Cells of the pane in a terminal of 120 columns."""


def text(one: Instance, seen: ViewContext, width: int = BESIDE_A_TABLE) -> str:
    return "\n".join(lines(overview(one, seen, width, ACTIONS)))


def test_it_says_what_state_since_when_why_and_what_next() -> None:
    fault = {"message": "No valid host was found.", "created": "2026-03-04T04:54:30"}
    one = instance(status="ERROR", fault=fault)

    shown = text(one, context(one)).splitlines()

    assert "ERROR for 12m" in shown[0]
    assert "No valid host" in shown[1]
    assert any(line.startswith("Next") for line in shown)


@pytest.mark.parametrize(
    ("told", "drawn"),
    [
        ({}, ["● ACTIVE for 99d  since 25 Nov 2025"]),
        (
            {"status": "RESTART_REQUIRED"},
            ["! RESTART_REQUIRED for 99d", "  since 25 Nov 2025"],
        ),
        (
            {"operating_status": "SHUTDOWN"},
            ["✖ ACTIVE/SHUTDOWN for 99d", "  since 25 Nov 2025"],
        ),
    ],
)
def test_since_when_stands_whole_below_the_state_where_it_does_not_fit_beside_it(
    told: dict[str, Any], drawn: list[str]
) -> None:
    one = instance(**told)
    seen = context(one, minutes=60 * 24 * 99)

    assert text(one, seen, 42).splitlines()[: len(drawn)] == drawn
    assert "  ".join(drawn).replace("    ", "  ") in text(one, seen, 100)


def test_why_one_that_is_well_is_a_problem_stands_behind_how_long_it_has_been_well() -> None:
    one = instance(volume={"size": 50, "used": 45})

    state = overview(one, context(one), BESIDE_A_TABLE, ACTIONS)[0]

    assert (" full", Tone.BROKEN) in state
    assert "ACTIVE for 12m  since 04:54  full" in text(one, context(one))


def test_what_is_known_of_it_stands_under_labels() -> None:
    one = instance(
        flavor={"id": "2"},
        volume={"size": 50, "used": 41.2},
        datastore={"type": "mysql", "version": "5.7.29"},
        ip=["10.0.3.14"],
        hostname="db-7f.internal",
        configuration={"id": "g", "name": "test_conf"},
    )

    shown = text(one, context(one)).splitlines()

    for line in (
        "Flavor   memory-2  2 vCPU  8 GB",
        "Volume   50 GB  ████████▁▁  82%  41.2 GB used",
        "Store    mysql 5.7.29",
        "Address  10.0.3.14",
        "         db-7f.internal",
        "Group    test_conf",
    ):
        assert line in shown


@pytest.mark.parametrize(
    ("told", "line"),
    [
        ({"id": ID}, f"Id       {ID}"),
        ({"subnet_id": ID}, f"Subnet   {ID}"),
        ({"volume": {"size": 300, "used": 279.0}}, "         279.0 GB used"),
        ({"tenant_id": "f" * 32}, "Project  " + "f" * 32),
    ],
)
def test_beside_a_table_ids_and_sizes_stand_there_whole(told: dict[str, Any], line: str) -> None:
    one = instance(**told)

    assert line in text(one, context(one)).splitlines()


@pytest.mark.parametrize(
    ("width", "drawn"),
    [
        (48, ["Address  2001:0db8:0000:0000:0000:ff00:0042:8329"]),
        (45, ["Address", "  2001:0db8:0000:0000:0000:ff00:0042:8329"]),
        (40, ["Address  2001:0db8:0000:0000:0000:ff00:0", "         042:8329"]),
    ],
)
def test_what_is_too_long_to_stand_beside_its_label_stands_below_it_whole(
    width: int, drawn: list[str]
) -> None:
    one = instance(ip=["2001:0db8:0000:0000:0000:ff00:0042:8329"])

    shown = text(one, context(one), width).splitlines()

    place = next(n for n, line in enumerate(shown) if line.startswith("Address"))
    assert shown[place : place + len(drawn)] == drawn


def test_a_replica_names_its_source_where_that_is_known() -> None:
    source = instance("billing-db")
    one = instance(slave_of={"id": source.id}, replicas=[{"id": "elsewhere"}])

    shown = text(one, context(one, source))

    assert "Source   billing-db" in shown
    assert "Replicas elsewhere" in shown


def test_a_dead_database_on_a_running_server_is_broken() -> None:
    one = instance(operating_status="SHUTDOWN")

    assert "✖ ACTIVE/SHUTDOWN" in text(one, context(one))


def test_what_happened_lately_is_told_with_how_long_it_took() -> None:
    before, one = instance(status="REBOOT"), instance()
    seen = context(one)
    since = Since(NOW - timedelta(seconds=31), "watched")
    old = Snapshot(scope=seen.snapshot.scope, since={one.id: since})

    seen.history.note(old, (Changed(before, one, frozenset({"status"})),), NOW)

    assert "REBOOT → ACTIVE  after 31s" in text(one, seen)


@pytest.mark.parametrize("width", [36, 44, 60])
def test_of_what_happened_lately_words_are_cut_and_never_a_number(width: int) -> None:
    before = instance(status="RESTART_REQUIRED", operating_status="FAILED_TIMEOUT_GUESTAGENT")
    one = instance(status="ACTIVE", operating_status="RESTART_REQUIRED")
    seen = context(one)
    since = Since(NOW - timedelta(hours=11, minutes=47), "watched")
    old = Snapshot(scope=seen.snapshot.scope, since={one.id: since})

    seen.history.note(old, (Changed(before, one, frozenset({"status"})),), NOW)

    lines = text(one, seen, width).splitlines()
    event = lines[lines.index("Lately") + 1]
    assert event.endswith("  after 11h47m")
    assert len(event) <= width


@pytest.mark.parametrize(
    ("told", "line"),
    [
        ({"status": "ERROR"}, "Not now  restart, resize, volume, attach, detach (ERROR)"),
        ({}, "Not now  detach (it has no group)"),
        ({"replicas": ["r"]}, "delete (it has 1 replica: delete those first)"),
        ({"status": "BUILD"}, "Can now  rename, delete"),
    ],
)
def test_what_is_forbidden_now_says_why(told: dict[str, Any], line: str) -> None:
    one = instance(**told)

    assert line in text(one, context(one), 200)


def test_an_instance_that_is_gone_says_since_when_and_offers_nothing() -> None:
    one = instance()

    shown = text(one, context(gone={one.id: Gone(one, NOW)}))

    assert "gone  since" in shown
    assert "Can now" not in shown


def test_no_line_ends_in_blanks() -> None:
    one = instance(status="ERROR", volume={"size": 50, "used": 41.2}, flavor={"id": "2"})

    shown = text(one, context(one)).splitlines()

    assert [line for line in shown if line != line.rstrip()] == []


@given(st.text(max_size=400), st.text(max_size=400), st.integers(20, 120))
def test_nothing_a_server_says_is_wider_than_the_pane(name: str, fault: str, width: int) -> None:
    one = instance(
        name,
        status="ERROR",
        fault={"message": fault},
        hostname=name,
        configuration={"id": "g", "name": name},
    )

    drawn = overview(one, context(one), width, ACTIONS)

    assert widest(drawn) <= width
    shown = "".join(lines(drawn))
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize("width", [10, 20, 44, 200])
def test_it_can_be_drawn_at_any_width(width: int) -> None:
    one = instance(volume={"size": 50, "used": 60.0}, ip="10.0.0.1" * 9)

    assert widest(overview(one, context(one), width, ACTIONS)) <= width


def test_one_whose_page_cannot_be_read_says_why_and_its_row_stands() -> None:
    one = instance()
    why = "Datastore version could not be found. (404)"
    seen = context(one, unread={one.id: Unread(why, NOW - timedelta(minutes=3))})

    shown = text(one, seen, 100)

    assert shown.startswith("● ACTIVE for 12m")
    assert "can't be read since" in shown
    assert why in shown
    assert "Shown is what the list tells." in shown
    assert cell(INSTANCES, "Status", one, seen) == "● ACTIVE not read"


def test_what_became_of_all_that_was_asked_of_it_is_told() -> None:
    one = instance()

    def asked(number: int, words: str, state: OpState, outcome: str) -> Operation:
        return Operation(
            number, SCOPE, one.id, one.name, Restart(), words, state, NOW, NOW, outcome
        )

    first = asked(1, "resize", OpState.REVERTED, "the resize was reverted")
    also = (asked(2, "rename to b", OpState.DONE, "done in 0s"),)

    shown = text(one, context(one, operations={one.id: first}, also={one.id: also}), 100)

    assert "you: resize: the resize was reverted" in shown
    assert "you: rename to b: done in 0s" in shown


LONG_AGO, HOURS_AGO = "2026-03-01T00:00:00", "2026-03-04T02:00:00"


@pytest.mark.parametrize("status", ["BUILD", "RESIZE"])
def test_why_it_hangs_is_told(status: str) -> None:
    fault = {"message": "No valid host", "created": HOURS_AGO}
    one = instance(status=status, updated=HOURS_AGO, fault=fault)

    assert "No valid host" in text(one, context(one, minutes=180))
    assert "No valid host" not in text(one, context(one, minutes=1))  # on its way


def test_a_fault_older_than_the_last_change_is_told_with_its_age() -> None:
    fault = {"message": "No valid host", "created": HOURS_AGO}
    one = instance(status="ERROR", updated="2026-03-04T04:54:30", fault=fault)

    shown = text(one, context(one), 100).splitlines()

    assert shown[1] == "  No valid host"
    assert shown[2] == "  reported 3h ago, before the last change"


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        ({"message": "Quota hit", "created": LONG_AGO}, "  Quota hit"),
        ("just a reason", "  just a reason"),
        ({"message": None, "created": None, "details": "line one\nline two"}, "  line two"),
        ({"message": "no date", "created": None}, "  no date"),
    ],
)
def test_a_fault_of_any_shape_says_what_it_can(fault: Any, line: str) -> None:
    one = instance(status="ERROR", updated=LONG_AGO, fault=fault)

    assert line in text(one, context(one), 100).splitlines()


@pytest.mark.parametrize(
    "fault", [{"message": None, "created": None, "details": None}, None, [], 7]
)
def test_a_fault_that_says_nothing_is_left_out(fault: Any) -> None:
    one = instance(status="ERROR", updated=LONG_AGO, fault=fault)

    assert "reported" not in text(one, context(one))


def test_a_message_of_thousands_of_letters_takes_a_few_lines() -> None:
    one = instance(status="ERROR", updated=LONG_AGO, fault={"message": "m " * 2000})

    shown = [line for line in text(one, context(one)).splitlines() if line.startswith("  m m")]

    assert 1 <= len(shown) <= 6


def test_an_unknown_outcome_says_for_how_long_it_is_looked_for() -> None:
    one = instance()
    asked = Operation(
        1, SCOPE, one.id, one.name, Restart(), "restart", OpState.UNKNOWN, NOW, None, "No answer."
    )
    until = (NOW + timedelta(minutes=5)).astimezone().strftime("%H:%M")

    shown = text(one, context(one, operations={one.id: asked}), 100)

    assert f"you: restart: No answer. Looked for until {until}." in shown
