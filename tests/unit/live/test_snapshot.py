from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from trove_tui.api.models import Instance, Volume
from trove_tui.live.scope import Scope
from trove_tui.live.snapshot import (
    Added,
    Changed,
    Connection,
    Query,
    QueryResult,
    Removed,
    Since,
    Snapshot,
    diff,
    looks_same,
    since_when,
)

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
BEFORE = NOW - timedelta(seconds=5)
LONG_AGO = NOW - timedelta(days=2)
SCOPE = Scope(None, "bj1", "p")


def made(name: str, status: str = "ACTIVE", **more: Any) -> Instance:
    return Instance(id=name, name=name, status=status, **more)


def seen(*rows: Instance) -> Snapshot:
    return Snapshot(SCOPE, NOW, {row.id: row for row in rows})


def test_a_diff_names_what_came_what_went_and_which_fields_changed() -> None:
    same, gone = made("same"), made("gone")
    old_row, new_row = made("a"), made("a", "ERROR", volume=Volume(size=20))
    new = made("new")

    changes = diff(seen(same, gone, old_row), seen(same, new_row, new))

    assert changes == (
        Changed(old_row, new_row, frozenset({"status", "volume"})),
        Added(new),
        Removed(gone),
    )
    assert [change.id for change in changes] == ["a", "new", "gone"]


def test_an_equal_row_that_is_another_object_is_no_change() -> None:
    assert diff(seen(made("a")), seen(made("a"))) == ()


def test_against_nothing_everything_was_added() -> None:
    assert diff(None, seen(made("a"))) == (Added(made("a")),)


def test_two_snapshots_that_differ_only_in_their_time_are_alike() -> None:
    old = seen(made("a"))

    assert looks_same(old, replace(old, at=NOW + timedelta(minutes=1)))
    assert not looks_same(old, replace(old, instances={}))
    assert not looks_same(old, replace(old, complete=True))


def test_a_kind_answered_again_the_same_is_no_news_but_its_first_answer_is() -> None:
    kind = Query[str]("words", lambda client, known: _words(), None, str)
    never = replace(seen(), results={"words": QueryResult[str]()})
    once = replace(seen(), results={"words": QueryResult({}, NOW)})
    again = replace(seen(), results={"words": QueryResult({}, NOW + timedelta(minutes=1))})

    assert not looks_same(never, once)
    assert looks_same(once, again)
    assert once.result(kind).at == NOW
    assert seen().result(kind).at is None


async def _words() -> list[str]:
    return []


def test_a_connection_is_told_again_only_if_a_person_would_be_told_something_else() -> None:
    live = Connection("live", last_good=BEFORE, latency=0.1)

    assert live == Connection("live", last_good=NOW, latency=0.2)
    assert live != Connection("old", last_good=BEFORE)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (made("a"), Since(NOW, "at least")),
        (made("a", updated=LONG_AGO), Since(LONG_AGO, "server")),
        (made("a", updated=NOW + timedelta(hours=1)), Since(NOW, "at least")),
        (made("a", "BUILD", created=BEFORE), Since(BEFORE, "server")),
    ],
)
def test_at_first_sight_a_status_is_as_old_as_the_server_tells(
    row: Instance, expected: Since
) -> None:
    assert since_when(None, None, row, NOW, None) == expected


def test_a_status_that_changes_under_our_eyes_was_watched() -> None:
    known = Since(LONG_AGO, "server")

    since = since_when(known, made("a"), made("a", "REBOOT"), NOW, BEFORE)

    assert since == Since(NOW, "watched")


def test_a_database_that_goes_down_on_a_running_server_is_another_status() -> None:
    old, new = made("a", operating_status="HEALTHY"), made("a", operating_status="SHUTDOWN")

    assert since_when(Since(LONG_AGO, "server"), old, new, NOW, BEFORE).how == "watched"


def test_a_well_database_stays_in_one_status_whichever_word_is_used_for_it() -> None:
    known = Since(LONG_AGO, "server")
    old, new = made("a", operating_status=""), made("a", operating_status="HEALTHY")

    assert since_when(known, old, new, NOW, BEFORE) is known


def test_a_rename_does_not_make_a_status_younger() -> None:
    known = Since(LONG_AGO, "server")
    renamed = made("a", updated=BEFORE)

    assert since_when(known, made("a", updated=LONG_AGO), renamed, NOW, BEFORE) is known


def test_what_was_known_as_at_least_is_replaced_once_the_server_tells() -> None:
    known = Since(BEFORE, "at least")
    told = made("a", updated=LONG_AGO)

    assert since_when(known, made("a"), told, NOW, BEFORE) == Since(LONG_AGO, "server")


def test_a_change_that_happened_while_nobody_looked_was_not_watched() -> None:
    known, an_hour_ago = Since(LONG_AGO, "server"), NOW - timedelta(hours=1)
    at_half_past = NOW - timedelta(minutes=30)

    untold = since_when(known, made("a"), made("a", "ERROR"), NOW, an_hour_ago)
    told = since_when(known, made("a"), made("a", "ERROR", updated=at_half_past), NOW, an_hour_ago)

    assert untold == Since(NOW, "at least")
    assert told == Since(at_half_past, "server")
