"""The whole screen over answers with one odd value: it stays, shows the rest, and says so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.screen import Stage, app_on, stage
from tests.support.settle import settled
from tests.support.simulator import Simulator

WELL = {
    "id": "aaaaaaaa-0000-4000-8000-000000000001",
    "name": "field-one",
    "status": "ACTIVE",
    "flavor": {"id": "7"},
    "volume": {"size": 5, "used": 1.5},
    "datastore": {"type": "mysql", "version": "8.0"},
    "created": "2026-01-02T03:04:05",
    "updated": "2026-01-02T03:04:05",
    "ip": ["10.9.8.7"],
}
FLAVOR = {"id": 7, "name": "small", "ram": 2048, "vcpus": 1}


def deep(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


def tells(simulator: Simulator, **lists: Any) -> None:
    """Let the server tell these instead, for as long as it runs."""
    paths = {"groups": ("/configurations", "configurations"), "values": ("", "")}
    for name, rows in lists.items():
        path, key = paths.get(name, (f"/{name}", name))
        simulator.fail("GET", path, 200, json.dumps({key: rows}), times=None)
    for one in lists.get("instances", ()):
        if one.get("id"):
            body = json.dumps({"instance": one})
            simulator.fail("GET", f"/instances/{one['id']}", 200, body, times=None)


async def everywhere(on: Stage) -> str:
    """Go to each view, each pane and each row in it; what stood on the screen in between."""
    seen: list[str] = []
    for place in "12345":
        await on.press(place)
        await on.answered()
        for _ in range(4):
            await on.press("]")
            await on.pass_time(1)
            await on.answered()
            seen.append(on.text)
        for key in ("g", "j", "j", "G"):
            await on.press(key)
            await on.pass_time(1)
            seen.append(on.text)
        await on.press("enter")
        await on.pass_time(1)
        seen.append(on.text)
        await on.press("escape", "g")
    return "\n".join(seen)


async def test_what_has_no_id_is_shown_or_counted_and_all_else_stands(
    simulator: Simulator,
) -> None:
    tells(
        simulator,
        instances=[{"id": "", "name": "field-odd", "status": "ACTIVE"}, {"name": "x"}, WELL],
        flavors=[{"id": "", "name": "odd-flavor"}, FLAVOR, {"id": None, "name": "none"}],
        groups=[{"id": "", "name": "odd-group"}, {"id": "g9", "name": "ok-group"}],
        datastores=[
            {"id": "", "name": "odd-store", "versions": [{"id": "v", "name": ""}]},
            {"id": "d1", "name": "", "versions": [{"id": "v1", "name": None}, {"id": ""}]},
        ],
    )
    async with stage(simulator) as on:
        assert "1 left out: no id" in on.text
        assert "field-one" in on.text

        seen = await everywhere(on)

        for name in ("field-odd", "odd-flavor", "odd-group", "ok-group", "odd-store"):
            assert name in seen
        assert simulator.count("GET", "/instances/") == 0


@pytest.mark.parametrize(("key", "what"), [("R", "restart its database"), ("D", "delete it")])
async def test_nothing_is_asked_of_an_instance_without_an_id(
    simulator: Simulator, key: str, what: str
) -> None:
    tells(simulator, instances=[{"id": "", "name": "field-odd", "status": "ERROR"}, WELL])
    async with stage(simulator, notifications=True) as on:
        await on.press("g", key)

        assert f"field-odd: can't {what}" in on.text
        assert "it has no id" in on.text


async def test_nothing_is_asked_of_a_group_without_an_id(simulator: Simulator) -> None:
    tells(simulator, groups=[{"id": "", "name": "odd-group"}])
    async with stage(simulator, notifications=True) as on:
        await on.press("2")
        await on.until(lambda: "odd-group" in on.text)

        for key in "aeD":
            await on.press(key)
            assert "it has no id" in on.text
            assert on.app.screen is on.app.screen_stack[0]


async def test_users_and_databases_without_names_or_hosts_are_shown_and_left_alone(
    simulator: Simulator,
) -> None:
    tells(simulator, instances=[WELL])
    users = [{"name": "", "host": "localhost"}, {"name": "several", "host": ["10.0.0.1", "::1"]}]
    inside = {"users": users, "databases": [{"name": ""}, {"name": "plain"}, {"name": None}]}
    for name, rows in inside.items():
        path = f"/instances/{WELL['id']}/{name}"
        simulator.fail("GET", path, 200, json.dumps({name: rows}), times=None)
    async with stage(simulator, notifications=True) as on:
        await on.press("]")
        await on.until(lambda: "plain" in on.text)
        assert "1 left out: no name" in on.text
        await on.press("tab", "g", "D")
        assert " can't delete the database and its data: it has no name" in on.text
        assert ": can't delete the database" not in on.text

        await on.press("]")
        await on.until(lambda: "several" in on.text)
        assert "localhost" in on.text
        assert "10.0.0.1, ::1" in on.text
        await on.press("G", "D")
        assert "several@10.0.0.1, ::1: can't delete the user" in on.text


async def test_numbers_times_and_texts_that_are_too_much_leave_the_rest(
    simulator: Simulator,
) -> None:
    odd = [
        {**WELL, "id": "b1", "name": "used", "volume": {"size": 5, "used": 1e308}},
        {**WELL, "id": "b2", "name": "year-one", "created": "0001-01-01T00:00:00Z",
         "updated": "0001-01-01T00:00:00Z", "fault": {"created": "9999-12-31T23:59:59"}},
        {**WELL, "id": "b3", "name": "9" * 4301, "x": deep(500), "token": "s3cret"},
        {**WELL, "id": "b4", "name": "long", "status": "ERROR",
         "fault": {"message": "m " * 500_000, "details": "d\n" * 500_000}},
        {**WELL, "id": "b5", "name": "types", "status": 7, "volume": "10", "ip": {"net": [None]},
         "flavor": [1], "datastore": "mysql", "fault": "x", "configuration": 5, "replicas": "r"},
    ]  # fmt: skip
    tells(simulator, instances=[*odd, WELL], flavors=[FLAVOR])
    async with stage(simulator) as on:
        seen = await everywhere(on)

        for name in ("used", "year-one", "99999", "long", "types", "field-one"):
            assert name in seen
        assert "s3cret" not in seen


async def test_a_link_with_a_lone_surrogate_ends_nothing(simulator: Simulator) -> None:
    page = {"instances": [WELL], "links": [{"rel": "next", "href": "http://h/?marker=\ud800"}]}
    simulator.fail("GET", "/instances", 200, json.dumps(page), times=None)
    simulator.fail("GET", "%80", 200, json.dumps({"instances": []}), times=None)
    app = app_on(simulator)
    async with app.run_test(size=(120, 36)) as pilot:
        on = Stage(pilot, app, simulator)
        await on.until(lambda: "field-one" in on.text)
        await settled(pilot)

        assert simulator.count("GET", "/instances?marker=%ED%A0%80") >= 1


ODD_PARAMETERS = [
    {"name": "", "type": "integer"},
    {"name": "contradicts", "type": "integer", "min": 9, "max": 1},
    {"name": "digits", "type": "integer", "min": "1" * 5000, "max": 10**400},
    {"name": "enumlike", "type": "enum", "values": ["a"], "min": {}, "max": []},
    {"name": "typeless", "type": None, "restart_required": "perhaps"},
    {"type": "integer"},
    {"name": "9" * 4301, "type": 7},
]
ODD_VALUES = {"contradicts": 5, "digits": 10**400, "list": [1, {"a": None}], "none": None,
              "long": "v" * 100_000, "deep": deep(300), "": "e"}  # fmt: skip


async def opens_and_leaves(on: Stage, key: str) -> str:
    """Open what that key opens, look at it for a moment, and leave it; what it showed."""
    await on.press(key)
    await on.pass_time(1)
    await on.press("f2")
    await on.pass_time(1)
    shown = on.text
    for _ in range(4):
        if on.app.screen is on.app.screen_stack[0] and len(on.app.screen_stack) == 1:
            break
        await on.press("escape")
    return shown


@pytest.mark.parametrize("dialect", ["spec", "upstream"])
async def test_every_form_opens_on_rows_of_which_odd_things_are_told(simulator: Simulator) -> None:
    odd = {**WELL, "id": "b5", "name": "types", "status": "ACTIVE", "volume": {"size": 0.5},
           "ip": {"net": [None]}, "flavor": [1], "datastore": {"type": 5, "version": []},
           "fault": "x", "configuration": {"id": "", "name": "tuned"}, "replicas": "r"}  # fmt: skip
    tells(
        simulator,
        instances=[odd, {**odd, "id": "b6", "name": "no store", "datastore": 7}],
        flavors=[{"id": "", "name": "odd"}, {"id": "7", "name": "", "ram": -1, "vcpus": 1e308}],
        groups=[{"id": "g1", "name": "", "datastore_name": 5}, {"id": "", "name": "odd-group"}],
        datastores=[{"id": "", "name": "odd"}, {"id": "d", "name": "m", "versions": [{}, 5, None]}],
    )
    simulator.fail("GET", "/instances/detail", 404, "", times=None)
    async with stage(simulator) as on:
        for _ in range(2):
            for key in "cRzvateD":
                assert "back to the list" in await opens_and_leaves(on, key), key
            await on.press("j")


async def test_a_groups_editor_opens_over_odd_values_and_parameters(simulator: Simulator) -> None:
    group = {"id": "g1", "name": "odd", "datastore_name": "mysql", "datastore_version_id": "v1",
             "datastore_version_name": "8.0", "values": ODD_VALUES}  # fmt: skip
    tells(simulator, groups=[group])
    simulator.fail(
        "GET", "/configurations/g1", 200, json.dumps({"configuration": group}), None, None
    )
    parameters = json.dumps({"configuration-parameters": ODD_PARAMETERS})
    simulator.fail("GET", "/parameters", 200, parameters, times=None)
    async with stage(simulator) as on:
        await on.press("2")
        await on.until(lambda: "odd" in on.text)
        await on.answered()

        await on.press("e")
        await on.pass_time(1)
        await on.until(lambda: "contradicts" in on.text)
        shown = [on.text]
        for key in ("down", "down", "down", "pagedown", "end", "home"):
            await on.press(key)
            shown.append(on.text)

        assert "long" in "".join(shown)


async def test_the_quotas_form_opens_over_odd_quotas(simulator: Simulator) -> None:
    quotas = [
        {"resource": "instances", "in_use": 1e308, "limit": "40"},
        {"resource": "volumes", "in_use": 1.5, "limit": 10**400, "reserved": "x"},
        {"resource": "", "limit": 4}, {"resource": None}, {"resource": "9" * 4301, "in_use": 1},
    ]  # fmt: skip
    body = json.dumps({"quotas": quotas})
    simulator.fail("GET", f"/mgmt/quotas/{simulator.project}", 200, body, times=None)
    async with stage(simulator) as on:
        await on.press("5")
        await on.answered()
        assert "1 left out: no name" in on.text
        await on.press("j", "j")
        shown = await opens_and_leaves(on, "e")

        assert "1.5 GB" in on.text
        assert "1.5 in use" in shown or "Set quotas" not in shown
