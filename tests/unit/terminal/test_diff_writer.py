"""What is sent, and what is not: only what changed, in order, and never waiting for the line."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from tests.unit.terminal.terminals import Pair
from trove_tui.terminal import cells

START, END = "\x1b[?2026h", "\x1b[?2026l"
LINK = "\x1b[1;1H\x1b]8;id=1;http://x\x1b\\link\x1b]8;;\x1b\\\x1b[1;1H"


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A display of 20×5 on a line that takes all."""
    pair = Pair()
    yield pair
    pair.line.goes.set()
    pair.display.stop()


def frame(*rows: str, cursor: str = "\x1b[1;1H") -> str:
    """A frame of rows of 20 cells."""
    lines = (f"\x1b[{y};1H\x1b[31m{row:<20}\x1b[0m" for y, row in enumerate(rows, 1))
    return "\n".join(lines) + cursor


def test_an_unchanged_frame_sends_nothing(pair: Pair) -> None:
    pair.sent(frame("one", "two"))

    assert pair.sent(START, frame("one", "two"), END) == ""


def test_a_changed_cell_is_sent_alone(pair: Pair) -> None:
    pair.sent(frame("one", "two"))

    assert pair.sent(frame("one", "twa")) == "\x1b[2;3H\x1b[31ma\x1b[0m\x1b[1;1H"


def test_cells_far_apart_are_jumped_to_and_near_ones_written_through(pair: Pair) -> None:
    pair.sent(frame("a.b.c............d"))

    sent = pair.sent(frame("A.B.C............D"))

    assert sent == "\x1b[31mA.B.C\x1b[12CD\x1b[0m\x1b[1;1H"


def test_a_moved_cursor_is_a_move(pair: Pair) -> None:
    pair.sent(frame("one"))

    assert pair.sent(frame("one", cursor="\x1b[3;4H")) == "\x1b[3;4H"


def test_a_difference_is_synchronised_where_frames_are(pair: Pair) -> None:
    sent = pair.sent(START, frame("one"), END)

    assert sent.startswith(START + "\x1b[1;1H")
    assert sent.endswith(END)
    assert sent.count(START) == sent.count(END) == 1


def test_half_a_wide_character_is_never_sent(pair: Pair) -> None:
    pair.sent("\x1b[1;1H中中a\x1b[1;1H")

    assert pair.sent("\x1b[1;1H中国a\x1b[1;1H") == "\x1b[1;3H国\x1b[1;1H"
    assert pair.sent("\x1b[1;1Habcd\x1b[1;1H") == "abcd\x1b[1;1H"


@pytest.mark.parametrize(
    "unknown",
    [
        LINK,
        "\x1b[1;1Hx\x1b[K\x1b[1;1H",
        "\x1b[1;1Hx\ty\x1b[1;1H",
        "\x1b[1;1He\u0301\x1b[1;1H",
        "\x1b[1;1H☀\ufe0f\x1b[1;1H",
        "\x1b[1;1Hx\x1b[1;1H\x1b[38;2;1mx\x1b[0m\x1b[1;1H",
        "\x1b[1;1Hx\x1b[24m\x1b[1;1H",
        "\x1b[1;1Hno move at its end",
        "\x1b[1;1H\x1b[1mbold left on\x1b[1;1H",
        "\x1b[1;19Hout of the screen\x1b[1;1H",
        "\x1b[6;1Hbelow it\x1b[1;1H",
        "\x1b[5;1Hscrolls\n\x1b[1;1H",
        "\x1b[1;20H中\x1b[1;1H",
        "\x1b[0;1Hx\x1b[1;1H",
        "\x1b[2J",
        "\x1b[?1049h",
        "\x1b[?3h",
        "stray \x1b",
    ],
)
def test_what_is_not_understood_is_sent_as_it_is_and_the_next_frame_whole(
    pair: Pair, unknown: str
) -> None:
    whole = pair.sent(frame("one", "two"))

    assert pair.sent(unknown) == unknown
    again = pair.sent(frame("one", "two"))

    assert again.replace("\x1b[0;31m", "\x1b[31m") == whole.replace("\x1b[0;31m", "\x1b[31m")
    assert again.count(" ") == 34


