"""What there is to say of a change: its rules, its words, how it is sent, what shows its outcome.

What a rule needs to know of now comes as validation context:
`ResizeVolume.model_validate({"size": 20}, context={"volume_size": 10})`. Keys that are
understood, each optional: `volume_size`, `flavor_id`, `flavors` (ids), `dialect`,
`datastore_type`, `datastore_version`, `parameters` (`Parameter` by name).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, Self

from pydantic import BaseModel, ConfigDict

from trove_tui.api.call import Call, Dialect, Json, segment
from trove_tui.api.client import TroveClient
from trove_tui.api.models import Flavor, Group, Instance
from trove_tui.api.statuses import Health, base_health
from trove_tui.changes.preconditions import ANY_TIME, Precondition
from trove_tui.text.styled import StyledText, Tone

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


class Known(NamedTuple):
    """What is known now of what a change would touch."""

    instance: Instance | None = None
    flavors: Mapping[str, Flavor] = MappingProxyType({})
    dialect: Dialect = Dialect.SPEC

    @property
    def flavor(self) -> Flavor | None:
        """The one the instance has."""
        return self.flavors.get((self.instance and self.instance.flavor_id) or "")

    @property
    def volume_size(self) -> int | float | None:
        """The instance's, in GB."""
        volume = self.instance.volume if self.instance is not None else None
        return volume.size if volume is not None else None


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


class Change(BaseModel):
    """A change, with everything it needs but the thing it is done to."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )

    # How it is asked for

    verb: ClassVar[str] = ""
    """What it does, on the button and in the title of its form; the words of its name if empty."""
    destroys: ClassVar[bool] = False
    """Whether it takes away or interrupts: then Enter is never its form's default."""
    precondition: ClassVar[Precondition] = ANY_TIME
    """What an instance must be for it."""
    dialectal: ClassVar[bool] = False
    """Whether the dialects differ in how it is sent, so that it must be known."""

    # What becomes of it

    word: ClassVar[str] = "change"
    """What it does, in the one word there is room for in a row."""
    in_row: ClassVar[bool] = True
    """Whether an instance's row tells what became of it."""
    proof: ClassVar[Proof] = Proof.ANSWER
    done_when_accepted: ClassVar[bool] = True
    status: ClassVar[str] = ""
    """The status of an instance that shows that it goes on; empty where none does."""
    is_listed: ClassVar[bool] = True
    """Whether an instance's row in a list proves as much as its own page."""
    creates: ClassVar[str] = ""
    """The list in which something new stands after it: `groups`."""

    # What is read again after it

    uses_quota: ClassVar[bool] = False
    """Whether it takes or frees some of the project's quotas."""
    is_in_lists: ClassVar[bool] = False
    """Whether lists other than that of the instances tell of it."""

    def call(self, target: str | None, dialect: Dialect) -> Call:
        """What goes over the wire. `target` is the id it is done to; None for what is created.

        Raises:
            ValueError: there is no target.
            NoAddress: it can't be one.
        """
        del dialect  # most are sent alike to either
        if target is None:
            raise ValueError("It needs the id of what it is done to.")
        segment(target)
        return self._call(target)

    def _call(self, target: str) -> Call:
        raise NotImplementedError

    def without_secrets(self) -> Self:
        """The same, to be remembered: without the passwords in it."""
        return self

    @property
    def summary(self) -> str:
        """What is asked for, in a few words: `rename to orders-db`."""
        return self.word

    def words(self, instance: Instance | None, flavors: Mapping[str, Flavor]) -> str:
        """The same, with what it is now where that is known: `resize memory-1 → memory-2`."""
        del instance, flavors
        return self.summary

    @classmethod
    def effect(cls, change: Self | None, known: Known) -> StyledText:
        """What it will do, in words. `change` is None while something of it is wrong."""
        del change, known
        said = (cls.__doc__ or "").strip().partition("\n")[0]
        return ((said, Tone.PLAIN),) if said else ()

    def quota(self, known: Known) -> Mapping[str, int | float]:
        """How much more of each of the project's quotas is used after it; less where freed."""
        del known
        return {}

    def target_in(self, body: object, target: str) -> str | None:
        """The id of what it was done to, by the answer's body; None if a new thing has none."""
        del body
        return target

    def judge(self, look: Look) -> Verdict:
        """What an instance shows of it, where that is its proof."""
        del look
        return OPEN

    def when_gone(self) -> Verdict:
        """What it means that the instance is no more."""
        return Verdict(Fate.FAILED, "the instance was deleted meanwhile")

    async def is_there(self, client: TroveClient, sent: Sent) -> bool | Hidden | None:
        """Read what it is about, where that is its proof. None where reading can't tell.

        Raises:
            TroveError: nothing could be read.
        """
        del client, sent
        return None


def id_in(body: object, key: str, model: type[Instance] | type[Group]) -> str | None:
    """The id of what was created, by the answer's body; None if it doesn't tell."""
    told = body.get(key) if isinstance(body, dict) else None
    try:
        return model.of(told).id or None
    except ValueError:
        return None


def only_set(told: dict[str, Json]) -> dict[str, Json]:
    """Only what is set: servers refuse null and "", or take them for an order."""
    return {key: value for key, value in told.items() if value not in (None, "", [])}


def datastore_body(kind: str, version: str, version_id: str | None) -> Json:
    """Which datastore is meant: by the version's id where that is known."""
    return {"type": kind, "version": version_id or version}


def instance_path(instance_id: str, *rest: str) -> tuple[str, ...]:
    """`/instances/{id}/…` in its segments."""
    return ("instances", instance_id, *rest)
