"""TroveClient: one coroutine for each thing the API offers.

Reads are tried again when the network fails; a change is sent once. What a
method raises besides what it names: `NotSent` and `ReadFailed` for reads,
`NotSent` and `OutcomeUnknown` for changes, `Unauthorized` and `Forbidden`
for either.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import TracebackType
from typing import Self, TypeVar

from trove_tui.api.base_client import BaseClient
from trove_tui.api.call import Dialect, path_of
from trove_tui.api.errors import BadRequest, NotFound, NotTrove
from trove_tui.api.group_values import GroupValue, OpaqueValue, group_values
from trove_tui.api.models import (
    Database,
    Datastore,
    Flavor,
    Group,
    Instance,
    InstanceRef,
    Limits,
    Parameter,
    Quota,
    User,
)
from trove_tui.api.pages import ListCache
from trove_tui.api.record import Elements
from trove_tui.api.text import raw, server_text
from trove_tui.api.transport import Accepted, RequestRecord

One = TypeVar("One", Instance, Group)
T = TypeVar("T")

__all__ = ["Accepted", "ListCache", "RequestRecord", "TroveClient"]


class TroveClient(BaseClient):
    """A Trove server, as one project sees it. `async with`, or `aclose()` at the end."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def check(self) -> None:
        """Whether the server takes the token in this project: by one small list.

        Raises:
            Unauthorized: it knows no such token, or no longer.
            Forbidden: it is another project's.
        """
        await self._transport.read(path_of(("datastores",)))

    async def dialect(self) -> Dialect:
        """The server's dialect: by its answers so far, else by asking for its datastores."""
        if self._dialect is None:
            await self.datastores()
        return self._dialect or Dialect.SPEC

    # Instances

    async def instances(
        self,
        *,
        all_projects: bool = False,
        cache: ListCache[Instance] | None = None,
        on_page: Callable[[Sequence[Instance]], None] | None = None,
    ) -> Elements[Instance]:
        """The project's instances: `GET /instances`, all pages.

        Args:
            all_projects: list those of all projects, as the specification has it; upstream
                ignores that and has `mgmt_instances`.
            cache: the same at each call, so that unchanged rows stay the same objects.
            on_page: given each page's new rows as it comes; again if the list has to be read
                again.

        Raises:
            ListIncomplete: its pages don't fit together.
        """
        query = (("all_tenants", "1"),) if all_projects else ()
        segments = ("instances",)
        return await self._list(segments, "instances", Instance, query, cache, on_page)

    async def instances_detail(
        self,
        *,
        cache: ListCache[Instance] | None = None,
        on_page: Callable[[Sequence[Instance]], None] | None = None,
    ) -> Elements[Instance]:
        """The project's instances with all fields: upstream's `GET /instances/detail`.

        Raises:
            NotFound, NotTrove: the specification's servers don't have it.
            ListIncomplete: its pages don't fit together.
        """
        segments = ("instances", "detail")
        return await self._list(segments, "instances", Instance, (), cache, on_page)

    async def mgmt_instances(
        self,
        *,
        cache: ListCache[Instance] | None = None,
        on_page: Callable[[Sequence[Instance]], None] | None = None,
    ) -> Elements[Instance]:
        """All projects' instances, for administrators: upstream's `GET /mgmt/instances`.

        It pages by offset: while instances change, a row can be missing from it, or come twice.

        Raises:
            NotFound: the specification's servers don't have it.
        """
        listed = await self._list(
            ("mgmt", "instances"),
            "instances",
            Instance,
            (("deleted", "false"),),
            cache,
            on_page,
            by_offset=True,
        )
        if not any(instance.deleted for instance in listed):
            return listed
        alive = (instance for instance in listed if not instance.deleted)
        return Elements(alive, listed.lacks)

    async def instance(self, instance_id: str) -> Instance:
        """One instance with all its fields: `GET /instances/{id}`.

        Raises:
            NotFound: it has gone.
        """
        instance = await self._show(("instances", instance_id), "instance", Instance)
        return _checked(instance, instance_id)

    async def default_configuration(self, instance_id: str) -> dict[str, str]:
        """The defaults of its database: `GET /instances/{id}/configuration`.

        Names are as the server sent them, values are safe to show.
        """
        answer = await self._value(("instances", instance_id, "configuration"), "instance")
        values = group_values(answer.get("configuration") if isinstance(answer, Mapping) else None)
        if values is None:
            raise NotTrove("The answer tells no configuration.", status=200)
        return {name: server_text(_text(value)) for name, value in values.items()}

    # Databases and users: questions to the instance itself, which may take long.

    async def databases(self, instance_id: str) -> Elements[Database]:
        """Its databases: `GET /instances/{id}/databases`, all pages.

        Raises:
            NotAllowedNow: it can't be asked in its status.
        """
        segments = ("instances", instance_id, "databases")
        return await self._list(segments, "databases", Database, identity=_by_name)

    async def users(self, instance_id: str) -> Elements[User]:
        """The users of its databases: `GET /instances/{id}/users`, all pages.

        Raises:
            NotAllowedNow: it can't be asked in its status.
        """
        segments = ("instances", instance_id, "users")
        return await self._list(segments, "users", User, identity=_by_name_and_host)

    # Datastores and flavors

    async def datastores(self) -> Elements[Datastore]:
        """The datastores that the server offers: `GET /datastores`."""
        listed = await self._list(("datastores",), "datastores", Datastore)
        if self._dialect is None and listed:
            self._dialect = Dialect.SPEC
        return listed

    async def datastore(self, name: str) -> Datastore:
        """One datastore: `GET /datastores/{name}`.

        Raises:
            NotFound: there is none of that name.
        """
        return await self._show(("datastores", name), "datastore", Datastore)

    async def parameters(
        self, datastore: str, version: str, version_name: str = ""
    ) -> Elements[Parameter]:
        """The parameters that groups can set: `GET /datastores/{}/versions/{}/parameters`.

        `version` is an id where there is one, as two versions can have the same name; where a
        server finds nothing by it, it is asked by `version_name`.

        Raises:
            NotFound, BadRequest: there is no such datastore or version.
        """

        async def fetch(version: str) -> Elements[Parameter]:
            segments = ("datastores", datastore, "versions", version, "parameters")
            key = "configuration-parameters"
            return await self._list(segments, key, Parameter, identity=_by_name)

        return await _by_id_or_name(fetch, version, version_name)

    async def parameter(
        self, datastore: str, version: str, name: str, version_name: str = ""
    ) -> Parameter:
        """One parameter: `GET /datastores/{}/versions/{}/parameters/{name}`.

        Raises:
            NotFound, BadRequest: there is none of that name.
        """

        async def fetch(version: str) -> Parameter:
            segments = ("datastores", datastore, "versions", version, "parameters", name)
            return await self._show(segments, None, Parameter)

        return await _by_id_or_name(fetch, version, version_name)

    async def flavors(self) -> Elements[Flavor]:
        """The sizes instances can have: `GET /flavors`."""
        return await self._list(("flavors",), "flavors", Flavor)

    # Configuration groups

    async def groups(self, cache: ListCache[Group] | None = None) -> Elements[Group]:
        """The project's configuration groups, without values: `GET /configurations`, all pages."""
        return await self._list(("configurations",), "configurations", Group, cache=cache)

    async def group(self, group_id: str) -> Group:
        """One group, with its values: `GET /configurations/{id}`.

        Raises:
            NotFound: it has gone.
        """
        group = await self._show(("configurations", group_id), "configuration", Group)
        return _checked(group, group_id)

    async def group_instances(self, group_id: str) -> Elements[InstanceRef]:
        """The instances that have it attached: `GET /configurations/{id}/instances`, all pages.

        Raises:
            NotFound: the group has gone.
        """
        segments = ("configurations", group_id, "instances")
        return await self._list(segments, "instances", InstanceRef)

    # Quotas

    async def quotas(self, project: str) -> Elements[Quota]:
        """A project's quotas, for administrators: `GET /mgmt/quotas/{project}`."""
        return Quota.many(await self._collection(("mgmt", "quotas", project), "quotas"))

    async def limits(self) -> Limits:
        """The project's own maxima, for its members: upstream's `GET /limits`.

        Raises:
            NotFound: the specification's servers don't have it.
        """
        return Limits.of(await self._collection(("limits",), "limits"))


def _checked(row: One, requested_id: str) -> One:
    # Another's data must never be shown in its place.
    if raw(row.id) != raw(requested_id):
        raise NotTrove("The answer is about something else than was asked for.", status=200)
    return row


def _by_name(row: Database | Parameter) -> str:
    return raw(row.name)


def _by_name_and_host(user: User) -> tuple[str, str]:
    return raw(user.name), raw(user.host)


async def _by_id_or_name(ask: Callable[[str], Awaitable[T]], version: str, name: str) -> T:
    try:
        return await ask(version)
    except (NotFound, BadRequest):
        if raw(name) in ("", raw(version)):
            raise
    return await ask(name)


def _text(value: GroupValue) -> str:
    if isinstance(value, OpaqueValue):
        return value.text
    return str(value).lower() if isinstance(value, bool) else str(value)
