"""How much a server is asked: requests a minute, on a clock that the test holds.

The tables are printed by `pytest -s`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest

from tests.support.clock import ManualClock
from tests.unit.live.conftest import Watched, live
from tests.unit.live.server import Server, instance
from trove_tui.api.models import Group
from trove_tui.live.budget import PER_MINUTE, Budget
from trove_tui.live.scope import Scope
from trove_tui.live.snapshot import Query

BURST = PER_MINUTE / 6
SCREEN = 30
"""Rows that a terminal shows."""
LATENCY = 0.05


class Paged(Server):
    """As upstream: lists in pages of twenty; and each answer takes a moment."""

    def __init__(self, clock: ManualClock, count: int, *, upstream: bool, moving: int = 0) -> None:
        rows = [
            instance(
                f"i{number}",
                "BACKUP" if number < moving else "ACTIVE",
                # Those in transition have only just begun.
                updated=f"2026-03-04T05:06:{'07' if number < moving else '00'}",
            )
            for number in range(count)
        ]
        super().__init__(*rows, upstream=upstream, page=20 if upstream else 0)
        self.clock = clock
        self.came: list[tuple[float, str]] = []

    async def _read(self, path: str) -> object:  # type: ignore[override]
        self.came.append((self.clock.monotonic(), path))
        await self.clock.sleep(LATENCY)
        return await super()._read(path)

    def _answer(self, path: str) -> object:
        head = path.partition("?")[0]
        if head in ("/instances/detail", "/mgmt/instances") and self.upstream:
            return self._paged(list(self.instances.values()), path.replace(head, "/instances"))
        return super()._answer(path)

    def within(self, begin: float, end: float) -> int:
        """How many requests came between those moments."""
        return sum(begin <= at < end for at, _ in self.came)

    def lists(self, begin: float) -> list[float]:
        """When whole lists began, from that moment on."""
        paths = ("/instances", "/instances/detail", "/mgmt/instances?deleted=false")
        return [at for at, path in self.came if at >= begin and path in paths]


class Inline(ThreadPoolExecutor):
    """Reads large answers at once: in a thread, the clock would run away meanwhile."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


@pytest.fixture(autouse=True)
async def _inline() -> None:
    asyncio.get_running_loop().set_default_executor(Inline())


@pytest.fixture(scope="module")
def table() -> Iterator[list[str]]:
    """Lines to print once all are there."""
    lines: list[str] = []
    yield lines
    print("\n" + "\n".join(lines))


async def alive(watched: Watched, clock: ManualClock, seconds: float) -> None:
    """Let time pass with somebody there, who moves the cursor now and then."""
    rows = list(watched.snapshot.instances)[:SCREEN]
    for turn in range(round(seconds / 10)):
        watched.session.touched()
        watched.session.attention.look_at(rows, rows[turn % len(rows)])
        await clock.advance(10)


@pytest.mark.parametrize("moving", [0, 10], ids=["quiet", "ten in transition"])
@pytest.mark.parametrize("count", [20, 100, 1000])
@pytest.mark.parametrize("upstream", [False, True], ids=["spec", "upstream"])
async def test_a_minute_sees_no_more_requests_than_the_budget_and_the_data_stays_fresh(
    table: list[str], upstream: bool, count: int, moving: int
) -> None:
    clock = ManualClock()
    server = Paged(clock, count, upstream=upstream, moving=moving)
    async with live(server, clock) as watched:
        while not watched.session.snapshot.complete:
            await clock.advance(0.25)
        first = clock.monotonic()
        await alive(watched, clock, 400)
        end = clock.monotonic()
        minutes = [server.within(at, at + 60) for at in (first, first + 60, end - 120, end - 60)]
        mean = 60 * server.within(first + 60, end) / (end - first - 60)
        began = server.lists(first + 60)
        oldest = max(later - earlier for earlier, later in pairwise(began))

    kind = (
        f"{'upstream' if upstream else 'spec':9}{count:5} {'ten moving' if moving else 'quiet':11}"
    )
    table.append(
        f"{kind} first list {first:5.2f} s, then {minutes[0]:3} in the first minute, "
        f"{minutes[-1]:3} in the last; a list every {oldest:4.1f} s at most"
    )
    assert first <= count / 20 / 10 + 3
    assert minutes[0] <= PER_MINUTE + BURST
    assert max(minutes[1:]) <= PER_MINUTE + BURST
    assert mean <= PER_MINUTE
    assert oldest <= {20: 6, 100: 9, 1000: 60 if upstream else 6}[count]


async def test_six_nightly_backups_are_no_flood(table: list[str]) -> None:
    clock = ManualClock()
    server = Paged(clock, 6, upstream=False, moving=6)
    async with live(server, clock) as watched:
        await clock.advance(1)
        await alive(watched, clock, 300)
        first, last = server.within(1, 61), server.within(240, 300)

    table.append(f"six BACKUPs: {first} in the first minute, {last} in the fifth")
    assert first <= 60
    assert last <= 40


