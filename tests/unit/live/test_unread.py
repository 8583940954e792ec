"""A page that can't be read while the list has its instance: it is there, and polling goes on."""

from __future__ import annotations

import pytest

from tests.support.clock import ManualClock
from tests.unit.live.conftest import live
from tests.unit.live.server import Server, instance, refused
from trove_tui.api.errors import ServerFailed
from trove_tui.changes.databases_and_users import CreateDatabases
from trove_tui.changes.groups import DeleteGroup, DetachGroup
from trove_tui.changes.instances import DeleteInstance, Rename, ResizeFlavor, Restart
from trove_tui.live.operations import OpState
from trove_tui.live.scope import Scope
from trove_tui.live.triage import Summary, summary

OF_ANOTHER = refused(404, "Datastore version could not be found.")
"""What a server says that misses something on the way to the instance."""


async def test_a_404_about_something_else_leaves_the_row_and_says_why(
    server: Server, clock: ManualClock
) -> None:
    server.failing["/instances/a"] = OF_ANOTHER
    async with live(server, clock) as watched:
        watched.session.attention.look_at(["a", "b"])
        await clock.advance(30)
        snapshot = watched.snapshot

        assert list(snapshot.instances) == ["a", "b"]
        assert not snapshot.gone
        assert snapshot.unread["a"].reason == "Datastore version could not be found. (404)"
        assert summary(snapshot, clock.now()) == Summary(ok=2)
        since = snapshot.unread["a"].at

        del server.failing["/instances/a"]
        await clock.advance(20)

        assert since < clock.now()
        assert not watched.snapshot.unread


async def test_the_list_can_change_what_is_shown_of_one_whose_page_cannot_be_read(
    server: Server, clock: ManualClock
) -> None:
    server.failing["/instances/a"] = OF_ANOTHER
    async with live(server, clock) as watched:
        watched.session.attention.look_at(["a"])
        await clock.advance(10)
        server.instances["a"]["status"] = "ERROR"
        await clock.advance(10)

        assert watched.snapshot.instances["a"].status == "ERROR"


async def test_while_nothing_changes_an_unread_page_is_published_once(
    server: Server, clock: ManualClock
) -> None:
    server.failing["/instances/a"] = OF_ANOTHER
    async with live(server, clock) as watched:
        watched.session.attention.look_at(["a"])
        await clock.advance(20)
        published = len(watched.updates)
        await clock.advance(60)

        assert len(watched.updates) == published


@pytest.mark.parametrize("error", [OF_ANOTHER, ServerFailed("Failed."), refused(403, "No.")])
async def test_one_unread_page_stops_the_polling_of_no_other(
    server: Server, clock: ManualClock, error: Exception
) -> None:
    server.failing["/instances/a"] = error  # type: ignore[assignment]
    server.instances["a"]["status"] = "RESIZE"
    async with live(server, clock) as watched:
        watched.session.attention.look_at(["a", "b"], "a")
        await clock.advance(10)
        asked = server.count("/instances/b")
        server.instances["b"]["updated"] = "2026-03-03T00:00:00"
        await clock.advance(70)

        assert watched.snapshot.instances["b"].updated is not None
        assert server.count("/instances/b") > asked
        assert "a" in watched.snapshot.unread


