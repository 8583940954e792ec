"""A wire that answers by a function: for what no server can be made to do on demand."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from trove_tui.api.call import Call
from trove_tui.api.transport import Reply, RequestRecord


class ScriptedTransport:
    """Answers each path by a function, and remembers what it was asked for."""

    endpoint = "https://trove.example"
    project = "p"

    def __init__(self, answer: Callable[[str], bytes]) -> None:
        self._answer = answer
        self.log: deque[RequestRecord] = deque()
        self.asked: list[str] = []

    async def read(self, path: str) -> Reply:
        """Answer a path."""
        self.asked.append(path)
        return Reply(200, self._answer(path), "req-1")

    async def change(self, call: Call) -> Reply:
        """Answer a change by its path."""
        return await self.read(call.path)

    async def aclose(self) -> None:
        """There is nothing to close."""
