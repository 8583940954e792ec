"""What a terminal sends, as Textual's messages: keys, the mouse, pastes, and a few reports.

Textual's own parser reads one whole sequence at a time here. It raises on some that terminals
send, takes a key let go for a key pressed, and takes for keys what it doesn't know; so only what
has a meaning reaches it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, Protocol, cast

from textual import constants, events
from textual.message import Message

from trove_tui.terminal import internals
from trove_tui.terminal.sequences import ESC, Pasted, SequenceTokenizer

LOG = logging.getLogger(__name__)


class _KeyParser(Protocol):
    """What we need of Textual's parser."""

    def feed(self, data: str, /) -> Iterable[Message]:
        """The messages that this completes; of nothing, those that are left, and no more after."""
        ...


_SEQUENCES: Final = internals.internal_of("textual._ansi_sequences", "ANSI_SEQUENCES_KEYS", dict)
_FUNCTIONAL_KEYS: Final = internals.internal_of(
    "textual._keyboard_protocol", "FUNCTIONAL_KEYS", dict
)
_PARSER: Final = internals.internal_of("textual._xterm_parser", "XTermParser", type)
AVAILABLE: Final = None not in (_SEQUENCES, _FUNCTIONAL_KEYS, _PARSER)
"""Whether Textual has what we read by; else it must read by itself."""
_PARSER_STATE: Final = ("mouse_pixels", "terminal_size", "terminal_pixel_size", "last_x", "last_y")

_KEY_SEQUENCES: Final = frozenset(key for key in _SEQUENCES or () if len(key) > 1)
_INTRODUCERS: Final = "[]P^_XO"
"""What begins a reply behind an ESC: alone, it may be the first piece of one."""
_FOCUS: Final = frozenset({"\x1b[I", "\x1b[O"})
_MODE_REPORTS: Final = re.compile(r"\x1b\[\?20(?:26|48);[0-9]\$y")
"""The only replies that were asked for: whether a frame, and a size, can be sent at once."""
_MOUSE: Final = re.compile(r"\x1b\[<(?:[0-9]|[0-9]{2}|1[01][0-9]|12[0-7])(?:;-?[0-9]{1,5}){2}[Mm]")
"""A report of the mouse; from 128 on its buttons are those that go back and forth."""
_POSITION: Final = re.compile(r"\x1b\[[0-9]+;[0-9]+R")
_SIZE: Final = re.compile(
    r"\x1b\[48;([0-9]{1,4})(?::[^;]*)?;([0-9]{1,4})(?::[^;]*)?"
    r";([0-9]{1,5})(?::[^;]*)?;([0-9]{1,5})(?::[^;]*)?t"
)
_LARGEST_SIZE: Final = 2000
"""Columns and lines: no terminal has more, and a frame of them would take the memory."""
_KEY: Final = re.compile(
    r"\x1b\[(?:([0-9]{1,7})(?::([0-9]{0,7}))?(?::[0-9]{0,7})?)?"  # it, with shift, in the US
    r"(?:;([0-9]{0,3})(?::([0-9]))?(?:;([0-9:]{0,40}))?)?([u~A-FHPQRS])"
)
_PRESSED, _REPEATED = "1", "2"
_OTHER_KEY: Final = ("27", "~")
"""How xterm says a letter with modifiers: the letter is the text."""
_SHIFT, _LOCKS = 1, 64 | 128
_LAST_CHARACTER: Final = 0x10FFFF
_ESCAPES: Final = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~]?)"
)
_CONTROLS: Final = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)))


class InputParser:
    """Turns input into messages; no input whatever stops it.

    Args:
        now: seconds of a clock that never goes back.
        escape_patience: seconds after which an ESC that nothing follows is the key.
    """

    def __init__(self, now: float, escape_patience: float = constants.ESCAPE_DELAY) -> None:
        self._tokenizer = SequenceTokenizer(now, escape_patience, _KEY_SEQUENCES)
        self._parser = _key_parser()

    def feed(self, text: str, now: float) -> Iterator[Message]:
        """The messages that this text completes."""
        return self._messages(self._tokenizer.feed(text, now))

    def tick(self, now: float) -> Iterator[Message]:
        """The messages of incomplete input that nothing has followed until now."""
        return self._messages(self._tokenizer.tick(now))

    def _messages(self, tokens: Iterable[str | Pasted]) -> Iterator[Message]:
        for token in tokens:
            if isinstance(token, Pasted):
                if text := without_controls(token.text):
                    yield events.Paste(text)
            elif token == ESC:
                yield events.Key("escape", ESC)
            elif sequence := token if len(token) == 1 else normalized(token):
                if _is_alt(sequence) and sequence[1] not in _INTRODUCERS:
                    # On a slow link Esc and the next key come as one; nothing here is on Alt.
                    yield events.Key("escape", ESC)
                    sequence = sequence[1]
                yield from self._parse(sequence)

    def _parse(self, sequence: str) -> list[Message]:
        try:
            # What makes no message at first may wait for more, which will not come.
            messages = list(self._parser.feed(sequence)) or self._flush()
        except Exception as error:  # noqa: BLE001 - Textual's, on what anybody can send
            # Not what it was: it may have been a letter of a password.
            LOG.warning("A key could not be read: %s", type(error).__name__)
            self._parser = _key_parser(self._parser)
            return []
        return [_with_alt(key) for key in messages] if _is_alt(sequence) else messages

    def _flush(self) -> list[Message]:
        parser, self._parser = self._parser, _key_parser(self._parser)
        return list(parser.feed(""))


