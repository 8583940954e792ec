"""How sessions reach their servers: hosts, sign-in and budgets, as the settings have them."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from trove_tui import log
from trove_tui.api.auth import TokenAuth
from trove_tui.api.call import Dialect
from trove_tui.api.client import TroveClient
from trove_tui.api.http_transport import connect
from trove_tui.clock import Clock
from trove_tui.live.budget import Budget
from trove_tui.live.scope import Scope
from trove_tui.live.session import Session
from trove_tui.live.snapshot import Update
from trove_tui.settings import Settings


class Connector:
    """Makes the session of each scope, all behind one sign-in: a `SessionFactory`."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._shared_auth: TokenAuth | None = None
        """Made when first needed: a token that can't be sent is the first request's failure."""
        self._budgets: dict[str, Budget] = {}

    def session(self, scope: Scope, publish: Callable[[Update], None]) -> Session:
        """A session of that scope; it connects when it is run."""
        return Session(
            scope,
            lambda: self._client(scope, self._auth()),
            self._clock,
            publish,
            budget=self._budget(scope),
        )

    async def sign_in(self, scope: Scope, token: str) -> None:
        """Use another token everywhere, once the scope's server took it.

        Raises:
            BadToken: it can't be sent.
            TroveError: the server refused it, or could not be asked.
        """
        log.hide(token.strip())
        client = self._client(scope, TokenAuth(token))
        try:
            await client.check()
        finally:
            await client.aclose()
        if self._shared_auth is None:
            self._shared_auth = TokenAuth(token)
        else:
            self._shared_auth.take(token)

    def _auth(self) -> TokenAuth:
        if self._shared_auth is None:
            self._shared_auth = TokenAuth(self._settings.token.reveal())
        return self._shared_auth

    def _client(self, scope: Scope, auth: TokenAuth) -> TroveClient:
        settings = self._settings
        return connect(
            self._url(scope),
            scope.project,
            auth,
            clock=self._clock,
            dialect=Dialect(settings.dialect) if settings.dialect else None,
            pacer=self._budget(scope),
        )

    def _url(self, scope: Scope) -> str:
        settings = self._settings
        return settings.regions.get(scope.region or "", settings.endpoint).url

    def _budget(self, scope: Scope) -> Budget:
        # One for each server, which counts a user's requests in all projects together.
        host = urlsplit(self._url(scope)).netloc
        if host not in self._budgets:
            self._budgets[host] = Budget(self._clock, self._settings.rate)
        return self._budgets[host]
