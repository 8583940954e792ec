"""A widget of lines that is quick to answer a key.

Textual sends a bound key down to the widget and up again to the app, and looks only there for whom
it is; what is dirty it draws up to a sixtieth of a second later, and then passes all lines of all
widgets that stand between. For a cursor under a held key that is nearly all the work.

Textual has no public way around it. Where a version lacks one of the private names used here, the
key or the line goes Textual's way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from textual import events
from textual.actions import parse
from textual.binding import Binding, BindingsMap, BindingType
from textual.geometry import Offset, Region
from textual.scroll_view import ScrollView
from textual.widget import Widget

from trove_tui.terminal import internals
from trove_tui.terminal.cells import move_to

_ALWAYS_OURS = frozenset("jk")


@cache
def _by_key(bindings: tuple[BindingType, ...]) -> Mapping[str, list[Binding]]:
    return BindingsMap(bindings).key_to_bindings


class LineView(ScrollView, inherit_bindings=False):
    """A base class, for widgets without border, padding, tint and opacity."""

    answers_first = False
    """Whether a key of ours is for us before anything above sees it: of characters only j and k,
    as others may mean something there. Not to be set where something above takes any key, as a
    dialog does."""

    def moves(self, event: events.Key) -> bool:
        """Whether that key is answered first, and no more than moves something in us."""
        return self._is_ours(event) and event.key != "enter"

    def _forward_event(self, event: events.Event) -> None:
        if not (isinstance(event, events.Key) and self._is_ours(event)):
            super()._forward_event(event)
            return
        binding = _by_key(tuple(self.BINDINGS))[event.key][0]
        _, name, arguments = parse(binding.action)
        getattr(self, f"action_{name}")(*arguments)

    def _is_ours(self, event: events.Key) -> bool:
        if not self.answers_first or (event.is_printable and event.key not in _ALWAYS_OURS):
            return False
        return event.key in _by_key(tuple(self.BINDINGS))

    def redraw_lines(self, *lines: Region) -> None:
        """Draw lines, or parts of them, on the terminal: now if possible.

        It is where nothing lies over them or fades them, and nothing else of the widget waits to
        be drawn.
        """
        app = self.app
        write = internals.method(internals.internal(app, "_driver", object), "write")
        set_dirty = internals.method(internals.internal(self, "_styles_cache", object), "set_dirty")
        offset = self._uncovered(lines) if self._may_draw else None
        if write is None or set_dirty is None or offset is None:
            self.refresh(*lines)
            return
        set_dirty(*lines)  # whatever makes Textual draw us next
        filters, background = self.get_line_filters(), self.background_colors[1]
        frame: list[str] = []
        for line in lines:
            strip = self.render_line(line.y).crop(line.x, line.right)
            for line_filter in filters:
                strip = strip.apply_filter(line_filter, background)
            frame += move_to(offset.y + line.y, offset.x + line.x), strip.render(app.console)
        x, y = app.cursor_position
        write("".join([*frame, move_to(y, x)]))

    @property
    def _may_draw(self) -> bool:
        """Whether what Textual draws next, if anything, is not ours, and over nothing of ours."""
        screen, app = self.screen, self.app
        reasons_not_to = (
            internals.internal(screen, "_layout_required", bool),
            internals.internal(screen, "_scroll_required", bool),
            internals.internal(self, "_repaint_required", bool),
            internals.internal(app, "_closed", bool),
            internals.internal(app, "_batch_count", int),
        )
        if any(reason or reason is None for reason in reasons_not_to):
            return False
        return app.is_running and app.screen is screen and self.styles.text_opacity == 1.0

    def _uncovered(self, lines: Sequence[Region]) -> Offset | None:
        """Where we are on the screen, if nothing covers these lines of ours."""
        compositor = internals.internal(self.screen, "_compositor", object)
        front_to_back: Mapping[Widget, tuple[Region, Region]] | None
        front_to_back = internals.internal(compositor, "visible_widgets", dict)
        if front_to_back is None or self not in front_to_back:
            return None
        (x, y, _, _), clip = front_to_back[self]
        placed = [line.translate((x, y)) for line in lines]
        if not all(clip.contains_region(line) for line in placed):
            return None
        for widget, (covered, _) in front_to_back.items():
            if widget is self:
                break
            if any(covered.overlaps(line) for line in placed):
                return None
        return Offset(x, y)
