"""Configuration groups: what is known of each before and after it was asked for, and who has it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from tests.unit.live.server import Server
from tests.unit.resources.seen import (
    HOSTILE,
    NOW,
    SCOPE,
    action,
    cell,
    context,
    in_order,
    instance,
    lines,
    listed,
    text,
    widest,
)
from trove_tui.api.errors import NotTrove
from trove_tui.api.models import Database, Group, Instance, InstanceRef
from trove_tui.api.pages import ListCache
from trove_tui.changes.groups import AttachGroup, DetachGroup
from trove_tui.live.operations import Operation, OpState
from trove_tui.resources import queries
from trove_tui.resources.comparing import Setting
from trove_tui.resources.databases import DATABASES
from trove_tui.resources.groups import GROUP_INSTANCES, GROUP_VALUES, GROUPS, detail
from trove_tui.resources.instances import INSTANCES
from trove_tui.resources.resource import Resource
from trove_tui.resources.view_context import ViewContext
from trove_tui.ui.form_launcher import form_subject

ID = "5017aaaa-0000-4000-8000-0000000023c5"
ORDERS = instance("orders-db")


def group(**told: Any) -> Group:
    wire = {
        "id": ID,
        "name": "test_conf",
        "datastore_name": "mysql",
        "datastore_version_name": "5.7.29",
        "updated": (NOW - timedelta(days=3)).isoformat(),
    }
    return Group.of({**wire, **told})


def having(*names: str, **told: Any) -> list[Instance]:
    return [instance(name, configuration={"id": ID}, **told) for name in names]


def in_full(*known: Instance, **told: Any) -> ViewContext:
    return context(*known, lists=listed((queries.group(ID), [group(**told)])))


@pytest.mark.parametrize(
    ("title", "told", "seen", "words"),
    [
        ("Name", {}, context(), "test_conf"),
        ("Name", {"name": ""}, context(), ID),
        ("Datastore", {}, context(), "mysql 5.7.29"),
        ("Datastore", {"datastore_version_name": "mysql-5.1"}, context(), "mysql-5.1"),
        ("Datastore", {"datastore_name": None, "datastore_version_name": None}, context(), "–"),
        ("Values", {}, context(), "–"),
        ("Values", {}, in_full(values={"wait_timeout": 100, "port": 1}), "2"),
        ("Values", {}, in_full(values={}), "0"),
        ("Attached", {}, context(*having("a", "b"), instance("c")), "2"),
        ("Attached", {}, context(instance("c")), "0"),
        ("Attached", {}, context(complete=False), "–"),
        ("Attached", {}, context(*having("a"), complete=False), "1"),
        ("Updated", {}, context(), "3d"),
        ("Updated", {"updated": None}, context(), "–"),
    ],
)
def test_a_column_says(title: str, told: dict[str, Any], seen: ViewContext, words: str) -> None:
    assert cell(GROUPS, title, group(**told), seen) == words


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_can_be_shown(name: str) -> None:
    row = group(name=name, description=name, datastore_name=name)

    assert cell(GROUPS, "Name", row, context()) == row.name
    assert widest(detail(row, context(), 40, ())) <= 40


def test_groups_stand_by_name_as_a_person_counts() -> None:
    rows = {name: group(id=name, name=name) for name in ("conf-12", "Conf-2", "base")}

    assert in_order(GROUPS, rows, context()) == ["base", "Conf-2", "conf-12"]


@pytest.mark.parametrize(
    ("known", "why"),
    [
        ((), None),
        ((instance("other", configuration={"id": "another"}),), None),
        (having("orders-db"), "1 instance has it attached: orders-db"),
        (having("a", "b"), "2 instances have it attached: a, b"),
        (having(*"abcdef"), "6 instances have it attached: a, b, c and 3 more"),
    ],
)
def test_a_group_is_not_deleted_while_an_instance_has_it(
    known: Sequence[Instance], why: str | None
) -> None:
    assert action(GROUPS, "D").refusal(group(), context(*known)) == why


def test_what_is_asked_for_a_group_is_done_to_it_and_what_is_created_to_nothing() -> None:
    row = group()

    assert GROUPS.subject(row, "ops") is row
    assert GROUPS.subject(None, "ops") is None
    assert {one.key: one.on_row for one in GROUPS.actions} == {
        "a": True,
        "e": True,
        "c": False,
        "D": True,
    }


def test_its_values_stand_by_name_in_full() -> None:
    told = {"wait_timeout": 100, "max_connect_errors": 2**64 - 1, "autocommit": True, "b": "x\x1b"}
    seen = in_full(values=told)
    assert GROUP_VALUES.rows is not None

    rows = GROUP_VALUES.rows(seen, group())

    shown = [
        (
            cell(GROUP_VALUES, "Parameter", rows[key], seen),
            cell(GROUP_VALUES, "Value", rows[key], seen),
        )
        for key in in_order(GROUP_VALUES, rows, seen)
    ]
    assert shown == [
        ("autocommit", "true"),
        ("b", "x\\x1b"),
        ("max_connect_errors", "18446744073709551615"),
        ("wait_timeout", "100"),
    ]


def test_before_it_was_asked_for_it_has_no_values_to_show() -> None:
    assert GROUP_VALUES.rows is not None
    assert GROUP_VALUES.query is not None

    assert GROUP_VALUES.rows(context(), group()) == {}
    assert GROUP_VALUES.query(SCOPE, group()).name == f"group {ID}"


def attached(seen: ViewContext) -> list[str]:
    assert GROUP_INSTANCES.rows is not None
    rows = GROUP_INSTANCES.rows(seen, group())
    return [rows[key].name for key in in_order(GROUP_INSTANCES, rows, seen)]


def refs(*names: str) -> list[InstanceRef]:
    return [InstanceRef(id=f"id-{name}", name=name) for name in names]


def test_who_has_it_stands_with_what_needs_somebody_first() -> None:
    known = [*having("b", "a"), *having("r", status="RESTART_REQUIRED"), instance("other")]

    assert attached(context(*known)) == ["r", "a", "b"]


def test_where_the_list_tells_no_group_the_groups_own_list_does() -> None:
    lists = listed((queries.group_instances(ID), refs("a", "untold", "elsewhere", "moved")))
    moved = instance("moved", configuration={"id": "another"})

    assert attached(context(*having("a"), instance("untold"), moved, lists=lists)) == [
        "a",
        "untold",
    ]


@pytest.mark.parametrize(
    ("request_", "names"),
    [(DetachGroup(), []), (AttachGroup(configuration_id=ID), ["a"])],
)
def test_what_was_just_detached_from_here_is_no_longer_listed(
    request_: Any, names: list[str]
) -> None:
    lists = listed((queries.group_instances(ID), refs("a")))
    done = Operation(1, SCOPE, "id-a", "a", request_, "", OpState.DONE, NOW, NOW)

    assert attached(context(instance("a"), lists=lists, operations={"id-a": done})) == names


@pytest.mark.parametrize(
    ("state", "names"), [(OpState.REFUSED, ["a"]), (OpState.FAILED, ["a"]), (OpState.DONE, [])]
)
def test_a_detachment_beside_another_change_counts_unless_it_was_refused_or_failed(
    state: OpState, names: list[str]
) -> None:
    lists = listed((queries.group_instances(ID), refs("a")))
    attach = Operation(2, SCOPE, "id-a", "a", AttachGroup(configuration_id="x"), "",
                       OpState.SEEN, NOW)  # fmt: skip
    detach = Operation(1, SCOPE, "id-a", "a", DetachGroup(), "", state, NOW, NOW)
    seen = context(
        instance("a"), lists=lists, operations={"id-a": attach}, also={"id-a": (detach,)}
    )

    assert attached(seen) == names


@pytest.mark.parametrize(
    ("known", "told", "words"),
    [
        (having("a"), ("a",), ""),
        (
            having("a", status="RESTART_REQUIRED"),
            ("a",),
            "! 1 needs a restart to apply it: R",
        ),
        (
            having("a", "b", status="RESTART_REQUIRED"),
            ("a", "x"),
            "! 2 need a restart to apply it: R  not listed here: x",
        ),
        ((), ("x", "y"), "not listed here: x, y"),
    ],
)
def test_those_left_needing_a_restart_are_pointed_out_with_the_key(
    known: Sequence[Instance], told: tuple[str, ...], words: str
) -> None:
    seen = context(*known, lists=listed((queries.group_instances(ID), refs(*told))))

    assert text(GROUP_INSTANCES.note(seen, group())) == words


def test_who_has_it_can_be_restarted_and_detached_on_the_spot() -> None:
    row = having("a")[0]

    assert {one.key: one.sends for one in GROUP_INSTANCES.actions} == {
        "R": "Restart",
        "t": "DetachGroup",
    }
    assert GROUP_INSTANCES.subject(row, group()) is row


def test_its_detail_says_all_that_is_known() -> None:
    seen = in_full(
        *having("orders-db"), values={"port": 1}, description="for 测试", instance_count=9
    )

    shown = lines(detail(group(), seen, 60, ()))

    assert shown[:5] == [
        "Name     test_conf",
        "About    for 测试",
        "Store    mysql 5.7.29",
        "Values   1",
        "Attached 1  orders-db",
    ]
    assert f"Id       {ID}" in shown


@pytest.mark.parametrize(
    ("seen", "line"),
    [
        (context(), "Attached 0"),
        (context(complete=False), "Attached –"),
        (in_full(instance_count=2), "Attached 2"),
    ],
)
def test_how_many_have_it_is_what_the_server_counts_where_none_is_known(
    seen: ViewContext, line: str
) -> None:
    assert line in lines(detail(group(), seen, 60, ()))


def test_what_each_pane_shows_is_asked_for() -> None:
    row = group()

    asked = [
        [kind.name for kind in pane.queries(row, SCOPE)]
        if pane.resource is None or pane.resource.query is None
        else [pane.resource.query(SCOPE, row).name]
        for pane in GROUPS.panes
    ]

    assert asked == [[f"group {ID}"], [f"group instances {ID}"], [f"group {ID}"]]


def test_two_names_that_look_alike_are_two_values_and_any_json_is_shown() -> None:
    told = Group.of({"id": ID, "values": {"a\x1b": None, r"a\x1b": ["b\x1b"], "c": "\x1b[2J"}})
    seen = context(lists=listed((queries.group(ID), [told])))

    rows = GROUP_VALUES.rows(seen, group()) if GROUP_VALUES.rows else {}

    assert [
        (cell(GROUP_VALUES, "Parameter", row, seen), cell(GROUP_VALUES, "Value", row, seen))
        for row in rows.values()
    ] == [(r"a\x1b", "null"), (r"a\x1b", r'["b\u001b"]'), ("c", r"\x1b[2J")]


async def test_a_page_without_values_is_not_one_of_a_group_that_has_none() -> None:
    server = Server()
    server.groups["g"] = {"id": "g", "name": "conf"}

    with pytest.raises(NotTrove, match="nothing of its values"):
        await queries.group("g").fetch(server.client(), ListCache())


@pytest.mark.parametrize("row", [None, Setting("port", value=3306)])
def test_from_its_values_the_group_itself_is_edited_also_where_it_sets_none(row: Any) -> None:
    edit = action(GROUP_VALUES, "e")

    assert edit.sends == "UpdateGroup"
    assert not edit.on_row
    assert GROUP_VALUES.subject(row, group()) == group()


def test_a_form_opened_from_its_values_is_about_the_group() -> None:
    unnamed = group(name="")

    assert form_subject(GROUP_VALUES, None, group()) == (group(), "test_conf")
    assert form_subject(GROUP_VALUES, None, unnamed) == (unnamed, ID)


@pytest.mark.parametrize(
    ("resource", "row", "subject", "about"),
    [
        (GROUPS, group(), group(), (group(), "test_conf")),
        (GROUPS, None, None, (None, "")),
        (INSTANCES, ORDERS, ORDERS, (None, "")),
        (DATABASES, None, ORDERS, (None, "")),
        (DATABASES, Database(name="app"), ORDERS, (Database(name="app"), "app")),
    ],
)
def test_a_form_is_about_what_is_selected_unless_that_is_the_instance_itself(
    resource: Resource[Any], row: Any, subject: Any, about: tuple[Any, str]
) -> None:
    assert form_subject(resource, row, subject) == about
