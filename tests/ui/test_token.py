"""Another token: tried before it takes the place of the one there was."""

from __future__ import annotations

from functools import partial

import pytest
from textual.widgets import Input

from tests.support.screen import Stage, stage
from tests.support.simulator import Simulator
from trove_tui import log
from trove_tui.settings import Secret, Settings
from trove_tui.ui.dialogs.sign_in import SignInDialog

WRONG = "gAAAA-mistyped-by-one"


def tokens(simulator: Simulator) -> set[str]:
    """The tokens that instances were asked for with, lately."""
    asked = [one for one in simulator.requests if "/instances" in one.path]
    return {one.headers["x-auth-token"] for one in asked}


async def give(on: Stage, token: str) -> None:
    await on.press("T", *token)
    await on.pilot.press("enter")


async def test_a_token_that_is_refused_leaves_the_one_there_was_and_stays_in_its_form(
    simulator: Simulator,
) -> None:
    async with stage(simulator) as on:
        await give(on, WRONG)

        await on.until(lambda: "The server doesn't take it (401)" in on.text)
        assert "The one there was stays." in " ".join(on.text.split())
        assert on.app.screen.query_one(Input).value == WRONG
        simulator.requests.clear()
        await on.pass_time(6)
        await on.until(lambda: simulator.requests)
        assert tokens(simulator) == {simulator.token}
        assert "● live" in on.lines[0]
        assert WRONG not in on.text
        assert log.redacted(f"it was {WRONG}, then") == "it was …, then"


async def test_another_projects_token_is_told_from_a_wrong_one(simulator: Simulator) -> None:
    other = simulator.cloud.token_of(simulator.cloud.projects[1])
    async with stage(simulator) as on:
        await give(on, other)

        await on.until(lambda: "The server knows it, but not in project" in on.text)
        assert "(403)" in on.text
        assert "(401)" not in on.text
        assert other not in on.text


async def test_without_a_connection_it_is_said_to_be_untried(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        simulator.stop()
        await give(on, simulator.member_token)

        await on.until(lambda: "It could not be tried." in on.text, step=0.5)
        assert "Cannot connect" in on.text
        assert isinstance(on.app.screen, SignInDialog)


async def test_what_no_header_can_hold_is_never_sent(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        await give(on, "ключ")

        await on.until(lambda: "a character in it fits in no" in on.text)
        assert simulator.count("GET", "/datastores") <= 1  # which dialect it is


async def test_one_that_is_taken_by_one_request_is_used_from_then_on(
    simulator: Simulator,
) -> None:
    async with stage(simulator) as on:
        await give(on, simulator.member_token)
        await on.until(lambda: not isinstance(on.app.screen, SignInDialog))

        tried = [
            one.path
            for one in simulator.requests
            if one.headers["x-auth-token"] == simulator.member_token
            and one.path.endswith("/datastores")
        ]
        assert len(tried) == 1
        simulator.requests.clear()
        await on.pass_time(6)
        await on.until(lambda: tokens(simulator))
        assert tokens(simulator) == {simulator.member_token}


async def test_while_it_is_tried_the_list_comes_by_the_one_there_was_and_it_can_be_left(
    simulator: Simulator,
) -> None:
    async with stage(simulator) as on:
        with simulator.held("GET", "/datastores") as reached:
            await on.pilot.press("T", *simulator.member_token, "enter")
            await on.pilot.pause(0)
            while not reached.is_set():
                await on.pilot.pause(0.01)
            simulator.requests.clear()
            simulator.cloud.clock.advance(6)
            await on.clock.advance(6)
            while not tokens(simulator):
                await on.pilot.pause(0.01)
            assert tokens(simulator) == {simulator.token}
            assert "asking the server" in on.text

            await on.pilot.press("escape")
            while isinstance(on.app.screen, SignInDialog):
                await on.pilot.pause(0.01)
        await on.pass_time(6)
        assert tokens(simulator) == {simulator.token}


@pytest.mark.parametrize("dialect", ["spec", "upstream"])
async def test_after_a_refused_one_the_right_one_is_typed_in_the_same_form(
    simulator: Simulator,
) -> None:
    wrong = partial(Settings._replace, token=Secret("wrong"))
    async with stage(simulator, change=wrong, opened=False) as on:
        await on.until(lambda: "T signs in with another token" in on.text)
        await give(on, WRONG)
        await on.until(lambda: "(401)" in on.text)

        on.app.screen.query_one(Input).value = simulator.token
        await on.press("enter")

        await on.until(lambda: on.row("orders-db"))
        assert "● live" in on.lines[0]
