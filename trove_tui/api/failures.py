"""What it means that no answer came: httpx's exceptions as what a person can do about them."""

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
    """What such an exception means to whoever asked. Pure.

    Whether it was a change decides only where the request may have arrived. `has_passed`: the
    proxy, if there is one, had let it through; `is_first`: that server has never answered.
    """
    route = route or Route()
    host = route.host
    if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol)):
        return BadEndpoint("The endpoint is no address.")
    if route.proxy is not None and (isinstance(error, httpx.ProxyError) or not has_passed):
        return _stopped(error, route.proxy, host)
    match error:
        case httpx.ConnectError():
            return _not_connected(error, host)
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
            happened = f"The connection to {host} broke before it answered."
            if is_first and not route.is_tls:
                happened += f" {_IF_TLS}"
    return OutcomeUnknown(happened) if change else NoAnswer(happened)


def _stopped(error: Exception, proxy: Proxy, host: str) -> TroveError:
    """It got no further than the proxy: no server has seen it."""
    if isinstance(error, httpx.ProxyError):
        why = server_sentence(str(error))[:100].rstrip(".")
        why = f": {why}" if why else ""
        return CannotConnect(f"{_capital(proxy)} gives no way to {host}{why}.")
    if isinstance(error, (httpx.TimeoutException, TimeoutError)):
        return CannotConnect(f"No answer from {proxy} in time.")
    for cause in causes(error):
        if isinstance(cause, socket.gaierror):
            return CannotConnect(f"{_capital(proxy)} has no address.")
        if isinstance(cause, ssl.SSLError):
            return _no_tls(cause, str(proxy), proxy.variable)
    reason = _system_reason(error)
    if isinstance(error, httpx.ConnectError):
        return CannotConnect(f"Cannot connect to {proxy}{reason}.")
    return CannotConnect(f"The connection to {proxy} broke before it gave a way to {host}.")


def _not_connected(error: Exception, host: str) -> TroveError:
    for cause in causes(error):
        if isinstance(cause, socket.gaierror):
            return NameNotFound(f"{host} has no address.")
        if isinstance(cause, ssl.SSLError):
            return _no_tls(cause, host, "the endpoint")
    return CannotConnect(f"Cannot connect to {host}{_system_reason(error)}.")


def _no_tls(error: ssl.SSLError, host: str, where: str) -> TroveError:
    """No TLS with that host; `where` its address can be corrected."""
    reason = getattr(error, "reason", None)  # It has none unless OpenSSL gave it.
    if reason in _NO_TLS:
        return NoTls(f"{_capital(host)} speaks no TLS: see the scheme and the port of {where}.")
    if reason == "UNEXPECTED_EOF_WHILE_READING":
        return NoTls(f"{_capital(host)} hung up as TLS began: see the port of {where}.")
    why = server_sentence(str(getattr(error, "verify_message", None) or reason or "no TLS"))
    return TlsFailed(f"No safe connection to {host}: {why}.")


def _system_reason(error: Exception) -> str:
    # By its number: asyncio puts words of its own in the place of the system's.
    numbers = [one.errno for one in causes(error) if isinstance(one, OSError) and one.errno]
    return f": {os.strerror(numbers[-1])}" if numbers else ""


def _capital(words: object) -> str:
    text = str(words)
    return text[:1].upper() + text[1:] if text.startswith("the ") else text


def causes(error: BaseException | None) -> Iterator[BaseException]:
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


def forget_frames(error: BaseException) -> None:
    """Drop the frames of an exception and its causes: their locals hold the token and the body.

    A crash report that shows locals (the screen's own does) would show those too.
    """
    for cause in causes(error):
        cause.__traceback__ = None
