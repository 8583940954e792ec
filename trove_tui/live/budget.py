"""One budget over all requests to a server: a token bucket with priorities.

Upstream lets a user make 200 requests a minute, all programs together. So the bucket fills at
a pace well below that; each request takes a token, and where there is none, what matters most
to a person goes first. A server's "too many" halves the pace; it grows back slowly. A change
never waits, but takes a token all the same.

`asking` sets the priority of the requests within; without it they are a person's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final, NamedTuple

from trove_tui.api.errors import RateLimited
from trove_tui.clock import Clock
from trove_tui.live.wakeup import Wakeup

PER_MINUTE: Final = 120
"""Requests a minute in the long run, by default."""
LONGEST_HOLD: Final = 600.0
"""Seconds of a Retry-After that are obeyed; some servers ask for a day."""
_BURST: Final = 1 / 6
"""The bucket's size, as a share of a minute's requests."""
_FEWEST: Final = 5.0
"""The bucket's smallest size, however low the pace."""
_AT_ONCE: Final = 3.0
"""Tokens where a person ends a wait: for a list, the selected row, a pane."""
_SLOWEST: Final = 1 / 8
"""The lowest pace, as a share of the full one."""
_GROWN_EVERY, _GROWN_BY = 60.0, 1 / 12
"""Seconds between two steps of growth, and a step's share of the full pace."""
_RUSH: Final = 0.1
"""Seconds between two pages of a first list once the bucket is empty, for a minute's requests."""
_PATIENCE: Final = 5.0
"""Seconds: a request fails at once where the server's Retry-After is longer."""
_PASSED: Final = 10.0
"""Tokens that go to others until a waiting request rises by one priority."""
_BETWEEN: Final = 1
"""Tokens that go to others between two pages of a list; thrice as many to a person's requests."""
_TINY: Final = 1e-6


class Priority(IntEnum):
    """The priority of a request, the most urgent first."""

    CHANGE = 0
    """A read without which a change can't be sent: never waits."""
    PERSON = 1
    """A person asked for it: `r`, a form's list, a pane that was opened."""
    SELECTED = 2
    FOLLOWED = 3
    """With an open operation."""
    LIST = 4
    PROBLEM = 5
    MOVING = 6
    """In transition, on the screen."""
    SCREEN = 7
    REST = 8


@dataclass(slots=True)
class RequestGroup:
    """The priority of a group of requests, and what they cost so far."""

    priority: Priority
    rush: bool = False
    """Whether it is a first list, which may go on without tokens until the server refuses."""
    paid: bool = False
    """Whether the next request has its token already."""
    requests: int = 0
    waited: float = 0.0
    """Seconds that the requests waited for tokens."""


_request_group: ContextVar[RequestGroup | None] = ContextVar("request_group", default=None)


@contextmanager
def asking(priority: Priority, *, rush: bool = False, paid: bool = False) -> Iterator[RequestGroup]:
    """Give the requests within this priority; yields their cost."""
    group = RequestGroup(priority, rush, paid)
    reset = _request_group.set(group)
    try:
        yield group
    finally:
        _request_group.reset(reset)


class Pace(NamedTuple):
    """The pace to show, where it is not the usual one."""

    per_minute: int
    until: datetime | None
    """Until when the server's Retry-After holds; None where there is none."""


@dataclass(slots=True, eq=False)
class _Waiting:
    priority: Priority
    since: float
    turn: Wakeup = field(repr=False)