def _key_parser(old_parser: _KeyParser | None = None) -> _KeyParser:
    """A new parser of Textual's, with the old one's knowledge of the terminal."""
    assert _PARSER is not None  # noqa: S101 - whoever asks has looked whether it is there
    parser = cast("Callable[[], _KeyParser]", _PARSER)()
    for name in _PARSER_STATE:
        if hasattr(old_parser, name):
            setattr(parser, name, getattr(old_parser, name))
    return parser


def _is_alt(sequence: str) -> bool:
    return len(sequence) == 2 and sequence not in _KEY_SEQUENCES


def _with_alt(key: Message) -> Message:
    """The key with Alt and no text: else a piece of a reply would type."""
    if not isinstance(key, events.Key):
        return key
    return events.Key(key.key if key.key.startswith("alt+") else f"alt+{key.key}", None)


def normalized(sequence: str) -> str | None:
    """An equal sequence that Textual reads correctly; None for one without a meaning.

    Replies that nobody asked for mean nothing, nor do keys that are let go.
    """
    if _POSITION.fullmatch(sequence):
        return None
    if sequence in _KEY_SEQUENCES or sequence in _FOCUS:
        return sequence
    if not sequence.startswith("\x1b["):
        # Alt with a letter; what follows ESC O, and a control, would be taken for that alone.
        return sequence if len(sequence) == 2 and sequence[1] >= " " else None
    if _MODE_REPORTS.fullmatch(sequence) or _MOUSE.fullmatch(sequence):
        return sequence
    if (size := _SIZE.fullmatch(sequence)) is not None:
        return _size(*map(int, size.groups()))
    if (key := _KEY.fullmatch(sequence)) is not None:
        return _key(*key.groups(default=""))
    return sequence if sequence == "\x1b[" else None


def _size(lines: int, columns: int, height: int, width: int) -> str | None:
    if not (0 < lines <= _LARGEST_SIZE and 0 < columns <= _LARGEST_SIZE):
        return None
    if not (height and width):  # Unknown to it: as if each cell were a pixel.
        height, width = lines, columns
    return f"\x1b[48;{lines};{columns};{height};{width}t"


def _key(code: str, shifted: str, modifiers: str, event: str, text: str, end: str) -> str | None:
    """A key as the kitty protocol reports it, reduced to its name, modifiers and text."""
    if event not in ("", _PRESSED, _REPEATED) or (not code and end in "u~"):
        return None
    if (
        end != "u"
        and f"{code or 1}{end}" not in (_FUNCTIONAL_KEYS or ())
        and (code, end) != _OTHER_KEY
    ):
        return None  # Textual would take its number for a letter's.
    number, modifier_bits = int(code or "1"), max(int(modifiers or "1") - 1, 0)
    letters = [int(part) for part in text.split(":") if part]
    if not all(map(_is_character, (number, *letters))):
        return None
    if end == "u":
        if not all(chr(letter).isprintable() for letter in letters):
            return None
        if not letters and not modifier_bits & ~(_SHIFT | _LOCKS):
            letters = _text_of(number, int(shifted or "0"), bool(modifier_bits & _SHIFT))
    typed = ":".join(map(str, letters))
    return (
        f"\x1b[{code}"
        + (f";{modifier_bits + 1}" if modifier_bits or typed else "")
        + (typed and f";{typed}")
        + end
    )


def _text_of(number: int, shifted: int, shift: bool) -> list[int]:
    """The text of a key whose report leaves it out; empty for a function key."""
    if shift:
        upper = chr(number).upper()
        number = shifted if _is_character(shifted) else ord(upper) if len(upper) == 1 else number
    return [number] if chr(number).isprintable() else []


def _is_character(number: int) -> bool:
    return 0 < number <= _LAST_CHARACTER and not 0xD800 <= number <= 0xDFFF


def without_controls(text: str) -> str:
    """Pasted text as plain lines, without colour codes and other controls."""
    text = _ESCAPES.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(_CONTROLS)
