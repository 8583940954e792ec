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
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from trove_tui.api.errors import NotTrove
from trove_tui.api.record import Elements, Row
from trove_tui.api.scanning import members, scan, skip

T = TypeVar("T", bound=Row)

LARGE = 65_536
"""Bytes of a body from which on it is read in a thread: about a millisecond's worth."""
LONGEST_QUERY = 8_000
"""Characters of a next page's query: no server takes more."""
MOST_ELEMENTS = 200_000
"""Of one page, read or left out: 60 MB of `[],` would take minutes."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, repr=False)
class Page(Generic[T]):
    """One answer of a list, read."""

    body: bytes
    texts: tuple[str, ...]
    rows: tuple[T, ...]
    """One for each text."""
    next: str | None
    """The query that asks for the next page; None at the end."""
    left_out: int
    """How many elements could not be made rows: without id or name, or unreadable."""
    is_cut: bool
    """Whether there is a next page whose link can't be used."""


class ListCache(Generic[T]):
    """The last list that was read. Pass the same cache to each call for the same list.

    An element whose text did not change is the same object again, and a list in which nothing
    changed is the same tuple, so that both can be compared by identity.
    """

    def __init__(self) -> None:
        self._pages: tuple[Page[T], ...] = ()
        self._rows: Elements[T] = Elements()

    @property
    def rows(self) -> Elements[T]:
        """The last whole list; empty before the first."""
        return self._rows

    def page(self, number: int) -> Page[T] | None:
        """A page of the last list, from 0; None where it had fewer."""
        return self._pages[number] if number < len(self._pages) else None

    def by_text(self) -> dict[str, T]:
        """The rows of the last list by the texts of their elements."""
        return {
            text: row
            for page in self._pages
            for text, row in zip(page.texts, page.rows, strict=True)
        }

    def same(self, pages: Sequence[Page[T]]) -> bool:
        """Whether these pages are the same objects as the last list's."""
        return len(pages) == len(self._pages) and all(map(_is, pages, self._pages))

    def keep(self, pages: Sequence[Page[T]], rows: Elements[T]) -> Elements[T]:
        """Store a whole list; returns the last one's tuple where it holds the same objects."""
        old = self._rows
        same = len(rows) == len(old) and rows.lacks == old.lacks and all(map(_is, rows, old))
        self._pages = tuple(pages)
        self._rows = old if same and old else rows
        return self._rows


def read_page(
    body: bytes, key: str, model: type[T], old_page: Page[T] | None, cache: ListCache[T]
) -> Page[T]:
    """Read a body `{key: [element, …], "links": […]}`. `before` is this page of the last list.

    Pure but for the collector, which it pauses while it makes many objects; may run in a thread.

    Raises:
        NotTrove: it isn't such a body.
    """
    if old_page is not None and body == old_page.body:
        return old_page
    with _collector_paused(len(body) >= LARGE):
        return _Reader(_text_of(body), key, model, old_page, cache).page(body)


def member(body: bytes, key: str | None) -> tuple[object, str]:
    """The value under that key (None: the whole body), and its text.

    Raises:
        NotTrove: the body isn't JSON, or has no such key.
    """
    text = _text_of(body)
    try:
        if key is None:
            value, end = scan(text, skip(text, 0))
            return value, text[:end].strip()
        for name, start in members(text):
            if name == key:
                value, end = scan(text, start)
                return value, text[start:end]
    except (ValueError, IndexError, RecursionError):
        raise _not_trove() from None
    raise _not_trove()


class _Reader(Generic[T]):
    def __init__(
        self, text: str, key: str, model: type[T], old_page: Page[T] | None, cache: ListCache[T]
    ) -> None:
        self._text = text
        self._key = key
        self._model = model
        self._old_page = old_page
        self._cache = cache
        self._by_text: Mapping[str, T] | None = None
        self._texts: list[str] = []
        self._rows: list[T] = []
        self._left_out = 0

    def page(self, body: bytes) -> Page[T]:
        """Read it all.

        Raises:
            NotTrove: it is no list under that key.
        """
        links: object = None
        has_list = False
        try:
            for name, start in members(self._text, self._end_of_list):
                if name == self._key:
                    has_list = True
                elif name == "links":
                    links, _ = scan(self._text, start)
        except (ValueError, IndexError, RecursionError):
            raise _not_trove() from None
        if not has_list:
            raise _not_trove()
        self._log_left_out()
        rows, texts = tuple(self._rows), tuple(self._texts)
        href = _next_href(links)
        query = _query_of(href)
        is_cut = bool(href) and query is None
        return Page(body, texts, rows, query or None, self._left_out, is_cut)

    def _log_left_out(self) -> None:
        old_count = self._old_page.left_out if self._old_page is not None else 0
        if self._left_out not in (0, old_count):
            what = (self._left_out, self._key)
            _log.warning("left out %d of %r that lack an id or name, or can't be read", *what)

    def _end_of_list(self, name: str, start: int) -> int | None:
        """Read the list, if it is the one; returns where it ends."""
        if name != self._key:
            return None
        if self._text[start] != "[":
            raise ValueError("Not a list.")
        return self._read_list(start + 1)

    def _read_list(self, at: int) -> int:
        text = self._text
        old_texts = self._old_page.texts if self._old_page else ()
        old_rows = self._old_page.rows if self._old_page else ()
        expected = 0
        while True:
            at = skip(text, at)
            if text[at] == "]":
                return at + 1
            # Due next; or after one that was removed; or before one that was inserted.
            for guess in (expected, expected + 1, expected - 1):
                if 0 <= guess < len(old_texts) and text.startswith(old_texts[guess], at):
                    self._texts.append(old_texts[guess])
                    self._rows.append(old_rows[guess])
                    at += len(old_texts[guess])
                    expected = guess + 1
                    break
            else:
                if len(self._rows) + self._left_out >= MOST_ELEMENTS:
                    raise ValueError("There is no end of it.")
                at = self._read_new(at)
                expected += 1
            at = skip(text, at)
            if text[at] == ",":
                at += 1
            elif text[at] != "]":
                raise ValueError("Neither , nor ].")

    def _read_new(self, at: int) -> int:
        value, end = scan(self._text, at)
        text = self._text[at:end]
        if self._by_text is None:
            self._by_text = self._cache.by_text()
        row = self._by_text.get(text)
        if row is None:
            try:
                row = self._model.read(value, text)
            except ValueError:
                self._left_out += 1
                return end
        self._texts.append(text)
        self._rows.append(row)
        return end


def _is(first: object, second: object) -> bool:
    return first is second


def _text_of(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("utf-8", "replace")


def _next_href(links: object) -> object:
    for link in links if isinstance(links, list) else ():
        if isinstance(link, dict) and link.get("rel") == "next":
            return link.get("href")
    return None


def _query_of(href: object) -> str | None:
    # Only the query of a link is used: its host is often an internal one.
    try:
        query = urlsplit(href).query if isinstance(href, str) else None
    except ValueError:
        return None
    return query if query is None or len(query) <= LONGEST_QUERY else None


def _not_trove() -> NotTrove:
    return NotTrove("The answer isn't what Trove answers here.", status=200)


@contextmanager
def _collector_paused(pause: bool) -> Iterator[None]:
    # It would walk thousands of new objects while they are made, find nothing, and take four times
    # as long as making them.
    if not (pause and gc.isenabled()):
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
