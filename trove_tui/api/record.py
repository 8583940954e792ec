"""The base of what answers are read into: frozen, compared by its fields.

No pydantic: each field is read tolerantly by a function of ours anyway, and the first rows would
have to wait for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Self, TypeVar, dataclass_transform

from trove_tui.api.scanning import STRING, end_of
from trove_tui.api.text import MASK, json_text

E = TypeVar("E")

_SECRET_WORDS = ("password", "adminpass", "secret", "token")
_REQUIRED = object()


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Record:
    """A value read from an answer. Two are equal when their fields are.

    Fields are declared as a dataclass has them; to make the class takes a fiftieth of the time.
    """

    fields: ClassVar[Mapping[str, object]] = {}
    """The defaults by name."""
    _required: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        defaults = {name: cls.__dict__.get(name, _REQUIRED) for name in cls.__annotations__}
        cls.fields = {**cls.fields, **defaults}
        cls._required = tuple(name for name, default in cls.fields.items() if default is _REQUIRED)

    def __init__(self, **values: Any) -> None:
        """Set the fields.

        Raises:
            TypeError: one that has no default is missing, or there is no such field.
        """
        complete = {**self.fields, **values}
        if len(complete) > len(self.fields) or any(
            complete[name] is _REQUIRED for name in self._required
        ):
            raise TypeError(f"These are not the fields of {type(self).__name__}: {list(values)}")
        self.__dict__.update(complete)

    def replace(self, **changes: Any) -> Self:
        """A copy with these fields changed."""
        return type(self)(**{**self.__dict__, **changes})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} never changes.")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash(tuple(self.__dict__.values()))

    def __repr__(self) -> str:
        fields = (f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({', '.join(fields)})"


class Row(Record):
    """A record that is listed or shown by itself, with the JSON it was read from."""

    __slots__ = ("_source",)  # no field: two rows of other JSON can be equal

    @property
    def source(self) -> str:
        """The JSON the server sent, safe to show, passwords masked. Empty if it came otherwise."""
        return getattr(self, "_source", "")

    @classmethod
    def of(cls, value: object) -> Self:
        """The row that a JSON value is.

        Raises:
            ValueError: it lacks what it can't be without, such as an id.
        """
        raise NotImplementedError

    @classmethod
    def read(cls, value: object, source: str) -> Self:
        """The row that a JSON value is, with the value's text as its source.

        Raises:
            ValueError: as `of`.
        """
        return cls.of(value)._with_source(_masked(json_text(source)))

    def replace(self, **changes: Any) -> Self:
        """A copy with these fields changed and the same source."""
        return super().replace(**changes)._with_source(self.source)

    def _with_source(self, source: str) -> Self:
        object.__setattr__(self, "_source", source)
        return self


class Elements(tuple[E, ...]):
    """The rows of a list, and what of the list can't be shown."""

    lacks: str
    """What can't be shown, in few words: `2 left out: no id`. Empty where the list is whole."""

    def __new__(cls, rows: Iterable[E] = (), lacks: str = "") -> Elements[E]:
        """A tuple of these rows, of a list that lacks this."""
        elements = super().__new__(cls, rows)
        elements.lacks = lacks
        return elements


def members(value: object) -> Callable[..., object]:
    """A function that returns an object's member by its name, or None.

    Raises:
        ValueError: the value is no object.
    """
    if not isinstance(value, Mapping):
        raise ValueError("Not an object.")  # noqa: TRY004 - it is data that is wrong
    return value.get


# A key and what stands behind its colon. By text: a walk through values could go too deep.
_MEMBER = re.compile(rf"({STRING})\s*(?:(:\s*)({STRING}|[-0-9][-+.0-9eE]*|[\[{{]))?")


def _masked(source: str) -> str:
    # A value is masked where its key says that it is a secret.
    lowered = source.lower()
    # An escape could hide a key from a look at the words.
    if "\\u" not in lowered and not _holds_secret_word(lowered):
        return source
    parts: list[str] = []
    position = 0
    while (match := _MEMBER.search(source, position)) is not None:
        key, colon, value = match.groups()
        if colon is None or not _holds_secret_word(json.loads(key).lower()):
            # What stands behind a colon may hold keys of its own.
            end = match.end() if colon is None else match.end(2)
            parts.append(source[position:end])
            position = end
            continue
        parts.append(f'{source[position : match.start(3)]}"{MASK}"')
        position = end_of(source, match.start(3)) if value in "[{" else match.end()
    return "".join(parts) + source[position:]


def _holds_secret_word(text: str) -> bool:
    return any(word in text for word in _SECRET_WORDS)
