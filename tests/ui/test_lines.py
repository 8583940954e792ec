"""The top line and the key bar: what they say at each width."""

from __future__ import annotations

import pytest

from trove_tui.resources.resource import Shown, Tone
from trove_tui.resources.wrapping import cells
from trove_tui.ui.widgets.keybar import Key, fitting, key_line
from trove_tui.ui.widgets.topline import Place, Tab, TopLineState, tab_line, top_line

LIVE: Shown = (("● ", Tone.WELL), ("live", Tone.PLAIN))
FLEET: Shown = (("37 ok  2 busy  3 problems", Tone.QUIET),)
QUOTA: Shown = (("inst 42/100  vol 61%", Tone.QUIET),)
LOST: Shown = (("○ lost 03:52:10, data 2m old, retry in 8s (connection refused)", Tone.BROKEN),)


def text(shown: Shown) -> str:
    return "".join(piece for piece, _ in shown)


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
@pytest.mark.parametrize("connection", [LIVE, LOST])
@pytest.mark.parametrize(
    "project",
    ["ops-project", "ceb187578ca74d57bb71799393850ec8", "项目" * 200],
    ids=["name", "id", "long"],
)
def test_the_top_line_never_wraps_and_always_tells_the_connection(
    width: int, connection: Shown, project: str
) -> None:
    state = TopLineState(Place("bj1", project), connection, FLEET, QUOTA)

    shown = text(top_line(state, width))

    if width >= 80 or connection is LIVE:
        assert cells(shown) <= width
        assert text(connection) in shown
    assert shown.startswith(" trove  bj1")


def test_a_wide_top_line_says_everything() -> None:
    shown = text(top_line(TopLineState(Place("bj1", "ops"), LIVE, FLEET, QUOTA), 120))

    assert shown.split() == [
        *("trove", "bj1", "ops", "●", "live", "37", "ok", "2", "busy", "3", "problems"),
        *("inst", "42/100", "vol", "61%"),
    ]
    assert shown.endswith("61% ")


def test_read_only_is_said() -> None:
    shown = text(top_line(TopLineState(Place("bj1", "ops", read_only=True), LIVE), 80))

    assert "read-only" in shown


def test_the_key_bar_leaves_out_what_matters_least() -> None:
    keys = [Key("enter", "open"), Key("R", "restart", priority=2), Key("?", "help", priority=1)]

    assert [key.key for key in fitting(keys, 100)] == ["enter", "R", "?"]
    assert [key.key for key in fitting(keys, 25)] == ["enter", "?"]
    assert fitting(keys, 3) == []


def test_a_key_that_is_forbidden_now_is_faint() -> None:
    line = key_line([Key("R", "restart", works=False), Key("?", "help")], 80)

    assert ("R", Tone.FAINT) in line
    assert ("?", Tone.ACCENT) in line


TABS = (Tab("1", "Instances"), Tab("2", "Groups"), Tab("3", "Datastores", "Stores"))


def test_tabs_are_whole_where_there_is_room_then_short_then_keys_alone() -> None:
    aside: Shown = (("filter: auth  1/42", Tone.QUIET),)

    assert text(tab_line(TABS, "2", 60)) == " 1 Instances   2 Groups   3 Datastores"
    assert text(tab_line(TABS, "2", 36)) == " 1 Instances   2 Groups   3 Stores"
    assert text(tab_line(TABS, "2", 40, aside)) == " 1   2 Groups   3    filter: auth  1/42"
    assert text(tab_line(TABS, "2", 80, aside)).endswith("3 Datastores" + " " * 23 + aside[0][0])


@pytest.mark.parametrize("width", range(1, 90))
def test_tabs_never_take_more_than_the_line(width: int) -> None:
    aside: Shown = (("filter: auth  1/42", Tone.QUIET),)

    assert cells(text(tab_line(TABS, "3", width, aside))) <= max(width, len(" 1 Instances"))
