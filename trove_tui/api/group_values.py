"""The values of a configuration group: texts, numbers, booleans, other JSON, and hidden ones.

Names and texts are as the server sent them, so that what isn't changed goes back as it came:
`server_text` makes one safe to show.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from trove_tui.api.coerce import number

HIDDEN = "***"
"""What upstream shows in place of a value that looks like a secret, or of a part of it."""


@dataclass(frozen=True, slots=True)
class OpaqueValue:
    """A value that is a list, null or an object: shown and sent back, but not edited."""

    text: str = field(compare=False)
    """Its JSON, in the server's order."""
    _ordered: str = field(repr=False)

    @classmethod
    def of(cls, value: object) -> OpaqueValue:
        """The value that was read.

        Raises:
            ValueError: it can't be written as JSON again: nested too deep, or NaN in it.
        """
        try:
            ordered = json.dumps(value, sort_keys=True, allow_nan=False)
            return cls(json.dumps(value), ordered)
        except RecursionError:
            raise ValueError("Nested too deep.") from None

    @property
    def value(self) -> object:
        """The value as it came, to be sent back."""
        return json.loads(self.text)


Value: TypeAlias = str | int | float | bool
GroupValue: TypeAlias = Value | OpaqueValue


def group_values(members: object) -> Mapping[str, GroupValue] | None:
    """All values by parameter; None where they aren't known.

    Nor are they where one could not be sent back as it came: a PUT of the rest would drop it.
    """
    if not isinstance(members, dict):
        return None
    try:
        return {name: _value(value) for name, value in members.items()}
    except ValueError:
        return None


def _value(value: object) -> GroupValue:
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("No JSON, or of more digits than can be read.")
    return value if isinstance(value, (str, int, float)) else OpaqueValue.of(value)


def is_hidden(value: GroupValue | None) -> bool:
    """Whether the server hides the value or a part of it: sent back, the mask would replace it."""
    text = value.text if isinstance(value, OpaqueValue) else value
    return isinstance(text, str) and HIDDEN in text


def reads_as(answered: GroupValue, sent: GroupValue) -> bool:
    """Whether `answered` is what a server may show for `sent`: some show every value as a text."""
    if isinstance(answered, OpaqueValue) or isinstance(sent, OpaqueValue):
        return answered == sent
    text, other = _normalized(answered), _normalized(sent)
    count = number(text)
    return text == other or (count is not None and count == number(other))


def _normalized(value: Value) -> str:
    if isinstance(value, bool):
        return str(int(value))
    return {"true": "1", "false": "0"}.get(str(value).lower(), str(value))
