"""The top lines: where we are, whether it is live, how the fleet is; and the views there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from textual.events import Click
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from trove_tui.text.amounts import short_id
from trove_tui.text.styled import Piece, StyledText, Tone
from trove_tui.text.width import cell_width, cut, fit, line_width
from trove_tui.ui.tones import line_strip


class Location(NamedTuple):
    """Where we are: what every change would go to."""

    region: str | None = None
    project: str = ""
    """Its id; "all projects" where all are shown."""
    read_only: bool = False
    is_open: bool = False
    """Whether the token travels there unencrypted."""
    is_refused: bool = False
    """Whether the server said no there: then the project is what one looks for."""


class Tab(NamedTuple):
    """Something that can be gone to: its key, and its title at full length and short."""

    key: str
    title: str
    short: str = ""


class HeaderState(NamedTuple):
    """All that the top lines say, compared by value."""

    place: Location = Location()
    connection: StyledText = (("connecting", Tone.QUIET),)
    fleet: StyledText = ()
    quota: StyledText = ()
    tabs: tuple[Tab, ...] = ()
    current: str = ""
    """The key of the tab one is in."""
    aside: StyledText = ()
    """Right of the tabs: the filter, and how many rows it leaves."""


_GAP = 3
"""Cells between what stands left, in the middle and right."""
_WIDE = 120
"""Cells from which there is room to say what is not encrypted."""
_LONG, _STEP = 16, 8
"""Cells from which what is said of the connection has seconds in it, and the steps in which it
then takes room, so that the rest of the line stands still."""


def top_line(state: HeaderState, width: int) -> StyledText:
    """The line at that width: place left, fleet and quota right, the connection between.

    What does not fit goes in this order: the quota, the project's end, the fleet, and the end of
    what is said of the connection. Of a project that the server refused, its middle goes at most.
    """
    place = state.place
    left = _where(place, width)
    free = width - line_width(left) - _GAP - 1
    asked = short_id(place.project) if place.is_refused else ""
    # Before the end of what is said of the connection: those words stand below, too.
    kept = cell_width(asked) + 2 if asked and cell_width(asked) + 2 < free // 2 else 0
    free -= kept
    connection = fit(state.connection, free)
    taken = line_width(connection)
    if taken > _LONG:
        taken = min(-(-taken // _STEP) * _STEP, free)
    needed = line_width(left) + _GAP + taken + 1
    right = _how_much(state, width - needed, kept)
    beside = _GAP + line_width(right) if right else 0
    room = width - needed - beside - 2
    if place.project and room >= 6:
        project = asked if asked and cell_width(place.project) > room else place.project
        left.append((f"  {cut(project, room)}", Tone.STRONG if asked else Tone.QUIET))
    latest = width - 1 - taken - beside
    start = max(line_width(left) + _GAP, min(2 * width // 5, latest))
    end = width - 1 - line_width(right)
    return (
        *left,
        (" " * (start - line_width(left)), Tone.PLAIN),
        *connection,
        (" " * (end - start - line_width(connection)), Tone.PLAIN),
        *right,
        (" ", Tone.PLAIN),
    )


def _where(place: Location, width: int) -> list[Piece]:
    """The program, the region, and what must be known of it; not the project."""
    left: list[Piece] = [(" ", Tone.PLAIN), ("trove", Tone.ACCENT)]
    if place.region:
        left.append((f"  {place.region}", Tone.STRONG))
    if place.read_only:
        left.append(("  read-only", Tone.BUSY))
    if place.is_open:
        words = "http: token not encrypted" if width >= _WIDE else "not encrypted"
        left.append((f"  {words}", Tone.BROKEN))
    return left


def _how_much(state: HeaderState, room: int, kept: int) -> StyledText:
    """Fleet and quota, as far as they fit: first what is kept, then some of the project."""
    if not state.fleet or kept + _GAP + line_width(state.fleet) > room:
        return ()
    project = min(cell_width(state.place.project), 12) + 2
    both = (*state.fleet, ("    ", Tone.PLAIN), *state.quota)
    fits = state.quota and _GAP + line_width(both) + project <= room
    return both if fits else state.fleet


def tab_spots(
    tabs: Sequence[Tab], width: int, *, current: str = "", beside: int = 0
) -> list[tuple[int, Tab, str]]:
    """Where each tab begins and the word it has, so that so many cells stay free beside them.

    Short words where the whole don't fit; and only keys, but for where one is, where short don't.
    """
    whole = [tab.title for tab in tabs]
    short = [tab.short or tab.title for tab in tabs]
    keys = [word if not tab.key or tab.key == current else "" for tab, word in _with(tabs, short)]
    room = width - 2 - (beside + 2 if beside else 0)
    words = next((one for one in (whole, short) if _length(tabs, one) <= room), None)
    if words is None:
        words = keys if _length(tabs, keys) <= room else short
    spots: list[tuple[int, Tab, str]] = []
    x = 1
    for tab, word in _with(tabs, words):
        if x + _cells_of(tab, word) > width and spots:
            break
        spots.append((x, tab, word))
        x += _cells_of(tab, word) + _BETWEEN
    return spots


_BETWEEN = 3


def _with(tabs: Sequence[Tab], words: Sequence[str]) -> Iterable[tuple[Tab, str]]:
    return zip(tabs, words, strict=True)


def _cells_of(tab: Tab, word: str) -> int:
    return len(tab.key) + (1 if tab.key and word else 0) + cell_width(word)


def _length(tabs: Sequence[Tab], words: Sequence[str]) -> int:
    return sum(_cells_of(*one) for one in _with(tabs, words)) + _BETWEEN * max(0, len(tabs) - 1)


def tab_line(tabs: Sequence[Tab], current: str, width: int, aside: StyledText = ()) -> StyledText:
    """The tabs left, where one is in bold; at the right what is to be said of the list."""
    line: list[Piece] = [(" ", Tone.PLAIN)]
    spots = tab_spots(tabs, width, current=current, beside=line_width(aside))
    for number, (_, tab, word) in enumerate(spots):
        here = tab.title == current if not tab.key else tab.key == current
        line.append((" " * _BETWEEN if number else "", Tone.PLAIN))
        if tab.key:
            gap = " " if word else ""
            line.append((f"{tab.key}{gap}", Tone.ACCENT if here else Tone.QUIET))
        here_tone = Tone.STRONG if tab.key else Tone.ACCENT
        line.append((word, here_tone if here else Tone.QUIET))
    gap_cells = width - 1 - line_width(line) - line_width(aside)
    if aside and gap_cells >= 2:
        line += [(" " * gap_cells, Tone.PLAIN), *aside]
    return tuple(line)


class HeaderBar(Widget):
    """Where we are; the views; a rule. Each line is drawn again only when it says something else.

    Messages: `TabClicked` when a view's tab is clicked.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"topline--bar", "topline--rule"}
    state = reactive(HeaderState(), layout=False, repaint=False)

    class TabClicked(Message):
        """A tab was clicked."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def watch_state(self, old: HeaderState, new: HeaderState) -> None:
        """Repaint what is another line than before."""
        width = self.size.width
        if self._top(old) != self._top(new):
            self.refresh(Region(0, 0, width, 1))
        if self._tabs(old) != self._tabs(new):
            self.refresh(Region(0, 1, width, 1))

    def _top(self, state: HeaderState) -> StyledText:
        return top_line(state, self.size.width)

    def _tabs(self, state: HeaderState) -> StyledText:
        return tab_line(state.tabs, state.current, self.size.width, state.aside)

    def render_line(self, y: int) -> Strip:
        """One of its lines."""
        if y == 0:
            return line_strip(self, self._top(self.state), "topline--bar")
        if y == 1:
            return line_strip(self, self._tabs(self.state))
        style = self.get_component_rich_style("topline--rule")
        return Strip([Segment("─" * self.size.width, style)])

    def on_click(self, event: Click) -> None:
        """Go to the view whose tab was clicked."""
        if event.y != 1:
            return
        state = self.state
        beside = line_width(state.aside)
        for x, tab, word in tab_spots(
            state.tabs, self.size.width, current=state.current, beside=beside
        ):
            if x <= event.x < x + _cells_of(tab, word):
                self.post_message(self.TabClicked(tab.key))
                return
