"""What the program's structure is in numbers: `python -m tests.measure [FOLDER] [--all]`.

It measures this folder, or another copy of the repository, and judges nothing. `--all` names what
was counted.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.support.structure import PACKAGE, ROOT, Tree, is_type_checking

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
CHANGES = ("Change", "Request")
"""The class at the top of all changes, by its name today and before."""


class Measured(NamedTuple):
    """One line of the table."""

    what: str
    figure: str
    named: list[str]


def known_in(tree: Tree) -> dict[str, int]:
    """How many files know each change, the one that declares it among them.

    Also by a constant that stands for it: `ATTACH_GROUP` for `AttachGroup`.
    """
    changes = next(filter(None, (tree.subclasses(root) - {root} for root in CHANGES)), set())
    return {
        change: sum(
            bool(names(change) & module.names_and_texts) for module in tree.outside_simulator
        )
        for change in sorted(changes)
    }


def names(change: str) -> set[str]:
    """What a change is known by; a constant of one word may be a status too."""
    constant = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", change).upper()
    return {change, constant} if "_" in constant else {change}


def measured(tree: Tree) -> Iterator[Measured]:
    """The table."""
    modules = tree.outside_simulator
    known = known_in(tree)
    figures = f"{median(known.values()):g}; {max(known.values())}" if known else "none"
    yield Measured(
        "files that know one change (median; most)",
        figures,
        [f"{count} {change}" for change, count in known.items()],
    )
    circles = tree.circles
    yield Measured(
        "files in circles of imports (files; circles)",
        f"{sum(map(len, circles))}; {len(circles)}",
        [" ↔ ".join(sorted(circle)) for circle in circles],
    )
    yield counted(
        "circles of folders beside each other",
        (" ↔ ".join(sorted(circle)) for circle in tree.circles_of_folders),
    )
    yield counted("imports in functions", tree.in_functions())
    yield counted(
        "TYPE_CHECKING blocks",
        (
            module.name
            for module in modules
            for node in ast.walk(module.tree)
            if is_type_checking(node)
        ),
    )
    for what, twice in (
        ("type names defined twice", tree.types_twice),
        ("basenames twice", tree.basenames_twice),
    ):
        yield counted(what, (f"{name}: {', '.join(where)}" for name, where in twice.items()))
    yield from sizes(tree)


def sizes(tree: Tree) -> Iterator[Measured]:
    """What is long."""
    everything = tree.modules.values()
    for room in ("ui", "terminal"):
        inside = [one for one in everything if f"{one.name}.".startswith(f"{PACKAGE}.{room}.")]
        yield Measured(
            f"lines of {room}", f"{sum(one.lines for one in inside):,} in {len(inside)} files", []
        )
    yield counted(
        f"files over {LONGEST_FILE} lines",
        (f"{one.lines} {one.name}" for one in everything if one.lines > LONGEST_FILE),
    )
    yield counted(
        f"functions over {LONGEST_FUNCTION} lines",
        (
            f"{length} {name}"
            for one in everything
            for name, length in one.functions.items()
            if length > LONGEST_FUNCTION
        ),
    )
    yield Measured("files; lines", f"{len(everything)}; {sum(o.lines for o in everything):,}", [])


def counted(what: str, found: Iterable[str]) -> Measured:
    """How many, and which."""
    named = list(found)
    return Measured(what, str(len(named)), named)


def main(arguments: list[str]) -> None:
    """Print the table."""
    folders = [argument for argument in arguments if argument != "--all"]
    tree = Tree(Path(folders[0]) if folders else ROOT)
    for line in measured(tree):
        print(f"{line.what:<46} {line.figure}")
        for name in line.named if "--all" in arguments else ():
            print(f"    {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
