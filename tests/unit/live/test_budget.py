from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.clock import ManualClock
from trove_tui.api.errors import RateLimited
from trove_tui.live.budget import LONGEST_HOLD, Budget, Priority, asking


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def budget(clock: ManualClock) -> Budget:
    return Budget(clock)


async def ask_without_end(
    budget: Budget, clock: ManualClock, priority: Priority, times: list[float]
) -> None:
    """One request after the other, each as soon as it may be."""
    with asking(priority):
        while True:
            times.append(await budget.turn())


@asynccontextmanager
async def asking_all(
    budget: Budget, clock: ManualClock, priorities: Sequence[Priority]
) -> AsyncIterator[list[list[float]]]:
    """Somebody of each priority, who asks without end; when each was let go."""
    times: list[list[float]] = [[] for _ in priorities]
    tasks = [
        asyncio.create_task(ask_without_end(budget, clock, priority, mine))
        for priority, mine in zip(priorities, times, strict=True)
    ]
    try:
        yield times
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert clock.sleepers == 0


def most_within(times: Sequence[float], seconds: float) -> int:
    """The most requests in any stretch of so many seconds."""
    return max((sum(at <= one < at + seconds for one in times) for at in times), default=0)


def waits(times: Sequence[float]) -> list[float]:
    """Seconds between each two."""
    return [later - earlier for earlier, later in pairwise(times)]


async def test_twenty_may_go_at_once_and_then_two_a_second(
    budget: Budget, clock: ManualClock
) -> None:
    async with asking_all(budget, clock, [Priority.PERSON]) as (times,):
        await clock.advance(0)
        at_once = len(times)
        await clock.advance(60)

    assert at_once == 20
    assert len(times) == 140
    assert most_within(times[20:], 60) <= 121


async def test_what_matters_more_goes_first_and_nobody_starves(
    budget: Budget, clock: ManualClock
) -> None:
    wanted = [one for one in Priority if one > Priority.SELECTED]
    async with asking_all(budget, clock, wanted) as times:
        await clock.advance(600)

    others = [mine for one, mine in zip(wanted, times, strict=True) if one is not Priority.LIST]
    counts = [len(mine) for mine in others]
    assert counts == sorted(counts, reverse=True)
    assert all(max(waits(mine)) <= 40 for mine in times)


async def test_the_list_has_a_good_part_of_it_however_much_else_is_asked_for(
    budget: Budget, clock: ManualClock
) -> None:
    busy = [Priority.FOLLOWED, Priority.LIST, Priority.PROBLEM, Priority.MOVING, Priority.SCREEN]
    async with asking_all(budget, clock, busy) as times:
        await clock.advance(300)

    assert max(waits(times[1])) <= 1
    assert len(times[1]) >= 300


async def test_a_list_comes_in_also_while_a_person_asks_without_end(
    budget: Budget, clock: ManualClock
) -> None:
    async with asking_all(budget, clock, [Priority.PERSON, Priority.LIST]) as times:
        await clock.advance(300)

    assert max(waits(times[1])) <= 2


async def test_what_nobody_looks_at_leaves_room_for_what_a_person_asks_for(
    budget: Budget, clock: ManualClock
) -> None:
    async with asking_all(budget, clock, [Priority.LIST, Priority.REST]):
        await clock.advance(30)
        began = clock.monotonic()
        with asking(Priority.PERSON):
            times = [await budget.turn() for _ in range(4)]

    assert times == [began] * 4


async def test_a_change_waits_for_nobody_and_counts(budget: Budget, clock: ManualClock) -> None:
    for _ in range(20):
        budget.sent()
    with asking(Priority.CHANGE):
        assert await budget.turn() == 0

    async with asking_all(budget, clock, [Priority.PERSON]) as (times,):
        await clock.advance(10)

    assert times[0] == 1  # its own token, and the one that the change's read took
    assert len(times) == 19


async def test_too_many_halves_the_pace_once_and_it_grows_back_slowly(
    budget: Budget, clock: ManualClock
) -> None:
    told: list[int | None] = []
    budget.watch(lambda: told.append(budget.pace.per_minute if budget.pace else None))
    with asking(Priority.PERSON):
        sent = [await budget.turn() for _ in range(3)]
    await clock.advance(1)
    for at in sent:  # three were under way
        budget.limited(at, None)
    halved = budget.pace

    async with asking_all(budget, clock, [Priority.PERSON]) as (times,):
        await clock.advance(60)
        first = len(times)
        await clock.advance(600)

    assert halved == (60, None)
    assert first <= 61
    assert told == [60, 70, 80, 90, 100, 110, None]
    assert most_within(times, 60) <= 141