async def test_what_both_the_page_and_the_list_lack_is_gone(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        watched.session.attention.look_at(["a"])
        await clock.advance(1)
        del server.instances["a"]  # its page says "No such.", and not what
        await clock.advance(10)

        assert list(watched.snapshot.gone) == ["a"]
        assert not watched.snapshot.unread


async def test_a_404_that_names_it_is_gone_before_the_list_says_so(clock: ManualClock) -> None:
    name = "072bb481-4633-4e9f-973f-6952e7ac631b"
    server = Server(instance(name), instance("b"))
    async with live(server, clock) as watched:
        await clock.advance(200)  # nobody is there: the list is asked for seldom
        lists = server.count("/instances")
        server.failing[f"/instances/{name}"] = refused(404, f"Resource {name} cannot be found.")
        watched.session.attention.look_at([name])
        await clock.advance(0)

        assert list(watched.snapshot.gone) == [name]
        assert server.count("/instances") == lists


async def test_a_404_that_names_what_a_later_list_has_again_is_not_believed_twice(
    clock: ManualClock,
) -> None:
    name = "072bb481-4633-4e9f-973f-6952e7ac631b"
    server = Server(instance(name))
    server.failing[f"/instances/{name}"] = refused(404, f"Resource {name} cannot be found.")
    async with live(server, clock) as watched:
        watched.session.attention.look_at([name])
        await clock.advance(60)
        published = len(watched.updates)
        await clock.advance(60)

        assert list(watched.snapshot.instances) == [name]
        assert name in watched.snapshot.unread
        assert len(watched.updates) == published


async def test_of_all_projects_a_page_of_anothers_instance_proves_nothing(
    clock: ManualClock,
) -> None:
    name = "072bb481-4633-4e9f-973f-6952e7ac631b"
    server = Server(instance(name, tenant_id="another"))
    server.failing[f"/instances/{name}"] = refused(404, f"Resource {name} cannot be found.")
    async with live(server, clock, Scope(None, None, "p", all_projects=True)) as watched:
        watched.session.attention.look_at([name])
        await clock.advance(60)

        assert list(watched.snapshot.instances) == [name]
        assert not any(update.snapshot.gone for update in watched.updates)


async def test_a_deletion_is_not_done_by_a_404_about_something_else(
    server: Server, clock: ManualClock
) -> None:
    server.failing["/instances/a"] = OF_ANOTHER
    async with live(server, clock) as watched:
        row = watched.snapshot.instances["a"]
        await watched.session.start(DeleteInstance(), row)
        await clock.advance(20)
        meanwhile = watched.snapshot.operations["a"]
        assert "a" in watched.snapshot.instances

        del server.instances["a"]
        await clock.advance(6)

        assert meanwhile.state is OpState.SEEN  # by the list
        assert watched.snapshot.operations["a"].state is OpState.DONE


@pytest.mark.parametrize("error", [OF_ANOTHER, ServerFailed("The server answered 500.")])
async def test_what_is_asked_of_one_whose_page_cannot_be_read_is_followed_by_the_list(
    server: Server, clock: ManualClock, error: Exception
) -> None:
    server.failing["/instances/a"] = error  # type: ignore[assignment]
    async with live(server, clock) as watched:
        row = watched.snapshot.instances["a"]
        await watched.session.start(ResizeFlavor(flavor_id="2"), row)
        await clock.advance(10)
        seen = watched.snapshot.operations["a"].state
        server.instances["a"] |= {"status": "ACTIVE", "flavor": {"id": "2"}}
        await clock.advance(10)

        assert seen is OpState.SEEN
        assert watched.snapshot.operations["a"].state is OpState.DONE


async def test_a_restart_does_not_end_as_deleted_meanwhile_by_such_a_404(
    server: Server, clock: ManualClock
) -> None:
    server.failing["/instances/a"] = OF_ANOTHER
    async with live(server, clock) as watched:
        row = watched.snapshot.instances["a"]
        await watched.session.start(Restart(), row)
        await clock.advance(10)

        assert watched.snapshot.operations["a"].state is OpState.SEEN


async def test_a_list_that_tells_no_group_does_not_prove_a_detachment(
    server: Server, clock: ManualClock
) -> None:
    server.failing["/instances/a"] = OF_ANOTHER
    async with live(server, clock) as watched:
        row = watched.snapshot.instances["a"]
        await watched.session.start(DetachGroup(), row)
        await clock.advance(60)
        waiting = watched.snapshot.operations["a"].state
        await clock.advance(180)

        assert waiting is OpState.ACCEPTED
        assert watched.snapshot.operations["a"].state is OpState.OVERDUE


async def test_a_detailed_list_that_one_instance_spoils_is_tried_again_later(
    clock: ManualClock,
) -> None:
    server = Server(instance("a", updated="2026-03-02T00:00:00"), instance("b"), upstream=True)
    server.failing["/instances/detail"] = refused(404, "Configuration group g could not be found.")
    async with live(server, clock) as watched:
        await clock.advance(30)
        watched.session.touched()
        assert list(watched.snapshot.instances) == ["a", "b"]
        assert watched.updates[-1].connection.state == "live"
        refusals = server.count("/instances/detail")

        del server.failing["/instances/detail"]
        for _ in range(60):
            watched.session.touched()
            await clock.advance(10)

        assert refusals == 1
        assert server.count("/instances/detail") > 30


async def test_the_list_is_hurried_once_for_an_unread_page_that_is_waited_for(
    server: Server, clock: ManualClock
) -> None:
    server.failing["/instances/a"] = OF_ANOTHER
    server.on_change = lambda call: None
    async with live(server, clock) as watched:
        await watched.session.start(Rename(name="c"), watched.snapshot.instances["a"])
        await clock.advance(10)
        lists = server.count("/instances")
        await clock.advance(60)

        assert server.count("/instances") - lists <= 13


async def test_what_is_asked_inside_does_not_fail_by_a_404_about_something_else(
    server: Server, clock: ManualClock
) -> None:
    request = CreateDatabases.model_validate({"databases": [{"name": "orders"}]})
    server.failing["/instances/a/databases"] = OF_ANOTHER
    async with live(server, clock) as watched:
        await watched.session.start(request, watched.snapshot.instances["a"])
        await clock.advance(10)
        waiting = watched.snapshot.operations["a"].state
        del server.failing["/instances/a/databases"]
        server.databases = ["orders"]
        await clock.advance(15)

        assert waiting is OpState.ACCEPTED
        assert watched.snapshot.operations["a"].state is OpState.DONE


async def test_a_lost_deletion_of_a_group_is_not_proven_by_a_404_about_something_else(
    server: Server, clock: ManualClock
) -> None:
    server.groups["g"] = {"id": "g", "name": "conf", "values": {}}
    server.losing_answers = True
    async with live(server, clock) as watched:
        group = await watched.session.client.group("g")
        server.failing["/configurations/g"] = OF_ANOTHER
        await watched.session.start(DeleteGroup(), group)
        await clock.advance(10)
        waiting = watched.snapshot.activity[0]
        del server.groups["g"]
        await clock.advance(15)

        assert waiting.state is OpState.UNKNOWN
        assert watched.snapshot.activity[0].state is OpState.DONE
