"""The network by the environment's variables: proxies, and trusted certificates.

httpx would read these variables too, but ends the program by what it can't use, sends loopback
through a proxy, and knows neither networks in NO_PROXY nor OpenStack's OS_CACERT. Here each
variable is read for one endpoint, so that only what that one would use can be wrong.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from ipaddress import IPv4Address, IPv6Address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote, urlsplit

from trove_tui.hosts import address, is_loopback
from trove_tui.secret import Secret

if TYPE_CHECKING:
    import ssl

CA_VARIABLES: Final = (
    "OS_CACERT",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
)
"""The first of them that is set says whom to trust: a file of certificates, or a folder of them."""
KEY_LOG: Final = "SSLKEYLOGFILE"

_SOCKS: Final = ("socks5", "socks5h")
_SCHEMES: Final = ("http", "https", *_SOCKS)
_PORTS: Final = {"http": 80, "https": 443}
_MAX_SHOWN: Final = 200
"""Characters of a variable that a sentence repeats."""


class BadVariable(Exception):  # noqa: N818 - named like the errors of the api: what happened
    """A variable that would be used can't be; `str()` is a plain sentence that names it."""

    def __init__(self, name: str, value: str, why: str) -> None:
        super().__init__(f"{name} is {_masked(value)!r}: {why}. Correct it, or unset it.")


class Proxy(NamedTuple):
    """A proxy that requests go through."""

    variable: str
    """The variable that names it."""
    scheme: str
    server: str
    """Its host and port, as in a URL."""
    url: Secret
    """All of it: there may be a user and a password in it."""

    def __str__(self) -> str:
        return f"the proxy {self.server} ({self.variable})"

    @property
    def secrets(self) -> frozenset[str]:
        """The password, as it is written there and as it is meant."""
        written = urlsplit(self.url.reveal()).password or ""
        return frozenset({written, unquote(written)} - {""})


def check(url: str, environ: Mapping[str, str]) -> Proxy | None:
    """Check the variables that count for that endpoint; returns the proxy, if there is one.

    Raises:
        BadVariable: one can't be used.
    """
    proxy = proxy_for(url, environ)
    is_set = environ.get(KEY_LOG) or any(environ.get(name) for name in CA_VARIABLES)
    if is_set and needs_tls(url, proxy):
        trust(environ)
    return proxy


def needs_tls(url: str, proxy: Proxy | None) -> bool:
    """Whether anything on the way is spoken over TLS."""
    return url.startswith("https:") or (proxy is not None and proxy.scheme == "https")


# Proxies


def proxy_for(url: str, environ: Mapping[str, str]) -> Proxy | None:
    """The proxy for an endpoint; None where it is asked directly, as loopback always is.

    Raises:
        BadVariable: the variable that counts here names none that can be used.
    """
    parts = urlsplit(url)
    scheme, host = parts.scheme, parts.hostname or ""
    variable, value = _variable(environ, f"{scheme}_proxy")
    if not value:
        variable, value = _variable(environ, "all_proxy")
    if not value or is_loopback(host):
        return None
    port = parts.port or _PORTS.get(scheme, 0)
    if bypasses(_variable(environ, "no_proxy")[1], scheme, host, port):
        return None
    return _proxy(variable, value)


def _variable(environ: Mapping[str, str], name: str) -> tuple[str, str]:
    # As curl has it: a name in small letters goes first, also where it is set to nothing.
    if name in environ:
        return name, environ[name].strip()
    upper = name.upper()
    if upper == "HTTP_PROXY" and "REQUEST_METHOD" in environ:
        return upper, ""  # Of a CGI script: whoever asked it has set that, by a header `Proxy`.
    return upper, environ.get(upper, "").strip()


def _proxy(variable: str, value: str) -> Proxy:
    url = value if "://" in value else f"http://{value}"
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, parts.hostname or "", parts.port
        host.encode("idna")
    except ValueError:
        raise BadVariable(variable, value, "that is no address of a proxy") from None
    if scheme not in _SCHEMES:
        raise BadVariable(variable, value, f"its scheme can be {', '.join(_SCHEMES)}")
    if not host or port == 0 or re.search(r"[\s\\]", url) or not url.isprintable():
        raise BadVariable(variable, value, "that is no address of a proxy")
    if scheme in _SOCKS and find_spec("socksio") is None:
        raise BadVariable(
            variable, value, "a SOCKS proxy needs the Python package socksio, which is not there"
        )
    server = parts.netloc.rpartition("@")[2]
    return Proxy(variable, scheme, server, Secret(f"{scheme}://{parts.netloc}"))


