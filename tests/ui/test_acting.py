"""Acting on an instance: by keys, through a form, over a socket, followed to its end on the row."""

from __future__ import annotations

import pytest

from tests.support.screen import SMALL, WIDE, Stage, stage
from tests.support.simulator import Simulator
from trove_tui.simulator.model import Action, Outcome

pytestmark = pytest.mark.parametrize("dialect", ["spec", "upstream"])


def path(on: Stage, name: str, *more: str) -> str:
    return "/".join(("/instances", on.simulator.cloud.named(name).id, *more))


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
async def test_a_restart_is_seen_on_its_row_and_told_at_its_end(
    simulator: Simulator, size: tuple[int, int]
) -> None:
    async with stage(simulator, size=size, notifications=True) as on:
        await on.select("orders-db")

        await on.press("R")
        assert "Restart orders-db" in on.text
        await on.clock.advance(1)
        await on.press("tab")
        await on.press("enter")
        await on.until(lambda: "REBOOT" in on.row("orders-db"), step=1)

        assert "REBOOT yours" in on.row("orders-db")
        await on.until(lambda: "ACTIVE done" in on.row("orders-db"), step=2)
        assert simulator.count("POST", path(on, "orders-db", "action")) == 1
        assert any("orders-db: restart" in line for line in on.lines[-8:])


