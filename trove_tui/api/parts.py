"""Parts of an instance's JSON: its volume, its datastore, its group, its fault."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from trove_tui.api import coerce
from trove_tui.api.record import Record

MOST_PERCENT = 999.0
"""The most that is shown of a volume's use: more is a server's mistake."""


class Volume(Record):
    """The disk of an instance."""

    size: int | float | None = None
    """In GB."""
    used: int | float | None = None
    """In GB; lists of the specification's servers don't tell."""

    @classmethod
    def of(cls, value: object) -> Volume | None:
        """The volume; None if it is no object."""
        if not isinstance(value, Mapping):
            return None
        return cls(size=coerce.amount(value.get("size")), used=coerce.amount(value.get("used")))

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
    def of(cls, value: object) -> DatastoreRef | None:
        """The datastore; None if it has neither type nor version."""
        if not isinstance(value, Mapping) or not (value.get("type") or value.get("version")):
            return None
        return cls(
            type=coerce.any_text(value.get("type")),
            version=coerce.maybe_text(value.get("version")),
            version_number=coerce.maybe_text(value.get("version_number")),
        )


class Access(Record):
    """Who reaches an instance. Upstream only."""

    is_public: bool | None = None
    networks: tuple[str, ...] = ()
    """The networks that may connect, as `10.0.0.0/8`; empty where all may."""

    @classmethod
    def of(cls, value: object) -> Access | None:
        """The access; None if it isn't said whether it is public."""
        if not isinstance(value, Mapping):
            return None
        is_public = coerce.maybe_flag(value.get("is_public"))
        networks = coerce.names_of(value.get("allowed_cidrs"))
        return cls(is_public=is_public, networks=networks) if is_public is not None else None


class GroupRef(Record):
    """The configuration group attached to an instance."""

    id: str
    name: str | None = None

    @classmethod
    def of(cls, value: object) -> GroupRef | None:
        """The group; None if there is neither id nor name."""
        group_id = coerce.id_of(value)
        name = coerce.maybe_text(value.get("name")) if isinstance(value, Mapping) else None
        # One without an id is attached all the same.
        return cls(id=group_id or "", name=name) if group_id or name else None


class Fault(Record):
    """What last went wrong with an instance; it may be old, or a request that was refused."""

    message: str = ""
    created: datetime | None = None
    details: str = ""
    """A traceback, for administrators. Several lines."""

    @classmethod
    def of(cls, value: object) -> Fault | None:
        """The fault, from an object or from its words alone; None if there is none."""
        if isinstance(value, str) and value.strip():
            return cls(message=coerce.sentence(value))
        if not isinstance(value, Mapping):
            return None
        return cls(
            message=coerce.sentence(value.get("message")),
            created=coerce.time(value.get("created")),
            details=coerce.lines(value.get("details")),
        )
