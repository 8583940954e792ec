from __future__ import annotations

import asyncio

import pytest
from pydantic import SecretStr

from tests.support.clock import ManualClock
from tests.unit.live.conftest import live
from tests.unit.live.server import Server, instance, refused, unreachable
from trove_tui.api.errors import BadEndpoint, RateLimited, ServerFailed
from trove_tui.api.statuses import Health
from trove_tui.changes.databases_and_users import CreateUsers, NewUser
from trove_tui.changes.instances import Rename
from trove_tui.changes.quotas import UpdateQuotas
from trove_tui.changes.subject import SubjectRef
from trove_tui.live.operations import OpState
from trove_tui.live.scope import Scope
from trove_tui.live.session import Session
from trove_tui.live.snapshot import Added, Changed, Query, Removed, Since, Update
from trove_tui.live.triage import healths


async def test_the_first_list_is_published_whole_and_live(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        snapshot = watched.snapshot

    assert list(snapshot.instances) == ["a", "b"]
    assert snapshot.complete
    assert snapshot.at == clock.now()
    assert watched.updates[-1].connection.state == "live"
    assert [flavor.name for flavor in snapshot.flavors.values()] == ["memory-1", "memory-2"]
    assert snapshot.quotas is not None


async def test_while_nothing_changes_nothing_is_published(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        await clock.advance(30)
        published = len(watched.updates)
        lists = server.count("/instances")
        await clock.advance(60)

        assert len(watched.updates) == published
        assert server.count("/instances") > lists + 10
        assert watched.session.snapshot.at is not None


async def test_a_change_is_published_with_the_fields_that_differ(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        server.instances["a"]["status"] = "ERROR"
        await clock.advance(5)

        change = watched.updates[-1].changes[0]
        assert isinstance(change, Changed)
        assert (change.id, change.fields) == ("a", frozenset({"status"}))
        assert watched.snapshot.since["a"] == Since(clock.now(), "watched")


async def test_an_instance_that_arrives_is_added(server: Server, clock: ManualClock) -> None:
    async with live(server, clock) as watched:
        server.instances["c"] = instance("c", "BUILD")
        await clock.advance(5)

        assert isinstance(watched.updates[-1].changes[0], Added)
        assert list(watched.snapshot.instances) == ["a", "b", "c"]


async def test_what_a_list_lacks_is_gone_only_once_a_get_says_so(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        server.hidden.add("a")  # mis-paged
        await clock.advance(6)
        assert "a" in watched.snapshot.instances
        assert not watched.snapshot.gone
        asked = server.count("/instances/a")

        del server.instances["a"]
        await clock.advance(6)

        assert asked >= 1
        assert "a" not in watched.snapshot.instances
        assert watched.snapshot.gone["a"].instance.name == "a"
        assert any(isinstance(change, Removed) for change in watched.changes)


async def test_a_missing_row_whose_get_fails_is_kept(server: Server, clock: ManualClock) -> None:
    async with live(server, clock) as watched:
        server.hidden.add("a")
        server.failing["/instances/a"] = ServerFailed("The server failed.")
        await clock.advance(20)

        assert "a" in watched.snapshot.instances


async def test_what_is_looked_at_is_filled_in_by_a_get_of_each(
    server: Server, clock: ManualClock
) -> None:
    server.instances["a"]["updated"] = "2026-03-02T00:00:00"
    async with live(server, clock) as watched:
        watched.session.attention.look_at(["a"])
        await clock.advance(1)

        row = watched.snapshot.instances["a"]
        assert row.updated is not None
        assert watched.snapshot.since["a"] == Since(row.updated, "server")
        published = len(watched.updates)
        await clock.advance(40)

        assert len(watched.updates) == published
        assert watched.session.snapshot.instances["a"] is row
        assert 4 <= server.count("/instances/a") <= 6  # every ten seconds, as it is selected


async def test_where_the_list_is_short_and_fast_it_alone_tells_how_a_transition_ends(
    server: Server, clock: ManualClock
) -> None:
    server.instances["a"]["status"] = "RESIZE"
    async with live(server, clock) as watched:
        watched.session.attention.look_at(["b", "a"])
        await clock.advance(6)
        pages = server.count("/instances/a")
        server.instances["a"]["status"] = "ACTIVE"
        await clock.advance(2.1)

        assert watched.snapshot.instances["a"].status == "ACTIVE"
        assert pages <= 1


async def test_where_the_list_has_many_pages_a_shown_transition_is_asked_for_every_two_seconds(
    clock: ManualClock,
) -> None:
    many = [instance(f"i{number}") for number in range(10)]
    server = Server(*many, instance("a", "RESIZE"), page=1)
    async with live(server, clock) as watched:
        watched.session.attention.look_at(["i0", "a"])
        await clock.advance(10)
        pages = server.count("/instances/a")
        server.instances["a"]["status"] = "ACTIVE"
        await clock.advance(2.5)

        assert watched.snapshot.instances["a"].status == "ACTIVE"
        assert 4 <= pages <= 6


async def test_a_row_that_is_gone_is_asked_for_no_more_though_the_cursor_is_on_it(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        watched.session.attention.look_at(["a", "b"])
        await clock.advance(1)
        del server.instances["a"]
        await clock.advance(6)
        asked = server.count("/instances/a")
        await clock.advance(60)

        assert "a" in watched.snapshot.gone
        assert server.count("/instances/a") == asked


async def test_a_stuck_transition_is_published_as_such_and_no_longer_hurried(
    server: Server, clock: ManualClock
) -> None:
    server.instances["a"]["status"] = "REBOOT"
    async with live(server, clock) as watched:
        watched.session.attention.look_at(["a"])
        await clock.advance(299)
        before = healths(watched.snapshot, clock.now())["a"]
        await clock.advance(10)
        asked = server.count("/instances/a")
        await clock.advance(60)

        assert before is Health.BUSY
        assert healths(watched.snapshot, clock.now())["a"] is Health.STUCK
        assert server.count("/instances/a") - asked <= 7


async def test_details_never_exceed_ten_a_second(clock: ManualClock) -> None:
    server = Server(*(instance(f"i{number}", "ERROR") for number in range(100)))
    async with live(server, clock):
        before = len(server.asked)
        await clock.advance(2)

        assert len(server.asked) - before <= 21


async def test_a_sick_instance_does_not_hold_up_the_others(
    server: Server, clock: ManualClock
) -> None:
    server.gates["/instances/a"] = asyncio.Event()
    server.instances["b"]["updated"] = "2026-03-02T00:00:00"
    async with live(server, clock) as watched:
        watched.session.attention.look_at(["a", "b"])
        await clock.advance(2)

        assert watched.snapshot.instances["b"].updated is not None
        assert server.most_at_once["/instances/a"] == 1


async def test_when_the_server_goes_it_is_said_within_two_polls_and_the_data_stays(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        answered = clock.now()
        server.down = unreachable()
        await clock.advance(10)

        connection = watched.updates[-1].connection
        assert connection.state == "lost"
        assert connection.last_good == answered
        assert connection.since is not None
        assert connection.since > answered
        assert list(watched.snapshot.instances) == ["a", "b"]


async def test_when_it_comes_back_we_recover_by_ourselves_within_half_a_minute(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        server.down = unreachable()
        await clock.advance(600)
        server.down = None
        server.instances["a"]["status"] = "ERROR"
        await clock.advance(30)

        assert watched.states == ["connecting", "live", "lost", "live"]
        assert watched.snapshot.instances["a"].status == "ERROR"
        # Nobody watched it change.
        assert watched.snapshot.since["a"].how == "at least"


async def test_while_lost_nothing_else_is_asked_for(server: Server, clock: ManualClock) -> None:
    async with live(server, clock) as watched:
        watched.session.attention.look_at(["a", "b"])
        server.down = unreachable()
        await clock.advance(10)
        others = [path for path in server.asked if path != "/instances"]
        await clock.advance(60)

        assert [path for path in server.asked if path.startswith("/instances/")] == [
            path for path in others if path.startswith("/instances/")
        ]


async def test_while_lost_nothing_becomes_stuck_by_the_age_of_the_data(
    server: Server, clock: ManualClock
) -> None:
    server.instances["a"]["status"] = "REBOOT"
    async with live(server, clock) as watched:
        await clock.advance(60)
        server.down = unreachable()
        await clock.advance(3600)

        assert healths(watched.snapshot, clock.now())["a"] is Health.BUSY


async def test_a_refused_token_keeps_the_data_and_says_the_servers_words(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        server.down = refused(401, "Token expired.")
        await clock.advance(6)

        assert watched.updates[-1].connection.state == "refused"
        assert "Token expired." in watched.updates[-1].connection.reason
        assert list(watched.snapshot.instances) == ["a", "b"]


async def test_an_unusable_address_is_told_and_does_not_end_the_session(
    clock: ManualClock,
) -> None:
    updates: list[Update] = []

    def connect() -> None:
        raise BadEndpoint("That is no address.")

    scope = Scope(None, None, "p")
    session = Session(scope, connect, clock, updates.append)  # type: ignore[arg-type]
    task = asyncio.create_task(session.run())
    await clock.advance(1)
    still_running = not task.done()
    await session.aclose()
    await asyncio.gather(task, return_exceptions=True)

    assert still_running
    assert updates[-1].connection.state == "refused"
    assert updates[-1].connection.reason == "That is no address."


async def test_when_all_is_quiet_and_nobody_is_there_it_asks_seldom(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        await clock.advance(200)
        before = len(server.asked)
        await clock.advance(60)
        quiet = len(server.asked) - before
        lists = server.count("/instances")
        watched.session.touched()
        await clock.advance(0)

        assert quiet <= 3  # two lists, and the quotas
        assert server.count("/instances") == lists + 1


async def test_a_problem_keeps_it_awake(server: Server, clock: ManualClock) -> None:
    server.instances["a"]["status"] = "ERROR"
    async with live(server, clock):
        await clock.advance(200)
        before = server.count("/instances")
        await clock.advance(60)

        assert server.count("/instances") - before == 12


async def test_upstream_is_asked_for_its_detailed_list(clock: ManualClock) -> None:
    server = Server(instance("a", updated="2026-03-02T00:00:00"), upstream=True)
    async with live(server, clock) as watched:
        await clock.advance(11)

        assert server.count("/instances") == 1
        assert server.count("/instances/detail") == 2
        assert watched.snapshot.instances["a"].updated is not None


async def test_a_server_without_the_detailed_list_is_asked_for_the_plain_one(
    clock: ManualClock,
) -> None:
    server = Server(instance("a"), upstream=True)
    server.failing["/instances/detail"] = refused(404, "No such.")
    async with live(server, clock) as watched:
        await clock.advance(11)

        assert server.count("/instances/detail") == 1
        assert server.count("/instances") == 3
        assert watched.updates[-1].connection.state == "live"


@pytest.mark.parametrize(
    ("upstream", "path"),
    [(False, "/instances?all_tenants=1"), (True, "/mgmt/instances?deleted=false")],
)
async def test_all_projects_are_asked_for_in_the_servers_own_way(
    clock: ManualClock, upstream: bool, path: str
) -> None:
    server = Server(instance("a", tenant_id="other", user_id="u"), upstream=upstream)
    scope = Scope(None, None, "p", all_projects=True)
    async with live(server, clock, scope) as watched:
        assert list(watched.snapshot.instances) == ["a"]

    assert server.count(path) == 1
    assert server.count("/instances") == 0


ALL_PROJECTS = Scope(None, None, "p", all_projects=True)


@pytest.mark.parametrize(
    "own",
    [
        {},
        {"tenant_id": "p"},
        {"operating_status": "HEALTHY", "tenant_id": "p", "user_id": "u"},
    ],
    ids=["as a member", "as an administrator", "with upstream's words"],
)
async def test_ones_own_rows_alone_are_never_taken_for_all_projects(
    clock: ManualClock, own: dict[str, str]
) -> None:
    server = Server(instance("a", **own))  # its datastores tell nothing of whose server it is
    server.failing["/mgmt/instances?deleted=false"] = refused(401, "No admin privileges.")
    async with live(server, clock, ALL_PROJECTS) as watched:
        assert watched.updates[-1].connection.state == "refused"
        assert watched.updates[-1].connection.reason == "No admin privileges."
        assert not watched.snapshot.instances


async def test_where_only_ones_own_come_and_nothing_else_is_there_that_is_said(
    clock: ManualClock,
) -> None:
    server = Server(instance("a"))
    async with live(server, clock, ALL_PROJECTS) as watched:
        connection = watched.updates[-1].connection
        assert connection.state == "refused"
        assert connection.reason == "Only this project's own instances came."


async def test_a_server_that_tells_by_its_rows_to_be_upstreams_lists_all_in_its_own_way(
    clock: ManualClock,
) -> None:
    server = Server(instance("a", tenant_id="p"), upstream=True)
    server.tells = False
    async with live(server, clock, ALL_PROJECTS) as watched:
        assert watched.updates[-1].connection.state == "live"
        await clock.advance(6)

    assert server.count("/instances?all_tenants=1") == 1
    assert server.count("/mgmt/instances?deleted=false") == 2


async def test_an_empty_cloud_has_no_instances_of_any_project(clock: ManualClock) -> None:
    server = Server()
    async with live(server, clock, ALL_PROJECTS) as watched:
        await clock.advance(6)
        assert watched.updates[-1].connection.state == "live"

    assert server.count("/instances?all_tenants=1") == 2
    assert server.count("/mgmt/instances?deleted=false") == 1


async def test_rows_tell_that_a_server_is_upstreams_without_another_request(
    clock: ManualClock,
) -> None:
    server = Server(instance("a", operating_status="HEALTHY"), upstream=True)
    async with live(server, clock):
        await clock.advance(6)

    assert server.count("/instances/detail") == 1
    assert server.count("/datastores") == 0


async def test_a_server_that_asks_to_wait_is_not_asked_for_details_meanwhile(
    server: Server, clock: ManualClock
) -> None:
    server.failing["/instances/a"] = RateLimited("Too many requests.", retry_after=20)
    async with live(server, clock) as watched:
        watched.session.attention.look_at(["a", "b"])
        await clock.advance(0)
        await clock.advance(19)
        waiting = server.count("/instances/a")
        del server.failing["/instances/a"]
        await clock.advance(4)

        assert waiting == 1
        assert server.count("/instances/a") == 2


async def test_the_first_pages_are_published_before_the_list_is_whole(
    clock: ManualClock,
) -> None:
    server = Server(instance("a"), instance("b"), page=1)
    server.gates["/instances?marker=a"] = asyncio.Event()
    async with live(server, clock) as watched:
        first = watched.updates[-1].snapshot
        server.gates["/instances?marker=a"].set()
        await clock.advance(0)
        whole = watched.updates[-1].snapshot

    assert (list(first.instances), first.complete) == (["a"], False)
    assert (list(whole.instances), whole.complete) == (["a", "b"], True)


async def test_what_is_left_asks_seldom_though_it_has_problems_and_at_once_when_one_is_back(
    server: Server, clock: ManualClock
) -> None:
    server.instances["a"]["status"] = "ERROR"
    async with live(server, clock) as watched:
        await clock.advance(20)
        watched.session.leave()
        await clock.advance(10)
        before = server.count("/instances")
        await clock.advance(100)
        meanwhile = server.count("/instances") - before
        watched.session.come_back()
        await clock.advance(0)

        assert meanwhile <= 4
        assert server.count("/instances") == before + meanwhile + 1
        assert list(watched.snapshot.instances) == ["a", "b"]


async def test_what_is_left_follows_what_was_sent_to_its_end(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        row = watched.snapshot.instances["a"]
        operation = await watched.session.start(Rename(name="other"), row)
        watched.session.leave()
        server.instances["a"]["name"] = "other"
        await clock.advance(5)

        told = watched.snapshot.operation(operation.number)
        assert told is not None
        assert told.state is OpState.DONE


async def test_lists_beside_instances_are_asked_for_again_once_a_change_to_them_is_seen(
    server: Server, clock: ManualClock
) -> None:
    asked = []

    async def fetch(client: object, _: object) -> list[str]:
        asked.append(client)
        return ["one"]

    async with live(server, clock) as watched:
        watched.session.attention.show(Query[str]("databases a", fetch, None, str))
        await clock.advance(0)
        before = len(asked)
        request = UpdateQuotas(limits={"volumes": 5})
        await watched.session.start(request, SubjectRef("p", "p"))
        await clock.advance(0)

        assert (before, len(asked)) == (1, 2)


@pytest.mark.parametrize("lost", [False, True], ids=["accepted", "lost"])
async def test_no_password_is_remembered_once_it_was_sent(
    server: Server, clock: ManualClock, lost: bool
) -> None:
    server.losing_answers = lost
    request = CreateUsers(users=(NewUser(name="clerk", password=SecretStr("s3cret-word")),))
    async with live(server, clock) as watched:
        await watched.session.start(request, watched.snapshot.instances["a"])
        kept = watched.snapshot.activity[0].change

    assert isinstance(kept, CreateUsers)
    assert kept.users[0].name == "clerk"
    assert kept.users[0].password.get_secret_value() == ""
