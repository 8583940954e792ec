"""Several sessions at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tests.support.clock import ManualClock
from tests.unit.live.server import Server
from trove_tui.changes.instances import Rename
from trove_tui.live.scope import Scope
from trove_tui.live.session import CLOSE_PATIENCE, Session
from trove_tui.live.sessions import Sessions
from trove_tui.live.snapshot import Update

HERE, THERE = Scope(None, "bj1", "p"), Scope(None, "gd1", "p")


class Factory:
    """Sessions on a server inside the test."""

    def __init__(self, server: Server, clock: ManualClock) -> None:
        self.server = server
        self.clock = clock

    def session(self, scope: Scope, publish: Callable[[Update], None]) -> Session:
        return Session(scope, self.server.client, self.clock, publish)

    async def sign_in(self, scope: Scope, token: str) -> None:
        raise NotImplementedError


async def test_all_are_closed_in_the_patience_of_one(server: Server, clock: ManualClock) -> None:
    server.gates["PATCH"] = asyncio.Event()  # what is sent is never answered
    sessions = Sessions(Factory(server, clock), lambda _: None)
    running = asyncio.create_task(sessions.run())
    sending = []
    for scope in (HERE, THERE):
        session = sessions.of(scope)
        await clock.advance(0)
        target = session.snapshot.instances["a"]
        sending.append(asyncio.create_task(session.start(Rename(name="c"), target)))
    await clock.advance(0)

    closing = asyncio.create_task(sessions.aclose())
    await clock.advance(CLOSE_PATIENCE)

    assert closing.done()
    running.cancel()
    await asyncio.gather(closing, running, *sending, return_exceptions=True)


async def test_one_that_is_forgotten_ends_and_is_made_anew(
    server: Server, clock: ManualClock
) -> None:
    sessions = Sessions(Factory(server, clock), lambda _: None)
    running = asyncio.create_task(sessions.run())
    first = sessions.of(HERE)
    await clock.advance(0)

    sessions.forget(HERE)
    await clock.advance(0)

    assert server.closed
    assert sessions.of(HERE) is not first
    await sessions.aclose()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
