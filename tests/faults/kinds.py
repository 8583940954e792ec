"""The faults by name, and their consequences for the program."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.proxy import Exchange, Fault, serve

DRIP = 0.01
"""Seconds between two bytes of a slow answer."""
REASONS = {200: "OK", 204: "No Content", 302: "Found"}


@dataclass(frozen=True)
class Kind:
    """A fault and its consequences."""

    name: str
    fault: Fault
    harmless: bool = False
    """The program gets its answer all the same."""
    hangs: bool = False
    """No answer comes, and no failure either, until a time-out in the machine's own time."""
    pretends: bool = False
    """It reports success for a request that never arrived: no program can know that."""
    times: int | None = None
    """How many requests it hits; None: all until it is lifted."""


KINDS: list[Kind] = []


def _add(name: str, *, harmless: bool = False, hangs: bool = False) -> Callable[[Fault], Fault]:
    def add(fault: Fault) -> Fault:
        KINDS.append(Kind(name, fault, harmless=harmless, hangs=hangs))
        return fault

    return add


def answer(status: int, body: bytes = b"", **headers: str) -> bytes:
    """An answer as it goes over the wire."""
    all_headers = {"content-type": "application/json", "content-length": str(len(body))}
    all_headers |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in all_headers.items())
    return f"HTTP/1.1 {status} {REASONS.get(status, 'No')}\r\n{lines}\r\n".encode() + body


def _trove(key: str, status: int, message: str) -> bytes:
    return json.dumps({key: {"code": status, "message": message}}).encode()


def _answers(name: str, data: bytes, *, times: int | None = None) -> None:
    async def fault(exchange: Exchange) -> None:
        await exchange.send(data)
        exchange.writer.close()

    KINDS.append(Kind(name, fault, pretends=data.startswith(b"HTTP/1.1 20"), times=times))


_HTML = b"<html><head><title>Bad Gateway</title></head><body>nginx</body></html>"
_LIMIT = _trove("overLimit", 413, "Only 200 GET request(s) can be made to * every minute.")
_UNAUTHORIZED = _trove("unauthorized", 401, "The token has expired.")

_answers("500 with Trove's words", answer(500, _trove("instanceFault", 500, "It failed.")))
_answers("500 once", answer(500, _trove("instanceFault", 500, "It failed.")), times=1)
_answers("502 with a page", answer(502, _HTML, content_type="text/html"))
_answers("503 with nothing", answer(503))
_answers("503 that asks for a second", answer(503, retry_after="1"))
_answers("503 that asks for a day", answer(503, retry_after="86400"))
_answers("413 that asks for 20 seconds", answer(413, _LIMIT, retry_after="20"))
_answers("429 that asks for a second", answer(429, retry_after="1"))
_answers("429 that asks for a day", answer(429, retry_after="86400"))
_answers("429 that asks for nonsense", answer(429, retry_after="soon"))
_answers("401 once", answer(401, _UNAUTHORIZED), times=1)
_answers("401 always", answer(401, _UNAUTHORIZED))
_answers("a sign-in page", answer(200, b"<html><title>Sign in</title></html>"))
_answers("an empty yes", answer(200))
_answers("no content", b"HTTP/1.1 204 No Content\r\n\r\n")
_answers("null", answer(200, b"null"))
_answers("a list of numbers", answer(200, b"[1, 2, 3]"))
_answers("broken JSON", answer(200, b'{"instances": [{"id": "a'))
_answers("JSON nested a million deep", answer(200, b"[" * 1_000_000))
_answers("a redirect", answer(302, location="http://127.0.0.1:9/stolen"))
_answers("another protocol", b"SSH-2.0-OpenSSH_9.2\r\n")
_answers("an answer said to be gzip", answer(200, b"not at all", content_encoding="gzip"))
_answers("an empty gzip", answer(200, gzip.compress(b""), content_encoding="gzip"))


_KEYS = "instances instance flavors datastores datastore configurations configuration users "
_KEYS += "configuration-parameters databases quotas"
_answers("wrong types", answer(200, json.dumps(dict.fromkeys(_KEYS.split(), 7)).encode()))


@_add("an answer packed with gzip", harmless=True)
async def _packed(exchange: Exchange) -> None:
    head, _, body = (await exchange.forward()).partition(b"\r\n\r\n")
    status = int(head.split(b" ")[1])
    exchange.succeeded = status < 300
    if status == 204:
        await exchange.send(head + b"\r\n\r\n")
    else:
        await exchange.send(answer(status, gzip.compress(body), content_encoding="gzip"))


@_add("no answer", hangs=True)
async def _hangs(exchange: Exchange) -> None:
    await exchange.lifted.wait()
    exchange.reset()


@_add("no answer though it was done", hangs=True)
async def _hangs_after(exchange: Exchange) -> None:
    await exchange.forward()
    await exchange.lifted.wait()
    exchange.reset()


@_add("an answer byte by byte", harmless=True)
async def _drips(exchange: Exchange) -> None:
    data = await exchange.forward()
    for at in range(len(data)):
        if exchange.lifted.is_set():
            await exchange.send(data[at:])
            break
        await exchange.send(data[at : at + 1])
        await asyncio.sleep(DRIP)
    exchange.succeeded = data.startswith(b"HTTP/1.1 2")


@_add("an answer cut in its middle")
async def _truncated(exchange: Exchange) -> None:
    data = await exchange.forward()
    await exchange.send(data[: len(data) // 2])
    exchange.writer.close()


@_add("a reset before it arrives")
async def _reset_before(exchange: Exchange) -> None:
    exchange.reset()


@_add("a reset after it was done")
async def _reset_after(exchange: Exchange) -> None:
    await exchange.forward()
    exchange.reset()


@_add("500 after it was done")
async def _fails_after(exchange: Exchange) -> None:
    await exchange.forward()
    await exchange.send(answer(500, _trove("instanceFault", 500, "It failed.")))


@_add("504 after it was done")
async def _gateway_after(exchange: Exchange) -> None:
    await exchange.forward()
    await exchange.send(answer(504, _HTML, content_type="text/html"))


@_add("a connection closed behind each answer", harmless=True)
async def _closes_behind(exchange: Exchange) -> None:
    await serve(exchange)
    exchange.writer.close()
