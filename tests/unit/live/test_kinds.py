from __future__ import annotations

from tests.support.clock import ManualClock
from tests.unit.live.conftest import live
from tests.unit.live.server import Server, refused, unreachable
from trove_tui.api.models import Database
from trove_tui.live.snapshot import Kind


async def test_a_kind_is_asked_for_while_it_is_shown_and_not_after(
    server: Server, clock: ManualClock
) -> None:
    server.databases = ["orders"]
    kind = Kind[Database](
        "databases a", lambda client, _: client.databases("a"), 30.0, lambda one: one.name
    )
    async with live(server, clock) as watched:
        watched.session.show(kind)
        await clock.advance(61)
        shown = server.count("/instances/a/databases")
        row = watched.snapshot.rows(kind)["orders"]
        watched.session.show()
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
    kind = Kind[Database](
        "databases a", lambda client, _: client.databases("a"), 30.0, lambda one: one.name
    )
    server.failing["/instances/a/databases"] = refused(403, "Not yours.")
    async with live(server, clock) as watched:
        watched.session.show(kind)
        await clock.advance(100)

        listed = watched.snapshot.listed(kind)
        assert listed.refused
        assert "Not yours." in (listed.trouble or "")
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
