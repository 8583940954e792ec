"""Rename: the name as it is, to be changed."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult

from trove_tui.api.text import raw
from trove_tui.changes.instances import Rename
from trove_tui.ui.forms.fields import TextField
from trove_tui.ui.forms.form import Form


class RenameForm(Form):
    """Give an instance another name."""

    model = Rename

    def compose_fields(self) -> ComposeResult:
        """One line, with the name in it: unless it has characters that can't be typed."""
        name = self.instance.name if self.instance is not None else ""
        yield TextField("name", "New name", name if raw(name) == name else "")

    def own_errors(self) -> Mapping[str, str]:
        """A name that it has already is no change."""
        instance = self.instance
        if instance is not None and str(self.values()["name"]).strip() == raw(instance.name):
            return {"name": "It has this name already."}
        return {}
