"""All that is known of a change stands in its declaration, found by its name."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest

import trove_tui.changes
from trove_tui.changes import change_named
from trove_tui.changes.change import Change
from trove_tui.changes.verdict import Proof
from trove_tui.resources import registry
from trove_tui.resources.resource import Action, Resource
from trove_tui.ui.forms import form_for
from trove_tui.ui.forms.plain_form import PlainForm


def declared() -> Iterator[type[Change]]:
    """Every change of the program, but for what only gathers what several have in common."""
    for module in pkgutil.iter_modules(trove_tui.changes.__path__, "trove_tui.changes."):
        for one in vars(import_module(module.name)).values():
            is_change = isinstance(one, type) and issubclass(one, Change) and one is not Change
            if is_change and one.__module__ == module.name and {"call", "_call"} & vars(one).keys():
                yield one


def actions() -> Iterator[Action]:
    """Every action of every resource."""
    for resource in registry.views():
        yield from of(resource)


def of(resource: Resource[object]) -> Iterator[Action]:
    yield from resource.actions
    for pane in resource.panes:
        if pane.resource is not None:
            yield from of(pane.resource)


CHANGES = sorted(declared(), key=lambda change: change.__name__)
ACTIONS = [action for action in actions() if isinstance(action.sends, str)]


def test_there_are_sixteen() -> None:
    assert len(CHANGES) == 16


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_is_found_by_its_name(change: type[Change]) -> None:
    assert change_named(change.__name__) is change


def test_what_nothing_declares_is_not_found() -> None:
    with pytest.raises(KeyError):
        change_named("NewDatabase2")


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_an_action_names_a_change_and_what_it_needs(action: Action) -> None:
    assert action.change in CHANGES
    assert action.precondition is action.change.precondition


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_says_what_it_does_and_has_a_form_of_its_own(change: type[Change]) -> None:
    form = form_for(change)

    assert form.model is change
    assert not issubclass(form, PlainForm)
    assert change.verb
    assert change.word != "change" or change.proof is Proof.READING


def test_what_somebody_adds_is_not_taken_for_one_of_ours() -> None:
    class Restart(Change):
        """Another one."""

    assert Restart.proof is Proof.ANSWER
    assert issubclass(form_for(Restart), PlainForm)
