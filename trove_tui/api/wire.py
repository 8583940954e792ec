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


class Wire(Protocol):
    """What brings requests to a server: see `transport`."""

    endpoint: str
    project: str
    log: deque[RequestRecord]

    async def read(self, path: str) -> Reply:
        """GET a path below the project; tried again when the network fails."""
        ...

    async def change(self, call: Call) -> Reply:
        """Send a change, once."""
        ...

    async def aclose(self) -> None:
        """Close all connections."""
        ...