async def test_a_resize_ends_when_the_flavor_is_the_new_one(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        await on.select("orders-db")

        await on.press("z", *"memory-4", "enter")
        await on.clock.advance(1)
        await on.press("enter")
        await on.until(lambda: "RESIZE" in on.row("orders-db"), step=1)
        await on.until(lambda: "ACTIVE done" in on.row("orders-db"), step=2)

        assert "memory-4" in on.row("orders-db")


async def test_a_resize_that_is_reverted_is_not_called_done(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        simulator.cloud.named("orders-db").fates[Action.RESIZE_FLAVOR] = Outcome.REVERTS
        await on.select("orders-db")

        await on.press("z", *"memory-4", "enter")
        await on.clock.advance(1)
        await on.press("enter")
        await on.until(lambda: "reverted" in on.row("orders-db"), step=2)

        assert "memory-2" in on.row("orders-db")


async def test_the_end_of_one_is_told_while_another_goes_on_and_stays_beside_it(
    simulator: Simulator,
) -> None:
    async with stage(simulator, notifications=True) as on:
        simulator.cloud.named("orders-db").fates[Action.RESIZE_FLAVOR] = Outcome.REVERTS
        await on.select("orders-db")
        await on.press("z", *"memory-4", "enter")
        await on.clock.advance(1)
        await on.press("enter")
        await on.until(lambda: "RESIZE yours" in on.row("orders-db"), step=1)
        await on.pass_time(40)

        await on.press("e", "ctrl+u", *"orders-v2", "enter")
        await on.until(lambda: "orders-db: rename to" in on.text, step=1)  # a toast
        assert on.row("orders-v2").split()[1] == "RESIZE"
        assert "resize, rename done" in on.row("orders-v2")
        await on.until(lambda: "reverted" in on.row("orders-v2"), step=2)

        told = " ".join(on.app.panes.side.text.split())
        assert "the resize was reverted" in told
        assert "rename to orders-v2: done" in told


async def test_a_larger_volume(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        await on.select("orders-db")

        await on.press("v", *["backspace"] * 6, *"60", "enter")
        await on.until(lambda: "ACTIVE done" in on.row("orders-db"), step=2)

        assert "60 GB" in on.row("orders-db")


async def test_a_new_name_stands_on_the_row(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        await on.select("orders-db")

        await on.press("e", "ctrl+u", *"orders-v2", "enter")
        await on.until(lambda: on.row("orders-v2"), step=1)

        await on.until(lambda: not on.row("orders-db"))


async def test_deleting_asks_for_the_name_and_is_followed_until_it_is_gone(
    simulator: Simulator,
) -> None:
    async with stage(simulator, notifications=True) as on:
        await on.select("orders-db")

        await on.press("D")
        await on.clock.advance(1)
        await on.press(*"orders", "enter")
        assert simulator.count("DELETE", path(on, "orders-db")) == 0
        deleted = path(on, "orders-db")
        await on.press(*"-db", "tab")
        await on.clock.advance(1)
        await on.press("enter")
        await on.until(lambda: "gone" in on.row("orders-db"), step=1)

        assert simulator.count("DELETE", deleted) == 1
        await on.press("j")
        await on.until(lambda: not on.row("orders-db"))


async def test_creating_shows_the_new_row_building(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        await on.press("c")
        await on.until(lambda: "Name" in on.text)

        await on.press(*"brand-new", "tab", *"micro-2", "tab", "tab", "down", "enter")
        await on.clock.advance(1)
        await on.press("shift+tab", "shift+tab", "enter")  # from the volume, which is typed
        await on.until(lambda: len(on.app.screen_stack) == 1 and on.row("brand-new"), step=1)

        assert "BUILD" in on.row("brand-new")
        await on.until(lambda: "ACTIVE" in on.row("brand-new"), step=5)


async def test_a_refusal_stands_in_the_form_and_nothing_typed_is_lost(
    simulator: Simulator,
) -> None:
    async with stage(simulator) as on:
        await on.select("orders-db")
        await on.press("v", *["backspace"] * 6, *"9999", "enter")

        await on.until(lambda: "cannot exceed" in on.text)

        assert "9999" in on.text
        assert simulator.cloud.named("orders-db").volume == 50


async def test_an_answer_that_is_lost_is_called_unknown_and_found_out_by_reading(
    simulator: Simulator,
) -> None:
    async with stage(simulator, notifications=True) as on:
        await on.select("orders-db")
        action = path(on, "orders-db", "action")
        simulator.lose_answers("POST", action)

        await on.press("z", *"memory-4", "enter")
        await on.clock.advance(1)
        await on.press("enter")
        await on.until(lambda: "unknown" in on.text or "RESIZE" in on.row("orders-db"))
        await on.until(lambda: "done" in on.row("orders-db"), step=2)

        assert simulator.count("POST", action) == 1
        assert "memory-4" in on.row("orders-db")


async def test_leaving_while_something_is_followed_asks_once(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        await on.select("orders-db")
        await on.press("z", *"memory-4", "enter")
        await on.clock.advance(1)
        await on.press("enter")
        await on.until(lambda: "RESIZE" in on.row("orders-db"), step=1)

        await on.press("q")

        assert "Still on its way" in on.text
        await on.press("escape")
        assert "Still on its way" not in on.text
        assert on.app.is_running


async def test_what_was_made_without_an_answer_is_found_and_closes_its_form(
    simulator: Simulator,
) -> None:
    async with stage(simulator) as on:
        simulator.lose_answers("POST", "/instances")
        await on.press("c")
        await on.fill({"name": "maybe-db", "flavor_id": "memory-1", "datastore": "mysql"})

        await on.submit()
        await on.until(lambda: len(on.app.screen_stack) == 1, step=2)

        assert "BUILD yours" in on.row("maybe-db")
        assert simulator.count("POST", "/instances") == 1


async def test_what_was_never_made_can_be_sent_again_by_a_person(simulator: Simulator) -> None:
    async with stage(simulator) as on:
        simulator.fail("POST", "/instances", status=502)
        await on.press("c")
        await on.fill({"name": "never-db", "flavor_id": "memory-1", "datastore": "mysql"})
        await on.submit()
        await on.until(lambda: "It may have happened" in on.text)

        await on.press("enter")
        assert simulator.count("POST", "/instances") == 1
        await on.until(lambda: "No sign of the change was found in" in on.text, step=15)
        await on.submit()
        await on.until(lambda: len(on.app.screen_stack) == 1, step=2)

        assert "BUILD" in on.row("never-db")
        assert simulator.count("POST", "/instances") == 2
