"""The body of an answer, read within bounds, whatever is sent.

httpx decodes as many codings as an answer names, each without a bound: 5 kB become 2 GB. One
that was asked for is decoded here, in pieces between which the loop goes on.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncGenerator
from contextlib import aclosing

from trove_tui.api.http import httpx

ACCEPTED = "gzip"
"""The coding to ask for."""
LARGEST = 64 << 20
"""Bytes, decoded: several times what ten thousand instances take."""
ERROR_KEPT = 64 << 10
"""Bytes of an error's body that are read: many times what any reason takes."""
_PIECE = 64 << 10


class TooLargeError(Exception):
    """A body larger than `LARGEST`."""


async def whole(response: httpx.Response) -> bytes:
    """Read a whole body; of one that is too large, no more than shows that.

    Raises:
        TooLargeError: it is larger than `LARGEST`.
        httpx.DecodingError: its coding was not asked for, or it is cut off.
    """
    chunks: list[bytes] = []
    size = 0
    async with aclosing(_pieces(response)) as pieces:
        async for piece in pieces:
            size += len(piece)
            if size > LARGEST:
                raise TooLargeError
            chunks.append(piece)
    return b"".join(chunks)


async def beginning(response: httpx.Response) -> bytes:
    """Read the first `ERROR_KEPT` bytes of a body, or as many as can be decoded."""
    chunks: list[bytes] = []
    size = 0
    try:
        async with aclosing(_pieces(response)) as pieces:
            async for piece in pieces:
                size += len(piece)
                chunks.append(piece)
                if size >= ERROR_KEPT:
                    break
    except httpx.DecodingError:
        pass  # What came is what is known; the status says more.
    return b"".join(chunks)[:ERROR_KEPT]


async def _pieces(response: httpx.Response) -> AsyncGenerator[bytes, None]:
    names = response.headers.get("Content-Encoding", "").lower().split(",")
    codings = [coding for coding in map(str.strip, names) if coding not in ("", "identity")]
    try:
        if not codings:
            async for chunk in response.aiter_raw():
                yield chunk
        elif codings in (["gzip"], ["x-gzip"]):
            async for piece in _unzipped(response):
                yield piece
        else:
            raise httpx.DecodingError("That coding was not asked for.")
    finally:
        await response.aclose()


async def _unzipped(response: httpx.Response) -> AsyncGenerator[bytes, None]:
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
    has_begun = False
    async for chunk in response.aiter_raw():
        has_begun = True
        rest, is_full = chunk, True
        while (rest or is_full) and not decoder.eof:
            try:
                piece = decoder.decompress(rest, _PIECE)
            except zlib.error as error:
                raise httpx.DecodingError(str(error)) from error
            rest, is_full = decoder.unconsumed_tail, len(piece) == _PIECE
            if piece:
                yield piece
            await asyncio.sleep(0)
    if has_begun and not decoder.eof:
        raise httpx.DecodingError("It is torn.")
