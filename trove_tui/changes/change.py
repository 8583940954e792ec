"""What every change has: its rules, what goes over the wire, and what is forgotten of it.

What a rule needs to know of now comes as validation context:
`ResizeVolume.model_validate({"size": 20}, context={"volume_size": 10})`. Keys that are
understood, each optional: `volume_size`, `flavor_id`, `flavors` (ids), `dialect`,
`datastore_type`, `datastore_version`, `parameters` (`Parameter` by name).
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

from trove_tui.api.call import Call, Dialect, Json, segment
from trove_tui.api.request_names import RequestName


class Change(BaseModel):
    """A change, with everything it needs but the thing it is done to."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )

    known_as: ClassVar[RequestName | None] = None
    """What tells it apart; None for what somebody adds."""
    dialectal: ClassVar[bool] = False
    """Whether the dialects differ in how it is sent, so that it must be known."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if cls.__module__.startswith("trove_tui.changes."):
            cls.known_as = RequestName(cls.__name__)

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


def only_set(told: dict[str, Json]) -> dict[str, Json]:
    """Only what is set: servers refuse null and "", or take them for an order."""
    return {key: value for key, value in told.items() if value not in (None, "", [])}


def datastore_body(kind: str, version: str, version_id: str | None) -> Json:
    """Which datastore is meant: by the version's id where that is known."""
    return {"type": kind, "version": version_id or version}


def instance_path(instance_id: str, *rest: str) -> tuple[str, ...]:
    """`/instances/{id}/…` in its segments."""
    return ("instances", instance_id, *rest)
