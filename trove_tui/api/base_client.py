"""What all methods of the client stand on: lists read page by page, single values, changes."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, ParamSpec, TypeVar
from urllib.parse import parse_qsl, quote, urlencode

from trove_tui.api.call import Call, Dialect, Sendable, path_of
from trove_tui.api.dialects import tells_upstream
from trove_tui.api.errors import BadRequest, ListIncomplete, NotTrove, OutcomeUnknown, RateLimited
from trove_tui.api.pages import LARGE, ListCache, Page, member, read_page
from trove_tui.api.record import Elements, Row
from trove_tui.api.scanning import LARGEST_VALUE
from trove_tui.api.text import raw
from trove_tui.api.transport import Accepted, Reply, RequestRecord, Transport

T = TypeVar("T", bound=Row)
P = ParamSpec("P")
R = TypeVar("R")
Query = tuple[tuple[str, str], ...]
Identity = Callable[[Any], Hashable]

PAGE_TRIES = 3
"""How often a page after the first is asked for before the list fails by "too many requests"."""
LIST_TRIES = 3
"""How often a list is read whose pages don't fit together."""
MOST_PAGES = 10_000
_DETECT_ROWS = 10
"""Rows of a list that are looked at for the server's dialect: all are alike in it."""


class BaseClient:
    """The mechanics of a client of one server, for one project."""

    def __init__(self, transport: Transport, dialect: Dialect | None = None) -> None:
        """A `dialect` of None is detected when it first matters."""
        self._transport = transport
        self._dialect = dialect
        self._detects_dialect = dialect is None

    async def aclose(self) -> None:
        """Close all connections. What is still under way fails."""
        await self._transport.aclose()

    @property
    def endpoint(self) -> str:
        """The server's address, without `/v1.0` and the project."""
        return self._transport.endpoint

    @property
    def project(self) -> str:
        """The project's id."""
        return self._transport.project

    @property
    def log(self) -> deque[RequestRecord]:
        """The last 200 requests, the newest last."""
        return self._transport.log

    async def dialect(self) -> Dialect:
        """The server's dialect."""
        raise NotImplementedError

    @property
    def known_dialect(self) -> Dialect | None:
        """The server's dialect, if an answer has shown it yet."""
        return self._dialect

    def _detect_dialect(self, rows: Sequence[Row]) -> None:
        # Any answer may show that it is upstream's; none proves that it isn't.
        undecided = self._detects_dialect and self._dialect is not Dialect.UPSTREAM
        if undecided and any(map(tells_upstream, rows[:_DETECT_ROWS])):
            self._dialect = Dialect.UPSTREAM

    async def submit(self, request: Sendable, target: str | None = None) -> Accepted:
        """Send a change, once, in the server's dialect. `target`: the id it is done to.

        Raises:
            NotSent: no server got it.
            OutcomeUnknown: it may have happened.
            Refused: nothing changed.
        """
        # Asked for only where it matters: a server whose datastores fail must take a restart.
        dialect = await self.dialect() if request.dialectal else self._dialect
        try:
            call = request.call(target, dialect or Dialect.SPEC)
            path_of(call.segments)
        except ValueError as error:
            raise BadRequest(str(error)) from None  # ours, before anything was sent
        return await self._change(call)

    async def send(self, call: Call) -> Any:
        """Send a change, once. Returns the answer's JSON, None where it has no body.

        Raises:
            NotSent: no server got it.
            OutcomeUnknown: it may have happened.
            Refused: nothing changed.
        """
        return (await self._change(call)).body

    async def _change(self, call: Call) -> Accepted:
        reply = await self._transport.change(call)
        try:
            return Accepted(
                await _parse(len(reply.body), _parse_json, reply.body), reply.request_id
            )
        except NotTrove:
            raise OutcomeUnknown(
                "The answer isn't Trove's: a proxy's, or a sign-in page.",
                status=reply.status,
                request_id=reply.request_id,
            ) from None

    async def _value(self, segments: Sequence[str], key: str) -> Any:
        reply = await self._transport.read(path_of(segments))
        value, _ = await _parse(len(reply.body), member, reply.body, key)
        return value

    async def _collection(self, segments: Sequence[str], key: str) -> Any:
        # Anything but a list or an object is no answer: it must not pass for "there are none".
        value = await self._value(segments, key)
        if not isinstance(value, (list, tuple, Mapping)):
            raise NotTrove("The answer isn't what Trove answers here.", status=200)
        return value

    async def _show(self, segments: Sequence[str], key: str | None, model: type[T]) -> T:
        reply = await self._transport.read(path_of(segments))
        try:
            row = await _parse(len(reply.body), _parse_row, reply.body, key, model)
        except ValueError:
            raise NotTrove(
                "The answer lacks what it is about.",
                status=reply.status,
                request_id=reply.request_id,
            ) from None
        self._detect_dialect((row,))
        return row

    async def _list(
        self,
        segments: Sequence[str],
        key: str,
        model: type[T],
        query: Query = (),
        cache: ListCache[T] | None = None,
        on_page: Callable[[Sequence[T]], None] | None = None,
        identity: Identity = lambda row: raw(row.id),
        by_offset: bool = False,
    ) -> Elements[T]:
        """All pages of a list, each row once.

        Upstream gives page one again for a marker whose row has vanished meanwhile. So a
        list in which an earlier page comes back is asked for again. Only the last row of
        a page may begin the next one (users do); `by_offset`, rows move between pages.
        """
        cache = ListCache() if cache is None else cache
        reading = _ListReading(self._transport, path_of(segments), key, model, query, cache)
        for _ in range(LIST_TRIES):
            rows = await reading.once(identity, by_offset, on_page)
            if rows is not None:
                self._detect_dialect(rows)
                return rows
        raise ListIncomplete("The list changed while it was read. It will be asked for again.")


