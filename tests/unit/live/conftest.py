from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.support.clock import ManualClock
from tests.unit.live.server import Server, instance
from trove_tui.live.budget import Budget
from trove_tui.live.scope import Scope
from trove_tui.live.session import Session
from trove_tui.live.snapshot import RowChange, Snapshot, Update


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def server() -> Server:
    return Server(instance("a"), instance("b"))


class Watched:
    """A running session, and all that it has published."""

    def __init__(
        self,
        server: Server,
        clock: ManualClock,
        scope: Scope | None = None,
        budget: Budget | None = None,
    ) -> None:
        self.updates: list[Update] = []
        self.session = Session(
            scope or Scope(None, "bj1", "p"),
            server.client,
            clock,
            self.updates.append,
            jitter=lambda: 0.5,
            budget=budget,
        )
        server.pacer = self.session.budget

    @property
    def snapshot(self) -> Snapshot:
        """What was published last."""
        return self.updates[-1].snapshot

    @property
    def states(self) -> list[str]:
        """The states of the connection, each once in a row."""
        states = [update.connection.state for update in self.updates]
        return [one for n, one in enumerate(states) if n == 0 or states[n - 1] != one]

    @property
    def changes(self) -> list[RowChange]:
        """All changes published."""
        return [change for update in self.updates for change in update.changes]


@asynccontextmanager
async def live(
    server: Server, clock: ManualClock, scope: Scope | None = None, budget: Budget | None = None
) -> AsyncIterator[Watched]:
    """A session that runs, its first answers in."""
    watched = Watched(server, clock, scope, budget)
    before = asyncio.all_tasks()
    task = asyncio.create_task(watched.session.run())
    await clock.advance(0)
    try:
        yield watched
    finally:
        await watched.session.aclose()
        await asyncio.gather(task, return_exceptions=True)
    assert asyncio.all_tasks() == before, "the session left tasks behind"
    assert clock.sleepers == 0
