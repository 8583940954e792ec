"""Every kind, asked of a server of either dialect: each brings rows, each under its own key."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from tests.support.clock import ManualClock
from tests.support.simulator import Simulator
from tests.unit.resources.seen import SCOPE
from trove_tui.api.auth import TokenAuth
from trove_tui.api.client import ListCache, TroveClient
from trove_tui.api.http_transport import connect
from trove_tui.live.snapshot import Query
from trove_tui.resources import queries


@pytest.fixture(scope="module", params=["spec", "upstream"])
def server(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    with Simulator(request.param) as running:
        yield running


@pytest.fixture
async def client(server: Simulator) -> AsyncIterator[TroveClient]:
    auth = TokenAuth(server.token)
    async with connect(server.endpoint, server.project, auth, clock=ManualClock()) as made:
        yield made


async def keys_of(client: TroveClient, kind: Query[Any]) -> list[str]:
    rows = await kind.fetch(client, ListCache())
    return [kind.key(row) for row in rows]


async def test_each_brings_rows_under_keys_of_their_own(
    client: TroveClient, server: Simulator
) -> None:
    fleet = {one.name: one for one in await client.instances()}
    odd, group = fleet["auth-db"].id, server.cloud.group_named("billing-tuning").id
    store = (await client.datastores())[0]
    version = store.versions[0].id

    told: list[Query[Any]] = [
        queries.flavors(),
        queries.groups(),
        queries.group(group),
        queries.group_instances(group),
        queries.databases(odd),
        queries.users(odd),
        queries.config(odd),
        queries.datastores(),
        queries.datastore(store.name),
        queries.parameters(store.name, version),
        queries.parameter(store.name, version, "wait_timeout"),
        queries.quotas(SCOPE, server.project),
    ]
    keys = {kind.name: await keys_of(client, kind) for kind in told}

    assert [name for name, found in keys.items() if not found] == []
    assert [name for name, found in keys.items() if len(set(found)) < len(found)] == []
    assert keys[f"group instances {group}"] == [fleet["billing-replica"].id]
    assert {"app@%", "a%40b@%", "o.brien@10.0.3.14"} <= set(keys[f"users {odd}"])


async def test_a_group_asked_for_by_itself_tells_its_values(client: TroveClient) -> None:
    listed = next(one for one in await client.groups() if one.name == "billing-tuning")

    (told,) = await queries.group(listed.id).fetch(client, ListCache())

    assert listed.values is None
    assert told.values == {"innodb_buffer_pool_size": 4_294_967_296, "max_connections": 800}


def test_ones_own_flavors_and_quotas_are_those_that_every_session_asks_for() -> None:
    assert queries.flavors().name == "flavors"
    assert queries.quotas(SCOPE, SCOPE.project).name == "quotas"


@pytest.mark.parametrize(
    ("kind", "every"),
    [
        (queries.groups(), 30),
        (queries.group("g"), 30),
        (queries.group_instances("g"), 30),
        (queries.quotas(SCOPE, "another"), 30),
        (queries.databases("i"), None),
        (queries.users("i"), None),
        (queries.config("i"), None),
        (queries.datastores(), None),
        (queries.parameters("d", "v"), None),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
def test_what_is_a_question_to_a_guest_agent_is_never_polled(
    kind: Query[Any], every: float | None
) -> None:
    assert kind.every == every
