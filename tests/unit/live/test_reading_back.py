from __future__ import annotations

import asyncio

import pytest

from tests.support.clock import ManualClock
from tests.unit.live.conftest import Watched, live
from tests.unit.live.server import Server, instance, refused
from trove_tui.api.call import Dialect
from trove_tui.api.models import Database, Group, Instance
from trove_tui.changes.databases_and_users import CreateDatabases, DeleteDatabase
from trove_tui.changes.groups import CreateGroup, DeleteGroup, UpdateGroup
from trove_tui.changes.instances import CreateInstance
from trove_tui.live.operations import OpState
from trove_tui.live.snapshot import Query


def row(watched: Watched, name: str = "a") -> Instance:
    return watched.snapshot.instances[name]


async def test_databases_are_created_when_reading_finds_them(
    server: Server, clock: ManualClock
) -> None:
    request = CreateDatabases.model_validate({"databases": [{"name": "orders"}]})
    async with live(server, clock) as watched:
        await watched.session.start(request, row(watched))
        await clock.advance(2)
        waiting = watched.snapshot.operations["a"].state
        server.databases = ["orders"]
        await clock.advance(3)

        assert waiting is OpState.ACCEPTED
        assert watched.snapshot.operations["a"].state is OpState.DONE
        asked = server.count("/instances/a/databases")
        await clock.advance(120)

        assert server.count("/instances/a/databases") == asked  # never polled


async def test_a_database_is_deleted_when_reading_no_longer_finds_it(
    server: Server, clock: ManualClock
) -> None:
    server.databases = ["orders"]
    async with live(server, clock) as watched:
        await watched.session.start(DeleteDatabase(name="orders"), row(watched))
        await clock.advance(2)
        waiting = watched.snapshot.operations["a"].state
        server.databases = []
        await clock.advance(3)

        assert waiting is OpState.ACCEPTED
        assert watched.snapshot.operations["a"].state is OpState.DONE


async def test_a_groups_update_that_met_a_500_is_settled_by_reading_the_group(
    server: Server, clock: ManualClock
) -> None:
    values = {"max_connections": 100}
    server.groups["g"] = {"id": "g", "name": "conf", "values": {}}
    server.losing_answers = True
    async with live(server, clock) as watched:
        group = await watched.session.client.group("g")
        request = UpdateGroup(name="conf", values=values)
        operation = await watched.session.start(request, group)
        server.groups["g"]["values"] = values
        await clock.advance(2)

        assert operation.state is OpState.UNKNOWN
        assert watched.snapshot.activity[0].state is OpState.DONE
        assert watched.snapshot.activity[0].subject_name == "conf"


async def test_what_servers_do_at_once_is_done_when_it_is_accepted(
    server: Server, clock: ManualClock
) -> None:
    server.groups["g"] = {"id": "g", "name": "conf", "values": {}}
    async with live(server, clock) as watched:
        group = await watched.session.client.group("g")
        operation = await watched.session.start(DeleteGroup(), group)

    assert operation.state is OpState.DONE


async def test_a_group_created_without_an_answer_that_names_it_is_looked_for(
    server: Server, clock: ManualClock
) -> None:
    request = CreateGroup(name="conf", datastore_type="mysql", datastore_version="5.7", values={})
    async with live(server, clock) as watched:
        operation = await watched.session.start(request, None)
        server.groups["g"] = {"id": "g", "name": "conf", "created": clock.now().isoformat()}
        await clock.advance(2)

        assert operation.state is OpState.UNKNOWN
        assert watched.snapshot.activity[0].state is OpState.DONE


async def test_what_is_asked_inside_an_instance_that_is_deleted_meanwhile_has_failed(
    server: Server, clock: ManualClock
) -> None:
    server.failing["/instances/a/databases"] = refused(404, "Instance a could not be found.")
    async with live(server, clock) as watched:
        await watched.session.start(DeleteDatabase(name="orders"), row(watched))
        await clock.advance(2)

        assert watched.snapshot.operations["a"].state is OpState.FAILED


