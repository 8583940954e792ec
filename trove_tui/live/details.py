"""Which instances to ask for one by one, and when: what matters most first, never too many.

A list tells little, and rarely. What somebody waits for or looks at is asked for by
itself; the rest of the fleet too, slowly, so that what a filter can't know yet shrinks.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

RATE = 10.0
"""Requests a second, at most."""
AT_ONCE = 4
"""Requests under way at the same time, at most: a sick instance must not hold up the others."""
FEW = 10
"""As many shown instances in transition are asked for each second; more are left to the list."""
MOVING_AGE, SELECTED_AGE, PROBLEM_AGE, VISIBLE_AGE = 1.0, 10.0, 30.0, 60.0
REST_AGE, REST_EVERY = 900.0, 1.0
"""Of all others: how old an answer may be, and seconds between two requests."""


@dataclass(slots=True)
class Wanted:
    """Whom somebody wants to know more of. Ids; each may be in several."""

    followed: Mapping[str, float] = field(default_factory=dict)
    """Something was asked of them: how old an answer may be, in seconds."""
    moving: Collection[str] = ()
    """In transition, and not stuck."""
    problems: Collection[str] = ()
    selected: str | None = None
    visible: Sequence[str] = ()


class Details:
    """A plan of what to ask next. Does not ask itself."""

    def __init__(self) -> None:
        self.wanted = Wanted()
        self._urgent: dict[str, None] = {}
        self._asked: dict[str, float] = {}
        self._rest: deque[str] = deque()
        self._rest_asked = float("-inf")
        self.under_way: set[str] = set()

    def ask_soon(self, ids: Iterable[str]) -> None:
        """Ask for these first of all, however fresh they are."""
        self._urgent |= dict.fromkeys(ids)

    def fleet(self, ids: Collection[str]) -> None:
        """These are all there are."""
        if len(ids) != len(self._rest) or any(one not in ids for one in self._rest):
            self._rest = deque(ids)
            self._asked = {one: at for one, at in self._asked.items() if one in ids}

    def forget(self, instance_id: str) -> None:
        """It is gone."""
        self._urgent.pop(instance_id, None)
        self._asked.pop(instance_id, None)

    def next(self, now: float, *, with_rest: bool) -> tuple[str | None, float]:
        """Whom to ask for now, and seconds until somebody is due where it is None.

        Args:
            now: the monotonic clock.
            with_rest: whether the fleet that nobody looks at is asked for as well.
        """
        for instance_id in self._urgent:
            if instance_id not in self.under_way:
                return instance_id, 0.0
        wait = 60.0
        for instance_id, age in self._tiers():
            if instance_id in self.under_way:
                continue
            left = self._asked.get(instance_id, float("-inf")) + age - now
            if left <= 0:
                return instance_id, 0.0
            wait = min(wait, left)
        if with_rest and self._rest:
            left = self._rest_asked + REST_EVERY - now
            if left <= 0:
                return self._next_of_rest(now), REST_EVERY
            wait = min(wait, left)
        return None, wait

    def begin(self, instance_id: str, now: float) -> None:
        """It is being asked for."""
        self._urgent.pop(instance_id, None)
        self._asked[instance_id] = now
        self.under_way.add(instance_id)

    def end(self, instance_id: str) -> None:
        """It was answered, or not."""
        self.under_way.discard(instance_id)

    def _tiers(self) -> Iterable[tuple[str, float]]:
        wanted = self.wanted
        yield from wanted.followed.items()
        seen = [one for one in (wanted.selected, *wanted.visible) if one in wanted.moving]
        if len(seen) <= FEW:
            yield from ((one, MOVING_AGE) for one in seen if one is not None)
        if wanted.selected is not None:
            yield wanted.selected, SELECTED_AGE
        yield from ((one, PROBLEM_AGE) for one in wanted.problems)
        yield from ((one, VISIBLE_AGE) for one in wanted.visible)

    def _next_of_rest(self, now: float) -> str | None:
        """The next one whose answer is old; None if a good part of them is fresh."""
        self._rest_asked = now
        for _ in range(min(100, len(self._rest))):
            instance_id = self._rest[0]
            self._rest.rotate(-1)
            old = self._asked.get(instance_id, float("-inf")) + REST_AGE <= now
            if old and instance_id not in self.under_way:
                return instance_id
        return None
