"""How the client asks: lists page by page, one thing, a change. No endpoint in particular."""

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
"""How often a later page is asked for that the server has no time for: what came before it stays.
"""
LIST_TRIES = 3
"""How often a list whose pages don't fit together is asked for before it is called incomplete."""
MOST_PAGES = 10_000
_TELLING = 10
"""Rows of a list that are looked at for whose server it is: all are told alike."""


class BaseClient:
    """The mechanics of a client of one server, for one project."""

    def __init__(self, transport: Transport, dialect: Dialect | None = None) -> None:
        """Speak over that transport. `dialect` None: found out when it first matters."""
        self._transport = transport
        self._dialect = dialect
        self._finds_out = dialect is None

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
        """Whose server it is."""
        raise NotImplementedError

    @property
    def known_dialect(self) -> Dialect | None:
        """Whose server it is, by what was answered so far; None before anything told."""
        return self._dialect

    def _notice(self, rows: Sequence[Row]) -> None:
        """Any answer may show whose server it is. That one showed nothing proves little."""
        undecided = self._finds_out and self._dialect is not Dialect.UPSTREAM
        if undecided and any(map(tells_upstream, rows[:_TELLING])):
            self._dialect = Dialect.UPSTREAM

    async def submit(self, request: Sendable, target: str | None = None) -> Accepted:
        """Send a change, once, in the server's dialect. `target`: the id it is done to.

        Raises:
            NotSent: no server got it.
            OutcomeUnknown: it may have happened.
            Refused: nothing changed.
        """
        # Where it makes no difference it isn't asked: a server whose datastores fail
        # must still take a restart.
        known = await self.dialect() if request.dialectal else self._dialect
        try:
            call = request.call(target, known or Dialect.SPEC)
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
            return Accepted(await _aside(len(reply.body), _json, reply.body), reply.request_id)
        except NotTrove:
            raise OutcomeUnknown(
                "The answer isn't Trove's: a proxy's, or a sign-in page.",
                status=reply.status,
                request_id=reply.request_id,
            ) from None

    async def _value(self, segments: Sequence[str], key: str) -> Any:
        reply = await self._transport.read(path_of(segments))
        value, _ = await _aside(len(reply.body), member, reply.body, key)
        return value

    async def _several(self, segments: Sequence[str], key: str) -> Any:
        """The same, of what must hold several: anything else is not "there are none"."""
        value = await self._value(segments, key)
        if not isinstance(value, (list, tuple, Mapping)):
            raise NotTrove("The answer isn't what Trove answers here.", status=200)
        return value

    async def _show(self, segments: Sequence[str], key: str | None, model: type[T]) -> T:
        reply = await self._transport.read(path_of(segments))
        try:
            row = await _aside(len(reply.body), _row, reply.body, key, model)
        except ValueError:
            raise NotTrove(
                "The answer lacks what it is about.",
                status=reply.status,
                request_id=reply.request_id,
            ) from None
        self._notice((row,))
        return row

    async def _list(
        self,
        segments: Sequence[str],
        key: str,
        model: type[T],
        query: Query = (),
        known: ListCache[T] | None = None,
        on_page: Callable[[Sequence[T]], None] | None = None,
        identity: Identity = lambda row: raw(row.id),
        by_offset: bool = False,
    ) -> Elements[T]:
        """All pages of a list, each row once.

        Upstream gives page one again for a marker whose row has vanished meanwhile. So a
        list in which an earlier page comes back is asked for again. Only the last row of
        a page may begin the next one (users do); `by_offset`, rows move between pages.
        """
        known = ListCache() if known is None else known
        read = _ListReading(self._transport, path_of(segments), key, model, query, known)
        for _ in range(LIST_TRIES):
            rows = await read.once(identity, by_offset, on_page)
            if rows is not None:
                self._notice(rows)
                return rows
        raise ListIncomplete("The list changed while it was read. It will be asked for again.")


