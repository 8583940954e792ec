"""Rows of which something odd is told: what is shown of them, what can't be asked of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.resources.seen import NOW, action, cell, context, in_order, instance, lines, listed
from trove_tui.api.models import Database, Flavor, Instance, Parameter, Quota, User
from trove_tui.live.snapshot import Connection, QueryResult
from trove_tui.resources import queries
from trove_tui.resources.databases import DATABASES
from trove_tui.resources.datastores import allowed
from trove_tui.resources.flavors import FLAVORS
from trove_tui.resources.flavors import detail as flavor_detail
from trove_tui.resources.instances import INSTANCES
from trove_tui.resources.overview import overview
from trove_tui.resources.quotas import QUOTAS
from trove_tui.resources.users import USERS
from trove_tui.text.amounts import format_number
from trove_tui.text.natural import natural
from trove_tui.ui import status_text
from trove_tui.ui.workspace import NavEntry


def drawn(**told: Any) -> str:
    one = instance(**told)
    return "\n".join(lines(overview(one, context(one), 60, INSTANCES.actions)))


# What can't be addressed


def test_an_instance_without_an_id_is_shown_and_nothing_can_be_asked_of_it() -> None:
    one = instance("odd", id="")
    seen = context(one)

    assert "odd" in cell(INSTANCES, "Name", one, seen)
    assert {each.precondition.refusal(one) for each in INSTANCES.actions} == {"it has no id"}
    shown = "\n".join(lines(overview(one, seen, 60, INSTANCES.actions)))
    assert "(it has no id)" in shown
    assert "Can now" not in shown


def test_users_that_no_request_can_name_are_not_deleted() -> None:
    delete = action(USERS, "D")
    several = User.of({"name": "u", "host": ["10.0.0.1", "10.0.0.2"]})

    assert cell(USERS, "Host", several, context()) == "10.0.0.1, 10.0.0.2"
    assert delete.refusal(several, context()) == "the server names several hosts for it"
    assert delete.refusal(User.of({"name": "u", "host": {}}), context()) == "its host is not known"
    assert delete.refusal(User.of({"name": "", "host": "%"}), context()) == "it has no name"
    assert delete.refusal(User.of({"name": "u"}), context()) is None


def test_a_host_that_is_not_known_is_not_called_anywhere() -> None:
    assert cell(USERS, "Host", User.of({"name": "u", "host": {}}), context()) == "–"


def test_a_database_and_a_quota_without_a_name_stay_as_they_are() -> None:
    nameless = Quota(resource="", in_use=1, limit=2)

    assert action(DATABASES, "D").refusal(Database(name=""), context()) == "it has no name"
    assert action(QUOTAS, "e").refusal(nameless, context()) == "it has no name"


def test_a_flavor_without_an_id_is_no_instances_flavor() -> None:
    odd, one = Flavor.of({"id": "", "name": "odd"}), instance()
    seen = context(one, flavors={"": odd})

    assert seen.flavor(one) is None
    assert cell(FLAVORS, "Used by", odd, seen) == "0"


def test_what_has_no_name_is_called_by_its_id() -> None:
    one = instance("", id="8d1f", flavor={"id": "7"})
    seen = context(one, flavors={"7": Flavor.of({"id": "7", "name": ""})})

    assert cell(INSTANCES, "Name", one, seen) == "8d1f"
    assert cell(INSTANCES, "Flavor", one, seen) == "7"
    assert INSTANCES.name_of(one) == "8d1f"
    assert cell(INSTANCES, "Name", instance("", id=""), seen) == "–"


# What is left out is told


def test_what_a_list_leaves_out_is_told_beside_it() -> None:
    groups = NavEntry(_view("groups"), None, context().snapshot.scope)
    known = {queries.groups().name: QueryResult[Any]({}, at=NOW, lacks="2 left out: no id")}
    seen = context(lists=known)

    assert groups.lacks(seen) == "2 left out: no id"
    assert status_text.emptiness(groups, {}, Connection(), seen) == (
        "The server lists what can't be shown: 2 left out: no id."
    )


def test_what_the_list_of_instances_leaves_out_is_told_beside_it_and_nowhere_else() -> None:
    seen = context(instance(), lacks="1 left out: no id")
    scope = seen.snapshot.scope

    assert NavEntry(INSTANCES, None, scope).lacks(seen) == "1 left out: no id"
    assert NavEntry(_view("flavor instances"), Flavor(id="2"), scope).lacks(seen) == ""


def _view(name: str) -> Any:
    from trove_tui.resources.flavors import FLAVOR_INSTANCES
    from trove_tui.resources.groups import GROUPS

    return {one.name: one for one in (GROUPS, FLAVOR_INSTANCES)}[name]


# Sizes


@pytest.mark.parametrize(
    ("told", "size", "used", "in_overview"),
    [
        ({"size": 1.5, "used": 0.75}, "1.5 GB", "▅ 50% ", "1.5 GB"),
        ({"used": 46}, "–", "46 GB ", "Volume   46 GB used"),
        ({"used": 1.5}, "–", "1.5 GB ", "Volume   1.5 GB used"),
        ({"size": 10, "used": 1e308}, "10 GB", "– ", "Volume   10 GB  use not known yet"),
        ({"size": 10, "used": 10**17}, "10 GB", "█999% ", "999%"),
        ({}, "–", "– ", "Volume   –"),
    ],
)
def test_sizes_of_all_sorts(told: dict[str, Any], size: str, used: str, in_overview: str) -> None:
    one = instance(volume=told)

    assert cell(INSTANCES, "Volume", one, context(one)) == size
    assert cell(INSTANCES, "Used", one, context(one)) == used
    assert in_overview in drawn(volume=told)


def test_what_is_used_of_a_servers_own_disk_is_shown_where_there_is_no_volume() -> None:
    flavor = Flavor.of({"id": "2", "name": "local", "local_storage": 10})
    one = instance(flavor={"id": "2"}, local_storage={"used": 0.5})
    seen = context(one, flavors={"2": flavor})

    assert cell(INSTANCES, "Used", one, seen) == "0.5 GB "
    shown = lines(overview(one, seen, 60, ()))
    assert "Disk     0.5 of 10 GB used" in shown
    assert "Disk     10 GB" in lines(flavor_detail(flavor, seen, 60, ()))


def test_a_quota_in_use_by_fractions_is_an_administrators_to_set() -> None:
    quota = Quota(resource="volumes", in_use=1.5, limit=40)

    assert cell(QUOTAS, "In use", quota, context()) == "1.5 GB"
    assert action(QUOTAS, "e").refusal(quota, context()) is None


@pytest.mark.parametrize(
    ("number", "shown"), [(20, "20"), (1.5, "1.5"), (0.1 + 0.2, "0.3"), (3.0, "3"), (0.001, "0")]
)
def test_a_figure_has_two_places_at_most(number: int | float, shown: str) -> None:
    assert format_number(number) == shown


# What upstream tells, where it is told


def test_what_is_told_of_where_an_instance_is_stands_in_its_overview() -> None:
    shown = drawn(
        datastore={"type": "mysql", "version": "8.0", "version_number": "8.0.36"},
        addresses=[{"address": "10.0.0.1", "type": "private"}],
        access={"is_public": True, "allowed_cidrs": ["10.0.0.0/8"]},
        region="RegionOne",
        server={"host": "rig-host-1"},
        server_id="8d1f",
        volume_id="77aa",
        encrypted_rpc_messaging=True,
    )

    for line in (
        "Store    mysql 8.0  8.0.36",
        "Address  10.0.0.1  private",
        "Access   public, from 10.0.0.0/8",
        "Region   RegionOne",
        "Host     rig-host-1",
        "Server   8d1f",
        "Vol. id  77aa",
        "Agent    messages encrypted",
    ):
        assert line in shown.splitlines()


def test_what_is_not_told_is_not_named() -> None:
    shown = drawn(ip="10.0.0.1", datastore={"type": "mysql", "version": "8.0.36"})

    assert "Address  10.0.0.1" in shown.splitlines()
    for label in ("Access", "Region", "Host", "Server", "Vol. id", "Agent", "Disk"):
        assert label not in shown


def test_a_number_that_the_versions_name_tells_already_is_not_repeated() -> None:
    shown = drawn(datastore={"type": "mysql", "version": "5.7.29", "version_number": "5.7.29"})

    assert "Store    mysql 5.7.29" in shown.splitlines()


# Names and limits


def test_names_of_thousands_of_digits_are_sorted_by_what_they_count_to() -> None:
    long = "1" + "0" * 5000
    rows = {key: instance(key) for key in (f"db-{long}", "db-9", "db-10", "db-009")}

    assert natural("db-9") == natural("db-009")
    assert sorted(rows, key=natural)[2:] == ["db-10", f"db-{long}"]
    seen = context(*rows.values())
    assert len(in_order(INSTANCES, {one.id: one for one in rows.values()}, seen)) == 4


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({"type": "string", "min": "0", "max": "64"}, "text"),
        ({"type": "boolean", "min": 0, "max": 1}, "true or false"),
        ({"type": "integer", "min": 5, "max": 1}, "any whole number"),
        ({"type": "integer", "min": "1", "max": "9"}, "1 – 9"),
        ({"type": "enum", "min": 1}, "at least 1"),
    ],
)
def test_a_range_is_told_of_numbers_alone(told: dict[str, Any], shown: str) -> None:
    assert allowed(Parameter.of({"name": "p", **told})) == shown


def test_a_fault_of_megabytes_costs_little_to_draw() -> None:
    one = Instance.of(
        {"id": "1", "name": "a", "status": "ERROR", "fault": {"message": "m " * 2_000_000}}
    )

    assert len(lines(overview(one, context(one), 60, ()))) < 40
    assert one.fault is not None
    assert len(one.fault.message) <= 2_000


def test_lists_made_by_hand_lack_nothing() -> None:
    known = listed((queries.users("1"), [User(name="u")]))

    assert known[queries.users("1").name].lacks == ""
