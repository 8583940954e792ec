"""The top lines: the scope, the connection, the fleet's health, and the tabs of the views."""

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
    """The scope that every change goes to."""

    region: str | None = None
    project: str = ""
    """Its id; "all projects" where all are shown."""
    read_only: bool = False
    is_open: bool = False
    """Whether its address is http, so that the token is sent unencrypted."""
    is_refused: bool = False
    """Whether the server refused it: the project's id then has to be seen."""


class Tab(NamedTuple):
    """A view or pane: its key, its title, and a shorter title."""

    key: str
    title: str
    short: str = ""


class HeaderState(NamedTuple):
    """The content of the top lines, compared by value."""

    location: Location = Location()
    connection: StyledText = (("connecting", Tone.QUIET),)
    fleet: StyledText = ()
    quota: StyledText = ()
    tabs: tuple[Tab, ...] = ()
    current: str = ""
    """The key of the current tab."""
    aside: StyledText = ()
    """Right of the tabs: the filter, and how many rows it leaves."""


_PART_GAP = 3
"""Cells between the left, middle and right parts."""
_LONG_WARNING_WIDTH = 120
"""The least width for the long warning of an unencrypted token."""
_LONG_CONNECTION, _CONNECTION_STEP = 16, 8
"""A connection text longer than this has seconds in it. Its room then grows in steps, so that the
rest of the line does not move each second."""


