"""Requests over httpx: addresses, connections, retries of reads, and a log of it all.

Two pools, for one rule: a change is sent once. A kept connection that the
server has dropped meanwhile turns a POST into "may have happened", and both
httpx and most servers drop one that was idle for 5 s, the very interval of
polling. So reads keep theirs for a minute and are tried again when one breaks;
each change opens its own.
"""

from __future__ import annotations

import asyncio
import os
import re
import ssl
from collections import deque
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from trove_tui import __version__
from trove_tui.api import bodies
from trove_tui.api.auth import TOKEN_HEADER
from trove_tui.api.call import Call, Dialect, segment
from trove_tui.api.client import TroveClient
from trove_tui.api.errors import (
    REQUEST_ID,
    BadEndpoint,
    BadEnvironment,
    CannotConnect,
    NoAnswer,
    RateLimited,
    ServerFailed,
    TroveError,
)
from trove_tui.api.failures import FAILURES, Progress, Route, forget_frames, translated
from trove_tui.api.http import httpx
from trove_tui.api.text import server_sentence, server_text
from trove_tui.api.transport import Pacer, Reply, RequestRecord, Unpaced
from trove_tui.clock import Clock
from trove_tui.environment import BadVariable, Proxy, needs_tls, proxy_for, trust

LOG_LENGTH = 200
KEEPALIVE = 60.0
"""Seconds that an idle connection for reads is kept: far longer than a poll's interval."""
READ_TIMEOUT = 30.0
CHANGE_TIMEOUT = 300.0
"""Seconds: attaching a group asks each guest agent within the request, for minutes."""
DRIP = 2
"""How many times these timeouts a whole answer may take that comes byte by byte."""
CONNECT_TIMEOUT = 10.0
RETRY_DELAYS = (0.3, 1.0)
"""Seconds before a read is tried a second and a third time."""
PATIENCE = 5.0
"""Seconds: where the server asks for a longer wait, or the tries have taken longer, a read fails.
"""

_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": bodies.ACCEPTED,
    "Content-Type": "application/json",
    "User-Agent": f"trove-tui/{__version__}",
}
_KEEPING = httpx.Limits(max_connections=8, max_keepalive_connections=4, keepalive_expiry=KEEPALIVE)
_EACH_ITS_OWN = httpx.Limits(max_connections=None, max_keepalive_connections=0)


def connect(
    endpoint: str,
    project: str,
    auth: httpx.Auth,
    *,
    clock: Clock,
    dialect: Dialect | None = None,
    environ: Mapping[str, str] = os.environ,
    on_request: Callable[[RequestRecord], None] | None = None,
    pacer: Pacer | None = None,
) -> TroveClient:
    """A client of the Trove at `endpoint`, for one project. Nothing is sent yet.

    Args:
        endpoint: the server's URL, also a catalogue's, with `/v1.0/{project}`.
        project: its id.
        auth: signs each request.
        clock: for waits and the log.
        dialect: the server's; None detects it.
        environ: names proxies and trusted certificates.
        on_request: given each request once it has ended.
        pacer: decides when each may be sent; None sends at once.

    Raises:
        BadEndpoint: endpoint or project can't be part of a URL.
        BadEnvironment: a variable that counts for this endpoint can't be used.
    """
    root = root_of(endpoint)
    if not project.strip():
        raise BadEndpoint("The project is empty.")
    try:
        proxy = proxy_for(root, environ)
        # Made once for both pools, for it takes long; not at all without TLS.
        tls = trust(environ) if needs_tls(root, proxy) else None
    except BadVariable as error:
        raise BadEnvironment(str(error)) from None
    transport = HttpTransport(root, project, auth, clock, proxy, tls, on_request, pacer)
    return TroveClient(transport, dialect)


