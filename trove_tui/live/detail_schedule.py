"""Which instance's detail (`GET /instances/{id}`) to ask for next, and when.

Lists have few fields, and come rarely. Instances on the screen or with an open operation are
asked for by themselves; the rest of the fleet too, slowly, so that filters know ever more of it.
The budget limits how much is asked at all.
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
DISAGREEING_AGE = 10.0
"""Seconds before an instance is asked for again whose list row and detail still disagree."""
FAILED_AGES = (2.0, 4.0, 8.0, 16.0, 30.0, 60.0)
"""Seconds before an instance is asked for again after its first failure, its second…"""


def moving_age(elapsed: float) -> float:
    """Seconds that a detail may be old, by those that the instance has been in transition."""
    return min(max(MOVING_AGE, MOVING_AGE * elapsed / YOUNG), SLOW_AGE)


@dataclass(slots=True)
class DetailDemand:
    """Instances whose details are needed, on the screen or not. Ids; each may be in several."""

    followed: Mapping[str, float] = field(default_factory=dict)
    """With an open operation: seconds that a detail may be old."""
    moving: Mapping[str, float] = field(default_factory=dict)
    """On the screen, in transition, and lists are too slow to show how it goes: the same."""
    problems: Collection[str] = ()


class Next(NamedTuple):
    """The detail to ask for next."""

    instance_id: str | None
    """None where none is due."""
    priority: Priority
    wait: float
    """Seconds until one is due; 0 where one is."""


class DetailSchedule:
    """Decides which instance's detail is asked for next. Sends nothing itself.

    Args:
        attention: what is on the screen.
    """

    def __init__(self, attention: Attention) -> None:
        self._attention = attention
        self.demand = DetailDemand()
        self._urgent: dict[str, Priority] = {}
        self._asked_at: dict[str, float] = {}
        self._not_before: dict[str, float] = {}
        self._held: set[str] = set()
        """Those for which a server sent Retry-After."""
        self._failures: Counter[str] = Counter()
        self._disagreeing: frozenset[str] = frozenset()
        self._gone: set[str] = set()
        """Those that are gone and still on the screen."""
        self._rest: deque[str] = deque()
        self._rest_asked_at = float("-inf")
        self.under_way: set[str] = set()

    def ask_soon(self, ids: Iterable[str], priority: Priority) -> None:
        """Put these next among their priority, however fresh they are.

        Also where they failed lately, but not before a server's Retry-After is over.
        """
        for instance_id in ids:
            if instance_id not in self._held:
                self._not_before.pop(instance_id, None)
            self._urgent[instance_id] = min(priority, self._urgent.get(instance_id, priority))

    def list_disagrees(self, ids: Collection[str], now: float) -> None:
        """Ask soon for these, whose list rows differ from their details."""
        # On some servers lists and details never agree: not asked again at each list.
        recent = {
            instance_id
            for instance_id in self._disagreeing
            if now - self._asked_at.get(instance_id, now) < DISAGREEING_AGE
        }
        self.ask_soon(
            (instance_id for instance_id in ids if instance_id not in recent), Priority.MOVING
        )
        self._disagreeing = frozenset(ids)

    def set_fleet(self, ids: Collection[str]) -> None:
        """Set the ids of all instances."""
        attention = self._attention
        on_screen = {attention.selected, *attention.visible} if self._gone else ()
        self._gone = {
            instance_id
            for instance_id in self._gone
            if instance_id in on_screen and instance_id not in ids
        }
        if len(ids) != len(self._rest) or any(instance_id not in ids for instance_id in self._rest):
            self._rest = deque(ids)
            self._asked_at = {
                instance_id: at for instance_id, at in self._asked_at.items() if instance_id in ids
            }

    def forget(self, instance_id: str) -> None:
        """Stop asking for an instance that is gone."""
        self._urgent.pop(instance_id, None)
        self._asked_at.pop(instance_id, None)
        self._gone.add(instance_id)
        self.answered(instance_id)

    def next(self, now: float, *, with_rest: bool) -> Next:
        """The detail to ask for now; or when one is due.

        Args:
            now: the monotonic clock.
            with_rest: whether instances off the screen are asked for as well.
        """
        wait = 60.0
        for priority, ages in self._tiers():
            oldest: str | None = None
            for instance_id, age in ages:
                if instance_id in self.under_way:
                    continue
                due_at = self._asked_at.get(instance_id, float("-inf")) + age
                seconds_left = max(due_at, self._not_before.get(instance_id, due_at)) - now
                if seconds_left > 0:
                    wait = min(wait, seconds_left)
                elif oldest is None or self._age(instance_id, now) > self._age(oldest, now):
                    oldest = instance_id
            if oldest is not None:
                return Next(oldest, priority, 0.0)
        if with_rest and self._rest:
            seconds_left = self._rest_asked_at + REST_EVERY - now
            if seconds_left <= 0:
                return Next(self._next_of_rest(now), Priority.REST, REST_EVERY)
            wait = min(wait, seconds_left)
        return Next(None, Priority.REST, wait)

    def begin(self, instance_id: str, now: float) -> None:
        """Note that its request is sent."""
        if self._rest and self._rest[0] == instance_id:
            self._rest.rotate(-1)
            self._rest_asked_at = now
        self._urgent.pop(instance_id, None)
        self._asked_at[instance_id] = now
        self.under_way.add(instance_id)

    def end(self, instance_id: str) -> None:
        """Note that its request has ended, answered or not."""
        self.under_way.discard(instance_id)

    def answered(self, instance_id: str) -> None:
        """Note that its detail was read."""
        self._not_before.pop(instance_id, None)
        self._held.discard(instance_id)
        self._failures.pop(instance_id, None)

    def unanswered(self, instance_id: str) -> None:
        """Forget that it was asked for: no answer came, through no fault of its own."""
        self._asked_at.pop(instance_id, None)

    def failed(self, instance_id: str, now: float, retry_after: float | None) -> float:
        """Note that its detail couldn't be read. Returns seconds until it is asked for again."""
        wait = FAILED_AGES[min(self._failures[instance_id], len(FAILED_AGES) - 1)]
        wait = max(wait, min(retry_after or 0.0, LONGEST_HOLD))
        self._failures[instance_id] += 1
        if retry_after is not None:
            self._held.add(instance_id)
        self._not_before[instance_id] = now + wait
        return wait

    def release(self) -> None:
        """End all waits after failures: a person wants an answer."""
        self._not_before.clear()
        self._held.clear()
        self._failures.clear()

    def _age(self, instance_id: str, now: float) -> float:
        return now - self._asked_at.get(instance_id, float("-inf"))

    def _tiers(self) -> Iterable[tuple[Priority, Iterable[tuple[str, float]]]]:
        demand, attention = self.demand, self._attention
        yield Priority.PERSON, self._urgent_with(Priority.PERSON)
        if (selected := attention.selected) is not None and selected not in self._gone:
            age = min(SELECTED_AGE, demand.moving.get(selected, SELECTED_AGE))
            yield Priority.SELECTED, ((selected, age),)
        yield Priority.FOLLOWED, demand.followed.items()
        problems = ((instance_id, PROBLEM_AGE) for instance_id in demand.problems)
        yield Priority.PROBLEM, (*self._urgent_with(Priority.PROBLEM), *problems)
        yield Priority.MOVING, (*self._urgent_with(Priority.MOVING), *demand.moving.items())
        visible = (
            instance_id for instance_id in attention.visible if instance_id not in self._gone
        )
        yield Priority.SCREEN, ((instance_id, VISIBLE_AGE) for instance_id in visible)

    def _urgent_with(self, priority: Priority) -> Sequence[tuple[str, float]]:
        return [
            (instance_id, 0.0) for instance_id, urgent in self._urgent.items() if urgent is priority
        ]

    def _next_of_rest(self, now: float) -> str | None:
        for _ in range(min(100, len(self._rest))):
            instance_id = self._rest[0]
            is_due = self._asked_at.get(instance_id, float("-inf")) + REST_AGE <= now
            is_held = self._not_before.get(instance_id, now) > now or instance_id in self._gone
            if is_due and not is_held and instance_id not in self.under_way:
                return instance_id
            self._rest.rotate(-1)
        self._rest_asked_at = now
        return None
