"""The bottom line: the keys of the focused list, dimmed where they are not possible now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from trove_tui.text.styled import Piece, StyledText, Tone
from trove_tui.text.width import cell_width
from trove_tui.ui.tones import line_strip

_KEY_GAP = 3


class Key(NamedTuple):
    """A key and what it does."""

    key: str
    words: str
    works: bool = True
    priority: int = 0
    """Keys with the highest number are left out first where the line is short."""


def _key_width(key: Key) -> int:
    return cell_width(f"{key.key} {key.words}")


def fitting(keys: Sequence[Key], width: int) -> list[Key]:
    """The keys that fit, the least important left out."""
    left = list(keys)
    while left and sum(map(_key_width, left)) + _KEY_GAP * (len(left) - 1) > width:
        left.remove(max(reversed(left), key=lambda key: key.priority))
    return left


def key_line(keys: Sequence[Key], width: int) -> StyledText:
    """The line: each key in the accent, its words quiet, what is forbidden now faint."""
    line: list[Piece] = [(" ", Tone.PLAIN)]
    for number, key in enumerate(fitting(keys, width - 2)):
        if number:
            line.append((" " * _KEY_GAP, Tone.PLAIN))
        line.append((key.key, Tone.ACCENT if key.works else Tone.FAINT))
        line.append((f" {key.words}", Tone.QUIET if key.works else Tone.FAINT))
    return tuple(line)


class KeyFooter(Widget):
    """One line of keys. A click on one presses it."""

    keys: reactive[tuple[Key, ...]] = reactive((), layout=False)

    class KeyClicked(Message):
        """A key was clicked."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def render_line(self, y: int) -> Strip:
        """The whole widget is this line."""
        if y:
            return Strip.blank(self.size.width, self.rich_style)
        return line_strip(self, key_line(self.keys, self.size.width))

    def on_click(self, event: Click) -> None:
        """Find which key stands there."""
        x = 1
        for key in fitting(self.keys, self.size.width - 2):
            end = x + _key_width(key)
            if x <= event.x < end:
                self.post_message(self.KeyClicked(key.key))
                return
            x = end + _KEY_GAP
