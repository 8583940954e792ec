"""What the screen asks of a server, over a socket: little, what matters first, and said."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.support.screen import stage
from tests.support.simulator import Simulator
from trove_tui.settings import RATE, Settings

ONE_GROUP = re.compile(r"/configurations/[^/?]+$")


def usual(settings: Settings) -> Settings:
    """As much as a person's program asks for."""
    return settings._replace(rate=RATE)


def with_groups(simulator: Simulator, count: int) -> None:
    """So many groups more, all alike."""
    groups = simulator.cloud.home.groups
    model = next(iter(groups.values()))
    for number in range(count):
        one = replace(model, id=f"{number:08d}-0000-4000-8000-000000000000", name=f"g{number:03d}")
        groups[one.id] = one


async def test_paging_down_through_groups_asks_for_none_until_the_cursor_rests(
    simulator: Simulator,
) -> None:
    with_groups(simulator, 300)

    def asked() -> int:
        return sum(bool(ONE_GROUP.search(one.path)) for one in tuple(simulator.requests))

    async with stage(simulator, change=usual) as on:
        await on.press("2")
        await on.until(lambda: "g005" in on.text)
        await on.clock.advance(5)
        before = asked()
        for _ in range(9):
            await on.press("pagedown")
        meanwhile = asked() - before
        for _ in range(30):
            await on.pass_time(1)

        assert meanwhile <= 5
        assert asked() - before <= 2 * 25 + 5
        assert "g2" in on.text


async def test_too_many_is_said_in_the_top_line_and_r_ends_the_wait(simulator: Simulator) -> None:
    async with stage(simulator, change=usual) as on:
        words = '{"overLimit": {"code": 413, "message": "Only 200 GET request(s) a minute."}}'
        headers = {"Retry-After": "86400"}
        simulator.fail("GET", "/instances", 413, words, headers)
        await on.until(lambda: "asked to wait" in on.lines[0], step=1)
        waiting = on.lines[0]
        await on.pass_time(30)
        aged = on.lines[0]
        lists = simulator.count("GET", "/instances")
        await on.press("r")
        await on.until(lambda: simulator.count("GET", "/instances") > lists)
        await on.until(lambda: "● live" in on.lines[0], step=1)

        assert "live" in waiting
        assert "old" in aged
        assert "asked to wait 9m" in aged
        assert "60 requests/min" in on.lines[0]


async def test_a_list_that_takes_long_is_said_beside_live(simulator: Simulator) -> None:
    async with stage(simulator, change=usual) as on:
        with simulator.held("GET", "/instances") as reached:
            await on.until(reached.is_set, step=0.25)
            await on.pass_time(1.5)
            await on.until(lambda: "live, asking for" in on.lines[0])
        await on.until(lambda: "live, a list takes" in on.lines[0])


async def test_all_projects_share_the_budget_of_ones_own_project(simulator: Simulator) -> None:
    def slow(settings: Settings) -> Settings:
        return settings._replace(rate=60)

    async with stage(simulator, change=slow) as on:
        await on.press("A")
        await on.until(lambda: "all projects" in on.text)
        workspace, navigation = on.shell.workspace, on.shell.navigation
        budgets = {id(on.shell.sessions.of(state.scope).budget) for state in workspace.all}
        navigation.go_to_scope(workspace.in_region("gd1"))
        other = navigation.session.budget

        assert len(workspace.all) == 3
        assert len(budgets) == 1
        assert id(other) not in budgets
        assert other.per_second == 1
