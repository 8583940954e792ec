"""The servers' own rules, as functions: each returns what it was given, or says what is wrong.

The sentences stand under a field of a form, and so don't repeat its name.
"""

# ruff: noqa: TRY004 - pydantic makes a field's error of ValueErrors only

from __future__ import annotations

import ipaddress
import json
import math
import re
from collections.abc import Iterable

from trove_tui.api.coerce import number
from trove_tui.api.group_values import HIDDEN, Value
from trove_tui.api.models import Parameter
from trove_tui.api.text import raw

LONGEST_NAME = 255
LONGEST_DATABASE = 64
LARGEST_VOLUME = 2**31 - 1
"""GB: the servers' database column holds no more."""
RESERVED_DATABASES = ("mysql", "information_schema", "performance_schema", "sys", "lost+found")
RESERVED_USERS = ("root", "os_admin")

_NEVER_IN_USERS = "'\";,`/\\"
_DATABASE_END = re.compile(r"[A-Za-z0-9_-]")
_WHOLE = re.compile(r"[+-]?[0-9]+", re.ASCII)
_HOST = re.compile(r"%?[A-Za-z0-9._]*%?")
_MYSQL_DATABASE = re.compile(r"[A-Za-z0-9_-]+[\s?#@]*[A-Za-z0-9_-]+", re.ASCII)
_MYSQLS = frozenset({"mysql", "mariadb", "percona", "pxc"})
_PLAIN = re.compile(r"[A-Za-z0-9]")


def name(value: str, *, ascii_only: bool = False) -> str:
    """The name of an instance, a group or a database: 1 to 255 characters, a letter or digit in it.

    Raises:
        ValueError: a sentence that says what is wrong, as everywhere in this module.
    """
    sent = raw(value)
    if not sent.strip():
        raise ValueError("It needs a name.")
    if len(sent) > LONGEST_NAME:
        raise ValueError(f"At most {LONGEST_NAME} characters: it has {len(sent)}.")
    if not any(letter.isalnum() and (letter.isascii() or not ascii_only) for letter in sent):
        kind = "of A to Z or a digit" if ascii_only else "or digit"
        raise ValueError(f"It needs at least one letter {kind}.")
    return value


def required_text(value: str) -> str:
    """A text that isn't empty or blank.

    Raises:
        ValueError: it is.
    """
    if not raw(value).strip():
        raise ValueError("It is needed.")
    return value


def database_name(value: str) -> str:
    """The name of a MySQL database."""
    name(value, ascii_only=True)
    sent = raw(value)
    if len(sent) > LONGEST_DATABASE:
        raise ValueError(f"At most {LONGEST_DATABASE} characters: it has {len(sent)}.")
    if not (_DATABASE_END.fullmatch(sent[0]) and _DATABASE_END.fullmatch(sent[-1])):
        raise ValueError("It must begin and end with a letter of A to Z, a digit, _ or -.")
    if sent.lower() in RESERVED_DATABASES or sent.lower().startswith("#mysql50#"):
        raise ValueError("This name is reserved.")
    return value


def database_of(datastore: str | None, value: str) -> str:
    """The name of a database in that datastore: MySQL's kind takes fewer than others do."""
    sent = raw(value)
    if datastore in _MYSQLS and not _MYSQL_DATABASE.fullmatch(sent):
        if len(sent) < 2:
            raise ValueError("At least two characters.")
        raise ValueError("Only A to Z, digits, _ and -; blanks, ?, # and @ in one place between.")
    return value


def with_a_letter(value: str) -> str:
    """A text that servers take: with a letter or digit of ASCII in it, and not too long."""
    sent = raw(value)
    if len(sent) > LONGEST_NAME:
        raise ValueError(f"At most {LONGEST_NAME} characters: it has {len(sent)}.")
    if not _PLAIN.search(sent):
        raise ValueError("It needs at least one letter of A to Z or a digit.")
    return value


def user_name(value: str, max_length: int = 32) -> str:
    """The name of a MySQL user, of at most `longest` characters."""
    sent = raw(value)
    if not sent.strip():
        raise ValueError("It needs a name.")
    if len(sent) > max_length:
        raise ValueError(f"At most {max_length} characters: it has {len(sent)}.")
    _plain_characters(sent)
    with_a_letter(sent)
    if sent.lower() in RESERVED_USERS:
        raise ValueError("This name is reserved.")
    return value


def longest_user_name(datastore_version: str | None) -> int:
    """How long a user's name may be: 16 for MySQL before 5.7, else 32."""
    match = re.fullmatch(r"(?:mysql-)?5\.([0-9])(?:\..*)?", datastore_version or "", re.IGNORECASE)
    return 16 if match and int(match.group(1)) < 7 else 32


