"""What can be asked for, each change declared once. Forms are made from these.

They come with pydantic, which the first rows would have to wait for: whoever needs one before
somebody asks for it names it, and finds it by that name here.
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
        found: type[Change] | None = vars(import_module(module.name)).get(name)
        if found is not None and found.__module__ == module.name:
            return found
    raise KeyError(name)
