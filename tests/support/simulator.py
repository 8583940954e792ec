"""The simulator in this process: a real server on loopback, with a clock and faults for tests.

Time stands still in it, and nothing happens by itself, unless a test asks.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Self

import pytest
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.support.clock import START
from trove_tui.simulator.app import Simulator as App
from trove_tui.simulator.clock import SimulatedClock
from trove_tui.simulator.cloud import Cloud
from trove_tui.simulator.dialect import Dialect
from trove_tui.simulator.fleet import populate
from trove_tui.simulator.server import LoopbackServer, endpoint, listen, port_of
from trove_tui.simulator.world import World

Address = tuple[str, int]


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """A request as received: its path is still encoded, and has the query after a `?`."""

    method: str
    path: str
    headers: Mapping[str, str]

    def fits(self, method: str, suffix: str) -> bool:
        """Whether it has this method and path suffix; the suffix may leave the query out."""
        path = self.path if "?" in suffix else self.path.partition("?")[0]
        return self.method == method and path.endswith(suffix)


@dataclass(slots=True)
class _Rule:
    """Matches the next `times` requests with a method and path suffix; None is all."""

    method: str
    suffix: str
    times: int | None

    def takes(self, request: ReceivedRequest) -> bool:
        """Whether the rule applies to this request; if so, it is counted."""
        if self.times == 0 or not request.fits(self.method, self.suffix):
            return False
        if self.times is not None:
            self.times -= 1
        return True


@dataclass(slots=True)
class _Failure(_Rule):
    answer: tuple[int, bytes, Mapping[str, str]]


@dataclass(slots=True)
class _Hold(_Rule):
    released: threading.Event = field(default_factory=threading.Event)
    reached: threading.Event = field(default_factory=threading.Event)


class Simulator:
    """A simulated cloud and its server, as a context manager.

    `instances` in the first project of the first region: the first sixteen are always those of
    `trove_tui.simulator.fleet`, orders-db (ACTIVE, a 50 GB volume, memory-2) before all others.
    With `alive`, the world goes on by itself as in the demo, as far as the clock is advanced.
    Without `default_versions` its datastores name none.
    """

    def __init__(
        self,
        dialect: str = "spec",
        *,
        instances: int = 16,
        seed: int = 1,
        start: datetime = START,
        speed: float = 0.0,
        alive: bool = False,
        default_versions: bool = True,
    ) -> None:
        clock = SimulatedClock(speed=speed, start=start)
        self.cloud = Cloud(clock, Dialect(dialect), seed=seed)
        if not default_versions:
            self.cloud.catalog.forget_defaults()
        populate(self.cloud, instances)
        if alive:
            for region in self.cloud.regions.values():
                World(region, seed, pace=25.0).begin()
        self.requests: list[ReceivedRequest] = []
        self.holding = 0
        """Requests that `held` keeps waiting."""
        self._failures: list[_Failure] = []
        self._lost: list[_Rule] = []
        self._holds: list[_Hold] = []
        self._connections: dict[Address, asyncio.BaseTransport] = {}
        self._ports: dict[int, str] = {}
        self._running: tuple[_AbruptServer, threading.Thread] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def endpoint(self) -> str:
        """The first region's address, without `/v1.0/`."""
        return self.endpoints[self.cloud.home.name]

    @property
    def endpoints(self) -> dict[str, str]:
        """The addresses by region."""
        return {region: endpoint(port) for port, region in self._ports.items()}

    @property
    def project(self) -> str:
        """The project whose fleet it is."""
        return self.cloud.project

    @property
    def token(self) -> str:
        """An admin's token for it."""
        return self.cloud.token

    @property
    def member_token(self) -> str:
        """The token of somebody without the admin role in it."""
        return self.cloud.token_of(self.project)

    def start(self) -> None:
        """Serve; after a stop, on the same ports."""
        if self._running is not None:
            return
        ports = list(self._ports) or [0] * len(self.cloud.regions)
        listeners = [listen(port, 1)[0] for port in ports]
        self._ports = dict(zip(map(port_of, listeners), self.cloud.regions, strict=True))
        tap = _Tap(App(self.cloud, self._ports), self)
        server = _AbruptServer(tap, self._protocol())
        thread = threading.Thread(target=server.run, args=(listeners,), daemon=True)
        thread.start()
        self._running = server, thread

    def stop(self) -> None:
        """Stop serving and drop all connections. New ones are refused until `start`."""
        if self._running is None:
            return
        server, thread = self._running
        self._running = None
        for hold in self._holds:
            hold.released.set()
        server.stop()
        thread.join(10)
        assert not thread.is_alive(), "the simulator did not stop"

    def count(self, method: str, suffix: str) -> int:
        """How many requests with this method came to a path that ends like this."""
        return sum(1 for request in tuple(self.requests) if request.fits(method, suffix))

    def lose_answers(self, method: str, suffix: str, *, times: int | None = None) -> None:
        """Carry out such requests, but drop the connection in place of an answer."""
        self._lost.append(_Rule(method, suffix, times))

    def fail(
        self,
        method: str,
        suffix: str,
        status: int,
        body: str | bytes = b"",
        headers: Mapping[str, str] | None = None,
        times: int | None = 1,
    ) -> None:
        """Answer the next `times` such requests with this instead; None is all of them."""
        content = body.encode() if isinstance(body, str) else body
        self._failures.append(_Failure(method, suffix, times, (status, content, headers or {})))

    def recover(self) -> None:
        """Undo `fail` and `lose_answers`."""
        self._failures.clear()
        self._lost.clear()

    @contextmanager
    def held(self, method: str, suffix: str) -> Iterator[threading.Event]:
        """Carry out such requests, but answer only at the end of the block.

        The event is set as soon as one of them has been done and waits.
        """
        hold = _Hold(method, suffix, None)
        self._holds.append(hold)
        try:
            yield hold.reached
        finally:
            self._holds.remove(hold)
            hold.released.set()

    def failure(self, request: ReceivedRequest) -> tuple[int, bytes, Mapping[str, str]] | None:
        """The answer to give to this request instead; None for the real one."""
        return next((rule.answer for rule in tuple(self._failures) if rule.takes(request)), None)

    def loses(self, request: ReceivedRequest) -> bool:
        """Whether this request's answer is to be lost."""
        return any(rule.takes(request) for rule in tuple(self._lost))

    def holds(self, request: ReceivedRequest) -> _Hold | None:
        """The hold that this request's answer waits for, if any."""
        return next((hold for hold in tuple(self._holds) if hold.takes(request)), None)

    def drop(self, client: Address) -> None:
        """Cut the connection to this client."""
        self._connections[client].abort()  # type: ignore[attr-defined]

    def _protocol(self) -> type[H11Protocol]:
        connections = self._connections

        class Droppable(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                super().connection_made(transport)
                connections[transport.get_extra_info("peername")] = transport

        return Droppable


class _AbruptServer(LoopbackServer):
    """Ends at once: connections are cut, so that each test does not pay for a polite farewell."""

    def __init__(self, app: ASGIApp, protocol: type[H11Protocol]) -> None:
        super().__init__(app)
        self.config.http = protocol

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=5)