def password(value: str) -> str:
    """A password. What is wrong is said without repeating it."""
    if not value:
        raise ValueError("It needs a password.")
    _plain_characters(value)
    with_a_letter(value)
    return value


def host(value: str) -> str:
    """Where a user may connect from: `%`, an IPv4 address, or with `%` at one of its ends.

    Servers take a `%` nowhere else, no `:` and no `-`. Whether `db%` or `10.%` is taken depends
    on how one is set up.
    """
    sent = raw(value)
    if "%" in sent and _HOST.fullmatch(sent):
        return value
    try:
        ipaddress.IPv4Address(sent)
    except ValueError:
        raise ValueError("An IPv4 address, or with % at its beginning or end: 10.0.0.%.") from None
    return value


def whole_gigabytes(value: object, old_size: int | None) -> int:
    """A size in GB as it is typed or given: a whole number, for a volume that has `old_size`."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    typed = value.strip() if isinstance(value, str) else ""
    if not _WHOLE.fullmatch(typed):
        requirement = f"More than {old_size} GB" if old_size else "At least 1 GB"
        raise ValueError(f"{requirement}, a whole number.")
    # Longer ones than Python reads at all are too large anyway.
    return int(typed) if len(typed) < 20 else int(typed[:20])


def new_size(size: int, old_size: int | None) -> int:
    """The size of a volume in GB, larger than `old_size` where that is known."""
    if size > LARGEST_VOLUME:
        raise ValueError(f"At most {LARGEST_VOLUME} GB.")
    if old_size is not None and size <= old_size:
        raise ValueError(f"More than {old_size} GB, a whole number.")
    if size < 1:
        raise ValueError("At least 1 GB, a whole number.")
    return size


def limit(value: object) -> int:
    """How much of something a project may have; -1 is unlimited."""
    if isinstance(value, bool) or not isinstance(value, int) or value < -1:
        raise ValueError("A whole number, or -1 for unlimited.")
    return value


def new_flavor(flavor_id: str, old_id: str | None, offered: Iterable[str] | None) -> str:
    """The id of a flavor that is offered (where that is known), and not `old_id`."""
    required_text(flavor_id)
    if old_id is not None and flavor_id == old_id:
        raise ValueError("It has this flavor already.")
    if offered is not None and flavor_id not in set(offered):
        raise ValueError("There is no such flavor.")
    return flavor_id


def parameter_value(parameter: Parameter, value: Value) -> Value:
    """A value for a parameter: JSON of its type, within its limits."""
    match parameter.type:
        case "integer":
            if isinstance(value, bool) or not isinstance(value, int):
                raise ValueError("A whole number.")
            _within(parameter, value)
        case "float":
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise ValueError("A number.")
            _within(parameter, value)
        case "boolean":
            if not isinstance(value, bool):
                raise ValueError("true or false.")
        case "string" | "list":
            if not isinstance(value, str):
                raise ValueError("A text.")
    return value


def typed_value(parameter: Parameter | None, typed: str) -> Value:
    """What somebody typed, as JSON of the parameter's type: `100` for an integer is not `"100"`.

    Where the parameter is not known, what reads as a number or a boolean is taken as one.
    """
    if HIDDEN in typed:
        raise ValueError(f"{HIDDEN} stands for what the server hides: type all of it anew.")
    stripped = typed.strip()
    kind = parameter.type if parameter else ""
    match kind:
        case "integer" | "float":
            parsed = number(stripped)
            if parsed is None:
                raise ValueError("A whole number." if kind == "integer" else "A number.")
            return parsed
        case "boolean":
            found_flag = {
                "true": True,
                "on": True,
                "1": True,
                "yes": True,
                "false": False,
                "off": False,
                "0": False,
                "no": False,
            }.get(stripped.lower())
            if found_flag is None:
                raise ValueError("true or false.")
            return found_flag
        case "string" | "list":
            return typed
        case _:
            return _guessed(typed)


def _guessed(typed: str) -> Value:
    try:
        value = json.loads(typed)
    except (ValueError, RecursionError):
        return typed
    finite = not isinstance(value, float) or math.isfinite(value)
    return value if isinstance(value, (int, float)) and finite else typed


def _within(parameter: Parameter, value: float) -> None:
    low, high = parameter.min, parameter.max
    if (low is not None and value < low) or (high is not None and value > high):
        if low is None:
            raise ValueError(f"At most {high}.")
        raise ValueError(f"At least {low}." if high is None else f"From {low} to {high}.")


def _plain_characters(value: str) -> None:
    if value != value.strip():
        raise ValueError("No blank at its beginning or end.")
    if any(letter in _NEVER_IN_USERS for letter in value):
        raise ValueError("None of ' \" ; , ` / \\ in it.")