class Budget:
    """The budget of one server and user: the `Pacer` of all transports to it."""

    def __init__(self, clock: Clock, per_minute: float = PER_MINUTE) -> None:
        self._clock = clock
        self._full = self._rate = per_minute / 60
        self._most = max(_FEWEST, per_minute * _BURST)
        self._tokens = self._most
        self._filled_at = clock.monotonic()
        self._closed_until = float("-inf")
        self._opens_at: datetime | None = None
        self._limited_at = float("-inf")
        self._grown_at = float("-inf")
        self._rushed_at = float("-inf")
        self._rushed = 0
        self._waiting: list[_Waiting] = []
        self._since_list = 0
        self._watchers: list[Callable[[], None]] = []
        self._last_pace: Pace | None = None

    @property
    def per_second(self) -> float:
        """Requests a second in the long run, at the present pace."""
        return self._rate

    @property
    def pace(self) -> Pace | None:
        """The pace to show; None where it is the usual one."""
        until = self._opens_at if self._held() > 0 else None
        if self._rate >= self._full and until is None:
            return None
        return Pace(round(60 * self._rate), until)

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` whenever `pace` changes; returns a function that ends that."""
        self._watchers.append(changed)
        return lambda: self._watchers.remove(changed)

    # For transports

    async def turn(self) -> float:
        """Wait until a read may be sent; returns that monotonic time.

        Raises:
            RateLimited: Retry-After is long, and it is no page of a list.
        """
        group = _request_group.get() or RequestGroup(Priority.PERSON)
        group.requests += 1
        began = self._clock.monotonic()
        if group.paid:
            group.paid = False
            return began
        if group.priority not in (Priority.CHANGE, Priority.LIST):
            self._refuse_while_held()
        if not (group.rush and await self._rush()):
            await self.take(group.priority)
        now = self._clock.monotonic()
        group.waited += now - began
        return now

    def sent(self) -> float:
        """Count a change, which never waits; returns the monotonic time."""
        self._fill()
        self._tokens = max(-self._most, self._tokens - 1)
        return self._clock.monotonic()

    def limited(self, sent_at: float, retry_after: float | None) -> None:
        """Note that the server refused a request sent at that monotonic time with "too many"."""
        self._fill()
        now = self._clock.monotonic()
        if sent_at >= self._limited_at:  # Else it was under way when the pace was halved.
            self._rate = max(self._rate / 2, self._full * _SLOWEST)
        self._limited_at = now
        self._closed_until = max(self._closed_until, now + min(retry_after or 0, LONGEST_HOLD))
        self._opens_at = self._clock.now() + timedelta(seconds=self._held())
        self._tokens = min(self._tokens, 0.0)
        self._filled_at = self._grown_at = max(now, self._closed_until)
        self._publish_pace()

    # For pollers

    async def take(self, priority: Priority) -> None:
        """Wait for a token, by priority."""
        me = _Waiting(priority, self._clock.monotonic(), Wakeup(self._clock))
        self._waiting.append(me)
        try:
            while True:
                delay = self._delay(me)
                if delay is not None and delay <= 0:
                    self._tokens -= 1
                    self._since_list = 0 if priority is Priority.LIST else self._since_list + 1
                    return
                self._ring_first()
                me.turn.hush()
                await me.turn.wait(delay)
        finally:
            self._waiting.remove(me)
            self._ring_first()

    def give_back(self) -> None:
        """Return a token that was not used."""
        self._tokens = min(self._most, self._tokens + 1)
        self._ring_first()

    def reopen(self) -> None:
        """End the wait that the server asked for: a person wants an answer."""
        if self._held() > 0:
            self._closed_until = float("-inf")
            self._filled_at = self._clock.monotonic()
            self._tokens = max(self._tokens, _AT_ONCE)
            self._publish_pace()
            self._ring_first()

    def _held(self) -> float:
        """Seconds left of the server's Retry-After."""
        return self._closed_until - self._clock.monotonic()

    def _refuse_while_held(self) -> None:
        seconds = self._held()
        if seconds > _PATIENCE:
            words = f"The server asked to be left alone for another {seconds:.0f} s."
            raise RateLimited(words, retry_after=seconds)

    def _delay(self, waiting: _Waiting) -> float | None:
        """Seconds until it may go; None where another is first."""
        if waiting.priority is Priority.CHANGE:
            return 0.0
        first, rank = self._first()
        if first is not waiting:
            return None
        self._fill()
        if self._held() > 0:
            return self._held()
        lacking = 1 + self._reserve(rank) - self._tokens
        return lacking / self._rate if lacking > _TINY else 0.0

    def _reserve(self, rank: float) -> float:
        """Tokens that requests of that rank leave to more urgent ones."""
        if rank <= Priority.SELECTED:
            return 0.0
        return self._most / (4 if rank <= Priority.SCREEN else 2)

    def _rank(self, waiting: _Waiting) -> float:
        """The priority by now: it rises with the wait, so that nothing starves."""
        passed = (self._clock.monotonic() - waiting.since) * self._rate / _PASSED
        return max(min(waiting.priority, Priority.FOLLOWED), waiting.priority - passed)

    def _first(self) -> tuple[_Waiting, float]:
        """Whose turn it is, and its rank. Lists have a share of their own."""
        best = min(self._waiting, key=lambda waiting: (self._rank(waiting), waiting.since))
        rank = self._rank(best)
        between = _BETWEEN * (3 if rank <= Priority.PERSON else 1)
        if self._since_list >= between:
            lists = (waiting for waiting in self._waiting if waiting.priority is Priority.LIST)
            best = next(lists, best)
        return best, rank

    def _ring_first(self) -> None:
        if self._waiting:
            self._first()[0].turn.ring()

    async def _rush(self) -> bool:
        """Take a token where there is one to spare; else wait a moment, and go without."""
        if self._limited_at > float("-inf") or self._rushed >= 60 * self._full:
            return False
        self._rushed += 1
        self._fill()
        reserve, now = self._reserve(Priority.LIST), self._clock.monotonic()
        if self._tokens - 1 < reserve or self._rushed_at > float("-inf"):
            await self._clock.sleep(self._rushed_at + _RUSH - now)
            self._rushed_at = self._clock.monotonic()
        self._tokens = max(min(self._tokens, reserve), self._tokens - 1)
        return self._limited_at == float("-inf")

    def _fill(self) -> None:
        now = self._clock.monotonic()
        passed = now - self._filled_at
        if passed > 0:
            self._tokens = min(self._most, self._tokens + passed * self._rate)
            self._filled_at = now
        if self._rate < self._full and now - self._grown_at >= _GROWN_EVERY:
            steps = (now - self._grown_at) // _GROWN_EVERY
            self._rate = min(self._full, self._rate + steps * self._full * _GROWN_BY)
            self._grown_at += steps * _GROWN_EVERY
        self._publish_pace()

    def _publish_pace(self) -> None:
        pace = self.pace
        if pace != self._last_pace:
            self._last_pace = pace
            for changed in tuple(self._watchers):
                changed()
