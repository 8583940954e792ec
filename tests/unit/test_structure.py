"""Who imports whom: nothing in a circle, but for those that are still to go.

Imports in functions and under `TYPE_CHECKING` count. A circle is read as one piece, changed as
one piece, and learned as one piece, whatever keeps Python from stumbling over it.
"""

from __future__ import annotations

import pytest

from tests.support.structure import Tree, components

CIRCLES_LEFT: list[set[str]] = [
    {
        "trove_tui.live.operations",
        "trove_tui.live.snapshot",
        "trove_tui.live.triage",
    },
]
"""Files that still import each other. This list may only shrink."""

FOLDERS_LEFT: list[set[str]] = []
"""The same for folders that stand beside each other."""


@pytest.fixture(scope="module")
def tree() -> Tree:
    """All files of the program."""
    return Tree()


def test_no_file_imports_another_in_a_circle(tree: Tree) -> None:
    found = [set(circle) for circle in tree.circles]

    assert [one for one in found if one not in CIRCLES_LEFT] == []
    assert [one for one in CIRCLES_LEFT if one not in found] == [], "take these off the list"


def test_no_folder_imports_another_in_a_circle(tree: Tree) -> None:
    found = [set(circle) for circle in tree.circles_of_folders]

    assert [one for one in found if one not in FOLDERS_LEFT] == []
    assert [one for one in FOLDERS_LEFT if one not in found] == [], "take these off the list"


def test_imports_are_found_wherever_they_stand(tree: Tree) -> None:
    app = {one.imported: one for one in tree.imports if one.importer == "trove_tui.ui.app"}

    assert not app["trove_tui.terminal.app"].in_function
    assert app["trove_tui.ui.dialogs.quit"].in_function
    assert any(one.for_types for one in tree.imports)


def test_circles_are_found_however_far_around() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": {"e"}, "e": {"d"}, "f": {"a", "f"}}

    found = sorted(sorted(part) for part in components(graph))

    assert found == [["a", "b", "c"], ["d", "e"], ["f"]]
