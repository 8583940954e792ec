from __future__ import annotations

import asyncio

from tests.support.clock import START, ManualClock
from trove_tui.live.wakeup import Wakeup


async def test_a_manual_clock_wakes_sleepers_in_order_and_lets_them_sleep_again() -> None:
    clock = ManualClock()
    woken: list[tuple[str, float]] = []

    async def every(name: str, seconds: float) -> None:
        while True:
            await clock.sleep(seconds)
            woken.append((name, clock.monotonic()))

    tasks = [asyncio.create_task(every("a", 2)), asyncio.create_task(every("b", 3))]
    await clock.advance(6.5)

    assert woken == [("a", 2), ("b", 3), ("a", 4), ("b", 6), ("a", 6)]
    assert (clock.now() - START).total_seconds() == 6.5
    assert clock.sleepers == 2
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert clock.sleepers == 0


async def test_an_alarm_waits_for_the_time_or_the_call_whichever_is_first() -> None:
    clock = ManualClock()
    alarm = Wakeup(clock)

    by_time = asyncio.create_task(alarm.wait(5))
    await clock.advance(5)
    by_call = asyncio.create_task(alarm.wait(5))
    await clock.advance(1)
    alarm.ring()

    assert await by_time is False
    assert await by_call is True
    assert clock.sleepers == 0


async def test_a_call_while_nobody_waits_is_kept_for_the_next_who_does() -> None:
    alarm = Wakeup(ManualClock())
    alarm.ring()

    assert await alarm.wait(None) is True


async def test_an_alarm_that_is_cancelled_leaves_nothing_behind() -> None:
    clock = ManualClock()
    waiting = asyncio.create_task(Wakeup(clock).wait(5))
    await clock.advance(1)

    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)

    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert clock.sleepers == 0
