"""Instances live on the screen, on a real server over a socket."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial

import pytest

from tests.support.screen import SMALL, stage
from tests.support.simulator import Simulator
from trove_tui.live.snapshot import Update
from trove_tui.settings import Settings
from trove_tui.ui.forms.form import Form


@pytest.mark.parametrize("dialect", ["spec", "upstream"])
async def test_the_fleet_stands_there_worst_first(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        rows = on.lines[4:]

        assert "✖" in rows[0]
        assert "payments-db" in rows[0] + rows[1]
        assert "● live" in on.lines[0]
        assert "problems" in on.lines[0]
        assert "memory-2" in on.row("orders-db")


async def test_a_status_that_changes_is_seen_at_the_next_poll(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        assert "REBOOT" in on.row("inventory-db")

        await on.until(lambda: "ACTIVE" in on.row("inventory-db"), step=2)

        assert "REBOOT" not in on.row("inventory-db")


async def test_the_cursor_stays_on_its_instance_when_rows_move(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        await on.select("orders-db")
        before = on.app.panes.table.cursor_id

        await on.until(lambda: "ACTIVE" in on.row("inventory-db"), step=2)

        assert on.app.panes.table.cursor_id == before
        assert on.row("orders-db").startswith("▌")
        assert "orders-db" in on.app.panes.side.text


async def test_a_small_terminal_drills_into_the_overview_and_back(simulator: Simulator) -> None:
    async with stage(simulator, size=SMALL) as on:
        assert "Store" not in on.text

        await on.press("enter")

        assert "Store  " in on.text
        assert "payments-db" in on.text
        assert "STATUS" not in on.text

        await on.press("escape")

        assert "STATUS" in on.text
        assert all(len(line.rstrip()) <= 80 for line in on.lines)


async def test_a_lost_connection_says_since_when_and_recovers(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        simulator.stop()

        await on.until(lambda: "lost" in on.lines[0], step=2)

        assert "data" in on.lines[0]
        assert "retry in" in on.lines[0]
        assert "orders-db" in on.text
        assert on.app.panes.has_class("-old")
        await on.press("j", "j")
        assert on.lines[6].startswith("▌")

        simulator.start()
        await on.until(lambda: "● live" in on.lines[0], step=5)

        assert not on.app.panes.has_class("-old")


async def test_read_only_takes_every_change_away(simulator: Simulator) -> None:
    read_only = partial(Settings._replace, read_only=True)
    async with stage(simulator, notifications=True, change=read_only) as on:
        await on.select("orders-db")

        await on.press("R", "D", "z", "v", "e", "c")

        assert len(on.app.screen_stack) == 1
        assert "restart" not in on.lines[-1]
        assert "read-only" in on.lines[0]
        assert "Opened to read only: no" in on.text


async def test_notices_never_pile_up_over_the_panes_and_bad_ones_stay(
    simulator: Simulator,
) -> None:
    async with stage(simulator, notifications=True) as on:
        on.app.tell("first failed", bad=True, seconds=60)
        for number in range(5):
            on.app.tell(f"number {number} done", seconds=60)
        await on.until(lambda: "number 4 done" in on.text)

        assert "first failed" in on.text
        assert sum(f"number {number} done" in on.text for number in range(5)) == 1


async def test_a_forbidden_action_says_why(simulator: Simulator) -> None:
    async with stage(simulator, notifications=True) as on:
        await on.select("payments-db")

        await on.press("R")

        assert len(on.app.screen_stack) == 1
        assert "can't restart" in on.text


async def test_names_are_never_interpreted(simulator: Simulator) -> None:
    simulator.cloud.named("orders-db").name = "[/red]\x1b[2J[bold]orders"

    async with stage(simulator) as on:
        assert "[/red]\\x1b[2J" in on.text
        assert "\x1b" not in on.text


async def test_an_empty_project_says_what_to_do() -> None:
    with Simulator(instances=0) as simulator:
        async with stage(simulator) as on:
            await on.until(lambda: "No instances in this project" in on.text)


async def test_ascii_needs_no_unicode(simulator: Simulator) -> None:
    async with stage(simulator, change=partial(Settings._replace, ascii=True)) as on:
        await on.select("orders-db")
        for keys in ("question_mark", "R", "2", "5", "p"):
            assert on.text.isascii()
            await on.press(keys)
            assert on.text.isascii(), on.text
            await on.clock.advance(1)
            await on.press(*["escape"] if len(on.app.screen_stack) > 1 else [])


async def test_news_that_come_while_it_ends_find_nothing_half_gone(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        await on.select("orders-db")
        await on.press("R")
        assert isinstance(on.app.screen, Form)
        shell = on.shell
        news = Update(shell.state.snapshot, (), shell.state.connection)

        async def tell() -> None:
            while True:
                shell.receive(news)
                await asyncio.sleep(0)

        telling = asyncio.create_task(tell())
        await on.press("tab")
    telling.cancel()

    with pytest.raises(asyncio.CancelledError):
        await telling


async def test_tab_leaves_the_filter_and_it_can_be_typed_again(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        await on.press("/", *"replica", "tab")
        assert on.app.focused is on.app.panes.table
        await on.press("/")

        assert on.app.panes.finds
        assert "filter: replica" in on.lines[1]


async def test_a_click_leaves_the_filter_and_it_can_be_typed_again(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        await on.press("/", *"replica")
        assert await on.pilot.click("#table", offset=(20, 1))
        await on.press("j")
        assert "words to find" not in on.text
        assert "filter: replica" in on.lines[1]

        for _ in range(2):
            await on.press("/")
            assert on.app.panes.finds
            assert await on.pilot.click("#table", offset=(20, 1))
        await on.press("/", "escape")

        assert "filter:" not in on.lines[1]
        assert len(on.app.screen_stack) == 1


@pytest.mark.parametrize("dialect", ["spec", "upstream"])
async def test_an_instance_whose_page_says_404_of_its_group_stays_and_says_why(
    simulator: Simulator,
) -> None:
    async with stage(simulator) as on:
        await on.select("orders-db")
        found = next(
            one for one in simulator.cloud.home.instances.values() if one.name == "orders-db"
        )
        body = '{"itemNotFound": {"code": 404, "message": "Resource tuning cannot be found."}}'
        simulator.fail("GET", f"/instances/{found.id}", 404, body, times=None)

        await on.until(lambda: "not read" in on.row("orders-db"), step=2)

        assert "ACTIVE" in on.row("orders-db")
        assert "Resource tuning cannot be found. (404" in " ".join(on.app.panes.side.text.split())
        assert "gone" not in on.text

        simulator.recover()
        await on.until(lambda: "not read" not in on.row("orders-db"), step=2)


async def test_nothing_is_cut_at_the_edge_of_an_overview_that_is_longer_than_its_pane(
    simulator: Simulator,
) -> None:
    broken = simulator.cloud.named("payments-db")
    assert broken.fault is not None
    broken.fault = replace(broken.fault, message="m " * 400)
    async with stage(simulator, size=(120, 20)) as on:
        await on.select("payments-db")
        await on.until(lambda: "m m m" in on.text, step=1)
        page = on.app.panes.side.page
        drawn = [line.rstrip() for line in page.text.splitlines()[: page.size.height]]

        assert page.show_vertical_scrollbar
        assert sum(len(line) == on.app.panes.side.width for line in drawn) >= 5
        assert all(line in on.text for line in drawn)
