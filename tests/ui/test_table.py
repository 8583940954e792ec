"""The table's cursor: on its row, whatever happens to the rows; moved by keys and mouse."""

from __future__ import annotations

import pytest
from textual.events import MouseScrollDown
from textual.geometry import Offset

from tests.support.settle import resized
from tests.ui.table_app import Fruit, FruitApp, fruits


async def test_the_cursor_starts_on_the_first_row_and_says_so() -> None:
    app = FruitApp()
    async with app.run_test():
        app.show(fruits(3))
        await app.drawn()

        assert app.table.cursor_id == "f0"
        assert app.highlighted == ["f0"]


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        ("j", 1),
        ("down", 1),
        ("j j k", 1),
        ("k", 0),
        ("G", 99),
        ("end", 99),
        ("G g", 0),
        ("end home", 0),
        ("pagedown", 22),
        ("ctrl+f", 22),
        ("pagedown pageup", 0),
        ("ctrl+d", 11),
        ("ctrl+d ctrl+u", 0),
        ("G j", 99),
    ],
)
async def test_keys_move_the_cursor(keys: str, row: int) -> None:
    app = FruitApp(fruits(100))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys.split())
        await app.drawn()

        assert app.table.cursor_id == f"f{row}"
        assert f"f{row}" in app.table.visible_ids


async def test_enter_opens_the_row_under_the_cursor() -> None:
    app = FruitApp(fruits(3))
    async with app.run_test() as pilot:
        await pilot.press("j", "enter")

        assert app.opened == ["f1"]


async def test_enter_opens_nothing_where_there_is_nothing() -> None:
    app = FruitApp()
    async with app.run_test() as pilot:
        await pilot.press("j", "G", "pagedown", "enter")

        assert app.opened == []


async def test_a_click_selects_and_a_second_one_opens() -> None:
    app = FruitApp(fruits(30))
    async with app.run_test() as pilot:
        await pilot.click("#fruit", offset=(20, 6))
        selected = app.table.cursor_id
        await pilot.click("#fruit", offset=(20, 6))

        assert selected == "f5"
        assert app.opened == ["f5"]


async def test_clicks_on_the_heading_and_below_the_last_row_do_nothing() -> None:
    app = FruitApp(fruits(3))
    async with app.run_test() as pilot:
        await pilot.press("j")
        await pilot.click("#fruit", offset=(5, 0))
        await pilot.click("#fruit", offset=(5, 10))

        assert app.table.cursor_id == "f1"
        assert app.opened == []


async def test_the_wheel_scrolls_three_rows_and_leaves_the_cursor_on_its_row() -> None:
    app = FruitApp(fruits(100))
    async with app.run_test() as pilot:
        await pilot._post_mouse_events([MouseScrollDown], "#fruit", (5, 5))
        await app.drawn()

        assert app.table.visible_ids[0] == "f3"
        assert app.table.cursor_id == "f0"


async def test_a_row_keeps_the_cursor_when_rows_change_places() -> None:
    app = FruitApp(fruits(5))
    async with app.run_test() as pilot:
        await pilot.press("j", "j")
        app.highlighted.clear()
        app.show(app.rows, order=["f4", "f3", "f1", "f0", "f2"])
        await app.drawn()

        assert app.table.cursor_id == "f2"
        assert app.seen[5].startswith("▌ok    fruit 2")
        assert app.highlighted == []


@pytest.mark.parametrize(
    ("left", "neighbour"),
    [
        (["f0", "f1", "f3", "f4"], "f3"),
        (["f0", "f1"], "f1"),
        (["f0", "f4"], "f4"),
        (["f0"], "f0"),
        (["x1", "x2", "x3", "x4"], "x3"),
    ],
)
async def test_when_its_row_has_gone_the_cursor_is_on_the_nearest(
    left: list[str], neighbour: str
) -> None:
    app = FruitApp(fruits(5))
    async with app.run_test() as pilot:
        await pilot.press("j", "j")
        app.highlighted.clear()
        app.show({row_id: Fruit(row_id, row_id) for row_id in left})
        await app.drawn()

        assert app.table.cursor_id == neighbour
        assert app.highlighted == [neighbour]


