"""The part of JSON Schema that Trove checks bodies with, and its words when one doesn't fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from trove_tui.simulator.refusals import bad_request

Schema = Mapping[str, Any]

_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "null": (type(None),),
}


@dataclass(frozen=True, slots=True)
class _Misfit:
    path: tuple[str | int, ...]
    message: str
    below: tuple[_Misfit, ...] = ()


def check(body: object, schema: Schema) -> None:
    """Check a request's body.

    Raises:
        Refusal: 400, listing every place where it doesn't fit.
    """
    misfits = sorted(_misfits(body, schema, ()), key=lambda misfit: [*map(str, misfit.path)])
    if misfits:
        messages = [text for misfit in misfits for text in _texts(misfit)]
        raise bad_request(f"Validation error: {'; '.join(messages)}")


def _texts(misfit: _Misfit) -> Iterator[str]:
    first, *rest = misfit.path or ("body",)
    yield f"{first}{''.join(f'[{part!r}]' for part in rest)} {misfit.message}"
    for below in misfit.below:
        yield below.message


def _misfits(value: object, schema: Schema, path: tuple[str | int, ...]) -> Iterator[_Misfit]:
    if "oneOf" in schema:
        yield from _one_of_misfits(value, schema["oneOf"], path)
        return
    if not _is_type(value, schema.get("type")):
        yield _Misfit(path, f"{value!r} is not of type {schema['type']!r}")
    elif isinstance(value, dict):
        yield from _object_misfits(value, schema, path)
    elif isinstance(value, list):
        if len(value) > schema.get("maxItems", len(value)):
            yield _Misfit(path, f"{value!r} is too long")
        for number, item in enumerate(value):
            yield from _misfits(item, schema.get("items", {}), (*path, number))
    elif isinstance(value, str):
        yield from _string_misfits(value, schema, path)
    elif isinstance(value, int) and value < schema.get("minimum", value):
        yield _Misfit(path, f"{value!r} is less than the minimum of {schema['minimum']!r}")


def _object_misfits(
    value: dict[str, Any], schema: Schema, path: tuple[str | int, ...]
) -> Iterator[_Misfit]:
    properties: Mapping[str, Schema] = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield _Misfit(path, f"{name!r} is a required property")
    if not schema.get("additionalProperties", True):
        extra = [name for name in value if name not in properties]
        if extra:
            names = ", ".join(map(repr, extra))
            verb = "was" if len(extra) == 1 else "were"
            yield _Misfit(
                path, f"Additional properties are not allowed ({names} {verb} unexpected)"
            )
    for name, below in properties.items():
        if name in value:
            yield from _misfits(value[name], below, (*path, name))


def _string_misfits(value: str, schema: Schema, path: tuple[str | int, ...]) -> Iterator[_Misfit]:
    if len(value) < schema.get("minLength", 0):
        yield _Misfit(path, f"{value!r} is too short")
    if len(value) > schema.get("maxLength", len(value)):
        yield _Misfit(path, f"{value!r} is too long")
    pattern = schema.get("pattern")
    if pattern is not None and not re.search(pattern, value):
        yield _Misfit(path, f"{value!r} does not match {pattern!r}")


def _one_of_misfits(
    value: object, choices: list[Schema], path: tuple[str | int, ...]
) -> Iterator[_Misfit]:
    tried = [tuple(_misfits(value, choice, path)) for choice in choices]
    if all(tried):
        below = tuple(misfit for misfits in tried for misfit in misfits)
        yield _Misfit(path, f"{value!r} is not valid under any of the given schemas", below)


def _is_type(value: object, type_name: str | None) -> bool:
    if type_name is None:
        return True
    if type_name == "integer" and isinstance(value, bool):
        return False
    return isinstance(value, _TYPES[type_name])
