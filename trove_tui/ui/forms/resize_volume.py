"""Resize the volume: larger only."""

from __future__ import annotations

from textual.app import ComposeResult

from trove_tui.changes.instances import ResizeVolume
from trove_tui.text.amounts import format_number
from trove_tui.ui.forms.fields import TextField
from trove_tui.ui.forms.form import Form


class ResizeVolumeForm(Form):
    """Give an instance a larger volume."""

    model = ResizeVolume

    def compose_fields(self) -> ComposeResult:
        """One number; what it has now stands under it."""
        yield TextField("size", "New size", server_names=("size", "volume"), hint=self._now())

    def _now(self) -> str:
        volume = self.instance.volume if self.instance is not None else None
        if volume is None or volume.size is None:
            return "in GB"
        used = f", {volume.used_percent:.0f} % used" if volume.used_percent is not None else ""
        return f"GB; it has {format_number(volume.size)}{used}"

    @property
    def _gigabytes(self) -> int | float | None:
        volume = self.instance.volume if self.instance is not None else None
        return volume.size if volume is not None else None