async def test_where_the_cursor_went_is_told_in_that_order() -> None:
    app = FruitApp(fruits(5))
    async with app.run_test() as pilot:
        await pilot.press("j", "j")
        app.highlighted.clear()
        app.show({row_id: Fruit(row_id, row_id) for row_id in ("f0", "f1", "f3", "f4")})
        app.table.action_move(1)
        await app.drawn()

        assert app.highlighted == ["f3", "f4"]


async def test_a_row_that_comes_back_after_an_empty_list_has_the_cursor_again() -> None:
    app = FruitApp(fruits(5))
    async with app.run_test() as pilot:
        await pilot.press("j", "j")
        app.highlighted.clear()
        app.show({})
        nothing = app.table.cursor_id
        app.show(fruits(5))
        await app.drawn()

        assert nothing is None
        assert app.table.cursor_id == "f2"
        assert app.highlighted == [None, "f2"]


async def test_rows_arriving_above_leave_the_cursor_at_its_height_on_the_screen() -> None:
    app = FruitApp(fruits(100))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("pagedown", "pagedown", "k", "k")
        before = [line[7:15] for line in app.seen]
        app.show({"new": Fruit("new", "new"), "newer": Fruit("newer", "newer"), **app.rows})
        await app.drawn()

        assert [line[7:15] for line in app.seen] == before


async def test_what_arrives_above_the_first_row_is_seen_by_who_is_at_the_top() -> None:
    app = FruitApp(fruits(100))
    async with app.run_test():
        app.show({"new": Fruit("new", "new"), **app.rows})
        await app.drawn()

        assert app.seen[1].startswith(" ok    new")
        assert app.seen[2].startswith("▌ok    fruit 0")


async def test_a_screen_scrolled_away_from_the_cursor_stays_where_it_is() -> None:
    app = FruitApp(fruits(100))
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(12):
            await pilot._post_mouse_events([MouseScrollDown], "#fruit", (5, 5))
        rows = dict(app.rows)
        del rows["f0"], rows["f1"]
        app.show(rows)
        await app.drawn()

        assert app.table.visible_ids[0] == "f36"
        assert app.table.cursor_id == "f2"


async def test_losing_most_rows_while_at_the_end_leaves_no_blank_screen() -> None:
    app = FruitApp(fruits(1000))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("G")
        app.show(fruits(40))
        await app.drawn()

        assert app.table.cursor_id == "f39"
        assert app.seen[23].startswith("▌ok    fruit 39")


async def test_the_terminals_own_cursor_stands_on_the_selected_row() -> None:
    app = FruitApp(fruits(100))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "j", "j")
        down = app.cursor_position
        await pilot.press("G")
        end = app.cursor_position

        assert down == Offset(1, 4)
        assert end == Offset(1, 23)


async def test_the_cursor_can_be_put_on_a_row_by_its_id() -> None:
    app = FruitApp(fruits(1000))
    async with app.run_test():
        app.table.cursor_id = "f500"
        app.table.cursor_id = "no such row"
        await app.drawn()

        assert app.table.cursor_id == "f500"
        assert "f500" in app.table.visible_ids


async def test_a_smaller_terminal_keeps_the_cursor_in_sight() -> None:
    app = FruitApp(fruits(100))
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press(*["j"] * 35)
        await resized(pilot, 60, 10)
        await app.drawn()

        assert app.table.cursor_id == "f35"
        assert any(line.startswith("▌ok    fruit 35") for line in app.seen)


@pytest.mark.parametrize("lines", [1, 2, 3])
async def test_news_in_a_terminal_of_next_to_no_lines_end_nothing(lines: int) -> None:
    app = FruitApp(fruits(1))
    async with app.run_test(size=(80, 24)) as pilot:
        await resized(pilot, 10, lines)
        for count in (2, 1, 3, 1):
            app.show(fruits(count))
            await app.drawn()

        assert app.table.cursor_id == "f0"
