"""Text in tones: never markup, and no layout where nothing changed."""

from __future__ import annotations

from textual.widgets import Static

from trove_tui.text.styled import StyledText, text_of
from trove_tui.ui.tones import content


class TextLine(Static):
    """One or more lines of text, hidden while empty.

    Args:
        keeps_place: whether its line stays free meanwhile, so that nothing moves.
    """

    def __init__(
        self,
        styled: StyledText = (),
        *,
        keeps_place: bool = False,
        id: str | None = None,  # noqa: A002  (Textual's own name)
        classes: str | None = None,
    ) -> None:
        super().__init__("", markup=False, id=id, classes=classes)
        self._styled: StyledText = ()
        self._keeps_place = keeps_place
        self.display = keeps_place
        if styled:
            self.show(styled)

    @property
    def text(self) -> str:
        """Its text without tones."""
        return text_of(self._styled)

    def show(self, styled: StyledText) -> None:
        """Show another text; does nothing where it is the same."""
        if styled == self._styled:
            return
        self._styled = styled
        self.update(content(styled))
        self.display = bool(styled) or self._keeps_place