async def test_it_is_halved_no_further_than_to_an_eighth(
    budget: Budget, clock: ManualClock
) -> None:
    for _ in range(10):
        budget.limited(clock.monotonic(), None)
        await clock.advance(1)

    assert budget.pace == (15, None)


async def test_a_server_that_asks_for_a_day_is_left_alone_for_ten_minutes(
    budget: Budget, clock: ManualClock
) -> None:
    budget.limited(clock.monotonic(), 86400)
    assert budget.pace is not None
    assert budget.pace.until is not None
    assert (budget.pace.until - clock.now()).total_seconds() == LONGEST_HOLD == 600

    async with asking_all(budget, clock, [Priority.LIST]) as (times,):
        await clock.advance(599)
        assert times == []
        await clock.advance(20)

    assert times
    assert budget.pace is None or budget.pace.until is None


async def test_meanwhile_a_person_is_told_at_once_instead_of_waiting(
    budget: Budget, clock: ManualClock
) -> None:
    budget.limited(clock.monotonic(), 40)
    await clock.advance(10)

    with pytest.raises(RateLimited, match="another 30 s") as told:
        await budget.turn()

    assert told.value.retry_after == 30


async def test_a_person_can_end_the_wait(budget: Budget, clock: ManualClock) -> None:
    budget.limited(clock.monotonic(), 600)
    async with asking_all(budget, clock, [Priority.LIST]) as (times,):
        await clock.advance(5)
        budget.reopen()
        await budget.turn()
        await clock.advance(30)

    assert times
    assert budget.pace == (60, None)


async def test_after_a_wait_it_does_not_burst(budget: Budget, clock: ManualClock) -> None:
    budget.limited(clock.monotonic(), 60)

    async with asking_all(budget, clock, [Priority.SELECTED]) as (times,):
        await clock.advance(62)

    assert len(times) <= 2


@pytest.mark.parametrize("per_minute", [30, 120])
async def test_a_first_list_rushes_for_no_more_than_a_minutes_requests(per_minute: int) -> None:
    clock = ManualClock()
    budget = Budget(clock, per_minute)
    pages: list[float] = []

    async def sweep() -> None:
        with asking(Priority.LIST, rush=True):
            while True:
                pages.append(await budget.turn())

    task = asyncio.create_task(sweep())
    await clock.advance(120)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert sum(at <= 60 for at in pages) <= 2 * per_minute
    assert sum(at > 60 for at in pages) <= per_minute


async def test_a_first_list_goes_on_at_ten_a_second_until_the_first_too_many(
    budget: Budget, clock: ManualClock
) -> None:
    pages: list[float] = []

    async def sweep() -> None:
        with asking(Priority.LIST, rush=True):
            while len(pages) < 200:
                pages.append(await budget.turn())

    task = asyncio.create_task(sweep())
    await clock.advance(5)
    rushed = len(pages)
    with asking(Priority.SELECTED):
        selected = await budget.turn()
    budget.limited(clock.monotonic(), None)
    await clock.advance(10)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert 60 <= rushed <= 67
    assert selected == 5  # it left room for what is selected
    assert len(pages) - rushed <= 10


async def test_whoever_gives_up_leaves_his_turn_to_the_next(
    budget: Budget, clock: ManualClock
) -> None:
    for _ in range(20):
        await budget.turn()
    waiting = [asyncio.create_task(budget.take(Priority.PERSON)) for _ in range(3)]
    await clock.advance(0)
    waiting[0].cancel()
    await clock.advance(1)

    assert [task.done() for task in waiting] == [True, True, True]
    assert clock.sleepers == 0


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(list(Priority)[1:]), st.floats(0, 3)), min_size=1, max_size=60
    )
)
def test_no_minute_sees_more_than_the_pace_and_a_burst(
    asked: list[tuple[Priority, float]],
) -> None:
    async def run() -> list[float]:
        clock = ManualClock()
        budget = Budget(clock, 30)
        went: list[float] = []

        async def one(priority: Priority) -> None:
            with asking(priority):
                went.append(await budget.turn())

        tasks = []
        for priority, pause in asked:
            tasks.append(asyncio.create_task(one(priority)))
            await clock.advance(pause)
        await clock.advance(600)
        assert all(task.done() for task in tasks), "somebody starved"
        return went

    went = asyncio.run(run())

    assert len(went) == len(asked)
    assert most_within(went, 60) <= 30 + 5 + 1
