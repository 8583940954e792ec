"""Cuts what a terminal sends into keys, reports and pastes, and swallows its replies.

A terminal answers questions (what are you, which colours have you) in the stream of its keys, and
over a slow link late, in pieces, or to a program that has long ended. `ESC [ ? 1 ; 2 c` taken for
keys opens help and a form. So here a sequence is only given on when it is whole, and what starts
like a reply is dropped to its end, however it was torn.

Where a piece is missing, only time tells a reply from a person who typed Alt+[ or Escape:
`GAP` after the last piece, and `WHOLE` after the first, reading begins anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

ESC: Final = "\x1b"
GAP: Final = 1.0
"""Seconds without a byte after which nothing more is expected of a sequence that has begun."""
WHOLE: Final = 10.0
"""Seconds in which the whole of one must have come."""
PASTE_GAP: Final = 30.0
"""The same within a paste: its rest, taken for keys, does more harm than a line that stands still.
"""
REPLIES_LIMIT: Final = 3.0
"""Seconds after the start, and after each reply, in which another one may be torn after its ESC."""
REPLY_PATIENCE: Final = 0.6
"""Seconds: how long an ESC waits for the rest during that time."""

_LONGEST: Final = 256
"""Characters of a control sequence that are kept; of a longer one no sense can be made."""
_C1: Final = str.maketrans(
    {code: ESC + chr(code - 0x40) for code in (0x8F, 0x90, 0x98, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F)}
)
_STRINGS: Final = "]P_^X"
"""What an ESC makes a string of that lasts until its terminator: OSC, DCS, APC, PM, SOS."""
_PASTE, _PASTE_END = f"{ESC}[200~", f"{ESC}[201~"
# A reply names what it answers. Whoever has typed Alt+] or Alt+P goes on in another way.
_NAMES: Final = {
    "]": (re.compile(r"[0-9]*|[lLI]"), re.compile(r"[0-9]+;|[lLI].")),
    "P": (
        re.compile(r"[0-?]*[ -/]*"),
        re.compile(r"[0-9;:]*(?:[<=>?][0-?]*[ -/]*|[ -/]+)[@-~]|@"),
    ),
}
_TAIL: Final = re.compile(
    r"\[(?:[?>=<][0-9]|[0-9]+[;~unt -/]|[A-DFHZ])|O[A-DFHP-S]|\][0-9]+;"
    r"|P(?:[0-9]*[$+!]|>\||@kitty)|_G"
)
"""What nobody types at one stroke: the rest of a sequence whose ESC was taken for a key."""
_CONTROL: Final = re.compile(r"[\x00-\x1f]")
_AT_ONCE: Final = 8
"""Characters: a piece of a reply that nobody types; as long as such come, it goes on."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was pasted, as the terminal sent it."""

    text: str


class _Standing(Enum):
    """What a sequence that has begun is."""

    OPEN = auto()
    """More must come."""
    WHOLE = auto()
    STRING = auto()
    """A reply whose content says nothing: it goes on until its terminator."""
    NEITHER = auto()
    """No sequence: these were keys."""


