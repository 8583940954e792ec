"""Single values of an answer's JSON as our types: read tolerantly, never trusted.

Servers of two dialects and ten years disagree on types. A value that can't be read
is None: a list of ten thousand must not fail by one odd value in it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from trove_tui.api.text import ServerText, raw, server_lines, server_sentence, server_text

LARGEST_COUNT = 10**18
"""The largest count of GB, MB or instances. Its square is still a float."""
LARGEST_NUMBER = 10**40
"""The largest value of a parameter."""
LONGEST_NUMBER = 400
"""Characters of a number's text that are read; Python itself refuses some thousands."""
LONGEST_TIME = 64
"""Characters of a time."""
YEARS = range(1970, 2200)
"""Of what really happened. Go's zero time is in year 1, and no zone can be taken off from it."""
LONGEST_TEXT = 1_000
"""Characters of a name, a description, an address that are shown; all of it is sent back."""
LONGEST_SENTENCE = 2_000
LONGEST_LINES = 16_000
"""Characters of a fault and of its traceback: megabytes would be wrapped at each drawing."""
_INTEGER = re.compile(r"[+-]?[0-9]{1,40}")


def text(value: object) -> str:
    """A text; a number in its digits.

    Raises:
        ValueError: it is neither.
    """
    if isinstance(value, str):
        if len(value) <= LONGEST_TEXT:
            return server_text(value)
        return ServerText(f"{server_text(value[: LONGEST_TEXT - 1])}…", raw(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool) and _is_plausible(value):
        return str(value)
    raise ValueError("Not a text.")


def identifier(*values: object) -> str:
    """The first of these values that is an id; empty where the server sent an empty one.

    What has an empty id can be shown, and never be asked for or changed.

    Raises:
        ValueError: there is no id.
    """
    ids = [value for value in map(maybe_text, values) if value is not None]
    if not ids:
        raise ValueError("No id.")
    return next(filter(None, ids), "")


def maybe_text(value: object) -> str | None:
    """A text, or None."""
    try:
        return text(value)
    except ValueError:
        return None


def any_text(value: object) -> str:
    """A text, empty where there is none."""
    return maybe_text(value) or ""


def sentence(value: object) -> str:
    """A text in one line of prose, cut where it goes on for too long; empty where there is none."""
    if not isinstance(value, str):
        return any_text(value)
    line = server_sentence(value[: 4 * LONGEST_SENTENCE])  # Of blanks there may be many.
    if len(line) <= LONGEST_SENTENCE and len(value) <= 4 * LONGEST_SENTENCE:
        return line
    return f"{line[: LONGEST_SENTENCE - 1].rstrip()}…"


def lines(value: object) -> str:
    """A text of several lines, empty where there is none; of a long one its beginning and end."""
    if not isinstance(value, str):
        return any_text(value)
    if len(value) > LONGEST_LINES:
        end = 3 * LONGEST_LINES // 4  # What a traceback comes to.
        value = f"{value[: LONGEST_LINES - end]}\n…\n{value[-end:]}"
    return server_lines(value)


def number(value: object) -> int | float | None:
    """An exact integer, else a finite float, from a number or from its words."""
    if isinstance(value, str):
        value = _number_in(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not _is_plausible(value):
        return None
    return value


def _number_in(words: str) -> int | float | None:
    if len(words) > LONGEST_NUMBER:
        return None
    stripped = words.strip()
    if _INTEGER.fullmatch(stripped):
        return int(stripped)
    try:
        return float(stripped)
    except ValueError:
        return None


def _is_plausible(value: int | float) -> bool:
    return abs(value) < LARGEST_NUMBER if isinstance(value, int) else math.isfinite(value)


def amount(value: object) -> int | float | None:
    """An amount of GB, MB or things: 20, 1.5. None if negative or above `LARGEST_COUNT`."""
    parsed = number(value)
    if parsed is None or not 0 <= parsed <= LARGEST_COUNT:
        return None
    return int(parsed) if parsed == int(parsed) else parsed


def whole(value: object) -> int | None:
    """A whole number; None if it is none, or beyond `LARGEST_COUNT`."""
    parsed = number(value)
    if parsed is None or parsed != int(parsed) or abs(parsed) > LARGEST_COUNT:
        return None
    return int(parsed)


def flag(value: object) -> bool:
    """Whether it is true: as a boolean, as 1 (old servers), or as text."""
    return maybe_flag(value) is True


def maybe_flag(value: object) -> bool | None:
    """True or false; None where it is neither."""
    if isinstance(value, str):
        return {"true": True, "1": True, "false": False, "0": False}.get(value.strip().lower())
    return bool(value) if isinstance(value, (bool, int)) else None


def time(value: object) -> datetime | None:
    """A time, aware and in UTC; UTC too where it has no zone. None outside of `YEARS`."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip()) if len(value) < LONGEST_TIME else None
        except ValueError:
            return None
    if not isinstance(value, datetime) or value.year not in YEARS:
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def id_of(value: object) -> str | None:
    """The id that an object, an href or an id stands for."""
    if isinstance(value, Mapping):
        value = value.get("str_id") or value.get("id")
    if isinstance(value, str) and "/" in value:
        value = value.rstrip("/").rpartition("/")[2]
    return maybe_text(value) or None


def ids_of(value: object) -> tuple[str, ...]:
    """The ids in a list of objects or of ids, each once."""
    ids = (id_of(item) for item in value) if isinstance(value, (list, tuple)) else ()
    return unique(item for item in ids if item)


def names_of(value: object) -> tuple[str, ...]:
    """The names in a list of `{"name": …}` or of names, each once."""
    if not isinstance(value, (list, tuple)):
        return ()
    names = (item.get("name") if isinstance(item, Mapping) else item for item in value)
    return unique(name for name in map(any_text, names) if name)


def hosts(value: object) -> tuple[str, ...]:
    """A user's hosts: `%` (any) where there is none, () where they can't be read."""
    if isinstance(value, (list, tuple)):
        return names_of(value)
    host = maybe_text(value)
    return ("%",) if value is None or host == "" else () if host is None else (host,)


def addresses(*values: object) -> dict[str, str]:
    """The types by address, in the server's order; where there is none, the network's name, or "".

    A value is one text, a list of texts or of `{"address": …, "type": …}`, or an object of such
    lists by the networks' names.
    """
    types: dict[str, str] = {}
    for value in values:
        is_by_network = isinstance(value, Mapping) and not _ADDRESS.intersection(value)
        networks = value if is_by_network and isinstance(value, Mapping) else {"": value}
        for network, items in networks.items():
            for item in items if isinstance(items, (list, tuple)) else (items,):
                address, kind = _address(item)
                if address:
                    types[address] = types.get(address) or kind or any_text(network)
    return types


_ADDRESS = frozenset({"address", "addr"})


def _address(item: object) -> tuple[str, str]:
    if not isinstance(item, Mapping):
        return any_text(item), ""
    address_type = any_text(item.get("type")) or any_text(item.get("OS-EXT-IPS:type"))
    return any_text(item.get("address")) or any_text(item.get("addr")), address_type


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """The values without repetitions, in their order."""
    return tuple(dict.fromkeys(values))
