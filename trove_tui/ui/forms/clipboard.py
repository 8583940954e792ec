"""Copying what must be kept nowhere."""

from __future__ import annotations

from textual.app import App


def copy_secret(app: App[object], text: str) -> None:
    """Hand a text to the terminal's clipboard (OSC 52).

    Textual keeps what was copied, to paste it in its own fields: that one is put back.
    """
    kept = app.clipboard
    app.copy_to_clipboard(text)
    app._clipboard = kept
