"""Whatever is typed, and however it is torn: it is a key, or it is nothing, and reading goes on."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser

from tests.unit.terminal.keyboard import Keyboard, named
from trove_tui.terminal.input_parser import normalized, without_controls

QUIET = 40.0
"""Seconds after which nothing more can come of anything."""


@pytest.mark.parametrize(
    ("typed", "keys", "text"),
    [
        ("\x1b[:A", [], ""),
        ("\x1b[106;1:1u", ["j"], "j"),
        ("\x1b[106;1:2u", ["j"], "j"),
        ("\x1b[106;1:3u", [], ""),
        ("\x1b[106;1:9u", [], ""),
        ("\x1b[106u", ["j"], "j"),
        ("\x1b[97:65;2u", ["A"], "A"),
        ("\x1b[97:65:97;2:1u", ["A"], "A"),
        ("\x1b[97;2u", ["A"], "A"),
        ("\x1b[97:65;6u", ["ctrl+shift+a"], ""),
        ("\x1b[97:65;6:3u", [], ""),
        ("\x1b[1;1:1B", ["down"], ""),
        ("\x1b[1;1:3B", [], ""),
        ("\x1b[1;5B", ["ctrl+down"], ""),
        ("\x1b[3;1:3~", [], ""),
        ("\x1b[3;1:1~", ["delete"], ""),
        ("\x1b[27;1:1u", ["escape"], ""),
        ("\x1b[13;1:1u", ["enter"], "\r"),
        ("\x1b[1114112u", [], ""),
        ("\x1b[55296u", [], ""),
        ("\x1b[97;;55296u", [], ""),
        ("\x1b[97;;27u", [], ""),
        ("\x1b[97;;233u", ["é"], "é"),
        ("\x1b[u", [], ""),
        ("\x1b[;;u", [], ""),
        ("\x1b[97;999999u", [], ""),
        (f"\x1b[{'9' * 5000}u", [], ""),
        ("\x1b[" + ";" * 500 + "A", [], ""),
        ("\x1bOt", ["4"], "4"),
        ("\x1bOz", [], ""),
        ("\x1bO5A", [], ""),
        ("\x1b\x00", [], ""),
        ("\x1b[\u0663A", ["alt+left_square_bracket", "\u0663", "A"], "\u0663A"),
    ],
)
def test_a_key_that_textual_reads_wrongly_is_what_it_is(
    typed: str, keys: list[str], text: str
) -> None:
    keyboard = Keyboard().types(typed)

    assert keyboard.keys == keys
    assert keyboard.text == text
    assert keyboard.types("j").keys == [*keys, "j"]


@pytest.mark.parametrize(
    "report",
    [
        "\x1b[<NaN;NaN;NaNM",
        "\x1b[<0;NaN;NaNM",
        "\x1b[<0;1e9;inf;M",
        "\x1b[<0;-1.5;2M",
        "\x1b[<0;5M",
        "\x1b[<;;M",
        "\x1b[<999999999999;1;1M",
        "\x1b[<128;1;1M",
        "\x1b[<0;999999;1M",
        "\x1b[NaN;NaN;NaNM",
        "\x1b[32;NaN;NaNM",
        "\x1b[32;-5;3M",
        "\x1b[M a\x7f",
        "\x1b[M \ufffd\x01",
        "\x1b[<0;-5;-5M",
    ],
)
def test_a_report_of_the_mouse_that_makes_no_sense_is_dropped_whole(report: str) -> None:
    for cut in range(1, len(report)):
        assert Keyboard().types(report[:cut], 0.1, report[cut:], "j").keys == ["j"]


def test_a_report_of_the_mouse_is_a_click() -> None:
    (down,) = Keyboard().types("\x1b[<0;12;3M").messages

    assert isinstance(down, events.MouseDown)
    assert (down.x, down.y) == (11, 2)


@pytest.mark.parametrize("size", ["0;0;0;0", "24;0;1;1", "9999;9999;1;1", "99999;1;1;1", ";;;"])
def test_a_size_that_no_terminal_has_is_dropped(size: str) -> None:
    assert Keyboard().types(f"\x1b[48;{size}t", "j").keys == ["j"]


def test_a_size_without_pixels_leaves_the_mouse_working() -> None:
    resized, down, key = Keyboard().types("\x1b[48;24;80;0;0t", "\x1b[<0;12;3M", "j").messages

    assert isinstance(resized, events.Resize)
    assert resized.size == (80, 24)
    assert isinstance(down, events.MouseDown)
    assert (down.x, down.y) == (11, 2)
    assert named([key]) == ["j"]


NO_KEYS = {"\x1b[1;2R", "\x1b[1;5R", "\x1b[1;6R", "\x1b", "\x1b\x1b", "\x9b"}
"""Where the cursor is, too, said by any terminal that is asked; and Escape, which must wait."""


@pytest.mark.parametrize(
    "sequence", sorted(set(ANSI_SEQUENCES_KEYS) - NO_KEYS - {"\x1b", "\x1b\x1b"})
)
def test_each_key_that_textual_knows_is_that_key_wherever_it_is_cut(sequence: str) -> None:
    wanted = named(
        event for event in XTermParser().feed(sequence) if getattr(event, "key", "") != "<ignore>"
    )

    for cut in range(1, len(sequence) + 1):
        keys = Keyboard().types(sequence[:cut], 0.1, sequence[cut:], "j").keys
        assert keys == [*wanted, "j"], cut


def test_escape_is_a_key_after_a_moment() -> None:
    keyboard = Keyboard().types(60.0, "\x1b")
    assert keyboard.keys == []

    keyboard.waits(0.3)

    assert keyboard.keys == ["escape"]
    assert keyboard.types("j").keys == ["escape", "j"]


def test_escape_twice_is_that() -> None:
    assert Keyboard().types("\x1b\x1b", 1.0).keys == ["escape", "escape"]


def test_escape_and_the_next_key_that_come_as_one_are_both() -> None:
    keyboard = Keyboard().types("\x1b/", "e", "\x1b+", "j")

    assert keyboard.keys == ["escape", "slash", "e", "escape", "plus", "j"]


def test_keys_pressed_after_escape_are_keys() -> None:
    pressed: list[str | float] = ["\x1b", 0.4, "]", 0.1, "2", 0.1, "[", 0.1, "?"]

    assert Keyboard().types(60.0, *pressed).text.lstrip("\x1b") == "]2[?"


PIECES = st.one_of(
    st.binary(max_size=12),
    st.text(max_size=6).map(str.encode),
    st.from_regex(rb"\x1b[\[\]PO_^X][0-9:;<=>?$NaMmu~ABR\x1b\\\x07-]{0,12}", fullmatch=True),
    st.sampled_from([b"\x1b[200~", b"\x1b[201~", b"\x1b", b"\x1b\\", b"\x1b[M", b"\x1b[<"]),
)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.tuples(PIECES, st.sampled_from([0.0, 0.1, 0.3, 1.5]))))
def test_no_bytes_end_the_reading_and_later_keys_arrive(pieces: list[tuple[bytes, float]]) -> None:
    keyboard = Keyboard()
    for piece, pause in pieces:
        keyboard.types(piece.decode("utf-8", "replace"), pause)

    keyboard.types(QUIET, "j", "\x1b[A")

    assert keyboard.keys[-2:] == ["j", "up"]


@settings(max_examples=500, deadline=None)
@given(st.from_regex(r"\x1b\[[0-9:;<?]{0,20}[A-Za-z~]", fullmatch=True))
def test_what_is_given_to_textual_never_makes_it_raise(sequence: str) -> None:
    meaning = normalized(sequence)
    parser = XTermParser()

    messages = [*parser.feed(meaning), *parser.feed("j")] if meaning else []

    for message in messages:
        if isinstance(message, events.Key) and message.character:
            message.character.encode()


def test_a_paste_is_one_whole_wherever_it_is_cut() -> None:
    paste = "\x1b[200~one\rtwo\x1b[201~"

    for cut in range(1, len(paste)):
        keyboard = Keyboard().types("j", paste[:cut], 0.5, paste[cut:], "k")

        assert keyboard.keys == ["j", "Paste", "k"]
        assert isinstance(keyboard.messages[1], events.Paste)
        assert keyboard.messages[1].text == "one\ntwo"


def test_colour_codes_in_a_paste_are_no_keys_and_change_no_order() -> None:
    keyboard = Keyboard().types(
        "\x1b[200~a\x1b[31mred\x1b[0m b\x1b]8;;http://x\x07c\x1b]8;;\x1b\\d\x1b[201~e"
    )

    assert keyboard.keys == ["Paste", "e"]
    assert isinstance(keyboard.messages[0], events.Paste)
    assert keyboard.messages[0].text == "ared bcd"


def test_a_paste_whose_end_never_comes_is_over_at_last() -> None:
    keyboard = Keyboard().types("\x1b[200~one", QUIET, "j")

    assert keyboard.keys == ["Paste", "j"]


@given(st.text())
def test_a_paste_without_controls_is_left_as_it_is(text: str) -> None:
    plain = "".join(letter for letter in text if letter.isprintable())

    assert without_controls(plain) == plain


@settings(deadline=None)
@given(st.text(alphabet="\x1b[]P;m0\x07\\a\r\n\x9b"))
def test_no_control_is_left_in_a_paste(text: str) -> None:
    assert not any(c < " " and c != "\n" for c in without_controls(text))


def test_a_long_paste_takes_no_longer_than_it_must() -> None:
    text = "\x1b]" * 500_000

    began = time.process_time()
    without_controls(text)

    assert time.process_time() - began < 5  # A search from each of them would take hours.
