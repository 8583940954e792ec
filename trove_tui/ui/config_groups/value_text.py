"""One value of a parameter: as it is shown, what is allowed, and what is wrong with one typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from trove_tui.api.coerce import any_text, number
from trove_tui.api.group_values import HIDDEN, GroupValue, OpaqueValue, Value
from trove_tui.api.models import Parameter
from trove_tui.api.text import raw, server_text
from trove_tui.changes import rules

_WHOLE = re.compile(r"[+-]?[0-9]{1,400}", re.ASCII)
_WITH_UNIT = re.compile(r"([0-9]{1,15})\s*([KMGT])I?B?", re.IGNORECASE | re.ASCII)
_UNITS: Mapping[str, int] = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
EMPTY = '""'
"""How an empty text is shown and typed: nothing typed is no value."""
_TEXTS = ("string", "list")
_FLAGS: Mapping[str, bool] = {"true": True, "on": True, "false": False, "off": False}


@dataclass(frozen=True, slots=True)
class Wrong:
    """What was typed and can't be sent."""

    typed: str
    why: str
    """A sentence that names the value, to stand after the parameter's name."""


def same(one: GroupValue | None, other: GroupValue | None) -> bool:
    """Whether a server would be sent the same: `true` is not 1, though Python thinks so.

    What is hidden is the same as itself, as it was read: it can't be typed.
    """
    if isinstance(one, str) and isinstance(other, str):
        return raw(one) == raw(other)
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def fitted(parameter: Parameter | None, value: GroupValue) -> GroupValue:
    """A value a server told, as JSON of its parameter's type where it only reads otherwise.

    Old servers tell every value as a text, and take it back only as a number.
    """
    kind = parameter.type if parameter is not None else ""
    match kind:
        case _ if isinstance(value, OpaqueValue):
            return value
        case "integer" if isinstance(value, bool):
            return int(value)
        case "integer" | "float" if isinstance(value, str):
            found = number(value)
            whole = isinstance(found, int) or kind == "float"
            return value if found is None or not whole else found
        case "boolean" if isinstance(value, str):
            return _FLAGS.get(value.strip().lower(), value)
        case "boolean" if not isinstance(value, bool) and value in (0, 1):
            return bool(value)
        case _:
            return value


def judged(parameter: Parameter | None, typed: str, store: str) -> Value | Wrong:
    """What somebody typed as a value; or what is wrong with it, by the datastore's own rules."""
    if typed.strip() == EMPTY and (parameter is None or parameter.type in _TEXTS):
        return ""
    try:
        value = rules.typed_value(parameter, typed)
        return value if parameter is None else rules.parameter_value(parameter, value)
    except ValueError as error:
        return Wrong(typed, _why(parameter, typed.strip(), store, str(error)))


def _why(parameter: Parameter | None, typed: str, store: str, rule: str) -> str:
    if HIDDEN in typed:
        return rule
    if parameter is None:
        return f"{typed}: {rule}"
    found = int(typed) if _WHOLE.fullmatch(typed) else number(typed)
    if parameter.type == "boolean":
        return f"{typed} is neither true nor false."
    if found is None or (parameter.type == "integer" and isinstance(found, float)):
        kind = "a whole number" if parameter.type == "integer" else "a number"
        return f"{typed} is not {kind}{_written_out(typed)}."
    if parameter.max is not None and found > parameter.max:
        return f"{typed} is more than {parameter.max}, the most that {store} takes."
    if parameter.min is not None and found < parameter.min:
        return f"{typed} is less than {parameter.min}, the least that {store} takes."
    return f"{typed}: {rule}"


def _written_out(typed: str) -> str:
    """`64M` is how a configuration file says it; the server wants the number."""
    unit = _WITH_UNIT.fullmatch(typed)
    if unit is None:
        return ""
    return f": write it out, {int(unit[1]) * _UNITS[unit[2].upper()]}"


def words(value: GroupValue | None) -> str:
    """A value as it is shown, safely, and cut where it is very long; empty where there is none."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case "":
            return EMPTY
        case OpaqueValue():
            return any_text(value.text)
        case _:
            return any_text(str(value))


def to_type(value: GroupValue | None) -> str:
    """A value as it stands in the line that changes it: all of a long one."""
    return server_text(value) if isinstance(value, str) and value else words(value)


def allowed(parameter: Parameter | None) -> str:
    """Which values it takes: `1 – 65535`, `0, 1`, `true, false`, `text`."""
    if parameter is None:
        return "not known"
    match parameter.type:
        case "integer" | "float":
            return _range(parameter)
        case "boolean":
            return "true, false"
        case "string":
            return "text"
        case other:
            return other or "not known"


def _range(parameter: Parameter) -> str:
    low, high = parameter.min, parameter.max
    is_float = parameter.type == "float"
    if (low, high) == (0, 1) and not is_float:
        return "0, 1"
    suffix = " (float)" if is_float else ""
    if low is None and high is None:
        return "any number" if is_float else "any whole number"
    if high is None:
        return f"from {low}{suffix}"
    if low is None:
        return f"up to {high}{suffix}"
    return f"{low} – {high}{suffix}"


def defaults_by_parameter(config: Mapping[str, object]) -> Mapping[str, str]:
    """An instance's default configuration by parameter: files write `local-infile`."""
    return {name.replace("-", "_"): words_of(value) for name, value in config.items()}


def words_of(value: object) -> str:
    """Any value of a configuration, as it is shown."""
    return words(value) if isinstance(value, (bool, str)) else str(value)
