"""What a value out of an answer is: frozen, compared by its fields, made of what servers send.

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
_NEEDED = object()


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Record:
    """A value out of an answer. Two are equal when their fields are.

    Fields are declared as a dataclass has them; to make the class takes a fiftieth of the time.
    """

    fields: ClassVar[Mapping[str, object]] = {}
    """Their names, and what each is where nothing is told."""
    _needed: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = {name: cls.__dict__.get(name, _NEEDED) for name in cls.__annotations__}
        cls.fields = {**cls.fields, **own}
        cls._needed = tuple(name for name, told in cls.fields.items() if told is _NEEDED)

    def __init__(self, **told: Any) -> None:
        """Make one of its fields.

        Raises:
            TypeError: one that has no default is missing, or there is no such field.
        """
        values = {**self.fields, **told}
        if len(values) > len(self.fields) or any(values[name] is _NEEDED for name in self._needed):
            raise TypeError(f"These are not the fields of {type(self).__name__}: {list(told)}")
        self.__dict__.update(values)

    def replace(self, **changes: Any) -> Self:
        """The same but for these fields."""
        return type(self)(**{**self.__dict__, **changes})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} never changes.")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash(tuple(self.__dict__.values()))

    def __repr__(self) -> str:
        told = (f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({', '.join(told)})"


class Row(Record):
    """A value that is listed or shown by itself, and so has a text of its own."""

    __slots__ = ("_source",)  # no field: the same told in other words is the same

    @property
    def source(self) -> str:
        """The JSON the server sent, safe to show, passwords masked. Empty if it came otherwise."""
        return getattr(self, "_source", "")

    @classmethod
    def of(cls, told: object) -> Self:
        """Make one of the JSON value that a server told.

        Raises:
            ValueError: it lacks what it can't be without, such as an id.
        """
        raise NotImplementedError

    @classmethod
    def read(cls, told: object, source: str) -> Self:
        """Make one of the JSON value that `source` is the text of.

        Raises:
            ValueError: as `of`.
        """
        return cls.of(told)._from(_masked(json_text(source)))

    def replace(self, **changes: Any) -> Self:
        """The same but for these fields; its source is what it was."""
        return super().replace(**changes)._from(self.source)

    def _from(self, source: str) -> Self:
        object.__setattr__(self, "_source", source)
        return self


class Elements(tuple[E, ...]):
    """What a list holds, and what can't be shown of it."""

    lacks: str
    """That in few words: `2 left out: no id`. Empty where it is whole."""

    def __new__(cls, rows: Iterable[E] = (), lacks: str = "") -> Elements[E]:
        """These rows, but for what it lacks."""
        elements = super().__new__(cls, rows)
        elements.lacks = lacks
        return elements


def members(told: object) -> Callable[..., object]:
    """What gives the member of that name, or None."""
    if not isinstance(told, Mapping):
        raise ValueError("Not an object.")  # noqa: TRY004 - it is data that is wrong
    return told.get


# A key and what stands behind its colon. By text: a walk through values could go too deep.
_MEMBER = re.compile(rf"({STRING})\s*(?:(:\s*)({STRING}|[-0-9][-+.0-9eE]*|[\[{{]))?")


def _masked(source: str) -> str:
    """The same JSON, with a mask for what a key calls a secret."""
    lowered = source.lower()
    # An escape could hide a key from a look at the words.
    if "\\u" not in lowered and not _holds_secret_word(lowered):
        return source
    parts: list[str] = []
    at = 0
    while (found := _MEMBER.search(source, at)) is not None:
        key, colon, value = found.groups()
        if colon is None or not _holds_secret_word(json.loads(key).lower()):
            # What stands behind a colon may hold keys of its own.
            end = found.end() if colon is None else found.end(2)
            parts.append(source[at:end])
            at = end
            continue
        parts.append(f'{source[at : found.start(3)]}"{MASK}"')
        at = end_of(source, found.start(3)) if value in "[{" else found.end()
    return "".join(parts) + source[at:]


def _holds_secret_word(text: str) -> bool:
    return any(word in text for word in _SECRET_WORDS)
