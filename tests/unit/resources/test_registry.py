"""A resource is found by being there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from tests.unit.resources.seen import SCOPE, column, context, instance
from trove_tui.api.models import (
    Database,
    Datastore,
    DatastoreVersion,
    Flavor,
    Group,
    Instance,
    Parameter,
    Quota,
    User,
)
from trove_tui.resources import registry
from trove_tui.resources.comparing import Setting
from trove_tui.resources.datastores import Version, VersionParameter
from trove_tui.resources.instances import PROJECT, USER
from trove_tui.resources.quotas import QUOTAS
from trove_tui.resources.resource import Action, Column, Resource
from trove_tui.text.styled import Tone
from trove_tui.ui.commands import COMMANDS


def toy(**told: Any) -> Resource[str]:
    column: Column[str, Any] = Column("Toy", lambda row, _: row, lambda row, _: ())
    given = {"name": "toys", "title": "Toys", "noun": "toy", "view_key": "9", "columns": (column,)}
    return Resource(**{**given, **told})


@contextmanager
def registered(resource: Resource[Any]) -> Iterator[None]:
    take_away = registry.register(resource)
    try:
        yield
    finally:
        take_away()


def names() -> list[str]:
    return [view.name for view in registry.views()]


def test_the_views_of_this_package_are_found_and_stand_by_their_keys() -> None:
    assert names()[:5] == ["instances", "groups", "flavors", "datastores", "quotas"]
    assert [view.view_key for view in registry.views()][:5] == list("12345")


def test_what_is_registered_is_a_view_until_it_is_taken_away() -> None:
    before = names()

    with registered(toy()):
        during = names()

    assert during == [*before, "toys"]
    assert names() == before


def test_what_has_no_key_is_no_view() -> None:
    with registered(toy(view_key="")):
        assert "toys" not in names()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"view_key": "2"}, "the view key '2': groups (Groups) and toys (Toys)"),
        ({"name": "groups"}, "the name 'groups': groups (Groups) and groups (Toys)"),
        ({"name": "users", "view_key": ""}, "the name 'users': users (Users) and users (Toys)"),
    ],
)
def test_two_of_the_same_key_or_name_are_an_error_that_names_both(
    told: dict[str, Any], words: str
) -> None:
    before = names()

    with pytest.raises(ValueError) as raised:
        registry.register(toy(**told))

    assert words in str(raised.value)
    assert names() == before


def every_resource() -> list[Resource[Any]]:
    found: dict[str, Resource[Any]] = {}
    left: list[Resource[Any]] = list(registry.views())
    while left:
        one = left.pop()
        if one.name not in found:
            found[one.name] = one
            left += [pane.resource for pane in one.panes if pane.resource is not None]
            left += [one.child] if one.child is not None else []
    return list(found.values())


@pytest.mark.parametrize("resource", every_resource(), ids=lambda one: one.name)
def test_every_resource_is_fit_to_be_shown(resource: Resource[Any]) -> None:
    growing = [column.title for column in resource.columns if column.grows]
    keys = [action.key for action in resource.actions]

    assert len(growing) == 1, "one column takes what width is left"
    assert resource.query or resource.rows
    own = [one.key for one in COMMANDS if one.only_for and one.works_in(resource)]
    assert len({*keys, *own}) == len(keys) + len(own)
    assert resource.empty.endswith(".")
    assert all(column.width[0] <= column.width[1] for column in resource.columns)
    assert all((pane.lines is None) != (pane.resource is None) for pane in resource.panes)


def test_two_resources_asked_of_the_same_instance_are_two_questions() -> None:
    one = instance()
    panes = [pane.resource for pane in registry.views()[0].panes if pane.resource is not None]

    asked = [resource.query(SCOPE, one).name for resource in panes if resource.query is not None]

    assert asked == [f"databases {one.id}", f"users {one.id}", f"config {one.id}"]


BARE: Mapping[str, Any] = {
    "instances": Instance(id="i"),
    "groups": Group(id="g"),
    "flavors": Flavor(id="f"),
    "datastores": Datastore(id="d"),
    "quotas": Quota(resource="instances"),
    "databases": Database(name="d"),
    "users": User(name="u"),
    "config": Setting("port"),
    "group values": Setting("port"),
    "group instances": Instance(id="i"),
    "flavor instances": Instance(id="i"),
    "versions": Version(Datastore(id="d"), DatastoreVersion(id="v")),
    "parameters": VersionParameter(
        Version(Datastore(id="d"), DatastoreVersion(id="v")), Parameter(name="p")
    ),
}


@pytest.mark.parametrize("resource", every_resource(), ids=lambda one: one.name)
def test_no_cell_is_in_the_tone_of_decoration_not_even_of_what_is_not_known(
    resource: Resource[Any],
) -> None:
    row, seen = BARE[resource.name], context(complete=False)

    owners = (PROJECT, USER) if isinstance(row, Instance) else ()
    faint = [
        column.title
        for column in (*resource.columns, *owners)
        for words, tone in column.show(row, seen)
        if tone is Tone.FAINT and words.strip()
    ]

    assert faint == []


def test_of_a_bar_only_the_ground_is_in_the_tone_of_decoration() -> None:
    shown = column(QUOTAS, "Use").show(Quota(resource="ram", in_use=1, limit=4), context())

    assert [words for words, tone in shown if tone is Tone.FAINT] == ["▁" * 9]


VERBS = {"attach", "create", "delete", "detach", "edit", "rename", "resize", "restart", "set"}


@pytest.mark.parametrize(
    "action",
    [action for resource in every_resource() for action in resource.actions],
    ids=lambda one: one.name,
)
def test_what_an_action_does_can_stand_after_cant(action: Action) -> None:
    verb, *what = action.words.split()

    assert verb in VERBS
    assert what, f"auth-db: can't {action.words}: not while ERROR"
    assert what[0] != "to", "who is told would seem to be what is resized"
    assert not action.words.endswith(".")
