"""Two datastore versions of one name: told apart by id and number, wherever either is known."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.resources.seen import cell, context, instance, listed, text
from trove_tui.api.models import Datastore, Group
from trove_tui.resources import instance_cells, queries
from trove_tui.resources.datastores import VERSIONS, default_version, used_by, versions
from trove_tui.resources.groups import GROUPS
from trove_tui.resources.versions import StoreVersion, fits, ids_of, store_words
from trove_tui.ui.forms import choice_sources

STORE = Datastore.of(
    {"id": "d1", "name": "mysql", "default_version": "v1", "versions": [
        {"id": "v1", "name": "8.0", "version": "8.0.29", "active": True},
        {"id": "v2", "name": "8.0", "version": "8.0.36", "active": True},
        {"id": "v3", "name": "5.7.29", "version": "5.7.29", "active": True},
    ]}
)  # fmt: skip


def group(**told: Any) -> Group:
    return Group.of({"id": "g", "name": "g", "datastore_name": "mysql",
                     "datastore_version_name": "8.0", **told})  # fmt: skip


def running(number: str | None, name: str = "a") -> Any:
    store = {"type": "mysql", "version": "8.0", **({"version_number": number} if number else {})}
    return instance(name, datastore=store)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (("mysql", "8.0", "8.0.36"), "mysql 8.0 (8.0.36)"),
        (("mysql", "5.7.29", "5.7.29"), "mysql 5.7.29"),
        (("mysql", "mysql-5.1", None), "mysql-5.1"),
        (("mysql", None, None), "mysql"),
    ],
)
def test_a_number_is_shown_where_the_name_does_not_tell_it(
    told: tuple[str, str | None, str | None], words: str
) -> None:
    assert store_words(*told) == words


def test_both_are_offered_with_their_numbers_and_stand_for_their_ids() -> None:
    choices, default = choice_sources.datastores([STORE])

    assert [(one.label, choice_sources.datastore_of(one.value).id) for one in choices] == [
        ("mysql 5.7.29", "v3"), ("mysql 8.0 (8.0.29)", "v1"), ("mysql 8.0 (8.0.36)", "v2"),
    ]  # fmt: skip
    assert default == choices[1]


def test_without_numbers_they_are_offered_with_their_ids() -> None:
    versions = tuple(one.replace(number=None) for one in STORE.versions)

    choices, _ = choice_sources.datastores([STORE.replace(versions=versions)])

    assert [one.label for one in choices] == ["mysql 5.7.29", "mysql 8.0 (v1)", "mysql 8.0 (v2)"]


@pytest.mark.parametrize(
    ("told", "number", "stores", "is_fit"),
    [
        ({"datastore_version_id": "v2"}, "8.0.36", (STORE,), True),
        ({"datastore_version_id": "v1"}, "8.0.36", (STORE,), False),
        ({"datastore_version_id": "v1"}, None, (STORE,), True),  # which of both isn't told
        ({"datastore_version_id": "v3"}, None, (STORE,), False),
        ({"datastore_version_number": "8.0.29"}, "8.0.36", (), False),
        ({"datastore_version_id": "v1"}, "8.0.36", (), True),  # nothing tells them apart
        ({"datastore_name": "postgresql"}, "8.0.36", (STORE,), False),
    ],
)
def test_a_group_fits_the_version_that_is_meant_and_what_is_not_told_may(
    told: dict[str, str], number: str | None, stores: tuple[Datastore, ...], is_fit: bool
) -> None:
    meant = StoreVersion.of(running(number).datastore)

    assert fits(group(**told), meant, ids_of(meant, stores)) is is_fit


def test_each_has_its_own_name_default_and_count() -> None:
    seen = context(running("8.0.36"), running("8.0.36", "b"), running("8.0.29", "c"),
                 lists=listed((queries.datastores(), [STORE])))  # fmt: skip
    rows = versions(seen, STORE)

    shown = [
        [cell(VERSIONS, title, row, seen) for title in ("Name", "State", "Used by")]
        for row in rows.values()
    ]

    assert shown == [
        ["8.0 (8.0.29)", "default", "1"], ["8.0 (8.0.36)", "", "2"], ["5.7.29", "", "0"],
    ]  # fmt: skip
    assert default_version(STORE) == "8.0 (8.0.29)"
    unknown = context(running(None), lists=listed((queries.datastores(), [STORE])))
    assert used_by(versions(unknown, STORE)["v1"], unknown) is None


def test_instances_and_groups_say_which_of_both_they_have() -> None:
    seen = context()

    assert text(instance_cells.datastore(running("8.0.36"), seen)) == "mysql 8.0 (8.0.36)"
    told = group(datastore_version_number="8.0.29")
    assert cell(GROUPS, "Datastore", told, seen) == "mysql 8.0 (8.0.29)"
