"""A JSON scanner that survives deep nesting and long numbers.

The library's reader fails on what is nested a thousand deep, and with it on the whole answer;
and it reads no number of more than some thousands of digits. It holds the interpreter's lock
while it reads a value: so a value's length and parts are bounded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
"""A pattern of a JSON text, quotes included."""
LONGEST_INTEGER = 4_000
"""Digits, sign included. Python reads and writes a few more, and no others."""
MOST_PARTS = 250_000
"""Commas and brackets: with more, a value would take longer than a key may wait."""
LARGEST_VALUE = 8 << 20
"""Characters of one value."""
_SMALL = 256 << 10
"""Characters that can't have too many parts."""
_WINDOWS = (16 << 10, _SMALL, 1 << 20, 2 << 20, 4 << 20, LARGEST_VALUE)
"""Characters of the text that a value is looked for in, one after the other."""

_BLANK = " \t\n\r"
_TOKEN = re.compile(rf'{STRING}|[\[\]{{}}"]', re.DOTALL)


class Scanned(NamedTuple):
    """A value, and the index where its text ends."""

    value: Any
    """None stands in it for what is nested too deep to be read."""
    end: int


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= LONGEST_INTEGER else float("nan")


_scan_once: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder(  # type: ignore[attr-defined]
    parse_int=_integer
).scan_once


def scan(text: str, at: int) -> Scanned:
    """The JSON value that begins at that index.

    Raises:
        ValueError, IndexError: there is none.
    """
    try:
        return _scan(text, at)
    except RecursionError:
        end = end_of(text, at)
        return Scanned(_shallow(text[at:end]), end)


def _scan(text: str, at: int) -> Scanned:
    left = len(text) - at
    for size in _WINDOWS:
        is_last = left <= size
        window, start = (text, at) if is_last else (text[at : at + size], 0)
        if size > _SMALL and sum(window.count(part, start) for part in ",[{") > MOST_PARTS:
            raise ValueError("It has too many parts.")
        try:
            value, end = _scan_once(window, start)
        except (StopIteration, ValueError):
            if is_last:
                raise ValueError("No JSON.") from None
            continue
        if is_last or end < size:  # Where a window ends, a number may go on.
            return Scanned(value, at + end - start)
    raise ValueError("It is too long.")


def _shallow(text: str) -> Any:
    # Of an object, members that can be read; a list is all or nothing.
    if not text.startswith("{"):
        return None
    readable: dict[str, Any] = {}
    for name, start in members(text):
        try:
            readable[name] = _scan(text, start).value
        except RecursionError:
            readable[name] = None
    return readable


def members(
    text: str, read: Callable[[str, int], int | None] | None = None
) -> Iterator[tuple[str, int]]:
    """The keys of an object and where their values begin.

    `read` may take a value over: it returns where that ends, or None to leave it.

    Raises:
        ValueError, IndexError: it is no object.
    """
    at = skip(text, 0)
    if text[at] != "{":
        raise ValueError("Not an object.")
    at = skip(text, at + 1)
    while text[at] != "}":
        name, at = _scan(text, at)
        at = skip(text, at)
        if not isinstance(name, str) or text[at] != ":":
            raise ValueError("Not a member.")
        at = skip(text, at + 1)
        end = read(name, at) if read else None
        yield name, at
        at = skip(text, _end(text, at) if end is None else end)
        if text[at] == ",":
            at = skip(text, at + 1)
        elif text[at] != "}":
            raise ValueError("Neither , nor }.")


def _end(text: str, at: int) -> int:
    try:
        return _scan(text, at).end
    except RecursionError:
        return end_of(text, at)


def end_of(text: str, at: int) -> int:
    """The index where the list or object ends that begins at `at`, however deep it is.

    Raises:
        ValueError: it doesn't.
    """
    depth = 0
    for token in _TOKEN.finditer(text, at):
        match token[0]:
            case "[" | "{":
                depth += 1
            case "]" | "}":
                depth -= 1
                if not depth:
                    return token.end()
            case '"':
                break
    raise ValueError("It has no end.")


def skip(text: str, at: int) -> int:
    """The index of the next character that is no blank.

    Raises:
        IndexError: there is none.
    """
    while text[at] in _BLANK:
        at += 1
    return at
