"""The scopes that are open: one is on the screen, the others are kept, asking for little."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from trove_tui import log
from trove_tui.api.auth import TokenAuth
from trove_tui.api.call import Dialect
from trove_tui.api.client import TroveClient
from trove_tui.api.transport import connect
from trove_tui.clock import Clock
from trove_tui.live.budget import Budget
from trove_tui.live.scope import Scope, Session, Update
from trove_tui.resources.resource import Resource
from trove_tui.settings import Settings
from trove_tui.ui.workspace import ScopeState


class Desks:
    """One desk for each scope that was gone to. Each keeps its cursor, filters and last data.

    Args:
        settings: which regions there are, and how to sign in.
        clock: what their sessions wait on.
        publish: given what is new in any of them.
        views: what each can list.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        publish: Callable[[Update], None],
        views: Sequence[Resource[Any]],
    ) -> None:
        self.settings = settings
        self._clock = clock
        self._publish = publish
        self._views = views
        self._desks: dict[Scope, ScopeState] = {}
        self._tasks: asyncio.TaskGroup | None = None
        self._auth: TokenAuth | None = None
        self._budgets: dict[str, Budget] = {}
        self.current = self._of(Scope(None, settings.region, settings.project))

    async def run(self) -> None:
        """Poll in all of them until cancelled."""
        async with asyncio.TaskGroup() as self._tasks:
            for desk in self._desks.values():
                self._tasks.create_task(desk.session.run())

    def offer(self, views: Sequence[Resource[Any]]) -> None:
        """These views can be gone to from now on, in all scopes."""
        self._views = views
        for desk in self._desks.values():
            desk.offer(views)

    async def aclose(self) -> None:
        """End all sessions."""
        for desk in self._desks.values():
            await desk.session.aclose()

    def of(self, scope: Scope) -> ScopeState | None:
        """The desk of a scope that is open."""
        return self._desks.get(scope)

    @property
    def all(self) -> Sequence[ScopeState]:
        """Those that are open, in the order in which they were."""
        return list(self._desks.values())

    def go(self, scope: Scope) -> ScopeState:
        """Put that scope on the screen. What was sent elsewhere is followed all the same."""
        if scope != self.current.scope:
            self.current.session.leave()
            desk = self._of(scope)
            desk.place = self.current.place
            desk.session.come_back()
            self.current = desk
        return self.current

    def forget(self, scope: Scope) -> None:
        """End what there is of a scope that is not on the screen: gone to again, it begins anew."""
        desk = None if scope == self.current.scope else self._desks.pop(scope, None)
        if desk is not None and self._tasks is not None:
            self._tasks.create_task(desk.session.aclose())

    def in_region(self, region: str | None) -> Scope:
        """The same as now, in another region."""
        return self.current.scope._replace(region=region)

    def all_projects(self, on: bool) -> Scope:
        """The same as now, of all projects or only one's own."""
        return self.current.scope._replace(all_projects=on)

    async def sign_in(self, token: str) -> None:
        """Go on with another token, everywhere, once the server took it. Then ask at once.

        Until then, and where it is not taken, all goes on with the one there was.

        Raises:
            BadToken: it can't be sent.
            TroveError: the server refused it, or could not be asked.
        """
        log.hide(token.strip())
        tried = self._client(self.current.scope, TokenAuth(token))
        try:
            await tried.check()
        finally:
            await tried.aclose()
        if self._auth is None:
            self._auth = TokenAuth(token)
        else:
            self._auth.take(token)
        for desk in self._desks.values():
            desk.session.poke()

    def _of(self, scope: Scope) -> ScopeState:
        if scope not in self._desks:
            session = Session(
                scope,
                lambda: self._connect(scope),
                self._clock,
                self._publish,
                budget=self._budget(scope),
            )
            self._desks[scope] = ScopeState(session, self._views)
            if self._tasks is not None:
                self._tasks.create_task(session.run())
        return self._desks[scope]

    def _url(self, scope: Scope) -> str:
        settings = self.settings
        return settings.regions.get(scope.region or "", settings.endpoint).url

    def _budget(self, scope: Scope) -> Budget:
        """One for each server: it counts a user's requests, whichever project they are about."""
        host = urlsplit(self._url(scope)).netloc
        if host not in self._budgets:
            self._budgets[host] = Budget(self._clock, self.settings.rate)
        return self._budgets[host]

    def _connect(self, scope: Scope) -> TroveClient:
        if self._auth is None:
            self._auth = TokenAuth(self.settings.token.reveal())
        return self._client(scope, self._auth)

    def _client(self, scope: Scope, auth: TokenAuth) -> TroveClient:
        settings = self.settings
        return connect(
            self._url(scope),
            scope.project,
            auth,
            clock=self._clock,
            dialect=Dialect(settings.dialect) if settings.dialect else None,
            pacer=self._budget(scope),
        )