async def test_a_database_that_can_never_be_asked_is_not_asked_for_ever(
    server: Server, clock: ManualClock
) -> None:
    server.failing["/instances/a/databases"] = refused(422, "Instance a is not ready.")
    async with live(server, clock) as watched:
        await watched.session.start(DeleteDatabase(name="orders"), row(watched))
        await clock.advance(300)
        asked = server.count("/instances/a/databases")
        ended = watched.snapshot.activity[0]
        await clock.advance(300)

        assert ended.ended
        assert ended.state is OpState.UNKNOWN
        assert server.count("/instances/a/databases") == asked


async def test_a_group_that_was_there_before_does_not_pass_for_the_one_created(
    server: Server, clock: ManualClock
) -> None:
    server.groups["old"] = {"id": "old", "name": "conf", "created": "2020-01-01T00:00:00"}
    request = CreateGroup(name="conf", datastore_type="mysql", datastore_version="5.7", values={})
    async with live(server, clock) as watched:
        await watched.session.start(request, None)
        await clock.advance(30)

        assert watched.snapshot.activity[0].state is OpState.UNKNOWN


GROUP = CreateGroup(name="conf", datastore_type="mysql", datastore_version="5.7", values={})
GROUPS = Query[Group](
    "groups", lambda client, known: client.groups(known), 30.0, lambda one: one.id
)


@pytest.mark.parametrize("listed", [True, False])
async def test_a_group_without_a_date_that_was_there_before_proves_no_lost_creation(
    server: Server, clock: ManualClock, listed: bool
) -> None:
    server.groups["old"] = {"id": "old", "name": "conf"}
    server.losing_answers = True
    async with live(server, clock) as watched:
        if listed:
            watched.session.attention.show(GROUPS)
            await clock.advance(1)
        await watched.session.start(GROUP, None)
        await clock.advance(30)
        before = watched.snapshot.activity[0]
        await clock.advance(300)

        assert (before.state, before.ended) == (OpState.UNKNOWN, False)
        assert watched.snapshot.activity[0].state is OpState.UNKNOWN


async def test_a_group_without_a_date_that_was_not_listed_before_is_the_one_created(
    server: Server, clock: ManualClock
) -> None:
    server.groups["old"] = {"id": "old", "name": "conf"}
    server.losing_answers = True
    async with live(server, clock) as watched:
        watched.session.attention.show(GROUPS)
        await clock.advance(1)
        await watched.session.start(GROUP, None)
        server.groups["new"] = {"id": "new", "name": "conf"}
        await clock.advance(3)

        assert watched.snapshot.activity[0].state is OpState.DONE


@pytest.mark.parametrize("date", ["2020-01-01T00:00:00", None], ids=["old", "never told"])
async def test_a_namesake_made_since_the_last_list_proves_no_lost_creation(
    server: Server, clock: ManualClock, date: str | None
) -> None:
    server.lists_dates = False
    server.losing_answers = True
    async with live(server, clock) as watched:
        watched.session.attention.show(GROUPS)
        await clock.advance(1)
        watched.session.attention.show()
        server.groups["theirs"] = {"id": "theirs", "name": "conf"}
        if date is not None:
            server.groups["theirs"]["created"] = date
        await clock.advance(600)  # the list that is known is old by now
        await watched.session.start(GROUP, None)
        await clock.advance(30)

        assert watched.snapshot.activity[0].state is OpState.UNKNOWN


async def test_a_group_listed_before_proves_nothing_though_its_date_is_near(
    server: Server, clock: ManualClock
) -> None:
    server.groups["old"] = {"id": "old", "name": "conf", "created": clock.now().isoformat()}
    server.losing_answers = True
    async with live(server, clock) as watched:
        watched.session.attention.show(GROUPS)
        await clock.advance(60)
        await watched.session.start(GROUP, None)
        await clock.advance(30)

        assert watched.snapshot.activity[0].state is OpState.UNKNOWN


@pytest.mark.parametrize(
    ("lost", "state"), [(True, OpState.UNKNOWN), (False, OpState.DONE)], ids=["lost", "accepted"]
)
async def test_a_database_that_was_there_before_proves_no_lost_creation(
    server: Server, clock: ManualClock, lost: bool, state: OpState
) -> None:
    server.databases = ["orders"]
    server.losing_answers = lost
    kind = Query[Database](
        "databases a", lambda client, _: client.databases("a"), None, lambda one: one.name
    )
    request = CreateDatabases.model_validate({"databases": [{"name": "orders"}]})
    async with live(server, clock) as watched:
        watched.session.attention.show(kind)
        await clock.advance(1)
        await watched.session.start(request, row(watched))
        await clock.advance(20)

        assert watched.snapshot.activity[0].state is state


