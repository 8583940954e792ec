"""Caches: of the values used last, and of what is derived from a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Concatenate, Generic, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

S = TypeVar("S")
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
P = ParamSpec("P")


class LruCache(Generic[K, V]):
    """A cache of at most `max_size` values: the least recently used one goes first."""

    def __init__(self, max_size: int) -> None:
        self._max_size = max_size
        self._values: dict[K, V] = {}

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: K) -> V | None:
        """The cached value of that key; it counts as used now."""
        value = self._values.pop(key, None)
        if value is not None:
            self._values[key] = value
        return value

    def get_or_make(self, key: K, make: Callable[[], V]) -> V:
        """The cached value of that key; where there is none, it is made."""
        value = self.get(key)
        if value is None:
            value = self._values[key] = make()
            if len(self._values) > self._max_size:
                del self._values[next(iter(self._values))]
        return value


def once_per_snapshot(
    work: Callable[Concatenate[S, P], V],
) -> Callable[Concatenate[S, P], V]:
    """Cache the last value of a function of a snapshot, for as long as the snapshot lives.

    An lru_cache would keep the fleets of scopes that nobody looks at any more.
    """
    cache: WeakKeyDictionary[S, tuple[object, V]] = WeakKeyDictionary()

    @wraps(work)
    def cached(snapshot: S, /, *arguments: P.args, **named: P.kwargs) -> V:
        call = arguments, named
        last = cache.get(snapshot)
        if last is not None and last[0] == call:
            return last[1]
        value = work(snapshot, *arguments, **named)
        cache[snapshot] = call, value
        return value

    return cached
