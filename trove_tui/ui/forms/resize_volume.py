"""Resize the volume: larger only."""

from __future__ import annotations

from textual.app import ComposeResult

from trove_tui.changes.change import Change
from trove_tui.changes.instances import ResizeVolume
from trove_tui.text.amounts import format_number
from trove_tui.text.styled import StyledText, Tone
from trove_tui.ui.forms import effects
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

    def effect(self, request: Change | None) -> StyledText:
        """From what to what, and that there is no way back."""
        told = (
            effects.grown(self._gigabytes, request.size)
            if isinstance(request, ResizeVolume)
            else ""
        )
        return (
            (f"{told} {effects.INTERRUPTS}".strip(), Tone.PLAIN),
            ("\nA volume can't be made smaller again.", Tone.QUIET),
        )

    def quota(self, request: Change | None) -> StyledText:
        """Gigabytes of volumes, before and after."""
        if not isinstance(request, ResizeVolume) or self._gigabytes is None:
            return ()
        return effects.quota_after(self.quotas, {"volumes": request.size - self._gigabytes})
