"""Instances as both lists and single answers tell them, each row the truest there is.

A list says less of an instance than a GET of it does, but is newer at some times and
older at others. A row that did not change stays the same object throughout, so that
whoever compares can compare by identity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from trove_tui.api.call import is_address
from trove_tui.api.models import Instance
from trove_tui.live.snapshot import NOTHING


class Sweep(NamedTuple):
    """What a list brought."""

    missing: tuple[str, ...] = ()
    """Ids that it lacks. They are kept: a GET of each tells whether they are gone."""
    outdated: tuple[str, ...] = ()
    """Ids of which a single answer is known that no longer fits."""


class _Shown(NamedTuple):
    instance: Instance
    asked: float
    """When it was asked for, on the monotonic clock: lists asked for later are newer."""


_REMEMBERED = (
    "created",
    "configuration",
    "subnet_id",
    "hostname",
    "tenant_id",
    "user_id",
    "datastore",
    "replica_of",
    "local_storage",
    "access",
    "region",
    "server_id",
    "host",
    "volume_id",
    "encrypted_rpc_messaging",
)
"""What a list may not tell and a changed status does not change. Not `updated` nor `fault`."""


class InstanceMerge:
    """All instances seen, by id."""

    def __init__(self) -> None:
        self.merged: Mapping[str, Instance] = NOTHING
        """In the server's order. Another mapping where anything differs, else the same."""
        self._listed: dict[str, Instance] = {}
        self._shown: dict[str, _Shown] = {}
        self._torn: set[str] = set()
        """Ids of which the list and the single answer tell different things."""
        self._dropped: dict[str, float] = {}
        """Ids that a GET said are gone, and when it was asked: older lists still have them."""
        self._returned: set[str] = set()
        """Ids that a GET said are gone, and that a later list had again."""
        self.listed_at = float("-inf")
        """When the last whole list was asked for, on the monotonic clock."""
        self._last: Sequence[Instance] = ()

    def page(self, rows: Sequence[Instance]) -> None:
        """Some rows of a list that is not all there yet."""
        self._listed |= {row.id: row for row in rows}
        self.merged = {**self.merged, **{row.id: row for row in rows}}

    def listed(self, rows: Sequence[Instance], asked: float) -> Sweep:
        """A whole list, asked for at that time of the monotonic clock."""
        self.listed_at = asked
        if rows is self._last and not self._torn and len(rows) == len(self.merged):
            return Sweep()
        self._last = rows
        if self._dropped:
            rows = self._without_dropped(rows, asked)
        old, outdated = self.merged, []
        merged: dict[str, Instance] = {}
        for row in rows:
            row_id = row.id
            if self._listed.get(row_id) is row and row_id not in self._torn and row_id in old:
                merged[row_id] = old[row_id]
                continue
            merged[row_id] = self._merge(row, asked)
            if row_id in self._torn:
                outdated.append(row_id)
        # What can't be asked for can't be found gone either: what lists it says all there is.
        missing = tuple(one for one in old if one not in merged and is_address(one))
        merged |= {row_id: old[row_id] for row_id in missing}
        self._listed = {row.id: row for row in rows}
        self._keep(merged)
        return Sweep(missing, tuple(outdated))

    def shown(self, instance: Instance, asked: float) -> None:
        """A single answer, asked for at that time of the monotonic clock."""
        row_id = instance.id
        known = self._shown.get(row_id)
        if known is not None and known.asked > asked:
            return  # answers can overtake each other
        if known is not None and known.instance == instance:
            instance = known.instance
        self._shown[row_id] = _Shown(instance, asked)
        row = self._listed.get(row_id)
        fresh = instance if row is None else self._merge(row, asked, shown_is_newer=True)
        if self.merged.get(row_id) is not fresh:
            self._keep({**self.merged, row_id: fresh})

    def lacks(self, row_id: str) -> bool:
        """Whether the last whole list did not have it, and it was not seen since."""
        shown = self._shown.get(row_id)
        seen = float("-inf") if shown is None else shown.asked
        return row_id not in self._listed and seen < self.listed_at

    def returned(self, row_id: str) -> bool:
        """Whether a list had it after a GET had said that it is gone: such a GET proves nothing."""
        return row_id in self._returned

    def drop(self, row_id: str, asked: float) -> None:
        """It is gone, as was asked at that time: nothing is kept of it."""
        for known in (self._listed, self._shown):
            known.pop(row_id, None)
        self._torn.discard(row_id)
        self._dropped[row_id] = asked
        self._last = ()
        if row_id in self.merged:
            self.merged = {one: row for one, row in self.merged.items() if one != row_id}

    def _without_dropped(self, rows: Sequence[Instance], asked: float) -> Sequence[Instance]:
        old = {one for one, at in self._dropped.items() if at < asked}
        self._returned |= {row.id for row in rows if row.id in old}
        self._dropped = {one: at for one, at in self._dropped.items() if one not in old}
        return [row for row in rows if row.id not in self._dropped]

    def _merge(self, row: Instance, asked: float, *, shown_is_newer: bool = False) -> Instance:
        known = self._shown.get(row.id)
        if known is None:
            fresh = row
        elif _agree(row, known.instance):
            self._torn.discard(row.id)
            fresh = _with_owner(known.instance, row)
        else:
            self._torn.add(row.id)
            newer = shown_is_newer or known.asked > asked
            fresh = _with_owner(known.instance, row) if newer else _remembering(row, known.instance)
        old = self.merged.get(row.id)
        return old if old is not None and old == fresh else fresh

    def _keep(self, merged: Mapping[str, Instance]) -> None:
        old = self.merged
        if len(old) != len(merged) or any(old.get(key) is not row for key, row in merged.items()):
            self.merged = merged


def _agree(row: Instance, shown: Instance) -> bool:
    """Whether all that the list tells is what the single answer told."""
    return (
        row.status == shown.status
        and row.name == shown.name
        and _fits(row.operating_status, shown.operating_status)
        and _fits(row.flavor_id, shown.flavor_id)
        and _fits(row.updated, shown.updated)
        and _fits(_size(row), _size(shown))
        and _fits(_group(row), _group(shown))
    )


def _fits(told: object, known: object) -> bool:
    return told is None or told == known


def _size(instance: Instance) -> int | float | None:
    return None if instance.volume is None else instance.volume.size


def _group(instance: Instance) -> str | None:
    return None if instance.configuration is None else instance.configuration.id


def _with_owner(shown: Instance, row: Instance) -> Instance:
    """The single answer, with what only the list of all projects tells."""
    told = {
        name: getattr(row, name)
        for name in ("tenant_id", "user_id", "host")
        if getattr(shown, name) is None and getattr(row, name) is not None
    }
    return shown.replace(**told) if told else shown


def _remembering(row: Instance, shown: Instance) -> Instance:
    """The list's row, with what was told before and is likely to be so still."""
    told = {name: getattr(shown, name) for name in _REMEMBERED if getattr(row, name) is None}
    if not row.addresses:
        told["addresses"] = shown.addresses
        told["address_types"] = shown.address_types
    if not row.replicas:
        told["replicas"] = shown.replicas
    if shown.volume is not None and shown.volume.used is not None:
        if row.volume is None:
            told["volume"] = shown.volume
        elif row.volume.used is None:
            told["volume"] = row.volume.replace(used=shown.volume.used)
    return row.replace(**told)
