"""Restart: nothing to type, so the focus is on leaving."""

from __future__ import annotations

from trove_tui.changes.instances import Restart
from trove_tui.ui.forms.form import Form


class RestartForm(Form):
    """Restart the database of an instance."""

    model = Restart
    AUTO_FOCUS = "#cancel"
