"""What there is to say of a change: its rules, its words, how it is sent, what shows its outcome.

What a rule needs to know of now comes as validation context:
`ResizeVolume.model_validate({"size": 20}, context={"volume_size": 10})`. Keys that are
understood, each optional: `volume_size`, `flavor_id`, `flavors` (ids), `dialect`,
`datastore_type`, `datastore_version`, `parameters` (`Parameter` by name).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, NamedTuple, Self

from pydantic import BaseModel, ConfigDict

from trove_tui.api.call import Call, Dialect, Json, segment
from trove_tui.api.client import TroveClient
from trove_tui.api.models import Flavor, Group, Instance
from trove_tui.changes.preconditions import ANY_TIME, Precondition
from trove_tui.changes.verdict import OPEN, Fate, Hidden, Look, Proof, Sent, Verdict
from trove_tui.text.styled import StyledText, Tone


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
