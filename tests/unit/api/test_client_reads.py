"""Each read of the API, of a server of either dialect, over real sockets."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.support.simulator import Simulator
from trove_tui.api.auth import TokenAuth
from trove_tui.api.call import Dialect
from trove_tui.api.client import ListCache, TroveClient
from trove_tui.api.errors import (
    BadRequest,
    Forbidden,
    NotAllowedNow,
    NotFound,
    Refused,
    Unauthorized,
)
from trove_tui.api.http_transport import connect
from trove_tui.api.models import Group, Instance, User
from trove_tui.api.text import raw
from trove_tui.changes.instances import Restart
from trove_tui.clock import SystemClock

pytestmark = pytest.mark.parametrize("dialect", ["spec", "upstream"])

MISSING = "00000000-0000-4000-8000-000000000000"
VERSIONS = {"spec": "mysql-5.1", "upstream": "5.7.29"}


async def test_it_finds_out_whose_server_it_is_and_keeps_that(
    client: TroveClient, simulator: Simulator, dialect: str
) -> None:
    assert await client.dialect() is Dialect(dialect)
    assert await client.dialect() is Dialect(dialect)
    assert simulator.count("GET", "/datastores") == 1


@pytest.mark.parametrize("first", ["datastores", "instances", "instance", "group"])
async def test_a_member_is_told_whose_server_it_is_by_any_answer(dialect: str, first: str) -> None:
    with Simulator(dialect, default_versions=False) as simulator:
        auth, cloud = TokenAuth(simulator.member_token), simulator.cloud
        async with connect(simulator.endpoint, cloud.project, auth, clock=SystemClock()) as client:
            match first:
                case "instance":
                    await client.instance(cloud.named("orders-db").id)
                case "group":
                    await client.group(cloud.group_named("test_conf").id)
                case _:
                    await getattr(client, first)()

            if dialect == "upstream":
                assert client.known_dialect is Dialect.UPSTREAM
            assert await client.dialect() is Dialect(dialect)


async def test_a_dialect_that_was_given_is_kept_whatever_is_told(
    simulator: Simulator, dialect: str
) -> None:
    given = next(one for one in Dialect if one != dialect)
    auth, clock = TokenAuth(simulator.token), SystemClock()
    async with connect(
        simulator.endpoint, simulator.project, auth, clock=clock, dialect=given
    ) as client:
        await client.datastores()
        await client.instances()

        assert await client.dialect() is given


async def test_the_list_of_instances_has_each_once(
    client: TroveClient, simulator: Simulator
) -> None:
    listed = await client.instances()

    expected = list(simulator.cloud.home.instances_of(simulator.project))
    assert {one.id: one.name for one in listed} == {one.id: one.name for one in expected}
    assert len(listed) == len(expected)


async def test_a_fleet_of_several_pages_is_listed_whole(dialect: str) -> None:
    with Simulator(dialect, instances=45) as simulator:
        auth = TokenAuth(simulator.token)
        async with connect(
            simulator.endpoint, simulator.project, auth, clock=SystemClock()
        ) as client:
            listed = await client.instances()

        assert len({one.id for one in listed}) == len(listed) == 45
        assert simulator.count("GET", "/instances") == {"spec": 1, "upstream": 3}[dialect]


async def test_a_list_that_did_not_change_is_the_same_object(client: TroveClient) -> None:
    known = ListCache[Instance]()

    first = await client.instances(cache=known)

    assert await client.instances(cache=known) is first


async def test_only_the_instance_that_changed_is_another_object(
    client: TroveClient, simulator: Simulator
) -> None:
    known = ListCache[Instance]()
    before = {one.name: one for one in await client.instances(cache=known)}

    await client.submit(Restart(), simulator.cloud.named("orders-db").id)
    after = {one.name: one for one in await client.instances(cache=known)}

    assert {name for name in after if after[name] is not before[name]} == {"orders-db"}
    assert after["orders-db"].status == "REBOOT"


async def test_a_listed_instance_tells_what_it_is(
    client: TroveClient, simulator: Simulator, dialect: str
) -> None:
    simulated = simulator.cloud.named("orders-db")

    one = next(one for one in await client.instances() if one.name == "orders-db")

    assert (one.status, one.flavor_id) == ("ACTIVE", simulated.flavor.id)
    assert one.volume is not None
    assert one.volume.size == 50
    assert one.datastore is not None
    assert (one.datastore.type, one.datastore.version) == ("mysql", VERSIONS[dialect])
    assert one.addresses == (simulated.ip,)
    assert f'"{simulated.id}"' in one.source


async def test_showing_one_tells_more(client: TroveClient, simulator: Simulator) -> None:
    simulated = simulator.cloud.named("orders-db")

    one = await client.instance(simulated.id)

    assert (one.id, one.name) == (simulated.id, "orders-db")
    assert one.updated is not None
    assert one.created is not None
    assert one.volume is not None
    assert one.volume.used_percent == pytest.approx(62)


async def test_an_instance_that_is_not_there_is_not_found(client: TroveClient) -> None:
    with pytest.raises(NotFound) as caught:
        await client.instance(MISSING)

    assert str(caught.value) == f"Resource {MISSING} cannot be found."
    assert caught.value.status == 404
    assert (caught.value.request_id or "").startswith("req-")


async def test_all_projects_instances_are_listed_for_an_administrator(
    client: TroveClient, simulator: Simulator, dialect: str
) -> None:
    if dialect == "spec":
        listed = await client.instances(all_projects=True)
    else:
        listed = await client.mgmt_instances()

    assert {one.id for one in listed} == set(simulator.cloud.home.instances)
    assert len({one.tenant_id for one in listed}) > 1


async def test_and_for_nobody_else(member: TroveClient, dialect: str) -> None:
    asked = member.instances(all_projects=True) if dialect == "spec" else member.mgmt_instances()

    with pytest.raises((Unauthorized, Forbidden)):
        await asked


async def test_details_of_all_come_in_one_list_where_the_server_has_it(
    client: TroveClient, simulator: Simulator, dialect: str
) -> None:
    if dialect == "spec":
        with pytest.raises(NotFound):
            await client.instances_detail()
        return

    listed = {one.name: one for one in await client.instances_detail()}

    assert len(listed) == 16
    assert listed["payments-db"].fault is not None
    assert all(one.updated for one in listed.values())


async def test_databases_are_listed(client: TroveClient, simulator: Simulator) -> None:
    simulated = simulator.cloud.named("auth-db")

    listed = await client.databases(simulated.id)

    assert {raw(one.name) for one in listed} == simulated.databases


async def test_users_are_listed_each_once(client: TroveClient, simulator: Simulator) -> None:
    simulated = simulator.cloud.named("auth-db")
    for number in range(45):  # three pages upstream
        add_user(simulator, f"u{number:02}")

    listed = await client.users(simulated.id)

    assert {(raw(one.name), one.host) for one in listed} == set(simulated.users)
    assert len(listed) == len(simulated.users)
    assert User(name="o.brien", host="10.0.3.14", databases=("auth", "audit.2024")) in listed


def add_user(simulator: Simulator, name: str) -> None:
    """Put another user into auth-db."""
    simulated = simulator.cloud.named("auth-db")
    with simulator.cloud.lock:
        example = next(iter(simulated.users.values()))
        simulated.users[name, "%"] = type(example)(name, "%", ())


async def test_an_instance_that_is_being_built_has_no_answer_to_that(
    client: TroveClient, simulator: Simulator
) -> None:
    building = simulator.cloud.named("search-index").id

    for asked in (client.users(building), client.databases(building)):
        with pytest.raises(NotAllowedNow, match="is not ready"):
            await asked


async def test_the_default_configuration_is_words_by_name(
    client: TroveClient, simulator: Simulator
) -> None:
    defaults = await client.default_configuration(simulator.cloud.named("orders-db").id)

    assert defaults["innodb_buffer_pool_size"] == "600M"
    assert defaults["wait_timeout"] == "120"
    assert "local-infile" in defaults


async def test_datastores_are_listed_and_shown(
    client: TroveClient, simulator: Simulator, dialect: str
) -> None:
    listed = await client.datastores()

    mysql = next(one for one in listed if one.name == "mysql")
    shown = await client.datastore("mysql")
    in_use = tuple(one for one in mysql.versions if one.active is not False)
    assert (shown.id, shown.versions) == (mysql.id, in_use)
    assert VERSIONS[dialect] in [version.name for version in mysql.versions]
    assert (mysql.default_version is None) == (dialect == "spec")


async def test_parameters_are_listed_and_shown(client: TroveClient, dialect: str) -> None:
    listed = {one.name: one for one in await client.parameters("mysql", VERSIONS[dialect])}

    shown = await client.parameter("mysql", VERSIONS[dialect], "wait_timeout")

    assert shown == listed["wait_timeout"]
    assert (shown.type, shown.min, shown.max) == ("integer", 1, 31536000)
    largest = listed["max_connect_errors"].max
    assert isinstance(largest, int)
    assert largest > 2**63


async def test_flavors_are_listed_by_the_id_that_counts(
    client: TroveClient, simulator: Simulator
) -> None:
    listed = await client.flavors()

    assert [one.id for one in listed] == [one.id for one in simulator.cloud.catalog.flavors]
    assert listed[2].name == "memory-2"


async def test_groups_are_listed_and_shown_with_values(
    client: TroveClient, simulator: Simulator
) -> None:
    known = ListCache[Group]()

    listed = {one.id: one for one in await client.groups(known)}
    group_id = simulator.cloud.group_named("billing-tuning").id
    shown = await client.group(group_id)

    names = {"billing-tuning", "web-defaults", "test_conf", "empty-conf"}
    assert {one.name for one in listed.values()} == names
    assert listed[group_id].values is None
    assert shown.values == {"innodb_buffer_pool_size": 4_294_967_296, "max_connections": 800}
    assert shown.instance_count == 1
    assert [one.name for one in await client.group_instances(shown.id)] == ["billing-replica"]


async def test_quotas_are_shown_to_an_administrator(
    client: TroveClient, simulator: Simulator
) -> None:
    quotas = {one.resource: one for one in await client.quotas(simulator.project)}

    assert quotas["instances"].in_use == 16
    assert (quotas["instances"].limit or 0) > 16


async def test_and_to_nobody_else(member: TroveClient, simulator: Simulator) -> None:
    with pytest.raises((Unauthorized, Forbidden)):
        await member.quotas(simulator.project)


async def test_limits_tell_a_member_the_maxima_where_the_server_has_them(
    member: TroveClient, dialect: str
) -> None:
    if dialect == "spec":
        with pytest.raises(NotFound):
            await member.limits()
        return

    assert (await member.limits()).maxima["instances"] > 16


Read = Callable[[TroveClient], Awaitable[object]]
REFUSED: dict[str, Read] = {
    "databases": lambda client: client.databases(MISSING),
    "users": lambda client: client.users(MISSING),
    "default configuration": lambda client: client.default_configuration(MISSING),
    "datastore": lambda client: client.datastore("oracle"),
    "parameters": lambda client: client.parameters("oracle", "9"),
    "parameter": lambda client: client.parameter("mysql", "no-such", "p"),
    "group": lambda client: client.group(MISSING),
    "group instances": lambda client: client.group_instances(MISSING),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_not_there_is_not_found(
    name: str, client: TroveClient, simulator: Simulator
) -> None:
    with pytest.raises((NotFound, BadRequest)) as caught:
        await REFUSED[name](client)

    assert "cannot be found" in str(caught.value)


ALL: dict[str, Read] = {
    **REFUSED,
    "instances": lambda client: client.instances(),
    "instances of all": lambda client: client.instances(all_projects=True),
    "instances in detail": lambda client: client.instances_detail(),
    "mgmt instances": lambda client: client.mgmt_instances(),
    "instance": lambda client: client.instance(MISSING),
    "datastores": lambda client: client.datastores(),
    "flavors": lambda client: client.flavors(),
    "groups": lambda client: client.groups(),
    "quotas": lambda client: client.quotas("p"),
    "limits": lambda client: client.limits(),
}


@pytest.mark.parametrize("name", ALL)
async def test_without_a_good_token_everything_is_refused(
    name: str, client: TroveClient, simulator: Simulator
) -> None:
    simulator.cloud.tokens.clear()

    with pytest.raises(Refused) as caught:
        await ALL[name](client)

    assert isinstance(caught.value, Unauthorized)


async def test_another_projects_token_is_forbidden(simulator: Simulator) -> None:
    auth, other = TokenAuth(simulator.member_token), simulator.cloud.projects[1]

    async with connect(simulator.endpoint, other, auth, clock=SystemClock()) as client:
        with pytest.raises(Forbidden, match="cannot access this resource"):
            await client.instances()
