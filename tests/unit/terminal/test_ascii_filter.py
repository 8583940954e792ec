"""An app drawn in ASCII, whatever draws it."""

from __future__ import annotations

import pytest
from rich.segment import Segment
from textual.app import ComposeResult
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from tests.support.settle import lines_of
from trove_tui.terminal.ascii_filter import AsciiApp
from trove_tui.ui.widgets.line_input import LineInput


class Drawn(Widget):
    """Draws its own line."""

    def render_line(self, y: int) -> Strip:
        return Strip([Segment("▌ ● live … 数据" if not y else "")])


class Shelf(AsciiApp[None]):
    """One widget of each kind."""

    def __init__(self, *, ascii_only: bool) -> None:
        super().__init__()
        self.set_class(ascii_only, "-ascii")

    def compose(self) -> ComposeResult:
        sentence = Static(Content("memory-1 → memory-2"))
        sentence.border_title = "Resize ▸ db"
        sentence.styles.border = ("ascii", "red")
        drawn = Drawn()
        drawn.styles.height = 1
        yield sentence
        yield drawn
        yield LineInput("typed…", id="typed")
        yield LineInput("hunter2", password=True)


@pytest.mark.parametrize("ascii_only", [False, True])
async def test_what_any_widget_draws_is_in_ascii_where_there_is_no_more(ascii_only: bool) -> None:
    app = Shelf(ascii_only=ascii_only)
    async with app.run_test():
        shown = "\n".join(lines_of(app.screen))

    assert ("memory-1 > memory-2" in shown) is ascii_only
    assert ("Resize > db" in shown) is ascii_only
    assert ("> * live ~ 数据" in shown) is ascii_only
    assert ("+" * 7 in shown) is ascii_only


async def test_what_is_typed_keeps_its_letters() -> None:
    app = Shelf(ascii_only=True)
    async with app.run_test():
        assert "typed…" in "\n".join(lines_of(app.screen))
