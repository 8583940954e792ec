"""Tells datastore versions apart: two can have one name, and differ by id and number only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from trove_tui.api.models import Datastore, DatastoreRef, Group


class StoreVersion(NamedTuple):
    """A version of a datastore, as far as it is known."""

    kind: str = ""
    version: str = ""
    """Its name."""
    id: str = ""
    number: str = ""
    """Of the software in it, upstream."""

    @classmethod
    def of(cls, store: DatastoreRef | None) -> StoreVersion:
        """What an instance runs; no answer tells its id."""
        if store is None:
            return cls()
        return cls(store.type, store.version or "", "", store.version_number or "")

    @property
    def words(self) -> str:
        """`mysql 8.0 (8.0.36)`."""
        return store_words(self.kind, self.version, self.number)


def ids_of(wanted: StoreVersion, stores: Iterable[Datastore]) -> frozenset[str]:
    """The ids that the wanted version may have; none where that isn't known."""
    if wanted.id:
        return frozenset({wanted.id})
    return frozenset(
        version.id
        for store in stores
        if wanted.kind in (store.name, store.id)
        for version in store.versions
        if wanted.version in (version.name, version.id)
        and wanted.number in ("", version.number or wanted.number)
    )


def fits(group: Group, wanted: StoreVersion, ids: Collection[str]) -> bool:
    """Whether a group can be for the wanted version; True where too little is known.

    Args:
        group: the group, with or without a version number.
        wanted: the version.
        ids: the ids that the version may have, where they are known.
    """
    if wanted.kind and group.datastore_name not in (None, "", wanted.kind):
        return False
    if ids and group.datastore_version_id:
        return group.datastore_version_id in ids
    number = group.datastore_version_number
    if number and wanted.number and number != wanted.number:
        return False
    names = [name for name in (group.datastore_version_name, group.datastore_version_id) if name]
    return not wanted.version or not names or wanted.version in names


def store_words(kind: str | None, version: str | None, number: str | None = None) -> str:
    """`mysql 5.7.29`, or `mysql-5.1` where the version names the datastore already.

    With its number where its name doesn't tell that: `mysql 8.0 (8.0.36)`.
    """
    kind, version = kind or "", version_words(version or "", number)
    if version.startswith(kind):
        return version or "–"
    return f"{kind} {version}".strip()


def version_words(name: str, number: str | None) -> str:
    """`8.0 (8.0.36)`, or the name where that tells the number already."""
    return f"{name} ({number})".strip() if number and number not in name else name
