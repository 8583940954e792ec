"""Copies a secret without keeping it."""

from __future__ import annotations

from typing import Any

from textual.app import App

from trove_tui.terminal import internals


def copy_secret(app: App[Any], text: str) -> bool:
    """Hand a text to the terminal's clipboard (OSC 52); whether it is kept nowhere else.

    Textual keeps what was copied, to paste it in its own fields: what it had before is put back.
    """
    before = app.clipboard
    app.copy_to_clipboard(text)
    if internals.internal(app, "_clipboard", str) is not None:
        setattr(app, "_clipboard", before)  # noqa: B010 - a private name, and it may be gone
    return app.clipboard == before
