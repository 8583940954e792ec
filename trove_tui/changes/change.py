"""What a change declares: its rules, its words, how it is sent, what shows its outcome.

What a rule must know of the present state comes as validation context:
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


class ChangeContext(NamedTuple):
    """The present state of what a change would touch."""

    instance: Instance | None = None
    flavors: Mapping[str, Flavor] = MappingProxyType({})
    dialect: Dialect = Dialect.SPEC

    @property
    def flavor(self) -> Flavor | None:
        """The instance's flavor, if both are known."""
        return self.flavors.get((self.instance and self.instance.flavor_id) or "")

    @property
    def volume_size(self) -> int | float | None:
        """The size of the instance's volume, in GB."""
        volume = self.instance.volume if self.instance is not None else None
        return volume.size if volume is not None else None


class Change(BaseModel):
    """A change, with everything it needs but its subject."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )

    # How a form offers it

    verb: ClassVar[str] = ""
    """The verb on its form's button and in its title; the words of its class's name if empty."""
    destroys: ClassVar[bool] = False
    """Whether it takes away or interrupts: then Enter is never its form's default."""
    precondition: ClassVar[Precondition] = ANY_TIME
    """When an instance takes it."""
    dialectal: ClassVar[bool] = False
    """Whether the request differs by dialect, so that the dialect must be known."""

    # What becomes of it

    word: ClassVar[str] = "change"
    """The verb in a row, where there is room for a word or two."""
    in_row: ClassVar[bool] = True
    """Whether an instance's row shows its operation."""
    proof: ClassVar[Proof] = Proof.ANSWER
    done_when_accepted: ClassVar[bool] = True
    status: ClassVar[str] = ""
    """The status of an instance while it is in progress; empty where no status shows it."""
    is_listed: ClassVar[bool] = True
    """Whether an instance's row in a list proves as much as its detail."""
    creates: ClassVar[str] = ""
    """The name of the query that lists what it creates: `groups`."""

    # What is read again after it

    uses_quota: ClassVar[bool] = False
    """Whether it takes or frees some of the project's quotas."""
    is_in_lists: ClassVar[bool] = False
    """Whether lists other than that of the instances show it."""

    def call(self, target: str | None, dialect: Dialect) -> Call:
        """The request. `target`: the id of its subject; None where one is created.

        Raises:
            ValueError: there is no target.
            NoAddress: the target can't stand in a path.
        """
        del dialect  # most are sent alike to either
        if target is None:
            raise ValueError("It needs the id of what it is done to.")
        segment(target)
        return self._call(target)

    def _call(self, target: str) -> Call:
        raise NotImplementedError

    def without_secrets(self) -> Self:
        """A copy without passwords, to be kept in operations."""
        return self

    @property
    def summary(self) -> str:
        """The change in a few words: `rename to orders-db`."""
        return self.word

    def words(self, instance: Instance | None, flavors: Mapping[str, Flavor]) -> str:
        """The summary with the present value, where that is known: `resize memory-1 → memory-2`."""
        del instance, flavors
        return self.summary

    @classmethod
    def effect(cls, change: Self | None, context: ChangeContext) -> StyledText:
        """What it will do, for its form. `change` is None while a field is wrong."""
        del change, context
        summary = (cls.__doc__ or "").strip().partition("\n")[0]
        return ((summary, Tone.PLAIN),) if summary else ()

    def quota(self, context: ChangeContext) -> Mapping[str, int | float]:
        """What it adds to the use of each of the project's quotas; negative where it frees."""
        del context
        return {}

    def target_in(self, body: object, target: str) -> str | None:
        """The subject's id; of what is created, by the answer's body, None if that has none."""
        del body
        return target

    def judge(self, look: Look) -> Verdict:
        """What an instance shows of it, where `proof` is INSTANCE."""
        del look
        return OPEN

    def when_gone(self) -> Verdict:
        """What it means that the instance is gone."""
        return Verdict(Fate.FAILED, "the instance was deleted meanwhile")

    async def is_there(self, client: TroveClient, sent: Sent) -> bool | Hidden | None:
        """Whether reading finds it done, where `proof` is READING; None where that can't tell.

        Raises:
            TroveError: it could not be read.
        """
        del client, sent
        return None


def id_in(body: object, key: str, model: type[Instance] | type[Group]) -> str | None:
    """The id of what was created, by the answer's body; None if that has none."""
    member = body.get(key) if isinstance(body, dict) else None
    try:
        return model.of(member).id or None
    except ValueError:
        return None


def only_set(members: dict[str, Json]) -> dict[str, Json]:
    """The members that are set: servers refuse null and "", or take them for values."""
    return {key: value for key, value in members.items() if value not in (None, "", [])}


def datastore_body(kind: str, version: str, version_id: str | None) -> Json:
    """The datastore's member of a body: by the version's id where that is known."""
    return {"type": kind, "version": version_id or version}


def instance_path(instance_id: str, *rest: str) -> tuple[str, ...]:
    """`/instances/{id}/…` in its segments."""
    return ("instances", instance_id, *rest)
