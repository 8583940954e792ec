"""Whether what was asked for is there: for changes that no instance's status shows.

Asked only to settle one operation, never polled: most are questions to a guest agent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trove_tui.api.errors import NotFound
from trove_tui.api.requests import (
    CreateDatabases,
    CreateGroup,
    CreateUsers,
    DeleteDatabase,
    DeleteGroup,
    DeleteUser,
    UpdateGroup,
    UpdateQuotas,
)
from trove_tui.api.text import wire
from trove_tui.live import absence
from trove_tui.live.operations import CLOCKS_DIFFER

if TYPE_CHECKING:
    from trove_tui.api.client import TroveClient
    from trove_tui.live.operations import Operation


async def is_there(client: TroveClient, operation: Operation) -> bool | None:
    """Read what the operation is about. None where reading can't tell.

    Raises:
        TroveError: nothing could be read.
    """
    target = operation.instance_id
    match operation.request:
        case CreateDatabases() | DeleteDatabase():
            return await _databases(client, operation)
        case CreateUsers() | DeleteUser():
            return await _users(client, operation)
        case CreateGroup(name=name):
            # One of that name may have been there before.
            since = operation.sent_at - CLOCKS_DIFFER
            return any(
                wire(one.name) == wire(name) and (one.created is None or one.created >= since)
                for one in await client.groups()
            )
        case UpdateGroup(name=name, values=values):
            group = await client.group(target)
            told = {wire(key): str(value) for key, value in (group.values or {}).items()}
            wanted = {wire(key): str(value) for key, value in values.items()}
            return wire(group.name) == wire(name) and told == wanted
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


async def _databases(client: TroveClient, operation: Operation) -> bool | None:
    names = {wire(one.name) for one in await client.databases(operation.instance_id)}
    match operation.request:
        case CreateDatabases(databases=databases):
            return all(wire(one.name) in names for one in databases)
        case DeleteDatabase(name=name):
            return wire(name) not in names
        case _:
            return None


async def _users(client: TroveClient, operation: Operation) -> bool | None:
    users = {(wire(one.name), wire(one.host)) for one in await client.users(operation.instance_id)}
    match operation.request:
        case CreateUsers(users=created):
            return all((wire(one.name), wire(one.host or "%")) in users for one in created)
        case DeleteUser(name=name, host=host):
            return (wire(name), wire(host or "%")) not in users
        case _:
            return None
