"""Text in tones: never markup, and no layout where nothing changed."""

from __future__ import annotations

from textual.widgets import Static

from trove_tui.text.styled import StyledText, text_of
from trove_tui.ui.tones import content


class TextLine(Static):
    """A line of text, or some, gone from the screen while there is nothing to say.

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
        """What stands there, without tones."""
        return text_of(self._styled)

    def show(self, styled: StyledText) -> None:
        """Show this instead. Nothing is laid out if it stands there already."""
        if styled == self._styled:
            return
        self._styled = styled
        self.update(content(styled))
        self.display = bool(styled) or self._keeps_place
