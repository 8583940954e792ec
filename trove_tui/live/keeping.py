"""What is kept while it is of use: what was used last, and what a snapshot means."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Concatenate, Generic, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

S = TypeVar("S")
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
P = ParamSpec("P")


class Recent(Generic[K, V]):
    """Values by key, at most so many: beyond, the one that was used longest ago goes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[K, V] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: K) -> V | None:
        """The value of that key, if it is still kept; it counts as used now."""
        value = self._kept.pop(key, None)
        if value is not None:
            self._kept[key] = value
        return value

    def made(self, key: K, make: Callable[[], V]) -> V:
        """The value of that key, made where there is none."""
        value = self.get(key)
        if value is None:
            value = self._kept[key] = make()
            if len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
        return value


def once_per_snapshot(
    work: Callable[Concatenate[S, P], V],
) -> Callable[Concatenate[S, P], V]:
    """Work out once what a snapshot means, which never changes; it goes together with that.

    A cache of the last few would hold the fleets of scopes that nobody looks at any more.
    """
    known: WeakKeyDictionary[S, tuple[object, V]] = WeakKeyDictionary()

    @wraps(work)
    def once(snapshot: S, /, *arguments: P.args, **named: P.kwargs) -> V:
        asked = arguments, named
        last = known.get(snapshot)
        if last is not None and last[0] == asked:
            return last[1]
        found = work(snapshot, *arguments, **named)
        known[snapshot] = asked, found
        return found

    return once
