"""Secrets as values that don't show."""

from __future__ import annotations

from typing import NoReturn


class Secret:
    """A text that is only told by `reveal()`: never in a repr, a log or a traceback."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __repr__(self) -> str:
        return "Secret('…')" if self._text else "Secret('')"

    def __str__(self) -> str:
        return "…" if self._text else ""

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret is not written anywhere")
