from __future__ import annotations

import copy
import json
import pickle
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trove_tui.api.text import (
    ServerText,
    json_text,
    raw,
    server_lines,
    server_sentence,
    server_text,
)

ANY_TEXT = st.text(st.characters(categories=None) | st.sampled_from("\x1b\x9b\u202e\u200b\ud800"))
"""Any code point at all, lone surrogates too."""


def is_unsafe(character: str) -> bool:
    invisible_letters = "\u115f\u1160\u3164\uffa0\u034f"
    return unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs") or character in (
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200c\u200d\u200e\u200f\ufeff"
        "\u00ad\u061c\U000e0041\U000e007f" + invisible_letters
    )


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\x9b31m", r"\x9b31m"),
        ("a\x7f", r"a\x7f"),
        ("one\ntwo\tthree\r", r"one\ntwo\tthree\r"),
        ("evil\u202egnp.exe", r"evil\u202egnp.exe"),
        ("ad\u200bmin", r"ad\u200bmin"),
        ("a\u2028b", r"a\u2028b"),
        ("a\ud800b", r"a\ud800b"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("订单库", "订单库"),
        ("naïve – café", "naïve – café"),
        ("العربية", "العربية"),
        ("", ""),
    ],
)
def test_what_a_terminal_obeys_or_nobody_sees_is_shown_as_an_escape(sent: str, shown: str) -> None:
    assert server_text(sent) == shown
    assert raw(server_text(sent)) == sent


@given(ANY_TEXT)
@example("\\x1b")
def test_nothing_unsafe_is_ever_shown(sent: str) -> None:
    shown = server_text(sent)

    assert not any(map(is_unsafe, shown))
    shown.encode()  # no lone surrogate is left


@given(ANY_TEXT)
def test_what_is_sent_back_is_what_was_sent(sent: str) -> None:
    assert raw(server_text(sent)) == sent


@given(ANY_TEXT)
def test_escaping_twice_is_escaping_once(sent: str) -> None:
    once = server_text(sent)

    assert server_text(once) is once


@given(st.text(st.characters(codec="ascii", min_codepoint=0x20, max_codepoint=0x7E)))
def test_a_plain_text_stays_the_same_object(sent: str) -> None:
    assert server_text(sent) is sent


def test_a_copy_still_knows_what_the_server_sent() -> None:
    text = server_text("a\x1bb")

    for copied in (copy.copy(text), copy.deepcopy(text), pickle.loads(pickle.dumps(text))):
        assert isinstance(copied, ServerText)
        assert raw(copied) == "a\x1bb"


@given(ANY_TEXT)
def test_lines_keep_their_breaks_and_nothing_else_that_is_unsafe(sent: str) -> None:
    shown = server_lines(sent)

    assert not any(is_unsafe(letter) for letter in shown if letter not in "\n\t")
    assert shown.count("\n") == sent.count("\n")


def test_a_sentence_is_one_line() -> None:
    assert (
        server_sentence(" Not ready.\n\n (Status\tis BUILD). ") == "Not ready. (Status is BUILD)."
    )


@given(st.dictionaries(ANY_TEXT, ANY_TEXT, max_size=3))
def test_a_document_made_safe_is_still_the_same_document(value: dict[str, str]) -> None:
    document = json.dumps(value, ensure_ascii=False, indent=1)

    safe = json_text(document)

    assert json.loads(safe) == value
    assert not any(is_unsafe(letter) for letter in safe if letter != "\n")
