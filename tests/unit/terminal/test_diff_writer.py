"""What is sent, and what is not: only what changed, in order, and never waiting for the line."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from tests.unit.terminal.terminals import Harness
from trove_tui.terminal import cells

START, END = "\x1b[?2026h", "\x1b[?2026l"
LINK = "\x1b[1;1H\x1b]8;id=1;http://x\x1b\\link\x1b]8;;\x1b\\\x1b[1;1H"


@pytest.fixture
def harness() -> Iterator[Harness]:
    """A writer of 20×5 on a line that takes all."""
    harness = Harness()
    yield harness
    harness.output.goes.set()
    harness.writer.stop()


def frame(*rows: str, cursor: str = "\x1b[1;1H") -> str:
    """A frame of rows of 20 cells."""
    lines = (f"\x1b[{y};1H\x1b[31m{row:<20}\x1b[0m" for y, row in enumerate(rows, 1))
    return "\n".join(lines) + cursor


def test_an_unchanged_frame_sends_nothing(harness: Harness) -> None:
    harness.sent(frame("one", "two"))

    assert harness.sent(START, frame("one", "two"), END) == ""


def test_a_changed_cell_is_sent_alone(harness: Harness) -> None:
    harness.sent(frame("one", "two"))

    assert harness.sent(frame("one", "twa")) == "\x1b[2;3H\x1b[31ma\x1b[0m\x1b[1;1H"


def test_cells_far_apart_are_jumped_to_and_near_ones_written_through(harness: Harness) -> None:
    harness.sent(frame("a.b.c............d"))

    sent = harness.sent(frame("A.B.C............D"))

    assert sent == "\x1b[31mA.B.C\x1b[12CD\x1b[0m\x1b[1;1H"


def test_a_moved_cursor_is_a_move(harness: Harness) -> None:
    harness.sent(frame("one"))

    assert harness.sent(frame("one", cursor="\x1b[3;4H")) == "\x1b[3;4H"


def test_a_difference_is_synchronised_where_frames_are(harness: Harness) -> None:
    sent = harness.sent(START, frame("one"), END)

    assert sent.startswith(START + "\x1b[1;1H")
    assert sent.endswith(END)
    assert sent.count(START) == sent.count(END) == 1


def test_half_a_wide_character_is_never_sent(harness: Harness) -> None:
    harness.sent("\x1b[1;1H中中a\x1b[1;1H")

    assert harness.sent("\x1b[1;1H中国a\x1b[1;1H") == "\x1b[1;3H国\x1b[1;1H"
    assert harness.sent("\x1b[1;1Habcd\x1b[1;1H") == "abcd\x1b[1;1H"


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
    harness: Harness, unknown: str
) -> None:
    whole = harness.sent(frame("one", "two"))

    assert harness.sent(unknown) == unknown
    again = harness.sent(frame("one", "two"))

    assert again.replace("\x1b[0;31m", "\x1b[31m") == whole.replace("\x1b[0;31m", "\x1b[31m")
    assert again.count(" ") == 34


def test_half_a_wide_character_drawn_over_is_left_to_the_terminal(harness: Harness) -> None:
    harness.sent("\x1b[1;1H中文\x1b[1;1H")

    over = "\x1b[1;2Hx\x1b[1;1H"

    assert harness.sent(over) == over


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
def test_what_draws_nothing_changes_nothing(harness: Harness, harmless: str) -> None:
    harness.sent(frame("one"))

    assert harness.sent(harmless) == harmless
    assert harness.sent(frame("one")) == ""


def test_what_is_no_frame_keeps_its_place_between_frames(harness: Harness) -> None:
    harness.sent(frame("one"))

    sent = harness.sent(frame("two"), "\x07", frame("six"))

    assert sent.index("two") < sent.index("\x07") < sent.index("si")


def test_all_is_sent_again_once_forgotten(harness: Harness) -> None:
    whole = harness.sent(frame("one", "two"))
    harness.writer.forget()

    assert harness.sent(frame("one")) == whole


def test_all_is_sent_again_at_another_size(harness: Harness) -> None:
    whole = harness.sent(frame("one"))
    harness.size = (30, 5)

    assert harness.sent(frame("one")) == whole


def test_frames_are_sent_as_they_are_where_there_is_no_size(harness: Harness) -> None:
    harness.size = None

    assert harness.sent(frame("one")) + harness.sent(frame("one")) == frame("one") * 2


def test_a_line_that_takes_nothing_holds_nobody_and_gets_the_newest_only(harness: Harness) -> None:
    harness.sent(frame("-"))
    harness.output.goes.clear()
    harness.output.asked.clear()
    harness.writer.write(frame("first"))
    assert harness.output.asked.wait(20)  # It is being sent, and goes nowhere.
    for number in range(1000):
        harness.writer.write(frame(f"number {number}"))

    harness.output.goes.set()
    harness.writer.drain()

    assert "number 999" in harness.output.text
    assert harness.output.text.count("number") == 1


def test_a_frame_that_is_let_go_is_out_before_anything_else_is_done(harness: Harness) -> None:
    harness.writer.write(frame("one", "two"))

    harness.writer.let_go()

    assert "one" in harness.output.text


def test_a_line_that_takes_nothing_lets_one_go_on(harness: Harness) -> None:
    harness.output.goes.clear()
    harness.writer.write(frame("first"))
    assert harness.output.asked.wait(20)

    harness.writer.write(frame("second"))
    harness.writer.let_go()

    assert harness.output.text == ""


def test_what_is_written_just_before_the_end_is_sent(harness: Harness) -> None:
    harness.output.goes.clear()
    harness.writer.write(frame("one"))
    harness.writer.write("\x1b[?1049l")
    threading.Timer(0.05, harness.output.goes.set).start()

    harness.writer.stop()

    assert harness.output.text.endswith("\x1b[?1049l")


def test_it_can_be_started_again_and_knows_nothing_then(harness: Harness) -> None:
    whole = harness.sent(frame("one"))
    harness.writer.stop()
    harness.writer.start()

    assert harness.sent(frame("one")) == whole


def test_a_line_that_is_gone_holds_nobody(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_text: str) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(harness.output, "write", gone)
    for number in range(100):
        harness.writer.write(frame(f"{number}"))
        harness.writer.write("\x1b[2J")

    harness.writer.drain()


def test_one_that_holds_the_lock_can_stop_it_as_a_signal_handler_may(harness: Harness) -> None:
    with harness.writer._changed:
        harness.writer.write(frame("one"))
        harness.writer.stop()
        harness.writer.start()
        harness.writer.drain()

    assert "one" in harness.output.text


def test_styles_change_by_the_shortest_sequence() -> None:
    bold = cells.Style("31", "44", ("1",))

    assert cells.transition(bold, cells.Style("32", "44", ("1",))) == "\x1b[32m"
    assert cells.transition(bold, cells.Style("32", "44")) == "\x1b[0;32;44m"
    assert cells.transition(bold, cells.Style("", "44", ("1", "4"))) == "\x1b[4;39m"
    assert cells.transition(None, cells.DEFAULT) == "\x1b[0m"
