"""A project's own quotas: all for administrators; for members the maxima, where they are told."""

from __future__ import annotations

import pytest

from tests.support.clock import ManualClock
from tests.unit.live.conftest import live
from tests.unit.live.server import Server, refused, unreachable
from trove_tui.live import session_queries

QUOTAS, LIMITS = "/mgmt/quotas/p", "/limits"


class WithLimits(Server):
    """Tells members their maxima, as upstream does."""

    def _answer(self, path: str) -> object:
        if path == LIMITS:
            return {"limits": [{"verb": "ABSOLUTE", "max_instances": 60, "max_ram": -1}]}
        return super()._answer(path)


@pytest.mark.parametrize("status", [401, 403])
async def test_a_member_is_shown_the_maxima_without_their_use(
    clock: ManualClock, status: int
) -> None:
    server = WithLimits()
    server.failing[QUOTAS] = refused(status, "User does not have admin privileges.")
    async with live(server, clock) as watched:
        listed = watched.snapshot.result(session_queries.quotas("p"))
        told = {one.resource: (one.in_use, one.limit) for one in watched.snapshot.quotas or ()}

        assert told == {"instances": (None, 60), "ram": (None, -1)}
        assert not listed.refused


async def test_where_no_maxima_are_told_the_refusal_is_and_stands(clock: ManualClock) -> None:
    server = Server()
    server.failing[QUOTAS] = refused(401, "User does not have admin privileges.")
    async with live(server, clock) as watched:
        await clock.advance(200)
        listed = watched.snapshot.result(session_queries.quotas("p"))

        assert listed.refused
        assert "admin privileges" in (listed.trouble or "")
        assert watched.snapshot.quotas is None
        assert server.count(LIMITS) == 2  # a single 401 could be any hiccup


async def test_maxima_that_could_not_be_read_are_asked_for_again(clock: ManualClock) -> None:
    server = WithLimits()
    server.failing[QUOTAS] = refused(401, "User does not have admin privileges.")
    server.failing[LIMITS] = unreachable()
    async with live(server, clock) as watched:
        before = watched.snapshot.result(session_queries.quotas("p")).refused
        del server.failing[LIMITS]
        await clock.advance(session_queries.QUOTAS_EVERY)

        assert not before
        assert watched.snapshot.quotas is not None


async def test_an_administrator_is_asked_nothing_of_limits(clock: ManualClock) -> None:
    server = WithLimits()
    async with live(server, clock) as watched:
        assert [one.in_use for one in watched.snapshot.quotas or ()] == [0]
        assert server.count(LIMITS) == 0
