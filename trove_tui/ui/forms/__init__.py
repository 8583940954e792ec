"""Forms: what is asked of a server, as modal dialogs made from the changes.

A change's own form stands in the module called as the change is: that of `ResizeVolume` in
`resize_volume`. It is imported when it is asked for; those of groups bring the editor.
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from trove_tui.changes.change import Change
from trove_tui.ui.forms.form_context import FormContext, FormSetup
from trove_tui.ui.forms.form_screen import FormScreen
from trove_tui.ui.forms.plain_form import plain_form

__all__ = ["FormContext", "FormScreen", "FormSetup", "form_for", "prepare"]

_PACKAGES = (__name__, "trove_tui.ui.config_groups")
"""Where forms are; the second is only named, as it stands on the first."""


def form_for(change: type[Change]) -> type[FormScreen]:
    """The form that asks for such a change: its own, or one made from its fields."""
    module = re.sub(r"(?<!^)(?=[A-Z])", "_", change.__name__).lower()
    for name in (f"{package}.{module}" for package in _PACKAGES):
        if find_spec(name) is not None:
            for form in _declared(name):
                if form.model is change:
                    return form
    return plain_form(change)


def _declared(name: str) -> Iterator[type[FormScreen]]:
    for one in vars(import_module(name)).values():
        if isinstance(one, type) and issubclass(one, FormScreen) and one.__module__ == name:
            yield one


def prepare() -> None:
    """Import the forms of this package, so that the first one opens at once."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