def top_line(state: HeaderState, width: int) -> StyledText:
    """The first line: location left, fleet and quota right, the connection between them.

    What does not fit is dropped in this order: the quota, the project's end, the fleet, the end of
    the connection's text. A project that the server refused is shortened in its middle at most.
    """
    location = state.location
    left = _location_pieces(location, width)
    available = width - line_width(left) - _PART_GAP - 1
    refused_project = short_id(location.project) if location.is_refused else ""
    # It goes before the end of the connection's text, which the empty list repeats.
    reserved = cell_width(refused_project) + 2 if refused_project else 0
    if reserved >= available // 2:
        reserved = 0
    available -= reserved
    connection = fit(state.connection, available)
    connection_cells = _connection_room(line_width(connection), available)
    needed = line_width(left) + _PART_GAP + connection_cells + 1
    right = _fleet_and_quota(state, width - needed, reserved)
    right_cells = _PART_GAP + line_width(right) if right else 0
    room = width - needed - right_cells - 2
    if location.project and room >= 6:
        project = (
            refused_project
            if refused_project and cell_width(location.project) > room
            else location.project
        )
        left.append((f"  {cut(project, room)}", Tone.STRONG if refused_project else Tone.QUIET))
    latest_start = width - 1 - connection_cells - right_cells
    start = max(line_width(left) + _PART_GAP, min(2 * width // 5, latest_start))
    end = width - 1 - line_width(right)
    return (
        *left,
        (" " * (start - line_width(left)), Tone.PLAIN),
        *connection,
        (" " * (end - start - line_width(connection)), Tone.PLAIN),
        *right,
        (" ", Tone.PLAIN),
    )


def _connection_room(connection_cells: int, available: int) -> int:
    if connection_cells <= _LONG_CONNECTION:
        return connection_cells
    return min(-(-connection_cells // _CONNECTION_STEP) * _CONNECTION_STEP, available)


def _location_pieces(location: Location, width: int) -> list[Piece]:
    """The program, the region and its warnings; not the project."""
    left: list[Piece] = [(" ", Tone.PLAIN), ("trove", Tone.ACCENT)]
    if location.region:
        left.append((f"  {location.region}", Tone.STRONG))
    if location.read_only:
        left.append(("  read-only", Tone.BUSY))
    if location.is_open:
        warning = "http: token not encrypted" if width >= _LONG_WARNING_WIDTH else "not encrypted"
        left.append((f"  {warning}", Tone.BROKEN))
    return left


def _fleet_and_quota(state: HeaderState, room: int, reserved: int) -> StyledText:
    """Fleet and quota as far as they fit beside `reserved` cells and some of the project."""
    if not state.fleet or reserved + _PART_GAP + line_width(state.fleet) > room:
        return ()
    project = min(cell_width(state.location.project), 12) + 2
    pieces = (*state.fleet, ("    ", Tone.PLAIN), *state.quota)
    fits = state.quota and _PART_GAP + line_width(pieces) + project <= room
    return pieces if fits else state.fleet


def tab_spots(
    tabs: Sequence[Tab], width: int, *, current: str = "", beside: int = 0
) -> list[tuple[int, Tab, str]]:
    """The first cell, tab and title of each tab, leaving `beside` cells free at the right.

    Short titles where the long ones don't fit; else only the current tab has a title.
    """
    whole = [tab.title for tab in tabs]
    short = [tab.short or tab.title for tab in tabs]
    keys = [
        title if not tab.key or tab.key == current else "" for tab, title in _paired(tabs, short)
    ]
    room = width - 2 - (beside + 2 if beside else 0)
    titles = next((titles for titles in (whole, short) if _tabs_cells(tabs, titles) <= room), None)
    if titles is None:
        titles = keys if _tabs_cells(tabs, keys) <= room else short
    spots: list[tuple[int, Tab, str]] = []
    x = 1
    for tab, title in _paired(tabs, titles):
        if x + _tab_cells(tab, title) > width and spots:
            break
        spots.append((x, tab, title))
        x += _tab_cells(tab, title) + _TAB_GAP
    return spots


_TAB_GAP = 3


def _paired(tabs: Sequence[Tab], titles: Sequence[str]) -> Iterable[tuple[Tab, str]]:
    return zip(tabs, titles, strict=True)


def _tab_cells(tab: Tab, title: str) -> int:
    return len(tab.key) + (1 if tab.key and title else 0) + cell_width(title)


def _tabs_cells(tabs: Sequence[Tab], titles: Sequence[str]) -> int:
    gaps = _TAB_GAP * max(0, len(tabs) - 1)
    return sum(_tab_cells(*pair) for pair in _paired(tabs, titles)) + gaps


def tab_line(tabs: Sequence[Tab], current: str, width: int, aside: StyledText = ()) -> StyledText:
    """The second line: the tabs, the current one bold, and `aside` at the right."""
    line: list[Piece] = [(" ", Tone.PLAIN)]
    spots = tab_spots(tabs, width, current=current, beside=line_width(aside))
    for number, (_, tab, title) in enumerate(spots):
        is_current = tab.title == current if not tab.key else tab.key == current
        line.append((" " * _TAB_GAP if number else "", Tone.PLAIN))
        if tab.key:
            gap = " " if title else ""
            line.append((f"{tab.key}{gap}", Tone.ACCENT if is_current else Tone.QUIET))
        current_tone = Tone.STRONG if tab.key else Tone.ACCENT
        line.append((title, current_tone if is_current else Tone.QUIET))
    gap_cells = width - 1 - line_width(line) - line_width(aside)
    if aside and gap_cells >= 2:
        line += [(" " * gap_cells, Tone.PLAIN), *aside]
    return tuple(line)


class HeaderBar(Widget):
    """Three lines: location and state, tabs, a rule. Each is redrawn only when it changes.

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
        """Repaint the lines that changed."""
        width = self.size.width
        if self._top_line(old) != self._top_line(new):
            self.refresh(Region(0, 0, width, 1))
        if self._tab_line(old) != self._tab_line(new):
            self.refresh(Region(0, 1, width, 1))

    def _top_line(self, state: HeaderState) -> StyledText:
        return top_line(state, self.size.width)

    def _tab_line(self, state: HeaderState) -> StyledText:
        return tab_line(state.tabs, state.current, self.size.width, state.aside)

    def render_line(self, y: int) -> Strip:
        """One of its lines."""
        if y == 0:
            return line_strip(self, self._top_line(self.state), "topline--bar")
        if y == 1:
            return line_strip(self, self._tab_line(self.state))
        style = self.get_component_rich_style("topline--rule")
        return Strip([Segment("─" * self.size.width, style)])

    def on_click(self, event: Click) -> None:
        """Go to the view whose tab was clicked."""
        if event.y != 1:
            return
        state = self.state
        beside = line_width(state.aside)
        for x, tab, title in tab_spots(
            state.tabs, self.size.width, current=state.current, beside=beside
        ):
            if x <= event.x < x + _tab_cells(tab, title):
                self.post_message(self.TabClicked(tab.key))
                return
