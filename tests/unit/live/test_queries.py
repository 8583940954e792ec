from __future__ import annotations

import pytest

from tests.support.clock import ManualClock
from tests.unit.live.conftest import live
from tests.unit.live.server import Server, instance, refused, unreachable
from trove_tui.api.client import TroveClient
from trove_tui.api.errors import RateLimited, ServerFailed, TroveError
from trove_tui.api.models import Database, Group
from trove_tui.live.snapshot import Query


async def test_a_kind_is_asked_for_while_it_is_shown_and_not_after(
    server: Server, clock: ManualClock
) -> None:
    server.databases = ["orders"]
    kind = Query[Database](
        "databases a", lambda client, _: client.databases("a"), 30.0, lambda one: one.name
    )
    async with live(server, clock) as watched:
        watched.session.attention.show(kind)
        await clock.advance(61)
        shown = server.count("/instances/a/databases")
        row = watched.snapshot.rows(kind)["orders"]
        watched.session.attention.show()
        await clock.advance(120)

        assert shown == 3
        assert server.count("/instances/a/databases") == shown
        assert watched.snapshot.rows(kind)["orders"] is row


async def test_a_kind_that_is_asked_once_is_asked_again_on_refresh_only(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        await clock.advance(300)
        once = server.count("/flavors")
        watched.session.poke()
        await clock.advance(0)

        assert once == 1
        assert server.count("/flavors") == 2


async def test_a_refused_kind_says_why_and_is_not_asked_again(
    server: Server, clock: ManualClock
) -> None:
    kind = Query[Database](
        "databases a", lambda client, _: client.databases("a"), 30.0, lambda one: one.name
    )
    server.failing["/instances/a/databases"] = refused(403, "Not yours.")
    async with live(server, clock) as watched:
        watched.session.attention.show(kind)
        await clock.advance(100)

        listed = watched.snapshot.result(kind)
        assert listed.refused
        assert "Not yours. (403" in (listed.trouble or "")
        assert listed.at is None
        assert server.count("/instances/a/databases") == 1


async def test_a_kind_that_failed_is_asked_again_as_soon_as_the_server_is_back(
    server: Server, clock: ManualClock
) -> None:
    server.down = unreachable()
    async with live(server, clock) as watched:
        await clock.advance(51)
        server.down = None
        while watched.session.connection.state != "live":
            await clock.advance(0.25)

        assert watched.snapshot.flavors


DATABASES = Query[Database](
    "databases a", lambda client, _: client.databases("a"), None, lambda one: one.name
)


@pytest.mark.parametrize(
    "error",
    [
        RateLimited("Too many requests.", status=429),
        RateLimited("Too many requests.", status=413, retry_after=20),
        refused(401, "Renewed just now."),
        ServerFailed("Busy.", status=503, retry_after=86400),
    ],
    ids=["429", "413 with Retry-After", "a single 401", "503 for a day"],
)
async def test_what_passes_is_asked_again_by_itself_when_it_may_be(
    server: Server, clock: ManualClock, error: TroveError
) -> None:
    server.failing["/instances/a/databases"] = error
    server.databases = ["orders"]
    async with live(server, clock) as watched:
        watched.session.attention.show(DATABASES)
        await clock.advance(1)
        told = watched.snapshot.result(DATABASES)
        del server.failing["/instances/a/databases"]
        await clock.advance(9 if error.retry_after is None else 18)
        early = server.count("/instances/a/databases")
        await clock.advance(700)

        assert told.trouble == error.in_full
        assert not told.refused
        assert told.retry_at is not None
        assert early <= 2
        assert "orders" in watched.snapshot.rows(DATABASES)
        assert watched.snapshot.result(DATABASES).trouble is None


async def test_a_second_401_in_a_row_is_final_until_it_is_asked_for_by_hand(
    server: Server, clock: ManualClock
) -> None:
    server.failing["/instances/a/databases"] = refused(401, "No role.")
    async with live(server, clock) as watched:
        watched.session.attention.show(DATABASES)
        await clock.advance(300)
        asked = server.count("/instances/a/databases")
        watched.session.poke()
        await clock.advance(1)

        assert watched.snapshot.result(DATABASES).refused
        assert asked == 2
        assert server.count("/instances/a/databases") == 3


async def test_r_asks_at_once_for_what_a_server_wanted_to_be_left_alone_about(
    server: Server, clock: ManualClock
) -> None:
    server.databases = ["orders"]
    server.failing["/instances/a/databases"] = RateLimited("Too many.", retry_after=86400)
    async with live(server, clock) as watched:
        watched.session.attention.show(DATABASES)
        await clock.advance(5)
        del server.failing["/instances/a/databases"]
        watched.session.poke()
        await clock.advance(1)

        assert "orders" in watched.snapshot.rows(DATABASES)


async def test_an_error_inside_one_kind_is_told_there_logged_and_nothing_else_stops(
    server: Server, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    broken = True

    async def fetch(client: object, _: object) -> list[str]:
        if broken:
            raise KeyError("datastore")
        return ["one"]

    kind = Query[str]("broken", fetch, None, str)
    async with live(server, clock) as watched:
        watched.session.attention.show(kind)
        await clock.advance(1)
        told = watched.snapshot.result(kind)
        server.instances["a"]["status"] = "ERROR"
        await clock.advance(6)
        broken = False
        await clock.advance(10)

        assert told.trouble == "see the log."
        assert watched.snapshot.instances["a"].status == "ERROR"
        assert watched.session.connection.state == "live"
        assert watched.snapshot.rows(kind) == {"one": "one"}
    assert "KeyError: 'datastore'" in caplog.text


async def test_what_is_opened_is_asked_for_before_what_is_merely_on_the_screen(
    server: Server, clock: ManualClock
) -> None:
    many = [instance(f"g{number}") for number in range(60)]
    server.groups = {one["id"]: one for one in many}

    def detail(group_id: str) -> Query[Group]:
        async def fetch(client: TroveClient, _: object) -> list[Group]:
            return [await client.group(group_id)]

        return Query(f"group {group_id}", fetch, 30.0, lambda one: one.id)

    async with live(server, clock) as watched:
        watched.session.attention.show(row_queries=[detail(one["id"]) for one in many])
        await clock.advance(3)
        before = len(server.asked)
        opened = detail("g59")
        watched.session.attention.show(opened, row_queries=[detail(one["id"]) for one in many])
        await clock.advance(1)

        assert watched.snapshot.result(opened).at is not None
        assert "/configurations/g59" in server.asked[before : before + 3]