class _ListReading(Generic[T]):
    def __init__(
        self,
        transport: Transport,
        path: str,
        key: str,
        model: type[T],
        query: Query,
        cache: ListCache[T],
    ) -> None:
        self._transport = transport
        self._path = path
        self._key = key
        self._model = model
        self._query = query
        self._cache = cache

    async def once(
        self,
        identity: Identity,
        by_offset: bool,
        on_page: Callable[[Sequence[T]], None] | None,
    ) -> Elements[T] | None:
        """Read all pages; None if an earlier one came back."""
        pages: list[Page[T]] = []
        seen: dict[Hashable, T] = {}
        last: set[Hashable] = set()
        query: str | None = urlencode(self._query)
        while query is not None:
            page = await self._page(len(pages), query)
            rows = {identity(row): row for row in page.rows}
            fresh = {key: row for key, row in rows.items() if key not in seen}
            # Rows without an id may come again: they can't be told apart.
            came_back = (rows.keys() & seen.keys()) - last - {""}
            if len(pages) == MOST_PAGES or (came_back and not by_offset):
                return None
            pages.append(page)
            seen |= fresh
            if on_page and fresh:
                on_page(tuple(fresh.values()))
            last = set(list(rows)[-1:])
            query = self._next_query(page) if fresh else None
        if self._cache.same(pages):
            return self._cache.rows
        return self._cache.keep(pages, Elements(seen.values(), self._lacks(pages, identity)))

    def _lacks(self, pages: Sequence[Page[T]], identity: Identity) -> str:
        nameless = sum(not identity(row) for page in pages for row in page.rows)
        left_out = sum(page.left_out for page in pages) + max(0, nameless - 1)
        key = "id" if "id" in self._model.fields else "name"
        parts = (
            f"{left_out} left out: no {key}" if left_out else "",
            "its next page can't be asked for" if any(page.is_cut for page in pages) else "",
        )
        return ", ".join(filter(None, parts))

    async def _page(self, number: int, query: str) -> Page[T]:
        reply = await self._reply(number, self._path + (f"?{query}" if query else ""))
        old_page = self._cache.page(number)
        if len(reply.body) < LARGE:
            return read_page(reply.body, self._key, self._model, old_page, self._cache)
        return await asyncio.to_thread(
            read_page, reply.body, self._key, self._model, old_page, self._cache
        )

    async def _reply(self, number: int, path: str) -> Reply:
        for _ in range(PAGE_TRIES - 1 if number else 0):
            try:
                return await self._transport.read(path)
            except RateLimited as error:
                if error.retry_after is None:
                    raise
        # The last try waits for its turn, which comes after the server's Retry-After.
        return await self._transport.read(path)

    def _next_query(self, page: Page[T]) -> str | None:
        # The server's link may lack parameters of our query.
        if page.next is None:
            return None
        # Encoded already, twice for users' markers: only what no URL holds is encoded here.
        given = quote(page.next, safe="%&=+~:;,/?@!$'()*[]", errors="surrogatepass")
        named = {name for name, _ in parse_qsl(given, keep_blank_values=True)}
        ours = urlencode([(name, value) for name, value in self._query if name not in named])
        return f"{given}&{ours}" if ours else given


async def _parse(size: int, read: Callable[P, R], *args: P.args, **options: P.kwargs) -> R:
    # In a thread where it takes so long that a key would have to wait.
    if size > LARGEST_VALUE:
        raise NotTrove("The answer is too large.", status=200)
    if size < LARGE:
        return read(*args, **options)
    return await asyncio.to_thread(read, *args, **options)


def _parse_json(body: bytes) -> Any:
    return member(body, None)[0] if body.strip() else None


def _parse_row(body: bytes, key: str | None, model: type[T]) -> T:
    value, text = member(body, key)
    return model.read(value, text)
