"""The transport as the client sees it: protocols and values, without httpx."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from trove_tui.api.call import Call


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """A request that was sent. Holds nothing secret: neither headers nor bodies."""

    at: datetime
    """When it was sent, in UTC."""
    method: str
    path: str
    """Below the project, with its query, percent-encoded."""
    status: int | None
    """None where no answer came."""
    seconds: float
    request_id: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Reply:
    """An answer with a status of 2xx."""

    status: int
    body: bytes
    request_id: str | None


class Accepted(NamedTuple):
    """A change that the server accepted. It may be long before it is done."""

    body: Any
    """The answer's JSON; None where it had no body."""
    request_id: str | None


class Pacer(Protocol):
    """Decides when a request may be sent: a budget that all transports to a server share."""

    async def turn(self) -> float:
        """Wait until a read may be sent; returns that monotonic time. Called before each try.

        Raises:
            RateLimited: not for a long while.
        """
        ...

    def sent(self) -> float:
        """Count a change, which never waits; returns the monotonic time."""
        ...

    def limited(self, sent_at: float, retry_after: float | None) -> None:
        """Note that the server refused a request sent at that time with "too many"."""
        ...


class Unpaced:
    """No budget: for a client that sends few requests."""

    async def turn(self) -> float:
        """Never waits."""
        return 0.0

    def sent(self) -> float:
        """Counts nothing."""
        return 0.0

    def limited(self, sent_at: float, retry_after: float | None) -> None:
        """Slows nothing down."""


class Transport(Protocol):
    """Sends requests to one server, for one project: see `http_transport`."""

    endpoint: str
    project: str
    log: deque[RequestRecord]

    async def read(self, path: str) -> Reply:
        """GET a path below the project, in its turn; retried when the network fails."""
        ...

    async def change(self, call: Call) -> Reply:
        """Send a change, once."""
        ...

    async def aclose(self) -> None:
        """Close all connections."""
        ...
