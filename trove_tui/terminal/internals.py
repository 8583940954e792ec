"""Textual's private names, reached so that a version without one costs speed and nothing else.

Each is looked up where it is needed, and whoever does has another way. What is overridden, by
`TerminalApp` and by `ui/widgets/lines`, is another matter: where Textual no longer calls it, it
does nothing. A test knows all of them and says which one is gone.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TypeVar

T = TypeVar("T")


def internal(owner: object, name: str, kind: type[T]) -> T | None:
    """A private attribute of an object; None where there is none, or none of that kind."""
    value = getattr(owner, name, None)
    return value if isinstance(value, kind) else None


def method(owner: object, name: str) -> Callable[..., object] | None:
    """A private method, or a method of something private; None where there is none."""
    value: Callable[..., object] | None = getattr(owner, name, None)
    return value if callable(value) else None


def internal_of(module: str, name: str, kind: type[T]) -> T | None:
    """A name of a private module; None where there is none, or none of that kind."""
    try:
        return internal(import_module(module), name, kind)
    except ImportError:
        return None
