"""Finds the views: the resources of this package that have a view key, and registered ones.

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
    resources = [*_declared(), *_registered]
    _check(resources)
    return sorted(
        (resource for resource in resources if resource.view_key),
        key=lambda resource: resource.view_key,
    )


def first() -> Resource[Any]:
    """The view shown at the start, without importing the others."""
    from trove_tui.resources.instances import INSTANCES

    return INSTANCES


def register(resource: Resource[Any]) -> Callable[[], None]:
    """Add a resource from outside this package; returns a function that removes it.

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
    resources: list[Resource[Any]] = []
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        for value in vars(import_module(module.name)).values():
            if isinstance(value, Resource) and not any(resource is value for resource in resources):
                resources.append(value)
    return tuple(resources)


def _check(resources: Iterable[Resource[Any]]) -> None:
    taken: dict[tuple[str, str], Resource[Any]] = {}
    for resource in resources:
        for field, value in (("view key", resource.view_key), ("name", resource.name)):
            other = taken.setdefault((field, value), resource)
            if value and other is not resource:
                names = f"{other.name} ({other.title}) and {resource.name} ({resource.title})"
                raise ValueError(f"Two resources have the {field} {value!r}: {names}.")