def bypasses(rules: str, scheme: str, host: str, port: int) -> bool:
    """Whether rules like those of NO_PROXY let that host be asked directly.

    They are names (with all below them), addresses and networks, each with a port or without,
    or `*`; between them commas and blanks. What is none of these says nothing.
    """
    host_address = address(host)
    name = _ascii(host)
    return any(
        _matches(rule, scheme, name, host_address, port) for rule in re.split(r"[\s,;]+", rules)
    )


def _matches(
    rule: str, scheme: str, name: str, host_address: IPv4Address | IPv6Address | None, port: int
) -> bool:
    rule_scheme, separator, rule_host = rule.partition("://")
    if separator:
        rule = rule_host
        if rule_scheme not in ("all", scheme):
            return False
    rule = rule.rstrip("/")
    if "/" in rule:
        return host_address is not None and _in_network(rule, host_address)
    rule, rule_port = _without_port(rule)
    if rule_port is not None and rule_port != port:
        return False
    if rule == "*":
        return True
    if host_address is not None:
        return address(rule) == host_address
    domain = _ascii(rule.lstrip("*").lstrip("."))
    return domain != "" and (name == domain or name.endswith(f".{domain}"))


def _in_network(rule: str, host_address: IPv4Address | IPv6Address) -> bool:
    try:
        network = ip_network(rule.replace("[", "").replace("]", ""), strict=False)
    except ValueError:
        return False
    mapped = (
        IPv6Address(f"::ffff:{host_address}")
        if isinstance(host_address, IPv4Address)
        else host_address
    )
    return host_address in network or mapped in network


def _without_port(rule: str) -> tuple[str, int | None]:
    # An IPv6 address has a port only behind brackets.
    match = re.fullmatch(r"(\[[^\]]*\]|[^:]*):([0-9]{1,5})", rule, re.ASCII)
    return (match[1], int(match[2])) if match else (rule, None)


def _ascii(name: str) -> str:
    name = name.rstrip(".").lower()
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode()
    except UnicodeError:
        return name


# Whom to trust


def trust(environ: Mapping[str, str]) -> ssl.SSLContext:
    """Whom to trust, as the environment names them; else those that come with certifi.

    Raises:
        BadVariable: what it names can't be read, or has no certificate in it.
    """
    key_log = environ.get(KEY_LOG, "")
    if key_log:
        _check_writable(key_log)
    name, path = next(
        ((name, environ[name]) for name in CA_VARIABLES if environ.get(name)), ("", "")
    )
    if not path:
        import certifi  # Here, as the way to the first frame needs no certificates.

        path = certifi.where()
    elif name != "SSL_CERT_DIR":
        _check_readable(name, path)
    elif not any(map(os.path.isdir, path.split(os.pathsep))):
        raise BadVariable(name, path, "there is no such folder")
    return _context(name, path)


@lru_cache(1)
def _context(name: str, path: str) -> ssl.SSLContext:
    # Cached: it takes as long as the rest of a connection.
    import ssl  # Here, for the same reason.

    is_folder = name == "SSL_CERT_DIR" or Path(path).is_dir()
    try:
        if is_folder:
            return ssl.create_default_context(capath=path)
        return ssl.create_default_context(cafile=path)
    except (OSError, ssl.SSLError):
        raise BadVariable(name, path, "there is no certificate in it") from None


def _check_readable(name: str, path: str) -> None:
    try:
        status = Path(path).stat()
        if stat.S_ISDIR(status.st_mode):
            return
        if not stat.S_ISREG(status.st_mode):  # One that is read from a pipe can't be read again.
            raise BadVariable(name, path, "that is neither a file nor a folder")
        if not status.st_size:
            raise BadVariable(name, path, "the file is empty")
        with Path(path).open("rb"):
            return
    except FileNotFoundError:
        raise BadVariable(name, path, "there is no such file") from None
    except (OSError, ValueError) as error:
        raise BadVariable(name, path, f"it can't be read{_reason(error)}") from None


def _check_writable(path: str) -> None:
    # OpenSSL opens it too, but its errors name no reason.
    try:
        # Without waiting: nobody may ever read from what is a pipe.
        os.close(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK, 0o600))
    except (OSError, ValueError) as error:
        raise BadVariable(KEY_LOG, path, f"it can't be written{_reason(error)}") from None


def _reason(error: Exception) -> str:
    words = error.strerror if isinstance(error, OSError) else None
    return f" ({words})" if words else ""


def _masked(value: str) -> str:
    # What stands before an @ may be a user and a password.
    credentials, at, server = value.rpartition("@")
    if at:
        scheme, has_scheme, _ = credentials.partition("://")
        value = f"{scheme}://***@{server}" if has_scheme else f"***@{server}"
    return value if len(value) <= _MAX_SHOWN else value[: _MAX_SHOWN - 1] + "…"
