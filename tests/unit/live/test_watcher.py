from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import groupby

import pytest

from tests.support.clock import ManualClock
from tests.unit.live.server import refused, unreachable
from trove_tui.api.errors import ListIncomplete, NoAnswer, RateLimited, TlsFailed, TroveError
from trove_tui.live.snapshot import Connection
from trove_tui.live.watcher import BACKOFF, REFUSED_EVERY, Watcher


class Asked:
    """What a watcher asks, and what it says of it."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.at: list[float] = []
        self.error: TroveError | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.under_way = 0
        self.most = 0
        self.broken = False
        """Whether asking fails by an error of the program's own."""
        self.every = 5.0
        self.told: list[Connection] = []

    async def ask(self) -> float:
        self.at.append(self.clock.monotonic())
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            await self.gate.wait()
            if self.broken:
                raise KeyError("rows")
            if self.error is not None:
                raise self.error
        finally:
            self.under_way -= 1
        return 0.0

    def tell(self, connection: Connection) -> None:
        if not self.told or self.told[-1] != connection:
            self.told.append(connection)

    @property
    def states(self) -> list[str]:
        return [state for state, _ in groupby(one.state for one in self.told)]


@asynccontextmanager
async def watching(
    clock: ManualClock, asked: Asked, jitter: Callable[[], float] = lambda: 1.0
) -> AsyncIterator[Watcher]:
    watcher = Watcher(asked.ask, lambda: asked.every, asked.tell, clock, jitter)
    task = asyncio.create_task(watcher.run())
    await clock.advance(0)
    try:
        yield watcher
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def asked(clock: ManualClock) -> Asked:
    return Asked(clock)


async def test_what_to_do_about_a_failure_is_told_with_it_and_goes_with_it(
    clock: ManualClock, asked: Asked
) -> None:
    asked.error = TlsFailed("No safe connection.")

    async with watching(clock, asked):
        assert "OS_CACERT=FILE" in asked.told[-1].remedy
        asked.error = None
        await clock.advance(BACKOFF[0])

        assert asked.told[-1] == Connection("live")


async def test_it_asks_at_once_and_then_as_often_as_the_pace_says(
    clock: ManualClock, asked: Asked
) -> None:
    async with watching(clock, asked, jitter=lambda: 0.5):
        await clock.advance(11)
        asked.every = 30
        await clock.advance(60)

    assert asked.at == [0, 5, 10, 15, 45]
    assert asked.states == ["live"]


async def test_never_are_two_lists_asked_for_at_once_however_often_it_is_poked(
    clock: ManualClock, asked: Asked
) -> None:
    asked.gate.clear()
    async with watching(clock, asked) as watcher:
        for _ in range(5):
            watcher.poke()
            await clock.advance(3)
        asked.gate.set()
        await clock.advance(0)

    assert asked.most == 1
    assert asked.at == [0, 15]  # the pokes were kept, as one


async def test_a_poke_asks_at_once(clock: ManualClock, asked: Asked) -> None:
    async with watching(clock, asked) as watcher:
        await clock.advance(1)
        watcher.poke()
        await clock.advance(0)

    assert asked.at == [0, 1]


async def test_a_list_that_takes_long_is_not_asked_for_all_the_time(
    clock: ManualClock, asked: Asked
) -> None:
    asked.gate.clear()
    async with watching(clock, asked, jitter=lambda: 0.5):
        await clock.advance(20)
        asked.gate.set()
        await clock.advance(19)
        assert asked.at == [0]
        await clock.advance(1)

    assert asked.at == [0, 40]


async def test_the_data_is_called_old_once_it_is_older_than_two_intervals(
    clock: ManualClock, asked: Asked
) -> None:
    async with watching(clock, asked, jitter=lambda: 0.5):
        await clock.advance(4)
        asked.gate.clear()
        await clock.advance(5.9)
        assert asked.states == ["live"]
        await clock.advance(0.2)
        assert asked.states == ["live", "old"]
        asked.gate.set()
        await clock.advance(0)

    assert asked.states == ["live", "old", "live"]


async def test_a_lost_connection_is_said_at_the_first_failed_poll_with_since_when_and_why(
    clock: ManualClock, asked: Asked
) -> None:
    async with watching(clock, asked, jitter=lambda: 0.5):
        answered = clock.now()
        asked.error = unreachable()
        await clock.advance(5)

    lost = asked.told[-1]
    assert lost.state == "lost"
    assert lost.since == answered + timedelta(seconds=5)
    assert lost.last_good == answered
    assert lost.retry_at is not None
    assert lost.reason == "No connection: refused."


async def test_while_lost_it_waits_longer_each_time_up_to_a_ceiling_and_never_stops(
    clock: ManualClock, asked: Asked
) -> None:
    asked.error = unreachable()
    async with watching(clock, asked):
        await clock.advance(150)

    waits = [later - earlier for earlier, later in zip(asked.at, asked.at[1:], strict=False)]
    assert waits[: len(BACKOFF)] == list(BACKOFF)
    assert set(waits[len(BACKOFF) :]) == {BACKOFF[-1]}
    assert {connection.since for connection in asked.told} == {asked.told[0].since}


async def test_it_recovers_by_itself_and_polls_as_before(clock: ManualClock, asked: Asked) -> None:
    asked.error = unreachable()
    async with watching(clock, asked):
        await clock.advance(20)
        asked.error = None
        await clock.advance(16)
        assert asked.told[-1] == Connection("live")
        last = asked.at[-1]
        await clock.advance(6)

    assert asked.at[-1] == pytest.approx(last + 5.25)


