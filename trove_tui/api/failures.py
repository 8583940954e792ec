"""httpx's exceptions as ours, which say what a person can do about them."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from trove_tui.api.bodies import TooLargeError
from trove_tui.api.errors import (
    BadEndpoint,
    CannotConnect,
    NameNotFound,
    NoAnswer,
    NoTls,
    NotTrove,
    OutcomeUnknown,
    TlsFailed,
    TroveError,
)
from trove_tui.api.http import httpx
from trove_tui.api.text import server_sentence
from trove_tui.environment import Proxy

FAILURES = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, httpx.CookieConflict)
"""All that httpx raises."""

_NO_TLS = frozenset(
    {
        "WRONG_VERSION_NUMBER",
        "HTTP_REQUEST",
        "UNKNOWN_PROTOCOL",
        "PACKET_LENGTH_TOO_LONG",
        "RECORD_LAYER_FAILURE",
    }
)
"""OpenSSL's reasons for what comes of speaking TLS to whoever speaks something else."""
_NO_HTTP = "illegal request line"
"""What h11 says of an answer that begins with a control byte, as an alert of TLS does."""
_IF_TLS = "If it speaks TLS, the endpoint must begin with https://."


class Route(NamedTuple):
    """How requests get to their server."""

    host: str = "the server"
    """Its name and port, safe to show."""
    is_tls: bool = True
    proxy: Proxy | None = None

    @property
    def is_forwarded(self) -> bool:
        """Whether a proxy reads requests and answers, and may answer itself."""
        return self.proxy is not None and not self.is_tls and self.proxy.scheme.startswith("http")


class Progress:
    """How far a request has come on its way through a proxy: httpcore's `trace`."""

    def __init__(self, route: Route) -> None:
        self.has_passed = True
        """Whether what follows is the server's doing: so on a connection that was kept."""
        scheme = route.proxy.scheme if route.proxy else ""
        if not scheme.startswith("http"):
            self._last = "socks.setup_socks5_connection.complete"
        elif route.is_tls:
            self._last = "proxy.start_tls.started"  # CONNECT was answered with yes.
        else:
            step = "start_tls" if scheme == "https" else "connect_tcp"
            self._last = f"connection.{step}.complete"

    async def __call__(self, event: str, _info: Mapping[str, Any]) -> None:
        """Note what happens to a connection."""
        if event.endswith(".connect_tcp.started"):
            self.has_passed = False
        if event == self._last:
            self.has_passed = True


def translated(
    error: Exception,
    *,
    change: bool,
    route: Route | None = None,
    has_passed: bool = True,
    is_first: bool = False,
) -> TroveError:
    """The error of ours that an exception of httpx is. Pure.

    Args:
        error: one of `FAILURES`, or a timeout.
        change: whether a change was sent: if it may have arrived, its outcome is unknown.
        route: how the request went, and whether its proxy had let it through (`has_passed`).
        is_first: whether the server has never answered before.
    """
    route = route or Route()
    failure = _failure(error, change, route, has_passed, is_first)
    failure.host = route.host
    return failure


def _failure(
    error: Exception, change: bool, route: Route, has_passed: bool, is_first: bool
) -> TroveError:
    host = route.host
    if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol)):
        return BadEndpoint("The endpoint is no address.")
    if route.proxy is not None and (isinstance(error, httpx.ProxyError) or not has_passed):
        return _failed_at_proxy(error, route.proxy, host)
    match error:
        case httpx.ConnectError():
            return _connection_failed(error, host)
        case httpx.ConnectTimeout() | httpx.PoolTimeout():
            return CannotConnect(f"No connection to {host} in time.")
        case httpx.ProxyError():
            return CannotConnect(f"The proxy gives no way to {host}.")
        case httpx.TimeoutException() | TimeoutError():
            happened = f"No answer from {host} in time."
        case TooLargeError() if not change:
            return NotTrove(f"The answer from {host} is too large.")
        case httpx.DecodingError() | httpx.TooManyRedirects() if not change:
            return NotTrove(f"The answer from {host} can't be read.")
        case httpx.RemoteProtocolError() if not route.is_tls and _NO_HTTP in str(error):
            return NoTls(f"{host} doesn't answer in HTTP. {_IF_TLS}")
        case _:
            happened = _broken_words(host, may_want_tls=is_first and not route.is_tls)
    return OutcomeUnknown(happened) if change else NoAnswer(happened)


def _broken_words(host: str, *, may_want_tls: bool) -> str:
    advice = f" {_IF_TLS}" if may_want_tls else ""
    return f"The connection to {host} broke before it answered.{advice}"


def _failed_at_proxy(error: Exception, proxy: Proxy, host: str) -> TroveError:
    if isinstance(error, httpx.ProxyError):
        why = server_sentence(str(error))[:100].rstrip(".")
        why = f": {why}" if why else ""
        return CannotConnect(f"{_capitalized(proxy)} gives no way to {host}{why}.")
    if isinstance(error, (httpx.TimeoutException, TimeoutError)):
        return CannotConnect(f"No answer from {proxy} in time.")
    for cause in causes(error):
        if isinstance(cause, socket.gaierror):
            return CannotConnect(f"{_capitalized(proxy)} has no address.")
        if isinstance(cause, ssl.SSLError):
            return _tls_failed(cause, str(proxy), proxy.variable)
    reason = _system_reason(error)
    if isinstance(error, httpx.ConnectError):
        return CannotConnect(f"Cannot connect to {proxy}{reason}.")
    return CannotConnect(f"The connection to {proxy} broke before it gave a way to {host}.")


def _connection_failed(error: Exception, host: str) -> TroveError:
    for cause in causes(error):
        if isinstance(cause, socket.gaierror):
            return NameNotFound(f"{host} has no address.")
        if isinstance(cause, ssl.SSLError):
            return _tls_failed(cause, host, "the endpoint")
    return CannotConnect(f"Cannot connect to {host}{_system_reason(error)}.")


def _tls_failed(error: ssl.SSLError, host: str, where: str) -> TroveError:
    reason = getattr(error, "reason", None)  # It has none unless OpenSSL gave it.
    if reason in _NO_TLS:
        return NoTls(f"{_capitalized(host)} speaks no TLS: see the scheme and the port of {where}.")
    if reason == "UNEXPECTED_EOF_WHILE_READING":
        return NoTls(f"{_capitalized(host)} hung up as TLS began: see the port of {where}.")
    why = server_sentence(str(getattr(error, "verify_message", None) or reason or "no TLS"))
    return TlsFailed(f"No safe connection to {host}: {why}.")


def _system_reason(error: Exception) -> str:
    # By its number: asyncio puts words of its own in the place of the system's.
    numbers = [cause.errno for cause in causes(error) if isinstance(cause, OSError) and cause.errno]
    return f": {os.strerror(numbers[-1])}" if numbers else ""


def _capitalized(words: object) -> str:
    text = str(words)
    return text[:1].upper() + text[1:] if text.startswith("the ") else text


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and all its causes and contexts, the outermost first."""
    seen: set[int] = set()
    queue = [error]
    while queue:
        exception = queue.pop(0)
        if exception is None or id(exception) in seen:
            continue
        seen.add(id(exception))
        yield exception
        queue += [exception.__cause__, exception.__context__]
        if isinstance(exception, BaseExceptionGroup):
            queue += exception.exceptions


def forget_frames(error: BaseException) -> None:
    """Drop the frames of an exception and its causes: their locals hold the token and the body.

    A crash report that shows locals (the screen's own does) would show those too.
    """
    for cause in causes(error):
        cause.__traceback__ = None
