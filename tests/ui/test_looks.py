"""How it looks: the same cloud at the same moment, cell for cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.support.screen import SMALL, WIDE, Stage, app_on
from tests.support.simulator import Simulator

Compare = Callable[..., bool]

AUTH_DB = ("slash", *"auth-db", "enter")
BILLING = ("slash", *"billing-replica", "enter")

LOOKS: dict[str, tuple[tuple[int, int], tuple[str, ...]]] = {
    "main": (WIDE, ()),
    "main-small": (SMALL, ()),
    "overview-small": (SMALL, ("enter",)),
    "resize": (WIDE, ("G", "z", *"memo")),
    "keys": (WIDE, ("question_mark",)),
    "databases": (WIDE, (*AUTH_DB, "]", "tab")),
    "users": (WIDE, (*AUTH_DB, "]", "]", "tab")),
    "users-small": (SMALL, (*AUTH_DB, "enter", "]", "]")),
    "config": (WIDE, (*AUTH_DB, "[")),
    "groups": (WIDE, ("2", "j", "j")),
    "groups-small": (SMALL, ("2", "j", "j")),
    "group-instances": (WIDE, ("2", "]")),
    "group-detail": (WIDE, ("2", "]", "]")),
    "flavor-detail": (WIDE, ("3", *"jjjjj", "]")),
    "flavors": (WIDE, ("3", *"jjjjj")),
    "datastores": (WIDE, ("4",)),
    "versions": (WIDE, ("4", "j", "enter")),
    "parameters": (WIDE, ("4", "j", "enter", "enter")),
    "quotas": (WIDE, ("5", "j")),
    "quotas-small": (SMALL, ("5", "j")),
    "all-projects": (WIDE, ("A",)),
    "attach": (WIDE, ("slash", *"orders-db", "enter", "a", *"web")),
    "attach-to": (WIDE, ("2", *"jjj", "a")),
    "switch": (WIDE, (*BILLING, "a", *"test", "enter", "enter")),
    "detach": (WIDE, (*BILLING, "t")),
    "delete-group": (WIDE, ("2", "j", "D")),
    "create-group": (WIDE, ("2", "c")),
}


@pytest.mark.parametrize("look", LOOKS)
def test_it_looks_as_it_did(snap_compare: Compare, simulator: Simulator, look: str) -> None:
    size, keys = LOOKS[look]
    app = app_on(simulator)

    async def before(pilot: Pilot[Any]) -> None:
        on = Stage(pilot, app, simulator)
        await on.opened()
        await on.detailed()
        for key in keys:
            await on.clock.advance(1 if key == "enter" else 0)
            await on.press(key)
            await on.answered()
        if "A" in keys:  # the selected one's page is asked for with the first list
            await on.until(lambda: "No valid host" in on.text)

    assert snap_compare(app, terminal_size=size, run_before=before)
