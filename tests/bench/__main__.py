"""How fast it is: `python -m tests.bench [--json] [--with-cli] [--only NAME]`.

Everything runs on real pseudo-terminals of 120×36, what is compared in turns within one run.
It prints targets and what was measured, and judges nothing: a busy machine is no failure.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import asdict

from tests.bench import measures, memory, whole
from tests.bench.measures import Measured, skipped
from tests.bench.terminal import NeverSeenError


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--with-cli", action="store_true", help="install OpenStack's client once")
    parser.add_argument(
        "--only", choices=["start", "table", "polls", "memory"], help="one group alone"
    )
    parser.add_argument("--rounds", type=int, default=10, metavar="N", help="times each")
    given = parser.parse_args(arguments)
    groups: dict[str, Callable[[], list[Measured]]] = {
        "start": lambda: whole.start(given.rounds, given.with_cli),
        "table": lambda: measures.table(given.rounds),
        "polls": whole.polls,
        "memory": memory.dialogs,
    }
    chosen = {given.only: groups[given.only]} if given.only else groups
    results = [result for name, group in chosen.items() for result in _taken(name, group)]
    if given.json:
        print(json.dumps([{**asdict(result), "met": result.met} for result in results], indent=2))
        return
    for result in results:
        print(_line(result))


def _taken(name: str, group: Callable[[], list[Measured]]) -> list[Measured]:
    try:
        return group()
    except (NeverSeenError, OSError, subprocess.SubprocessError) as error:
        return [skipped(name, 0, "", str(error))]


def _line(result: Measured) -> str:
    if result.value is None:
        return f"  -   {result.name}: {result.of}"
    sign = "ok" if result.met else "over"
    value = f"{result.value:.3g} {result.unit}"
    return f"{sign:>4}  {result.name}: {value} (target {result.target:g}; {result.of})"


if __name__ == "__main__":
    main()
