"""The terminal's codec, by its locale.

A terminal is told nothing but bytes. What they mean to it, and what it sends when a letter is
typed, is in the locale that whoever opened it has set; the operating system's table of locales may
lack that one, and Python takes its place with UTF-8 then.
"""

from __future__ import annotations

import sys
from codecs import lookup
from collections.abc import Mapping
from typing import Final

UNICODE: Final = "utf-8"


def of_terminal(environ: Mapping[str, str]) -> str:
    """The name of the codec of the terminal, as Python knows it."""
    stream_encoding = getattr(sys.__stderr__, "encoding", None) or UNICODE
    if (stream_codec := _codec_name(stream_encoding)) != UNICODE:
        return stream_codec  # Of the locale, or of PYTHONIOENCODING.
    names = ("LC_ALL", "LC_CTYPE", "LANG")
    locale = next((environ[name] for name in names if environ.get(name)), "")
    language, _, codeset = locale.partition("@")[0].partition(".")
    if codeset:
        return _codec_name(codeset)
    return "ascii" if language in ("C", "POSIX") else stream_codec


def has_our_signs(environ: Mapping[str, str]) -> bool:
    """Whether the terminal has ●, ✖, ▌ and the rest, each in one cell.

    Only Unicode has them all; in Chinese and Japanese codecs those that are there take two.
    """
    return of_terminal(environ) == UNICODE


def _codec_name(name: str) -> str:
    try:
        return lookup(name).name
    except LookupError:
        return "ascii"
