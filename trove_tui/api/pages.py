"""Lists read element by element, so that what did not change is not read again.

A fleet of ten thousand is asked for every few seconds, and hardly anything in
it has changed. Making models of all of it each time takes long enough to be
felt; comparing texts does not. So the text of each element of the last list is
kept: where the new body holds the same text at the place where it is due, the
model made of it then is used again, the same object. Only what differs is
parsed. A body equal to the last one is not looked into at all.
"""

from __future__ import annotations

import gc
import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from trove_tui.api.answers import Row
from trove_tui.api.errors import NotTrove

T = TypeVar("T", bound=Row)

LARGE = 65_536
"""Bytes of a body from which on it is read in a thread: about a millisecond's worth."""

_log = logging.getLogger(__name__)
_scan_once: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
_BLANK = " \t\n\r"


@dataclass(frozen=True, slots=True, repr=False)
class Page(Generic[T]):
    """One answer of a list, read."""

    body: bytes
    texts: tuple[str, ...]
    rows: tuple[T, ...]
    """One for each text."""
    next: str | None
    """The query that asks for the next page; None at the end."""


class Known(Generic[T]):
    """What the last list held. Give the same one to each call for the same list.

    An element whose text did not change gives the same object again, and a list in which
    nothing did the same tuple: whoever compares can compare by identity.
    """

    def __init__(self) -> None:
        self._pages: tuple[Page[T], ...] = ()
        self._rows: tuple[T, ...] = ()

    @property
    def rows(self) -> tuple[T, ...]:
        """The last whole list; empty before the first."""
        return self._rows

    def page(self, number: int) -> Page[T] | None:
        """That page of the last list, from 0, where it had one."""
        return self._pages[number] if number < len(self._pages) else None

    def by_text(self) -> dict[str, T]:
        """What the last list held, by the text of the element."""
        return {
            text: row
            for page in self._pages
            for text, row in zip(page.texts, page.rows, strict=True)
        }

    def same(self, pages: Sequence[Page[T]]) -> bool:
        """Whether these pages are the very ones of the last list."""
        return len(pages) == len(self._pages) and all(map(_is, pages, self._pages))

    def keep(self, pages: Sequence[Page[T]], rows: tuple[T, ...]) -> tuple[T, ...]:
        """Remember a whole list; returns the last one's tuple where it holds the same objects."""
        unchanged = len(rows) == len(self._rows) and all(map(_is, rows, self._rows))
        self._pages = tuple(pages)
        self._rows = self._rows if unchanged and self._rows else rows
        return self._rows


def read_page(
    body: bytes, key: str, model: type[T], before: Page[T] | None, known: Known[T]
) -> Page[T]:
    """Read a body `{key: [element, …], "links": […]}`. `before` is this page of the last list.

    Pure but for the collector, which it pauses while it makes many objects; may run in a thread.

    Raises:
        NotTrove: it isn't such a body.
    """
    if before is not None and body == before.body:
        return before
    with _collector_paused(len(body) >= LARGE):
        return _Reader(_text_of(body), key, model, before, known).page(body)


def member(body: bytes, key: str | None) -> tuple[object, str]:
    """The value under that key (None: the whole body), and its text.

    Raises:
        NotTrove: the body isn't JSON, or has no such key.
    """
    text = _text_of(body)
    try:
        if key is None:
            value, end = _scan(text, _skip(text, 0))
            return value, text[:end].strip()
        for name, start in _members(text):
            if name == key:
                value, end = _scan(text, start)
                return value, text[start:end]
    except (ValueError, IndexError, RecursionError):
        raise _not_trove() from None
    raise _not_trove()


