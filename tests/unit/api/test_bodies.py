"""Bodies meant to do harm: bombs, pages without an end, patterns that never come back."""

from __future__ import annotations

import asyncio
import gzip
import json
import subprocess
import sys
import threading
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, ClassVar, Self

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.api.transports import ScriptedTransport
from trove_tui.api import bodies, http_transport
from trove_tui.api.auth import TokenAuth
from trove_tui.api.base_client import BaseClient
from trove_tui.api.call import Call
from trove_tui.api.client import TroveClient
from trove_tui.api.coerce import LONGEST_LINES, LONGEST_SENTENCE, LONGEST_TEXT
from trove_tui.api.error_mapping import error_from
from trove_tui.api.errors import NotTrove, OutcomeUnknown, ServerFailed, TroveError
from trove_tui.api.http_transport import connect
from trove_tui.api.models import Instance
from trove_tui.api.pages import LARGE, MOST_ELEMENTS, ListCache, read_page
from trove_tui.api.record import Row, members
from trove_tui.api.scanning import LARGEST_VALUE, MOST_PARTS, scan
from trove_tui.api.text import raw
from trove_tui.changes.instances import Restart
from trove_tui.clock import SystemClock

MEGABYTE = 1 << 20
FLAVORS = b'{"flavors": [{"id": 1, "name": "memory-1"}]}'


@pytest.fixture(autouse=True)
def _without_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A read that fails is asked once."""
    monkeypatch.setattr(http_transport, "RETRY_DELAYS", ())


class Server:
    """What a client of a server that sends the same to everybody knows of it."""

    def __init__(self, client: TroveClient) -> None:
        self.client = client
        self.heads: list[bytes] = []
        """What came, without bodies."""
        self.sent = 0
        """Bytes of bodies that the connection took."""


@asynccontextmanager
async def server(
    *body: bytes, status: str = "200 OK", coding: str | None = None
) -> AsyncIterator[Server]:
    """A server that answers everything with these pieces, one after the other."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        its.heads.append(await reader.readuntil(b"\r\n\r\n"))
        told = "" if coding is None else f"Content-Encoding: {coding}\r\n"
        writer.write(f"HTTP/1.1 {status}\r\n{told}Connection: close\r\n\r\n".encode())
        with suppress(ConnectionError):
            for piece in body:
                writer.write(piece)
                await writer.drain()
                its.sent += len(piece)
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    auth = TokenAuth("t0ken")
    client = connect(f"http://127.0.0.1:{port}", "p", auth, clock=SystemClock(), environ={})
    async with listening, client:
        its = Server(client)
        yield its


async def peak_of(asked: Callable[[], Awaitable[object]]) -> int:
    """Bytes that asking takes at most, whatever comes of it."""
    tracemalloc.start()
    try:
        with suppress(TroveError):
            await asked()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def bomb(size: int, times: int = 1) -> bytes:
    """So many bytes of nothing, in gzip so many times over."""
    packed = b" " * size
    for _ in range(times):
        packed = gzip.compress(packed)
    return packed


# Codings


async def test_one_coding_is_asked_for_and_read() -> None:
    async with server(gzip.compress(FLAVORS), coding="gzip") as it:
        assert [flavor.name for flavor in await it.client.flavors()] == ["memory-1"]

        assert b"accept-encoding: gzip\r\n" in it.heads[0].lower()


@pytest.mark.parametrize("coding", ["", "identity", "Identity, ", None])
async def test_no_coding_is_none(coding: str | None) -> None:
    async with server(FLAVORS, coding=coding) as it:
        assert await it.client.flavors()


@pytest.mark.parametrize("coding", ["GZip", "x-gzip", "identity, gzip"])
async def test_a_coding_is_known_however_it_is_written(coding: str) -> None:
    async with server(*(bytes([one]) for one in gzip.compress(FLAVORS)), coding=coding) as it:
        assert await it.client.flavors()


async def test_a_bomb_in_a_bomb_is_not_opened() -> None:
    packed = bomb(64 * MEGABYTE, times=2)
    assert len(packed) < 5_000
    async with server(packed, coding="gzip, gzip") as it:
        assert await peak_of(it.client.flavors) < 4 * MEGABYTE
        with pytest.raises(NotTrove, match="can't be read"):
            await it.client.flavors()
        with pytest.raises(OutcomeUnknown):
            await it.client.submit(Restart(), "i")


async def test_a_bomb_is_opened_only_as_far_as_an_answer_may_be_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bodies, "LARGEST", MEGABYTE)
    async with server(bomb(64 * MEGABYTE), coding="gzip") as it:
        assert await peak_of(it.client.flavors) < 8 * MEGABYTE
        with pytest.raises(NotTrove, match="too large"):
            await it.client.flavors()


