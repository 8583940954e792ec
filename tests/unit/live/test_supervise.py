from __future__ import annotations

import asyncio
import logging

import pytest

from tests.support.clock import ManualClock
from trove_tui.api.errors import CannotConnect, TroveError
from trove_tui.live.supervise import FailedInside, keep_running, supervised


def test_an_error_nobody_expected_is_logged_whole_and_told_in_a_sentence(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rows: dict[str, int] = {}
    with pytest.raises(FailedInside) as told, supervised("The list"):
        rows["a"] += 1

    assert str(told.value) == "The list could not be read: see the log."
    assert "The list failed inside" in caplog.text
    assert "KeyError: 'a'" in caplog.text
    assert "Traceback" in caplog.text


def test_what_the_server_or_the_network_did_passes_as_it_is(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(CannotConnect), supervised("The list"):
        raise CannotConnect("Down.")

    assert caplog.text == ""


async def test_a_loop_that_fails_begins_again_after_a_while_that_grows() -> None:
    clock = ManualClock()
    begun: list[float] = []
    told: list[str] = []

    async def loop() -> None:
        begun.append(clock.monotonic())
        raise KeyError("x")

    def failed(error: TroveError) -> None:
        told.append(str(error))
        raise ValueError("who is told fails, too")

    task = asyncio.create_task(keep_running("The list", loop, clock, failed))
    await clock.advance(40)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert begun == [0, 1, 3, 7, 15, 31]
    assert told == ["The list could not be read: see the log."] * 6


async def test_a_loop_that_is_cancelled_ends() -> None:
    clock = ManualClock()
    task = asyncio.create_task(keep_running("The list", asyncio.Event().wait, clock))  # type: ignore[arg-type]
    await clock.advance(1)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert clock.sleepers == 0
