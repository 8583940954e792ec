"""Proxies and TLS, real ones on loopback: what goes which way, and who is named when it fails."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from tests.support.proxy import CERTIFICATE, Proxy, Tls
from tests.support.simulator import Simulator
from trove_tui.api import failures, http_transport
from trove_tui.api.auth import TokenAuth
from trove_tui.api.client import TroveClient
from trove_tui.api.errors import (
    BadEnvironment,
    CannotConnect,
    NoAnswer,
    NoTls,
    NotSent,
    NotTrove,
    OutcomeUnknown,
    ServerFailed,
    TlsFailed,
    TroveError,
)
from trove_tui.api.http_transport import connect
from trove_tui.changes.instances import Restart
from trove_tui.clock import SystemClock

PLAIN, SAFE = "http://trove.test:8779", "https://trove.test:8779"


@pytest.fixture(autouse=True)
def _without_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A read that fails is tried again at once."""
    monkeypatch.setattr(http_transport, "RETRY_DELAYS", (0.0, 0.0))


@pytest.fixture
def port(simulator: Simulator) -> int:
    """The simulator's."""
    return int(simulator.endpoint.rpartition(":")[2])


@pytest.fixture
def tls(port: int) -> Iterator[Tls]:
    """The simulator over TLS."""
    with Tls(port) as door:
        yield door


def to(endpoint: str, simulator: Simulator, environ: dict[str, str]) -> TroveClient:
    """A client in that environment."""
    auth = TokenAuth(simulator.token)
    return connect(endpoint, simulator.project, auth, clock=SystemClock(), environ=environ)


def closed_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


# Which way it goes


async def test_a_plain_endpoint_is_asked_through_its_proxy(simulator: Simulator, port: int) -> None:
    with Proxy(port) as proxy:
        async with to(PLAIN, simulator, {"HTTP_PROXY": proxy.url}) as client:
            assert await client.flavors()
            with pytest.raises(TroveError):
                await client.submit(Restart(), "no-such")

    heads = [head.split(" HTTP/")[0] for head in proxy.seen]
    assert heads == [
        f"GET {PLAIN}/v1.0/{simulator.project}/flavors",
        f"POST {PLAIN}/v1.0/{simulator.project}/instances/no-such/action",
    ]


async def test_an_endpoint_of_tls_is_tunnelled_and_its_token_stays_inside(
    simulator: Simulator, tls: Tls
) -> None:
    with Proxy(tls.port) as proxy:
        environ = {
            "HTTPS_PROXY": f"user:pa%40ss@127.0.0.1:{proxy.port}",
            "OS_CACERT": str(CERTIFICATE),
        }
        async with to(SAFE, simulator, environ) as client:
            assert await client.flavors()

    assert [head.split("\r\n")[0] for head in proxy.seen] == ["CONNECT trove.test:8779 HTTP/1.1"]
    assert "Proxy-Authorization: Basic dXNlcjpwYUBzcw==" in proxy.seen[0]
    assert simulator.token not in proxy.seen[0]


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
async def test_loopback_is_asked_directly_and_so_is_what_no_proxy_names(
    name: str, simulator: Simulator, port: int
) -> None:
    with Proxy(port) as proxy:
        async with to(simulator.endpoint, simulator, {name: proxy.url}) as client:
            assert await client.flavors()
        environ = {name: proxy.url, "NO_PROXY": "::1/128, .test"}
        async with to("http://localhost.test:1", simulator, environ) as client:
            with pytest.raises(NotSent):
                await client.flavors()

    assert proxy.seen == []


