"""Ages, times, sizes and names as a person reads them. Pure, and the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

_NUMBER = re.compile(r"(\d+)")


def age(span: timedelta) -> str:
    """A time span in one unit, at most four characters: `40s`, `12m`, `3h`, `5d`, `120d`."""
    seconds = max(0, int(span.total_seconds()))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def duration(seconds: float) -> str:
    """How long something took, in two units: `31s`, `4m10s`, `1h02m`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole}s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes}m{rest:02d}s" if rest else f"{minutes}m"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h{minutes:02d}m"


def clock_time(moment: datetime, now: datetime) -> str:
    """A moment in the machine's time zone: `03:41`, with its day or year where that is another."""
    local, today = moment.astimezone(), now.astimezone()
    if local.date() == today.date():
        return local.strftime("%H:%M")
    return local.strftime("%d %b %H:%M" if local.year == today.year else "%d %b %Y")


def figure(number: int | float) -> str:
    """A number of GB or of things, with two places at most: `20`, `1.5`."""
    return f"{number:.2f}".rstrip("0").rstrip(".") if isinstance(number, float) else str(number)


def ram(megabytes: int | float | None) -> str:
    """Memory in GB where it is even, in MB otherwise: `8 GB`, `512 MB`."""
    if megabytes is None:
        return "–"
    if megabytes >= 1024 and megabytes % 1024 == 0:
        return f"{figure(megabytes // 1024)} GB"
    return f"{figure(megabytes)} MB"


def store_words(kind: str | None, version: str | None, number: str | None = None) -> str:
    """`mysql 5.7.29`, or `mysql-5.1` where the version names the datastore already.

    With its number where its name doesn't tell that: `mysql 8.0 (8.0.36)`.
    """
    kind, version = kind or "", version_words(version or "", number)
    if version.startswith(kind):
        return version or "–"
    return f"{kind} {version}".strip()


def version_words(name: str, number: str | None) -> str:
    """`8.0 (8.0.36)`, or the name where that tells the number already."""
    return f"{name} ({number})".strip() if number and number not in name else name


def several(count: int, one: str) -> str:
    """`1 instance`, `2 instances`."""
    return f"{count} {one}" if count == 1 else f"{count} {one}s"


def some(names: Sequence[str], most: int = 3) -> str:
    """The first few of many names: `a, b, c and 4 more`."""
    rest = len(names) - most
    first = ", ".join(names[:most])
    return f"{first} and {rest} more" if rest > 0 else first


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key under which memory-2 comes before memory-12."""
    # Digits as text, those of longer numbers later: Python reads no number of thousands of digits.
    return tuple(
        (0, len(digits := part.lstrip("0")), digits)
        if part.isdecimal()
        else (1, 0, part.casefold())
        for part in _NUMBER.split(text)
        if part
    )


def short_id(identifier: str) -> str:
    """An id short enough for a title, still telling two apart: `3f2c…9d01`."""
    return identifier if len(identifier) <= 12 else f"{identifier[:4]}…{identifier[-4:]}"
