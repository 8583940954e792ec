"""A table of fruit in an app of its own, on a terminal that can be read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyte
from rich.color import ColorSystem
from textual import on
from textual._compositor import CompositorUpdate
from textual.app import ComposeResult
from textual.screen import Screen
from textual.strip import Strip

import trove_tui.ui.widgets.table as table_module
from trove_tui.resources.resource import Column
from trove_tui.terminal.ascii_filter import AsciiApp
from trove_tui.text.styled import StyledText, Tone
from trove_tui.ui.themes import DARK, variables_for
from trove_tui.ui.widgets.table import Table


@dataclass(frozen=True, slots=True)
class Fruit:
    id: str
    name: str
    weight: int = 1
    colour: str = "red"


def weight(fruit: Fruit, context: int) -> StyledText:
    return ((str(fruit.weight + context), Tone.PLAIN), (" g", Tone.QUIET))


COLUMNS: tuple[Column[Fruit, int], ...] = (
    Column("State", lambda f, _: f.id, lambda f, _: (("ok", Tone.WELL),), width=(5, 8)),
    Column(
        "Name",
        lambda f, _: f.name,
        lambda f, _: ((f.name, Tone.STRONG),),
        width=(10, 30),
        grows=True,
    ),
    Column("Weight", lambda f, c: f.weight + c, weight, align="right", width=(6, 12), priority=1),
    Column(
        "Colour",
        lambda f, _: f.colour,
        lambda f, _: ((f.colour, Tone.PLAIN),),
        width=(6, 20),
        priority=2,
    ),
    Column("Id", lambda f, _: f.id, lambda f, _: ((f.id, Tone.FAINT),), width=(10, 10), priority=3),
)


def fruits(count: int) -> dict[str, Fruit]:
    return {f"f{n}": Fruit(f"f{n}", f"fruit {n}", n) for n in range(count)}


class CountedTable(Table[Fruit, int]):
    """Knows how often it was asked for a line."""

    lines_rendered = 0

    def render_line(self, y: int) -> Strip:
        self.lines_rendered += 1
        return super().render_line(y)


class FruitApp(AsciiApp[None]):
    """The table alone; `terminal` is what a terminal shows after all that was written to it."""

    CSS_PATH = Path(table_module.__file__).with_name("table.tcss")

    def __init__(
        self, rows: Mapping[str, Fruit] | None = None, *, ascii_only: bool = False, **options: Any
    ) -> None:
        super().__init__()
        self.set_class(ascii_only, "-ascii")
        self.register_theme(DARK)
        self.theme = DARK.name
        self.table = CountedTable(COLUMNS, id="fruit", **options)
        self.rows = dict(rows or {})
        self.highlighted: list[str | None] = []
        self.opened: list[str | None] = []
        self.console._color_system = ColorSystem.TRUECOLOR  # whatever terminal runs the tests
        self.terminal = pyte.Screen(80, 24)
        self._stream = pyte.Stream(self.terminal)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables_for(self.current_theme)

    def compose(self) -> ComposeResult:
        yield self.table

    def on_mount(self) -> None:
        assert self._driver is not None
        # Without a terminal a driver is given only what is drawn past Textual.
        self._driver.write = self.wrote_at_once  # type: ignore[assignment]
        self.table.focus()
        if self.rows:
            self.table.show(list(self.rows), self.rows, 0)

    def show(self, rows: Mapping[str, Fruit], order: Iterable[str] | None = None) -> None:
        self.rows = dict(rows)
        self.table.show(list(self.rows if order is None else order), self.rows, 0)

    @on(Table.Highlighted)
    def _highlighted(self, message: Table.Highlighted) -> None:
        self.highlighted.append(message.id)

    @on(Table.Opened)
    def _opened(self, message: Table.Opened) -> None:
        self.opened.append(message.id)

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        if isinstance(renderable, CompositorUpdate):
            self._feed(renderable.render_segments(self.console))
        super()._display(screen, renderable)

    def wrote_at_once(self, frame: str) -> None:
        self._feed(frame)

    def _feed(self, frame: str) -> None:
        width, height = self.size
        if (self.terminal.columns, self.terminal.lines) != (width, height):
            self.terminal.resize(height, width)
        self._stream.feed(frame)

    async def drawn(self) -> None:
        """Until what was asked for stands on the terminal."""
        for _ in range(2):  # the first refresh may be the one that finds what else is to do
            done = asyncio.Event()
            self.screen.call_after_refresh(done.set)
            async with asyncio.timeout(10):  # an app that has ended draws no more
                await done.wait()

    @property
    def seen(self) -> list[str]:
        """The terminal's lines, without what is blank at their ends."""
        return [line.rstrip() for line in self.terminal.display]
