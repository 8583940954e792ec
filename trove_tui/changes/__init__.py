"""All changes, each declared once. Forms are made from these.

They import pydantic, which the first rows would have to wait for: what is shown before a form is
opened knows a change by its name, and finds it by that here.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trove_tui.changes.change import Change


def change_named(name: str) -> type[Change]:
    """The change of that name, from whichever module of this package declares it.

    Raises:
        KeyError: none does.
    """
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        change: type[Change] | None = vars(import_module(module.name)).get(name)
        if change is not None and change.__module__ == module.name:
            return change
    raise KeyError(name)
