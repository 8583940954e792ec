"""One instance's page asked for: however that ends, it ends once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

import pytest

from tests.support.clock import ManualClock
from trove_tui.api.client import TroveClient
from trove_tui.api.errors import NotSent, RateLimited, TroveError
from trove_tui.api.models import Instance
from trove_tui.live.attention import Attention
from trove_tui.live.budget import Budget, Priority
from trove_tui.live.detail_poller import DetailPoller
from trove_tui.live.detail_schedule import DetailSchedule

PAGE = Instance(id="a", name="orders", status="ACTIVE")


class CountedPlan(DetailSchedule):
    """Knows how often an asking ended."""

    def __init__(self) -> None:
        super().__init__(Attention(lambda: None, lambda: None))
        self.ended: list[str] = []

    def end(self, instance_id: str) -> None:
        self.ended.append(instance_id)
        super().end(instance_id)


class Server:
    """Answers with a page, with an error, or not at all."""

    def __init__(self, answer: Instance | Exception | None) -> None:
        self._answer = answer

    async def instance(self, _instance_id: str) -> Instance:
        if self._answer is None:
            await asyncio.Event().wait()
        if isinstance(self._answer, Exception):
            raise self._answer
        assert self._answer is not None
        return self._answer


def nothing(*_: object) -> None:
    pass


async def asked_once(
    answer: Instance | Exception | None, looked: Callable[..., None] = nothing
) -> tuple[CountedPlan, list[TroveError]]:
    """The plan after one page was asked for and the loop was ended, and why it wasn't read."""
    clock, plan, unread = ManualClock(), CountedPlan(), list[TroveError]()
    plan.ask_soon(["a"], Priority.PERSON)
    detailing = DetailPoller(
        plan,
        lambda: cast("TroveClient", Server(answer)),
        clock,
        Budget(clock),
        ready=lambda: True,
        with_rest=lambda: False,
        on_detail=looked,
        on_failure=lambda _id, error, _asked, _wait: unread.append(error),
        on_cut_off=nothing,
    )
    loop = asyncio.ensure_future(detailing.run())
    await clock.advance(0.5)
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)
    return plan, unread


@pytest.mark.parametrize(
    "answer",
    [PAGE, NotSent("no way there"), RateLimited("too many"), KeyError("inside"), None],
    ids=["read", "not sent", "too many", "failed inside", "cancelled"],
)
async def test_however_it_ends_it_ends_once(answer: Instance | Exception | None) -> None:
    plan, _ = await asked_once(answer)

    assert plan.ended == ["a"]
    assert not plan.under_way


async def test_what_fails_in_whoever_is_told_ends_once_too_and_is_said() -> None:
    def fails(*_: object) -> None:
        raise KeyError("a row")

    plan, unread = await asked_once(PAGE, fails)

    assert plan.ended == ["a"]
    assert [str(error) for error in unread] == ["Its page could not be read: see the log."]
