"""What is inside an instance: its databases, users and parameters."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.resources.seen import (
    HOSTILE,
    SCOPE,
    cell,
    context,
    in_order,
    instance,
    listed,
    text,
)
from trove_tui.api.models import Database, Group, User
from trove_tui.live.snapshot import QueryResult
from trove_tui.resources import queries
from trove_tui.resources.comparing import Setting
from trove_tui.resources.config import CONFIG, settings
from trove_tui.resources.databases import DATABASES
from trove_tui.resources.resource import Resource
from trove_tui.resources.users import USERS
from trove_tui.resources.view_context import ViewContext
from trove_tui.text.width import fit
from trove_tui.ui.widgets.columns import ColumnLayout

one = instance(configuration={"id": "g", "name": "test_conf"})

DEFAULTS = [
    Setting("wait_timeout", default="120"),
    Setting("local-infile", default="0"),
    Setting("key_buffer_size", default="200M"),
    Setting("port", default="3306"),
]
VALUES: dict[str, str | int | float | bool] = {
    "local_infile": 1,
    "key_buffer_size": 209715200,
    "sql_mode": "ANSI",
}


def with_group(*settings_told: Setting, **told: Any) -> ViewContext:
    group = Group(id="g", name="test_conf", **told)
    return context(
        one, lists=listed((queries.config(one.id), settings_told), (queries.group("g"), [group]))
    )


def test_databases_stand_by_name_as_a_person_counts() -> None:
    names = ["orders_12", "orders_2", "Audit", *HOSTILE]
    rows = {str(n): Database.of({"name": name}) for n, name in enumerate(names)}

    order = in_order(DATABASES, rows, context())

    shown = [cell(DATABASES, "Name", rows[key], context()) for key in order]
    assert shown.index("Audit") < shown.index("orders_2") < shown.index("orders_12")
    assert "数据库" in shown
    assert not any("\x1b" in name for name in shown)


@pytest.mark.parametrize(
    ("told", "row", "name"),
    [
        ({"name": "bob"}, ("bob", "%", "–"), "bob@%"),
        (
            {"name": "bob", "host": "10.0.0.1", "databases": [{"name": "b"}, {"name": "a"}]},
            ("bob", "10.0.0.1", "b, a"),
            "bob@10.0.0.1",
        ),
        ({"name": "张伟", "host": "192.168.%"}, ("张伟", "192.168.%", "–"), "张伟@192.168.%"),
        ({"name": "a\x1bb", "host": ""}, ("a\\x1bb", "%", "–"), "a\\x1bb@%"),
    ],
)
def test_a_user_is_a_name_and_a_host(told: dict[str, Any], row: tuple[str, ...], name: str) -> None:
    user = User.of(told)

    assert tuple(cell(USERS, column.title, user, context()) for column in USERS.columns) == row
    assert USERS.name_of(user) == name


anything = st.text(st.sampled_from("a@%4025"), min_size=1, max_size=5)


@given(st.lists(st.tuples(anything, anything), min_size=2, max_size=2, unique=True))
def test_two_users_never_have_the_same_key(users: list[tuple[str, str]]) -> None:
    first, second = (queries.user_key(User(name=name, host=host)) for name, host in users)

    assert first != second


def test_a_plain_users_key_is_its_full_name() -> None:
    assert queries.user_key(User(name="app", host="10.0.0.%")) == "app@10.0.0.%"


def test_names_that_only_look_alike_are_two_databases() -> None:
    rows = [Database.of({"name": name}) for name in ("a\x1bb", "a\\x1bb")]

    assert len(set(map(queries.databases("i").key, rows))) == 2


@pytest.mark.parametrize("resource", [DATABASES, USERS, CONFIG])
def test_what_is_inside_is_asked_of_the_instance_and_once(resource: Resource[Any]) -> None:
    assert resource.query is not None

    kind = resource.query(SCOPE, one)

    assert kind.every is None
    assert kind.name.endswith(one.id)
    assert resource.subject(None, one) is one
    assert resource.subject(object(), one) is one


@pytest.mark.parametrize("resource", [DATABASES, USERS])
def test_one_is_created_without_a_row_and_deleted_with_one(resource: Resource[Any]) -> None:
    assert {action.key: action.on_row for action in resource.actions} == {"c": False, "D": True}


def test_what_the_group_changes_comes_first_with_both_values() -> None:
    seen = with_group(*DEFAULTS, values=VALUES)
    rows = settings(seen, one)

    shown = [
        [cell(CONFIG, column.title.strip(), rows[key], seen) for column in CONFIG.columns]
        for key in in_order(CONFIG, rows, seen)
    ]

    assert shown == [
        ["~ local-infile", "1", "0"],
        ["~ sql_mode", "ANSI", "–"],
        ["• key_buffer_size", "209715200", "200M"],
        ["  port", "3306", "3306"],
        ["  wait_timeout", "120", "120"],
    ]


LONG = (
    Setting("innodb_buffer_pool_size", default="600M"),
    Setting("max_connections", default="400"),
    Setting("pid_file", default="/var/run/mysqld/mysqld.pid"),
)
SET = {"innodb_buffer_pool_size": 4294967296, "max_connections": 800}


def drawn(width: int) -> tuple[list[str], list[list[str]]]:
    """The titles that have room in so many cells, and what stands below each, cut."""
    seen = with_group(*LONG, values=SET)
    rows = settings(seen, one)
    order = in_order(CONFIG, rows, seen)
    layout = ColumnLayout(CONFIG.columns)
    layout.sample(list(rows.values()), seen)
    grows = True
    while grows:
        layout.share(width, seen)
        now = [rows[key] for key in order]
        grows = layout.grow(now, [layout.cells(row, seen) for row in now], seen)
    titles = [CONFIG.columns[spot.number].title.strip() for spot in layout.places]
    shown = [
        [
            text(fit(shown, spot.width))
            for spot, shown in zip(layout.places, layout.cells(rows[key], seen), strict=True)
        ]
        for key in order
    ]
    return titles, shown


def test_value_and_default_are_two_columns_where_the_pane_is_all_the_screen() -> None:
    titles, shown = drawn(77)

    assert titles == ["Parameter", "Value", "Default"]
    assert shown == [
        ["~ innodb_buffer_pool_size", "4294967296", "600M"],
        ["~ max_connections", "800", "400"],
        ["  pid_file", "/var/run/mysqld/mysqld.…", "/var/run/mysqld/mys…"],
    ]


def test_beside_a_table_what_is_overridden_has_both_values_in_one_column() -> None:
    titles, shown = drawn(43)

    assert titles == ["Parameter", "Value"]
    assert shown == [
        ["~ innodb_buffer_pool_size", "4294967296  600M"],
        ["~ max_connections", "800  400"],
        ["  pid_file", "/var/run/mysqld…"],
    ]


def refusing(trouble: str) -> ViewContext:
    lists = dict(listed((queries.config(one.id), DEFAULTS)))
    lists[queries.group("g").name] = QueryResult(trouble=trouble, refused=True)
    return context(one, lists=lists)


restarting = one.replace(status="RESTART_REQUIRED")


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (with_group(*DEFAULTS, values=VALUES), "2 changed by test_conf"),
        (with_group(*DEFAULTS, values={}), "test_conf changes nothing"),
        (with_group(*DEFAULTS, values=None), "test_conf: its values are not known yet"),
        (
            with_group(*DEFAULTS, values={"port": 1, "wait_timeout": "***"}),
            "1 changed by test_conf, 1 that the server hides",
        ),
        (
            context(
                restarting,
                lists=listed(
                    (queries.config(one.id), DEFAULTS),
                    (queries.group("g"), [Group(id="g", values={"port": 1})]),
                ),
            ),
            "1 changed by test_conf, at a restart",
        ),
        (context(one), "test_conf: its values are not known yet"),
        (refusing("No."), "test_conf: No."),
        (context(instance()), "No group: these are the defaults"),
    ],
)
def test_the_line_above_says_whose_values_they_are(seen: ViewContext, words: str) -> None:
    assert text(CONFIG.note(seen, one)) == words


def test_what_the_server_hides_differs_from_nothing_that_is_known() -> None:
    seen = with_group(*DEFAULTS, values={"port": "***", "log": "a --token=*** b"})
    rows = settings(seen, one)

    assert cell(CONFIG, "Parameter", rows["port"], seen) == "• port"
    assert cell(CONFIG, "Parameter", rows["log"], seen) == "• log"


def test_the_groups_values_are_asked_for_where_there_is_a_group() -> None:
    assert [kind.name for kind in CONFIG.extra_queries(SCOPE, one)] == ["group g"]
    assert CONFIG.extra_queries(SCOPE, instance()) == ()


def test_a_group_detached_meanwhile_overrides_nothing() -> None:
    detached = instance()
    seen = context(
        detached,
        lists=listed(
            (queries.config(one.id), DEFAULTS), (queries.group("g"), [Group(id="g", values=VALUES)])
        ),
    )

    assert not any(setting.differs for setting in settings(seen, one).values())
