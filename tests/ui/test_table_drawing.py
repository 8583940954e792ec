"""What the table draws: columns, cut text, tones; and how little of it at a time."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from rich.cells import cell_len

from tests.support.settle import resized
from tests.ui.table_app import COLUMNS, Fruit, FruitApp, fruits
from trove_tui.resources.resource import Column
from trove_tui.text.styled import Tone


async def test_headings_are_upper_case_and_numbers_stand_at_the_right() -> None:
    app = FruitApp({"a": Fruit("a", "apple", 7), "b": Fruit("b", "banana", 1234)})
    async with app.run_test(size=(50, 5)):
        await app.drawn()

        assert app.seen == [
            " STATE NAME              WEIGHT COLOUR ID",
            "▌ok    apple                7 g red    a",
            " ok    banana            1234 g red    b",
            "",
            "",
        ]


@pytest.mark.parametrize(
    ("width", "titles"),
    [
        (80, ["STATE", "NAME", "WEIGHT", "COLOUR", "ID"]),
        (40, ["STATE", "NAME", "WEIGHT", "COLOUR"]),
        (30, ["STATE", "NAME", "WEIGHT"]),
        (20, ["STATE", "NAME"]),
    ],
)
async def test_a_narrow_table_drops_columns_by_their_priority(
    width: int, titles: list[str]
) -> None:
    app = FruitApp(fruits(3))
    async with app.run_test(size=(width, 5)):
        await app.drawn()

        assert app.seen[0].split() == titles


async def test_columns_come_back_when_the_terminal_grows() -> None:
    app = FruitApp(fruits(3))
    async with app.run_test(size=(20, 5)) as pilot:
        await resized(pilot, 80, 5)
        await app.drawn()

        assert app.seen[0].split() == ["STATE", "NAME", "WEIGHT", "COLOUR", "ID"]


async def test_columns_that_are_never_dropped_shrink_and_are_cut_at_the_edge() -> None:
    app = FruitApp(fruits(3))
    async with app.run_test(size=(12, 5)):
        await app.drawn()

        assert app.seen[:2] == [" STATE NAME", "▌ok    fru…"]


async def test_text_is_cut_with_an_ellipsis() -> None:
    app = FruitApp({"a": Fruit("a", "apple", colour="as red as can be, or redder")})
    async with app.run_test(size=(46, 5)):
        await app.drawn()

        assert app.seen[1] == "▌ok    apple         1 g as red as can be, o…"


async def test_columns_go_before_a_name_is_cut_and_then_its_middle_is() -> None:
    app = FruitApp({"a": Fruit("a", "a very long name of a fruit")})
    async with app.run_test(size=(35, 5)) as pilot:
        await app.drawn()

        assert app.seen[:2] == [" STATE NAME", "▌ok    a very long name of a fruit"]
        await resized(pilot, 30, 5)
        await app.drawn()
        assert app.seen[1] == "▌ok    a very long na…a fruit"


async def test_in_ascii_mode_nothing_else_is_drawn() -> None:
    app = FruitApp({"a": Fruit("a", "a very long name of a fruit")}, ascii_only=True)
    async with app.run_test(size=(30, 5)):
        app.table.marked = {"a"}
        await app.drawn()
        marked = app.seen[1]
        app.table.marked = set()
        await app.drawn()

        assert marked.startswith("*ok")
        assert app.seen[1] == ">ok    a very long nam~a fruit"


@pytest.mark.parametrize(
    "name",
    [
        "数据库",
        "数据库实例的名字很长很长很长很长",
        "🍎 apple",
        "é́clair",
        "ﷺ",
        "[red]x[/]",
        "a[b",
        "\\[x]",
    ],
)
async def test_any_name_takes_the_cells_it_should_and_is_never_markup(name: str) -> None:
    app = FruitApp({"a": Fruit("a", name)})
    async with app.run_test(size=(60, 5)):
        await app.drawn()
        line = app.table.render_line(1)

        assert cell_len(line.text) == 59
        assert "     1 g red " in line.text
        assert name[:4] in line.text


async def test_a_wide_character_that_is_cut_in_half_leaves_the_columns_where_they_are() -> None:
    app = FruitApp({"a": Fruit("a", "数据库数据库数据库"), "b": Fruit("b", "x数据库数据库数据库")})
    async with app.run_test(size=(22, 5)):
        await app.drawn()

        texts = [app.table.render_line(y).text for y in (1, 2)]
        assert texts == ["▌ok    数据库数…据库 ", " ok    x数据库数…据库"]


async def test_an_empty_table_says_why_in_the_middle() -> None:
    app = FruitApp()
    async with app.run_test(size=(41, 11)):
        app.table.note("No instances in this project.\nc creates one.")
        await app.drawn()

        assert app.seen[4:6] == [
            "     No instances in this project.",
            "             c creates one.",
        ]
        assert app.seen[0].split()[:2] == ["STATE", "NAME"]


async def test_what_a_server_said_is_wrapped_in_the_middle_and_not_cut() -> None:
    app = FruitApp()
    said = "The server refused: Policy does not allow this to be performed. (403, req-1f2e)"
    async with app.run_test(size=(40, 11)):
        app.table.note(f"{said}\nr asks again.")
        await app.drawn()

        shown = [line.strip() for line in app.seen[1:] if line.strip()]
        assert " ".join(shown) == f"{said} r asks again."
        assert shown[-1] == "r asks again."
        assert not any("…" in line for line in app.seen)


async def test_the_note_goes_when_rows_come() -> None:
    app = FruitApp()
    async with app.run_test():
        app.table.note("connecting")
        await app.drawn()
        app.show(fruits(2))
        await app.drawn()

        assert not any("connecting" in line for line in app.seen)


async def test_nothing_changed_nothing_drawn() -> None:
    app = FruitApp(fruits(10_000))
    async with app.run_test():
        await app.drawn()
        app.table.lines_rendered = 0
        app.show({row_id: replace(fruit) for row_id, fruit in app.rows.items()})
        app.show(app.rows)
        await app.drawn()

        assert app.table.lines_rendered == 0


async def test_a_row_that_says_the_same_again_is_the_same_drawing() -> None:
    app = FruitApp(fruits(9))
    async with app.run_test(size=(50, 6)):
        await app.drawn()
        drawn = [app.table.render_line(y) for y in range(1, 6)]

        rows = {**fruits(9), "f2": Fruit("f2", "fig")}
        app.table.show(list(rows), rows, 0)

        same = [app.table.render_line(y) is line for y, line in enumerate(drawn, 1)]
        assert same == [True, True, False, True, True]


async def test_one_cell_changed_one_line_drawn_and_only_up_to_that_cell_written() -> None:
    app = FruitApp(fruits(10_000))
    async with app.run_test(size=(80, 24)):
        await app.drawn()
        app.table.lines_rendered = 0
        app.terminal.dirty.clear()
        app.show({**app.rows, "f7": replace(app.rows["f7"], weight=70)})
        await app.drawn()

        assert app.table.lines_rendered == 1
        assert app.terminal.dirty <= {8, 9}  # the line, and the one the cursor rests on
        assert app.seen[8].split() == ["ok", "fruit", "7", "70", "g", "red", "f7"]


async def test_a_change_out_of_sight_draws_nothing() -> None:
    app = FruitApp(fruits(10_000))
    async with app.run_test():
        await app.drawn()
        app.table.lines_rendered = 0
        app.show({**app.rows, "f5000": replace(app.rows["f5000"], weight=70)})
        await app.drawn()

        assert app.table.lines_rendered == 0


async def test_a_move_of_the_cursor_draws_two_lines() -> None:
    app = FruitApp(fruits(10_000))
    async with app.run_test() as pilot:
        await app.drawn()
        app.table.lines_rendered = 0
        await pilot.press("j")
        await app.drawn()

        assert app.table.lines_rendered == 2


async def test_a_mark_draws_the_lines_of_what_is_marked() -> None:
    app = FruitApp(fruits(100))
    async with app.run_test():
        await app.drawn()
        app.table.lines_rendered = 0
        app.table.marked = {"f3", "f5", "f90"}
        await app.drawn()

        assert app.table.lines_rendered == 2
        assert [line[0] for line in app.seen[:7]] == [" ", "▌", " ", " ", "✓", " ", "✓"]


async def test_a_wider_cell_widens_its_column_at_once_and_it_stays_so() -> None:
    app = FruitApp(fruits(300))
    async with app.run_test() as pilot:
        app.show({**app.rows, "f0": replace(app.rows["f0"], colour="aquamarine")})
        await app.drawn()
        wide = app.seen[0]
        app.show(fruits(300))
        await pilot.press("G")
        await app.drawn()

        assert "COLOUR     ID" in wide
        assert app.seen[0] == wide


async def test_rows_under_way_make_columns_wide_before_they_are_scrolled_to() -> None:
    rows = {**fruits(150), "last": Fruit("last", "last", 1, "aquamarine")}
    app = FruitApp(rows)
    async with app.run_test():
        await app.drawn()

        assert "COLOUR     ID" in app.seen[0]


async def test_a_column_is_no_wider_than_it_allows() -> None:
    app = FruitApp({"a": Fruit("a", "apple", 1, "x" * 50)})
    async with app.run_test():
        await app.drawn()

        assert "x" * 19 + "… a" in app.seen[1]


async def test_other_columns_can_be_given_later() -> None:
    app = FruitApp(fruits(3))
    async with app.run_test():
        app.table.columns = COLUMNS[:2]
        await app.drawn()

        assert app.seen[0].split() == ["STATE", "NAME"]
        assert app.seen[1] == "▌ok    fruit 0"


async def test_tones_have_their_colour_on_the_cursors_band_too() -> None:
    app = FruitApp(fruits(2))
    async with app.run_test():
        await app.drawn()
        cell, under_cursor = app.terminal.buffer[2][1], app.terminal.buffer[1][1]

        assert (cell.fg, cell.bg) == ("7fc8a9", "10151c")
        assert (under_cursor.fg, under_cursor.bg) == ("7fc8a9", "22344a")
        assert app.terminal.buffer[1][0].fg == "6cb6ff"


async def test_a_row_that_has_just_changed_has_its_first_column_underlined() -> None:
    app = FruitApp(fruits(2))
    async with app.run_test():
        app.table.fresh = {"f1"}
        await app.drawn()
        line = app.terminal.buffer[2]

        assert [line[x].underscore for x in (0, 1, 2, 3, 8)] == [False, True, True, False, False]


async def test_without_colours_the_cursor_is_reversed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = FruitApp(fruits(2))
    async with app.run_test():
        await app.drawn()

        assert app.terminal.buffer[1][10].reverse
        assert not app.terminal.buffer[2][10].reverse


async def test_in_the_terminals_own_colours_the_cursor_is_reversed() -> None:
    app = FruitApp(fruits(2))
    async with app.run_test():
        app.theme = "ansi-dark"
        await app.drawn()

        assert app.terminal.buffer[1][10].reverse
        assert not app.terminal.buffer[2][10].reverse
        assert app.terminal.buffer[2][1].fg == "green"


async def test_a_theme_change_is_seen_at_once() -> None:
    app = FruitApp(fruits(2))
    async with app.run_test():
        await app.drawn()
        app.register_theme(
            replace(
                app.current_theme,
                name="other",
                variables={
                    **app.current_theme.variables,
                    "well": "#123456",
                },
            )
        )
        app.theme = "other"
        await app.drawn()

        assert app.terminal.buffer[2][1].fg == "123456"


async def test_after_any_updates_the_terminal_shows_what_a_full_repaint_would() -> None:
    dice = random.Random(7)
    app = FruitApp(fruits(60))
    async with app.run_test(size=(70, 16)) as pilot:
        for _ in range(60):
            rows = dict(app.rows)
            for row_id in dice.sample(sorted(rows), k=min(len(rows), dice.randint(0, 4))):
                name = f"fruit {dice.randint(0, 10 ** dice.randint(1, 12))}"
                rows[row_id] = replace(rows[row_id], weight=dice.randint(0, 9999), name=name)
            if dice.random() < 0.3:
                for row_id in dice.sample(sorted(rows), k=len(rows) // dice.randint(2, 9)):
                    del rows[row_id]
            if dice.random() < 0.3:
                start = dice.randint(0, 80)
                rows |= {f"f{n}": Fruit(f"f{n}", f"late {n}", n) for n in range(start, start + 20)}
            order = list(rows)
            if dice.random() < 0.3:
                dice.shuffle(order)
            app.show(rows, order)
            app.table.marked = set(dice.sample(order, k=min(len(order), 2)))
            await pilot.press(dice.choice(["j", "k", "pagedown", "G", "g", "ctrl+u", "x"]))
            await app.drawn()

            full = [app.table.render_line(y).text.rstrip() for y in range(app.table.size.height)]
            assert [line[:69].rstrip() for line in app.terminal.display] == full


async def test_only_columns_on_screen_are_asked_for_their_cells() -> None:
    asked = []

    def show_name(fruit: Fruit, _: int) -> tuple[tuple[str, Tone]]:
        asked.append(fruit.id)
        return ((fruit.name, Tone.PLAIN),)

    app = FruitApp(fruits(10_000))
    async with app.run_test(size=(80, 24)):
        app.table.columns = [
            Column("Name", lambda f, _: f.name, show_name, width=(10, 30), grows=True)
        ]
        await app.drawn()
        asked.clear()
        app.show(app.rows)

        assert asked == [f"f{n}" for n in range(23)]


async def test_a_cell_that_is_the_first_with_something_in_its_column_is_drawn() -> None:
    rows = {"a": Fruit("a", "apple", colour=""), "b": Fruit("b", "banana", colour="")}
    app = FruitApp(rows)
    async with app.run_test(size=(80, 5)):
        await app.drawn()

        app.show({**rows, "b": replace(rows["b"], colour="red")})
        await app.drawn()

        assert "red" in app.seen[2]
