"""What is said of text once is said nowhere else."""

from __future__ import annotations

import ast
from pathlib import Path

import trove_tui
from tests.support.syntax import parsed

ROOT = Path(trove_tui.__file__).parent
MEASURES = {"cell_len", "cached_cell_len", "set_cell_size", "get_character_cell_size", "chop_cells"}


def names_in(path: Path) -> set[str]:
    """All names that a module uses or imports."""
    found = set[str]()
    for node in ast.walk(parsed(path.read_text())):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                found.add(name)
    return found


def users_of(names: set[str]) -> list[str]:
    paths = [path.relative_to(ROOT) for path in ROOT.rglob("*.py")]
    return sorted(str(path) for path in paths if names_in(ROOT / path) & names)


def test_one_module_measures_text() -> None:
    assert users_of(MEASURES | {"east_asian_width"}) == ["text/width.py"]


def test_one_filter_folds_to_ascii() -> None:
    assert users_of({"in_ascii"}) == ["terminal/ascii_filter.py"]
