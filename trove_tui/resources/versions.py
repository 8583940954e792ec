"""Which datastore version is meant: two can have the same name, and only ids and numbers differ."""

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


def ids_of(meant: StoreVersion, stores: Iterable[Datastore]) -> frozenset[str]:
    """The ids of the versions that may be meant; none where that isn't known."""
    if meant.id:
        return frozenset({meant.id})
    return frozenset(
        one.id
        for store in stores
        if meant.kind in (store.name, store.id)
        for one in store.versions
        if meant.version in (one.name, one.id) and meant.number in ("", one.number or meant.number)
    )


def fits(group: Group, meant: StoreVersion, ids: Collection[str]) -> bool:
    """Whether a group is of that version; what isn't told may be.

    Args:
        group: the group, its number told or not.
        meant: the version.
        ids: those that it may have, where they are known.
    """
    if meant.kind and group.datastore_name not in (None, "", meant.kind):
        return False
    if ids and group.datastore_version_id:
        return group.datastore_version_id in ids
    number = group.datastore_version_number
    if number and meant.number and number != meant.number:
        return False
    known = [one for one in (group.datastore_version_name, group.datastore_version_id) if one]
    return not meant.version or not known or meant.version in known


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
