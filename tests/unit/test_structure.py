"""Who imports whom: nothing in a circle.

Imports in functions and under `TYPE_CHECKING` count. A circle is read as one piece, changed as
one piece, and learned as one piece, whatever keeps Python from stumbling over it.
"""

from __future__ import annotations

import pytest

from tests.support.structure import Tree, components


@pytest.fixture(scope="module")
def tree() -> Tree:
    """All files of the program."""
    return Tree()


def test_no_file_imports_another_in_a_circle(tree: Tree) -> None:
    assert tree.circles == []


def test_no_folder_imports_another_in_a_circle(tree: Tree) -> None:
    assert tree.circles_of_folders == []


def test_imports_are_found_wherever_they_stand(tree: Tree) -> None:
    app = {one.imported: one for one in tree.imports if one.importer == "trove_tui.ui.app"}

    assert not app["trove_tui.terminal.app"].in_function
    assert app["trove_tui.ui.dialogs.quit"].in_function
    assert any(one.for_types for one in tree.imports)


def test_circles_are_found_however_far_around() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": {"e"}, "e": {"d"}, "f": {"a", "f"}}

    found = sorted(sorted(part) for part in components(graph))

    assert found == [["a", "b", "c"], ["d", "e"], ["f"]]
