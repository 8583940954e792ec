"""Every endpoint of the specification, performed through the screen by a person's keys."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import pytest

from tests.support.screen import Stage, stage
from tests.support.simulator import Simulator
from tests.unit.api.facts import SAMPLES
from trove_tui.ui.forms.fields import Field

Walk = Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True)
class Way:
    """How an operation is asked for, and the request that it must bring."""

    method: str
    path: str
    walk: Walk


WAYS: dict[str, Way] = {}
"""By the name of the specification's sample."""


def way(operation: str, method: str, path: str) -> Callable[[Walk], Walk]:
    def add(walk: Walk) -> Walk:
        WAYS[operation] = Way(method, path, walk)
        return walk

    return add


ID, REST = "[0-9a-f-]{36}", "[^/?]+"


@way("list instances", "GET", "/instances")
@way("show instance", "GET", f"/instances/{ID}")
@way("list flavors", "GET", "/flavors")
@way("list datastores", "GET", "/datastores")
async def _open(on: Stage) -> None:
    await on.detailed()
    await on.press("4")


@way("list all projects' instances", "GET", r"/(instances\?all_tenants=1|mgmt/instances\?.*)")
async def _all_projects(on: Stage) -> None:
    await on.press("A")


@way("create instance", "POST", "/instances")
async def _create(on: Stage) -> None:
    await on.press("c")
    await on.until(lambda: "Name" in on.text)
    await on.fill({"name": "brand-new", "flavor_id": "micro-2", "datastore": "mysql"})
    await on.submit()


@way("update instance", "PATCH", f"/instances/{ID}")
async def _rename(on: Stage) -> None:
    await on.select("orders-db")
    await on.press("e", "ctrl+u", *"orders-v2", "enter")


@way("delete instance", "DELETE", f"/instances/{ID}")
async def _delete(on: Stage) -> None:
    await on.select("orders-db")
    await on.press("D")
    await on.fill({"typed": "orders-db"})
    await on.submit()


@way("restart", "POST", f"/instances/{ID}/action")
async def _restart(on: Stage) -> None:
    await on.select("orders-db")
    await on.press("R")
    await on.submit()


@way("resize flavor", "POST", f"/instances/{ID}/action")
async def _resize(on: Stage) -> None:
    await on.select("orders-db")
    await on.press("z")
    await on.fill({"flavor_id": "memory-4"})
    await on.submit()


@way("resize volume", "POST", f"/instances/{ID}/action")
async def _volume(on: Stage) -> None:
    await on.select("orders-db")
    await on.press("v", "ctrl+u", *"60", "enter")


async def _pane(on: Stage, title: str) -> str:
    """Open that pane of auth-db, give it the keys, and say what the row under them is called."""
    await on.select("auth-db")
    for _ in range(4):
        if on.app.panes.side.heading.current == title:
            break
        await on.press("]")
    await on.press("tab")
    side = on.app.panes.side
    await on.until(lambda: side.lists and side.table.order)
    commands = on.shell.commands
    return commands.entry.resource.name_of(commands.selected)


@way("list databases", "GET", f"/instances/{ID}/databases")
@way("create databases", "POST", f"/instances/{ID}/databases")
async def _create_database(on: Stage) -> None:
    await _pane(on, "Databases")
    await on.press("c", *"ledger")
    await on.submit()


@way("delete database", "DELETE", f"/instances/{ID}/databases/{REST}")
async def _delete_database(on: Stage) -> None:
    name = await _pane(on, "Databases")
    await on.press("D")
    await on.fill({"typed": name})
    await on.submit()


@way("list users", "GET", f"/instances/{ID}/users")
@way("create users", "POST", f"/instances/{ID}/users")
async def _create_user(on: Stage) -> None:
    await _pane(on, "Users")
    await on.press("c", *"clerk", "f3")
    await on.submit()


@way("delete user", "DELETE", f"/instances/{ID}/users/{REST}")
async def _delete_user(on: Stage) -> None:
    name = await _pane(on, "Users")
    await on.press("D")
    await on.fill({"typed": name.rpartition("@")[0]})
    await on.submit()


@way("default configuration", "GET", f"/instances/{ID}/configuration")
async def _configuration(on: Stage) -> None:
    await _pane(on, "Config")


