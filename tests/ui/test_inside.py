"""What is in an instance, and configuration groups: by keys, over a socket, to the end."""

from __future__ import annotations

from functools import partial

import pytest

from tests.support.screen import Stage, stage
from tests.support.simulator import Simulator
from trove_tui.settings import Settings
from trove_tui.simulator.model import Group
from trove_tui.ui.config_groups.update_group import GroupEditor

BOTH = pytest.mark.parametrize("dialect", ["spec", "upstream"])


async def pane(on: Stage, name: str, title: str) -> None:
    """Open that pane of an instance and give it the keys."""
    await on.select(name)
    while on.app.panes.side.heading.current != title:
        await on.press("]")
    await on.press("tab")
    await on.answered()


async def to_row(on: Stage, name: str) -> None:
    """Put the pane's cursor on a row, by keys."""
    commands = on.shell.commands
    name_of = commands.entry.resource.name_of
    for _ in on.app.panes.side.table.order:
        if name_of(commands.selected) == name:
            return
        await on.press("j")
    raise AssertionError(f"no row {name}: {on.app.panes.side.text}")


def group_of(simulator: Simulator, name: str) -> Group:
    groups = simulator.cloud.regions["bj1"].groups.values()
    return next(one for one in groups if one.name == name and one.project == simulator.project)


async def have_group(on: Stage, instance: str, group: str) -> None:
    """That instance has that group, and the screen knows it."""
    region = on.simulator.cloud.regions["bj1"]
    region.change(on.simulator.cloud.named(instance), group=group_of(on.simulator, group))
    await on.select(instance)
    await on.until(lambda: group in on.app.panes.side.text, step=5)


@BOTH
@pytest.mark.parametrize("who", ["a@b@%", "..@%", "p%41@%", "o.brien@10.0.3.14", "张伟@192.168.%"])
async def test_exactly_the_user_that_is_selected_is_deleted(simulator: Simulator, who: str) -> None:
    auth = simulator.cloud.named("auth-db")
    before = set(auth.users)
    name, _, host = who.rpartition("@")
    async with stage(simulator) as on:
        await pane(on, "auth-db", "Users")
        await to_row(on, who)
        await on.press("D")
        await on.fill({"typed": name})
        await on.submit()
        await on.until(lambda: (name, host) not in auth.users, step=0.5)

        assert before - set(auth.users) == {(name, host)}
        await on.until(lambda: len(on.app.panes.side.table.order) == len(auth.users), step=0.5)


async def test_databases_created_are_listed_once_they_are_seen(simulator: Simulator) -> None:
    async with stage(simulator, notifications=True) as on:
        await pane(on, "auth-db", "Databases")
        await on.press("c", *"ledger")
        await on.submit()

        await on.until(lambda: "ledger" in on.app.panes.side.table.order, step=0.5)
        assert "ledger" in simulator.cloud.named("auth-db").databases


async def test_a_database_that_needs_its_name_encoded_is_deleted_alone(
    simulator: Simulator,
) -> None:
    auth = simulator.cloud.named("auth-db")
    before = set(auth.databases)
    async with stage(simulator) as on:
        await pane(on, "auth-db", "Databases")
        await to_row(on, "a/b")
        await on.press("D")
        await on.fill({"typed": "a/b"})
        await on.submit()

        await on.until(lambda: before - set(auth.databases) == {"a/b"}, step=0.5)


@pytest.mark.parametrize("path", ["databases", "users", "configuration"])
async def test_a_pane_that_is_refused_says_so_and_the_others_work(
    simulator: Simulator, path: str
) -> None:
    whole = f"/instances/{simulator.cloud.named('auth-db').id}/{path}"
    simulator.fail("GET", whole, 403, '{"forbidden": {"code": 403, "message": "Not for you."}}')
    titles = {"databases": "Databases", "users": "Users", "configuration": "Config"}
    async with stage(simulator) as on:
        await pane(on, "auth-db", titles[path])

        await on.until(lambda: "Not for you." in on.app.panes.side.text)
        await on.press("r")
        await on.until(lambda: on.app.panes.side.table.order)