def test_half_a_wide_character_drawn_over_is_left_to_the_terminal(pair: Pair) -> None:
    pair.sent("\x1b[1;1H中文\x1b[1;1H")

    over = "\x1b[1;2Hx\x1b[1;1H"

    assert pair.sent(over) == over


@pytest.mark.parametrize(
    "harmless",
    [
        "\x07",
        "\x1b[?25h",
        "\x1b]52;c;aGk=\x07",
        "\x1b]2;title\x1b\\",
        "\x1b[?2026$p",
        "\x1b]22;default\x07",
    ],
)
def test_what_draws_nothing_changes_nothing(pair: Pair, harmless: str) -> None:
    pair.sent(frame("one"))

    assert pair.sent(harmless) == harmless
    assert pair.sent(frame("one")) == ""


def test_what_is_no_frame_keeps_its_place_between_frames(pair: Pair) -> None:
    pair.sent(frame("one"))

    sent = pair.sent(frame("two"), "\x07", frame("six"))

    assert sent.index("two") < sent.index("\x07") < sent.index("si")


def test_all_is_sent_again_once_forgotten(pair: Pair) -> None:
    whole = pair.sent(frame("one", "two"))
    pair.display.forget()

    assert pair.sent(frame("one")) == whole


def test_all_is_sent_again_at_another_size(pair: Pair) -> None:
    whole = pair.sent(frame("one"))
    pair.size = (30, 5)

    assert pair.sent(frame("one")) == whole


def test_frames_are_sent_as_they_are_where_there_is_no_size(pair: Pair) -> None:
    pair.size = None

    assert pair.sent(frame("one")) + pair.sent(frame("one")) == frame("one") * 2


def test_a_line_that_takes_nothing_holds_nobody_and_gets_the_newest_only(pair: Pair) -> None:
    pair.sent(frame("-"))
    pair.line.goes.clear()
    pair.line.asked.clear()
    pair.display.write(frame("first"))
    assert pair.line.asked.wait(20)  # It is being sent, and goes nowhere.
    for number in range(1000):
        pair.display.write(frame(f"number {number}"))

    pair.line.goes.set()
    pair.display.drain()

    assert "number 999" in pair.line.text
    assert pair.line.text.count("number") == 1


def test_a_frame_that_is_let_go_is_out_before_anything_else_is_done(pair: Pair) -> None:
    pair.display.write(frame("one", "two"))

    pair.display.let_go()

    assert "one" in pair.line.text


def test_a_line_that_takes_nothing_lets_one_go_on(pair: Pair) -> None:
    pair.line.goes.clear()
    pair.display.write(frame("first"))
    assert pair.line.asked.wait(20)

    pair.display.write(frame("second"))
    pair.display.let_go()

    assert pair.line.text == ""


def test_what_is_written_just_before_the_end_is_sent(pair: Pair) -> None:
    pair.line.goes.clear()
    pair.display.write(frame("one"))
    pair.display.write("\x1b[?1049l")
    threading.Timer(0.05, pair.line.goes.set).start()

    pair.display.stop()

    assert pair.line.text.endswith("\x1b[?1049l")


def test_it_can_be_started_again_and_knows_nothing_then(pair: Pair) -> None:
    whole = pair.sent(frame("one"))
    pair.display.stop()
    pair.display.start()

    assert pair.sent(frame("one")) == whole


def test_a_line_that_is_gone_holds_nobody(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_text: str) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(pair.line, "write", gone)
    for number in range(100):
        pair.display.write(frame(f"{number}"))
        pair.display.write("\x1b[2J")

    pair.display.drain()


def test_one_that_holds_the_lock_can_stop_it_as_a_signal_handler_may(pair: Pair) -> None:
    with pair.display._changed:
        pair.display.write(frame("one"))
        pair.display.stop()
        pair.display.start()
        pair.display.drain()

    assert "one" in pair.line.text


def test_styles_change_by_the_shortest_sequence() -> None:
    bold = cells.Style("31", "44", ("1",))

    assert cells.transition(bold, cells.Style("32", "44", ("1",))) == "\x1b[32m"
    assert cells.transition(bold, cells.Style("32", "44")) == "\x1b[0;32;44m"
    assert cells.transition(bold, cells.Style("", "44", ("1", "4"))) == "\x1b[4;39m"
    assert cells.transition(None, cells.DEFAULT) == "\x1b[0m"
