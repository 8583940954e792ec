"""How one value of a change is checked: types for fields, and what is wrong as sentences."""

# ruff: noqa: TRY004 - pydantic makes a field's error of ValueErrors only

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    InstanceOf,
    PlainValidator,
    SecretStr,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from trove_tui.api.call import Dialect
from trove_tui.api.group_values import HIDDEN, GroupValue, OpaqueValue, is_hidden
from trove_tui.changes import rules


def _none_if_empty(value: object) -> object:
    return None if value == "" else value


def from_context(info: ValidationInfo, key: str) -> Any:
    """The value of that key in the validation context, or None."""
    return info.context.get(key) if isinstance(info.context, Mapping) else None


def at_least_one(value: tuple[Any, ...]) -> tuple[Any, ...]:
    """Not pydantic's `min_length`, which also counts as missing what is only wrong."""
    if not value:
        raise ValueError("At least one.")
    return value


def _name(value: str, info: ValidationInfo) -> str:
    return rules.name(value, ascii_only=from_context(info, "dialect") == Dialect.UPSTREAM)


def _flavor(value: str, info: ValidationInfo) -> str:
    return rules.new_flavor(value, from_context(info, "flavor_id"), from_context(info, "flavors"))


def _size(value: int, info: ValidationInfo) -> int:
    return rules.new_size(value, from_context(info, "volume_size"))


def _gigabytes(value: object, info: ValidationInfo) -> int:
    return rules.whole_gigabytes(value, from_context(info, "volume_size"))


def _password(value: SecretStr) -> SecretStr:
    rules.password(value.get_secret_value())
    return value


def _text(value: str | None, info: ValidationInfo) -> str | None:
    strict = from_context(info, "dialect") == Dialect.UPSTREAM
    return rules.with_a_letter(value) if value is not None and strict else value


def _host(value: str | None) -> str | None:
    return None if value is None else rules.host(value)


def raise_for(wrong: Mapping[str, str]) -> None:
    """Raise for fields below the one that is validated: a sentence for each, by dotted field."""
    if wrong:
        raise ValidationError.from_exception_data("Change", [
            InitErrorDetails(type=PydanticCustomError("rule", sentence), loc=(place,), input=None)
            for place, sentence in wrong.items()
        ])  # fmt: skip


def _values(value: object, info: ValidationInfo) -> dict[str, GroupValue]:
    if not isinstance(value, Mapping):
        raise ValueError("Values by parameter.")
    parameters = from_context(info, "parameters")
    wrong: dict[str, str] = {}
    for name, entry in value.items():
        if isinstance(entry, OpaqueValue):
            continue
        if not isinstance(entry, (str, int, float, bool)):
            wrong[name] = "A number, a text, true or false."
        elif parameters is not None and name not in parameters:
            wrong[name] = "This datastore version has no such parameter."
        elif parameters is not None:
            try:
                rules.parameter_value(parameters[name], entry)
            except ValueError as error:
                wrong[name] = str(error)
    raise_for(wrong)
    return dict(value)


AnyText = InstanceOf[str]
"""Not pydantic's str: that would make the escaped form of a ServerText the text that is sent."""
RequiredText = Annotated[AnyText, AfterValidator(rules.required_text)]
OptionalText = Annotated[AnyText | None, BeforeValidator(_none_if_empty)]
OptionalLabel = Annotated[OptionalText, AfterValidator(_text)]
"""Upstream takes none without a letter or digit of ASCII."""
Name = Annotated[AnyText, AfterValidator(_name)]
NewName = Annotated[AnyText, AfterValidator(str.strip), AfterValidator(_name)]
"""Servers take blanks at its ends, and then nobody can see them."""
DatabaseName = Annotated[AnyText, AfterValidator(rules.database_name)]
FlavorId = Annotated[AnyText, AfterValidator(_flavor)]
Gigabytes = Annotated[int, BeforeValidator(_gigabytes), AfterValidator(_size)]
Password = Annotated[SecretStr, AfterValidator(_password)]
Host = Annotated[OptionalText, AfterValidator(_host)]
Limit = Annotated[int, PlainValidator(rules.limit)]
GroupValues = Annotated[Mapping[str, GroupValue], PlainValidator(_values)]
"""By parameter; of its type, where the context tells the parameters. What can't be typed goes back
as it came, and only the server may judge it."""


def field_errors(error: ValidationError) -> dict[str, str]:
    """What is wrong, by dotted field (`users.0.password`): one plain sentence each.

    What concerns no field is under "".
    """
    sentences: dict[str, str] = {}
    for details in error.errors(include_url=False, include_input=False):
        sentences.setdefault(".".join(map(str, details["loc"])), _sentence(details))
    return sentences


_SENTENCES = {
    "missing": "It is needed.",
    "extra_forbidden": "There is no such field.",
    "is_instance_of": "A text.",
    "string_type": "A text.",
}
"""Pydantic's own types of errors, as they stand under a field. All others are our rules'."""


def _sentence(error: ErrorDetails) -> str:
    cause = error.get("ctx", {}).get("error")
    return (
        str(cause) if isinstance(cause, ValueError) else _SENTENCES.get(error["type"], error["msg"])
    )


def raise_for_hidden(values: Mapping[str, GroupValue]) -> None:
    """Raise for each value that holds what a server shows in place of a secret."""
    raise_for({
        f"values.{name}": f"{HIDDEN} stands for what the server hides: type it anew."
        for name, value in values.items()
        if is_hidden(value)
    })  # fmt: skip
