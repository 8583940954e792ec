"""Instances as they are listed: what each column says, in which order, and what can be asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.unit.resources.seen import (
    HOSTILE,
    NOW,
    SCOPE,
    action,
    cell,
    column,
    context,
    instance,
    text,
)
from trove_tui.api.models import Instance
from trove_tui.changes.change import Change
from trove_tui.changes.instances import Rename, ResizeFlavor, Restart
from trove_tui.live.operations import Operation, OpState
from trove_tui.live.scope import Scope
from trove_tui.live.snapshot import Gone, Since
from trove_tui.resources.instances import ALL_PROJECTS, ASKED, COLUMNS, INSTANCES
from trove_tui.text.styled import StyledText, Tone
from trove_tui.text.width import line_width
from trove_tui.ui.widgets.columns import place_columns, wanted_widths


def shown(title: str, **told: Any) -> str:
    one = instance(**told)
    return cell(INSTANCES, title, one, context(one)).strip()


@pytest.mark.parametrize(
    ("title", "told", "words"),
    [
        ("Status", {}, "● ACTIVE"),
        ("Status", {"status": "ERROR"}, "✖ ERROR"),
        ("Status", {"status": ""}, "✖ no status"),
        ("Status", {"status": "RESTART_REQUIRED"}, "! RESTART_REQUIRED"),
        ("Status", {"volume": {"size": 50, "used": 45}}, "● ACTIVE full"),
        ("Status", {"volume": {"size": 50, "used": 44}}, "● ACTIVE"),
        ("Status", {"volume": {"size": 50, "used": 45}, "status": "ERROR"}, "✖ ERROR"),
        ("For", {}, "12m"),
        ("Flavor", {"flavor": {"id": "2"}}, "memory-2"),
        ("Flavor", {"flavor": {"id": "77"}}, "77"),
        ("Flavor", {}, "–"),
        ("RAM", {"flavor": {"id": "2"}}, "8 GB"),
        ("RAM", {}, "–"),
        ("Volume", {"volume": {"size": 50}}, "50 GB"),
        ("Volume", {}, "–"),
        ("Used", {"volume": {"size": 50, "used": 41}}, "▇ 82%"),
        ("Used", {"volume": {"size": 50, "used": 60}}, "█120%"),
        ("Used", {"volume": {"size": 50}}, "–"),
        ("Datastore", {"datastore": {"type": "mysql", "version": "5.7.29"}}, "mysql 5.7.29"),
        ("Datastore", {"datastore": {"type": "mysql", "version": "mysql-5.1"}}, "mysql-5.1"),
        ("Datastore", {"datastore": {"version": None}}, "–"),
        ("Address", {"ip": ["10.0.3.14", "10.0.3.15"]}, "10.0.3.14"),
        ("Address", {"ip": None}, "–"),
        ("Group", {"configuration": {"id": "g", "name": "test_conf"}}, "test_conf"),
        ("Group", {"configuration": {"id": "g"}}, "g"),
        ("Group", {}, "–"),
    ],
)
def test_a_column_says(title: str, told: dict[str, Any], words: str) -> None:
    assert shown(title, **told) == words


FULL = instance(volume={"size": 50, "used": 45})


def asked_of_full(state: OpState, ended: datetime | None = None) -> StyledText:
    asked = Operation(1, SCOPE, FULL.id, FULL.name, Restart(), "restart", state, NOW, ended)
    folded = column(INSTANCES, "Status").folded
    assert folded is not None
    return folded(FULL, context(FULL, operations={FULL.id: asked}))


def test_why_one_that_is_well_is_a_problem_stands_out() -> None:
    shown = column(INSTANCES, "Status").show(FULL, context(FULL))

    assert shown[-1] == (" full", Tone.BROKEN)


def test_what_became_of_a_request_stands_in_the_place_of_that_word_and_is_not_cut() -> None:
    done = asked_of_full(OpState.DONE, NOW + timedelta(seconds=31))

    assert text(done) == "● ACTIVE done 31s"
    assert text(asked_of_full(OpState.REFUSED)) == "● ACTIVE full"


@pytest.mark.parametrize(
    ("status", "state", "asked", "beside_it"),
    [
        ("ACTIVE", OpState.ACCEPTED, "restart sent", "● ACTIVE sent"),
        ("REBOOT", OpState.SEEN, "restart", "↻ REBOOT yours"),
        ("ERROR", OpState.FAILED, "restart failed", "✖ ERROR failed"),
        ("RESTART_REQUIRED", OpState.FAILED, "restart failed", "! RESTART_REQUIRED"),
        ("ACTIVE", OpState.UNKNOWN, "restart unknown", "● ACTIVE unknown"),
        ("REBOOT", OpState.OVERDUE, "restart overdue", "↻ REBOOT overdue"),
    ],
)
def test_the_status_is_whole_and_what_was_asked_for_has_a_column_of_its_own(
    status: str, state: OpState, asked: str, beside_it: str
) -> None:
    one = instance(status=status)
    operation = Operation(1, SCOPE, one.id, one.name, Restart(), "restart", state, NOW)
    seen = context(one, operations={one.id: operation}, minutes=1)

    assert cell(INSTANCES, "Asked", one, seen) == asked
    assert cell(INSTANCES, "Status", one, seen)[2:] == status
    folded = column(INSTANCES, "Status").folded
    assert folded is not None
    assert text(folded(one, seen)) == beside_it
    assert line_width(folded(one, seen)) <= column(INSTANCES, "Status").width[0]


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_can_be_shown_and_sorted(name: str) -> None:
    one = instance(name, flavor={"id": name}, ip=[name], configuration={"id": name})
    seen = context(one)

    row = [column.show(one, seen) for column in ALL_PROJECTS]

    assert text(row[1]) == one.name
    assert "\x1b" not in "".join(map(text, row))
    values = [column.value(one, seen) for column in ALL_PROJECTS]
    assert all(sorted([value, value]) for value in values if value is not None)


def test_every_column_can_be_sorted_whatever_is_not_known() -> None:
    bare = Instance(id="bare")
    full = instance(
        flavor={"id": "2"},
        volume={"size": 50, "used": 41},
        datastore={"type": "mysql", "version": "5.7"},
        ip="10.0.0.1",
        configuration={"id": "g"},
        tenant_id="t",
        user_id="u",
    )
    seen = context(bare, full)

    for each in ALL_PROJECTS:
        known = [each.value(one, seen) for one in (bare, full)]
        assert sorted(one for one in known if one is not None), each.title


def test_what_needs_somebody_stands_first_and_the_rest_by_name() -> None:
    rows = [
        instance("db-12"),
        instance("db-2"),
        instance("busy", status="REBOOT"),
        instance("bad", status="ERROR"),
    ]
    seen = context(*rows, minutes=1)
    assert INSTANCES.order is not None

    order = INSTANCES.order(seen.snapshot.instances, seen)

    assert list(order) == ["id-bad", "id-busy", "id-db-2", "id-db-12"]


def test_only_the_rows_asked_for_are_put_in_order() -> None:
    rows = [instance("b"), instance("a"), instance("c")]
    seen = context(*rows)
    assert INSTANCES.order is not None

    assert INSTANCES.order({"id-c": rows[2], "id-a": rows[1]}, seen) == ["id-a", "id-c"]


def test_whose_they_are_is_shown_where_they_may_be_anybodys() -> None:
    assert INSTANCES.columns_for is not None
    everybody: Scope = SCOPE._replace(all_projects=True)

    titles = [column.title.strip() for column in INSTANCES.columns_for(everybody)]

    assert titles[-2:] == ["Project", "User"]
    assert INSTANCES.columns_for(SCOPE) is COLUMNS
    one = instance(tenant_id="t-1", user_id="u-1")
    assert [text(c.show(one, context(one))) for c in ALL_PROJECTS[-2:]] == ["t-1", "u-1"]


@pytest.mark.parametrize(
    ("room", "titles"),
    [
        (74, "Status Name For Used Project User"),
        (80, "Status Name For Used Project User"),
        (120, "Status Name For Flavor RAM Volume Used Datastore Project User"),
    ],
)
def test_of_all_projects_whose_they_are_and_how_full_stands_before_their_sizes(
    room: int, titles: str
) -> None:
    one = instance(
        "billing-replica",
        flavor={"id": "f1a7c0de-5a1e-4000-8000-000000000000"},
        volume={"size": 200, "used": 110},
        datastore={"type": "mysql", "version": "5.7.29"},
        ip=["10.0.221.144"],
        configuration={"id": "g", "name": "billing-tuning"},
        tenant_id="f" * 32,
        user_id="e" * 32,
    )
    long_ago = Since(NOW - timedelta(days=120), "at least")
    seen = context(one, since={one.id: long_ago})
    wide = wanted_widths(ALL_PROJECTS, [line_width(each.show(one, seen)) for each in ALL_PROJECTS])

    places = place_columns(ALL_PROJECTS, wide, room, absent=[ALL_PROJECTS.index(ASKED)])

    assert " ".join(ALL_PROJECTS[spot.number].title.strip() for spot in places) == titles
    assert places[-1].x + places[-1].width <= room


def test_what_the_clock_moves_is_not_searched() -> None:
    assert {column.title.strip() for column in COLUMNS if not column.searched} == {"For"}


def test_one_that_went_away_is_still_to_be_seen_under_the_cursor() -> None:
    one = instance()
    seen = context(gone={one.id: Gone(one, NOW)})
    assert INSTANCES.tombstone is not None

    assert INSTANCES.tombstone(seen, one.id) is one
    assert INSTANCES.tombstone(seen, "another") is None
    assert INSTANCES.tombstone(seen, None) is None


@pytest.mark.parametrize(
    ("key", "told", "why"),
    [
        ("t", {}, "it has no group"),
        ("t", {"configuration": {"id": "g"}}, None),
        ("a", {"configuration": {"id": "g"}}, None),
        ("R", {}, None),
    ],
)
def test_a_group_can_only_be_detached_where_there_is_one(
    key: str, told: dict[str, Any], why: str | None
) -> None:
    one = instance(**told)

    assert action(INSTANCES, key).refusal(one, context(one)) == why


def test_no_key_has_two_meanings_and_each_says_what_it_does() -> None:
    keys = [one.key for one in INSTANCES.actions]

    assert len(keys) == len(set(keys))
    assert {action(INSTANCES, key).words for key in "vat"} == {
        "resize its volume",
        "attach a configuration group",
        "detach its configuration group",
    }
    assert all(one.explained for one in INSTANCES.actions)


def test_every_change_here_is_known_to_triage() -> None:
    one = instance(status="BUILD")

    forbidden = [a.name for a in INSTANCES.actions if a.precondition.refusal(one) is not None]

    assert forbidden == ["restart", "resize", "volume", "attach", "detach"]


def asked_of(state: OpState, request: Change, ended: bool = True) -> Operation:
    at = NOW + timedelta(seconds=31) if ended else None
    return Operation(1, SCOPE, "id-orders-db", "orders-db", request, "words", state, NOW, at)


RENAME, RESIZE = Rename(name="b"), ResizeFlavor(flavor_id="2")


@pytest.mark.parametrize(
    ("first", "also", "words"),
    [
        (
            asked_of(OpState.REVERTED, RESIZE),
            asked_of(OpState.DONE, RENAME),
            "resize reverted, rename done 31s",
        ),
        (
            asked_of(OpState.ACCEPTED, RENAME, ended=False),
            asked_of(OpState.FAILED, RESIZE),
            "rename sent, resize failed",
        ),
        (
            asked_of(OpState.FAILED, RESIZE),
            asked_of(OpState.REFUSED, RENAME),
            "resize failed",
        ),
        (
            asked_of(OpState.REFUSED, RENAME),
            asked_of(OpState.DONE, RESIZE),
            "resize done 31s",
        ),
    ],
)
def test_how_others_ended_is_told_beside_what_matters_most(
    first: Operation, also: Operation, words: str
) -> None:
    one = instance()

    seen = context(one, operations={one.id: first}, also={one.id: (also,)})

    assert cell(INSTANCES, "Asked", one, seen) == words
