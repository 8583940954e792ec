"""Upstream's pages: at most twenty of anything, and a link to the next."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

T = TypeVar("T")

PAGE = 20


class LimitError(ValueError):
    """A limit or an offset that upstream fails on: no number, or none at all."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The URL of a list (without its query) and the query that asks for a page of it."""

    url: str
    query: dict[str, str]

    @property
    def limit(self) -> int:
        """Items of a page, at most.

        Raises:
            LimitError: not a number, or less than one.
        """
        text = self.query.get("limit", "")
        try:
            limit = int(text) if text else PAGE
        except ValueError:
            raise LimitError(text) from None
        if limit < 1:
            raise LimitError(text)
        return min(limit, PAGE)

    @property
    def marker(self) -> str:
        """The key of the last item of the page before; empty for the first page."""
        return self.query.get("marker", "")

    @property
    def offset(self) -> int:
        """Items before the page, where the marker is a number.

        Raises:
            LimitError: it is none.
        """
        if self.marker and not self.marker.isdecimal():
            raise LimitError(self.marker)
        return int(self.marker or 0)


Start = Callable[[list[str], str], int]


def after(keys: list[str], marker: str) -> int:
    """The index where the page after this marker starts: 0 if its item is gone."""
    return keys.index(marker) + 1 if marker in keys else 0


def at_or_after(keys: list[str], marker: str) -> int:
    """The same for sorted keys, the marker's own item once more: upstream does so with users."""
    return bisect_left(keys, marker)


def page(
    request: PageRequest,
    name: str,
    items: Sequence[T],
    key: Callable[[T], str],
    show: Callable[[T], Any],
    start: Start = after,
) -> dict[str, Any]:
    """The page of `items` that the request asks for, as an answer's body.

    Raises:
        LimitError: the limit is none.
    """
    limit = request.limit
    keys = [key(item) for item in items]
    first = start(keys, request.marker)
    shown = items[first : first + limit]
    body: dict[str, Any] = {name: [show(item) for item in shown]}
    if first + limit < len(items):
        body["links"] = [next_link(request, keys[first + limit - 1])]
    return body


def next_link(request: PageRequest, marker: str) -> dict[str, str]:
    """The link to what follows; its marker is encoded once more than queries are anyway."""
    query = {name: value for name, value in request.query.items() if name != "marker"}
    return {"rel": "next", "href": f"{request.url}?{urlencode({**query, 'marker': quote(marker)})}"}
