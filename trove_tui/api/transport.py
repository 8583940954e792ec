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
import socket
import ssl
from collections import deque
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from trove_tui import __version__
from trove_tui.api.auth import TOKEN_HEADER
from trove_tui.api.call import Call, Dialect, segment
from trove_tui.api.client import TroveClient
from trove_tui.api.errors import (
    REQUEST_ID,
    BadEndpoint,
    CannotConnect,
    NameNotFound,
    NoAnswer,
    NotTrove,
    OutcomeUnknown,
    RateLimited,
    ServerFailed,
    TlsFailed,
    TroveError,
)
from trove_tui.api.http import httpx
from trove_tui.api.text import server_sentence, server_text
from trove_tui.api.wire import Pacer, Reply, RequestRecord, Unpaced
from trove_tui.clock import Clock

LOG_LENGTH = 200
KEPT = 60.0
"""Seconds that an idle connection for reads is kept: far longer than a poll's interval."""
READ_TIMEOUT = 30.0
CHANGE_TIMEOUT = 300.0
"""Seconds: attaching a group asks each guest agent within the request, for minutes."""
DRIP = 2
"""How many times as long as that a whole answer may take that comes byte by byte."""
LARGEST = 64 << 20
"""Bytes of an answer: several times what ten thousand instances take."""
CONNECT_TIMEOUT = 10.0
RETRY_DELAYS = (0.3, 1.0)
"""Seconds before a read is tried a second and a third time."""
PATIENCE = 5.0
"""Seconds: if the server asks for a longer wait than this, or tries have taken longer, whoever
asked is told instead."""

_HEADERS = {
    "Accept": "application/json",
    "Content-Type": "application/json",
    "User-Agent": f"trove-tui/{__version__}",
}
_FAILURES = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, httpx.CookieConflict)


def connect(
    endpoint: str,
    project: str,
    auth: httpx.Auth,
    *,
    clock: Clock,
    dialect: Dialect | None = None,
    verify: bool | str | ssl.SSLContext = True,
    on_request: Callable[[RequestRecord], None] | None = None,
    pacer: Pacer | None = None,
) -> TroveClient:
    """A client of the Trove at `endpoint`, for one project. Nothing is sent yet.

    `endpoint` may be a catalogue's, with `/v1.0/{project}`. `verify` is a CA file's path, a
    context, or False to trust anybody. `on_request` is told of each request once it has ended.
    `pacer` says when each may be sent; None is at once.

    Raises:
        BadEndpoint: they make no address.
    """
    root = root_of(endpoint)
    if not project.strip():
        raise BadEndpoint("The project is empty.")
    transport = Transport(root, project, auth, clock, _context(verify, root), on_request, pacer)
    return TroveClient(transport, dialect)


