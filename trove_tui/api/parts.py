"""What an instance is told to have: its volume, its datastore, its group, its fault."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from trove_tui.api import coerce
from trove_tui.api.record import Record

MOST_PERCENT = 999.0
"""Of a volume in use. More is told by none that there is."""


class Volume(Record):
    """The disk of an instance."""

    size: int | float | None = None
    """In GB."""
    used: int | float | None = None
    """In GB; lists of the specification's servers don't tell."""

    @classmethod
    def of(cls, told: object) -> Volume | None:
        """The volume, if one is told."""
        if not isinstance(told, Mapping):
            return None
        return cls(size=coerce.amount(told.get("size")), used=coerce.amount(told.get("used")))

    @property
    def used_percent(self) -> float | None:
        """How full it is, 0 to 100 (or more, 999 at most); None where it is not known."""
        if self.used is None or not self.size:
            return None
        return min(100 * self.used / self.size, MOST_PERCENT)


class DatastoreRef(Record):
    """Which database an instance runs."""

    type: str = ""
    version: str | None = None
    version_number: str | None = None
    """Upstream: what the version really is, which need not be in its name."""

    @classmethod
    def of(cls, told: object) -> DatastoreRef | None:
        """The datastore, if one is named."""
        if not isinstance(told, Mapping) or not (told.get("type") or told.get("version")):
            return None
        return cls(
            type=coerce.any_text(told.get("type")),
            version=coerce.maybe_text(told.get("version")),
            version_number=coerce.maybe_text(told.get("version_number")),
        )


class Access(Record):
    """Who reaches an instance: upstream tells."""

    is_public: bool | None = None
    networks: tuple[str, ...] = ()
    """From where alone, as `10.0.0.0/8`; anywhere where none is told."""

    @classmethod
    def of(cls, told: object) -> Access | None:
        """It, where something of it is told."""
        if not isinstance(told, Mapping):
            return None
        is_public = coerce.maybe_flag(told.get("is_public"))
        networks = coerce.names_of(told.get("allowed_cidrs"))
        return cls(is_public=is_public, networks=networks) if is_public is not None else None


class GroupRef(Record):
    """The configuration group attached to an instance."""

    id: str
    name: str | None = None

    @classmethod
    def of(cls, told: object) -> GroupRef | None:
        """The group, if one is meant."""
        group_id = coerce.id_of(told)
        name = coerce.maybe_text(told.get("name")) if isinstance(told, Mapping) else None
        # One without an id is attached all the same.
        return cls(id=group_id or "", name=name) if group_id or name else None


class Fault(Record):
    """What last went wrong with an instance; it may be old, or a request that was refused."""

    message: str = ""
    created: datetime | None = None
    details: str = ""
    """A traceback, for administrators. Several lines."""

    @classmethod
    def of(cls, told: object) -> Fault | None:
        """The fault, if one is told: an object, or only its words."""
        if isinstance(told, str) and told.strip():
            return cls(message=coerce.sentence(told))
        if not isinstance(told, Mapping):
            return None
        return cls(
            message=coerce.sentence(told.get("message")),
            created=coerce.time(told.get("created")),
            details=coerce.lines(told.get("details")),
        )
