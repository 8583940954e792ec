"""Going about: views, panes, filters, regions, projects; each keeps its place."""

from __future__ import annotations

import re
from functools import partial

import pytest
from textual.events import Key, Paste

from tests.support.screen import SMALL, WIDE, Stage, stage
from tests.support.simulator import Simulator
from trove_tui.settings import Secret, Settings
from trove_tui.ui.live_shell import LiveShell


async def test_each_view_is_one_key_away_and_keeps_its_cursor(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        await on.select("orders-db")

        await on.press("3")
        await on.until(lambda: "memory-12" in on.text)
        assert on.lines[1].startswith(" 1 Instances")
        await on.press("j", "j")
        there = on.app.panes.table.cursor_id
        await on.press("1")

        assert on.row("orders-db").startswith("▌")
        await on.press("3")
        assert on.app.panes.table.cursor_id == there


async def test_a_click_on_a_view_goes_there(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        await on.pilot.click("#top", offset=(on.lines[1].index("Flavors"), 1))

        await on.until(lambda: "memory-12" in on.text)


async def test_panes_turn_by_brackets_and_are_asked_for_only_then(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        await on.select("auth-db")
        path = f"/instances/{simulator.cloud.named('auth-db').id}/databases"
        assert simulator.count("GET", path) == 0

        await on.press("]")
        await on.until(lambda: simulator.count("GET", path) == 1)

        assert "Databases" in on.app.panes.side.text
        await on.press("[")
        assert "Flavor" in on.app.panes.side.text


async def test_in_a_small_terminal_the_panes_are_opened_and_turned(simulator: Simulator) -> None:
    async with stage(simulator, size=SMALL) as on:
        await on.select("auth-db")

        await on.press("enter", "]")
        await on.until(lambda: on.app.panes.side.lists)

        assert "Databases" in on.app.panes.side.text
        await on.press("escape")
        assert on.row("auth-db").startswith("▌")


async def test_a_filter_leaves_the_rows_that_match_and_esc_shows_all(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        await on.press("/", *"orders memory")

        assert on.row("orders-db")
        assert not on.row("auth-db")
        assert "filter: orders memory" in on.lines[1]

        await on.press("enter", "escape")
        assert on.row("auth-db")


async def test_a_filter_that_nothing_matches_says_so(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        await on.press("/", *"[/red]", "enter")

        assert "Nothing matches [/red]. esc shows all." in on.text
        assert "0/16" in on.lines[1]


async def test_a_word_with_a_minus_leaves_rows_out(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        await on.press("/", *"-orders", "enter")

        assert not on.row("orders-db")
        assert on.row("auth-db")


async def test_n_goes_to_the_problem_in_a_pane_too(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        await on.press("2", *"/billing", "enter", "enter", "right_square_bracket")
        await on.until(lambda: "RESTART_REQUIRED" in on.text)

        await on.press("n")

        assert "No problems here" not in on.text
        assert on.shell.screen.focused_list.selected.name == "billing-replica"


async def test_n_goes_from_problem_to_problem_and_says_how_many_are_out_of_sight() -> None:
    with Simulator(instances=60) as simulator:
        async with stage(simulator, size=SMALL) as on:
            await on.press("G")
            assert "problem" in on.lines[-1]
            assert "above" in on.lines[-1]

            await on.press("n")

            assert "above" not in on.lines[-1]
            first = on.app.panes.table.cursor_place
            await on.press("n")
            assert on.app.panes.table.cursor_place > first
            await on.press("N")
            assert on.app.panes.table.cursor_place == first


async def test_the_other_region_is_one_key_away_and_each_keeps_its_place(
    simulator: Simulator,
) -> None:
    async with stage(simulator) as on:
        await on.select("orders-db")
        await on.press("/", *"orders", "enter")

        await on.press("x")
        await on.until(
            lambda: (
                isinstance(on.app.shell, LiveShell) and on.shell.state.connection.state == "live"
            )
        )

        assert "gd1" in on.lines[0]
        assert not on.row("orders-db")
        await on.press("x")
        assert "bj1" in on.lines[0]
        assert "filter: orders" in on.lines[1]
        assert on.row("orders-db").startswith("▌")


async def test_what_was_asked_in_a_region_is_followed_from_the_other(
    simulator: Simulator,
) -> None:
    async with stage(simulator, notifications=True) as on:
        await on.select("orders-db")
        await on.press("e", "ctrl+u", *"orders-v2", "enter")
        await on.until(lambda: len(on.app.screen_stack) == 1)
        await on.press("x")

        await on.until(lambda: "bj1: orders-db: rename to orders-v2" in on.text, step=1)


async def test_all_projects_shows_whose_each_is_and_goes_back(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        await on.press("A")
        await on.until(lambda: "PROJECT" in on.lines[3])

        assert "all projects" in on.lines[0]
        await on.press("A")
        await on.until(lambda: "PROJECT" not in on.lines[3])
        assert "all projects" not in on.lines[0]


@pytest.mark.parametrize("dialect", ["spec", "upstream"])
async def test_a_server_that_refuses_all_projects_says_so_and_one_is_back(
    simulator: Simulator, dialect: str
) -> None:
    listed = "/mgmt/instances" if dialect == "upstream" else "/instances?all_tenants=1"
    simulator.fail("GET", listed, 403)
    async with stage(simulator, notifications=True) as on:
        await on.press("A")

        await on.until(lambda: "This server lists one project only" in on.text)
        assert "all projects" not in on.lines[0]
        assert on.row("orders-db")


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
async def test_a_wrong_project_stays_on_the_screen_with_the_whole_sentence_and_what_to_do(
    simulator: Simulator, size: tuple[int, int]
) -> None:
    wrong = simulator.cloud.projects[1]
    elsewhere = partial(Settings._replace, project=wrong)
    async with stage(simulator, size=size, change=elsewhere, opened=False) as on:
        await on.until(lambda: "The server refused" in on.text)

        said = " ".join(on.text.replace("│", " ").split())
        assert "Access was denied to this resource. User with tenant id" in said
        assert f"{simulator.project} cannot access this resource." in said
        assert f"It was asked for project {wrong}. --project names another." in said
        assert "T signs in with another token." in said
        assert wrong in on.lines[0] or "88a7…4834" in on.lines[0]


@pytest.mark.parametrize("dialect", ["spec", "upstream"])
async def test_all_projects_as_a_member_is_answered_the_same_each_time(
    simulator: Simulator,
) -> None:
    member = partial(Settings._replace, token=Secret(simulator.member_token))
    async with stage(simulator, notifications=True, change=member) as on:
        for _ in range(3):
            await on.press("A")
            await on.until(lambda: "This server lists one project only" in on.text)
            await on.until(lambda: "all projects" not in on.lines[0])
            assert on.row("orders-db")
            on.app.clear_notifications()
            await on.until(lambda: "This server lists one project only" not in on.text)


async def test_without_default_versions_a_member_is_not_shown_ones_own_as_all_projects() -> None:
    with Simulator("upstream", default_versions=False) as simulator:
        member = partial(Settings._replace, token=Secret(simulator.member_token))
        async with stage(simulator, notifications=True, change=member) as on:
            await on.press("A")

            await on.until(lambda: "This server lists one project only" in on.text)
            assert "all projects" not in on.lines[0]
            assert simulator.count("GET", "/mgmt/instances") == 1


async def test_a_refused_token_is_told_in_full_and_another_can_be_given(
    simulator: Simulator,
) -> None:
    wrong = partial(Settings._replace, token=Secret("wrong"))
    async with stage(simulator, change=wrong, opened=False) as on:
        await on.until(lambda: "T signs in with another token" in on.text)
        assert "The server refused" in on.text

        await on.press("T", *simulator.token, "enter")

        await on.until(lambda: on.row("orders-db"))
        assert "● live" in on.lines[0]
        assert simulator.token not in on.text


async def test_the_key_bar_offers_nothing_that_a_form_covers(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        await on.select("orders-db")
        assert "restart" in on.lines[-1]

        await on.press("e")

        assert "restart" not in on.lines[-1]
        await on.press("escape")
        assert "restart" in on.lines[-1]


async def test_nothing_under_a_form_takes_its_keys(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        await on.select("orders-db")
        await on.press("R")

        await on.press("x", "A", "2", "j", "n", "D")

        assert "bj1" in on.lines[0]
        assert "Restart orders-db" in on.text
        await on.clock.advance(1)
        await on.press("escape")
        assert on.row("orders-db").startswith("▌")
        assert on.lines[1].startswith(" 1 Instances")


async def burst(on: Stage, *keys: str | Paste) -> None:
    """Press keys without waiting for what any of them brings, as they come after a lag."""
    for key in keys:
        is_character = isinstance(key, str) and len(key) == 1
        pressed = key if isinstance(key, Paste) else Key(key, key if is_character else None)
        on.app.post_message(pressed)
    await on.press()


async def test_a_form_is_about_the_row_its_key_was_pressed_on_whatever_is_pressed_next(
    simulator: Simulator,
) -> None:
    async with stage(simulator) as on:
        await on.select("auth-db")

        await burst(on, "D", "j", "j", "tab")

        await on.until(lambda: "Delete auth-db" in on.text)


async def test_what_is_typed_while_a_form_opens_is_typed_into_it(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        await on.select("auth-db")

        await burst(on, "e", *"zebra-db")  # over the old name, which is selected

        await on.until(lambda: len(on.app.screen_stack) > 1 and "zebra-db" in on.text)
        assert "1 Instances" in on.lines[1]
        await on.press("enter")
        await on.until(lambda: on.row("zebra-db"), step=1)


async def test_what_is_typed_behind_a_tab_is_typed_into_the_next_field(
    simulator: Simulator,
) -> None:
    async with stage(simulator) as on:
        await on.press("c")
        await on.until(lambda: "Create an instance" in on.text)

        await burst(on, *"new-db", "tab", "tab", *"77")

        await on.until(lambda: "77" in on.text)
        lines = "\n".join(on.lines)
        assert re.search(r"Name +new-db ", lines)
        assert re.search(r"Volume GB +77 ", lines)


async def test_a_key_behind_one_that_moves_the_focus_is_for_what_has_it_then(
    simulator: Simulator,
) -> None:
    async with stage(simulator) as on:
        await on.select("auth-db")

        await burst(on, "]", "tab", "down", "tab", "2", "down", "1")

        await on.until(lambda: on.row("auth-db").startswith("▌"))


async def test_keys_that_move_the_cursor_do_so_in_their_order(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        first = on.app.panes.table.order[0]

        await burst(on, "G", "k", "k", "g", "j", "j", "up")

        await on.until(lambda: on.app.panes.table.cursor_place == 1)
        await burst(on, "G", "g")
        await on.until(lambda: on.app.panes.table.cursor_id == first)


async def test_what_is_pasted_behind_a_tab_is_pasted_into_the_next_field(
    simulator: Simulator,
) -> None:
    async with stage(simulator) as on:
        await on.press("c")
        await on.until(lambda: "Create an instance" in on.text)

        await burst(on, "tab", "tab", Paste("77"))

        await on.until(lambda: re.search(r"Volume GB +77 ", "\n".join(on.lines)))


async def test_a_filter_is_seen_in_a_small_terminal_too(simulator: Simulator) -> None:
    async with stage(simulator, size=SMALL) as on:
        await on.press("/", *"auth", "enter")

        assert "filter: auth  1/16" in on.lines[1]


async def test_a_key_for_the_table_pressed_in_a_pane_says_so(simulator: Simulator) -> None:
    async with stage(simulator, notifications=True) as on:
        await on.select("auth-db")
        await on.press("]", "tab")
        await on.until(lambda: on.app.panes.side.table.order)

        await on.press("z")

        assert "z is for the instance in the table: esc goes there." in on.text


async def test_a_quota_beyond_all_numbers_does_not_end_the_program(simulator: Simulator) -> None:
    huge = '{"quotas": {"instances": {"limit": ' + "9" * 400 + ', "in_use": 3}}}'
    simulator.fail("GET", f"/mgmt/quotas/{simulator.project}", 200, huge, times=None)
    async with stage(simulator) as on:
        await on.press("5")
        await on.until(lambda: on.row("instances"))

        assert on.app.is_running
