"""What brings requests to a server, as the client sees it: no httpx in it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from trove_tui.api.call import Call


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """A request that was made. Holds nothing secret: neither headers nor bodies."""

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
    """An answer that says yes."""

    status: int
    body: bytes
    request_id: str | None


class Accepted(NamedTuple):
    """A change the server took on. It may be long before it is done."""

    body: Any
    """The answer's JSON; None where it had no body."""
    request_id: str | None


class Pacer(Protocol):
    """Who says when a request may be sent: a budget that all wires to a server share."""

    async def turn(self) -> float:
        """Return when a read may be sent, with the moment. Asked before each try.

        Raises:
            RateLimited: not for a long while.
        """
        ...

    def sent(self) -> float:
        """A change is sent: it does not wait, and counts. Returns the moment."""
        ...

    def limited(self, sent_at: float, retry_after: float | None) -> None:
        """The server said "too many" to what was sent at that moment."""
        ...


class Unpaced:
    """No budget: for a client that asks little, once."""

    async def turn(self) -> float:
        """At once."""
        return 0.0

    def sent(self) -> float:
        """Not counted."""
        return 0.0

    def limited(self, sent_at: float, retry_after: float | None) -> None:
        """Left to whoever asked."""


class Transport(Protocol):
    """What brings requests to a server: see `transport`."""

    endpoint: str
    project: str
    log: deque[RequestRecord]

    async def read(self, path: str) -> Reply:
        """GET a path below the project, in its turn; tried again when the network fails."""
        ...

    async def change(self, call: Call) -> Reply:
        """Send a change, once."""
        ...

    async def aclose(self) -> None:
        """Close all connections."""
        ...
