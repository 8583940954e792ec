"""Each change of the API, to a server of either dialect, over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from pydantic import SecretStr

from tests.support.simulator import Simulator
from trove_tui.api import requests as r
from trove_tui.api.client import TroveClient
from trove_tui.api.errors import (
    BadRequest,
    Forbidden,
    NotAllowedNow,
    NotFound,
    OutcomeUnknown,
    QuotaExceeded,
    Refused,
    Unauthorized,
)
from trove_tui.api.models import GroupRef, Quota

pytestmark = pytest.mark.parametrize("dialect", ["spec", "upstream"])

MISSING = "00000000-0000-4000-8000-000000000000"
VERSIONS = {"spec": "mysql-5.1", "upstream": "5.7.29"}
MICRO = "042d5080-bf94-4945-b2a7-8244e4143661"


def new(dialect: str, **changed: Any) -> r.CreateInstance:
    """An instance to create."""
    values = {
        "name": "new-db",
        "flavor_id": MICRO,
        "volume_size": 10,
        "datastore_type": "mysql",
        "datastore_version": VERSIONS[dialect],
    }
    return r.CreateInstance(**{**values, **changed})


async def test_an_instance_is_created_with_all_that_was_asked_for(
    client: TroveClient, simulator: Simulator, dialect: str
) -> None:
    request = new(
        dialect,
        databases=(r.NewDatabase(name="shop", character_set="utf8", collate="utf8_general_ci"),),
        users=(
            r.NewUser(
                name="app", password=SecretStr("nihao"), host="10.0.0.%", databases=("shop",)
            ),
        ),
        nics=(r.Nic(net_id=simulator.cloud.home.network_id, subnet_id="d9c5c6eb-38bd-41d4-9bd2-8db25786a64b"),),
        availability_zone="nova",
        configuration_id=simulator.cloud.group_named("web-defaults").id,
    )  # fmt: skip

    created = await client.create_instance(request)

    simulated = simulator.cloud.named("new-db")
    assert (created.id, created.status) == (simulated.id, "BUILD")
    assert f'"{simulated.id}"' in created.source
    assert simulated.databases == {"shop"}
    assert list(simulated.users) == [("app", "10.0.0.%")]
    assert simulated.group is not None
    simulator.cloud.clock.advance(60)
    assert (await client.instance(created.id)).status == "ACTIVE"
    assert simulator.cloud.named("new-db").subnet_id == "d9c5c6eb-38bd-41d4-9bd2-8db25786a64b"


async def test_a_create_asks_first_whose_server_it_is(
    client: TroveClient, simulator: Simulator, dialect: str
) -> None:
    await client.create_instance(new(dialect))

    assert [seen.path.rpartition("/")[2] for seen in simulator.seen] == ["datastores", "instances"]


async def test_an_instance_is_renamed_and_keeps_its_group(
    client: TroveClient, simulator: Simulator
) -> None:
    simulated = simulator.cloud.named("billing-replica")

    await client.rename(simulated.id, r.Rename(name="billing-copy"))

    renamed = await client.instance(simulated.id)
    assert renamed.name == "billing-copy"
    assert renamed.configuration is not None


async def test_an_instance_is_restarted(client: TroveClient, simulator: Simulator) -> None:
    simulated = simulator.cloud.named("orders-db")

    await client.restart(simulated.id)

    assert (await client.instance(simulated.id)).status == "REBOOT"


async def test_an_instance_gets_another_flavor(client: TroveClient, simulator: Simulator) -> None:
    simulated = simulator.cloud.named("orders-db")

    await client.resize(simulated.id, r.ResizeFlavor(flavor_id=MICRO))

    assert (await client.instance(simulated.id)).status == "RESIZE"
    simulator.cloud.clock.advance(120)
    assert (await client.instance(simulated.id)).flavor_id == MICRO


async def test_an_instance_gets_a_larger_volume(client: TroveClient, simulator: Simulator) -> None:
    simulated = simulator.cloud.named("orders-db")

    await client.resize_volume(simulated.id, r.ResizeVolume(size=60))

    simulator.cloud.clock.advance(60)
    volume = (await client.instance(simulated.id)).volume
    assert volume is not None
    assert volume.size == 60


async def test_an_instance_is_deleted_and_then_gone(
    client: TroveClient, simulator: Simulator
) -> None:
    simulated = simulator.cloud.named("orders-db")

    await client.delete_instance(simulated.id)

    assert (await client.instance(simulated.id)).status == "SHUTDOWN"
    simulator.cloud.clock.advance(30)
    with pytest.raises(NotFound):
        await client.instance(simulated.id)


async def test_a_group_is_attached_and_detached(client: TroveClient, simulator: Simulator) -> None:
    simulated = simulator.cloud.named("orders-db")
    group = simulator.cloud.group_named("test_conf")

    await client.attach(simulated.id, r.AttachGroup(configuration_id=group.id))
    attached = await client.instance(simulated.id)
    await client.detach(simulated.id)

    assert attached.configuration == GroupRef(id=group.id, name="test_conf")
    assert (await client.instance(simulated.id)).configuration is None


async def test_databases_are_created_and_deleted(client: TroveClient, simulator: Simulator) -> None:
    simulated = simulator.cloud.named("orders-db")
    wanted = (r.NewDatabase(name="wordpress", character_set="utf8"), r.NewDatabase(name="youdao"))

    await client.create_databases(simulated.id, r.CreateDatabases(databases=wanted))
    await client.delete_database(simulated.id, "youdao")

    assert {"wordpress"} == simulated.databases - {"orders", "orders_audit"}


@pytest.mark.parametrize("name", ["audit.2024", "café", "a/b", "50%"])
async def test_a_database_with_an_odd_name_is_deleted_where_the_server_can(
    name: str, client: TroveClient, simulator: Simulator, dialect: str
) -> None:
    simulated = simulator.cloud.named("auth-db")

    if r.DeleteDatabase(name=name).warning(r.Dialect(dialect)):
        with pytest.raises(NotFound):
            await client.delete_database(simulated.id, name)
    else:
        await client.delete_database(simulated.id, name)
        assert name not in simulated.databases
    assert simulated.status == "ACTIVE"


async def test_users_are_created(client: TroveClient, simulator: Simulator) -> None:
    simulated = simulator.cloud.named("orders-db")
    users = (
        r.NewUser(name="shop", password=SecretStr("nihao"), databases=("orders",)),
        r.NewUser(name="shop", password=SecretStr("nihao"), host="10.0.0.1"),
    )

    await client.create_users(simulated.id, r.CreateUsers(users=users))

    assert simulated.users["shop", "%"].databases == ("orders",)
    assert simulated.users["shop", "10.0.0.1"].databases == ()


ODD_USERS = [
    ("app", "%"),
    ("backup", "10.0.0.%"),
    ("a@b", "%"),
    ("p%41", "%"),
    ("o.brien", "10.0.3.14"),
    ("张伟", "192.168.%"),
    ("..", "%"),
]


@pytest.mark.parametrize(("name", "host"), ODD_USERS)
async def test_just_that_user_is_deleted_whatever_they_are_called(
    name: str, host: str, client: TroveClient, simulator: Simulator
) -> None:
    simulated = simulator.cloud.named("auth-db")
    before = set(simulated.users)

    await client.delete_user(simulated.id, name, host)

    assert before - set(simulated.users) == {(name, host)}
    assert simulated.status == "ACTIVE"


async def test_a_group_is_created(client: TroveClient, simulator: Simulator, dialect: str) -> None:
    request = r.CreateGroup(
        name="fresh",
        description="for test",
        datastore_type="mysql",
        datastore_version=VERSIONS[dialect],
        values={"wait_timeout": 100, "max_connect_errors": 50},
    )

    created = await client.create_group(request)

    assert created.id == simulator.cloud.group_named("fresh").id
    assert (created.values, created.description) == (request.values, "for test")


async def test_a_group_is_replaced_whole(client: TroveClient, simulator: Simulator) -> None:
    group = simulator.cloud.group_named("web-defaults")
    request = r.UpdateGroup(name="kk", description="new", values={"wait_timeout": 50})

    await client.update_group(group.id, request)

    shown = await client.group(group.id)
    assert (shown.name, shown.description, shown.values) == ("kk", "new", {"wait_timeout": 50})


async def test_a_group_is_deleted(client: TroveClient, simulator: Simulator) -> None:
    group = simulator.cloud.group_named("empty-conf")

    await client.delete_group(group.id)

    with pytest.raises(NotFound):
        await client.group(group.id)


async def test_quotas_are_changed_and_read_again(client: TroveClient, simulator: Simulator) -> None:
    request = r.UpdateQuotas(limits={"instances": 102, "backups": 6})

    told = await client.update_quotas(simulator.project, request)

    assert told == (Quota(resource="instances", limit=102), Quota(resource="backups", limit=6))
    read = {one.resource: one for one in await client.quotas(simulator.project)}
    assert (read["instances"].limit, read["instances"].in_use) == (102, 16)


# Refused: nothing changed


Change = Callable[[TroveClient, str], Awaitable[object]]
ON_INSTANCES: dict[str, Change] = {
    "rename": lambda client, target: client.rename(target, r.Rename(name="a")),
    "restart": lambda client, target: client.restart(target),
    "resize": lambda client, target: client.resize(target, r.ResizeFlavor(flavor_id=MICRO)),
    "resize volume": lambda client, target: client.resize_volume(target, r.ResizeVolume(size=400)),
    "delete": lambda client, target: client.delete_instance(target),
    "attach": lambda client, target: client.attach(target, r.AttachGroup(configuration_id=MISSING)),
    "detach": lambda client, target: client.detach(target),
    "create databases": lambda client, target: client.create_databases(
        target, r.CreateDatabases(databases=(r.NewDatabase(name="shop"),))
    ),
    "delete database": lambda client, target: client.delete_database(target, "shop"),
    "create users": lambda client, target: client.create_users(
        target, r.CreateUsers(users=(r.NewUser(name="u", password=SecretStr("nihao")),))
    ),
    "delete user": lambda client, target: client.delete_user(target, "u"),
}
ON_GROUPS: dict[str, Change] = {
    "update group": lambda client, target: client.update_group(
        target, r.UpdateGroup(name="a", values={})
    ),
    "delete group": lambda client, target: client.delete_group(target),
}
ON_PROJECTS: dict[str, Change] = {
    "update quotas": lambda client, target: client.update_quotas(
        target, r.UpdateQuotas(limits={"instances": 1})
    ),
}
ON_NOTHING: dict[str, Change] = {
    "create instance": lambda client, _: client.create_instance(new("spec")),
    "create group": lambda client, _: client.create_group(
        r.CreateGroup(name="g", datastore_type="mysql", datastore_version="5", values={})
    ),
}
CHANGES = ON_INSTANCES | ON_GROUPS | ON_PROJECTS | ON_NOTHING


@pytest.mark.parametrize("name", ON_INSTANCES | ON_GROUPS)
async def test_what_is_not_there_cannot_be_changed(name: str, client: TroveClient) -> None:
    with pytest.raises(NotFound, match="cannot be found"):
        await CHANGES[name](client, MISSING)


@pytest.mark.parametrize(
    "name", ON_INSTANCES.keys() - {"rename", "attach", "detach", "resize volume"}
)
async def test_an_instance_that_is_being_built_takes_nothing_yet(
    name: str, client: TroveClient, simulator: Simulator
) -> None:
    with pytest.raises(NotAllowedNow, match="is not ready"):
        await ON_INSTANCES[name](client, simulator.cloud.named("search-index").id)


@pytest.mark.parametrize("name", CHANGES)
async def test_without_a_good_token_no_change_is_made(
    name: str, client: TroveClient, simulator: Simulator
) -> None:
    simulator.cloud.tokens.clear()

    with pytest.raises(Unauthorized):
        await CHANGES[name](client, simulator.cloud.named("orders-db").id)


@pytest.mark.parametrize("name", CHANGES)
async def test_a_change_whose_answer_is_lost_is_sent_once_and_called_unknown(
    name: str, client: TroveClient, simulator: Simulator
) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        simulator.lose_answers(method, "")

    with pytest.raises(OutcomeUnknown) as caught:
        await CHANGES[name](client, simulator.cloud.named("orders-db").id)

    assert caught.value.status is None
    assert len([seen for seen in simulator.seen if seen.method != "GET"]) == 1


@pytest.mark.parametrize("name", CHANGES)
async def test_a_change_that_gets_a_5xx_is_sent_once_and_called_unknown(
    name: str, client: TroveClient, simulator: Simulator
) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        simulator.fail(method, "", 503, "<html>busy</html>", {"Retry-After": "1"}, times=None)

    with pytest.raises(OutcomeUnknown) as caught:
        await CHANGES[name](client, simulator.cloud.named("orders-db").id)

    assert caught.value.status == 503
    assert len([seen for seen in simulator.seen if seen.method != "GET"]) == 1


@pytest.mark.parametrize("name", CHANGES)
async def test_a_change_is_sent_with_what_every_request_has(
    name: str, client: TroveClient, simulator: Simulator
) -> None:
    simulator.fail("POST", "", 204, times=None)
    try:
        await CHANGES[name](client, simulator.cloud.named("orders-db").id)
    except (Refused, OutcomeUnknown):
        pass  # what comes of it is tested elsewhere

    headers = simulator.seen[-1].headers
    assert headers["content-type"] == "application/json"
    assert headers["x-auth-token"] == simulator.token
    assert headers["connection"] == "close"


async def test_a_busy_instance_says_what_it_is_busy_with(
    client: TroveClient, simulator: Simulator
) -> None:
    with pytest.raises(NotAllowedNow, match="REBOOTING"):
        await client.restart(simulator.cloud.named("inventory-db").id)


async def test_a_flavor_it_has_already_is_a_bad_request(
    client: TroveClient, simulator: Simulator
) -> None:
    simulated = simulator.cloud.named("orders-db")

    with pytest.raises(BadRequest) as caught:
        await client.resize(simulated.id, r.ResizeFlavor(flavor_id=simulated.flavor.id))

    assert caught.value.field == "flavor"


async def test_a_smaller_volume_is_a_bad_request(client: TroveClient, simulator: Simulator) -> None:
    with pytest.raises(BadRequest) as caught:
        await client.resize_volume(simulator.cloud.named("orders-db").id, r.ResizeVolume(size=50))

    assert caught.value.field == "size"


async def test_more_than_the_project_has_room_for_is_over_quota(
    client: TroveClient, simulator: Simulator, dialect: str
) -> None:
    await client.update_quotas(simulator.project, r.UpdateQuotas(limits={"instances": 16}))

    with pytest.raises(QuotaExceeded, match="instances"):
        await client.create_instance(new(dialect))


async def test_a_volume_larger_than_the_server_allows_is_a_bad_request(
    client: TroveClient, dialect: str
) -> None:
    with pytest.raises(BadRequest, match="maximum") as caught:
        await client.create_instance(new(dialect, volume_size=1_000_000))

    assert caught.value.field == "size"


async def test_another_group_over_the_one_attached_is_a_bad_request(
    client: TroveClient, simulator: Simulator
) -> None:
    request = r.AttachGroup(configuration_id=simulator.cloud.group_named("test_conf").id)

    with pytest.raises(BadRequest, match="already has"):
        await client.attach(simulator.cloud.named("billing-replica").id, request)


async def test_a_group_is_not_detached_before_the_restart_that_is_due(
    client: TroveClient, simulator: Simulator
) -> None:
    with pytest.raises(NotAllowedNow, match="RESTART_REQUIRED"):
        await client.detach(simulator.cloud.named("billing-replica").id)


async def test_a_name_that_is_taken_is_a_bad_request(
    client: TroveClient, simulator: Simulator
) -> None:
    orders = simulator.cloud.named("orders-db").id
    user = r.NewUser(name="app", password=SecretStr("nihao"))

    with pytest.raises(BadRequest, match="already exists"):
        await client.create_databases(
            orders, r.CreateDatabases(databases=(r.NewDatabase(name="orders"),))
        )
    with pytest.raises(BadRequest, match="already exists"):
        await client.create_users(orders, r.CreateUsers(users=(user,)))


async def test_a_group_that_is_attached_is_not_deleted(
    client: TroveClient, simulator: Simulator
) -> None:
    with pytest.raises(BadRequest, match="cannot be deleted"):
        await client.delete_group(simulator.cloud.group_named("billing-tuning").id)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"no_such": 1}, "values.no_such"),
        ({"wait_timeout": "100"}, "values.wait_timeout"),
        ({"wait_timeout": 0}, "values.wait_timeout"),
    ],
)
async def test_a_value_the_server_does_not_take_is_a_bad_request_about_it(
    values: dict[str, Any], field: str, client: TroveClient, simulator: Simulator
) -> None:
    group = simulator.cloud.group_named("test_conf")

    with pytest.raises(BadRequest) as caught:
        await client.update_group(group.id, r.UpdateGroup(name="g", values=values))

    assert caught.value.field == field


async def test_quotas_are_an_administrators_to_change(
    member: TroveClient, simulator: Simulator
) -> None:
    with pytest.raises((Unauthorized, Forbidden), match="admin"):
        await member.update_quotas(simulator.project, r.UpdateQuotas(limits={"instances": 1}))


async def test_a_quota_of_something_unknown_is_not_found(
    client: TroveClient, simulator: Simulator
) -> None:
    with pytest.raises((NotFound, BadRequest)):
        await client.update_quotas(simulator.project, r.UpdateQuotas(limits={"floppies": 3}))


async def test_a_password_that_the_server_echoes_is_not_shown(
    client: TroveClient, simulator: Simulator
) -> None:
    user = r.NewUser.model_construct(
        name="app", password=SecretStr("p;hunter2"), host=None, databases=()
    )
    request = r.CreateUsers.model_construct(users=(user,))

    with pytest.raises(BadRequest) as caught:
        await client.create_users(simulator.cloud.named("orders-db").id, request)

    assert "not a valid password" in str(caught.value)
    assert "hunter2" not in str(caught.value)


async def test_an_accepted_change_tells_the_servers_id_of_it(
    client: TroveClient, simulator: Simulator
) -> None:
    accepted = await client.submit(r.Restart(), simulator.cloud.named("orders-db").id)

    assert (accepted.request_id or "").startswith("req-")
    assert accepted.request_id == client.log[-1].request_id
    assert accepted.body is None


async def test_changes_do_not_wait_for_one_another(
    client: TroveClient, simulator: Simulator
) -> None:
    slow, other = (simulator.cloud.named(name).id for name in ("orders-db", "billing-db"))

    with simulator.held("POST", f"/{slow}/action") as reached:
        waiting = asyncio.create_task(client.restart(slow))
        await asyncio.to_thread(reached.wait)
        await client.restart(other)
        assert not waiting.done()

    await waiting