class HttpTransport:
    """Sends requests to one server, for one project."""

    def __init__(
        self,
        endpoint: str,
        project: str,
        auth: httpx.Auth,
        clock: Clock,
        proxy: Proxy | None = None,
        tls: ssl.SSLContext | None = None,
        on_request: Callable[[RequestRecord], None] | None = None,
        pacer: Pacer | None = None,
    ) -> None:
        """`endpoint` is an address as `root_of` makes it; `tls` None where nothing needs it.

        Raises:
            BadEnvironment: the proxy has no address that can be used.
        """
        parts = urlsplit(endpoint)
        self.endpoint = endpoint
        self.project = project
        self.log: deque[RequestRecord] = deque(maxlen=LOG_LENGTH)
        self._base = f"{endpoint}/v1.0/{segment(project)}"
        self._route = Route(server_text(parts.netloc), parts.scheme == "https", proxy)
        self._was_answered = False
        self._clock = clock
        self._on_request = on_request
        self._pacer = pacer or Unpaced()
        self._reads = _client(
            auth,
            _HEADERS,
            httpx.Timeout(READ_TIMEOUT, connect=CONNECT_TIMEOUT),
            _pool(proxy, tls, _KEEPING),
        )
        self._changes = _client(
            auth,
            {**_HEADERS, "Connection": "close"},
            httpx.Timeout(CHANGE_TIMEOUT, connect=CONNECT_TIMEOUT, write=READ_TIMEOUT),
            _pool(proxy, tls, _EACH_ITS_OWN),
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._reads.aclose()
        await self._changes.aclose()

    async def read(self, path: str) -> Reply:
        """GET a path below the project, up to three times.

        Raises:
            TroveError: but neither OutcomeUnknown nor what only a change is refused for.
        """
        started = self._clock.monotonic()
        for delay in RETRY_DELAYS:
            try:
                return await self._read_once(path)
            except (CannotConnect, NoAnswer, ServerFailed, RateLimited) as error:
                wait = _wait_after(error, delay)
                if wait is None or self._clock.monotonic() - started > PATIENCE:
                    raise
            await self._clock.sleep(wait)
        return await self._read_once(path)

    async def _read_once(self, path: str) -> Reply:
        sent_at = await self._pacer.turn()
        try:
            return await self._once(self._reads, "GET", path, None)
        except RateLimited as error:
            self._pacer.limited(sent_at, error.retry_after)
            raise

    async def change(self, call: Call) -> Reply:
        """Send a change: once, whatever happens.

        Raises:
            TroveError: but not ReadFailed.
        """
        sent_at = self._pacer.sent()
        try:
            return await self._once(self._changes, call.method, call.path, call)
        except RateLimited as error:
            self._pacer.limited(sent_at, error.retry_after)
            raise

    async def _once(
        self, client: httpx.AsyncClient, method: str, path: str, call: Call | None
    ) -> Reply:
        at, started = self._clock.now(), self._clock.monotonic()
        response: httpx.Response | None = None
        route, progress = self._route, Progress(self._route)
        try:
            # The body is no local of ours: a traceback may show those, and it may hold passwords.
            async with asyncio.timeout(DRIP * (CHANGE_TIMEOUT if call else READ_TIMEOUT)):
                request = self._request(client, method, path, call, progress)
                response = await client.send(request, stream=True)
                read = bodies.whole if response.is_success else bodies.beginning
                content = await read(response)
        except (*FAILURES, TimeoutError, bodies.TooLargeError) as error:
            forget_frames(error)
            raise translated(
                error,
                change=call is not None,
                route=route,
                has_passed=progress.has_passed,
                is_first=not self._was_answered,
            ) from error
        finally:
            request_id = None if response is None else _request_id(response, call)
            status = None if response is None else response.status_code
            seconds = self._clock.monotonic() - started
            self._record(RequestRecord(at, method, path, status, seconds, request_id))
        self._was_answered = True
        if response.is_success:
            return Reply(response.status_code, content, request_id)
        refusal = self._refusal(response, content, call)
        del content  # A traceback may show our locals.
        raise refusal

    def _request(
        self,
        client: httpx.AsyncClient,
        method: str,
        path: str,
        call: Call | None,
        progress: Progress,
    ) -> httpx.Request:
        return client.build_request(
            method,
            self._base + path,
            content=call.content() if call else None,
            extensions={} if self._route.proxy is None else {"trace": progress},
        )

    def _refusal(self, response: httpx.Response, content: bytes, call: Call | None) -> TroveError:
        from trove_tui.api.error_mapping import error_from  # With the first no: there may be none.

        return error_from(
            response.request.method,
            response.status_code,
            response.headers,
            content,
            _secrets(call, response.request),
            str(self._route.proxy) if self._route.is_forwarded else "",
        )

    def _record(self, record: RequestRecord) -> None:
        self.log.append(record)
        if self._on_request:
            self._on_request(record)


def root_of(endpoint: str) -> str:
    """An endpoint without the `/v1.0/{project}` that it may end in.

    Raises:
        BadEndpoint: it is no URL of a server. The message doesn't repeat it, as it may hold a
            password.
    """
    address = endpoint.strip()
    if re.search(r"[\s\x00-\x1f\x7f]", address):
        raise BadEndpoint("The endpoint has a blank in it.")
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
        httpx.URL(address)
        (host or "").encode("idna")
    except (ValueError, httpx.InvalidURL):
        raise BadEndpoint("The endpoint is no address.") from None
    if parts.scheme not in ("http", "https"):
        raise BadEndpoint("The endpoint must begin with https:// or http://.")
    if not host:
        raise BadEndpoint("The endpoint names no host.")
    if parts.username is not None or parts.password is not None:
        raise BadEndpoint("The endpoint must hold no user name and no password.")
    path = re.sub(r"/v1\.0(/[^/]*)?$", "", re.sub(r"/{2,}", "/", parts.path).rstrip("/"))
    return f"{parts.scheme}://{parts.netloc}{path}"


def _client(
    auth: httpx.Auth,
    headers: Mapping[str, str],
    timeout: httpx.Timeout,
    pool: httpx.AsyncHTTPTransport,
) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        auth=auth, headers=headers, timeout=timeout, trust_env=False, transport=pool
    )