class _ListReading(Generic[T]):
    """Reading one list to its end, from its first page."""

    def __init__(
        self,
        transport: Transport,
        path: str,
        key: str,
        model: type[T],
        query: Query,
        known: ListCache[T],
    ) -> None:
        self._transport = transport
        self._path = path
        self._key = key
        self._model = model
        self._query = query
        self._known = known

    async def once(
        self,
        identity: Identity,
        by_offset: bool,
        on_page: Callable[[Sequence[T]], None] | None,
    ) -> Elements[T] | None:
        """The rows of all pages, or None if an earlier page came back."""
        pages: list[Page[T]] = []
        seen: dict[Hashable, T] = {}
        last: set[Hashable] = set()
        query: str | None = urlencode(self._query)
        while query is not None:
            page = await self._page(len(pages), query)
            rows = {identity(row): row for row in page.rows}
            fresh = {key: row for key, row in rows.items() if key not in seen}
            # What has no id may come again: nothing tells one from another.
            came_back = (rows.keys() & seen.keys()) - last - {""}
            if len(pages) == MOST_PAGES or (came_back and not by_offset):
                return None
            pages.append(page)
            seen |= fresh
            if on_page and fresh:
                on_page(tuple(fresh.values()))
            last = set(list(rows)[-1:])
            query = self._following(page) if fresh else None
        if self._known.same(pages):
            return self._known.rows
        return self._known.keep(pages, Elements(seen.values(), self._lacks(pages, identity)))

    def _lacks(self, pages: Sequence[Page[T]], identity: Identity) -> str:
        """What of these pages is not among the rows, in few words."""
        nameless = sum(not identity(row) for page in pages for row in page.rows)
        left_out = sum(page.left_out for page in pages) + max(0, nameless - 1)
        known_by = "id" if "id" in self._model.fields else "name"
        parts = (
            f"{left_out} left out: no {known_by}" if left_out else "",
            "its next page can't be asked for" if any(page.is_cut for page in pages) else "",
        )
        return ", ".join(filter(None, parts))

    async def _page(self, number: int, query: str) -> Page[T]:
        reply = await self._reply(number, self._path + (f"?{query}" if query else ""))
        before = self._known.page(number)
        if len(reply.body) < LARGE:
            return read_page(reply.body, self._key, self._model, before, self._known)
        return await asyncio.to_thread(
            read_page, reply.body, self._key, self._model, before, self._known
        )

    async def _reply(self, number: int, path: str) -> Reply:
        for _ in range(PAGE_TRIES - 1 if number else 0):
            try:
                return await self._transport.read(path)
            except RateLimited as error:
                if error.retry_after is None:
                    raise
        # In its turn: that waits as long as the server asked.
        return await self._transport.read(path)

    def _following(self, page: Page[T]) -> str | None:
        """The query of the next page: the server's own, and what we asked for if it lacks that."""
        if page.next is None:
            return None
        # Encoded already, twice for users' markers: only what no URL holds is encoded here.
        given = quote(page.next, safe="%&=+~:;,/?@!$'()*[]", errors="surrogatepass")
        named = {name for name, _ in parse_qsl(given, keep_blank_values=True)}
        ours = urlencode([(name, value) for name, value in self._query if name not in named])
        return f"{given}&{ours}" if ours else given


async def _aside(size: int, read: Callable[P, R], *args: P.args, **options: P.kwargs) -> R:
    """Read an answer of so many bytes: in a thread where that takes long.

    Raises:
        NotTrove: it is too large to be one value.
    """
    if size > LARGEST_VALUE:
        raise NotTrove("The answer is too large.", status=200)
    if size < LARGE:
        return read(*args, **options)
    return await asyncio.to_thread(read, *args, **options)


def _json(body: bytes) -> Any:
    return member(body, None)[0] if body.strip() else None


def _row(body: bytes, key: str | None, model: type[T]) -> T:
    value, text = member(body, key)
    return model.read(value, text)
