"""How many requests of this process are under way: from before they are sent until they ended."""

from __future__ import annotations

from trove_tui.api.call import Call
from trove_tui.api.http import httpx
from trove_tui.api.http_transport import HttpTransport
from trove_tui.api.transport import Reply


class Requests:
    """All of them, of whatever client."""

    def __init__(self) -> None:
        self.under_way = 0

    def count(self) -> None:
        """Begin to count."""
        once = HttpTransport._once

        async def counted(
            transport: HttpTransport,
            client: httpx.AsyncClient,
            method: str,
            path: str,
            call: Call | None,
        ) -> Reply:
            self.under_way += 1
            try:
                return await once(transport, client, method, path, call)
            finally:
                self.under_way -= 1

        HttpTransport._once = counted  # type: ignore[method-assign, assignment]


requests = Requests()
requests.count()
