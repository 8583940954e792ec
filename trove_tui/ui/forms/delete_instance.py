"""Delete: works only once the name is typed as it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar
from unicodedata import normalize

from textual.app import ComposeResult

from trove_tui.changes.change import Change
from trove_tui.changes.instances import DeleteInstance
from trove_tui.text.styled import StyledText, Tone
from trove_tui.ui.forms import effects
from trove_tui.ui.forms.fields import TextField
from trove_tui.ui.forms.form import Form
from trove_tui.ui.widgets.text_line import TextLine


class DeleteForm(Form):
    """Delete an instance and all that is in it."""

    model: ClassVar[type[Change]] = DeleteInstance
    incomplete = "Type all of its name, as it is shown."

    def compose_fields(self) -> ComposeResult:
        """What must be typed, and where."""
        self._asks = TextLine(id="asks")
        yield self._asks
        yield TextField("typed", "Its name", keeps=False)

    @property
    def expected(self) -> str:
        """What must be typed: its name as one sees it, or its id where nobody could type that."""
        return "" if self.instance is None else self.instance.name.strip() or self.instance.id

    def learned(self) -> None:
        """It may have been renamed."""
        self._asks.show((
            ("Type ", Tone.QUIET),
            (self.expected, Tone.STRONG),
            (" and press the button to delete it.", Tone.QUIET),
        ))  # fmt: skip

    def values(self) -> Mapping[str, object]:
        """The request has none: the name is between the person and the form."""
        return {}

    def own_errors(self) -> Mapping[str, str]:
        """The name isn't typed yet, or isn't its name."""
        typed = normalize("NFC", str(self.fields[0].value))
        expected = normalize("NFC", self.expected)
        if typed.strip() == expected.strip() and typed.strip():
            return {}
        if expected.startswith(typed):
            return {"typed": ""}  # not all of it yet: nothing to say before it is to be sent
        return {"typed": "That is not its name."}

    def effect(self, request: Change | None) -> StyledText:
        """That there is no way back."""
        del request
        return (("The instance and all its data are deleted for good.", Tone.PLAIN),)

    def quota(self, request: Change | None) -> StyledText:
        """What becomes free."""
        del request
        freed: dict[str, int | float] = {"instances": -1}
        volume = self.instance.volume if self.instance is not None else None
        if volume is not None and volume.size:
            freed["volumes"] = -volume.size
        flavor = self.snapshot.flavors.get((self.instance and self.instance.flavor_id) or "")
        if flavor is not None and flavor.ram:
            freed["ram"] = -flavor.ram
        return effects.quota_after(self.quotas, freed)
