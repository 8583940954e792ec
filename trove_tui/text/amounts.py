"""Numbers, sizes and plurals as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence


def format_number(number: int | float) -> str:
    """A number of GB or of things, with two places at most: `20`, `1.5`."""
    return f"{number:.2f}".rstrip("0").rstrip(".") if isinstance(number, float) else str(number)


def format_memory(megabytes: int | float | None) -> str:
    """Memory in GB where it is even, in MB otherwise: `8 GB`, `512 MB`; a dash for None."""
    if megabytes is None:
        return "–"
    if megabytes >= 1024 and megabytes % 1024 == 0:
        return f"{format_number(megabytes // 1024)} GB"
    return f"{format_number(megabytes)} MB"


def plural(count: int, noun: str) -> str:
    """`1 instance`, `2 instances`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def first_few(names: Sequence[str], most: int = 3) -> str:
    """The first few of many names: `a, b, c and 4 more`."""
    rest = len(names) - most
    first = ", ".join(names[:most])
    return f"{first} and {rest} more" if rest > 0 else first


def short_id(identifier: str) -> str:
    """An id short enough for a title, still telling two apart: `3f2c…9d01`."""
    return identifier if len(identifier) <= 12 else f"{identifier[:4]}…{identifier[-4:]}"
