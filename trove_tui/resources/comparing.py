"""Compares the defaults of a database with the values of a configuration group. Pure.

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
_MULTIPLIERS: dict[str, int] = {unit: 1 << 10 * power for power, unit in enumerate(["", *"kmgtpe"])}
_FLAGS = {"on": 1, "true": 1, "yes": 1, "off": 0, "false": 0, "no": 0}


@dataclass(frozen=True, slots=True)
class Setting:
    """A configuration parameter: its default in the database, and its value in the group."""

    name: str
    default: str | None = None
    """None where it is not known."""
    value: GroupValue | None = None
    """The group's, not safe to show; None where it sets none."""

    @property
    def effective(self) -> GroupValue:
        """The group's value, else the default."""
        return (self.default or "") if self.value is None else self.value

    @property
    def is_hidden(self) -> bool:
        """Whether the server hides the group's value."""
        return is_hidden(self.value)

    @property
    def differs(self) -> bool:
        """Whether the group's value is known and not the default."""
        if self.value is None or self.is_hidden:
            return False
        return self.default is None or normal_value(self.value) != normal_value(self.default)


def normal_name(name: str) -> str:
    """A name to compare by: `local_infile` for `local-infile` too."""
    return raw(name).strip().replace("-", "_").casefold()


def normal_value(value: GroupValue) -> Fraction | str:
    """A value to compare by: the same for `600M` and 629145600; for `ON`, 1 and true.

    What is no number is compared as text.
    """
    text = _unescaped(value).strip()
    from fractions import Fraction  # Only now: it is slow to import, and rows come first.

    flag = _FLAGS.get(text.lower())
    if flag is not None:
        return Fraction(flag)
    amount = _AMOUNT.fullmatch(text)
    if amount is None:
        return text
    number, unit = amount.groups()
    return Fraction(number) * _MULTIPLIERS[(unit or "").lower()]


def display_text(value: GroupValue) -> str:
    """A value safe to show; `""` for an empty one, which must not look unknown."""
    return value_text(value) or '""'


def value_text(value: GroupValue) -> str:
    """A value safe to show: `true`, `100`, `utf8mb4`, `["a", "b"]`."""
    return any_text(_unescaped(value))


def _unescaped(value: GroupValue) -> str:
    if isinstance(value, OpaqueValue):
        return value.text
    if isinstance(value, str):
        return raw(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def with_group_values(
    defaults: Mapping[str, Setting], values: Mapping[str, GroupValue] | None
) -> Mapping[str, Setting]:
    """The settings by key with the group's values; last those that only the group has."""
    group_values = {normal_name(name): value for name, value in (values or {}).items()}
    rows = {
        key: setting
        if (value := group_values.get(normal_name(setting.name))) is None
        else replace(setting, value=value)
        for key, setting in defaults.items()
    }
    default_names = {normal_name(setting.name) for setting in defaults.values()}
    for name, value in (values or {}).items():
        if normal_name(name) not in default_names:
            rows[raw(name)] = Setting(server_text(name), value=value)
    return rows