class SequenceTokenizer:
    """The state of reading: what is fed in pieces comes out whole.

    Args:
        now: seconds of a clock that never goes back, when the reading begins.
        escape_patience: seconds after which an ESC that nothing follows is the key.
        whole: sequences that have ended though their last character alone does not say so.
    """

    def __init__(self, now: float, escape_patience: float, whole: frozenset[str]) -> None:
        self._escape_patience = escape_patience
        self._whole = whole
        self._begun = ""
        self._in_string = False
        self._paste: str | None = None
        self._first = self._last = now
        self._escaped = -WHOLE
        self._replies_until = now + REPLIES_LIMIT

    def feed(self, text: str, now: float) -> list[str | Pasted]:
        """Take what has come; the keys (one character) and sequences that it makes whole."""
        text = text.translate(_C1)
        if now - self._escaped < GAP and _TAIL.match(text):
            text = ESC + text
        self._escaped = -WHOLE
        out: list[str | Pasted] = []
        place = 0
        while place < len(text):
            if self._paste is not None:
                place = self._feed_paste(text, place, out)
            elif self._in_string:
                place = self._feed_string(text, place, now)
            else:
                self._feed_character(text[place], now, out)
                place += 1
        self._last = now
        return out

    def tick(self, now: float) -> list[str | Pasted]:
        """Nothing more has come until now: what that makes of what has begun."""
        quiet = now - self._last
        if self._paste is not None:
            return [self._end_paste(self._paste)] if quiet >= PASTE_GAP else []
        if self._begun == ESC and not self._in_string:
            patient = now < self._replies_until
            patience = max(self._escape_patience, REPLY_PATIENCE if patient else 0)
            if quiet >= patience:
                self._begun = ""
                self._escaped = now
                return [ESC]
        elif (self._begun or self._in_string) and quiet >= GAP:
            return self._give_up()
        return []

    def _feed_paste(self, text: str, place: int, out: list[str | Pasted]) -> int:
        assert self._paste is not None  # noqa: S101 - for the type checker
        known = max(0, len(self._paste) - len(_PASTE_END))
        before = len(self._paste)
        pasted = self._paste + text[place:]
        end = pasted.find(_PASTE_END, known)
        if end < 0:
            self._paste = pasted
            return len(text)
        out.append(self._end_paste(pasted[:end]))
        return place + end + len(_PASTE_END) - before

    def _end_paste(self, pasted: str) -> Pasted:
        self._paste = None
        return Pasted(pasted)

    def _feed_string(self, text: str, place: int, now: float) -> int:
        """Drop the content of a string; its terminator may be torn."""
        if len(text) - place >= _AT_ONCE:
            self._first = now
        elif now - self._first >= WHOLE:
            self._give_up()
            return place
        if self._begun == ESC:
            self._in_string = False
            if text[place] == "\\":
                self._swallowed(now)
                return place + 1
            self._first = now
            return place  # It was broken off by another sequence, whose ESC has come.
        ends = _CONTROL.search(text, place)
        if ends is None:
            return len(text)
        place = ends.start()
        if text[place] == ESC:
            self._begun = ESC
            return place + 1
        self._in_string = False
        self._replies_until = now + REPLIES_LIMIT
        # BEL is its end, CAN and SUB break it off; other controls are keys.
        return place + (text[place] in "\x07\x18\x1a")

    def _feed_character(self, character: str, now: float, out: list[str | Pasted]) -> None:
        if not self._begun:
            if character == ESC:
                self._begun, self._first = ESC, now
            else:
                out.append(character)
            return
        if len(self._begun) > 1 and (
            now - self._first >= WHOLE or not _belongs(character, self._begun)
        ):
            # Broken off: only what could be keys is left of it.
            out += self._give_up()
            self._feed_character(character, now, out)
            return
        if character == ESC:
            out.append(ESC)  # Two of them: the first was the key.
            self._first = now
            return
        sequence = self._begun + character
        standing = _standing(sequence, self._whole)
        if standing is _Standing.OPEN:
            self._begun = sequence[:_LONGEST]
        elif standing is _Standing.STRING:
            self._begun, self._in_string = "", True
        elif standing is _Standing.NEITHER:
            self._begun = ""
            out += [sequence[:2], *sequence[2:]]
        else:
            self._swallowed(now, sequence)
            if sequence == _PASTE:
                self._paste = ""
            elif sequence != _PASTE_END and len(sequence) <= _LONGEST:
                out.append(sequence)

    def _swallowed(self, now: float, sequence: str = "") -> None:
        self._begun = ""
        if not sequence or sequence[2:3] in ("?", ">", "="):
            self._replies_until = now + REPLIES_LIMIT

    def _give_up(self) -> list[str | Pasted]:
        """Begin anew; an introducer that nothing has followed was a key with Alt."""
        begun, self._begun = self._begun, ""
        was_key = len(begun) == 2 and not self._in_string
        self._in_string = False
        return [begun] if was_key else []


def _belongs(character: str, begun: str) -> bool:
    """Whether it can go on so: no control and nothing beyond ASCII, but for a mouse's numbers."""
    return " " <= character <= "~" or (begun.startswith("\x1b[M") and character != ESC)


def _standing(sequence: str, whole: frozenset[str]) -> _Standing:
    """What `sequence` is, which begins with ESC and one character more."""
    kind, body = sequence[1], sequence[2:]
    if kind == "[":
        return _control(sequence, body, whole)
    if kind == "O":
        return _Standing.WHOLE if body.lstrip("0123456789;") else _Standing.OPEN
    if kind == "/":  # What a VT52 says it is.
        return (_Standing.WHOLE if body == "Z" else _Standing.NEITHER) if body else _Standing.OPEN
    if kind not in _STRINGS:
        return _Standing.WHOLE
    if kind not in _NAMES:
        return _Standing.STRING if body else _Standing.OPEN
    begins, named = _NAMES[kind]
    if named.fullmatch(body):
        return _Standing.STRING
    return _Standing.OPEN if begins.fullmatch(body) else _Standing.NEITHER


def _control(sequence: str, body: str, whole: frozenset[str]) -> _Standing:
    """What a control sequence is."""
    if body[:1] == "M":  # The oldest report of the mouse: three characters follow.
        ended = len(body) == 4
    elif body[:1] == "[":  # A function key of the Linux console.
        ended = len(body) == 2
    elif body[:1] == "<":  # A report of the mouse, whatever stands for its numbers.
        ended = body[-1] in "Mm"
    else:
        # Some terminals say NaN of a pointer that is outside of them.
        body = body.replace("NaN", "0")
        ended = "@" <= body[-1:] <= "~" and not body.endswith(("N", "Na"))
    return _Standing.WHOLE if ended or sequence in whole else _Standing.OPEN
