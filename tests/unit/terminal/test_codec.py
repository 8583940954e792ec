"""Which letters a terminal has, by its locale; and that what it lacks keeps its place."""

from __future__ import annotations

import io
import sys

import pytest

from trove_tui.settings import Flags, preferences
from trove_tui.terminal import codec
from trove_tui.terminal.encoded_output import EncodedOutput


class Stream(io.TextIOWrapper):
    """A terminal's stream, in some codec."""

    def __init__(self, codec: str = "utf-8") -> None:
        self.taken = io.BytesIO()
        super().__init__(self.taken, encoding=codec)


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({}, "utf-8"),
        ({"LANG": "en_US.UTF-8"}, "utf-8"),
        ({"LANG": "de_DE.utf8@euro"}, "utf-8"),
        ({"LANG": "C.UTF-8"}, "utf-8"),
        ({"LC_ALL": "C"}, "ascii"),
        ({"LC_ALL": "POSIX", "LANG": "en_US.UTF-8"}, "ascii"),
        ({"LC_ALL": "en_US.ISO-8859-1"}, "iso8859-1"),
        ({"LC_ALL": "", "LC_CTYPE": "zh_CN.GBK", "LANG": "en_US.UTF-8"}, "gbk"),
        ({"LANG": "zh_CN.GB18030"}, "gb18030"),
        ({"LANG": "zh_CN.GB18030", "LC_CTYPE": "zh_CN.UTF-8"}, "utf-8"),
        ({"LANG": "ja_JP.eucJP"}, "euc_jp"),
        ({"LANG": "xx.unheard-of"}, "ascii"),
        ({"LANG": "en_US"}, "utf-8"),
    ],
)
def test_the_codec_is_what_the_locale_says_and_others_than_unicode_get_ascii(
    environ: dict[str, str], wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "__stderr__", Stream())

    assert codec.of_terminal(environ) == wanted
    assert preferences(Flags(), environ).ascii is (wanted != "utf-8")


def test_a_stream_of_another_codec_has_no_signs_whatever_the_locale_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "__stderr__", Stream("latin-1"))

    assert preferences(Flags(), {"LANG": "en_US.UTF-8"}).ascii


@pytest.mark.parametrize(
    ("codec", "text", "sent"),
    [
        ("iso8859-1", "café ● 数据 x", b"caf\xe9 ? ???? x"),
        ("iso8859-1", "a\x9bc", b"ac"),
        ("ascii", "\x1b[1mé\x1b[0m", b"\x1b[1m?\x1b[0m"),
        ("gbk", "数据库|x", "数据库|x".encode("gbk")),
        ("gbk", "α●…|é", b"???|?"),  # Two cells there, one for us.
        ("gbk", "\U0001f600|", b"??|"),
        ("euc_jp", "漢字|ｱ", "漢字|".encode("euc_jp") + b"?"),
        ("koi8-r", "база", "база".encode("koi8-r")),
    ],
)
def test_what_a_terminal_cannot_say_takes_as_many_cells(codec: str, text: str, sent: bytes) -> None:
    stream = Stream()

    output = EncodedOutput(stream, codec)
    output.write(text)
    output.flush()

    assert stream.taken.getvalue() == sent
