from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from trove_tui.api.models import Fault, GroupRef, Instance, Volume
from trove_tui.live.instance_merge import InstanceMerge

WHEN = datetime(2026, 3, 4, tzinfo=UTC)


def listed(name: str = "a", status: str = "ACTIVE", **more: Any) -> Instance:
    return Instance(id=name, name=name, status=status, **{"volume": Volume(size=10), **more})


def shown(status: str = "ACTIVE", **more: object) -> Instance:
    return listed("a", status, volume=Volume(size=10, used=4.0), updated=WHEN, **more)


def test_a_list_answered_the_same_gives_the_same_mapping() -> None:
    rows, answer = InstanceMerge(), (listed("a"), listed("b"))

    rows.add_list(answer, asked_at=0)
    before = rows.merged
    rows.add_list(answer, asked_at=5)
    rows.add_list(tuple(answer), asked_at=10)

    assert rows.merged is before


def test_a_row_that_did_not_change_stays_the_same_object_beside_one_that_did() -> None:
    rows, steady = InstanceMerge(), listed("a")
    rows.add_list((steady, listed("b")), asked_at=0)

    rows.add_list((steady, listed("b", "ERROR")), asked_at=5)

    assert rows.merged["a"] is steady
    assert rows.merged["b"].status == "ERROR"


def test_a_single_answer_fills_in_what_the_list_does_not_tell() -> None:
    rows, row = InstanceMerge(), listed()
    rows.add_list((row,), asked_at=0)

    rows.add_detail(shown(), asked_at=1)
    merged = rows.merged["a"]
    rows.add_list((row,), asked_at=5)

    assert merged.volume == Volume(size=10, used=4.0)
    assert merged.updated == WHEN
    assert rows.merged["a"] is merged


def test_the_same_single_answer_again_gives_the_same_object() -> None:
    rows = InstanceMerge()
    rows.add_list((listed(),), asked_at=0)
    rows.add_detail(shown(), asked_at=1)
    before = rows.merged

    rows.add_detail(shown(), asked_at=2)

    assert rows.merged is before


def test_a_single_answer_newer_than_the_list_wins() -> None:
    rows, row = InstanceMerge(), listed()
    rows.add_list((row,), asked_at=0)

    rows.add_detail(shown("RESIZE"), asked_at=5)
    rows.add_list((row,), asked_at=4)

    assert rows.merged["a"].status == "RESIZE"


def test_a_list_newer_than_the_single_answer_wins_and_asks_for_another() -> None:
    rows, row = InstanceMerge(), listed()
    rows.add_list((row,), asked_at=0)
    rows.add_detail(shown("RESIZE"), asked_at=5)

    sweep = rows.add_list((row,), asked_at=6)

    assert rows.merged["a"].status == "ACTIVE"
    assert sweep.outdated == ("a",)


def test_when_the_status_changes_the_fault_and_its_time_are_forgotten_the_rest_is_not() -> None:
    rows = InstanceMerge()
    rows.add_list((listed(status="ERROR"),), asked_at=0)
    told = shown("ERROR", fault=Fault(message="x"), configuration=GroupRef(id="g"), created=WHEN)
    rows.add_detail(told, asked_at=1)

    rows.add_list((listed(status="ACTIVE"),), asked_at=5)
    row = rows.merged["a"]

    assert (row.status, row.fault, row.updated) == ("ACTIVE", None, None)
    assert (row.configuration, row.created) == (GroupRef(id="g"), WHEN)
    assert row.volume == Volume(size=10, used=4.0)


def test_answers_that_overtake_each_other_do_not_turn_time_back() -> None:
    rows = InstanceMerge()
    rows.add_list((listed(),), asked_at=0)

    rows.add_detail(shown("RESIZE"), asked_at=5)
    rows.add_detail(shown("ACTIVE"), asked_at=4)

    assert rows.merged["a"].status == "RESIZE"


def test_what_only_the_list_of_all_projects_tells_is_kept() -> None:
    rows = InstanceMerge()
    rows.add_list((listed(tenant_id="p2", user_id="u"),), asked_at=0)

    rows.add_detail(shown(), asked_at=1)

    assert rows.merged["a"].tenant_id == "p2"
    assert rows.merged["a"].updated == WHEN


def test_a_row_that_the_list_lacks_is_kept_and_reported_as_missing() -> None:
    rows, kept = InstanceMerge(), listed("b")
    rows.add_list((listed("a"), kept), asked_at=0)

    sweep = rows.add_list((listed("a"),), asked_at=5)

    assert sweep.missing == ("b",)
    assert rows.merged["b"] is kept


def test_what_is_gone_does_not_come_back_with_an_older_list() -> None:
    rows, answer = InstanceMerge(), (listed("a"), listed("b"))
    rows.add_list(answer, asked_at=0)
    rows.drop("b", asked_at=6)

    rows.add_list(answer, asked_at=5)
    then = set(rows.merged)
    rows.add_list(answer, asked_at=7)

    assert then == {"a"}
    assert set(rows.merged) == {"a", "b"}


def test_the_rows_stand_in_the_servers_order() -> None:
    rows = InstanceMerge()
    rows.add_list((listed("b"), listed("a"), listed("c")), asked_at=0)

    assert list(rows.merged) == ["b", "a", "c"]