@pytest.mark.parametrize("coding", ["br", "deflate", "zstd", "gzip, br", "nonsense"])
async def test_a_coding_that_was_not_asked_for_is_not_read(coding: str) -> None:
    async with server(FLAVORS, coding=coding) as it:
        with pytest.raises(NotTrove, match="can't be read"):
            await it.client.flavors()


@pytest.mark.parametrize(
    "body",
    [b"no gzip", gzip.compress(FLAVORS)[:-9], zlib.compress(FLAVORS)],
    ids=["no gzip", "torn", "zlib"],
)
async def test_a_body_that_is_torn_or_coded_otherwise_is_not_read(body: bytes) -> None:
    async with server(body, coding="gzip") as it:
        with pytest.raises(NotTrove, match="can't be read"):
            await it.client.flavors()
        with pytest.raises(OutcomeUnknown):
            await it.client.submit(Restart(), "i")


async def test_a_coded_answer_of_nothing_is_nothing() -> None:
    async with server(coding="gzip", status="202 Accepted") as it:
        await it.client.submit(Restart(), "i")


async def test_the_loop_goes_on_while_a_large_answer_is_decoded() -> None:
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with server(bomb(16 * MEGABYTE), coding="gzip") as it:
        turning = asyncio.create_task(turn())
        with pytest.raises(NotTrove):
            await it.client.flavors()
        turning.cancel()

    assert turns > 16 * MEGABYTE // bodies._PIECE


# Answers that say no


async def test_of_an_error_page_without_an_end_only_the_beginning_is_taken() -> None:
    page = (b"<html><title>Not now</title>", *(b"x" * MEGABYTE for _ in range(60)))
    async with server(*page, status="500 No") as it:
        assert await peak_of(it.client.flavors) < 4 * MEGABYTE
        with pytest.raises(ServerFailed, match="Not now"):
            await it.client.flavors()

        assert it.sent < 20 * MEGABYTE


@pytest.mark.parametrize("coding", ["gzip", "gzip, gzip", "br"])
async def test_an_error_page_may_be_coded_in_any_way(coding: str) -> None:
    async with server(bomb(64 * MEGABYTE), status="503 No", coding=coding) as it:
        assert await peak_of(it.client.flavors) < 4 * MEGABYTE
        with pytest.raises(ServerFailed):
            await it.client.flavors()
        with pytest.raises(OutcomeUnknown):
            await it.client.submit(Restart(), "i")


SLOW = {
    "titles without an end": b"<title" * 400_000,
    "titles that are never closed": b"<title>" * 400_000,
    "tags without an end": b"<" * 2_400_000,
    "tags in a message": json.dumps({"message": "<" * 1_200_000 + "x<a" * 400_000}).encode(),
    "exceeds": json.dumps({"message": "exceed" * 400_000}).encode(),
    "blanks": b" \t" * 1_200_000,
    "a path": json.dumps({"message": "Validation error: a" + "['b'" * 600_000}).encode(),
    "a character's number": b"<title>&#" + b"9" * 2_400_000 + b";</title>",
    "a character's number in a message": json.dumps({"message": "&#" + "9" * 6_000 + ";"}).encode(),
    "entities": json.dumps({"title": "&amp" * 600_000}).encode(),
    "a number without an end": b'{"code": ' + b"9" * 2_400_000 + b"}",
    "depth": b'{"a":' * 400_000,
}  # fmt: skip


def test_no_error_page_takes_longer_than_its_length() -> None:
    """In a process of its own: a pattern that goes back and back can't be interrupted."""
    code = (
        "from tests.unit.api.test_bodies import SLOW\n"
        "from trove_tui.api.error_mapping import error_from\n"
        "for name, body in SLOW.items():\n"
        "    for method in ('GET', 'POST'):\n"
        "        error = error_from(method, 400, {'Retry-After': '9' * 100_000}, body)\n"
        "        assert len(str(error)) < 2_100, name\n"
        "print('all')\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120
    )

    assert ended.stdout == "all\n", ended.stderr


@given(st.sampled_from([400, 404, 413, 500, 302]), st.binary() | st.text().map(str.encode))
def test_any_body_at_all_is_an_error_of_a_bounded_length(status: int, body: bytes) -> None:
    for content in (
        body,
        b"<title>" + body,
        json.dumps({"title": body.decode("latin-1")}).encode(),
    ):
        assert (
            len(str(error_from("GET", status, {"location": body.decode("latin-1")}, content)))
            < 2_200
        )


def test_a_token_is_masked_also_where_a_page_is_cut() -> None:
    token = "gAAAAABsecret" * 20
    for blanks in range(32_768 - len(token) - 40, 32_768, 17):
        said = str(error_from("GET", 500, {}, b" " * blanks + token.encode(), {token}))
        assert "secret" not in said


# Answers that say yes


class Noting(Row):
    """A row that notes which thread it was read in."""

    id: str
    threads: ClassVar = set[int]()

    @classmethod
    def of(cls, told: object) -> Self:
        cls.threads.add(threading.get_ident())
        return cls(id=str(members(told)("id")))


