"""What shows what became of a change, and what that means.

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
"""How old a list may be that tells what was there when something was sent."""


class Proof(StrEnum):
    """What shows what became of a change that was accepted, or may have been."""

    ANSWER = "answer"
    """Nothing but that it was accepted: then it is done."""
    INSTANCE = "instance"
    """The instance it is done to, as `GET /instances/{id}` tells it."""
    READING = "reading"
    """What it is about, read again: asked only to settle this one change, never polled, as most
    are questions to a guest agent."""


class Fate(StrEnum):
    """What a look shows of a change."""

    OPEN = "open"
    """Nothing yet."""
    DONE = "done"
    REVERTED = "reverted"
    FAILED = "failed"
    DOUBTFUL = "doubtful"
    """As after a failure, which may pass: it is one if it lasts."""


class Verdict(NamedTuple):
    """What a look at an instance shows, and in what words."""

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
        """What it is now."""
        return base_health(self.instance.status, self.instance.operating_status)

    @property
    def was(self) -> Health:
        """What it was before."""
        before = self.before
        return Health.OK if before is None else base_health(before.status, before.operating_status)

    @property
    def has_moved(self) -> bool:
        """Whether the server tells that something has happened to it since."""
        before, updated = self.before, self.instance.updated
        if before is None or before.updated is None or updated is None:
            return False
        return updated > max(before.updated, self.sent_at - CLOCKS_DIFFER)


class Sent(NamedTuple):
    """What is known of a change that is read back."""

    target: str
    """The id of what it was done to; empty for what is created."""
    name: str
    """What a person calls that."""
    at: datetime
    is_accepted: bool
    before: Sequence[Any] | None = None
    """The groups, databases or users there were before such were created: what has the same name
    as one of them proves nothing. None where they were not listed."""
    listed_at: datetime | None = None
    """When those were listed."""

    @property
    def was_just_listed(self) -> bool:
        """Whether what was not listed before has hardly had the time to come from elsewhere."""
        return self.listed_at is not None and self.at - self.listed_at <= _JUST


@dataclass(frozen=True, slots=True)
class Hidden:
    """Reading finds all as it was asked for, but for what the server doesn't show."""

    names: tuple[str, ...]
    """What isn't shown, as it may be."""