async def test_nothing_else_in_the_environment_is_read(
    simulator: Simulator, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Proxy(port) as proxy:
        for name, value in (
            ("HTTP_PROXY", proxy.url),
            ("HTTPS_PROXY", "socks://10.0.0.1"),
            ("ALL_PROXY", "socks5://10.0.0.1"),
            ("NO_PROXY", "[::1],fd00::/8,::1/128"),
            ("SSL_CERT_FILE", "/no/such"),
            ("SSLKEYLOGFILE", "/no/such/either"),
        ):
            monkeypatch.setenv(name, value)
        auth = TokenAuth(simulator.token)
        async with connect(simulator.endpoint, simulator.project, auth, clock=SystemClock()) as it:
            assert await it.flavors()

    assert proxy.seen == []


# Who is named when it fails


@pytest.mark.parametrize("endpoint", [PLAIN, SAFE])
async def test_a_proxy_that_is_down_is_named_and_not_the_server(
    endpoint: str, simulator: Simulator
) -> None:
    port = closed_port()
    environ = {"ALL_PROXY": f"http://user:hunter2@127.0.0.1:{port}"}
    async with to(endpoint, simulator, environ) as client:
        for asked in (client.flavors(), client.submit(Restart(), "i")):
            with pytest.raises(CannotConnect) as caught:
                await asked

            assert str(caught.value) == (
                f"Cannot connect to the proxy 127.0.0.1:{port} (ALL_PROXY): Connection refused."
            )


async def test_a_proxy_without_an_address_is_named(simulator: Simulator) -> None:
    async with to(PLAIN, simulator, {"HTTP_PROXY": "http://proxy.invalid:3128"}) as client:
        with pytest.raises(CannotConnect) as caught:
            await client.flavors()

    assert str(caught.value) == "The proxy proxy.invalid:3128 (HTTP_PROXY) has no address."


@pytest.mark.parametrize("status", ["407 Proxy Authentication Required", "502 Bad Gateway"])
async def test_a_proxy_that_refuses_a_tunnel_is_named_with_its_reason(
    status: str, simulator: Simulator, port: int
) -> None:
    with Proxy(port, refuses=status) as proxy:
        async with to(SAFE, simulator, {"HTTPS_PROXY": proxy.url}) as client:
            for asked in (client.flavors(), client.submit(Restart(), "i")):
                with pytest.raises(CannotConnect) as caught:
                    await asked

                assert str(caught.value) == (
                    f"The proxy 127.0.0.1:{proxy.port} (HTTPS_PROXY) gives no way to "
                    f"trove.test:8779: {status}."
                )


async def test_a_proxy_that_wants_a_password_to_forward_is_named(
    simulator: Simulator, port: int
) -> None:
    with Proxy(port, refuses="407 Proxy Authentication Required") as proxy:
        async with to(PLAIN, simulator, {"HTTP_PROXY": proxy.url}) as client:
            for asked in (client.flavors(), client.submit(Restart(), "i")):
                with pytest.raises(CannotConnect, match=r"the proxy 127.*\(HTTP_PROXY\).*407"):
                    await asked


async def test_a_page_that_a_proxy_may_have_made_is_said_to_have_come_through_it(
    simulator: Simulator, port: int
) -> None:
    with Proxy(port, refuses="502 Bad Gateway") as proxy:
        async with to(PLAIN, simulator, {"HTTP_PROXY": proxy.url}) as client:
            with pytest.raises(ServerFailed, match=r"Not here It came through the proxy 127"):
                await client.flavors()
            with pytest.raises(OutcomeUnknown, match="It came through the proxy 127"):
                await client.submit(Restart(), "i")


@pytest.mark.parametrize("way", ["hangs", "hangs up"])
async def test_a_tunnel_that_never_stands_is_the_proxys_and_nothing_was_sent(
    way: str, simulator: Simulator, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_transport, "READ_TIMEOUT", 0.1)
    monkeypatch.setattr(http_transport, "CHANGE_TIMEOUT", 0.1)
    with Proxy(port, refuses=None if way == "hangs" else "", hangs=way == "hangs") as proxy:
        async with to(SAFE, simulator, {"HTTPS_PROXY": proxy.url}) as client:
            for asked in (client.flavors(), client.submit(Restart(), "i")):
                with pytest.raises(CannotConnect, match=rf"the proxy 127\.0\.0\.1:{proxy.port}"):
                    await asked


async def test_what_breaks_behind_a_proxy_is_the_servers_and_a_change_is_unknown(
    simulator: Simulator, tls: Tls
) -> None:
    simulator.lose_answers("GET", "/flavors")
    simulator.lose_answers("POST", "/action")
    with Proxy(tls.port) as proxy:
        environ = {"HTTPS_PROXY": proxy.url, "SSL_CERT_FILE": str(CERTIFICATE)}
        async with to(SAFE, simulator, environ) as client:
            with pytest.raises(NoAnswer, match=r"trove\.test:8779"):
                await client.flavors()
            with pytest.raises(OutcomeUnknown, match=r"trove\.test:8779"):
                await client.submit(Restart(), "i")

    assert simulator.count("POST", "/action") == 1


async def test_a_certificate_behind_a_proxy_is_the_servers(simulator: Simulator, tls: Tls) -> None:
    with Proxy(tls.port) as proxy:
        async with to(SAFE, simulator, {"HTTPS_PROXY": proxy.url}) as client:
            with pytest.raises(TlsFailed, match=r"to trove\.test:8779: self-signed certificate"):
                await client.flavors()


async def test_a_proxy_can_be_spoken_to_over_tls_and_is_trusted_as_the_server_is(
    simulator: Simulator, port: int
) -> None:
    with Proxy(port) as proxy, Tls(proxy.port) as door:
        environ = {"HTTP_PROXY": f"https://localhost:{door.port}"}
        async with to(PLAIN, simulator, environ) as client:
            with pytest.raises(TlsFailed, match=r"the proxy localhost:.*self-signed"):
                await client.flavors()
        async with to(PLAIN, simulator, environ | {"OS_CACERT": str(CERTIFICATE)}) as client:
            assert await client.flavors()

    assert len(proxy.seen) == 1


def test_a_variable_that_cannot_be_used_is_an_error_of_that_scope_alone(
    simulator: Simulator,
) -> None:
    with pytest.raises(BadEnvironment, match="HTTP_PROXY is 'socks5://a:1'"):
        to(PLAIN, simulator, {"HTTP_PROXY": "socks5://a:1"})

    assert to(SAFE, simulator, {"HTTP_PROXY": "socks5://a:1"})


# TLS


@pytest.mark.parametrize("name", ["OS_CACERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
async def test_a_ca_of_ones_own_is_trusted_where_a_variable_names_it(
    name: str, simulator: Simulator, tls: Tls
) -> None:
    endpoint = f"https://127.0.0.1:{tls.port}"

    async with to(endpoint, simulator, {name: str(CERTIFICATE)}) as client:
        assert await client.flavors()
    async with to(endpoint, simulator, {}) as client:
        with pytest.raises(TlsFailed, match="self-signed certificate") as caught:
            await client.flavors()

    assert "OS_CACERT=FILE" in caught.value.advice
    assert not isinstance(caught.value, NoTls)


async def test_https_to_a_plain_port_is_a_plain_sentence(simulator: Simulator, port: int) -> None:
    async with to(f"https://127.0.0.1:{port}", simulator, {}) as client:
        for asked in (client.flavors(), client.submit(Restart(), "i")):
            with pytest.raises(NoTls) as caught:
                await asked

            assert str(caught.value) == (
                f"127.0.0.1:{port} speaks no TLS: see the scheme and the port of the endpoint."
            )


async def test_https_to_a_port_that_hangs_up_is_a_plain_sentence(simulator: Simulator) -> None:
    async with answering(b"") as port, to(f"https://127.0.0.1:{port}", simulator, {}) as client:
        with pytest.raises(NotSent, match=rf"127\.0\.0\.1:{port}"):
            await client.flavors()


@asynccontextmanager
async def answering(answer: bytes) -> AsyncIterator[int]:
    """The port of a server that answers everything with these bytes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


NGINX = b"<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>"
GO = b"Client sent an HTTP request to an HTTPS server.\n"
APACHE = b"<p>Reason: You're speaking plain HTTP to an SSL-enabled server port.<br /></p>"


@pytest.mark.parametrize("page", [NGINX, GO, APACHE])
async def test_http_to_a_port_of_tls_is_said_as_servers_tell_it(
    page: bytes, simulator: Simulator
) -> None:
    head = f"HTTP/1.1 400 Bad Request\r\nContent-Length: {len(page)}\r\n\r\n".encode()
    async with (
        answering(head + page) as port,
        to(f"http://127.0.0.1:{port}", simulator, {}) as client,
    ):
        with pytest.raises(NotTrove, match=r"speaks TLS: the endpoint must begin with https://"):
            await client.flavors()


async def test_http_to_a_port_of_tls_is_said_of_one_that_sends_an_alert(
    simulator: Simulator,
) -> None:
    alert = b"\x15\x03\x03\x00\x02\x02\x16"
    async with (
        answering(alert) as port,
        to(f"http://127.0.0.1:{port}", simulator, {}) as client,
    ):
        for asked in (client.flavors(), client.submit(Restart(), "i")):
            with pytest.raises(NoTls, match="the endpoint must begin with https://"):
                await asked


async def test_http_to_a_port_of_tls_is_guessed_of_one_that_only_hangs_up(
    simulator: Simulator, tls: Tls
) -> None:
    async with to(f"http://127.0.0.1:{tls.port}", simulator, {}) as client:
        with pytest.raises(NoAnswer, match="If it speaks TLS, the endpoint must begin with https"):
            await client.flavors()


async def test_a_server_that_has_answered_is_not_suspected_of_tls(simulator: Simulator) -> None:
    async with to(simulator.endpoint, simulator, {}) as client:
        await client.flavors()
        simulator.lose_answers("GET", "/flavors")
        with pytest.raises(NoAnswer) as caught:
            await client.flavors()

    assert "TLS" not in str(caught.value)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_never_followed_and_says_where_it_leads(
    status: int, simulator: Simulator, port: int
) -> None:
    with Proxy(port) as elsewhere:
        location = {"Location": f"http://user:pw@127.0.0.1:{elsewhere.port}/v1.0/p/flavors"}
        simulator.fail("GET", "/flavors", status, "<html>", location, times=None)
        simulator.fail("POST", "/action", status, "<html>", location, times=None)
        async with to(simulator.endpoint, simulator, {}) as client:
            with pytest.raises(NotTrove) as read:
                await client.flavors()
            with pytest.raises(TroveError) as change:
                await client.submit(Restart(), "i")

    for caught in (read, change):
        assert f"sends on to http://127.0.0.1:{elsewhere.port} ({status})" in str(caught.value)
        assert "pw" not in str(caught.value)
    assert elsewhere.seen == []
    assert simulator.count("GET", "/flavors") == simulator.count("POST", "/action") == 1


def test_every_reason_of_openssl_that_is_named_is_one() -> None:
    assert all(reason.isupper() for reason in failures._NO_TLS)
