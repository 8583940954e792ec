"""A keyboard and a terminal before a reader, on a clock of their own."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.message import Message

from trove_tui.terminal.input_parser import InputParser

STEP = 0.1
"""Seconds after which the reader looks whether something has come."""


class Keyboard:
    """Types, waits, and remembers what became of it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.parser = InputParser(self.now, 0.15)
        self.messages: list[Message] = []

    def types(self, *pieces: str | float) -> Keyboard:
        """Send these texts; a number is a pause in seconds."""
        for piece in pieces:
            if isinstance(piece, str):
                self.messages += self.parser.feed(piece, self.now)
            else:
                self.waits(piece)
        return self

    def waits(self, seconds: float) -> None:
        until = self.now + seconds
        while self.now + STEP < until:
            self.now += STEP
            self.messages += self.parser.tick(self.now)
        self.now = until

    @property
    def keys(self) -> list[str]:
        """The keys that arrived; anything else by the name of its message."""
        return named(self.messages)

    @property
    def text(self) -> str:
        """What they type."""
        characters = [event.character for event in self.messages if isinstance(event, events.Key)]
        return "".join(filter(None, characters))


def named(messages: Iterable[Message]) -> list[str]:
    return [
        message.key if isinstance(message, events.Key) else type(message).__name__
        for message in messages
    ]
