"""The views there are: every resource in this package that has a key, and what is registered.

A resource is added by adding its file: nothing here names one.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import import_module
from typing import Any

import trove_tui.resources
from trove_tui.resources.resource import Resource

_registered: list[Resource[Any]] = []


def views() -> Sequence[Resource[Any]]:
    """The views, by their keys.

    Raises:
        ValueError: two of them have the same key or name.
    """
    found = [*_declared(), *_registered]
    _check(found)
    return sorted((one for one in found if one.view_key), key=lambda one: one.view_key)


def first() -> Resource[Any]:
    """The view that one begins in, without importing the others."""
    from trove_tui.resources.instances import INSTANCES

    return INSTANCES


def register(resource: Resource[Any]) -> Callable[[], None]:
    """Add a resource from outside this package; returns what takes it away again.

    Raises:
        ValueError: another has its key or name.
    """
    _check([*_declared(), *_registered, resource])
    _registered.append(resource)
    return lambda: _registered.remove(resource)


@cache
def _declared() -> Sequence[Resource[Any]]:
    """All resources at the top of a module of this package, each once."""
    package = trove_tui.resources
    found: list[Resource[Any]] = []
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        for one in vars(import_module(module.name)).values():
            if isinstance(one, Resource) and not any(known is one for known in found):
                found.append(one)
    return tuple(found)


def _check(resources: Iterable[Resource[Any]]) -> None:
    taken: dict[tuple[str, str], Resource[Any]] = {}
    for one in resources:
        for what, value in (("view key", one.view_key), ("name", one.name)):
            other = taken.setdefault((what, value), one)
            if value and other is not one:
                both = f"{other.name} ({other.title}) and {one.name} ({one.title})"
                raise ValueError(f"Two resources have the {what} {value!r}: {both}.")
