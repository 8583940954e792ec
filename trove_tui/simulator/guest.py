"""What the instance's own agent does: databases and users."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

from trove_tui.simulator import names
from trove_tui.simulator.cloud import Region
from trove_tui.simulator.dialect import Dialect
from trove_tui.simulator.instances import check_ready, refusals_noted
from trove_tui.simulator.model import Instance, User
from trove_tui.simulator.refusals import Refusal, bad_request, no_such_resource


def create_databases(
    region: Region, instance: Instance, databases: Iterable[Mapping[str, Any]]
) -> None:
    """Make databases.

    Raises:
        Refusal: the instance is being built, or a name is no good or taken.
    """
    with refusals_noted(region, instance):
        check_ready(instance)
        new_names = names.database_names(databases)
        for name in new_names:
            if name in instance.databases:
                raise bad_request(f'A database with the name "{name}" already exists.')
    instance.databases.update(new_names)


def delete_database(region: Region, instance: Instance, segment: str) -> None:
    """Drop the database that this percent-encoded segment names, with its grants.

    Raises:
        Refusal: the instance is being built, or there is none such.
    """
    name = _database_in(segment, region.cloud.dialect)
    with refusals_noted(region, instance):
        check_ready(instance)
        if name not in instance.databases:
            raise Refusal(404, f"Database {name} cannot be found on the instance.")
    instance.databases.discard(name)
    for key, user in instance.users.items():
        if name in user.databases:
            others = tuple(database for database in user.databases if database != name)
            instance.users[key] = User(user.name, user.host, others)


def create_users(region: Region, instance: Instance, users: Iterable[Mapping[str, Any]]) -> None:
    """Make users.

    Raises:
        Refusal: the instance is being built, or a user is no good or there already.
    """
    with refusals_noted(region, instance):
        check_ready(instance)
        new_users = names.users(users)
        for user in new_users:
            if (user.name, user.host) in instance.users:
                raise bad_request(f'A user with the name "{user.name}" already exists.')
    instance.users.update({(user.name, user.host): user for user in new_users})


def user(instance: Instance, segment: str) -> User:
    """The user that this percent-encoded segment names: `name`, or `name@host`.

    Raises:
        Refusal: the instance is being built, or there is none such.
    """
    check_ready(instance)
    name, host = _user_in(segment)
    account = instance.users.get((name, host))
    if account is None:
        raise Refusal(404, f"User {unquote(segment)} cannot be found on the instance.")
    return account


def delete_user(region: Region, instance: Instance, segment: str) -> None:
    """Drop the user that this percent-encoded segment names.

    Raises:
        Refusal: the instance is being built, or there is none such.
    """
    with refusals_noted(region, instance):
        account = user(instance, segment)
    del instance.users[account.name, account.host]


def _user_in(segment: str) -> tuple[str, str]:
    """Decoded twice: by the framework, which knows only ASCII, and by Trove."""
    name, at, host = unquote(_decode_as_framework(segment)).rpartition("@")
    if not at:
        return host, "%"
    return (name, host) if host else (f"{name}@", "%")


def _database_in(segment: str, dialect: Dialect) -> str:
    """Decoded once; upstream takes what follows the last dot for a file's ending."""
    if dialect is Dialect.SPEC:
        return unquote(segment)
    name = _decode_as_framework(segment)
    return name.rpartition(".")[0] or name


def _decode_as_framework(segment: str) -> str:
    # The framework routes on decoded paths, so that a slash divides, and reads bytes as Latin-1.
    decoded = unquote_to_bytes(segment).decode("latin-1")
    if "/" in decoded:
        raise no_such_resource()
    return decoded
