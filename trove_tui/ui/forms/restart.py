"""Restart: nothing to type, so the focus is on leaving."""

from __future__ import annotations

from trove_tui.changes.change import Change
from trove_tui.changes.instances import Restart
from trove_tui.text.styled import StyledText, Tone
from trove_tui.ui.forms.form import Form


class RestartForm(Form):
    """Restart the database of an instance."""

    model = Restart
    AUTO_FOCUS = "#cancel"

    def effect(self, request: Change | None) -> StyledText:
        """What it does to whoever is connected."""
        del request
        told: StyledText = (
            ("The database restarts: connections are lost for a while.", Tone.PLAIN),
        )
        if self.instance is not None and self.instance.status == "RESTART_REQUIRED":
            told += (("\nThe configuration that waits for it takes effect.", Tone.QUIET),)
        return told