class Transport:
    """Brings requests to one server, for one project."""

    def __init__(
        self,
        endpoint: str,
        project: str,
        auth: httpx.Auth,
        clock: Clock,
        verify: bool | ssl.SSLContext,
        on_request: Callable[[RequestRecord], None] | None = None,
        pacer: Pacer | None = None,
    ) -> None:
        """`endpoint` is an address as `root_of` makes it."""
        self.endpoint = endpoint
        self.project = project
        self.log: deque[RequestRecord] = deque(maxlen=LOG_LENGTH)
        self._base = f"{endpoint}/v1.0/{segment(project)}"
        self._host = server_text(urlsplit(endpoint).netloc)
        self._clock = clock
        self._on_request = on_request
        self._pacer = pacer or Unpaced()
        self._reads = httpx.AsyncClient(
            auth=auth,
            headers=_HEADERS,
            verify=verify,
            timeout=httpx.Timeout(READ_TIMEOUT, connect=CONNECT_TIMEOUT),
            limits=httpx.Limits(
                max_connections=8, max_keepalive_connections=4, keepalive_expiry=KEPT
            ),
        )
        self._changes = httpx.AsyncClient(
            auth=auth,
            headers={**_HEADERS, "Connection": "close"},
            verify=verify,
            timeout=httpx.Timeout(CHANGE_TIMEOUT, connect=CONNECT_TIMEOUT, write=READ_TIMEOUT),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
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
        try:
            # The body is no local of ours: a traceback may show those, and it may hold passwords.
            async with asyncio.timeout(DRIP * (CHANGE_TIMEOUT if call else READ_TIMEOUT)):
                response = await client.send(
                    client.build_request(
                        method, self._base + path, content=call.content() if call else None
                    ),
                    stream=True,
                )
                content = await _content(response)
        except (*_FAILURES, TimeoutError, _TooLargeError) as error:
            _forget_frames(error)
            raise translated(error, change=call is not None, host=self._host) from error
        finally:
            status = None if response is None else response.status_code
            request_id = None if response is None else _request_id(response)
            seconds = self._clock.monotonic() - started
            self._record(RequestRecord(at, method, path, status, seconds, request_id))
        if response.is_success:
            return Reply(response.status_code, content, request_id)
        from trove_tui.api.refusals import error_from  # With the first no: there may be none.

        secrets = _secrets(call, response.request)
        refusal = error_from(method, response.status_code, response.headers, content, secrets)
        del content, secrets  # A traceback may show our locals.
        raise refusal

    def _record(self, record: RequestRecord) -> None:
        self.log.append(record)
        if self._on_request:
            self._on_request(record)


class _TooLargeError(Exception):
    """An answer without an end in sight."""


async def _content(response: httpx.Response) -> bytes:
    """The whole body; what is left of one that is too large is not read.

    Raises:
        _TooLargeError: it is.
    """
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in response.aiter_bytes():
            size += len(chunk)
            if size > LARGEST:
                raise _TooLargeError
            chunks.append(chunk)
    finally:
        await response.aclose()
    return b"".join(chunks)


def root_of(endpoint: str) -> str:
    """The address that `/v1.0/{project}` goes behind, of an endpoint with or without that.

    Raises:
        BadEndpoint: it is no address of a server. It is not repeated: it may hold a password.
    """
    given = endpoint.strip()
    if re.search(r"[\s\x00-\x1f\x7f]", given):
        raise BadEndpoint("The endpoint has a blank in it.")
    try:
        parts = urlsplit(given)
        host, _ = parts.hostname, parts.port
        httpx.URL(given)
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


def translated(error: Exception, *, change: bool, host: str = "the server") -> TroveError:
    """What one of httpx's exceptions means to whoever asked. Pure.

    Whether it was a change decides only where the request may have arrived.
    """
    match error:
        case httpx.InvalidURL() | httpx.UnsupportedProtocol():
            return BadEndpoint("The endpoint is no address.")
        case httpx.ConnectError():
            return _not_connected(error, host)
        case httpx.ConnectTimeout() | httpx.PoolTimeout():
            return CannotConnect(f"No connection to {host} in time.")
        case httpx.ProxyError():
            return CannotConnect(f"The proxy gives no way to {host}.")
        case httpx.TimeoutException() | TimeoutError():
            happened = f"No answer from {host} in time."
        case _TooLargeError() if not change:
            return NotTrove(f"The answer from {host} is too large.")
        case httpx.DecodingError() | httpx.TooManyRedirects() if not change:
            return NotTrove(f"The answer from {host} can't be read.")
        case _:
            happened = f"The connection to {host} broke before it answered."
    return OutcomeUnknown(happened) if change else NoAnswer(happened)


def _not_connected(error: Exception, host: str) -> TroveError:
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, socket.gaierror):
            return NameNotFound(f"{host} has no address.")
        if isinstance(cause, ssl.SSLError):
            reason = getattr(cause, "verify_message", None) or cause.reason or "no TLS"
            return TlsFailed(f"No safe connection to {host}: {server_sentence(str(reason))}.")
    # By its number: asyncio puts words of its own in the place of the system's.
    numbers = [cause.errno for cause in causes if isinstance(cause, OSError) and cause.errno]
    reason = f": {os.strerror(numbers[-1])}" if numbers else ""
    return CannotConnect(f"Cannot connect to {host}{reason}.")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and all that it came of, the outermost first."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop(0)
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions


def _forget_frames(error: BaseException) -> None:
    """Drop the frames of an exception and its causes: their locals hold the token and the body.

    A crash report that shows locals (the screen's own does) would show those too.
    """
    for cause in _causes(error):
        cause.__traceback__ = None


def _wait_after(error: TroveError, delay: float) -> float | None:
    """Seconds to wait before the next try of a read, or None if there should be none."""
    if isinstance(error, ServerFailed) and error.status not in (502, 503, 504):
        return None
    if error.retry_after is None:
        return None if isinstance(error, RateLimited) else delay
    return max(delay, error.retry_after) if error.retry_after <= PATIENCE else None


def _request_id(response: httpx.Response) -> str | None:
    return server_sentence(response.headers.get(REQUEST_ID, ""))[:100] or None


def _secrets(call: Call | None, request: httpx.Request) -> frozenset[str]:
    token = request.headers.get(TOKEN_HEADER)
    return (call.secrets if call else frozenset()) | ({token} if token else frozenset())


def _context(verify: bool | str | ssl.SSLContext, root: str) -> bool | ssl.SSLContext:
    """What to trust: made once for both pools, for it takes long; not at all without TLS."""
    if isinstance(verify, ssl.SSLContext):
        return verify
    if not root.startswith("https:"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if isinstance(verify, str):
        try:
            return ssl.create_default_context(cafile=verify)
        except (OSError, ssl.SSLError):
            raise BadEndpoint("The CA file can't be read, or holds no certificate.") from None
    return httpx.create_ssl_context(verify)
