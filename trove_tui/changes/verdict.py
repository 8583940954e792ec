"""What proves the outcome of a change, and the verdict of a look at it.

Without pydantic: operations are judged by it, and they are known before any change is imported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from trove_tui.api.models import Instance
from trove_tui.api.statuses import Health, base_health

CLOCKS_DIFFER = timedelta(minutes=5)
"""By how much a server's clock may be behind ours."""
_JUST = timedelta(minutes=1)
"""How old a list may be for what it lacked to count as new after a change."""


class Proof(StrEnum):
    """What proves the outcome of a change that was accepted, or may have been."""

    ANSWER = "answer"
    """Nothing but that it was accepted: then it is done."""
    INSTANCE = "instance"
    """The instance it is done to, as `GET /instances/{id}` tells it."""
    READING = "reading"
    """Its subject, read again: only to settle this one change, never polled, as most of these
    requests go to a guest agent."""


class Fate(StrEnum):
    """What a look shows of a change."""

    OPEN = "open"
    """No outcome yet."""
    DONE = "done"
    REVERTED = "reverted"
    FAILED = "failed"
    DOUBTFUL = "doubtful"
    """As after a failure, which may pass: it is one if it lasts."""


class Verdict(NamedTuple):
    """What a look at an instance shows, and its words."""

    fate: Fate
    words: str = ""
    """Of DONE, what stands after `done in 1m12s`; else the whole outcome."""


OPEN, DONE = Verdict(Fate.OPEN), Verdict(Fate.DONE)


@dataclass(frozen=True, slots=True)
class Look:
    """An instance after a change was sent to it, neither busy nor broken where a status shows it.

    What is known of the change goes with it.
    """

    instance: Instance
    before: Instance | None
    """As it was when that was sent."""
    has_begun: bool
    """Whether it was seen in the status that shows the change."""
    is_accepted: bool
    """Whether the server took it; False where there was no answer."""
    sent_at: datetime
    waited: timedelta
    """Since it was accepted, or sent."""

    @property
    def health(self) -> Health:
        """The instance's health."""
        return base_health(self.instance.status, self.instance.operating_status)

    @property
    def was(self) -> Health:
        """Its health before."""
        before = self.before
        return Health.OK if before is None else base_health(before.status, before.operating_status)

    @property
    def has_moved(self) -> bool:
        """Whether the server dates an update of it after the change."""
        before, updated = self.before, self.instance.updated
        if before is None or before.updated is None or updated is None:
            return False
        return updated > max(before.updated, self.sent_at - CLOCKS_DIFFER)


class Sent(NamedTuple):
    """A change that was sent, for reading back whether it is done."""

    target: str
    """The id of its subject; empty for what is created."""
    name: str
    """The subject's name."""
    at: datetime
    is_accepted: bool
    before: Sequence[Any] | None = None
    """The groups, databases or users listed before one was created: its namesake among them
    proves nothing. None where they were not listed."""
    listed_at: datetime | None = None
    """When `before` was listed."""

    @property
    def was_just_listed(self) -> bool:
        """Whether the list is so recent that somebody else's creation since is unlikely."""
        return self.listed_at is not None and self.at - self.listed_at <= _JUST


@dataclass(frozen=True, slots=True)
class Hidden:
    """Reading finds all as requested, but for values that the server hides."""

    names: tuple[str, ...]
    """Parameters whose values are hidden, safe to show."""
