"""The queries of all views and forms, each defined once.

What a guest agent must answer, or what never changes, is read once and on a refresh.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from trove_tui.api.call import Dialect
from trove_tui.api.errors import NotTrove
from trove_tui.api.models import (
    Database,
    Datastore,
    Flavor,
    Group,
    InstanceRef,
    Parameter,
    Quota,
    User,
)
from trove_tui.api.text import raw, server_text
from trove_tui.live import session_queries
from trove_tui.live.scope import Scope
from trove_tui.live.snapshot import Query
from trove_tui.resources.comparing import Setting

if TYPE_CHECKING:
    from trove_tui.api.client import ListCache, TroveClient

EVERY = 30.0
"""Seconds between two reads of what somebody else may change at any time."""
ONCE = None


def flavors() -> Query[Flavor]:
    """The flavors, which every session reads."""
    return session_queries.flavors()


def quotas(scope: Scope, project: str) -> Query[Quota]:
    """A project's quotas; for the scope's own project, the query its session makes anyway."""
    if project == scope.project:
        return session_queries.quotas(project)
    return quotas_to_set(project)


def quotas_to_set(project: str) -> Query[Quota]:
    """A project's quotas by the administrators' request, refused to everybody else."""
    return Query(
        f"quotas {project}",
        lambda client, _: client.quotas(project),
        EVERY,
        lambda quota: quota.resource,
    )


def dialect() -> Query[Dialect]:
    """How the server takes changes: one row, read once."""

    async def fetch(client: TroveClient, _: ListCache[Any]) -> Sequence[Dialect]:
        return (await client.dialect(),)

    return Query("dialect", fetch, ONCE, str)


def groups() -> Query[Group]:
    """The project's configuration groups, without their values."""
    return Query(
        "groups", lambda client, cache: client.groups(cache), EVERY, lambda group: group.id
    )


def group(group_id: str) -> Query[Group]:
    """One group with its values, which a valid answer always has, empty or not."""

    async def fetch(client: TroveClient, _: ListCache[Any]) -> Sequence[Group]:
        group = await client.group(group_id)
        if group.values is None:
            raise NotTrove("The server tells nothing of its values.")
        return (group,)

    return Query(f"group {group_id}", fetch, EVERY, lambda group: group.id)


def group_instances(group_id: str) -> Query[InstanceRef]:
    """The instances that have a group attached."""
    return Query(
        f"group instances {group_id}",
        lambda client, _: client.group_instances(group_id),
        EVERY,
        lambda instance: instance.id,
    )


def databases(instance_id: str) -> Query[Database]:
    """The databases of an instance."""
    return Query(
        f"databases {instance_id}",
        lambda client, _: client.databases(instance_id),
        ONCE,
        lambda database: raw(database.name),
    )


def users(instance_id: str) -> Query[User]:
    """The users of an instance's databases."""
    return Query(
        f"users {instance_id}", lambda client, _: client.users(instance_id), ONCE, user_key
    )


def user_key(user: User) -> str:
    """`name@host`, and no other user's: the name's own `@` is escaped in it."""
    name = raw(user.name).replace("%", "%25").replace("@", "%40")
    return f"{name}@{raw(user.host)}"


def config(instance_id: str) -> Query[Setting]:
    """The default parameters of an instance's database."""

    async def fetch(client: TroveClient, _: ListCache[Any]) -> Sequence[Setting]:
        defaults = await client.default_configuration(instance_id)
        return [Setting(server_text(name), default=value) for name, value in defaults.items()]

    return Query(f"config {instance_id}", fetch, ONCE, lambda setting: raw(setting.name))


def datastores() -> Query[Datastore]:
    """The datastores with their versions."""
    return Query(
        "datastores", lambda client, _: client.datastores(), ONCE, lambda datastore: datastore.id
    )


def datastore(name: str) -> Query[Datastore]:
    """One datastore with its versions."""

    async def fetch(client: TroveClient, _: ListCache[Any]) -> Sequence[Datastore]:
        return (await client.datastore(name),)

    return Query(f"datastore {name}", fetch, ONCE, lambda datastore: datastore.id)


def parameters(store: str, version: str, version_name: str = "") -> Query[Parameter]:
    """The parameters of a datastore version, asked for by its id, else by its name."""
    return Query(
        f"parameters {store} {version}",
        lambda client, _: client.parameters(store, version, version_name),
        ONCE,
        lambda parameter: raw(parameter.name),
    )


def parameter(store: str, version: str, name: str, version_name: str = "") -> Query[Parameter]:
    """One parameter of a datastore version."""

    async def fetch(client: TroveClient, _: ListCache[Any]) -> Sequence[Parameter]:
        return (await client.parameter(store, version, name, version_name),)

    return Query(
        f"parameter {store} {version} {name}", fetch, ONCE, lambda parameter: raw(parameter.name)
    )
