"""How far what is known of a change is spread: counted in the files of the program."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import trove_tui
from tests.support.syntax import parsed
from tests.unit.changes.test_declarations import CHANGES

ROOT = Path(trove_tui.__file__).parent
USUAL, MOST = 3, 4
"""Files that name one change: where it is declared, an action, a form; and one more at most."""


def test_few_files_name_any_one_change() -> None:
    files = [path for path in ROOT.rglob("*.py") if "simulator" not in path.parts]
    named = {str(path.relative_to(ROOT)): set(names_in(path)) for path in files}
    spread = {
        change.__name__: [file for file, names in named.items() if change.__name__ in names]
        for change in CHANGES
    }

    assert {name: files for name, files in spread.items() if len(files) > MOST} == {}
    assert median(map(len, spread.values())) <= USUAL


def names_in(path: Path) -> Iterator[str]:
    """Every name and every whole text in a file; not what its sentences say."""
    for node in ast.walk(parsed(path.read_text("utf-8"))):
        match node:
            case ast.Name(id=name) | ast.ClassDef(name=name) | ast.Attribute(attr=name):
                yield name
            case ast.alias(name=name):
                yield name
            case ast.Constant(value=str(name)):
                yield name
