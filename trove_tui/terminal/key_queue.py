"""Keys pressed faster than what they do is done: each is meant for what those before it bring.

A key goes through several queues before its form stands, or before the focus has moved. On a
slow machine or a bad link the next ones would move the cursor meanwhile, and the form would be
about another row; or a password would be typed into the field before its own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable

from textual.events import Key, Paste

KeyOrPaste = Key | Paste

PATIENCE = 1.0
"""Seconds after which keys go on though nothing has come: nobody may be left without a keyboard."""


class KeyQueue:
    """Holds keys back, and gives them to whatever has come.

    Args:
        deliver: takes a key as if it were pressed now. The time it was pressed at stays in it.
            It may hold back those behind it by `begin`.
        waits: told of a turn when something waits for it: to be released after `PATIENCE`.
    """

    def __init__(
        self, deliver: Callable[[KeyOrPaste], Awaitable[None]], waits: Callable[[int], None]
    ) -> None:
        self._deliver = deliver
        self._waits = waits
        self._held: deque[KeyOrPaste] = deque()
        self._holds = self._delivers = False
        self.turn = 0
        """Grows with each key that those behind it wait for."""

    def __len__(self) -> int:
        """How many wait."""
        return len(self._held)

    def begin(self) -> int:
        """Hold back what is pressed from now on; returns the turn to release."""
        self._holds = True
        self.turn += 1
        if self._held:
            self._waits(self.turn)
        return self.turn

    def takes(self, pressed: KeyOrPaste) -> bool:
        """Whether that is held back: also behind those that are just being let go."""
        if not (self._holds or self._delivers or self._held):
            return False
        self._held.append(pressed)
        if len(self._held) == 1:
            self._waits(self.turn)
        return True

    async def release(self, turn: int) -> None:
        """What that turn brings has come, or nothing will: let them go in their order."""
        if turn != self.turn:
            return  # Those held by now wait for something else.
        self._holds = False
        if self._delivers:
            return
        self._delivers = True
        try:
            while self._held and not self._holds:
                await self._deliver(self._held.popleft())
        finally:
            self._delivers = False
