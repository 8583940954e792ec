"""A little HTTP proxy on loopback, and a server's TLS: real sockets, in a thread of their own.

Both connect to one port, whatever name was asked for, so that a test can call a server
`trove.test` without any name being resolved.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import threading
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

CERTIFICATE = Path(__file__).with_name("trove_test.pem")
"""Of trove.test, localhost and 127.0.0.1, signed by itself; with its key."""


class Door(ABC):
    """A listening socket before the server at `port`, as a context manager."""

    def __init__(self, port: int) -> None:
        self.port = 0
        """Where it listens itself."""
        self._behind = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def context(self) -> ssl.SSLContext | None:
        """Its TLS context; None for no TLS."""
        return None

    @abstractmethod
    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""

    async def lead_through(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, first: bytes = b""
    ) -> None:
        """Copy bytes between both ends, until either closes."""
        theirs, ours = await asyncio.open_connection("127.0.0.1", self._behind)
        ours.write(first)
        await asyncio.gather(_copy(reader, ours), _copy(theirs, writer))

    def __enter__(self) -> Self:
        self._thread.start()
        self.port = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _listen(self) -> int:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.context)
        return int(self._server.sockets[0].getsockname()[1])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await self.serve(reader, writer)
        writer.close()

    async def _end(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


class Proxy(Door):
    """An HTTP proxy that records requests.

    Args:
        port: the server's.
        refuses: the status line to answer everything with instead, `407 No`; "" to hang up.
        hangs: whether it accepts connections and never answers.
    """

    def __init__(self, port: int, *, refuses: str | None = None, hangs: bool = False) -> None:
        super().__init__(port)
        self.seen: list[str] = []
        """The first line and the headers of each request."""
        self._refuses = refuses
        self._hangs = hangs

    @property
    def url(self) -> str:
        """Its address, for an environment variable."""
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Tunnel, or forward one request."""
        head = await reader.readuntil(b"\r\n\r\n")
        self.seen.append(head.decode())
        if self._hangs:
            await asyncio.Event().wait()
        if self._refuses is not None:
            # What is left unread would make the end a reset, which may overtake the answer.
            length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
            await reader.readexactly(int(length[1]) if length else 0)
            page = b"<html><title>Not here</title></html>"
            if self._refuses:
                line = f"HTTP/1.1 {self._refuses}\r\nContent-Length: {len(page)}\r\n\r\n"
                writer.write(line.encode() + page)
            return
        if head.startswith(b"CONNECT "):
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await self.lead_through(reader, writer)
            return
        method, url, rest = head.split(b" ", 2)
        path = b"/" + url.split(b"/", 3)[3]
        closing = rest.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
        await self.lead_through(reader, writer, b" ".join((method, path, closing)))


class Tls(Door):
    """Speaks TLS before a server that doesn't."""

    @property
    def context(self) -> ssl.SSLContext:
        """The server's."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        return context

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Forward the connection."""
        await self.lead_through(reader, writer)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