def _pool(
    proxy: Proxy | None, tls: ssl.SSLContext | None, limits: httpx.Limits
) -> httpx.AsyncHTTPTransport:
    # A context that trusts nobody takes no time to make: else httpx would load certificates.
    context = tls or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if proxy is None:
        return httpx.AsyncHTTPTransport(verify=context, trust_env=False, limits=limits)
    try:
        return httpx.AsyncHTTPTransport(
            verify=context,
            trust_env=False,
            limits=limits,
            proxy=httpx.Proxy(
                proxy.url.reveal(), ssl_context=context if proxy.scheme == "https" else None
            ),
        )
    except (httpx.InvalidURL, ValueError, ImportError):
        message = f"{proxy.variable} names a proxy that can't be used."
        raise BadEnvironment(message) from None


def _wait_after(error: TroveError, backoff: float) -> float | None:
    """Seconds until the next try of a read; None if there is none."""
    if isinstance(error, ServerFailed) and error.status not in (502, 503, 504):
        return None
    if error.retry_after is None:
        return None if isinstance(error, RateLimited) else backoff
    return max(backoff, error.retry_after) if error.retry_after <= PATIENCE else None


def _request_id(response: httpx.Response, call: Call | None) -> str | None:
    header = response.headers.get(REQUEST_ID, "")
    if any(secret in header for secret in _secrets(call, response.request)):
        return None
    return server_sentence(header)[:100] or None


def _secrets(call: Call | None, request: httpx.Request) -> frozenset[str]:
    token = request.headers.get(TOKEN_HEADER)
    return (call.secrets if call else frozenset()) | ({token} if token else frozenset())
