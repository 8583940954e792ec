"""Statuses move with the clock, each to where it must, and with the clock alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.support.clock import START
from tests.support.simulator import Simulator

Show = Callable[[str], Any]

MEMORY_4 = "e0f9798d-a063-497c-9c7a-9be5e5e6c3e1"
MICRO_1 = "2f5a2788-1778-4d21-a4cf-eb4b2866c855"


def act(http: httpx.Client, instance_id: str, body: Any) -> None:
    answer = http.post(f"/instances/{instance_id}/action", json=body)
    assert answer.status_code in {202, 204}, answer.text


def create(http: httpx.Client, name: str) -> str:
    wanted = {"name": name, "flavorRef": MICRO_1, "volume": {"size": 1}}
    answer = http.post("/instances", json={"instance": wanted})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["instance"]["id"])


def test_a_new_instance_is_built_in_forty_seconds_and_has_an_address_then(
    http: httpx.Client, simulator: Simulator, show: Show
) -> None:
    create(http, "mine")

    simulator.cloud.clock.advance(39)
    before = show("mine")
    simulator.cloud.clock.advance(1)
    after = show("mine")

    assert (before["status"], before["ip"], before["subnet_id"]) == ("BUILD", None, None)
    assert after["status"] == "ACTIVE"
    assert after["ip"]
    assert after["volume"] == {"size": 1, "used": 0.12}
    assert datetime.fromisoformat(after["updated"]) == _naive(START + timedelta(seconds=40))


def test_a_restart_goes_through_reboot_in_fifteen_seconds(
    http: httpx.Client, simulator: Simulator, show: Show
) -> None:
    act(http, simulator.cloud.named("orders-db").id, {"restart": {}})

    during = show("orders-db")["status"]
    simulator.cloud.clock.advance(15)

    assert (during, show("orders-db")["status"]) == ("REBOOT", "ACTIVE")


def test_a_resize_shows_the_new_flavor_only_when_it_is_done(
    http: httpx.Client, simulator: Simulator, show: Show
) -> None:
    old = show("orders-db")["flavor"]["id"]
    act(http, simulator.cloud.named("orders-db").id, {"resize": {"flavorRef": MEMORY_4}})

    during = show("orders-db")
    simulator.cloud.clock.advance(60)
    after = show("orders-db")

    assert (during["status"], during["flavor"]["id"]) == ("RESIZE", old)
    assert (after["status"], after["flavor"]["id"]) == ("ACTIVE", MEMORY_4)


def test_a_volume_grows_when_its_resize_is_done(
    http: httpx.Client, simulator: Simulator, show: Show
) -> None:
    act(http, simulator.cloud.named("orders-db").id, {"resize": {"volume": {"size": 80}}})

    during = show("orders-db")["volume"]["size"]
    simulator.cloud.clock.advance(30)

    assert (during, show("orders-db")["volume"]["size"]) == (50, 80)


def test_a_deleted_instance_shuts_down_and_is_gone_after_ten_seconds(
    http: httpx.Client, simulator: Simulator, show: Show
) -> None:
    path = f"/instances/{simulator.cloud.named('orders-db').id}"
    http.delete(path)

    during = show("orders-db")["status"]
    simulator.cloud.clock.advance(10)
    after = http.get(path)

    assert during == "SHUTDOWN"
    assert after.status_code == 404
    assert "orders-db" not in {one["name"] for one in http.get("/instances").json()["instances"]}


def test_a_delete_overtakes_a_resize(http: httpx.Client, simulator: Simulator) -> None:
    path = f"/instances/{simulator.cloud.named('orders-db').id}"
    act(http, simulator.cloud.named("orders-db").id, {"resize": {"flavorRef": MEMORY_4}})

    http.delete(path)
    simulator.cloud.clock.advance(100)

    assert http.get(path).status_code == 404


def test_one_instance_takes_every_resize_back(
    http: httpx.Client, simulator: Simulator, show: Show
) -> None:
    old = show("ledger-db")["flavor"]["id"]
    act(http, simulator.cloud.named("ledger-db").id, {"resize": {"flavorRef": MEMORY_4}})

    during = show("ledger-db")["status"]
    simulator.cloud.clock.advance(60)
    after = show("ledger-db")

    assert (during, after["status"], after["flavor"]["id"]) == ("RESIZE", "ACTIVE", old)


def test_one_instance_fails_to_restart_with_a_fault_dated_then(
    http: httpx.Client, simulator: Simulator, show: Show
) -> None:
    act(http, simulator.cloud.named("metrics-db").id, {"restart": {}})

    simulator.cloud.clock.advance(15)
    after = show("metrics-db")

    assert after["status"] == "ERROR"
    assert "did not come up" in after["fault"]["message"]
    assert after["fault"]["created"] == after["updated"]


@pytest.mark.parametrize(
    ("name", "status"), [("x-fails", "ERROR"), ("x-sticks", "BUILD"), ("x", "ACTIVE")]
)
def test_how_a_build_ends_can_be_asked_for_in_its_name(
    name: str, status: str, http: httpx.Client, simulator: Simulator, show: Show
) -> None:
    create(http, name)

    simulator.cloud.clock.advance(3600)

    assert show(name)["status"] == status


def test_one_instance_has_been_building_for_41_minutes_and_stays_so(
    simulator: Simulator, show: Show
) -> None:
    simulator.cloud.clock.advance(86_400)

    stuck = show("reports-2")

    assert stuck["status"] == "BUILD"
    created = datetime.fromisoformat(stuck["created"])
    assert created == _naive(START - timedelta(minutes=41))


def test_what_was_under_way_at_the_start_ends_within_a_minute(
    simulator: Simulator, show: Show
) -> None:
    names = ("sessions", "inventory-db", "search-index", "events-archive")
    before = [show(name)["status"] for name in names]

    simulator.cloud.clock.advance(60)

    assert before == ["RESIZE", "REBOOT", "BUILD", "BUILD"]
    assert {show(name)["status"] for name in names} == {"ACTIVE"}


def test_what_is_due_happens_at_its_own_moment_however_late_one_looks(
    http: httpx.Client, simulator: Simulator, show: Show
) -> None:
    act(http, simulator.cloud.named("orders-db").id, {"restart": {}})

    simulator.cloud.clock.advance(7200)

    updated = datetime.fromisoformat(show("orders-db")["updated"])
    assert updated == _naive(START + timedelta(seconds=15))


def test_volumes_fill_with_time_and_are_never_full(simulator: Simulator, show: Show) -> None:
    before = show("analytics-dw")["volume"]

    simulator.cloud.clock.advance(3600)
    after = show("analytics-dw")["volume"]
    simulator.cloud.clock.advance(365 * 86_400)
    later = show("analytics-dw")["volume"]

    assert before["used"] / before["size"] >= 0.9
    assert before["used"] < after["used"] < later["used"] < later["size"]


def test_nothing_moves_while_the_clock_stands_still(http: httpx.Client) -> None:
    first = http.get("/instances").content

    assert http.get("/instances").content == first


@pytest.mark.parametrize("dialect", ["upstream"])
def test_a_restart_brings_a_database_up_that_was_down_on_a_running_server(
    http: httpx.Client, simulator: Simulator, show: Show
) -> None:
    before = show("messaging-db")

    act(http, before["id"], {"restart": {}})
    during = show("messaging-db")
    simulator.cloud.clock.advance(15)
    after = show("messaging-db")

    states = [(one["status"], one["operating_status"]) for one in (before, during, after)]
    assert states == [("ACTIVE", "SHUTDOWN"), ("REBOOT", ""), ("ACTIVE", "HEALTHY")]


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
