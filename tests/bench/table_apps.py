"""The same 10,000 rows in our table or in Textual's DataTable, driven over a socket.

`python -m tests.bench.table_apps ours|datatable FD` reads a command a line from FD, does it,
and answers when all of it is drawn with the processor time spent until then, in seconds.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from rich.text import Text
from textual.app import App, ComposeResult
from textual.widgets import DataTable

import trove_tui.ui.widgets.table as table_module
from trove_tui.resources.resource import Column
from trove_tui.text.styled import Tone
from trove_tui.ui.themes import DARK
from trove_tui.ui.widgets.table import Table

ROWS = 10_000
_STATES = (("ERROR", Tone.BROKEN), ("RESIZE", Tone.BUSY), ("ACTIVE", Tone.QUIET))


@dataclass(frozen=True, slots=True)
class Server:
    """Seven cells: a text and a tone each."""

    id: str
    cells: tuple[tuple[str, Tone], ...]


TITLES = ("Status", "Name", "For", "Flavor", "RAM", "Volume", "Used")
_RIGHT = {"For", "RAM", "Volume", "Used"}
USED = TITLES.index("Used")


def column(number: int, title: str) -> Column[Server, None]:
    return Column(
        title,
        lambda server, _: server.cells[number][0],
        lambda server, _: (server.cells[number],),
        align="right" if title in _RIGHT else "left",
        width=(4, 30),
        grows=title == "Name",
    )


def server(number: int) -> Server:
    cells = (
        _STATES[min(number, 2)],
        (f"server-{number:05}", Tone.STRONG),
        (f"{number % 60}m", Tone.QUIET),
        (f"memory-{number % 8}", Tone.PLAIN),
        (f"{number % 64} GB", Tone.QUIET),
        (f"{number % 900} GB", Tone.QUIET),
        (f"{number % 90}%", Tone.PLAIN),
    )
    return Server(f"s{number}", cells)


class Bench(App[None]):
    """Does what it is told: `load`, `clear`, `percent` (1 % of rows change), `cell`, `nothing`."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, channel: socket.socket) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name
        self.animation_level = "none"
        self._channel = channel
        self._frames = 0
        self._turn = 0
        self.servers = [server(number) for number in range(ROWS)]

    def post_display_hook(self) -> None:
        self._frames += 1

    def on_mount(self) -> None:
        self.run_worker(self._serve(), exit_on_error=False)

    async def _serve(self) -> None:
        reader, writer = await asyncio.open_connection(sock=self._channel)
        commands: dict[str, Callable[[], None]] = {
            "load": self.load,
            "clear": self.clear,
            "percent": lambda: self.change(range(3, ROWS, 100)),
            "cell": lambda: self.change([7]),
            "nothing": lambda: None,
        }
        while word := (await reader.readline()).decode().strip():
            before = time.process_time()
            commands[word]()
            await self._settled()
            writer.write(f"{time.process_time()} {time.process_time() - before}\n".encode())

    async def _settled(self) -> None:
        """Until several periods of the screen's timer brought no frame."""
        frames = -1
        while frames != self._frames:
            frames = self._frames
            await asyncio.sleep(0.1)

    def change(self, numbers: range | list[int]) -> None:
        self._turn += 1
        for number in numbers:
            cells = list(self.servers[number].cells)
            cells[USED] = (f"{(self._turn * 7) % 90 + 10}%", Tone.PLAIN)
            self.servers[number] = replace(self.servers[number], cells=tuple(cells))
        self.changed(numbers)

    def load(self) -> None:
        raise NotImplementedError

    def clear(self) -> None:
        raise NotImplementedError

    def changed(self, numbers: range | list[int]) -> None:
        raise NotImplementedError


class Ours(Bench):
    CSS_PATH = Path(table_module.__file__).with_name("table.tcss")

    def compose(self) -> ComposeResult:
        columns = [column(number, title) for number, title in enumerate(TITLES)]
        self.table: Table[Server, None] = Table(columns)
        self.table.answers_first = True  # as on the home screen
        yield self.table

    def load(self) -> None:
        self.changed([])

    def clear(self) -> None:
        self.table.show([], {}, None)

    def changed(self, numbers: range | list[int]) -> None:
        # As at each poll: all rows are told, whatever has changed.
        rows = {server.id: server for server in self.servers}
        self.table.show(list(rows), rows, None)


class Reference(Bench):
    def compose(self) -> ComposeResult:
        self.table: DataTable[Text] = DataTable(cursor_type="row")
        yield self.table

    def on_mount(self) -> None:
        for title in TITLES:
            self.table.add_column(title, key=title)

    def cell(self, server: Server, number: int) -> Text:
        text, tone = server.cells[number]
        justify = "right" if TITLES[number] in _RIGHT else "left"
        colours = DARK.variables
        return Text(text, style=colours.get(tone, colours["text"]), justify=justify)  # type: ignore[arg-type]

    def load(self) -> None:
        for each in self.servers:
            cells = [self.cell(each, number) for number in range(len(TITLES))]
            self.table.add_row(*cells, key=each.id)

    def clear(self) -> None:
        self.table.clear()

    def changed(self, numbers: range | list[int]) -> None:
        for number in numbers:
            each = self.servers[number]
            self.table.update_cell(each.id, "Used", self.cell(each, USED))


if __name__ == "__main__":
    kind = {"ours": Ours, "datatable": Reference}[sys.argv[1]]
    kind(socket.socket(fileno=int(sys.argv[2]))).run()
