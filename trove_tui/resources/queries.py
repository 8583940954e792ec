"""What is asked for while it is shown: one definition of each, for views, forms and sessions.

What is a question to a guest agent, or never changes, is asked once and when refreshed.
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
"""Seconds between two askings of what somebody else may change at any time."""
ONCE = None


def flavors() -> Query[Flavor]:
    """The sizes that instances can have: every session asks for them."""
    return session_queries.flavors()


def quotas(scope: Scope, project: str) -> Query[Quota]:
    """A project's quotas. The scope's own are those that its session asks for anyway."""
    if project == scope.project:
        return session_queries.quotas(project)
    return quotas_to_set(project)


def quotas_to_set(project: str) -> Query[Quota]:
    """A project's quotas as an administrator reads them: refused to whoever may not set them."""
    return Query(
        f"quotas {project}",
        lambda client, _: client.quotas(project),
        EVERY,
        lambda one: one.resource,
    )


def dialect() -> Query[Dialect]:
    """How the server takes changes: one row, asked for once."""

    async def fetch(client: TroveClient, _: ListCache[Any]) -> Sequence[Dialect]:
        return (await client.dialect(),)

    return Query("dialect", fetch, ONCE, str)


def groups() -> Query[Group]:
    """The project's configuration groups, without their values."""
    return Query("groups", lambda client, known: client.groups(known), EVERY, lambda one: one.id)


def group(group_id: str) -> Query[Group]:
    """One group, with its values. A page without any isn't one of a group that has none."""

    async def fetch(client: TroveClient, _: ListCache[Any]) -> Sequence[Group]:
        group = await client.group(group_id)
        if group.values is None:
            raise NotTrove("The server tells nothing of its values.")
        return (group,)

    return Query(f"group {group_id}", fetch, EVERY, lambda one: one.id)


def group_instances(group_id: str) -> Query[InstanceRef]:
    """The instances that have a group attached."""
    return Query(
        f"group instances {group_id}",
        lambda client, _: client.group_instances(group_id),
        EVERY,
        lambda one: one.id,
    )


def databases(instance_id: str) -> Query[Database]:
    """The databases of an instance."""
    return Query(
        f"databases {instance_id}",
        lambda client, _: client.databases(instance_id),
        ONCE,
        lambda one: raw(one.name),
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
    """The values that an instance's database has by itself."""

    async def fetch(client: TroveClient, _: ListCache[Any]) -> Sequence[Setting]:
        told = await client.default_configuration(instance_id)
        return [Setting(server_text(name), default=value) for name, value in told.items()]

    return Query(f"config {instance_id}", fetch, ONCE, lambda one: raw(one.name))


def datastores() -> Query[Datastore]:
    """The databases that the server offers, with their versions."""
    return Query("datastores", lambda client, _: client.datastores(), ONCE, lambda one: one.id)


def datastore(name: str) -> Query[Datastore]:
    """One of them."""

    async def fetch(client: TroveClient, _: ListCache[Any]) -> Sequence[Datastore]:
        return (await client.datastore(name),)

    return Query(f"datastore {name}", fetch, ONCE, lambda one: one.id)


def parameters(store: str, version: str, version_name: str = "") -> Query[Parameter]:
    """What a configuration group for that datastore version can set, by its id, else its name."""
    return Query(
        f"parameters {store} {version}",
        lambda client, _: client.parameters(store, version, version_name),
        ONCE,
        lambda one: raw(one.name),
    )


def parameter(store: str, version: str, name: str, version_name: str = "") -> Query[Parameter]:
    """One of them."""

    async def fetch(client: TroveClient, _: ListCache[Any]) -> Sequence[Parameter]:
        return (await client.parameter(store, version, name, version_name),)

    return Query(f"parameter {store} {version} {name}", fetch, ONCE, lambda one: raw(one.name))
