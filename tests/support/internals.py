"""Textual's private names that the program uses, and a way to remove one of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from trove_tui.terminal import internals
from trove_tui.terminal.app import TerminalApp
from trove_tui.ui.widgets.lines import LineView

T = TypeVar("T")

LOOKED_UP = {
    "App": (
        "_batch_count", "_clipboard", "_closed", "_driver", "_handle_exception", "_notifications",
        "_unnotify",
    ),
    "Screen": ("_compositor", "_layout_required", "_scroll_required"),
    "Widget": ("_repaint_required", "_styles_cache"),
    "textual._ansi_sequences": ("ANSI_SEQUENCES_KEYS",),
    "textual._keyboard_protocol": ("FUNCTIONAL_KEYS",),
    "textual._xterm_parser": ("XTermParser",),
    "textual._styles_cache": ("StylesCache",),
}  # fmt: skip
"""By what has them: looked up as they are needed."""

REACHED = {"Compositor": ("visible_widgets",), "StylesCache": ("get_inner_outer", "set_dirty")}
"""Public names of what is private itself."""

OVERRIDDEN: dict[type, tuple[str, ...]] = {
    TerminalApp: ("_fatal_error", "_handle_exception", "_prune"),
    LineView: ("_forward_event",),
}
"""What Textual calls, and what does nothing where it no longer does."""

FOR_READING = {"ANSI_SEQUENCES_KEYS", "FUNCTIONAL_KEYS", "XTermParser"}
"""Looked up as the modules are imported."""


def take_away(name: str, patch: Callable[[object, str, object], None]) -> None:
    """Make the program see a Textual without that name.

    Args:
        name: one of those above.
        patch: sets an attribute, as `monkeypatch.setattr` does.
    """

    def without_name(look_up: Callable[..., T | None]) -> Callable[..., T | None]:
        @wraps(look_up)
        def looked_up(owner: object, wanted_name: str, *kind: Any) -> T | None:
            return None if wanted_name == name else look_up(owner, wanted_name, *kind)

        return looked_up

    for look_up in (internals.internal, internals.method, internals.internal_of):
        patch(internals, look_up.__name__, without_name(look_up))
    for ours, names in OVERRIDDEN.items():
        if name in names:  # Ours is not called: as if there were none.
            patch(ours, name, getattr(ours.__mro__[1], name))
