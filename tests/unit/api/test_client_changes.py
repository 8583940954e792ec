"""Each change of the API, to a server of either dialect, over real sockets."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import SecretStr

from tests.support.simulator import Simulator
from tests.unit.api.wanted import MICRO, SUBNET, VERSIONS, created, new
from trove_tui.api.call import Dialect
from trove_tui.api.client import TroveClient
from trove_tui.api.errors import (
    NotFound,
)
from trove_tui.api.models import Group, GroupRef, Instance, Quota
from trove_tui.changes.databases_and_users import (
    CreateDatabases,
    CreateUsers,
    DeleteDatabase,
    DeleteUser,
    NewDatabase,
    NewUser,
)
from trove_tui.changes.groups import AttachGroup, CreateGroup, DeleteGroup, DetachGroup, UpdateGroup
from trove_tui.changes.instances import (
    DeleteInstance,
    Nic,
    Rename,
    ResizeFlavor,
    ResizeVolume,
    Restart,
)
from trove_tui.changes.quotas import UpdateQuotas

pytestmark = pytest.mark.parametrize("dialect", ["spec", "upstream"])


async def test_an_instance_is_created_with_all_that_was_asked_for(
    client: TroveClient, simulator: Simulator, dialect: str
) -> None:
    request = new(
        dialect,
        databases=(NewDatabase(name="shop", character_set="utf8", collate="utf8_general_ci"),),
        users=(
            NewUser(name="app", password=SecretStr("nihao"), host="10.0.0.%", databases=("shop",)),
        ),
        nics=(Nic(net_id=simulator.cloud.home.network_id, subnet_id=SUBNET),),
        availability_zone="nova",
        configuration_id=simulator.cloud.group_named("web-defaults").id,
    )

    made = created(await client.submit(request), "instance", Instance)

    simulated = simulator.cloud.named("new-db")
    assert (made.id, made.status) == (simulated.id, "BUILD")
    assert f'"{simulated.id}"' in made.source
    assert simulated.databases == {"shop"}
    assert list(simulated.users) == [("app", "10.0.0.%")]
    assert simulated.group is not None
    simulator.cloud.clock.advance(60)
    assert (await client.instance(made.id)).status == "ACTIVE"
    assert simulator.cloud.named("new-db").subnet_id == SUBNET


async def test_a_create_asks_first_whose_server_it_is(
    client: TroveClient, simulator: Simulator, dialect: str
) -> None:
    await client.submit(new(dialect))

    assert [seen.path.rpartition("/")[2] for seen in simulator.requests] == [
        "datastores",
        "instances",
    ]


async def test_an_instance_is_renamed_and_keeps_its_group(
    client: TroveClient, simulator: Simulator
) -> None:
    simulated = simulator.cloud.named("billing-replica")

    await client.submit(Rename(name="billing-copy"), simulated.id)

    renamed = await client.instance(simulated.id)
    assert renamed.name == "billing-copy"
    assert renamed.configuration is not None


async def test_an_instance_is_restarted(client: TroveClient, simulator: Simulator) -> None:
    simulated = simulator.cloud.named("orders-db")

    await client.submit(Restart(), simulated.id)

    assert (await client.instance(simulated.id)).status == "REBOOT"


async def test_an_instance_gets_another_flavor(client: TroveClient, simulator: Simulator) -> None:
    simulated = simulator.cloud.named("orders-db")

    await client.submit(ResizeFlavor(flavor_id=MICRO), simulated.id)

    assert (await client.instance(simulated.id)).status == "RESIZE"
    simulator.cloud.clock.advance(120)
    assert (await client.instance(simulated.id)).flavor_id == MICRO


async def test_an_instance_gets_a_larger_volume(client: TroveClient, simulator: Simulator) -> None:
    simulated = simulator.cloud.named("orders-db")

    await client.submit(ResizeVolume(size=60), simulated.id)

    simulator.cloud.clock.advance(60)
    volume = (await client.instance(simulated.id)).volume
    assert volume is not None
    assert volume.size == 60


async def test_an_instance_is_deleted_and_then_gone(
    client: TroveClient, simulator: Simulator
) -> None:
    simulated = simulator.cloud.named("orders-db")

    await client.submit(DeleteInstance(), simulated.id)

    assert (await client.instance(simulated.id)).status == "SHUTDOWN"
    simulator.cloud.clock.advance(30)
    with pytest.raises(NotFound):
        await client.instance(simulated.id)


async def test_a_group_is_attached_and_detached(client: TroveClient, simulator: Simulator) -> None:
    simulated = simulator.cloud.named("orders-db")
    group = simulator.cloud.group_named("test_conf")

    await client.submit(AttachGroup(configuration_id=group.id), simulated.id)
    attached = await client.instance(simulated.id)
    await client.submit(DetachGroup(), simulated.id)

    assert attached.configuration == GroupRef(id=group.id, name="test_conf")
    assert (await client.instance(simulated.id)).configuration is None


async def test_databases_are_created_and_deleted(client: TroveClient, simulator: Simulator) -> None:
    simulated = simulator.cloud.named("orders-db")
    wanted = (NewDatabase(name="wordpress", character_set="utf8"), NewDatabase(name="youdao"))

    await client.submit(CreateDatabases(databases=wanted), simulated.id)
    await client.submit(DeleteDatabase(name="youdao"), simulated.id)

    assert {"wordpress"} == simulated.databases - {"orders", "orders_audit"}


@pytest.mark.parametrize("name", ["audit.2024", "café", "a/b", "50%"])
async def test_a_database_with_an_odd_name_is_deleted_where_the_server_can(
    name: str, client: TroveClient, simulator: Simulator, dialect: str
) -> None:
    simulated = simulator.cloud.named("auth-db")

    if DeleteDatabase(name=name).warning(Dialect(dialect)):
        with pytest.raises(NotFound):
            await client.submit(DeleteDatabase(name=name), simulated.id)
    else:
        await client.submit(DeleteDatabase(name=name), simulated.id)
        assert name not in simulated.databases
    assert simulated.status == "ACTIVE"


async def test_users_are_created(client: TroveClient, simulator: Simulator) -> None:
    simulated = simulator.cloud.named("orders-db")
    users = (
        NewUser(name="shop", password=SecretStr("nihao"), databases=("orders",)),
        NewUser(name="shop", password=SecretStr("nihao"), host="10.0.0.1"),
    )

    await client.submit(CreateUsers(users=users), simulated.id)

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

    await client.submit(DeleteUser(name=name, host=host), simulated.id)

    assert before - set(simulated.users) == {(name, host)}
    assert simulated.status == "ACTIVE"


async def test_a_group_is_created(client: TroveClient, simulator: Simulator, dialect: str) -> None:
    request = CreateGroup(
        name="fresh",
        description="for test",
        datastore_type="mysql",
        datastore_version=VERSIONS[dialect],
        values={"wait_timeout": 100, "max_connect_errors": 50},
    )

    made = created(await client.submit(request), "configuration", Group)

    assert made.id == simulator.cloud.group_named("fresh").id
    assert (made.values, made.description) == (request.values, "for test")


async def test_a_group_is_replaced_whole(client: TroveClient, simulator: Simulator) -> None:
    group = simulator.cloud.group_named("web-defaults")
    request = UpdateGroup(name="kk", description="new", values={"wait_timeout": 50})

    await client.submit(request, group.id)

    shown = await client.group(group.id)
    assert (shown.name, shown.description, shown.values) == ("kk", "new", {"wait_timeout": 50})


async def test_a_group_is_deleted(client: TroveClient, simulator: Simulator) -> None:
    group = simulator.cloud.group_named("empty-conf")

    await client.submit(DeleteGroup(), group.id)

    with pytest.raises(NotFound):
        await client.group(group.id)


async def test_quotas_are_changed_and_read_again(client: TroveClient, simulator: Simulator) -> None:
    request = UpdateQuotas(limits={"instances": 102, "backups": 6})

    told = Quota.many((await client.submit(request, simulator.project)).body["quotas"])

    assert told == (Quota(resource="instances", limit=102), Quota(resource="backups", limit=6))
    read = {one.resource: one for one in await client.quotas(simulator.project)}
    assert (read["instances"].limit, read["instances"].in_use) == (102, 16)


async def test_an_accepted_change_tells_the_servers_id_of_it(
    client: TroveClient, simulator: Simulator
) -> None:
    accepted = await client.submit(Restart(), simulator.cloud.named("orders-db").id)

    assert (accepted.request_id or "").startswith("req-")
    assert accepted.request_id == client.log[-1].request_id
    assert accepted.body is None


async def test_changes_do_not_wait_for_one_another(
    client: TroveClient, simulator: Simulator
) -> None:
    slow, other = (simulator.cloud.named(name).id for name in ("orders-db", "billing-db"))

    with simulator.held("POST", f"/{slow}/action") as reached:
        waiting = asyncio.create_task(client.submit(Restart(), slow))
        await asyncio.to_thread(reached.wait)
        await client.submit(Restart(), other)
        assert not waiting.done()

    await waiting
