"""The sessions that are open, one a scope: run side by side, signed in and closed together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from trove_tui.live.scope import Scope
from trove_tui.live.session import Session
from trove_tui.live.snapshot import Update


class SessionFactory(Protocol):
    """Makes sessions that share a sign-in."""

    def session(self, scope: Scope, publish: Callable[[Update], None]) -> Session:
        """A session of that scope, which sends nothing until it is run."""
        ...

    async def sign_in(self, scope: Scope, token: str) -> None:
        """Use another token for all sessions, once the scope's server took it.

        Raises:
            BadToken: it can't be sent.
            TroveError: the server refused it, or could not be asked.
        """
        ...


class Sessions:
    """The open sessions.

    Args:
        factory: makes one.
        publish: given each update of any session.
    """

    def __init__(self, factory: SessionFactory, publish: Callable[[Update], None]) -> None:
        self._factory = factory
        self._publish = publish
        self._open: dict[Scope, Session] = {}
        self._to_do: asyncio.Queue[Callable[[], Coroutine[Any, Any, None]]] = asyncio.Queue()

    def of(self, scope: Scope) -> Session:
        """The session of that scope; opened where there was none."""
        if scope not in self._open:
            self._open[scope] = session = self._factory.session(scope, self._publish)
            self._to_do.put_nowait(session.run)
        return self._open[scope]

    async def run(self) -> None:
        """Run all of them, also those opened later, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                work = await self._to_do.get()
                tasks.create_task(work())

    def forget(self, scope: Scope) -> None:
        """Close the session of that scope; `of` makes a new one."""
        session = self._open.pop(scope, None)
        if session is not None:
            self._to_do.put_nowait(session.aclose)

    async def sign_in(self, scope: Scope, token: str) -> None:
        """Use another token in all sessions once that scope's server took it, and poll at once.

        Until then, and where it is refused, the old token stays.

        Raises:
            BadToken: it can't be sent.
            TroveError: the server refused it, or could not be asked.
        """
        await self._factory.sign_in(scope, token)
        for session in self._open.values():
            session.poke()

    async def aclose(self) -> None:
        """Close all sessions side by side: each may wait for a change that it is sending."""
        closing = (session.aclose() for session in self._open.values())
        for failure in await asyncio.gather(*closing, return_exceptions=True):
            if failure is not None:
                raise failure
