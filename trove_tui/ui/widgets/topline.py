"""The top line: where we are, whether it is live, and how the fleet is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from trove_tui.resources.resource import Shown, Span, Tone
from trove_tui.resources.wrapping import cells, cut
from trove_tui.ui.themes import tone_styles


@dataclass(frozen=True, slots=True)
class Place:
    """Where we are: what every change would go to."""

    region: str | None = None
    project: str = ""
    read_only: bool = False


@dataclass(frozen=True, slots=True)
class TopLineState:
    """All that the top line says, compared by value."""

    place: Place = field(default_factory=Place)
    connection: Shown = (("connecting", Tone.QUIET),)
    fleet: Shown = ()
    quota: Shown = ()


def length(spans: Sequence[Span]) -> int:
    """Cells that a run of spans takes."""
    return sum(cells(text) for text, _ in spans)


def top_line(state: TopLineState, width: int) -> Shown:
    """The line at that width: place left, fleet and quota right, the connection between.

    What does not fit goes in this order: the quota, the project's end, the fleet.
    """
    place, gap = state.place, 3
    left: list[Span] = [(" ", Tone.PLAIN), ("trove", Tone.ACCENT)]
    if place.region:
        left.append((f"  {place.region}", Tone.STRONG))
    if place.read_only:
        left.append(("  read-only", Tone.BUSY))
    needed = length(left) + gap + length(state.connection) + 1
    right: Shown = ()
    if state.fleet and needed + gap + length(state.fleet) <= width:
        right = state.fleet
    project = min(cells(place.project), 12) + 2
    longer = (*state.fleet, ("    ", Tone.PLAIN), *state.quota)
    if right and state.quota and needed + gap + length(longer) + project <= width:
        right = longer
    room = width - needed - (gap + length(right) if right else 0) - 2
    if place.project and room >= 6:
        left.append((f"  {cut(place.project, room)}", Tone.QUIET))
    latest = width - 1 - length(state.connection) - (gap + length(right) if right else 0)
    start = max(length(left) + gap, min(2 * width // 5, latest))
    end = width - 1 - length(right)
    return (
        *left,
        (" " * (start - length(left)), Tone.PLAIN),
        *state.connection,
        (" " * (end - start - length(state.connection)), Tone.PLAIN),
        *right,
        (" ", Tone.PLAIN),
    )


class TopLine(Widget):
    """One line, drawn again only when what it says has changed."""

    state = reactive(TopLineState(), layout=False)

    def render_line(self, y: int) -> Strip:
        """The whole widget is this line."""
        if y:
            return Strip.blank(self.size.width, self.rich_style)
        return tinted(self, top_line(self.state, self.size.width))


def tinted(widget: Widget, line: Shown) -> Strip:
    """A line of spans in their tones, padded to the widget's width, on its own ground."""
    ground, styles = widget.rich_style, tone_styles(widget.app.theme_variables)
    strip = Strip([Segment(text, styles[tone]) for text, tone in line])
    return strip.adjust_cell_length(widget.size.width, ground).apply_style(ground)
