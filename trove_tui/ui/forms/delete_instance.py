"""Delete: works only once the name is typed as it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar
from unicodedata import normalize

from textual.app import ComposeResult

from trove_tui.changes.change import Change
from trove_tui.changes.instances import DeleteInstance
from trove_tui.text.styled import StyledText, Tone
from trove_tui.ui.forms.fields import TextField
from trove_tui.ui.forms.form import Form
from trove_tui.ui.forms.form_context import FormSetup
from trove_tui.ui.widgets.text_line import TextLine


class DeleteForm(Form):
    """Delete an instance and all that is in it."""

    model: ClassVar[type[Change]] = DeleteInstance
    incomplete = "Type all of its name, as it is shown."

    def __init__(self, setup: FormSetup) -> None:
        super().__init__(setup)
        self._asks = TextLine(id="asks")

    def compose_fields(self) -> ComposeResult:
        """What must be typed, and where."""
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

    @property
    def _planned(self) -> Change:
        """What will be sent once the name is typed."""
        return self.model.model_validate(self.values())

    def effect(self, request: Change | None) -> StyledText:
        """That there is no way back, whatever is typed."""
        return super().effect(request or self._planned)

    def quota(self, request: Change | None) -> StyledText:
        """What becomes free, whatever is typed."""
        return super().quota(request or self._planned)