@BOTH
async def test_from_one_group_to_another_each_step_is_seen_before_the_next(
    simulator: Simulator,
) -> None:
    orders = simulator.cloud.named("orders-db")
    path = f"/instances/{orders.id}"
    async with stage(simulator) as on:
        await have_group(on, "orders-db", "web-defaults")
        await on.press("a")
        await on.fill({"configuration_id": "test_conf"})
        await on.submit()
        await on.until(lambda: "detach" in on.text.lower())
        assert simulator.count("PUT", path) == 0
        await on.submit()

        await on.until(lambda: orders.group is not None and orders.group.name == "test_conf",
                       step=1)  # fmt: skip

        assert simulator.count("PUT", path) == 2


async def test_a_group_that_somebody_else_changed_is_not_overwritten(
    simulator: Simulator,
) -> None:
    group = group_of(simulator, "web-defaults")
    path = f"/configurations/{group.id}"
    async with stage(simulator) as on:
        await on.press("2")
        await on.until(lambda: on.row("web-defaults"))
        while not on.row("web-defaults").startswith("▌"):
            await on.press("j")
        await on.press("e")
        await on.until(lambda: "max_connections" in on.text)
        group.values["max_connections"] = 777
        await on.until(lambda: "0 instances attached" in on.text and "autocommit" in on.text)
        await on.press("x", "S")

        await on.until(lambda: "777" in on.text)
        assert simulator.count("PUT", path) == 0
        assert group.values["max_connections"] == 777


async def test_instances_of_a_group_that_need_a_restart_are_pointed_out_with_the_key(
    simulator: Simulator,
) -> None:
    async with stage(simulator) as on:
        await on.press("2")
        await on.until(lambda: on.row("billing-tuning"))
        while on.app.panes.side.heading.current != "Instances":
            await on.press("]")
        await on.press("tab")
        await on.until(lambda: on.app.panes.side.table.order)
        assert "R" in on.app.panes.side.heading.text
        assert "restart" in on.app.panes.side.heading.text

        await on.press("R")
        await on.submit()

        billing = simulator.cloud.named("billing-replica")
        await on.until(lambda: billing.status == "ACTIVE", step=2)


async def test_quotas_of_another_project_are_chosen_and_changed(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        await on.press("5")
        await on.until(lambda: on.row("volumes"))
        await on.press("p", *"another-project", "enter")
        await on.until(lambda: simulator.count("GET", "/mgmt/quotas/another-project") == 1)
        await on.until(lambda: on.row("volumes"))

        await on.press("e")
        await on.until(lambda: on.app.screen.query("Field"))
        await on.fill({"quota_0": "77"})
        await on.submit()

        await on.until(lambda: "77" in on.row("instances"), step=0.5)
        assert simulator.count("PUT", "/mgmt/quotas/another-project") == 1


async def test_quotas_that_are_refused_are_explained(simulator: Simulator) -> None:
    body = '{"unauthorized": {"code": 401, "message": "User does not have admin privileges."}}'
    simulator.fail("GET", "/mgmt/quotas/another-project", 401, body, times=None)
    async with stage(simulator) as on:
        await on.press("5", "p", "tab", *"another-project", "enter")

        await on.until(lambda: "User does not have admin privileges." in on.text)
        await on.press("1")
        assert on.row("orders-db")


@pytest.mark.parametrize("sets", [True, False], ids=["values", "none"])
async def test_from_the_values_of_a_group_it_is_edited_by_e(
    simulator: Simulator, sets: bool
) -> None:
    group = group_of(simulator, "web-defaults")
    if not sets:
        group.values.clear()
    async with stage(simulator) as on:
        await on.press("2")
        await on.until(lambda: on.row("web-defaults"))
        while not on.row("web-defaults").startswith("▌"):
            await on.press("j")
        await on.press("tab")
        await on.answered()
        assert bool(on.app.panes.side.table.order) is sets

        await on.press("e")

        await on.until(lambda: "What will be sent" in on.text)
        editor = on.app.screen
        assert isinstance(editor, GroupEditor)
        assert editor.group_id == group.id


async def test_in_ascii_what_has_no_default_known_shows_a_plain_dash_for_it(
    simulator: Simulator,
) -> None:
    group_of(simulator, "web-defaults").values["innodb_io_capacity"] = 250
    async with stage(simulator, change=partial(Settings._replace, ascii=True)) as on:
        await have_group(on, "auth-db", "web-defaults")
        await pane(on, "auth-db", "Config")

        await on.until(lambda: "3 changed by" in on.app.panes.side.text)

        await to_row(on, "innodb_io_capacity")

        assert "250  -" in on.text
