"""What will be sent, and what that touches, in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.ui.config_groups.support import FLEET, GROUP_ID, PARAMETERS, attached, group
from tests.ui.forms.support import snapshot
from trove_tui.api.models import InstanceRef
from trove_tui.text.styled import StyledText, Tone
from trove_tui.text.width import cell_width
from trove_tui.ui.config_groups import diff_view
from trove_tui.ui.config_groups.draft import Draft, Held
from trove_tui.ui.config_groups.title import beside

KNOWN = {one.name: one for one in PARAMETERS}
REFS = [InstanceRef(id=one.id, name=one.name) for one in FLEET]


def draft() -> Draft:
    base = Held.of(group(), KNOWN)
    return Draft(base, base, KNOWN, "mysql 5.7.29")


def text(lines: list[StyledText]) -> list[str]:
    return ["".join(part for part, _ in line) for line in lines]


def test_a_diff_has_what_changes_first_and_then_what_stays() -> None:
    changed = (
        draft()
        .typed("max_connections", "800")
        .unset("wait_timeout")
        .typed("sql_mode", "ANSI")
        .called("kk", "for test")
    )

    assert text(diff_view.diff(changed)) == [
        "- name: test_conf",
        "+ name: kk",
        "- max_connections = 400",
        "+ max_connections = 800",
        "+ sql_mode = ANSI",
        "- wait_timeout = 120",
        "  connect_timeout = 15",
        "  innodb_buffer_pool_size = 629145600",
        "  innodb_flush_log_at_trx_commit = 2",
    ]


def test_a_wrong_value_stands_in_the_diff_as_it_was_typed_and_once() -> None:
    lines = text(diff_view.diff(draft().typed("wait_timeout", "60").typed("wait_timeout", "x")))

    assert [line for line in lines if "wait_timeout" in line] == ["✖ wait_timeout = x"]


def test_it_says_how_many_values_and_how_fresh_they_are_as_far_as_there_is_room() -> None:
    read = timedelta(seconds=2)

    whole = "".join(text([diff_view.heading(draft(), read, 80)]))

    assert whole == "What will be sent   the whole group: 5 values, read fresh 2s ago"
    assert text([diff_view.heading(draft(), read, 40)])[0].endswith("   read fresh 2s ago")
    assert text([diff_view.heading(draft(), read, 20)])[0].strip() == "What will be sent"


@pytest.mark.parametrize(
    ("name", "typed", "needs"),
    [
        ("innodb_buffer_pool_size", "1073741824", "restart"),
        ("innodb_buffer_pool_size", "", "perhaps"),
        ("wait_timeout", "60", "perhaps"),  # some servers ask for one whenever the group has such
        ("wait_timeout", "120", "same"),
    ],
)
def test_a_restart_is_foretold_as_far_as_that_can_be_known(
    name: str, typed: str, needs: str
) -> None:
    assert diff_view.needs(draft().typed(name, typed)) == needs


def test_without_any_value_that_needs_a_restart_there_will_be_none() -> None:
    base = Held.of(group(values={"wait_timeout": 120}), KNOWN)

    assert diff_view.needs(Draft(base, base, KNOWN).typed("wait_timeout", "60")) == "nothing"


def test_the_instances_are_those_the_server_named_and_those_seen_since() -> None:
    moved = attached(1, "orders-db", of="another")
    arrived = attached(9, "late-db")

    found = diff_view.attached(GROUP_ID, REFS, snapshot(moved, *FLEET[1:4], arrived))

    assert [one.name for one in found] == [
        "auth-db", "auth-db-replica", "billing", "billing-replica", "late-db",
    ]  # fmt: skip
    assert next(one for one in found if one.name == "billing-replica").health is None


def test_an_instance_that_went_is_not_touched() -> None:
    known = snapshot(*FLEET[1:], gone=FLEET[0])

    assert "orders-db" not in [one.name for one in diff_view.attached(GROUP_ID, REFS, known)]


def test_what_becomes_of_each_instance_is_said_with_a_warning_for_those_not_active() -> None:
    known = snapshot(*FLEET, attached(6, "sessions", "RESIZE"), attached(7, "old", "ERROR"))

    lines = diff_view.touches(diff_view.attached(GROUP_ID, REFS, known), "restart", 60, 9)

    told = text(lines)
    assert "● orders-db        will need a restart" in told
    assert "! billing-replica  already needs a restart" in told
    assert "◔ sessions         RESIZE" in told
    assert "✖ old              ERROR" in told
    assert told[-1] == "! What isn't ACTIVE may not take it now."
    assert lines[-1][0][1] is Tone.STUCK


def test_where_all_are_well_nothing_is_warned_of() -> None:
    found = diff_view.attached(GROUP_ID, REFS[:1], snapshot(*FLEET[:1]))

    assert text(diff_view.touches(found, "nothing", 60, 9)) == ["● orders-db  takes it at once"]
    assert text(diff_view.touches((), "same", 60, 9)) == ["No instance has it attached."]
    assert text(diff_view.touches(None, "same", 60, 9)) == ["reading which instances have it"]


@pytest.mark.parametrize("width", [24, 31, 40, 60])
def test_no_line_of_the_instances_is_wider_than_there_is_room(width: int) -> None:
    found = diff_view.attached(GROUP_ID, REFS, snapshot(*FLEET))

    assert all(
        cell_width(line) <= width for line in text(diff_view.touches(found, "restart", width, 9))
    )


def test_the_first_line_counts_what_changed_and_what_waits_for_a_restart() -> None:
    changed = draft().typed("innodb_buffer_pool_size", "1").typed("wait_timeout", "x")
    found = diff_view.attached(GROUP_ID, REFS, snapshot(*FLEET))

    assert [part for part, _ in diff_view.summary(changed, found)] == [
        "2 changed", "1 applies at a restart", "5 instances attached",
    ]  # fmt: skip
    assert [part for part, _ in diff_view.summary(draft(), None)] == ["nothing changed"]


@pytest.mark.parametrize("width", [200, 80, 60, 40, 24])
def test_the_first_line_fits_whatever_the_width(width: int) -> None:
    left = (("test_conf", Tone.STRONG), ("mysql 5.7.29", Tone.QUIET), ("bj1", Tone.QUIET))
    right = (("3 changed", Tone.BUSY), ("1 applies", Tone.QUIET), ("5 attached", Tone.PLAIN))

    line = text([beside(left, right, width)])[0]

    assert cell_width(line) == width
    assert line.startswith("test_c"[: max(1, width - 20)][:4])
