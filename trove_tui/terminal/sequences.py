"""Cuts what a terminal sends into keys, reports and pastes, and swallows its replies.

A terminal answers questions (what are you, which colours have you) in the stream of its keys, and
over a slow link late, in pieces, or to a program that has long ended. `ESC [ ? 1 ; 2 c` taken for
keys opens help and a form. So here a sequence is only given on when it is whole, and what starts
like a reply is dropped to its end, however it was torn.

Where a piece is missing, only time tells a reply from a person who typed Alt+[ or Escape:
`SEQUENCE_GAP` after the last piece, and `SEQUENCE_LIMIT` after the first, reading begins anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

ESC: Final = "\x1b"
SEQUENCE_GAP: Final = 1.0
"""Seconds without a byte after which an incomplete sequence is given up."""
SEQUENCE_LIMIT: Final = 10.0
"""Seconds after its start in which a sequence must be complete."""
PASTE_GAP: Final = 30.0
"""The same within a paste: its rest, taken for keys, does more harm than a line that stands still.
"""
REPLIES_LIMIT: Final = 3.0
"""Seconds after the start, and after each reply, in which another one may be torn after its ESC."""
REPLY_PATIENCE: Final = 0.6
"""Seconds: how long an ESC waits for the rest during that time."""

_MAX_SEQUENCE: Final = 256
"""Characters of a control sequence that are kept; of a longer one no sense can be made."""
_C1: Final = str.maketrans(
    {code: ESC + chr(code - 0x40) for code in (0x8F, 0x90, 0x98, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F)}
)
_STRING_INTRODUCERS: Final = "]P_^X"
"""The characters that begin a string after an ESC: OSC, DCS, APC, PM, SOS."""
_PASTE, _PASTE_END = f"{ESC}[200~", f"{ESC}[201~"
# A reply names what it answers. Whoever has typed Alt+] or Alt+P goes on in another way.
_STRING_PREFIXES: Final = {
    "]": (re.compile(r"[0-9]*|[lLI]"), re.compile(r"[0-9]+;|[lLI].")),
    "P": (
        re.compile(r"[0-?]*[ -/]*"),
        re.compile(r"[0-9;:]*(?:[<=>?][0-?]*[ -/]*|[ -/]+)[@-~]|@"),
    ),
}
_TORN_TAIL: Final = re.compile(
    r"\[(?:[?>=<][0-9]|[0-9]+[;~unt -/]|[A-DFHZ])|O[A-DFHP-S]|\][0-9]+;"
    r"|P(?:[0-9]*[$+!]|>\||@kitty)|_G"
)
"""The rest of a sequence whose ESC was taken for a key: nobody types it at one stroke."""
_CONTROL: Final = re.compile(r"[\x00-\x1f]")
_MACHINE_BURST: Final = 8
"""Characters at once that nobody types: while such pieces come, a reply goes on."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """Pasted text, as the terminal sent it."""

    text: str


class _Kind(Enum):
    """What the characters read so far are."""

    INCOMPLETE = auto()
    """More must come."""
    COMPLETE = auto()
    STRING = auto()
    """A reply that is dropped up to its terminator."""
    KEYS = auto()
    """No sequence: these were keys."""


class SequenceTokenizer:
    """Cuts input into whole sequences, however it was torn into pieces.

    Args:
        now: seconds of a clock that never goes back, when the reading begins.
        escape_patience: seconds after which an ESC that nothing follows is the key.
        complete_sequences: those whose last character does not show that they are complete.
    """

    def __init__(
        self, now: float, escape_patience: float, complete_sequences: frozenset[str]
    ) -> None:
        self._escape_patience = escape_patience
        self._complete_sequences = complete_sequences
        self._pending = ""
        self._in_string = False
        self._paste: str | None = None
        self._first_at = self._last_at = now
        self._escaped_at = -SEQUENCE_LIMIT
        self._replies_until = now + REPLIES_LIMIT

    def feed(self, text: str, now: float) -> list[str | Pasted]:
        """Take input; returns the keys (one character each) and sequences complete by now."""
        text = text.translate(_C1)
        if now - self._escaped_at < SEQUENCE_GAP and _TORN_TAIL.match(text):
            text = ESC + text
        self._escaped_at = -SEQUENCE_LIMIT
        tokens: list[str | Pasted] = []
        index = 0
        while index < len(text):
            if self._paste is not None:
                index = self._feed_paste(text, index, tokens)
            elif self._in_string:
                index = self._feed_string(text, index, now)
            else:
                self._feed_character(text[index], now, tokens)
                index += 1
        self._last_at = now
        return tokens

    def tick(self, now: float) -> list[str | Pasted]:
        """The keys that incomplete input turns out to be, as nothing has followed it until now."""
        quiet = now - self._last_at
        if self._paste is not None:
            return [self._end_paste(self._paste)] if quiet >= PASTE_GAP else []
        if self._pending == ESC and not self._in_string:
            patient = now < self._replies_until
            patience = max(self._escape_patience, REPLY_PATIENCE if patient else 0)
            if quiet >= patience:
                self._pending = ""
                self._escaped_at = now
                return [ESC]
        elif (self._pending or self._in_string) and quiet >= SEQUENCE_GAP:
            return self._restart()
        return []

    def _feed_paste(self, text: str, index: int, tokens: list[str | Pasted]) -> int:
        assert self._paste is not None  # noqa: S101 - for the type checker
        search_from = max(0, len(self._paste) - len(_PASTE_END))
        old_length = len(self._paste)
        pasted = self._paste + text[index:]
        end = pasted.find(_PASTE_END, search_from)
        if end < 0:
            self._paste = pasted
            return len(text)
        tokens.append(self._end_paste(pasted[:end]))
        return index + end + len(_PASTE_END) - old_length

    def _end_paste(self, pasted: str) -> Pasted:
        self._paste = None
        return Pasted(pasted)

    def _feed_string(self, text: str, index: int, now: float) -> int:
        """Drop the content of a string up to its terminator, which may be torn."""
        if len(text) - index >= _MACHINE_BURST:
            self._first_at = now
        elif now - self._first_at >= SEQUENCE_LIMIT:
            self._restart()
            return index
        if self._pending == ESC:
            self._in_string = False
            if text[index] == "\\":
                self._consumed(now)
                return index + 1
            self._first_at = now
            return index  # It was broken off by another sequence, whose ESC has come.
        control = _CONTROL.search(text, index)
        if control is None:
            return len(text)
        index = control.start()
        if text[index] == ESC:
            self._pending = ESC
            return index + 1
        self._in_string = False
        self._replies_until = now + REPLIES_LIMIT
        # BEL is its end, CAN and SUB break it off; other controls are keys.
        return index + (text[index] in "\x07\x18\x1a")

    def _feed_character(self, character: str, now: float, tokens: list[str | Pasted]) -> None:
        if not self._pending:
            if character == ESC:
                self._pending, self._first_at = ESC, now
            else:
                tokens.append(character)
            return
        if len(self._pending) > 1 and (
            now - self._first_at >= SEQUENCE_LIMIT or not _can_continue(character, self._pending)
        ):
            # Broken off: only what could be keys is left of it.
            tokens += self._restart()
            self._feed_character(character, now, tokens)
            return
        if character == ESC:
            tokens.append(ESC)  # Two of them: the first was the key.
            self._first_at = now
            return
        sequence = self._pending + character
        kind = _kind_of(sequence, self._complete_sequences)
        if kind is _Kind.INCOMPLETE:
            self._pending = sequence[:_MAX_SEQUENCE]
        elif kind is _Kind.STRING:
            self._pending, self._in_string = "", True
        elif kind is _Kind.KEYS:
            self._pending = ""
            tokens += [sequence[:2], *sequence[2:]]
        else:
            self._consumed(now, sequence)
            if sequence == _PASTE:
                self._paste = ""
            elif sequence != _PASTE_END and len(sequence) <= _MAX_SEQUENCE:
                tokens.append(sequence)

    def _consumed(self, now: float, sequence: str = "") -> None:
        self._pending = ""
        if not sequence or sequence[2:3] in ("?", ">", "="):
            self._replies_until = now + REPLIES_LIMIT

    def _restart(self) -> list[str | Pasted]:
        """Begin anew; an introducer that nothing has followed was a key with Alt."""
        pending, self._pending = self._pending, ""
        was_key = len(pending) == 2 and not self._in_string
        self._in_string = False
        return [pending] if was_key else []


def _can_continue(character: str, pending: str) -> bool:
    """Whether it can follow in a sequence: printable ASCII, or a number in an old mouse report."""
    return " " <= character <= "~" or (pending.startswith("\x1b[M") and character != ESC)


def _kind_of(sequence: str, complete_sequences: frozenset[str]) -> _Kind:
    """The kind of a sequence of ESC and at least one character more."""
    introducer, body = sequence[1], sequence[2:]
    if introducer == "[":
        return _kind_of_control(sequence, body, complete_sequences)
    if introducer == "O":
        return _Kind.COMPLETE if body.lstrip("0123456789;") else _Kind.INCOMPLETE
    if introducer == "/":  # What a VT52 says it is.
        return (_Kind.COMPLETE if body == "Z" else _Kind.KEYS) if body else _Kind.INCOMPLETE
    if introducer not in _STRING_INTRODUCERS:
        return _Kind.COMPLETE
    if introducer not in _STRING_PREFIXES:
        return _Kind.STRING if body else _Kind.INCOMPLETE
    partial, complete = _STRING_PREFIXES[introducer]
    if complete.fullmatch(body):
        return _Kind.STRING
    return _Kind.INCOMPLETE if partial.fullmatch(body) else _Kind.KEYS


def _kind_of_control(sequence: str, body: str, complete_sequences: frozenset[str]) -> _Kind:
    if body[:1] == "M":  # The oldest report of the mouse: three characters follow.
        is_complete = len(body) == 4
    elif body[:1] == "[":  # A function key of the Linux console.
        is_complete = len(body) == 2
    elif body[:1] == "<":  # A report of the mouse, whatever stands for its numbers.
        is_complete = body[-1] in "Mm"
    else:
        # Some terminals say NaN of a pointer that is outside of them.
        body = body.replace("NaN", "0")
        is_complete = "@" <= body[-1:] <= "~" and not body.endswith(("N", "Na"))
    return _Kind.COMPLETE if is_complete or sequence in complete_sequences else _Kind.INCOMPLETE