class _Tap:
    """Middleware that records requests, and applies the rules to them."""

    def __init__(self, app: ASGIApp, simulator: Simulator) -> None:
        self._app = app
        self._simulator = simulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query: bytes = scope["query_string"]
        path: bytes = scope["raw_path"] + (b"?" + query if query else b"")
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        request = ReceivedRequest(scope["method"], path.decode(), headers)
        self._simulator.requests.append(request)
        failure = self._simulator.failure(request)
        if failure is not None:
            status, body, extra = failure
            extra = {"content-type": "application/json", **extra}
            await Response(body, status, extra)(scope, receive, send)
            return
        lost, hold = self._simulator.loses(request), self._simulator.holds(request)
        if not lost and hold is None:
            await self._app(scope, receive, send)
            return
        messages: list[Message] = []

        async def collect(message: Message) -> None:
            messages.append(message)

        await self._app(scope, receive, collect)
        if hold is not None:
            self._simulator.holding += 1
            hold.reached.set()
            await asyncio.to_thread(hold.released.wait)
            self._simulator.holding -= 1
        if lost:
            self._simulator.drop(scope["client"])
            while (await receive())["type"] != "http.disconnect":
                pass
            return
        for message in messages:
            await send(message)


@pytest.fixture
def dialect() -> str:
    """The simulated server's dialect; parametrize it for the other, or both."""
    return "spec"


@pytest.fixture
def simulator(dialect: str) -> Iterator[Simulator]:
    """A running simulator with sixteen instances, its time standing still."""
    with Simulator(dialect) as running:
        yield running