async def test_six_backups_on_a_slow_server_are_asked_for_less_and_less(table: list[str]) -> None:
    clock = ManualClock()
    server = Paged(clock, 45, upstream=True, moving=6)
    async with live(server, clock) as watched:
        await clock.advance(1)
        await alive(watched, clock, 600)
        first, last = server.within(1, 61), server.within(540, 600)
        backups = Counter(path for at, path in server.came
                          if at >= 540 and path.startswith("/instances/i"))  # fmt: skip

    table.append(f"six BACKUPs among 45, paged: {first} in the first minute, {last} in the tenth")
    assert first <= PER_MINUTE + BURST
    assert last <= 100
    assert max(backups.values()) <= 7


async def test_three_hundred_groups_paged_down_ask_within_the_budget(table: list[str]) -> None:
    clock = ManualClock()
    server = Paged(clock, 20, upstream=False)
    server.groups = {f"g{number}": {"id": f"g{number}", "name": "g", "values": {}}
                     for number in range(300)}  # fmt: skip

    def detail(group_id: str) -> Query[Group]:
        async def fetch(client: object, _: object) -> list[Group]:
            return [await client.group(group_id)]  # type: ignore[attr-defined]

        return Query(f"group {group_id}", fetch, 30.0, lambda one: one.id)

    async with live(server, clock) as watched:
        await clock.advance(20)
        began = clock.monotonic()
        for page in range(12):  # the cursor rests a moment on each
            shown = [detail(f"g{page * 25 + row}") for row in range(25)]
            watched.session.attention.show(shown[0], row_queries=shown)
            await clock.advance(0.4)
        paged = server.within(began, clock.monotonic())
        left = clock.monotonic()
        await clock.advance(30)
        known = [kind for kind in shown if watched.session.snapshot.result(kind).at is not None]

    table.append(f"300 groups paged down in 5 s: {paged} meanwhile, of what nobody sees none after")
    assert paged <= BURST + 12
    assert len(known) == 25
    assert all(
        path in {f"/configurations/g{275 + row}" for row in range(25)}
        for at, path in server.came
        if at > left + 1 and path.startswith("/configurations/")
    )


@pytest.mark.parametrize("upstream", [False, True], ids=["spec", "upstream"])
async def test_a_region_that_was_left_is_asked_for_little(table: list[str], upstream: bool) -> None:
    clock = ManualClock()
    server = Paged(clock, 1000, upstream=upstream)
    async with live(server, clock) as watched:
        await clock.advance(60)
        watched.session.leave()
        await clock.advance(120)
        begin = clock.monotonic()
        await clock.advance(600)
        minute = server.within(begin, begin + 600) / 10

    table.append(
        f"left region of 1000, {'upstream' if upstream else 'spec'}: {minute:.1f} a minute"
    )
    assert minute <= 15


async def test_all_projects_beside_ones_own_share_one_budget(table: list[str]) -> None:
    clock = ManualClock()
    budget = Budget(clock)
    own, everybody = Paged(clock, 100, upstream=True), Paged(clock, 1000, upstream=True)
    scope = Scope(None, "bj1", "p", all_projects=True)
    async with live(own, clock, budget=budget) as mine:
        await clock.advance(30)
        mine.session.leave()
        all_projects = Watched(everybody, clock, scope, budget)
        task = asyncio.create_task(all_projects.session.run())
        await clock.advance(60)
        await alive(all_projects, clock, 300)
        begin = clock.monotonic() - 240
        minutes = [
            own.within(at, at + 60) + everybody.within(at, at + 60)
            for at in (begin, begin + 60, begin + 120, begin + 180)
        ]
        await all_projects.session.aclose()
        await asyncio.gather(task, return_exceptions=True)

    table.append(f"all projects (1000) beside one's own (100): {max(minutes)} a minute at most")
    assert max(minutes) <= PER_MINUTE + BURST
    assert sum(minutes) <= 4 * PER_MINUTE + BURST


async def test_a_rate_of_sixty_is_kept(table: list[str]) -> None:
    clock = ManualClock()
    server = Paged(clock, 100, upstream=True, moving=10)
    async with live(server, clock, budget=Budget(clock, 60)) as watched:
        await clock.advance(60)
        await alive(watched, clock, 240)
        minute = server.within(240, 300)

    table.append(f"--rate 60, 100 upstream, ten in transition: {minute} a minute")
    assert minute <= 61


async def test_whoever_holds_r_down_asks_no_more_than_the_budget() -> None:
    clock = ManualClock()
    server = Paged(clock, 20, upstream=False)
    async with live(server, clock) as watched:
        await clock.advance(20)
        for _ in range(600):
            watched.session.poke()
            await clock.advance(0.1)

    assert server.within(20, 80) <= PER_MINUTE + BURST + 1


def test_the_injected_clock_needs_no_time() -> None:
    """An hour for a fleet at rest, asked for by nobody: seldom, and at once."""

    async def hour() -> int:
        clock = ManualClock()
        server = Paged(clock, 20, upstream=False)
        async with live(server, clock):
            await clock.advance(3600)
        return server.within(3000, 3600)

    assert asyncio.run(hour()) <= 10 * 3 + 10