async def test_a_refused_token_is_told_in_the_servers_words_and_tried_again_slowly(
    clock: ManualClock, asked: Asked
) -> None:
    async with watching(clock, asked, jitter=lambda: 0.5):
        asked.error = refused(401, "The request you have made requires authentication.")
        await clock.advance(5)
        connection = asked.told[-1]
        await clock.advance(REFUSED_EVERY - 1)
        assert len(asked.at) == 2
        await clock.advance(1)

    assert connection.state == "refused"
    assert "requires authentication" in connection.reason
    assert connection.last_good is not None
    assert len(asked.at) == 3


async def test_retry_after_is_obeyed_also_when_poked(clock: ManualClock, asked: Asked) -> None:
    async with watching(clock, asked, jitter=lambda: 0.5) as watcher:
        asked.error = RateLimited("Too many requests.", retry_after=40)
        await clock.advance(5)
        asked.error = None
        watcher.poke()
        await clock.advance(39)
        assert asked.at == [0, 5]
        await clock.advance(1)

    assert asked.at == [0, 5, 45]


async def test_a_rate_limit_is_no_lost_connection(clock: ManualClock, asked: Asked) -> None:
    async with watching(clock, asked, jitter=lambda: 0.5):
        asked.error = RateLimited("Too many requests.", retry_after=40)
        await clock.advance(30)

    assert set(asked.states) == {"live", "old"}


async def test_a_person_can_end_the_wait_that_a_server_asked_for(
    clock: ManualClock, asked: Asked
) -> None:
    async with watching(clock, asked, jitter=lambda: 0.5) as watcher:
        asked.error = RateLimited("Too many requests.", retry_after=40)
        await clock.advance(5)
        watcher.poke()
        await clock.advance(5)
        watcher.insist()
        await clock.advance(0)

    assert asked.at == [0, 5, 10]


async def test_a_server_that_asks_for_a_day_is_asked_again_after_ten_minutes(
    clock: ManualClock, asked: Asked
) -> None:
    asked.error = RateLimited("Too many requests.", retry_after=86400)
    async with watching(clock, asked):
        await clock.advance(601)

    assert asked.at == [0, 600]


async def test_data_that_grows_old_for_a_rate_limit_says_so(
    clock: ManualClock, asked: Asked
) -> None:
    async with watching(clock, asked, jitter=lambda: 0.5):
        asked.error = RateLimited("Too many requests.", retry_after=40)
        await clock.advance(12)

    old = asked.told[-1]
    assert old.state == "old"
    assert old.reason == "Too many requests."
    assert old.retry_at == clock.now() + timedelta(seconds=33)


async def test_a_list_that_takes_long_is_said_to(clock: ManualClock, asked: Asked) -> None:
    asked.gate.clear()
    async with watching(clock, asked, jitter=lambda: 0.5):
        await clock.advance(4)
        asked.gate.set()
        await clock.advance(5)

    assert asked.told == [Connection("live", slow=4), Connection("live")]


async def test_an_answer_that_takes_longer_than_usual_is_waited_for_aloud(
    clock: ManualClock, asked: Asked
) -> None:
    async with watching(clock, asked, jitter=lambda: 0.5):
        await clock.advance(4)
        asked.gate.clear()
        began = clock.now() + timedelta(seconds=1)
        await clock.advance(2.5)
        waiting = asked.told[-1]
        asked.gate.set()
        await clock.advance(0)

    assert waiting == Connection("live", waiting=began)
    assert asked.told[-1] == Connection("live", slow=2)


async def test_an_error_inside_is_told_and_logged_and_it_goes_on(
    clock: ManualClock, asked: Asked, caplog: pytest.LogCaptureFixture
) -> None:
    async with watching(clock, asked, jitter=lambda: 0.5):
        asked.broken = True
        await clock.advance(5)
        told = asked.told[-1]
        asked.broken = False
        await clock.advance(5)

    assert (told.state, told.reason) == ("old", "The list could not be read: see the log.")
    assert "KeyError: 'rows'" in caplog.text
    assert asked.told[-1].state == "live"


async def test_a_list_whose_pages_do_not_fit_leaves_us_live_until_the_data_is_old(
    clock: ManualClock, asked: Asked
) -> None:
    async with watching(clock, asked, jitter=lambda: 0.5):
        asked.error = ListIncomplete("The list changed while it was read.")
        await clock.advance(9)
        assert asked.states == ["live"]
        await clock.advance(10)

    assert asked.states[1] == "old"
    assert "lost" not in asked.states


async def test_from_refused_to_lost_the_time_since_when_stays_the_first(
    clock: ManualClock, asked: Asked
) -> None:
    asked.error = refused(403, "No.")
    async with watching(clock, asked) as watcher:
        first = asked.told[-1].since
        asked.error = NoAnswer("No answer.")
        watcher.poke()
        await clock.advance(1)

    assert asked.told[-1].state == "lost"
    assert asked.told[-1].since == first


async def test_nothing_is_left_running_when_it_ends(clock: ManualClock, asked: Asked) -> None:
    before = asyncio.all_tasks()
    async with watching(clock, asked):
        await clock.advance(7)

    assert asyncio.all_tasks() == before
    assert clock.sleepers == 0