@way("show datastore", "GET", f"/datastores/{REST}")
async def _datastore(on: Stage) -> None:
    await on.press("4")
    await on.until(lambda: on.app.panes.table.order)
    await on.press("enter")
    await on.until(lambda: _listed(on) == "versions" and on.app.panes.table.order)


@way("list parameters", "GET", f"/datastores/{REST}/versions/{REST}/parameters")
@way("show parameter", "GET", f"/datastores/{REST}/versions/{REST}/parameters/{REST}")
async def _parameters(on: Stage) -> None:
    await _datastore(on)
    await on.press("enter")
    await on.until(lambda: _listed(on) == "parameters" and on.app.panes.table.order)


def _listed(on: Stage) -> str:
    return on.shell.state.entry.resource.name


async def _group(on: Stage, name: str) -> None:
    await on.press("2")
    await on.until(lambda: on.row(name))
    while not on.row(name).startswith("▌"):
        await on.press("j")


@way("list groups", "GET", "/configurations")
@way("show group", "GET", f"/configurations/{ID}")
@way("list group's instances", "GET", f"/configurations/{ID}/instances")
async def _groups(on: Stage) -> None:
    await _group(on, "web-defaults")
    await on.press("]")
    await on.until(lambda: on.app.panes.side.heading.current == "Instances")


@way("create group", "POST", "/configurations")
async def _create_group(on: Stage) -> None:
    await _group(on, "web-defaults")
    await on.press("c")
    await on.until(lambda: on.app.screen.query(Field))
    await on.fill({"name": "night-conf", "datastore": "mysql"})
    await on.press("tab")
    await on.until(lambda: "mysql" in on.text)
    await on.submit()
    await on.until(lambda: "PARAMETER" in on.text and "autocommit" in on.text)
    await on.press("S")


@way("update group", "PUT", f"/configurations/{ID}")
async def _update_group(on: Stage) -> None:
    await _group(on, "web-defaults")
    await on.press("e")
    await on.until(lambda: "ALLOWED" in on.text and "max_connections" in on.text)
    await on.until(lambda: "0 instances attached" in on.text and "autocommit" in on.text)
    await on.press("x", "S")


@way("delete group", "DELETE", f"/configurations/{ID}")
async def _delete_group(on: Stage) -> None:
    await _group(on, "empty-conf")
    await on.press("D")
    await on.fill({"typed": "empty-conf"})
    await on.submit()


@way("attach group", "PUT", f"/instances/{ID}")
async def _attach(on: Stage) -> None:
    await on.select("orders-db")
    await on.press("a")
    await on.fill({"configuration_id": "web-defaults"})
    await on.submit()


@way("detach group", "PUT", f"/instances/{ID}")
async def _detach(on: Stage) -> None:
    cloud = on.simulator.cloud
    group = next(one for one in cloud.regions["bj1"].groups.values() if one.name == "test_conf")
    cloud.regions["bj1"].change(cloud.named("orders-db"), group=group)
    await on.until(lambda: "orders-db" in on.text, step=5)
    await on.select("orders-db")
    await on.until(lambda: "test_conf" in on.app.panes.side.text, step=2)
    await on.press("t")
    await on.submit()


@way("show quotas", "GET", f"/mgmt/quotas/{REST}")
@way("update quotas", "PUT", f"/mgmt/quotas/{REST}")
async def _quotas(on: Stage) -> None:
    await on.press("5")
    await on.until(lambda: on.row("volumes"))
    await on.press("e")
    await on.until(lambda: on.app.screen.query(Field))
    await on.fill({"quota_0": "77"})
    await on.submit()


@pytest.mark.parametrize("dialect", ["spec", "upstream"])
@pytest.mark.parametrize("operation", sorted(SAMPLES))
async def test_it_is_performed_through_the_screen(
    simulator: Simulator, operation: str, dialect: str
) -> None:
    assert operation in WAYS, f"no way through the screen to: {operation}"
    way = WAYS[operation]
    wanted = re.compile(f"/v1.0/{simulator.project}{way.path}")

    def done() -> bool:
        return any(
            seen.method == way.method
            and wanted.fullmatch(seen.path if "?" in way.path else seen.path.partition("?")[0])
            for seen in simulator.requests
        )

    async with stage(simulator) as on:
        await way.walk(on)

        await on.until(done, step=0.5)


def test_the_table_names_no_operation_that_there_is_not() -> None:
    unknown: Mapping[str, Way] = {name: one for name, one in WAYS.items() if name not in SAMPLES}

    assert not unknown
