"""The top line and the key bar: what they say at each width."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from trove_tui.live.budget import Pace
from trove_tui.live.snapshot import Connection
from trove_tui.text.ascii import in_ascii
from trove_tui.text.styled import StyledText, Tone
from trove_tui.text.width import cell_width
from trove_tui.ui.status_text import connection_words
from trove_tui.ui.widgets.header_bar import HeaderState, Location, Tab, tab_line, top_line
from trove_tui.ui.widgets.key_footer import Key, fitting, key_line

LIVE: StyledText = (("● ", Tone.WELL), ("live", Tone.PLAIN))
FLEET: StyledText = (("37 ok  2 busy  3 problems", Tone.QUIET),)
QUOTA: StyledText = (("inst 42/100  vol 61%", Tone.QUIET),)
LOST: StyledText = (
    ("○ lost 03:52:10, data 2m old, retry in 8s (connection refused)", Tone.BROKEN),
)


def text(shown: StyledText) -> str:
    return "".join(piece for piece, _ in shown)


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
@pytest.mark.parametrize("connection", [LIVE, LOST])
@pytest.mark.parametrize(
    "project",
    ["ops-project", "ceb187578ca74d57bb71799393850ec8", "项目" * 200],
    ids=["name", "id", "long"],
)
def test_the_top_line_never_wraps_and_always_tells_the_connection(
    width: int, connection: StyledText, project: str
) -> None:
    state = HeaderState(Location("bj1", project), connection, FLEET, QUOTA)

    shown = text(top_line(state, width))

    if width >= 80 or connection is LIVE:
        assert cell_width(shown) <= width
        assert text(connection) in shown
    assert shown.startswith(" trove  bj1")


def test_a_wide_top_line_says_everything() -> None:
    shown = text(top_line(HeaderState(Location("bj1", "ops"), LIVE, FLEET, QUOTA), 120))

    assert shown.split() == [
        *("trove", "bj1", "ops", "●", "live", "37", "ok", "2", "busy", "3", "problems"),
        *("inst", "42/100", "vol", "61%"),
    ]
    assert shown.endswith("61% ")


@pytest.mark.parametrize(
    ("width", "words"), [(80, "not encrypted"), (120, "http: token not encrypted")]
)
@pytest.mark.parametrize("read_only", [False, True])
def test_a_token_in_the_open_is_said_whatever_else_is_to_be_said(
    width: int, words: str, read_only: bool
) -> None:
    place = Location("bj1", "p" * 32, read_only=read_only, is_open=True)
    lost: StyledText = (("○ lost 03:52:10, data 12s old, retry in 8s (no answer)", Tone.BROKEN),)

    for connection in (LIVE, lost):
        line = top_line(HeaderState(place, connection, FLEET, QUOTA), width)
        assert f"  {words}  " in text(line)
        assert (f"  {words}", Tone.BROKEN) in line
        assert len(text(line)) == width
        assert "○ lost 03:52:10" in text(line) or connection is LIVE


def test_read_only_is_said() -> None:
    shown = text(top_line(HeaderState(Location("bj1", "ops", read_only=True), LIVE), 80))

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
    aside: StyledText = (("filter: auth  1/42", Tone.QUIET),)

    assert text(tab_line(TABS, "2", 60)) == " 1 Instances   2 Groups   3 Datastores"
    assert text(tab_line(TABS, "2", 36)) == " 1 Instances   2 Groups   3 Stores"
    assert text(tab_line(TABS, "2", 40, aside)) == " 1   2 Groups   3    filter: auth  1/42"
    assert text(tab_line(TABS, "2", 80, aside)).endswith("3 Datastores" + " " * 23 + aside[0][0])


@pytest.mark.parametrize("width", range(1, 90))
def test_tabs_never_take_more_than_the_line(width: int) -> None:
    aside: StyledText = (("filter: auth  1/42", Tone.QUIET),)

    assert cell_width(text(tab_line(TABS, "3", width, aside))) <= max(width, len(" 1 Instances"))


@pytest.mark.parametrize("width", [40, 60, 80])
def test_what_has_no_room_in_the_top_line_ends_in_an_ellipsis(width: int) -> None:
    lost: StyledText = (
        ("○ lost 03:52:10, data 2m old, retry in 8s (" + "x" * 80 + ")", Tone.BROKEN),
    )

    shown = in_ascii(
        text(top_line(HeaderState(Location("bj1", "p" * 32), lost, FLEET, QUOTA), width))
    )

    assert cell_width(shown) == width
    assert shown.endswith("~ ")
    assert "…" not in shown


def test_seconds_that_pass_move_nothing_else_in_the_top_line() -> None:
    def starts(seconds: int) -> int:
        words = f"○ lost 03:52:10, data {seconds}s old, retry in 8s (Connection refused)"
        lost: StyledText = ((words, Tone.BROKEN),)
        state = HeaderState(Location("bj1", "p" * 32), lost, FLEET, QUOTA)
        return text(top_line(state, 120)).index("○")

    assert starts(9) == starts(10)


@pytest.mark.parametrize(
    ("reason", "host", "brief"),
    [
        ("Cannot connect to 127.0.0.1:8779: No.", "127.0.0.1:8779", "Cannot connect: No"),
        ("Cannot connect to trove.test: Timed out.", "trove.test", "Cannot connect: Timed out"),
        ("No answer from trove.test:8779 in time.", "trove.test:8779", "No answer in time"),
        ("The connection to [::1]:8779 broke.", "[::1]:8779", "The connection broke"),
        ("No connection to 10.0.0.1.", "10.0.0.1", "No connection"),
        ("No connection to trove in time.", "trove", "No connection in time"),
        ("It was sent on to 10.0.0.2.", "", "It was sent on to 10.0.0.2"),
        ("The server asks to wait 3 s.", "", "The server asks to wait 3 s"),
    ],
)  # fmt: skip
def test_the_host_is_left_out_of_why_a_connection_is_lost(
    reason: str, host: str, brief: str
) -> None:
    connection = Connection("lost", reason=reason, host=host)

    words = connection_words(connection, datetime(2026, 1, 1, tzinfo=UTC))

    assert f"({brief})" in text(words)


def test_a_first_answer_that_does_not_come_is_missed() -> None:
    began = datetime(2026, 1, 1, tzinfo=UTC)
    connecting = Connection(since=began)

    def after(seconds: int) -> str:
        return text(connection_words(connecting, began + timedelta(seconds=seconds)))

    assert after(4) == "○ connecting"
    assert after(12) == "○ connecting, no answer for 12s"


@pytest.mark.parametrize("width", [60, 80, 110, 120, 200])
def test_a_project_that_is_refused_stays_in_the_top_line_at_least_by_both_its_ends(
    width: int,
) -> None:
    reason = "Access was denied to this resource. User with tenant id 88a7 cannot access this."
    refused = ((f"○ refused 03:12:01, data 40s old, retry in 60s ({reason})", Tone.BROKEN),)
    place = Location("bj1", "ceb187578ca74d57bb71799393850ec8", is_refused=True)

    line = text(top_line(HeaderState(place, refused, FLEET, QUOTA), width))

    assert cell_width(line) <= width
    assert "ceb1…0ec8" in line or place.project in line
    assert "refused 03:12:01" in line


AT = datetime(2026, 1, 1, 12, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("connection", "told"),
    [
        (Connection("live"), "● live"),
        (Connection("live", latency=0.9), "● live"),
        (Connection("live", latency=4.2, slow=4), "● live, a list takes 4s"),
        (Connection("live", waiting=AT - timedelta(seconds=3)), "● live, asking for 3s"),
        (Connection("live", pace=Pace(60, None)), "● live, 60 requests/min"),
        (
            Connection("live", pace=Pace(60, AT + timedelta(seconds=40))),
            "● live, asked to wait 40s",
        ),
        (
            Connection(
                "old",
                last_good=AT - timedelta(seconds=20),
                retry_at=AT + timedelta(seconds=9),
                reason="Only 200 requests a minute.",
            ),
            "○ 20s old, retry in 9s (Only 200 requests a minute)",
        ),
        (
            Connection(since=AT, reason="Too many.", retry_at=AT + timedelta(seconds=40)),
            "○ connecting, retry in 40s (Too many)",
        ),
        (
            Connection("old", last_good=AT - timedelta(seconds=20), pace=Pace(60, None)),
            "○ 20s old, 60 requests/min",
        ),
    ],
)
def test_what_is_not_as_usual_is_said_beside_live(connection: Connection, told: str) -> None:
    assert text(connection_words(connection, AT)) == told
