"""What a configuration group can hold: texts, numbers and booleans; other JSON; and what is hidden.

Names and texts are what the server sent, so that what isn't changed goes back as it came: whoever
shows one makes it safe first, with `server_text`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from trove_tui.api.coerce import number

HIDDEN = "***"
"""What upstream shows of a value that looks like a secret, by its name or in its text."""


@dataclass(frozen=True, slots=True)
class OpaqueValue:
    """A value that is no text, number or boolean: a list, null, an object. It can't be typed."""

    text: str = field(compare=False)
    """Its JSON, in the server's order."""
    _ordered: str = field(repr=False)

    @classmethod
    def of(cls, value: object) -> OpaqueValue:
        """Make one of what was read.

        Raises:
            ValueError: it is nested too deep, or holds no JSON, to be written again.
        """
        try:
            ordered = json.dumps(value, sort_keys=True, allow_nan=False)
            return cls(json.dumps(value), ordered)
        except RecursionError:
            raise ValueError("Nested too deep.") from None

    @property
    def value(self) -> object:
        """What is sent back: the same as came."""
        return json.loads(self.text)


Value: TypeAlias = str | int | float | bool
GroupValue: TypeAlias = Value | OpaqueValue


def group_values(told: object) -> Mapping[str, GroupValue] | None:
    """The values by parameter, all there are; None where they aren't known, which isn't none.

    They aren't, either, where one could not be sent back as it came: then none is written.
    """
    if not isinstance(told, dict):
        return None
    try:
        return {name: _value(value) for name, value in told.items()}
    except ValueError:
        return None


def _value(told: object) -> GroupValue:
    if isinstance(told, float) and not math.isfinite(told):
        raise ValueError("No JSON, or of more digits than can be read.")
    return told if isinstance(told, (str, int, float)) else OpaqueValue.of(told)


def is_hidden(value: GroupValue | None) -> bool:
    """Whether the server hides it or a part of it: sent back, that would replace what is there."""
    text = value.text if isinstance(value, OpaqueValue) else value
    return isinstance(text, str) and HIDDEN in text


def reads_as(told: GroupValue, wanted: GroupValue) -> bool:
    """Whether a server that was given a value may tell it so: some tell every value as a text."""
    if isinstance(told, OpaqueValue) or isinstance(wanted, OpaqueValue):
        return told == wanted
    one, other = _words(told), _words(wanted)
    count = number(one)
    return one == other or (count is not None and count == number(other))


def _words(value: Value) -> str:
    if isinstance(value, bool):
        return str(int(value))
    return {"true": "1", "false": "0"}.get(str(value).lower(), str(value))
