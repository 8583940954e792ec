"""Comparing a database's own values with a group's: pure functions of what both are called.

A template says `local-infile` and `600M` where a group says `local_infile` and 629145600.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from trove_tui.api.coerce import any_text
from trove_tui.api.group_values import GroupValue, OpaqueValue, is_hidden
from trove_tui.api.text import raw, server_text

if TYPE_CHECKING:
    from fractions import Fraction

# Bounded: Python refuses to read numbers of thousands of digits.
_AMOUNT = re.compile(r"([+-]?\d{1,40}(?:\.\d{1,40})?)(?:([kmgtpe])b?)?", re.ASCII | re.IGNORECASE)
_POWERS: dict[str, int] = {unit: 1 << 10 * power for power, unit in enumerate(["", *"kmgtpe"])}
_FLAGS = {"on": 1, "true": 1, "yes": 1, "off": 0, "false": 0, "no": 0}


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter of an instance: what its database has by itself, and what its group says."""

    name: str
    default: str | None = None
    """None where the database's own values don't tell."""
    value: GroupValue | None = None
    """The group's, not safe to show; None where it sets none."""

    @property
    def effective(self) -> GroupValue:
        """What it comes to: the group's value, else the default."""
        return (self.default or "") if self.value is None else self.value

    @property
    def is_hidden(self) -> bool:
        """Whether the server doesn't tell what the group says of it."""
        return is_hidden(self.value)

    @property
    def differs(self) -> bool:
        """Whether the group makes it another value than it would be; not where that is hidden."""
        if self.value is None or self.is_hidden:
            return False
        return self.default is None or normal_value(self.value) != normal_value(self.default)


def normal_name(name: str) -> str:
    """What a parameter is called however it is written: `local_infile`."""
    return raw(name).strip().replace("-", "_").casefold()


def normal_value(value: GroupValue) -> Fraction | str:
    """What a value comes to: the same for `600M`, `629145600` and 629145600; for `ON`, 1 and true.

    What is no number is its text.
    """
    text = _in_full(value).strip()
    from fractions import Fraction  # Only now: it is slow to import, and rows come first.

    flag = _FLAGS.get(text.lower())
    if flag is not None:
        return Fraction(flag)
    amount = _AMOUNT.fullmatch(text)
    if amount is None:
        return text
    number, unit = amount.groups()
    return Fraction(number) * _POWERS[(unit or "").lower()]


def shown(value: GroupValue) -> str:
    """Its words to be looked at: what is empty is not unknown."""
    return words(value) or '""'


def words(value: GroupValue) -> str:
    """A value as it is read, safe to show: `true`, `100`, `utf8mb4`, `["a", "b"]`."""
    return any_text(_in_full(value))


def _in_full(value: GroupValue) -> str:
    if isinstance(value, OpaqueValue):
        return value.text
    if isinstance(value, str):
        return raw(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def merged(
    defaults: Mapping[str, Setting], values: Mapping[str, GroupValue] | None
) -> Mapping[str, Setting]:
    """The settings by key, each with what the group says of it; then what only the group names."""
    said = {normal_name(name): value for name, value in (values or {}).items()}
    rows = {
        key: setting
        if (value := said.get(normal_name(setting.name))) is None
        else replace(setting, value=value)
        for key, setting in defaults.items()
    }
    known = {normal_name(setting.name) for setting in defaults.values()}
    for name, value in (values or {}).items():
        if normal_name(name) not in known:
            rows[raw(name)] = Setting(server_text(name), value=value)
    return rows
