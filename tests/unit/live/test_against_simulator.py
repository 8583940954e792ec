"""The whole of it, over real sockets: the simulator is killed, frozen, and loses answers."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import asynccontextmanager

import httpx
import pytest

from tests.support.clock import ManualClock
from tests.support.simulator import Simulator
from trove_tui.api.auth import TokenAuth
from trove_tui.api.client import TroveClient
from trove_tui.api.errors import NotAllowedNow
from trove_tui.api.http_transport import connect
from trove_tui.api.models import Instance
from trove_tui.api.statuses import Health
from trove_tui.changes.instances import (
    CreateInstance,
    DeleteInstance,
    ResizeFlavor,
    ResizeVolume,
    Restart,
)
from trove_tui.live.operations import OpState
from trove_tui.live.scope import Scope
from trove_tui.live.session import Session
from trove_tui.live.snapshot import Snapshot, Update
from trove_tui.live.triage import healths

BOTH = pytest.mark.parametrize("dialect", ["spec", "upstream"])


class Counting(TokenAuth):
    """Notes each request as it begins."""

    def __init__(self, token: str, begun: Counter[str]) -> None:
        super().__init__(token)
        self._begun = begun

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        self._begun.update(["all"])
        yield from super().auth_flow(request)


class Live:
    """A session on a simulator. Time passes for them only while no request is under way."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.clock = ManualClock()
        self.updates: list[Update] = []
        self.begun: Counter[str] = Counter()
        self.ended: Counter[str] = Counter()
        """How often each path was asked for, and how often that ended."""
        scope = Scope(None, "bj1", simulator.project)
        self.session = Session(scope, self._client, self.clock, self.updates.append)

    def _client(self) -> TroveClient:
        simulator = self.simulator
        auth = Counting(simulator.token, self.begun)
        return connect(
            simulator.endpoint,
            simulator.project,
            auth,
            clock=self.clock,
            on_request=lambda record: self.ended.update([record.path]),
            pacer=self.session.budget,
        )

    @property
    def snapshot(self) -> Snapshot:
        return self.session.snapshot

    def named(self, name: str) -> Instance:
        return next(row for row in self.snapshot.instances.values() if row.name == name)

    def operation(self) -> OpState:
        return self.snapshot.activity[0].state

    async def until(
        self, true: Callable[[], object], *, both: bool = True, within: float = 2000
    ) -> float:
        """Let time pass (in the cloud too, if `both`) until it holds; returns seconds passed."""
        begun = self.clock.monotonic()
        while not true():
            passed = self.clock.monotonic() - begun
            assert passed < within, f"not within {within} s: {self.session.connection}"
            if self.begun.total() > self.ended.total():
                await asyncio.sleep(0.001)  # the other side of a socket is a thread: let it run
                continue
            await self.clock.advance(0.25)
            if both:
                self.simulator.cloud.clock.advance(0.25)
        return self.clock.monotonic() - begun


@asynccontextmanager
async def live(simulator: Simulator) -> AsyncIterator[Live]:
    watched = Live(simulator)
    task = asyncio.create_task(watched.session.run())
    try:
        await watched.until(lambda: watched.session.connection.state == "live")
        yield watched
    finally:
        await watched.session.aclose()
        await asyncio.gather(task, return_exceptions=True)
    assert asyncio.all_tasks() == {asyncio.current_task()}


@BOTH
async def test_when_the_simulator_is_killed_it_is_said_within_two_polls_and_heals_by_itself(
    simulator: Simulator,
) -> None:
    async with live(simulator) as watched:
        rows = watched.snapshot.instances

        simulator.stop()
        took = await watched.until(lambda: watched.session.connection.state == "lost")
        lost = watched.updates[-1]

        simulator.start()
        await watched.until(lambda: watched.session.connection.state == "live", within=40)

    assert took <= 10
    assert lost.connection.since is not None
    assert lost.connection.last_good is not None
    assert lost.connection.reason
    assert lost.snapshot.instances.keys() == rows.keys()


@BOTH
async def test_a_resize_is_followed_to_its_verified_end(simulator: Simulator) -> None:
    async with live(simulator) as watched:
        await watched.until(lambda: watched.snapshot.flavors)
        row = watched.named("orders-db")
        other = next(one for one in watched.snapshot.flavors if one != row.flavor_id)

        await watched.session.start(ResizeFlavor(flavor_id=other), row)
        await watched.until(lambda: watched.named("orders-db").status == "RESIZE")
        await watched.until(lambda: watched.snapshot.activity[0].ended)

        assert watched.operation() is OpState.DONE
        assert watched.named("orders-db").flavor_id == other


