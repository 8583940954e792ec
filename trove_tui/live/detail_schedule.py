"""Which instances to ask for one by one, and when: what matters most first.

A list tells little, and rarely. What somebody waits for or looks at is asked for by
itself; the rest of the fleet too, slowly, so that what a filter can't know yet shrinks.
How much may be asked at all is the budget's business.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from trove_tui.live.attention import Attention
from trove_tui.live.budget import LONGEST_HOLD, Priority

SELECTED_AGE, PROBLEM_AGE, VISIBLE_AGE = 10.0, 30.0, 60.0
"""How old an answer may be, in seconds."""
MOVING_AGE, SLOW_AGE, YOUNG = 2.0, 30.0, 30.0
"""The same in transition: at first, at last, and for how many seconds it is the first."""
REST_AGE, REST_EVERY = 900.0, 1.0
"""Of all others: how old an answer may be, and seconds between two requests."""
TORN_AGE = 10.0
"""Seconds before one is asked for again of which the list goes on to tell something else."""
FAILED_AGES = (2.0, 4.0, 8.0, 16.0, 30.0, 60.0)
"""Seconds before one is asked for again whose page brought nothing, the first time, the second…"""


def moving_age(lasted: float) -> float:
    """How old an answer may be of what has been in transition for so many seconds."""
    return min(max(MOVING_AGE, MOVING_AGE * lasted / YOUNG), SLOW_AGE)


@dataclass(slots=True)
class Wanted:
    """Whom to know more of, looked at or not. Ids; each may be in several."""

    followed: Mapping[str, float] = field(default_factory=dict)
    """Something was asked of them: how old an answer may be, in seconds."""
    moving: Mapping[str, float] = field(default_factory=dict)
    """On the screen, in transition, and no list tells in time: how old an answer may be."""
    problems: Collection[str] = ()


class Next(NamedTuple):
    """Whom to ask for."""

    instance_id: str | None
    """None where nobody is due."""
    priority: Priority
    wait: float
    """Seconds until somebody is due; 0 where somebody is."""


class DetailSchedule:
    """A plan of what to ask next. Does not ask itself.

    Args:
        attention: what is on the screen.
    """

    def __init__(self, attention: Attention) -> None:
        self._attention = attention
        self.wanted = Wanted()
        self._urgent: dict[str, Priority] = {}
        self._asked: dict[str, float] = {}
        self._not_before: dict[str, float] = {}
        self._held: set[str] = set()
        """Those that a server asked to leave alone."""
        self._failures: Counter[str] = Counter()
        self._torn: frozenset[str] = frozenset()
        self._gone: set[str] = set()
        """Those that are gone and still on the screen."""
        self._rest: deque[str] = deque()
        self._rest_asked = float("-inf")
        self.under_way: set[str] = set()

    def ask_soon(self, ids: Iterable[str], priority: Priority) -> None:
        """Ask for these as soon as what matters more has been, however fresh they are.

        Also where their pages failed lately, but not where a server asked to wait.
        """
        for one in ids:
            if one not in self._held:
                self._not_before.pop(one, None)
            self._urgent[one] = min(priority, self._urgent.get(one, priority))

    def torn(self, ids: Collection[str], now: float) -> None:
        """A list told something else of these than their pages did."""
        # Some servers' lists and pages never agree: that is no news each time.
        again = {one for one in self._torn if now - self._asked.get(one, now) < TORN_AGE}
        self.ask_soon((one for one in ids if one not in again), Priority.MOVING)
        self._torn = frozenset(ids)

    def fleet(self, ids: Collection[str]) -> None:
        """These are all there are."""
        attention = self._attention
        seen = {attention.selected, *attention.visible} if self._gone else ()
        self._gone = {one for one in self._gone if one in seen and one not in ids}
        if len(ids) != len(self._rest) or any(one not in ids for one in self._rest):
            self._rest = deque(ids)
            self._asked = {one: at for one, at in self._asked.items() if one in ids}

    def forget(self, instance_id: str) -> None:
        """It is gone."""
        self._urgent.pop(instance_id, None)
        self._asked.pop(instance_id, None)
        self._gone.add(instance_id)
        self.answered(instance_id)

    def next(self, now: float, *, with_rest: bool) -> Next:
        """Whom to ask for now, and how much that matters; or when.

        Args:
            now: the monotonic clock.
            with_rest: whether the fleet that nobody looks at is asked for as well.
        """
        wait = 60.0
        for priority, ages in self._tiers():
            oldest: str | None = None
            for instance_id, age in ages:
                if instance_id in self.under_way:
                    continue
                due = self._asked.get(instance_id, float("-inf")) + age
                left = max(due, self._not_before.get(instance_id, due)) - now
                if left > 0:
                    wait = min(wait, left)
                elif oldest is None or self._age(instance_id, now) > self._age(oldest, now):
                    oldest = instance_id
            if oldest is not None:
                return Next(oldest, priority, 0.0)
        if with_rest and self._rest:
            left = self._rest_asked + REST_EVERY - now
            if left <= 0:
                return Next(self._next_of_rest(now), Priority.REST, REST_EVERY)
            wait = min(wait, left)
        return Next(None, Priority.REST, wait)

    def begin(self, instance_id: str, now: float) -> None:
        """It is being asked for."""
        if self._rest and self._rest[0] == instance_id:
            self._rest.rotate(-1)
            self._rest_asked = now
        self._urgent.pop(instance_id, None)
        self._asked[instance_id] = now
        self.under_way.add(instance_id)

    def end(self, instance_id: str) -> None:
        """It was answered, or not."""
        self.under_way.discard(instance_id)

    def answered(self, instance_id: str) -> None:
        """Its page was read."""
        self._not_before.pop(instance_id, None)
        self._held.discard(instance_id)
        self._failures.pop(instance_id, None)

    def unanswered(self, instance_id: str) -> None:
        """Nothing can be told of its page: it is asked for again as if it had not been."""
        self._asked.pop(instance_id, None)

    def failed(self, instance_id: str, now: float, retry_after: float | None) -> float:
        """Its page brought nothing. Returns how many seconds it is left alone for now."""
        wait = FAILED_AGES[min(self._failures[instance_id], len(FAILED_AGES) - 1)]
        wait = max(wait, min(retry_after or 0.0, LONGEST_HOLD))
        self._failures[instance_id] += 1
        if retry_after is not None:
            self._held.add(instance_id)
        self._not_before[instance_id] = now + wait
        return wait

    def release(self) -> None:
        """Leave nobody alone any longer: a person wants to know."""
        self._not_before.clear()
        self._held.clear()
        self._failures.clear()

    def _age(self, instance_id: str, now: float) -> float:
        return now - self._asked.get(instance_id, float("-inf"))

    def _tiers(self) -> Iterable[tuple[Priority, Iterable[tuple[str, float]]]]:
        wanted, attention = self.wanted, self._attention
        yield Priority.PERSON, self._soon(Priority.PERSON)
        if (selected := attention.selected) is not None and selected not in self._gone:
            age = min(SELECTED_AGE, wanted.moving.get(selected, SELECTED_AGE))
            yield Priority.SELECTED, ((selected, age),)
        yield Priority.FOLLOWED, wanted.followed.items()
        problems = ((one, PROBLEM_AGE) for one in wanted.problems)
        yield Priority.PROBLEM, (*self._soon(Priority.PROBLEM), *problems)
        yield Priority.MOVING, (*self._soon(Priority.MOVING), *wanted.moving.items())
        visible = (one for one in attention.visible if one not in self._gone)
        yield Priority.SCREEN, ((one, VISIBLE_AGE) for one in visible)

    def _soon(self, priority: Priority) -> Sequence[tuple[str, float]]:
        return [(one, 0.0) for one, urgent in self._urgent.items() if urgent is priority]

    def _next_of_rest(self, now: float) -> str | None:
        """The next one whose answer is old; None if a good part of them is fresh."""
        for _ in range(min(100, len(self._rest))):
            instance_id = self._rest[0]
            old = self._asked.get(instance_id, float("-inf")) + REST_AGE <= now
            held = self._not_before.get(instance_id, now) > now or instance_id in self._gone
            if old and not held and instance_id not in self.under_way:
                return instance_id
            self._rest.rotate(-1)
        self._rest_asked = now
        return None