async def test_an_old_namesake_that_came_late_in_the_first_list_is_no_lost_creation(
    clock: ManualClock,
) -> None:
    server = Server(instance("a"), instance("old") | {"name": "new"}, page=1)
    server.gates["/instances?marker=a"] = asyncio.Event()
    server.losing_answers = True
    create = CreateInstance(
        name="new", flavor_id="1", volume_size=10, datastore_type="mysql", datastore_version="5"
    )
    server.on_change = lambda call: None
    async with live(server, clock) as watched:
        await watched.session.start(create, None)
        server.gates["/instances?marker=a"].set()
        await clock.advance(30)

        assert "old" in watched.snapshot.instances
        assert watched.snapshot.activity[0].state is OpState.UNKNOWN
        assert watched.snapshot.activity[0].subject_id == ""


async def test_an_accepted_update_is_done_once_reading_shows_it(
    server: Server, clock: ManualClock
) -> None:
    server.groups["g"] = {"id": "g", "name": "conf", "values": {"a": 1}}
    async with live(server, clock) as watched:
        group = await watched.session.client.group("g")
        sent = await watched.session.start(UpdateGroup(name="conf", values={"a": 2}), group)
        await clock.advance(2)
        waiting = watched.snapshot.activity[0].state
        server.groups["g"]["values"] = {"a": "2"}  # some tell every value as a text
        await clock.advance(4)

        assert (sent.state, waiting) == (OpState.ACCEPTED, OpState.ACCEPTED)
        assert watched.snapshot.activity[0].state is OpState.DONE


async def test_a_value_that_the_server_hides_is_neither_done_nor_failed(
    server: Server, clock: ManualClock
) -> None:
    server.groups["g"] = {"id": "g", "name": "conf", "values": {"a": 1, "token_size": "***"}}
    request = UpdateGroup(name="conf", values={"a": 1, "token_size": 50})
    async with live(server, clock) as watched:
        group = await watched.session.client.group("g")
        await watched.session.start(request, group)
        await clock.advance(2)
        accepted = watched.snapshot.activity[0]
        server.losing_answers = True
        await watched.session.start(request, group)
        await clock.advance(2)
        unknown = watched.snapshot.activity[0]

    assert accepted.ended
    assert accepted.state is OpState.ACCEPTED
    assert accepted.outcome == "accepted; the server hides token_size, so that can't be read again"
    assert unknown.ended
    assert unknown.state is OpState.UNKNOWN
    assert "whether it happened can't be read" in unknown.outcome


async def test_of_a_merge_only_what_was_sent_is_read_back(
    server: Server, clock: ManualClock
) -> None:
    server.upstream = True
    values = {"a": 1, "other_token": "***"}
    server.groups["g"] = {"id": "g", "name": "conf", "values": values}
    request = UpdateGroup.model_validate(
        {"name": "conf", "values": {"a": 2, "other_token": "***"}, "changed": ["a"]},
        context={"dialect": Dialect.UPSTREAM},
    )
    async with live(server, clock) as watched:
        assert await watched.session.client.dialect() is Dialect.UPSTREAM
        group = await watched.session.client.group("g")
        await watched.session.start(request, group)
        server.groups["g"]["values"] = {**values, "a": 2, "somebody_elses": 7}
        await clock.advance(2)

        assert server.sent[-1].method == "PATCH"
        assert watched.snapshot.activity[0].state is OpState.DONE


async def test_a_group_whose_values_are_not_told_proves_nothing(
    server: Server, clock: ManualClock
) -> None:
    server.groups["g"] = {"id": "g", "name": "conf"}
    server.losing_answers = True
    async with live(server, clock) as watched:
        group = await watched.session.client.group("g")
        await watched.session.start(UpdateGroup(name="conf", values={}), group)
        await clock.advance(30)

        assert watched.snapshot.activity[0].state is OpState.UNKNOWN
