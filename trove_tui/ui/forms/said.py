"""Sentences on a form: plain text in tones, never markup, and no layout where nothing changed."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content
from textual.widgets import Static

from trove_tui.text.ascii import plain
from trove_tui.text.styled import StyledText, Tone, text_of

STYLES: Mapping[Tone, str] = {
    Tone.PLAIN: "",
    Tone.STRONG: "bold $foreground",
    Tone.QUIET: "$quiet",
    Tone.FAINT: "$faint",
    Tone.ACCENT: "bold $accent",
    Tone.WELL: "$well",
    Tone.BUSY: "$busy",
    Tone.STUCK: "$stuck",
    Tone.BROKEN: "$broken",
}


def content(shown: StyledText, *, ascii_only: bool = False) -> Content:
    """Spans as what Textual draws."""
    drawn = plain(shown) if ascii_only else shown
    return Content.assemble(*((text, STYLES[tone]) for text, tone in drawn))


class Said(Static):
    """Some lines of text, gone from the form while there is nothing to say.

    Args:
        keeps_place: whether its line stays free meanwhile, so that nothing moves.
    """

    def __init__(
        self,
        shown: StyledText = (),
        *,
        keeps_place: bool = False,
        id: str | None = None,  # noqa: A002  (Textual's own name)
        classes: str | None = None,
    ) -> None:
        super().__init__("", markup=False, id=id, classes=classes)
        self._shown: StyledText = ()
        self._keeps_place = keeps_place
        self.display = keeps_place
        if shown:
            self.say(shown)

    @property
    def said(self) -> str:
        """What stands there, without tones."""
        return text_of(self._shown)

    def on_mount(self) -> None:
        """Only now is it known whether the terminal can show more than ASCII."""
        if self._shown:
            self._draw()

    def say(self, shown: StyledText) -> None:
        """Show this instead. Nothing is drawn if it stands there already."""
        if shown == self._shown:
            return
        self._shown = shown
        if self.is_mounted:
            self._draw()
        self.display = bool(shown) or self._keeps_place

    def _draw(self) -> None:
        self.update(content(self._shown, ascii_only=self.screen.has_class("-ascii")))
