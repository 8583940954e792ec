"""What the editor reads when it opens: each by itself, so that one failure hides nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, TypeVar

from trove_tui.api.errors import TroveError
from trove_tui.api.models import Group, InstanceRef, Parameter
from trove_tui.api.statuses import Health, base_health
from trove_tui.api.text import raw
from trove_tui.resources import queries
from trove_tui.ui.config_groups.value_text import defaults_by_parameter

if TYPE_CHECKING:
    from trove_tui.api.call import Dialect
    from trove_tui.live.snapshot import Snapshot
    from trove_tui.ui.forms.form_context import Load

What = Literal["group", "dialect", "parameters", "instances", "defaults"]
T = TypeVar("T")
WORDS: Mapping[What, str] = {
    "dialect": "How this server takes changes",
    "group": "The group",
    "parameters": "What its parameters allow",
    "instances": "Which instances have it",
    "defaults": "The defaults",
}


class GroupLoader:
    """The group, its parameters, its instances, their defaults; and what is wrong with each.

    Args:
        load: asks the server.
        told: called whenever something came, or didn't.
    """

    def __init__(self, load: Load, told: Callable[[], None]) -> None:
        self._load = load
        self._told = told
        self.group: Group | None = None
        self.dialect: Dialect | None = None
        self.parameters: Mapping[str, Parameter] | None = None
        self.instances: Sequence[InstanceRef] | None = None
        self.defaults: Mapping[str, str] | None = None
        self.troubles: dict[What, str] = {}
        self._passing: set[What] = set()
        """What could not be read for reasons that pass."""
        self.reading: set[What] = set()

    @property
    def is_worth_asking(self) -> bool:
        """Whether a server that answers again may tell what it could not be asked for.

        Defaults are an instance's to tell: whether the server answers says nothing of them.
        """
        return bool(self._passing - {"defaults"}) and not self.reading

    async def read(self, group_id: str, snapshot: Snapshot) -> None:
        """Read what isn't known yet."""
        if self.group is None and not await self._one("group", self._group(group_id)):
            return
        group = self.group
        if group is None:
            return
        await asyncio.gather(
            self._dialect(),
            self.read_parameters(
                group.datastore_name or "",
                group.datastore_version_id or "",
                group.datastore_version_name or "",
            ),
            self._instances_and_defaults(group_id, snapshot),
        )

    async def read_parameters(self, datastore: str, version_id: str, version: str) -> None:
        """Read what values there may be, unless it is known.

        By the version's id where there is one: two can have the same name.
        """
        if self.parameters is None:
            asking = self._parameters(datastore, version_id or version, version)
            await self._one("parameters", asking)

    async def fresh(self, group_id: str) -> Group:
        """The group as it is now, with its values.

        Raises:
            TroveError: it could not be read, or its values aren't told, which isn't none at all.
        """
        return _first(await self._load(queries.group(group_id)))

    async def _dialect(self) -> None:
        if self.dialect is None:
            await self._one("dialect", self._learn_dialect())

    async def _learn_dialect(self) -> None:
        self.dialect = _first(await self._load(queries.dialect()))

    async def _instances_and_defaults(self, group_id: str, snapshot: Snapshot) -> None:
        if self.instances is None:
            await self._one("instances", self._instances(group_id))
        healthy = next((ref.id for ref in self.instances or () if _tells(ref.id, snapshot)), None)
        if self.defaults is None and healthy is not None:
            await self._one("defaults", self._defaults(healthy))

    async def _one(self, what: What, asking: Awaitable[None]) -> bool:
        self.reading.add(what)
        self.troubles.pop(what, None)
        self._passing.discard(what)
        self._told()
        trouble = "the program failed"
        try:
            await asking
            trouble = ""
        except TroveError as error:
            trouble = error.in_full
            if error.temporary:
                self._passing.add(what)
        finally:
            self.reading.discard(what)
            if trouble:
                self.troubles[what] = f"{WORDS[what]} could not be read: {trouble}"
            self._told()
        return not trouble

    async def _group(self, group_id: str) -> None:
        self.group = await self.fresh(group_id)

    async def _parameters(self, datastore: str, version: str, name: str) -> None:
        rows = await self._load(queries.parameters(datastore, version, name))
        self.parameters = {raw(row.name): row for row in rows}

    async def _instances(self, group_id: str) -> None:
        self.instances = await self._load(queries.group_instances(group_id))

    async def _defaults(self, instance_id: str) -> None:
        settings = await self._load(queries.config(instance_id))
        self.defaults = defaults_by_parameter({raw(one.name): one.default for one in settings})


def _first(rows: Sequence[T]) -> T:
    if not rows:
        raise TroveError("the server told nothing.")
    return rows[0]


def _tells(instance_id: str, snapshot: Snapshot) -> bool:
    """Whether it is worth asking: a guest agent that is down takes minutes not to answer."""
    one = snapshot.instances.get(instance_id)
    return (
        one is not None
        and one.status == "ACTIVE"
        and base_health(one.status, one.operating_status) is Health.OK
    )
