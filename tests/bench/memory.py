"""What stays in memory of dialogs and filters that were opened and closed again."""

from __future__ import annotations

import re
from pathlib import Path

from tests.bench.measures import Measured
from tests.bench.terminal import Terminal
from tests.bench.whole import OURS, simulator

ROUNDS = 1000
"""Times that the page of keys, and a filter, are opened and closed: 2,000 of both."""
SETTLED = 50
"""Rounds after which nothing more may come to stay."""
TARGET = 3.0
"""MB: what the allocator and a collection that is due may make of it."""

kept = "memory that 2,000 dialogs and filters leave behind after the first hundred"

_ESCAPE = b"\x1b[27u"
_ANYTHING = re.compile(rb".", re.DOTALL)
_KEYS, _FINDS = re.compile(rb"suspend|screen|region"), re.compile(rb"words|shows")


def dialogs() -> list[Measured]:
    """Open and close both again and again, and look at the process's resident memory."""
    with simulator() as server, Terminal(OURS, server.environment) as terminal:
        name = next(iter(server.instances()))["name"].encode()
        terminal.seen(re.compile(re.escape(name)))
        terminal.quiet(1.0)
        early = 0.0
        for turn in range(ROUNDS):
            if turn == SETTLED:
                early = resident(terminal.process_id)
            _there_and_back(terminal, b"?", _KEYS)
            _there_and_back(terminal, b"/", _FINDS)
        late = resident(terminal.process_id)
    of = f"{early:.1f} MB after {2 * SETTLED}, {late:.1f} MB after {2 * ROUNDS:,}"
    return [Measured(kept, late - early, TARGET, "MB", of)]


def resident(process_id: int) -> float:
    """A process's resident memory, in MB."""
    status = Path(f"/proc/{process_id}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) / 1024


def _there_and_back(terminal: Terminal, key: bytes, shows: re.Pattern[bytes]) -> None:
    before = terminal.count
    terminal.send(key)
    terminal.seen(shows, after=before)
    before = terminal.count
    terminal.send(_ESCAPE)
    terminal.seen(_ANYTHING, after=before)
