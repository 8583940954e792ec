"""Trove's rules for the names of databases and users, and for values of parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from ipaddress import AddressValueError, IPv4Address, IPv4Network, NetmaskValueError
from typing import Any

from trove_tui.simulator.model import User, Value, Version
from trove_tui.simulator.refusals import bad_request, unprocessable

_DATABASE = re.compile(r"[A-Za-z0-9_-]+[\s?#@]*[A-Za-z0-9_-]+")
_FORBIDDEN = re.compile(r"""^\s|\s$|['";`,/\\]""")
_RESERVED_DATABASES = ["mysql", "information_schema", "performance_schema", "sys"]
_RESERVED_USERS = ["os_admin", "root"]
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "boolean": bool,
    "string": str,
    "integer": int,
    "float": float,
}


class _UserError(ValueError):
    """A user can't be made like this."""


def database_names(databases: Iterable[Mapping[str, Any]]) -> list[str]:
    """The names of the databases to make, checked.

    Raises:
        Refusal: 400, one is no good, or is there twice.
    """
    names = [_database_name(database["name"]) for database in databases]
    if len(set(names)) < len(names):
        raise bad_request(
            "Two or more databases share the same name in the initial databases list. "
            "Please correct the names or remove the duplicate entries."
        )
    return names


def users(
    requested: Iterable[Mapping[str, Any]], databases: Iterable[str] | None = None
) -> list[User]:
    """The users to make, checked; with `databases`, theirs must be among them.

    Raises:
        Refusal: 400, one is no good, or is there twice.
    """
    try:
        checked = [_user(user) for user in requested]
    except _UserError as bad:
        raise bad_request(f"User create error: {bad}" if databases is None else str(bad)) from None
    known_databases = None if databases is None else set(databases)
    for user in checked:
        for database in user.databases:
            if known_databases is not None and database not in known_databases:
                raise bad_request(
                    f"The request indicates that user {user.name} should have access to database "
                    f"{database}, but database {database} is not included in the initial "
                    "databases list."
                )
    if len({(user.name, user.host) for user in checked}) < len(checked):
        raise bad_request(
            "Two or more users share the same name and host in the initial users list. "
            "Please correct the names or remove the duplicate entries."
        )
    return checked


def check_values(values: Mapping[str, Value], version: Version) -> None:
    """Check a group's values against the parameters of its datastore version.

    Raises:
        Refusal: 422, one is unknown, of another type, or out of its range.
    """
    for name, value in values.items():
        parameter = version.parameters.get(name.lower())
        if parameter is None:
            raise unprocessable(
                f"The configuration parameter {name} is not supported for this datastore: "
                f"{version.datastore} {version.name}."
            )
        if not isinstance(value, _TYPES[parameter.type]):
            raise unprocessable(
                f"The value provided for the configuration parameter {name} "
                f"is not of type {parameter.type}."
            )
        if isinstance(value, str | bool):
            continue
        if parameter.min is not None and value < parameter.min:
            raise unprocessable(
                f"The value for the configuration parameter {name} "
                f"is less than the minimum allowed: {parameter.min}"
            )
        if parameter.max is not None and value > parameter.max:
            raise unprocessable(
                f"The value for the configuration parameter {name} "
                f"is greater than the maximum allowed: {parameter.max}"
            )


def _database_name(name: str) -> str:
    if name in _RESERVED_DATABASES:
        raise bad_request(f'Database name "{name}" is on the reserved list: {_RESERVED_DATABASES}.')
    if len(name) > 64:
        raise bad_request(f"Schema name '{name}' is too long. Max length = 64.")
    if not _DATABASE.fullmatch(name):
        raise bad_request(f"'{name}' is not a valid schema name.")
    return name


def _user(body: Mapping[str, Any]) -> User:
    name, host = body["name"], body.get("host") or "%"
    if name in _RESERVED_USERS:
        raise _UserError(f'User name "{name}" is on the reserved list: {_RESERVED_USERS}.')
    if len(name) > 16:
        raise _UserError(f"User name '{name}' is too long. Max length = 16.")
    if not _well_formed(name):
        raise _UserError(f"'{name}' is not a valid user name.")
    if not _well_formed(body["password"]):
        raise _UserError(f"'{body['password']}' is not a valid password.")
    if not _is_host(host):
        raise _UserError(f"'{host}' is not a valid hostname.")
    return User(name, host, tuple(database["name"] for database in body.get("databases", ())))


def _well_formed(text: str) -> bool:
    return bool(text) and text.isprintable() and not _FORBIDDEN.search(text)


def _is_host(host: str) -> bool:
    if host == "%":
        return True
    address = host.replace("%", "1")
    try:
        if "/" in address:
            IPv4Network(address, strict=False)
        else:
            IPv4Address(address)
    except (AddressValueError, NetmaskValueError, ValueError):
        return False
    return True
