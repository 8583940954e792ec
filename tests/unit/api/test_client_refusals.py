"""Changes that are refused, or whose outcome is unknown: by either dialect, over real sockets."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest
from pydantic import SecretStr

from tests.support.simulator import Simulator
from tests.unit.api.wanted import MICRO, MISSING, new
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
from trove_tui.changes.databases_and_users import (
    CreateDatabases,
    CreateUsers,
    DeleteDatabase,
    DeleteUser,
    NewDatabase,
    NewUser,
)
from trove_tui.changes.groups import AttachGroup, CreateGroup, DeleteGroup, DetachGroup, UpdateGroup
from trove_tui.changes.instances import DeleteInstance, Rename, ResizeFlavor, ResizeVolume, Restart
from trove_tui.changes.quotas import UpdateQuotas

pytestmark = pytest.mark.parametrize("dialect", ["spec", "upstream"])

Change = Callable[[TroveClient, str], Awaitable[object]]
ON_INSTANCES: dict[str, Change] = {
    "rename": lambda client, target: client.submit(Rename(name="a"), target),
    "restart": lambda client, target: client.submit(Restart(), target),
    "resize": lambda client, target: client.submit(ResizeFlavor(flavor_id=MICRO), target),
    "resize volume": lambda client, target: client.submit(ResizeVolume(size=400), target),
    "delete": lambda client, target: client.submit(DeleteInstance(), target),
    "attach": lambda client, target: client.submit(AttachGroup(configuration_id=MISSING), target),
    "detach": lambda client, target: client.submit(DetachGroup(), target),
    "create databases": lambda client, target: client.submit(
        CreateDatabases(databases=(NewDatabase(name="shop"),)), target
    ),
    "delete database": lambda client, target: client.submit(DeleteDatabase(name="shop"), target),
    "create users": lambda client, target: client.submit(
        CreateUsers(users=(NewUser(name="u", password=SecretStr("nihao")),)), target
    ),
    "delete user": lambda client, target: client.submit(DeleteUser(name="u"), target),
}
ON_GROUPS: dict[str, Change] = {
    "update group": lambda client, target: client.submit(UpdateGroup(name="a", values={}), target),
    "delete group": lambda client, target: client.submit(DeleteGroup(), target),
}
ON_PROJECTS: dict[str, Change] = {
    "update quotas": lambda client, target: client.submit(
        UpdateQuotas(limits={"instances": 1}), target
    ),
}
ON_NOTHING: dict[str, Change] = {
    "create instance": lambda client, _: client.submit(new("spec")),
    "create group": lambda client, _: client.submit(
        CreateGroup(name="g", datastore_type="mysql", datastore_version="5", values={})
    ),
}
CHANGES = ON_INSTANCES | ON_GROUPS | ON_PROJECTS | ON_NOTHING


@pytest.mark.parametrize("name", ON_INSTANCES | ON_GROUPS)
async def test_what_is_not_there_cannot_be_changed(name: str, client: TroveClient) -> None:
    with pytest.raises(NotFound, match="cannot be found"):
        await CHANGES[name](client, MISSING)


@pytest.mark.parametrize(
    "name",
    [name for name in ON_INSTANCES if name not in ("rename", "attach", "detach", "resize volume")],
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
    assert len([seen for seen in simulator.requests if seen.method != "GET"]) == 1


@pytest.mark.parametrize("name", CHANGES)
async def test_a_change_that_gets_a_5xx_is_sent_once_and_called_unknown(
    name: str, client: TroveClient, simulator: Simulator
) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        simulator.fail(method, "", 503, "<html>busy</html>", {"Retry-After": "1"}, times=None)

    with pytest.raises(OutcomeUnknown) as caught:
        await CHANGES[name](client, simulator.cloud.named("orders-db").id)

    assert caught.value.status == 503
    assert len([seen for seen in simulator.requests if seen.method != "GET"]) == 1


@pytest.mark.parametrize("name", CHANGES)
async def test_a_change_is_sent_with_what_every_request_has(
    name: str, client: TroveClient, simulator: Simulator
) -> None:
    simulator.fail("POST", "", 204, times=None)
    with suppress(Refused, OutcomeUnknown):  # what comes of it is tested elsewhere
        await CHANGES[name](client, simulator.cloud.named("orders-db").id)

    headers = simulator.requests[-1].headers
    assert headers["content-type"] == "application/json"
    assert headers["x-auth-token"] == simulator.token
    assert headers["connection"] == "close"


async def test_a_busy_instance_says_what_it_is_busy_with(
    client: TroveClient, simulator: Simulator
) -> None:
    with pytest.raises(NotAllowedNow, match="REBOOTING"):
        await client.submit(Restart(), simulator.cloud.named("inventory-db").id)


async def test_a_flavor_it_has_already_is_a_bad_request(
    client: TroveClient, simulator: Simulator
) -> None:
    simulated = simulator.cloud.named("orders-db")

    with pytest.raises(BadRequest) as caught:
        await client.submit(ResizeFlavor(flavor_id=simulated.flavor.id), simulated.id)

    assert caught.value.field == "flavor"


async def test_a_smaller_volume_is_a_bad_request(client: TroveClient, simulator: Simulator) -> None:
    with pytest.raises(BadRequest) as caught:
        await client.submit(ResizeVolume(size=50), simulator.cloud.named("orders-db").id)

    assert caught.value.field == "size"


async def test_more_than_the_project_has_room_for_is_over_quota(
    client: TroveClient, simulator: Simulator, dialect: str
) -> None:
    await client.submit(UpdateQuotas(limits={"instances": 16}), simulator.project)

    with pytest.raises(QuotaExceeded, match="instances"):
        await client.submit(new(dialect))


async def test_a_volume_larger_than_the_server_allows_is_a_bad_request(
    client: TroveClient, dialect: str
) -> None:
    with pytest.raises(BadRequest, match="maximum") as caught:
        await client.submit(new(dialect, volume_size=1_000_000))

    assert caught.value.field == "size"


async def test_another_group_over_the_one_attached_is_a_bad_request(
    client: TroveClient, simulator: Simulator
) -> None:
    request = AttachGroup(configuration_id=simulator.cloud.group_named("test_conf").id)

    with pytest.raises(BadRequest, match="already has"):
        await client.submit(request, simulator.cloud.named("billing-replica").id)


async def test_a_group_is_not_detached_before_the_restart_that_is_due(
    client: TroveClient, simulator: Simulator
) -> None:
    with pytest.raises(NotAllowedNow, match="RESTART_REQUIRED"):
        await client.submit(DetachGroup(), simulator.cloud.named("billing-replica").id)


async def test_a_name_that_is_taken_is_a_bad_request(
    client: TroveClient, simulator: Simulator
) -> None:
    orders = simulator.cloud.named("orders-db").id
    user = NewUser(name="app", password=SecretStr("nihao"))

    with pytest.raises(BadRequest, match="already exists"):
        await client.submit(CreateDatabases(databases=(NewDatabase(name="orders"),)), orders)
    with pytest.raises(BadRequest, match="already exists"):
        await client.submit(CreateUsers(users=(user,)), orders)


async def test_a_group_that_is_attached_is_not_deleted(
    client: TroveClient, simulator: Simulator
) -> None:
    with pytest.raises(BadRequest, match="cannot be deleted"):
        await client.submit(DeleteGroup(), simulator.cloud.group_named("billing-tuning").id)


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
        await client.submit(UpdateGroup(name="g", values=values), group.id)

    assert caught.value.field == field


async def test_quotas_are_an_administrators_to_change(
    member: TroveClient, simulator: Simulator
) -> None:
    with pytest.raises((Unauthorized, Forbidden), match="admin"):
        await member.submit(UpdateQuotas(limits={"instances": 1}), simulator.project)


async def test_a_quota_of_something_unknown_is_not_found(
    client: TroveClient, simulator: Simulator
) -> None:
    with pytest.raises((NotFound, BadRequest)):
        await client.submit(UpdateQuotas(limits={"floppies": 3}), simulator.project)


async def test_a_password_that_the_server_echoes_is_not_shown(
    client: TroveClient, simulator: Simulator
) -> None:
    user = NewUser.model_construct(
        name="app", password=SecretStr("p;hunter2"), host=None, databases=()
    )
    request = CreateUsers.model_construct(users=(user,))

    with pytest.raises(BadRequest) as caught:
        await client.submit(request, simulator.cloud.named("orders-db").id)

    assert "not a valid password" in str(caught.value)
    assert "hunter2" not in str(caught.value)
