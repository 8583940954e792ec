"""The whole program on a terminal: how soon it shows something, and how little it writes after."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs
import pyte

from tests.bench.measures import Measured, ratio, skipped
from tests.bench.terminal import COLUMNS, FRAME, LINES, NeverSeenError, Terminal

INSTANCES = 20
OURS = ["-m", "trove_tui"]
EMPTY = ["-c", "from textual.app import App; App().run()"]
_SIMULATE = """
from trove_tui.simulator.server import run
run(port=0, instances={}, seed=1, speed=0, dialect="upstream", latency=0, until_stdin_closes=True)
"""
_WINDOW = 10
_SETTLING = 8
_BESIDE = 4
"""Cells at each side of a changed one that belong to the same age."""

first_frame = "spawn to the first frame, beside an empty Textual app"
first_rows = "spawn to the first rows, beside `openstack database instance list`"
still_bytes = "bytes in 10 s of polls that change nothing"
age_cells = "cells drawn in 10 s beside the ages that tick"


@dataclass(frozen=True, slots=True)
class Server:
    """A simulated cloud whose time stands still."""

    endpoint: str
    project: str
    token: str

    @property
    def environment(self) -> dict[str, str]:
        return {
            "TROVE_TUI_ENDPOINT": self.endpoint,
            "TROVE_TUI_PROJECT": self.project,
            "OS_TOKEN": self.token,
        }

    @property
    def cli_environment(self) -> dict[str, str]:
        """What makes OpenStack's own client ask here, without Keystone."""
        return {
            "OS_AUTH_TYPE": "admin_token",
            "OS_TOKEN": self.token,
            "OS_ENDPOINT": f"{self.endpoint}/v1.0/{self.project}",
        }

    def ask(self, path: str, body: object = None) -> Any:
        """GET, or POST where there is a body; the answer's JSON."""
        request = urllib.request.Request(
            f"{self.endpoint}/v1.0/{self.project}{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"X-Auth-Token": self.token, "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")

    def instances(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("/instances")["instances"]
        return found


@contextmanager
def simulator() -> Iterator[Server]:
    process = subprocess.Popen(
        [sys.executable, "-c", _SIMULATE.format(INSTANCES)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        told: dict[str, str] = {}
        for line in process.stdout:
            name, _, value = line.removeprefix("export ").strip().partition("=")
            told[name] = value.strip("'")
            if name == "TROVE_TUI_REGIONS":
                break
        if "OS_TOKEN" not in told:
            raise NeverSeenError("the simulator did not start")
        yield Server(told["TROVE_TUI_ENDPOINT"], told["TROVE_TUI_PROJECT"], told["OS_TOKEN"])
    finally:
        process.terminate()
        process.wait(10)


def start(rounds: int, with_cli: bool) -> list[Measured]:
    """How long until the first frame and the first rows, each beside what one knows."""
    cli = openstack_client(make=with_cli)
    frames: dict[str, list[float]] = {"ours": [], "empty": []}
    rows: dict[str, list[float]] = {"ours": [], "openstack": []}
    with simulator() as server:
        names = [instance["name"].encode() for instance in server.instances()]
        row = re.compile(b"|".join(map(re.escape, names)))

        def ours() -> None:
            with Terminal(OURS, server.environment) as terminal:
                frames["ours"].append(terminal.seen(FRAME) * 1000)
                rows["ours"].append(terminal.seen(row) * 1000)

        def empty() -> None:
            with Terminal(EMPTY) as terminal:
                frames["empty"].append(terminal.seen(FRAME) * 1000)

        def openstack() -> None:
            if cli:
                rows["openstack"].append(_cli_seconds(cli, server) * 1000)

        turns = deque([ours, empty, openstack])
        for _ in range(rounds + 1):
            for take in turns:
                take()
            turns.rotate()  # Each has its turn behind each other: caches and clocks remember.
    for taken in (*frames.values(), *rows.values()):
        del taken[:1]  # That was for the disk's caches.
    without = "no openstack client (--with-cli installs one)"
    return [
        ratio(first_frame, frames, 1.15, "ms"),
        ratio(first_rows, rows, 0.45, "ms") if cli else skipped(first_rows, 0.45, "×", without),
    ]


def openstack_client(*, make: bool) -> Path | None:
    """OpenStack's client with Trove's commands, in an environment of its own; None without one."""
    place = platformdirs.user_cache_path("trove-tui-bench") / "openstackclient"
    client = place / "bin" / "openstack"
    if make and not client.exists():
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        packages = ["python-openstackclient", "python-troveclient"]
        pip = [str(place / "bin" / "python"), "-m", "pip"]
        subprocess.run([*pip, "--quiet", "install", *packages], check=True, stdout=sys.stderr)
    return client if client.exists() else None


def _cli_seconds(client: Path, server: Server) -> float:
    before = time.perf_counter()
    subprocess.run(
        [client, "database", "instance", "list"],
        env={"PATH": os.environ["PATH"], **server.cli_environment},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - before


def polls() -> list[Measured]:
    """What is written while nothing happens, and while an instance's age ticks."""
    with simulator() as server, Terminal(OURS, server.environment) as terminal:
        instance = next(each for each in server.instances() if each["status"] == "ACTIVE")
        terminal.seen(re.compile(re.escape(instance["name"].encode())))
        still = _window(terminal)
        before = terminal.count
        server.ask(f"/instances/{instance['id']}/action", {"restart": {}})
        terminal.seen(re.compile(b"REBOOT"), after=before, within=60)
        ticking = _window(terminal)
    idle = sum(burst.bytes for burst in still if not burst.changed)
    beside = sum(len(burst.beside) for burst in ticking)
    changed = sum(len(burst.changed) for burst in ticking)
    written = sum(burst.bytes for burst in ticking)
    ticks = [burst.bytes for burst in still if burst.changed]
    apart = f"apart from {sum(ticks)} in {len(ticks)} bursts that changed a cell: ages"
    of = f"{written} bytes in {len(ticking)} bursts for {changed} cells that changed"
    return [
        Measured(still_bytes, float(idle), 0, "bytes", apart),
        Measured(age_cells, float(beside), 0, "cells", of),
    ]


@dataclass(frozen=True, slots=True)
class Burst:
    """What one update did to the screen: cells are (line, column)."""

    bytes: int
    drawn: frozenset[tuple[int, int]]
    changed: frozenset[tuple[int, int]]

    @property
    def beside(self) -> set[tuple[int, int]]:
        """Cells drawn that are not near a cell that changed."""
        near = range(-_BESIDE, _BESIDE + 1)
        return {
            (y, x)
            for y, x in self.drawn
            if not any((y, x + distance) in self.changed for distance in near)
        }


def _window(terminal: Terminal) -> list[Burst]:
    """Let it settle, then watch it for ten seconds."""
    time.sleep(_SETTLING)
    start = terminal.age
    time.sleep(_WINDOW)
    screen = _Screen(COLUMNS, LINES)
    stream = pyte.ByteStream(screen)
    bursts = []
    for at, written in terminal.bursts():
        before = screen.cells()
        screen.drawn = set()
        stream.feed(_UNKNOWN_TO_PYTE.sub(b"", written))
        after = screen.cells()
        changed = frozenset(cell for cell, shown in after.items() if before.get(cell) != shown)
        if start <= at < start + _WINDOW:
            bursts.append(Burst(len(written), frozenset(screen.drawn), changed))
    return bursts


_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\d+:\d+m")


class _Screen(pyte.Screen):
    """Knows which cells were written to."""

    drawn: set[tuple[int, int]]

    def draw(self, data: str) -> None:
        for character in data:
            self.drawn.add((self.cursor.y, min(self.cursor.x, self.columns - 1)))
            super().draw(character)

    def cells(self) -> dict[tuple[int, int], Any]:
        return {(y, x): self.buffer[y][x] for y in range(self.lines) for x in range(self.columns)}
