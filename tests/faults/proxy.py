"""A faulty proxy: between the program and the simulator, on loopback, in the test's event loop."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

MAX_HEAD = 1 << 16
"""Bytes of a request's head."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request from the program."""

    method: str
    path: str
    """As it was sent, encoded, with its query."""
    head: bytes
    body: bytes

    def fits(self, method: str, path: str) -> bool:
        """Whether its method and path match; `path` is a pattern for the part before the query."""
        return self.method == method and re.fullmatch(path, self.path.partition("?")[0]) is not None


@dataclass(slots=True)
class Exchange:
    """A request and its connection, given to a fault."""

    request: Request
    writer: asyncio.StreamWriter
    lifted: asyncio.Event
    """Set when the fault has come to its end."""
    upstream: tuple[str, int]
    forwarded: bool = False
    """Whether the server got it."""
    succeeded: bool = False
    """Whether the server's own answer was a 2xx, and went to the program whole."""

    async def forward(self) -> bytes:
        """Give it to the server; returns the whole answer, head and body."""
        self.forwarded = True
        reader, writer = await asyncio.open_connection(*self.upstream)
        try:
            head = re.sub(rb"(?im)^connection:[^\r\n]*\r\n", b"", self.request.head)
            head = head.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
            writer.write(head + self.request.body)
            answer = await reader.read()
        finally:
            writer.close()
        return re.sub(rb"(?im)^connection: close\r\n", b"", answer, count=1)

    async def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    def reset(self) -> None:
        """Cut the connection, without a farewell."""
        self.writer.transport.abort()


Fault = Callable[[Exchange], Awaitable[None]]
"""Handles an exchange in place of `serve`."""


async def serve(exchange: Exchange) -> None:
    """Forward the request and its answer: no fault."""
    answer = await exchange.forward()
    exchange.succeeded = answer.startswith(b"HTTP/1.1 2")
    await exchange.send(answer)


@dataclass(slots=True)
class Rule:
    """A fault for requests of one method and path."""

    method: str
    path: str
    """A pattern, for what comes before the query."""
    fault: Fault
    times: int | None = None
    """How many of them; None is all."""
    lifted: asyncio.Event = field(default_factory=asyncio.Event)


class FaultProxy:
    """Serves an endpoint, with a fault on some requests. `async with`."""

    def __init__(self, endpoint: str) -> None:
        """`endpoint` is the server's, without `/v1.0`."""
        parts = urlsplit(endpoint)
        assert parts.hostname is not None
        assert parts.port is not None
        self._upstream = (parts.hostname, parts.port)
        self._rule: Rule | None = None
        self._server: asyncio.Server | None = None
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self.exchanges: list[Exchange] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=MAX_HEAD)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.lift()
        assert self._server is not None
        self._server.close()
        for writer in self._connections.values():
            writer.transport.abort()
        await asyncio.gather(*self._connections)

    @property
    def endpoint(self) -> str:
        """The address for the program."""
        assert self._server is not None
        return "http://127.0.0.1:{1}".format(*self._server.sockets[0].getsockname())

    def spoil(self, method: str, path: str, fault: Fault, times: int | None = None) -> None:
        """Apply the fault to such requests until `lift`."""
        self._rule = Rule(method, path, fault, times)

    def lift(self) -> None:
        """End the fault; requests that hang are released."""
        if self._rule is not None:
            self._rule.lifted.set()
            self._rule = None

    def came(self, method: str, path: str) -> list[Exchange]:
        """The requests of that kind that came so far."""
        return [exchange for exchange in self.exchanges if exchange.request.fits(method, path)]

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections[task] = writer
        try:
            while not writer.is_closing() and (request := await _request(reader)) is not None:
                await self._exchange(request, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # The program has gone: what it asked for is of no use to anybody.
        finally:
            del self._connections[task]
            writer.close()

    async def _exchange(self, request: Request, writer: asyncio.StreamWriter) -> None:
        rule = self._rule
        if rule is not None and (rule.times == 0 or not request.fits(rule.method, rule.path)):
            rule = None
        if rule is not None and rule.times is not None:
            rule.times -= 1
        lifted = rule.lifted if rule is not None else asyncio.Event()
        exchange = Exchange(request, writer, lifted, self._upstream)
        self.exchanges.append(exchange)
        await (rule.fault if rule is not None else serve)(exchange)


async def _request(reader: asyncio.StreamReader) -> Request | None:
    """The next request of a connection; None at its end."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    method, path, _ = head.split(b"\r\n", 1)[0].decode("ascii").split(" ")
    length = re.search(rb"(?im)^content-length: *([0-9]+)", head)
    body = await reader.readexactly(int(length[1])) if length else b""
    return Request(method, path, head, body)
