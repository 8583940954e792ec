"""Numbers, sizes and plurals as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


def format_number(number: int | float) -> str:
    """A number of GB or of things, with two places at most: `20`, `1.5`."""
    return f"{number:.2f}".rstrip("0").rstrip(".") if isinstance(number, float) else str(number)


class Amount(NamedTuple):
    """A number and its unit, in words."""

    number: str
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.number} {self.unit}" if self.unit else self.number


UNKNOWN_AMOUNT = Amount("–")


def memory(megabytes: int | float | None) -> Amount:
    """Memory in GB where it is even, in MB otherwise: 8 GB, 512 MB."""
    if megabytes is None:
        return UNKNOWN_AMOUNT
    if megabytes >= 1024 and megabytes % 1024 == 0:
        return Amount(format_number(megabytes // 1024), "GB")
    return Amount(format_number(megabytes), "MB")


def format_memory(megabytes: int | float | None) -> str:
    """Memory in words: `8 GB`; a dash for None."""
    return str(memory(megabytes))


def from_to(before: Amount, after: Amount) -> str:
    """`4 → 8 GB`: the unit once, where it is the same."""
    return f"{before.number if before.unit == after.unit else before} → {after}"


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
