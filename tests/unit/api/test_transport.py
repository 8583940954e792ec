from __future__ import annotations

import asyncio
import inspect
import io
import logging
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import httpx
import pytest
from pydantic import SecretStr
from rich.console import Console
from rich.traceback import Traceback

from tests.support.clock import START
from tests.support.simulator import Simulator
from trove_tui.api import bodies, http_transport
from trove_tui.api.auth import TokenAuth
from trove_tui.api.client import RequestRecord, TroveClient
from trove_tui.api.errors import (
    BadEndpoint,
    CannotConnect,
    NameNotFound,
    NoAnswer,
    NotSent,
    NotTrove,
    OutcomeUnknown,
    RateLimited,
    ReadFailed,
    ServerFailed,
    TlsFailed,
    TroveError,
    Unauthorized,
)
from trove_tui.api.failures import FAILURES, translated
from trove_tui.api.http_transport import KEEPALIVE, PATIENCE, RETRY_DELAYS, connect
from trove_tui.changes.databases_and_users import CreateUsers, NewUser
from trove_tui.changes.instances import Restart
from trove_tui.clock import SystemClock

TOKEN = "gAAAAABsecret-token"


class JumpingClock:
    """Sleeping takes no time; how long it would have taken is noted."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> object:
        return START

    def monotonic(self) -> float:
        return sum(self.slept)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture
def clock() -> JumpingClock:
    return JumpingClock()


@pytest.fixture
async def client(simulator: Simulator, clock: JumpingClock) -> AsyncIterator[TroveClient]:
    async with to(simulator.endpoint, clock, simulator.token, simulator.project) as connected:
        yield connected


def to(
    endpoint: str, clock: JumpingClock | None = None, token: str = TOKEN, project: str = "p"
) -> TroveClient:
    """A client of whatever is there."""
    auth = TokenAuth(token)
    return connect(endpoint, project, auth, clock=clock or JumpingClock())  # type: ignore[arg-type]


# Every exception of httpx has a meaning


HTTPX_ERRORS = [
    kind
    for _, kind in inspect.getmembers(httpx, inspect.isclass)
    if issubclass(kind, Exception) and not issubclass(kind, Warning)
]


def made(kind: type[Exception]) -> Exception:
    """One of them, however it is made."""
    request = httpx.Request("GET", "http://x")
    for arguments in ((), ("words",)):
        for named in ({}, {"request": request}, {"request": request, "response": None}):
            try:
                return kind(*arguments, **named)
            except TypeError:
                continue
    raise AssertionError(f"{kind} can't be made")


@pytest.mark.parametrize("kind", HTTPX_ERRORS, ids=lambda kind: kind.__name__)
def test_every_exception_of_httpx_is_translated(kind: type[Exception]) -> None:
    error = made(kind)

    change, read = translated(error, change=True), translated(error, change=False)

    assert isinstance(change, (NotSent, OutcomeUnknown, BadEndpoint))
    assert isinstance(read, (NotSent, ReadFailed, BadEndpoint))
    assert str(change)
    assert str(read)


SURELY_NOT_SENT = {
    "ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol",
    "InvalidURL",
}  # fmt: skip


@pytest.mark.parametrize("kind", HTTPX_ERRORS, ids=lambda kind: kind.__name__)
def test_a_change_is_safe_to_send_again_only_where_it_surely_was_not_sent(
    kind: type[Exception],
) -> None:
    unknown = isinstance(translated(made(kind), change=True), OutcomeUnknown)

    assert unknown == (kind.__name__ not in SURELY_NOT_SENT)


def test_every_exception_of_httpx_is_caught_where_requests_are_made() -> None:
    assert [kind for kind in HTTPX_ERRORS if not issubclass(kind, FAILURES)] == []


# Without a server


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


async def test_a_server_that_is_down_cannot_be_connected_to(clock: JumpingClock) -> None:
    port = free_port()
    async with to(f"http://127.0.0.1:{port}", clock) as client:
        with pytest.raises(CannotConnect, match=rf"127\.0\.0\.1:{port}.*refused") as read:
            await client.flavors()
        with pytest.raises(CannotConnect) as change:
            await client.submit(Restart(), "i")

    assert "Try again" in NotSent.advice
    assert read.value.status is change.value.status is None
    assert clock.slept == list(RETRY_DELAYS)
    assert len(client.log) == 4


async def test_a_name_without_an_address_is_told_as_such_and_asked_once(
    clock: JumpingClock,
) -> None:
    async with to("http://trove.invalid", clock) as client:
        with pytest.raises(NameNotFound, match=r"trove\.invalid"):
            await client.flavors()

    assert clock.slept == []


async def test_a_server_that_speaks_no_tls_is_told_as_such(
    simulator: Simulator, clock: JumpingClock
) -> None:
    async with to(simulator.endpoint.replace("http:", "https:"), clock) as client:
        with pytest.raises(TlsFailed):
            await client.submit(Restart(), "i")


def test_a_certificate_that_is_not_trusted_is_told_as_such() -> None:
    refused = ssl.SSLCertVerificationError(1, "certificate verify failed")
    refused.verify_message = "self-signed certificate"
    error = httpx.ConnectError("x")
    error.__cause__ = refused

    assert "self-signed certificate" in str(translated(error, change=True))


# Reads are tried again


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_read_is_tried_again_when_a_proxy_says_later(
    status: int, client: TroveClient, simulator: Simulator, clock: JumpingClock
) -> None:
    simulator.fail("GET", "/flavors", status, "<html>", times=2)

    assert await client.flavors()

    assert clock.slept == list(RETRY_DELAYS)


async def test_but_not_for_ever(
    client: TroveClient, simulator: Simulator, clock: JumpingClock
) -> None:
    simulator.fail("GET", "/flavors", 503, times=None)

    with pytest.raises(ServerFailed):
        await client.flavors()

    assert simulator.count("GET", "/flavors") == 3


async def test_a_read_whose_answer_is_lost_is_tried_again(
    client: TroveClient, simulator: Simulator
) -> None:
    simulator.lose_answers("GET", "/flavors", times=1)

    assert await client.flavors()


async def test_a_read_whose_answers_are_all_lost_has_no_answer(
    client: TroveClient, simulator: Simulator
) -> None:
    simulator.lose_answers("GET", "/flavors")

    with pytest.raises(NoAnswer):
        await client.flavors()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
async def test_what_trying_again_does_not_help_is_asked_once(
    status: int, client: TroveClient, simulator: Simulator, clock: JumpingClock
) -> None:
    simulator.fail("GET", "/flavors", status, times=None)

    with pytest.raises(TroveError):
        await client.flavors()

    assert simulator.count("GET", "/flavors") == 1
    assert clock.slept == []


async def test_a_short_retry_after_is_waited_for(
    client: TroveClient, simulator: Simulator, clock: JumpingClock
) -> None:
    simulator.fail("GET", "/flavors", 429, headers={"Retry-After": "2"})

    assert await client.flavors()

    assert clock.slept == [2.0]


async def test_a_long_one_is_left_to_whoever_asked(
    client: TroveClient, simulator: Simulator, clock: JumpingClock
) -> None:
    simulator.fail("GET", "/flavors", 413, headers={"Retry-After": "60"}, times=None)

    with pytest.raises(RateLimited) as caught:
        await client.flavors()

    assert caught.value.retry_after == 60.0
    assert clock.slept == []


async def test_a_change_is_sent_once_even_if_the_server_asks_to_retry(
    client: TroveClient, simulator: Simulator, clock: JumpingClock
) -> None:
    simulator.fail("POST", "/action", 429, headers={"Retry-After": "1"}, times=None)

    with pytest.raises(RateLimited):
        await client.submit(Restart(), "i")

    assert simulator.count("POST", "/action") == 1
    assert clock.slept == []


async def test_a_server_that_comes_back_is_found_again(
    client: TroveClient, simulator: Simulator
) -> None:
    await client.flavors()
    simulator.stop()
    with pytest.raises(CannotConnect):
        await client.flavors()

    simulator.start()

    assert await client.flavors()


async def test_a_page_instead_of_json_is_not_trove(
    client: TroveClient, simulator: Simulator
) -> None:
    simulator.fail("GET", "/flavors", 200, "<html>sign in</html>", times=None)

    with pytest.raises(NotTrove):
        await client.flavors()


Answering = Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def server_that(
    answers: Answering, clock: JumpingClock | None = None
) -> AsyncIterator[tuple[TroveClient, list[str]]]:
    """A client of a server that answers in its own way, and the requests that came to it."""
    came: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append((await reader.readuntil(b"\r\n\r\n")).decode().split(" ")[0])
        with suppress(ConnectionError):
            await answers(writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, to(f"http://127.0.0.1:{port}", clock) as client:
        yield client, came


async def endless(writer: asyncio.StreamWriter) -> None:
    writer.write(b'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{"instances": [')
    while True:
        writer.write(b'{"id": "x"}, ' * 1000)
        await writer.drain()


async def dripping(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.01)


async def test_an_answer_without_an_end_is_not_read_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "LARGEST", 1 << 20)
    async with server_that(endless) as (client, came):
        with pytest.raises(NotTrove, match="too large"):
            await client.flavors()
        with pytest.raises(OutcomeUnknown):
            await client.submit(Restart(), "i")

        assert came == ["GET", "POST"]


async def test_an_answer_that_comes_byte_by_byte_has_a_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http_transport, "READ_TIMEOUT", 0.1)
    monkeypatch.setattr(http_transport, "CHANGE_TIMEOUT", 0.1)
    async with server_that(dripping) as (client, came):
        with pytest.raises(NoAnswer, match="in time"):
            await client.flavors()
        with pytest.raises(OutcomeUnknown, match="in time"):
            await client.submit(Restart(), "i")

        assert came == ["GET"] * (len(RETRY_DELAYS) + 1) + ["POST"]


async def test_who_has_waited_long_is_told_instead_of_another_try() -> None:
    clock = JumpingClock()

    async def late(_: asyncio.StreamWriter) -> None:
        clock.slept.append(PATIENCE + 1)

    async with server_that(late, clock) as (client, came):
        with pytest.raises(NoAnswer):
            await client.flavors()

        assert came == ["GET"]


async def test_a_redirect_is_not_followed(client: TroveClient, simulator: Simulator) -> None:
    simulator.fail("GET", "/flavors", 302, headers={"Location": "http://127.0.0.1:1/"}, times=None)

    with pytest.raises(NotTrove):
        await client.flavors()


# Connections


@asynccontextmanager
async def counting_server(
    *, drops_idle: bool = False
) -> AsyncIterator[tuple[str, list[list[str]]]]:
    """A server that notes, for each connection, what was asked on it."""
    connections: list[list[str]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked: list[str] = []
        connections.append(asked)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                asked.append(head.split(b"/")[0].decode().strip())
                if b"content-length" in head.lower():
                    await reader.read(65536)
                body = b"" if asked[-1] != "GET" else b'{"flavors": []}'
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
                await writer.drain()
                if drops_idle:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", connections


async def test_reads_share_a_connection_and_each_change_has_its_own() -> None:
    async with counting_server() as (endpoint, connections), to(endpoint) as client:
        await client.flavors()
        await client.submit(Restart(), "i")
        await client.submit(Restart(), "i")
        await client.flavors()

    assert sorted(connections) == [["GET", "GET"], ["POST"], ["POST"]]


async def test_a_connection_that_was_dropped_while_idle_costs_a_read_nothing() -> None:
    async with counting_server(drops_idle=True) as (endpoint, connections), to(endpoint) as client:
        await client.flavors()
        await client.flavors()

    assert connections == [["GET"], ["GET"]]


def test_connections_for_reads_outlive_a_quiet_polls_interval() -> None:
    assert KEEPALIVE > 30


# What is noted, and what never is


async def test_each_request_is_noted_and_told(simulator: Simulator) -> None:
    told: list[RequestRecord] = []
    auth = TokenAuth(simulator.token)
    async with connect(
        simulator.endpoint, simulator.project, auth, clock=SystemClock(), on_request=told.append
    ) as client:
        await client.instances(all_projects=True)
        with pytest.raises(TroveError):
            await client.submit(Restart(), "no-such")

    assert [(one.method, one.path, one.status) for one in told] == [
        ("GET", "/instances?all_tenants=1", 200),
        ("POST", "/instances/no-such/action", 404),
    ]
    assert list(client.log) == told
    assert all((one.request_id or "").startswith("req-") for one in told)
    assert all(one.seconds > 0 for one in told)


async def test_only_the_last_200_are_kept() -> None:
    async with counting_server() as (endpoint, _), to(endpoint) as client:
        for _ in range(201):
            await client.flavors()

    assert len(client.log) == 200


async def failing(client: TroveClient, simulator: Simulator) -> list[BaseException]:
    """Failures of each kind while a password and the token are on their way."""
    users = CreateUsers(users=(NewUser(name="u", password=SecretStr("hunter2-pass")),))
    failures: list[BaseException] = []
    for way in ("lost", "refused", "down"):
        if way == "lost":
            simulator.lose_answers("POST", "/users", times=1)
        elif way == "refused":
            echo = f'{{"badRequest": {{"message": "hunter2-pass {simulator.token}"}}}}'
            simulator.fail("POST", "/users", 400, echo)
        else:
            simulator.stop()
        try:
            await client.submit(users, "i")
        except TroveError as error:
            failures.append(error)
    return failures


async def test_no_traceback_shows_the_token_or_a_password_even_with_locals(
    client: TroveClient, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    failures = await failing(client, simulator)

    report = io.StringIO()
    console = Console(file=report, width=500)
    for error in failures:
        assert error.__traceback__ is not None
        below_this_test = error.__traceback__.tb_next  # whose own locals hold both
        console.print(
            Traceback.from_exception(
                type(error), error, below_this_test, show_locals=True,
                locals_max_length=1000, locals_max_string=100_000,
            )
        )  # fmt: skip
    shown = report.getvalue() + caplog.text + repr(list(client.log)) + repr(failures)
    assert len(failures) == 3
    assert "OutcomeUnknown" in report.getvalue()
    assert "locals" in report.getvalue()
    assert "hunter2-pass" not in shown
    assert simulator.token not in shown


async def test_a_token_the_server_echoes_is_masked(
    client: TroveClient, simulator: Simulator
) -> None:
    echo = f'{{"error": {{"message": "bad token {simulator.token}", "code": 401}}}}'
    simulator.fail("GET", "/flavors", 401, echo)

    with pytest.raises(Unauthorized) as caught:
        await client.flavors()

    assert simulator.token not in str(caught.value)
    assert repr(TokenAuth(simulator.token)).count(simulator.token) == 0
