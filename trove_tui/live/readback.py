"""Whether what was asked for is there: for changes that no instance's status shows.

Asked only to settle one operation, never polled: most are questions to a guest agent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from trove_tui.api import absence
from trove_tui.api.errors import NotFound
from trove_tui.api.group_values import is_hidden, reads_as
from trove_tui.api.text import server_text, wire
from trove_tui.changes.databases_and_users import (
    CreateDatabases,
    CreateUsers,
    DeleteDatabase,
    DeleteUser,
)
from trove_tui.changes.groups import CreateGroup, DeleteGroup, UpdateGroup
from trove_tui.changes.quotas import UpdateQuotas
from trove_tui.live.operations import CLOCKS_DIFFER, Hidden, OpState

if TYPE_CHECKING:
    from datetime import datetime

    from trove_tui.api.call import Dialect
    from trove_tui.api.client import TroveClient
    from trove_tui.api.models import Group
    from trove_tui.live.operations import Operation


async def is_there(
    client: TroveClient, operation: Operation, before: Sequence[Any] | None = None
) -> bool | Hidden | None:
    """Read what the operation is about. None where reading can't tell.

    Args:
        client: whom to ask.
        operation: what was sent.
        before: the groups, databases or users there were before such were created: what has
            the same name as one of them proves nothing. None where they were not listed.

    Raises:
        TroveError: nothing could be read.
    """
    target = operation.instance_id
    # One that was accepted found its names free.
    old = (before or ()) if operation.state is OpState.UNKNOWN else ()
    match operation.request:
        case CreateDatabases() | DeleteDatabase():
            return await _databases(client, operation, old)
        case CreateUsers() | DeleteUser():
            return await _users(client, operation, old)
        case CreateGroup(name=name):
            since = operation.sent_at - CLOCKS_DIFFER
            return await _group_since(client, wire(name), since, before)
        case UpdateGroup():
            dialect = await client.dialect()
            return _updated(await client.group(target), operation.request, dialect)
        case DeleteGroup():
            try:
                await client.group(target)
            except NotFound as error:
                if absence.names(error, target, operation.instance_name, absence.GROUP):
                    return True
                return all(one.id != target for one in await client.groups())
            return False
        case UpdateQuotas(limits=limits):
            quotas = {wire(one.resource): one.limit for one in await client.quotas(target)}
            return all(quotas.get(wire(name)) == limit for name, limit in limits.items())
        case _:
            return None


async def _group_since(
    client: TroveClient, name: str, since: datetime, before: Sequence[Any] | None
) -> bool:
    """Whether there is a group of that name that is new: by its date, or as it wasn't listed."""
    known = None if before is None else {one.id for one in before}
    for one in await client.groups():
        if wire(one.name) != name or (known is not None and one.id in known):
            continue
        created = one.created
        if created is None and known is not None:
            return True
        if created is None:
            created = (await client.group(one.id)).created
        if created is not None and created >= since:
            return True
    return False


def _updated(group: Group, request: UpdateGroup, dialect: Dialect) -> bool | Hidden | None:
    """Whether the group is what was asked for; what is hidden in it compares to nothing."""
    told, wanted = group.values, request.sent(dialect)
    if told is None:
        return None
    if request.merges(dialect):
        told = {name: value for name, value in told.items() if name in wanted}
    elif wire(group.name) != wire(request.name):
        return False
    if told.keys() != wanted.keys():
        return False
    hidden = {name for name, value in told.items() if is_hidden(value)}
    if not all(reads_as(told[name], wanted[name]) for name in wanted if name not in hidden):
        return False
    return Hidden(tuple(map(server_text, sorted(hidden)))) if hidden else True


async def _databases(client: TroveClient, operation: Operation, old: Sequence[Any]) -> bool | None:
    names = {wire(one.name) for one in await client.databases(operation.instance_id)}
    match operation.request:
        case CreateDatabases(databases=databases):
            new = names - {wire(one.name) for one in old}
            return all(wire(one.name) in new for one in databases)
        case DeleteDatabase(name=name):
            return wire(name) not in names
        case _:
            return None


async def _users(client: TroveClient, operation: Operation, old: Sequence[Any]) -> bool | None:
    users = {(wire(one.name), wire(one.host)) for one in await client.users(operation.instance_id)}
    match operation.request:
        case CreateUsers(users=created):
            new = users - {(wire(one.name), wire(one.host)) for one in old}
            return all((wire(one.name), wire(one.host or "%")) in new for one in created)
        case DeleteUser(name=name, host=host):
            return (wire(name), wire(host or "%")) not in users
        case _:
            return None
