"""Which columns of instances have room: what one acts on is never cut beside what matters less."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.resources.seen import NOW, SCOPE, context, instance, listed, text
from trove_tui.api.models import Instance
from trove_tui.changes.instances import CreateInstance, Restart
from trove_tui.live.operations import Operation, OpState
from trove_tui.resources import queries
from trove_tui.resources.instances import COLUMNS
from trove_tui.resources.view_context import ViewContext
from trove_tui.text.styled import StyledText
from trove_tui.text.width import cell_width, cut_middle
from trove_tui.ui.widgets.columns import ColumnLayout, fit_cell
from trove_tui.ui.widgets.list_detail import SIDE_BY_SIDE_WIDTH

TERMINALS = (60, 80, 100, 120, 150, 160, 200)
PANES, BAR = 46, 1
MYSQL: dict[str, Any] = {
    "flavor": {"id": "2"},
    "volume": {"size": 200, "used": 110},
    "datastore": {"type": "mysql", "version": "5.7.29"},
    "ip": ["10.0.221.144"],
    "updated": "2026-03-04T05:00:00Z",
}
CREATE = CreateInstance(
    name="x", flavor_id="2", volume_size=1, datastore_type="mysql", datastore_version="5.7"
)


def room_in(terminal: int) -> int:
    """The cells of a line of the table in a terminal of so many columns."""
    return terminal - BAR - (PANES if terminal >= SIDE_BY_SIDE_WIDTH else 0)


def laid_out(room: int, *rows: Instance, **known: Any) -> tuple[dict[str, str], list[str]]:
    """What stands under each title in the last row, and the titles."""
    seen = context(*rows, **known)
    layout = ColumnLayout(COLUMNS)
    layout.sample(rows, seen)
    grows = True
    while grows:
        layout.share(room, seen)
        grows = layout.grow(rows, [layout.cells(row, seen) for row in rows], seen)
    cells = zip(layout.places, layout.cells(rows[-1], seen), strict=True)
    row = {COLUMNS[at.number].title.strip(): drawn(at.number, at.width, cell) for at, cell in cells}
    assert layout.places[-1].x + layout.places[-1].width <= room
    return row, list(row)


def drawn(number: int, width: int, cell: StyledText) -> str:
    return text(fit_cell(COLUMNS[number], cell, width))


@pytest.mark.parametrize("terminal", TERMINALS)
@pytest.mark.parametrize("length", [8, 18, 24, 33, 40, 52, 64])
def test_a_name_is_whole_or_nothing_stands_beside_it_but_the_status(
    terminal: int, length: int
) -> None:
    name = ("mysql-02-replica-" * 4)[:length]

    row, titles = laid_out(room_in(terminal), instance("a", **MYSQL), instance(name, **MYSQL))

    assert row["Name"] == name or titles == ["Status", "Name"]
    assert row["Status"] == "● ACTIVE"


@pytest.mark.parametrize("terminal", TERMINALS)
def test_two_names_that_begin_alike_are_told_apart_however_long(terminal: int) -> None:
    one, other = instance("x" * 254 + "1", **MYSQL), instance("x" * 254 + "2", **MYSQL)

    (first, titles), (second, _) = (laid_out(room_in(terminal), *each) for each in
                                    ((one, other), (other, one)))  # fmt: skip

    assert first["Name"] != second["Name"]
    assert len(first["Name"]) >= 32
    assert "For" in titles


def test_one_absurd_name_takes_few_columns_away() -> None:
    _, titles = laid_out(room_in(80), instance("a", **MYSQL), instance("x" * 255, **MYSQL))

    assert titles == ["Status", "Name", "For", "Flavor", "Used"]


@pytest.mark.parametrize("terminal", TERMINALS)
def test_what_is_empty_for_all_goes_before_anything_else(terminal: int) -> None:
    bare = [
        instance(name, **MYSQL).replace(volume=None, addresses=())
        for name in ("b", "mysql-02-replica-of-orders")
    ]

    row, titles = laid_out(room_in(terminal), *bare)

    empty = {"Volume", "Used", "Address", "Group"} & set(titles)
    dropped = {"For", "Flavor", "RAM", "Datastore"} - set(titles)
    assert not (empty and dropped)
    assert row["Name"] == "mysql-02-replica-of-orders"


def test_a_column_that_was_empty_comes_back_once_a_row_has_something_in_it() -> None:
    bare = instance("mysql-02-replica-of-orders", **MYSQL)
    rows = [bare.replace(volume=None), instance("b", **MYSQL)]
    seen = context(*rows)
    layout = ColumnLayout(COLUMNS)
    layout.sample(rows[:1], seen)
    layout.share(room_in(120), seen)
    before = [COLUMNS[at.number].title for at in layout.places]

    assert layout.grow(rows[1:], [layout.cells(rows[1], seen)], seen)
    layout.share(room_in(120), seen)
    after = [COLUMNS[at.number].title for at in layout.places]
    assert "Volume" not in before
    assert "Used " in after


def test_what_is_not_known_yet_is_not_empty_so_that_columns_stay_when_it_comes() -> None:
    listed_only = [one.replace(updated=None, volume=one.volume and one.volume.replace(used=None))
                   for one in (instance("a", **MYSQL), instance("b", **MYSQL))]  # fmt: skip

    _, before = laid_out(room_in(80), *listed_only, flavors={})
    _, after = laid_out(room_in(80), instance("a", **MYSQL), instance("b", **MYSQL))

    assert before == after
    assert "Used" in before


def test_flavors_that_the_server_does_not_tell_leave_ram_empty() -> None:
    rows = instance("a", **MYSQL), instance("b", **MYSQL)

    _, titles = laid_out(room_in(80), *rows, flavors={}, lists=listed((queries.flavors(), ())))

    assert "RAM" not in titles


def failed(one: Instance, state: OpState = OpState.FAILED) -> dict[str, Operation]:
    return {one.id: Operation(1, SCOPE, one.id, one.name, CREATE, "create", state, NOW, NOW)}


@pytest.mark.parametrize("terminal", TERMINALS)
@pytest.mark.parametrize("status", ["ERROR", "RESTART_REQUIRED", "ACTIVE"])
def test_the_status_is_whole_and_the_outcome_stands_where_there_is_room(
    terminal: int, status: str
) -> None:
    one = instance("mysql-02-replica", **MYSQL, status=status)

    row, titles = laid_out(room_in(terminal), one, operations=failed(one))

    assert row["Status"].split()[1] == status
    assert row["Asked"] == "create failed"
    assert titles[:4] == ["Status", "Name", "For", "Asked"]


@pytest.mark.parametrize("state", [OpState.ACCEPTED, OpState.DONE, OpState.REVERTED])
def test_what_fits_after_the_status_takes_no_column(state: OpState) -> None:
    one = instance("a", **MYSQL)
    operation = Operation(1, SCOPE, one.id, "a", Restart(), "restart", state, NOW, NOW)

    row, titles = laid_out(room_in(200), one, operations={one.id: operation})

    assert "Asked" not in titles
    assert row["Status"].startswith("● ACTIVE ")


def test_what_nothing_is_told_of_takes_no_column() -> None:
    one = instance("a", **MYSQL)
    restart = Operation(1, SCOPE, one.id, "a", Restart(), "restart", OpState.REFUSED, NOW, NOW)

    for told in ({}, {one.id: restart}, {"another": failed(one)[one.id]}):
        assert "Asked" not in laid_out(room_in(200), one, operations=told)[1]


def test_where_the_column_has_no_room_the_outcome_stands_after_the_status_if_it_fits() -> None:
    name = "m" * 60
    bad, restart = (instance(name, **MYSQL, status=each) for each in ("ERROR", "RESTART_REQUIRED"))

    assert laid_out(room_in(80), bad, operations=failed(bad))[0]["Status"] == "✖ ERROR failed"
    row, titles = laid_out(room_in(80), restart, operations=failed(restart))
    assert row["Status"] == "! RESTART_REQUIRED"
    assert "Asked" not in titles


def test_no_width_changes_from_poll_to_poll_unless_more_is_needed() -> None:
    rows = [instance(f"db-{number}", **MYSQL) for number in range(5)]
    seen: ViewContext = context(*rows)
    layout = ColumnLayout(COLUMNS)
    layout.sample(rows, seen)
    layout.share(room_in(120), seen)
    shorter = [one.replace(name="x") for one in rows]

    assert not layout.grow(shorter, [layout.cells(one, seen) for one in shorter], seen)
    longer = [one.replace(name="mysql-02-replica-of-orders-db") for one in rows]
    assert layout.grow(longer, [layout.cells(one, seen) for one in longer], seen)


def test_the_middle_of_a_name_is_cut_also_where_characters_are_wide() -> None:
    for name in ("数据库" * 40, "a数" * 70, "é" * 200):
        for width in range(9, 60):
            shown = cut_middle(name, width)
            assert cell_width(shown) <= width
            assert shown.count("…") == 1
            assert shown[-1] == name[-1]