class _Reader(Generic[T]):
    """One pass over the text of a list."""

    def __init__(
        self, text: str, key: str, model: type[T], before: Page[T] | None, known: Known[T]
    ) -> None:
        self._text = text
        self._key = key
        self._model = model
        self._before = before
        self._known = known
        self._by_text: Mapping[str, T] | None = None
        self._texts: list[str] = []
        self._rows: list[T] = []

    def page(self, body: bytes) -> Page[T]:
        """Read it all.

        Raises:
            NotTrove: it is no list under that key.
        """
        links: object = None
        found = False
        try:
            for name, start in _members(self._text, self._end_of_list):
                if name == self._key:
                    found = True
                elif name == "links":
                    links, _ = _scan(self._text, start)
        except (ValueError, IndexError, RecursionError):
            raise _not_trove() from None
        if not found:
            raise _not_trove()
        return Page(body, tuple(self._texts), tuple(self._rows), _next_query(links))

    def _end_of_list(self, name: str, start: int) -> int | None:
        """Read the list if it is ours, and tell where it ends."""
        if name != self._key:
            return None
        if self._text[start] != "[":
            raise ValueError("Not a list.")
        return self._read_list(start + 1)

    def _read_list(self, at: int) -> int:
        text = self._text
        due = self._before.texts if self._before else ()
        rows = self._before.rows if self._before else ()
        place = 0
        while True:
            at = _skip(text, at)
            if text[at] == "]":
                return at + 1
            # Due next; or after one that was removed; or before one that was inserted.
            for guess in (place, place + 1, place - 1):
                if 0 <= guess < len(due) and text.startswith(due[guess], at):
                    self._texts.append(due[guess])
                    self._rows.append(rows[guess])
                    at += len(due[guess])
                    place = guess + 1
                    break
            else:
                at = self._read_new(at)
                place += 1
            at = _skip(text, at)
            if text[at] == ",":
                at += 1
            elif text[at] != "]":
                raise ValueError("Neither , nor ].")

    def _read_new(self, at: int) -> int:
        value, end = _scan(self._text, at)
        if not isinstance(value, dict):
            return end
        text = self._text[at:end]
        if self._by_text is None:
            self._by_text = self._known.by_text()
        row = self._by_text.get(text)
        if row is None:
            try:
                row = self._model.read(value, text)
            except ValueError:
                _log.warning("left out one of %r that lacks its id or name", self._key)
                return end
        self._texts.append(text)
        self._rows.append(row)
        return end


def _members(
    text: str, read: Callable[[str, int], int | None] | None = None
) -> Iterator[tuple[str, int]]:
    """The keys of an object and where their values begin.

    `read` may take a value over: it returns where that ends, or None to leave it.
    """
    at = _skip(text, 0)
    if text[at] != "{":
        raise ValueError("Not an object.")
    at = _skip(text, at + 1)
    while text[at] != "}":
        name, at = _scan(text, at)
        at = _skip(text, at)
        if not isinstance(name, str) or text[at] != ":":
            raise ValueError("Not a member.")
        at = _skip(text, at + 1)
        end = read(name, at) if read else None
        yield name, at
        at = _skip(text, _scan(text, at)[1] if end is None else end)
        if text[at] == ",":
            at = _skip(text, at + 1)
        elif text[at] != "}":
            raise ValueError("Neither , nor }.")


def _scan(text: str, at: int) -> tuple[Any, int]:
    """The JSON value that begins there, and where it ends."""
    try:
        return _scan_once(text, at)
    except StopIteration:
        raise ValueError("No JSON.") from None


def _skip(text: str, at: int) -> int:
    while text[at] in _BLANK:
        at += 1
    return at


def _is(one: object, other: object) -> bool:
    return one is other


def _text_of(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("utf-8", "replace")


def _next_query(links: object) -> str | None:
    """The query of the next page's link, as it is: its host is often an internal one."""
    for link in links if isinstance(links, list) else ():
        if isinstance(link, dict) and link.get("rel") == "next":
            try:
                return urlsplit(str(link.get("href"))).query or None
            except ValueError:
                return None
    return None


def _not_trove() -> NotTrove:
    return NotTrove("The answer isn't what Trove answers here.", status=200)


@contextmanager
def _collector_paused(pause: bool) -> Iterator[None]:
    """Keep the garbage collector from walking thousands of new objects while they are made.

    It would find nothing, and takes four times as long as making them.
    """
    if not (pause and gc.isenabled()):
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
