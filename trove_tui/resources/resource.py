"""The vocabulary of what the screen lists: tones, columns, actions.

Nothing here knows of a terminal: what is shown is text and a tone, and the
screen decides what a tone looks like.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Literal, TypeVar

T = TypeVar("T")
C = TypeVar("C")


class Tone(StrEnum):
    """What a piece of text means; the theme gives it a colour."""

    PLAIN = "plain"
    STRONG = "strong"
    """What is looked for first: a name, a number that matters. Bold."""
    QUIET = "quiet"
    """What is well and needs nobody."""
    FAINT = "faint"
    """Decoration: never for what must be read."""
    ACCENT = "accent"
    """A key, or the place you are."""
    WELL = "well"
    BUSY = "busy"
    STUCK = "stuck"
    BROKEN = "broken"


Span = tuple[str, Tone]
"""A run of text in one tone."""

Shown = tuple[Span, ...]
"""What stands in a cell: spans beside each other. The text is already free of control bytes."""


@dataclass(frozen=True)  # slots break `Column[…](…)` before Python 3.12
class Column(Generic[T, C]):
    """One column: a value (sorted, filtered, compared) and, apart from it, how it is shown.

    `T` is the row's type; `C` is the context all rows share: what else is known as they are drawn.
    """

    title: str
    value: Callable[[T, C], Any]
    show: Callable[[T, C], Shown]
    align: Literal["left", "right"] = "left"
    priority: int = 0
    """Those with the highest number are dropped first where the width does not suffice; 0 never."""
    width: tuple[int, int] = (1, 30)
    """The fewest and the most cells it takes; between them the widest of a sample decides."""
    grows: bool = False
    """Whether it takes what width is left over: one column of a table should."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person can ask for: its key, its words, and the request it sends.

    The form is found from the request model; whether it is allowed now, too.
    """

    name: str
    key: str
    label: str
    sends: type[Any]
    on_row: bool = True
    """Whether it is about the selected row (restart) or about none (create)."""
    priority: int = 2
    """Where keys don't all fit, those with the highest number are left out first."""
