"""What is measured. Each measure gives one figure, or says why it can't be taken here."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median

from tests.bench.terminal import Terminal

_KEY_DOWN = b"\x1b[B"


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure beside its target; `of` tells it from what it was made."""

    name: str
    value: float | None
    target: float
    unit: str
    of: str

    @property
    def met(self) -> bool | None:
        return None if self.value is None else self.value <= self.target


def ratio(name: str, taken: Mapping[str, Sequence[float]], target: float, unit: str) -> Measured:
    """The first's median by the second's, both taken in one run, in turns."""
    ours, theirs = taken.values()
    mine, other = median(ours), median(theirs)
    of = f"{_plain(mine)} of {_plain(other)} {unit}, {len(ours)} times each"
    return Measured(name, mine / other if other else None, target, "×", of)


def skipped(name: str, target: float, unit: str, why: str) -> Measured:
    return Measured(name, None, target, unit, f"not measured: {why}")


def _plain(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.2f}"


class Driven:
    """One of the table apps, on its terminal, told what to do over a socket."""

    def __init__(self, terminal: Terminal, channel: socket.socket) -> None:
        self.terminal = terminal
        self._file = channel.makefile("rw", buffering=1)
        self._clock = 0.0

    def do(self, command: str) -> float:
        """Milliseconds of processor time until the effect was drawn and all was still."""
        self._file.write(f"{command}\n")
        self._clock, spent = map(float, self._file.readline().split())
        return spent * 1000

    def press(self, keys: bytes) -> float:
        """The same for a key typed at the terminal, less what asking takes."""
        self.do("nothing")
        start = self._clock
        self.do("nothing")
        before, count = self._clock, self.terminal.count
        self.terminal.send(keys)
        while self.terminal.count == count:
            self.terminal.quiet(0.01)
        self.do("nothing")
        return ((self._clock - before) - (before - start)) * 1000

    def written(self, command: str) -> float:
        """Bytes that reached the terminal for it."""
        self.terminal.quiet(0.1)
        count = self.terminal.count
        self.do(command)
        self.terminal.quiet(0.1)
        return self.terminal.count - count


@contextmanager
def driven(kind: str) -> Iterator[Driven]:
    ours, theirs = socket.socketpair()
    arguments = ["-m", "tests.bench.table_apps", kind, str(theirs.fileno())]
    with ExitStack() as stack:
        stack.enter_context(ours)
        with theirs:
            terminal = stack.enter_context(Terminal(arguments, pass_fds=[theirs.fileno()]))
        ours.settimeout(60)
        app = Driven(terminal, ours)
        app.do("nothing")
        yield app


def table(rounds: int) -> list[Measured]:
    """Our table beside Textual's DataTable: the same 10,000 rows, processor time and bytes."""
    kinds = ("ours", "datatable")
    loads, percents, cells, keys = ({kind: list[float]() for kind in kinds} for _ in range(4))
    with ExitStack() as stack:
        apps = {kind: stack.enter_context(driven(kind)) for kind in kinds}
        for turn in range(max(3, rounds // 2)):
            for kind, app in apps.items():
                if turn:
                    app.do("clear")
                loads[kind].append(app.do("load"))
        for _ in range(rounds):
            for kind, app in apps.items():
                percents[kind].append(app.do("percent"))
                cells[kind].append(app.written("cell"))
        for _ in range(3 * rounds):
            for kind, app in apps.items():
                keys[kind].append(app.press(_KEY_DOWN))
    return [
        ratio("table: 10,000 rows loaded and drawn", loads, 0.1, "ms"),
        ratio("table: 1 % of the rows changed", percents, 0.15, "ms"),
        ratio("table: a cursor key", keys, 0.3, "ms"),
        ratio("table: one visible cell changed", cells, 0.03, "bytes"),
    ]
