"""What the server offers: flavors, datastores, versions and parameters."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.resources.seen import (
    HOSTILE,
    SCOPE,
    cell,
    context,
    in_order,
    instance,
    lines,
    listed,
    text,
    widest,
)
from trove_tui.api.models import Datastore, DatastoreVersion, Flavor, Parameter
from trove_tui.resources import datastores, flavors, queries
from trove_tui.resources.datastores import (
    DATASTORES,
    PARAMETERS,
    VERSIONS,
    Version,
    VersionParameter,
)
from trove_tui.resources.flavors import FLAVOR_INSTANCES, FLAVORS
from trove_tui.resources.view_context import ViewContext

# Flavors

fleet = context(
    instance("a", flavor={"id": "2"}),
    instance("b", flavor={"id": "2"}, status="ERROR"),
    instance("c", flavor={"id": "9"}),
    instance("d"),
)


def test_memory_2_stands_before_memory_12() -> None:
    names = ("memory-12", "micro-1", "Memory-2", "memory-4")
    rows = {name: Flavor(id=name, name=name) for name in names}

    assert in_order(FLAVORS, rows, context()) == ["Memory-2", "memory-4", "memory-12", "micro-1"]


@pytest.mark.parametrize(
    ("flavor", "seen", "row"),
    [
        (
            Flavor(id="2", name="memory-2", ram=8192, vcpus=2),
            fleet,
            ("memory-2", "2", "8 GB", "2", "2"),
        ),
        (Flavor(id="5", name="micro", ram=512, vcpus=1), fleet, ("micro", "1", "512 MB", "5", "0")),
        (Flavor(id="x"), fleet, ("x", "–", "–", "x", "0")),
        (Flavor(id="x"), context(complete=False), ("x", "–", "–", "x", "–")),
    ],
)
def test_a_flavor_says_its_size_and_how_many_have_it(
    flavor: Flavor, seen: ViewContext, row: tuple[str, ...]
) -> None:
    assert tuple(cell(FLAVORS, one.title, flavor, seen) for one in FLAVORS.columns) == row


def test_who_has_a_flavor_is_listed_with_what_needs_somebody_first() -> None:
    rows = flavors.instances_of(fleet, Flavor(id="2"))

    assert in_order(FLAVOR_INSTANCES, rows, fleet) == ["id-b", "id-a"]
    assert "c" not in {action.key for action in FLAVOR_INSTANCES.actions}
    assert FLAVOR_INSTANCES.subject(rows["id-a"], Flavor(id="2")) is rows["id-a"]


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (fleet, "1 instance has an unlisted flavor"),
        (
            context(instance("a", flavor={"id": "12"}), instance("b", flavor={"id": "9"})),
            "2 instances have unlisted flavors",
        ),
        (context(instance("a", flavor={"id": "2"})), ""),
        (context(instance("a", flavor={"id": "9"}), flavors={}), ""),
    ],
)
def test_flavors_sold_no_longer_are_told_of(seen: ViewContext, words: str) -> None:
    assert text(FLAVORS.note(seen, "ops")) == words


def test_a_flavors_detail_names_who_has_it() -> None:
    flavor = Flavor(id="2", name="memory-2", ram=8192, vcpus=2)

    assert lines(flavors.detail(flavor, fleet, 45, ())) == [
        "Name     memory-2",
        "vCPUs    2",
        "RAM      8 GB",
        "Id       2",
        "Used by  a, b",
    ]
    assert lines(flavors.detail(Flavor(id="5"), fleet, 45, ()))[-1] == "Used by  0"


# Datastores

VERSION = {"id": "v57", "name": "5.7.29"}


def store(*versions: dict[str, Any], **told: Any) -> Datastore:
    wire = {"id": "d1", "name": "mysql", "versions": versions or (VERSION,)}
    return Datastore.of({**wire, **told})


def version(of: Datastore, number: int = 0) -> Version:
    return Version(of, of.versions[number])


running = context(
    instance("a", datastore={"type": "mysql", "version": "5.7.29"}),
    instance("b", datastore={"type": "mysql", "version": "8.0"}),
    instance("c", datastore={"type": "postgresql", "version": "12"}),
    instance("d"),
)


@pytest.mark.parametrize(
    ("row", "seen", "words"),
    [
        (store(), running, ("mysql", "1", "–", "2", "d1")),
        (store(default_version="v57"), running, ("mysql", "1", "5.7.29", "2", "d1")),
        (store(default_version="other"), running, ("mysql", "1", "other", "2", "d1")),
        (store(name="", versions=()), running, ("d1", "0", "–", "0", "d1")),
        (store(), context(complete=False), ("mysql", "1", "–", "–", "d1")),
    ],
)
def test_a_datastore_says_what_it_has(
    row: Datastore, seen: ViewContext, words: tuple[str, ...]
) -> None:
    assert tuple(cell(DATASTORES, one.title, row, seen) for one in DATASTORES.columns) == words


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (version(store()), ("5.7.29", "", "1", "v57")),
        (version(store(default_version="v57")), ("5.7.29", "default", "1", "v57")),
        (version(store({**VERSION, "active": True})), ("5.7.29", "", "1", "v57")),
        (
            version(store({**VERSION, "active": False}, default_version="v57")),
            ("5.7.29", "not for new instances", "1", "v57"),
        ),
        (version(store({"id": "v1"})), ("v1", "", "0", "v1")),
    ],
)
def test_a_version_says_whether_it_is_still_offered(row: Version, words: tuple[str, ...]) -> None:
    assert tuple(cell(VERSIONS, one.title, row, running) for one in VERSIONS.columns) == words


def test_a_datastore_opens_its_versions_and_a_version_its_parameters() -> None:
    old, fresh = store(), store(VERSION, {"id": "v8", "name": "8.0"})
    asked_again = context(lists=listed((queries.datastore("mysql"), [fresh])))
    assert DATASTORES.child is VERSIONS
    assert VERSIONS.child is PARAMETERS
    assert VERSIONS.rows is not None
    assert VERSIONS.query is not None
    assert PARAMETERS.query is not None

    assert list(VERSIONS.rows(context(), old)) == ["v57"]
    rows = VERSIONS.rows(asked_again, old)

    assert in_order(VERSIONS, rows, asked_again) == ["v57", "v8"]
    assert VERSIONS.query(SCOPE, old).name == "datastore mysql"
    assert PARAMETERS.query(SCOPE, (old, rows["v8"])).name == "parameters mysql v8"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"type": "integer", "min": 1, "max": 31536000}, "1 – 31536000"),
        (
            {"type": "integer", "min": "0", "max": "18446744073709551615"},
            "0 – 18446744073709551615",
        ),
        ({"type": "integer", "min": -1}, "at least -1"),
        ({"type": "float", "max": 0.5}, "at most 0.5"),
        ({"type": "integer"}, "any whole number"),
        ({"type": "boolean"}, "true or false"),
        ({"type": "string"}, "text"),
        ({"type": "list"}, "a list"),
        ({"type": "float"}, "any number"),
        ({}, "–"),
    ],
)
def test_what_a_parameter_takes_is_told_in_words(told: dict[str, Any], words: str) -> None:
    parameter = Parameter.of({"name": "p", **told})

    assert datastores.allowed(parameter) == words


def test_parameters_are_listed_with_what_a_change_takes() -> None:
    of = version(store())
    told = [
        Parameter(name="wait_timeout", type="integer", min=1, max=9),
        Parameter(name="innodb_x", type="integer", restart_required=True),
    ]
    seen = context(lists=listed((queries.parameters("mysql", "v57"), told)))
    assert PARAMETERS.rows is not None

    rows = PARAMETERS.rows(seen, (of.store, of))

    shown = [
        tuple(cell(PARAMETERS, one.title, rows[key], seen) for one in PARAMETERS.columns)
        for key in in_order(PARAMETERS, rows, seen)
    ]
    assert shown == [
        ("innodb_x", "integer", "any whole number", "restart"),
        ("wait_timeout", "integer", "1 – 9", "at once"),
    ]
    assert {PARAMETERS.name_of(row) for row in rows.values()} == {"innodb_x", "wait_timeout"}


def test_a_parameters_detail_is_asked_for_by_itself() -> None:
    row = VersionParameter(version(store()), Parameter(name="p", type="integer", min=1))
    fresh = Parameter(name="p", type="integer", min=2, restart_required=True)
    seen = context(lists=listed((queries.parameter("mysql", "v57", "p"), [fresh])))

    asked = [kind.name for kind in PARAMETERS.panes[0].queries(row, SCOPE)]

    assert asked == ["parameter mysql v57 p"]
    assert "Allowed  at least 1" in lines(datastores.parameter_detail(row, context(), 45, ()))
    assert lines(datastores.parameter_detail(row, seen, 45, ())) == [
        "Name     p",
        "Type     integer",
        "Allowed  at least 2",
        "Applies  at a restart",
        "In       mysql 5.7.29",
    ]


def test_versions_that_only_the_list_of_all_has_stand_beside_those_of_the_datastores_page() -> None:
    old, new = {"id": "v56", "name": "5.6.49", "active": False}, {"id": "v8", "name": "8.0.29"}
    row, page = store(VERSION, old), store(VERSION, new)
    seen = context(lists=listed((queries.datastore("mysql"), [page])))

    rows = datastores.versions(seen, row)

    assert {one.version.name for one in rows.values()} == {"5.7.29", "8.0.29", "5.6.49"}
    assert datastores.status_text(rows["v56"]) == "not for new instances"


def test_a_version_no_longer_offered_says_so_in_its_detail() -> None:
    row = version(store({**VERSION, "active": False}))

    shown = lines(datastores.version_detail(row, running, 60, ()))

    assert "Offered  no: only what runs it already" in shown
    assert "Used by  1" in shown


def test_a_datastores_detail_names_its_versions() -> None:
    row = store(VERSION, {"id": "v8", "name": "10.1"}, default_version="v8")

    shown = lines(datastores.store_detail(row, running, 60, ()))

    assert "Versions 5.7.29, 10.1" in shown
    assert "Default  10.1" in shown


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_can_be_shown_and_fits(name: str) -> None:
    row = store({"id": name, "name": name}, id=name, name=name)
    parameter = Parameter.of({"name": name, "type": name})
    one = version(row)

    assert cell(DATASTORES, "Name", row, context()) == row.name
    assert cell(VERSIONS, "Name", one, context()) == one.version.name
    for drawn in (
        datastores.store_detail(row, context(), 30, ()),
        datastores.version_detail(one, context(), 30, ()),
        datastores.parameter_detail(VersionParameter(one, parameter), context(), 30, ()),
        flavors.detail(Flavor.of({"id": name, "name": name}), context(), 30, ()),
    ):
        assert widest(drawn) <= 30
        assert "\x1b" not in "".join(lines(drawn))


def test_a_version_of_which_nothing_is_told_but_its_id_is_listed_all_the_same() -> None:
    row = Version(store(versions=()), DatastoreVersion(id="v"))

    assert datastores.status_text(row) is None
    assert VERSIONS.name_of(row) == "v"