def asking(body: bytes) -> BaseClient:
    """What asks a wire that answers with that."""
    return BaseClient(ScriptedTransport(lambda _: body))


@pytest.mark.parametrize("size", [LARGE - 1, LARGE, 4 * MEGABYTE])
async def test_what_is_large_is_read_in_a_thread(size: int) -> None:
    start, end = b'{"thing": {"id": "', b'"}}'
    body = start + b"x" * (size - len(start) - len(end)) + end
    Noting.threads.clear()

    assert len((await asking(body)._show(("x",), "thing", Noting)).id) > LARGE - 100

    assert (Noting.threads == {threading.get_ident()}) is (size < LARGE)


async def test_one_value_of_tens_of_megabytes_is_refused_unread() -> None:
    body = b'{"thing": {"id": "' + b"x" * LARGEST_VALUE + b'"}}'
    Noting.threads.clear()

    with pytest.raises(NotTrove, match="too large"):
        await asking(body)._show(("x",), "thing", Noting)
    with pytest.raises(NotTrove, match="too large"):
        await asking(body)._value(("x",), "thing")
    with pytest.raises(OutcomeUnknown):
        await asking(body).send(Call("POST", ("x",)))

    assert Noting.threads == set()


MANY = {
    "one long text": '"' + "x" * LARGEST_VALUE + '"',
    "many lists": "[" + "[]," * MOST_PARTS + "0]",
    "many numbers": "[" + "1234567," * (MOST_PARTS + 1) + "0]",
    "many objects": "[" + '{"a": 1},' * MOST_PARTS + "0]",
}


@pytest.mark.parametrize("name", MANY)
def test_one_element_that_would_stop_all_else_while_it_is_read_is_not_read(name: str) -> None:
    """Reading one value runs to its end, in a thread too, and 60 MB of `[],` take ten seconds."""
    bodies = (
        f'{{"instances": [{{"id": "i", "x": {MANY[name]}}}], "links": []}}',
        f'{{"x": {MANY[name]}, "instances": []}}',
    )

    for body in bodies:
        with pytest.raises(NotTrove):
            read_page(body.encode(), "instances", Instance, None, ListCache())


def test_a_list_of_more_elements_than_there_are_of_anything_is_not_read_to_its_end() -> None:
    body = b'{"instances": [' + b"0," * 2 * MOST_ELEMENTS + b"0]}"

    with pytest.raises(NotTrove):
        read_page(body, "instances", Instance, None, ListCache())


def test_a_list_may_be_long_and_hold_a_long_fault_all_the_same() -> None:
    rows = [{"id": f"i{number}", "name": "n" * 700} for number in range(4_000)]
    rows[2_000]["fault"] = {"message": "why, and then " * (1 << 17)}  # type: ignore[assignment]

    body = json.dumps({"instances": rows}).encode()
    page = read_page(body, "instances", Instance, None, ListCache())

    assert [row.id for row in page.rows] == [f"i{number}" for number in range(4_000)]


@pytest.mark.parametrize("value", ["1" * 300, '"' + "é" * 40_000 + '"', "[" + "1," * 40_000 + "2]"])
def test_a_value_is_read_whole_wherever_a_window_ends(value: str) -> None:
    for before in (0, 1, 16_383 - len(value), 16_384 - len(value), 16_385 - len(value)):
        text = " " * max(0, before) + value + ", 3" * 100_000
        at = max(0, before)

        assert scan(text, at) == (json.loads(value), at + len(value))


def instance(**told: Any) -> Instance:
    """An instance of which that is told."""
    return Instance.of({"id": "i", "name": "n", **told})


def test_a_fault_of_megabytes_is_cut_where_it_is_read() -> None:
    fault = {"message": "why " * MEGABYTE, "details": "head " + "line\n" * MEGABYTE + "the end"}

    read = instance(fault=fault).fault

    assert read is not None
    assert len(read.message) <= LONGEST_SENTENCE
    assert read.message.startswith("why why")
    assert read.message.endswith("why…")
    assert len(read.details) <= LONGEST_LINES + 10
    assert read.details.startswith("head line")
    assert read.details.endswith("line\nthe end")


@pytest.mark.parametrize("text", ["x" * 999_999, "\x1b" * 10_000, "\ud800" * 10_000, "宽" * 5_000])
def test_a_long_text_is_cut_where_it_is_read_and_sent_back_whole(text: str) -> None:
    name = instance(name=text).name

    assert len(name) <= 6 * LONGEST_TEXT
    assert name.endswith("…")
    assert raw(name) == text


def test_a_fault_of_blanks_is_none_of_megabytes() -> None:
    read = instance(fault={"message": " " * MEGABYTE + "x"}).fault

    assert read is not None
    assert read.message == "…"
    short = instance(fault={"message": " a \n" * LONGEST_SENTENCE}).fault
    assert short is not None
    assert len(short.message) == LONGEST_SENTENCE
