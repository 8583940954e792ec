"""Instances merged from lists and from details (`GET /instances/{id}`).

A list row has fewer fields than a detail, and may be newer or older. A merged row that did
not change stays the same object, so that rows can be compared by identity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from trove_tui.api.call import is_address
from trove_tui.api.models import Instance
from trove_tui.live.snapshot import NO_ROWS


class Sweep(NamedTuple):
    """What the merge of a list found."""

    missing: tuple[str, ...] = ()
    """Ids that the list lacks. Their rows stay: a GET of each tells whether they are gone."""
    outdated: tuple[str, ...] = ()
    """Ids whose list row no longer agrees with their detail."""


class _Detail(NamedTuple):
    instance: Instance
    asked_at: float
    """When it was asked for, on the monotonic clock: lists asked for later are newer."""


_DETAIL_FIELDS = (
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
"""Fields that list rows may lack and that outlive a change of status: not `updated`, `fault`."""


class InstanceMerge:
    """The merged rows of all instances, by id."""

    def __init__(self) -> None:
        self.merged: Mapping[str, Instance] = NO_ROWS
        """In the server's order. Another mapping where anything differs, else the same."""
        self._listed: dict[str, Instance] = {}
        self._details: dict[str, _Detail] = {}
        self._disagreeing: set[str] = set()
        """Ids whose list row and detail differ."""
        self._dropped: dict[str, float] = {}
        """Ids that are gone, and when the GET that said so was sent: older lists still have them.
        """
        self._returned: set[str] = set()
        """Ids that were dropped, and that a later list had again."""
        self.listed_at = float("-inf")
        """When the last whole list was asked for, on the monotonic clock."""
        self._last_list: Sequence[Instance] = ()

    def add_page(self, rows: Sequence[Instance]) -> None:
        """Merge rows of a list whose other pages are still to come."""
        self._listed |= {row.id: row for row in rows}
        self.merged = {**self.merged, **{row.id: row for row in rows}}

    def add_list(self, rows: Sequence[Instance], asked_at: float) -> Sweep:
        """Merge a whole list asked for at that monotonic time."""
        self.listed_at = asked_at
        if rows is self._last_list and not self._disagreeing and len(rows) == len(self.merged):
            return Sweep()
        self._last_list = rows
        if self._dropped:
            rows = self._without_dropped(rows, asked_at)
        old, outdated = self.merged, []
        merged: dict[str, Instance] = {}
        for row in rows:
            row_id = row.id
            if (
                self._listed.get(row_id) is row
                and row_id not in self._disagreeing
                and row_id in old
            ):
                merged[row_id] = old[row_id]
                continue
            merged[row_id] = self._merge(row, asked_at)
            if row_id in self._disagreeing:
                outdated.append(row_id)
        # What has no address for a GET can't be found gone by one: the list alone decides.
        missing = tuple(row_id for row_id in old if row_id not in merged and is_address(row_id))
        merged |= {row_id: old[row_id] for row_id in missing}
        self._listed = {row.id: row for row in rows}
        self._set_merged(merged)
        return Sweep(missing, tuple(outdated))

    def add_detail(self, instance: Instance, asked_at: float) -> None:
        """Merge a detail asked for at that monotonic time."""
        row_id = instance.id
        detail = self._details.get(row_id)
        if detail is not None and detail.asked_at > asked_at:
            return  # answers can overtake each other
        if detail is not None and detail.instance == instance:
            instance = detail.instance
        self._details[row_id] = _Detail(instance, asked_at)
        row = self._listed.get(row_id)
        fresh = instance if row is None else self._merge(row, asked_at, detail_is_newer=True)
        if self.merged.get(row_id) is not fresh:
            self._set_merged({**self.merged, row_id: fresh})

    def is_missing(self, row_id: str) -> bool:
        """Whether the last whole list lacked it, and no newer detail has it."""
        detail = self._details.get(row_id)
        seen_at = float("-inf") if detail is None else detail.asked_at
        return row_id not in self._listed and seen_at < self.listed_at

    def has_returned(self, row_id: str) -> bool:
        """Whether a list had it again after it was dropped: a GET's 404 proves nothing of it."""
        return row_id in self._returned

    def drop(self, row_id: str, asked_at: float) -> None:
        """Remove an instance that is gone by a GET sent at that monotonic time."""
        for rows in (self._listed, self._details):
            rows.pop(row_id, None)
        self._disagreeing.discard(row_id)
        self._dropped[row_id] = asked_at
        self._last_list = ()
        if row_id in self.merged:
            self.merged = {
                other_id: row for other_id, row in self.merged.items() if other_id != row_id
            }

    def _without_dropped(self, rows: Sequence[Instance], asked_at: float) -> Sequence[Instance]:
        outdated = {row_id for row_id, at in self._dropped.items() if at < asked_at}
        self._returned |= {row.id for row in rows if row.id in outdated}
        self._dropped = {
            row_id: at for row_id, at in self._dropped.items() if row_id not in outdated
        }
        return [row for row in rows if row.id not in self._dropped]

    def _merge(self, row: Instance, asked_at: float, *, detail_is_newer: bool = False) -> Instance:
        detail = self._details.get(row.id)
        if detail is None:
            merged = row
        elif _row_agrees(row, detail.instance):
            self._disagreeing.discard(row.id)
            merged = _with_owner(detail.instance, row)
        else:
            self._disagreeing.add(row.id)
            use_detail = detail_is_newer or detail.asked_at > asked_at
            merged = (
                _with_owner(detail.instance, row)
                if use_detail
                else _filled_from(row, detail.instance)
            )
        old = self.merged.get(row.id)
        return old if old is not None and old == merged else merged

    def _set_merged(self, merged: Mapping[str, Instance]) -> None:
        old = self.merged
        if len(old) != len(merged) or any(old.get(key) is not row for key, row in merged.items()):
            self.merged = merged


def _row_agrees(row: Instance, detail: Instance) -> bool:
    return (
        row.status == detail.status
        and row.name == detail.name
        and _agrees(row.operating_status, detail.operating_status)
        and _agrees(row.flavor_id, detail.flavor_id)
        and _agrees(row.updated, detail.updated)
        and _agrees(_volume_size(row), _volume_size(detail))
        and _agrees(_group_id(row), _group_id(detail))
    )


def _agrees(listed: object, detail: object) -> bool:
    return listed is None or listed == detail


def _volume_size(instance: Instance) -> int | float | None:
    return None if instance.volume is None else instance.volume.size


def _group_id(instance: Instance) -> str | None:
    return None if instance.configuration is None else instance.configuration.id


def _with_owner(detail: Instance, row: Instance) -> Instance:
    # Only the list of all projects has these fields.
    owner = {
        name: getattr(row, name)
        for name in ("tenant_id", "user_id", "host")
        if getattr(detail, name) is None and getattr(row, name) is not None
    }
    return detail.replace(**owner) if owner else detail


def _filled_from(row: Instance, detail: Instance) -> Instance:
    filled = {name: getattr(detail, name) for name in _DETAIL_FIELDS if getattr(row, name) is None}
    if not row.addresses:
        filled["addresses"] = detail.addresses
        filled["address_types"] = detail.address_types
    if not row.replicas:
        filled["replicas"] = detail.replicas
    if detail.volume is not None and detail.volume.used is not None:
        if row.volume is None:
            filled["volume"] = detail.volume
        elif row.volume.used is None:
            filled["volume"] = row.volume.replace(used=detail.volume.used)
    return row.replace(**filled)
