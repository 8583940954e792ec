"""What a form is about, and what it is given to act on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from trove_tui.api.requests import Dialect, Request
from trove_tui.resources.resource import Shown, Tone
from trove_tui.resources.words import short_id

if TYPE_CHECKING:
    from trove_tui.api.models import Instance
    from trove_tui.live.operations import Operation
    from trove_tui.live.scope import Scope
    from trove_tui.live.snapshot import Snapshot

Send: TypeAlias = Callable[[Request], "Awaitable[Operation]"]
"""Sends a request once: returns when it was accepted, or when its outcome is unknown."""

Load: TypeAlias = Callable[[str], Awaitable[Sequence[object]]]
"""Reads a list to choose from: `datastores` or `groups`."""

LONGEST_NAME = 40
"""Characters of a name in the title."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a form is about; fixed when it opens."""

    scope: Scope
    instance: Instance | None = None
    """None where something is created."""
    endpoint: str = "https://ENDPOINT"
    """The server's address, for showing the request."""
    dialect: Dialect = Dialect.SPEC

    def title(self, verb: str) -> Shown:
        """`Resize auth-db  bj1 · 7c1d…04be`."""
        instance, scope = self.instance, self.scope
        name = instance.name if instance is not None else "an instance"
        if len(name) > LONGEST_NAME:
            name = name[: LONGEST_NAME - 1] + "…"
        rest = short_id(instance.id) if instance is not None else scope.project
        where = " · ".join(part for part in (scope.region or scope.cloud, rest) if part)
        return ((f"{verb} ", Tone.ACCENT), (name, Tone.STRONG), (f"  {where}", Tone.QUIET))

    def curl(self, request: Request) -> str:
        """The exact request as a command line, passwords masked."""
        call = request.call(self.instance.id if self.instance else None, self.dialect)
        return call.curl(self.endpoint, self.scope.project)


def context(target: Target, instance: Instance | None, snapshot: Snapshot) -> Mapping[str, Any]:
    """What the rules need to know of now."""
    told: dict[str, Any] = {"dialect": target.dialect}
    if snapshot.flavors:
        told["flavors"] = frozenset(snapshot.flavors)
    if instance is not None:
        told["flavor_id"] = instance.flavor_id
        told["volume_size"] = instance.volume.size if instance.volume else None
        told["datastore_version"] = instance.datastore.version if instance.datastore else None
    return told