@BOTH
async def test_a_restart_and_a_larger_volume_end_well(simulator: Simulator) -> None:
    async with live(simulator) as watched:
        await watched.session.start(Restart(), watched.named("orders-db"))
        await watched.until(lambda: watched.snapshot.activity[0].ended)
        restarted = watched.operation()
        await watched.session.start(ResizeVolume(size=90), watched.named("orders-db"))
        await watched.until(lambda: watched.snapshot.activity[0].ended)

        assert restarted is OpState.DONE
        assert watched.operation() is OpState.DONE
        volume = watched.named("orders-db").volume
        assert volume is not None
        assert volume.size == 90


@BOTH
async def test_a_deletion_ends_when_it_is_gone(simulator: Simulator) -> None:
    async with live(simulator) as watched:
        row = watched.named("orders-db")

        await watched.session.start(DeleteInstance(), row)
        await watched.until(lambda: row.id in watched.snapshot.gone)

        assert watched.operation() is OpState.DONE


@BOTH
async def test_a_creation_whose_answer_is_lost_is_found_by_its_name(simulator: Simulator) -> None:
    simulator.lose_answers("POST", "/instances")
    async with live(simulator) as watched:
        store = (await watched.session.client.datastores())[0]
        flavor = (await watched.session.client.flavors())[0]
        request = CreateInstance(
            name="brand-new",
            flavor_id=flavor.id,
            volume_size=5,
            datastore_type=store.name,
            datastore_version=store.versions[0].name,
        )

        operation = await watched.session.start(request, None)
        await watched.until(lambda: watched.snapshot.activity[0].ended)

        assert operation.state is OpState.UNKNOWN
        assert watched.operation() is OpState.DONE
        assert watched.named("brand-new").status == "ACTIVE"
    assert simulator.count("POST", "/instances") == 1


@BOTH
async def test_a_restart_whose_answer_is_lost_is_sent_once_and_settled_by_reading(
    simulator: Simulator,
) -> None:
    async with live(simulator) as watched:
        row = watched.named("orders-db")
        simulator.lose_answers("POST", f"/instances/{row.id}/action")

        await watched.session.start(Restart(), row)
        await watched.until(lambda: watched.snapshot.activity[0].ended)

        assert watched.operation() is OpState.DONE
        assert simulator.count("POST", f"/instances/{row.id}/action") == 1


@BOTH
async def test_a_restart_while_it_restarts_is_refused_in_the_servers_words(
    simulator: Simulator,
) -> None:
    async with live(simulator) as watched:
        row = watched.named("orders-db")
        await watched.session.start(Restart(), row)

        with pytest.raises(NotAllowedNow) as refusal:
            await watched.session.start(Restart(), row)

        assert watched.operation() is OpState.REFUSED
        assert watched.snapshot.activity[0].outcome == str(refusal.value)


@BOTH
async def test_while_nothing_happens_nothing_is_published(simulator: Simulator) -> None:
    async with live(simulator) as watched:
        ids = list(watched.snapshot.instances)
        watched.session.attention.look_at(ids)

        def all_answered(times: int) -> bool:
            lists = watched.ended["/instances"] + watched.ended["/instances/detail"]
            rows = min(watched.ended[f"/instances/{one}"] for one in ids)
            return lists > 2 * times and rows >= times and bool(watched.snapshot.results)

        await watched.until(lambda: all_answered(1), both=False)
        await watched.until(lambda: watched.snapshot.quotas, both=False)
        published = len(watched.updates)
        await watched.until(lambda: all_answered(2), both=False)

        assert watched.updates[published:] == []
        assert watched.clock.monotonic() < 290  # from then on, a long reboot is news: stuck


@BOTH
async def test_every_row_looked_at_comes_to_be_known_in_full(simulator: Simulator) -> None:
    async with live(simulator) as watched:
        watched.session.attention.look_at(list(watched.snapshot.instances))
        await watched.until(lambda: all(row.updated for row in watched.snapshot.instances.values()))

        found = healths(watched.snapshot, watched.clock.now())
        assert Health.BROKEN in found.values()
        assert "at least" not in {since.how for since in watched.snapshot.since.values()}


async def test_a_members_quota_refusal_does_not_disturb_the_rest(simulator: Simulator) -> None:
    simulator.fail("GET", f"/mgmt/quotas/{simulator.project}", 403, times=None)
    async with live(simulator) as watched:
        await watched.until(lambda: "quotas" in watched.snapshot.results)
        await watched.until(lambda: watched.clock.monotonic() > 200)

        assert watched.snapshot.quotas is None
        assert watched.session.connection.state == "live"
    assert simulator.count("GET", f"/mgmt/quotas/{simulator.project}") == 1


async def test_a_token_that_expires_is_told_in_the_servers_words(simulator: Simulator) -> None:
    async with live(simulator) as watched:
        words = '{"error": {"code": 401, "title": "Unauthorized", "message": "Token expired."}}'
        simulator.fail("GET", "/instances", 401, words, times=None)
        await watched.until(lambda: watched.session.connection.state == "refused")
        refused = watched.session.connection
        simulator.recover()
        await watched.until(lambda: watched.session.connection.state == "live", within=70)

    assert "Token expired." in refused.reason
    assert refused.last_good is not None
