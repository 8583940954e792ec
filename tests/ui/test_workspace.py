"""Where one is, as plain values: no screen is needed to go somewhere."""

from __future__ import annotations

from trove_tui.live.history import History
from trove_tui.live.scope import Scope
from trove_tui.live.snapshot import Connection, Snapshot
from trove_tui.resources import registry
from trove_tui.ui.workspace import ScopeState, Workspace

HERE = Scope(None, "bj1", "p")


def state(scope: Scope = HERE) -> ScopeState:
    return ScopeState(scope, registry.views(), Snapshot(scope), Connection(), History())


def test_each_view_is_left_as_it_was() -> None:
    here = state()
    filters = []
    here.entry.list_state.filter = "db"

    for view in ("2", "1"):
        here.view = view
        filters.append((here.entry.resource.name, here.entry.list_state.filter))

    assert filters == [("groups", ""), ("instances", "db")]


def test_back_goes_the_way_one_came_and_stays_in_the_first_list() -> None:
    here = state()
    here.view = "4"
    first = here.entry
    assert first.resource.child is not None
    here.open(first.resource.child, "mysql")

    assert here.back()
    assert here.entry is first
    assert not here.back()


def test_panes_are_turned_around_and_each_list_has_its_own() -> None:
    here = state()
    count = len(here.entry.resource.panes)

    here.pane_number = -1
    assert here.pane_number == count - 1

    here.view = "2"
    assert here.pane_number == 0


def test_another_scope_is_gone_to_in_the_same_view_and_forgotten_where_asked() -> None:
    workspace = Workspace(state())
    workspace.current.view = "3"
    there = workspace.in_region("gd1")

    workspace.go(state(there))
    assert (workspace.current.scope, workspace.current.view) == (there, "3")
    assert len(workspace.all) == 2

    workspace.go(workspace.all[0])
    workspace.forget(there)
    assert workspace.get(there) is None
