"""How one value of an answer is read: tolerantly, and never trusted.

Servers of two dialects and ten years disagree on types. What is not
understood is unknown (None), for a list of ten thousand must not fail by one
odd value in it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from trove_tui.api.text import ServerText, raw, server_lines, server_sentence, server_text

LARGEST_COUNT = 10**18
"""More of anything than there is: GB, MB, instances. Its square is still a float."""
LARGEST_NUMBER = 10**40
"""More than any parameter may be."""
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
"""The same of a fault and of its traceback: megabytes would be wrapped each time it is drawn."""
_INTEGER = re.compile(r"[+-]?[0-9]{1,40}")


def text(value: object) -> str:
    """A text, or the words for a number where a text was due.

    Raises:
        ValueError: it is neither.
    """
    if isinstance(value, str):
        if len(value) <= LONGEST_TEXT:
            return server_text(value)
        return ServerText(f"{server_text(value[: LONGEST_TEXT - 1])}…", raw(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool) and _is_known(value):
        return str(value)
    raise ValueError("Not a text.")


def identifier(*told: object) -> str:
    """What something is addressed by: the first of these that is one. Empty: told as nothing.

    What has an empty one can be shown, and never be asked for or changed.

    Raises:
        ValueError: none is told.
    """
    found = [one for one in map(maybe_text, told) if one is not None]
    if not found:
        raise ValueError("No id.")
    return next(filter(None, found), "")


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
    said = server_sentence(value[: 4 * LONGEST_SENTENCE])  # Of blanks there may be many.
    if len(said) <= LONGEST_SENTENCE and len(value) <= 4 * LONGEST_SENTENCE:
        return said
    return f"{said[: LONGEST_SENTENCE - 1].rstrip()}…"


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
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not _is_known(value):
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


def _is_known(value: int | float) -> bool:
    """Whether it is a number that something has."""
    return abs(value) < LARGEST_NUMBER if isinstance(value, int) else math.isfinite(value)


def amount(value: object) -> int | float | None:
    """So many GB, MB or things, whole where it is: 20, 1.5. None for less than none, too much."""
    found = number(value)
    if found is None or not 0 <= found <= LARGEST_COUNT:
        return None
    return int(found) if found == int(found) else found


def whole(value: object) -> int | None:
    """A whole number, or None: also for one too large to count anything, or to calculate with."""
    found = number(value)
    if found is None or found != int(found) or abs(found) > LARGEST_COUNT:
        return None
    return int(found)


def flag(value: object) -> bool:
    """Whether it is true: as a boolean, as 1 in old servers, or in words."""
    return maybe_flag(value) is True


def maybe_flag(value: object) -> bool | None:
    """True or false, or None where it is not told."""
    if isinstance(value, str):
        return {"true": True, "1": True, "false": False, "0": False}.get(value.strip().lower())
    return bool(value) if isinstance(value, (bool, int)) else None


def time(value: object) -> datetime | None:
    """A moment, aware and in UTC; what names no zone is UTC. None for one that never was."""
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
    found = (id_of(one) for one in value) if isinstance(value, (list, tuple)) else ()
    return unique(one for one in found if one)


def names_of(value: object) -> tuple[str, ...]:
    """The names in a list of `{"name": …}` or of names, each once."""
    if not isinstance(value, (list, tuple)):
        return ()
    found = (one.get("name") if isinstance(one, Mapping) else one for one in value)
    return unique(name for name in map(any_text, found) if name)


def hosts(value: object) -> tuple[str, ...]:
    """Where a user may connect from: `%`, anywhere, where nothing is told; none where it is odd."""
    if isinstance(value, (list, tuple)):
        return names_of(value)
    found = maybe_text(value)
    return ("%",) if value is None or found == "" else () if found is None else (found,)


def addresses(*told: object) -> dict[str, str]:
    """The addresses, in the server's order, each with its type, else the name of its network.

    They are told as one text, a list of texts or of `{"address": …, "type": …}`, or as such a
    list for each network by its name. What is told of neither is empty.
    """
    found: dict[str, str] = {}
    for value in told:
        is_by_network = isinstance(value, Mapping) and not _ADDRESS.intersection(value)
        networks = value if is_by_network and isinstance(value, Mapping) else {"": value}
        for network, listed in networks.items():
            for one in listed if isinstance(listed, (list, tuple)) else (listed,):
                address, kind = _address(one)
                if address:
                    found[address] = found.get(address) or kind or any_text(network)
    return found


_ADDRESS = frozenset({"address", "addr"})


def _address(told: object) -> tuple[str, str]:
    if not isinstance(told, Mapping):
        return any_text(told), ""
    kind = any_text(told.get("type")) or any_text(told.get("OS-EXT-IPS:type"))
    return any_text(told.get("address")) or any_text(told.get("addr")), kind


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """Each once, in the order of their first coming."""
    return tuple(dict.fromkeys(values))
