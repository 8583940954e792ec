"""What a terminal answers is no key, however late it comes and however it was torn."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.terminal.keyboard import Keyboard
from tests.unit.terminal.replies import REPLIES, ST

KEYS = {"j": "j", "D": "D", "\r": "enter", "\x1b[A": "up", "\x1bOB": "down", "\x1b[20~": "f9"}


@pytest.mark.parametrize("reply", REPLIES)
def test_a_reply_between_keys_is_swallowed_wherever_it_is_cut(reply: str) -> None:
    for cut in range(len(reply) + 1):
        for pause in (0.0, 0.3, 0.5):
            typed = Keyboard().types("j", reply[:cut], pause, reply[cut:], "k").keys

            assert typed == ["j", "k"], (reply, cut, pause)


@pytest.mark.parametrize("reply", REPLIES)
def test_a_reply_that_comes_byte_by_byte_is_swallowed(reply: str) -> None:
    torn = [part for character in reply for part in (character, 0.15)]

    assert Keyboard().types("j", *torn, "k").keys == ["j", "k"]


@pytest.mark.parametrize(
    "reply", [one for one in REPLIES if one[0] == "\x1b" and not re.match("[/X^]|][lL]", one[1:])]
)
def test_of_a_reply_torn_after_its_esc_long_after_the_start_only_that_is_a_key(reply: str) -> None:
    keys = Keyboard().types(60.0, "j", reply[:1], 0.4, reply[1:], "k").keys

    assert keys == ["j", "escape", "k"]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(REPLIES),
            st.lists(st.sampled_from(sorted(KEYS)), min_size=1, max_size=3),
            st.floats(0, 1),
            st.sampled_from([0.0, 0.1, 0.3, 0.5]),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_of_replies_and_keys_in_any_order_the_keys_alone_arrive(
    parts: list[tuple[str, list[str], float, float]],
) -> None:
    keyboard, wanted = Keyboard(), []
    for reply, keys, place, pause in parts:
        cut = round(place * len(reply))
        keyboard.types(reply[:cut], pause, reply[cut:], 0.1, *keys)
        wanted += [KEYS[key] for key in keys]

    assert keyboard.keys == wanted


BEGUN = ["\x1b]11;rgb:00", "\x1bP>|tmu", "\x1b[?1;2", "\x1b_Gi=1", "\x1b[<3"]


@pytest.mark.parametrize("begun", BEGUN)
@pytest.mark.parametrize("key", ["\x03", "\r", "\x1b[A"])
def test_a_reply_that_never_ends_is_broken_off_by_a_key_that_is_no_letter(
    begun: str, key: str
) -> None:
    wanted = {"\x03": "ctrl+c", "\r": "enter", "\x1b[A": "up"}[key]

    assert Keyboard().types(begun, 0.3, key, "j").keys == [wanted, "j"]


@pytest.mark.parametrize("begun", [*BEGUN, "\x1b]52;c;x\x1b"])
def test_a_reply_that_never_ends_takes_no_letter_after_a_second(begun: str) -> None:
    assert Keyboard().types(begun, 1.2, "j").keys == ["j"]


def test_a_long_reply_over_a_slow_line_is_swallowed_to_its_end() -> None:
    pieces = [part for _ in range(60) for part in ("QUJDREVGR0g" * 20, 0.5)]

    assert Keyboard().types("\x1b]52;c;", *pieces, ST, "j").keys == ["j"]


@pytest.mark.parametrize("introducer", ["\x1b]", "\x1bP", "\x1b["])
def test_alt_with_what_begins_a_reply_is_a_key_and_the_next_keys_are_too(introducer: str) -> None:
    name = {"]": "alt+right_square_bracket", "P": "alt+shift+p", "[": "alt+left_square_bracket"}

    keys = Keyboard().types(introducer, 1.3, "j", 0.2, "D").keys

    assert keys == [name[introducer[1]], "j", "D"]


@pytest.mark.parametrize("introducer", ["\x1b]", "\x1bP"])
def test_letters_at_once_after_alt_with_what_begins_a_reply_are_keys(introducer: str) -> None:
    assert Keyboard().types(introducer, 0.2, "j", 0.2, "D").keys[1:] == ["j", "D"]


@pytest.mark.parametrize("introducer", [*"]P_^X[O/", "[<", "]1", "]2;", "P1", "]l"])
def test_no_alt_key_takes_the_keyboard_from_who_never_pauses(introducer: str) -> None:
    keyboard = Keyboard().types("\x1b" + introducer)

    keyboard.types(*(part for _ in range(60) for part in ("j", 0.2)))

    assert keyboard.keys[-5:] == ["j"] * 5
