"""Text from servers, made safe to show and still good to send back.

A name can hold what a terminal obeys (escape sequences), what reorders a line
(bidirectional controls) or what cannot be seen at all (zero-width and tag
characters). Such characters are shown as escapes, so that two names that
differ look different, while `raw` remembers what the server really sent.
"""

from __future__ import annotations

import re

MASK = "********"
"""What stands for a secret where it is shown."""

_UNSAFE_RANGES = (
    "\x00-\x1f\x7f-\x9f"  # C0, DEL, C1
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # invisible, one by one
    "\u200b-\u200f"  # zero-width, and marks of direction
    "\u2028-\u202e"  # line and paragraph separators, bidirectional embeddings and overrides
    "\u2060-\u206f"  # word joiner, invisible operators, bidirectional isolates
    "\u3164\uffa0"  # Hangul fillers: letters that look like nothing
    "\ufe00-\ufe0f"  # variation selectors: terminals disagree on how wide they make a letter
    "\ufeff\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"  # tags and variation selectors: text hidden in text
)
_UNSAFE = re.compile("[" + _UNSAFE_RANGES + "\ud800-\udfff]")
_UNSAFE_IN_LINES = re.compile("(?![\n\t])" + _UNSAFE.pattern)
_UNSAFE_IN_JSON = re.compile("(?![\n\r\t])" + _UNSAFE.pattern)
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


class ServerText(str):
    """A text that is safe to show: what was unsafe in it stands there as an escape.

    It compares, hashes and prints as what is shown. Sent back, it must go through `raw`.
    """

    __slots__ = ("sent",)

    sent: str
    """What the server sent, for sending back. Never for showing."""

    def __new__(cls, shown: str, sent: str) -> ServerText:
        """Make one that is shown as `shown` and sent as `sent`."""
        text = super().__new__(cls, shown)
        text.sent = sent
        return text

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return str(self), self.sent


def server_text(text: str) -> str:
    """A text in one line that is safe to show: itself where nothing in it needs an escape."""
    if text.isascii() and text.isprintable():
        return text
    shown = _UNSAFE.sub(_escape, text)
    return text if shown == text else ServerText(shown, raw(text))


def server_lines(text: str) -> str:
    """A text of several lines that is safe to show: its line breaks and tabs are kept."""
    return _UNSAFE_IN_LINES.sub(_escape, text.replace("\r\n", "\n"))


def server_sentence(text: str) -> str:
    """A text safe to show in one line of prose: any white space becomes one blank."""
    return server_text(" ".join(text.split()))


def json_text(text: str) -> str:
    """A JSON document that is safe to show and still the same document."""
    if text.isascii():
        return text
    return _UNSAFE_IN_JSON.sub(_json_escape, text)


def raw(text: str) -> str:
    """What the server calls it: the opposite of `server_text`."""
    return text.sent if isinstance(text, ServerText) else text


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    code = ord(character)
    if character in _NAMED:
        return _NAMED[character]
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _json_escape(match: re.Match[str]) -> str:
    units = match.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
