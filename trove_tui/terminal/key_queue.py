"""Queues keys pressed faster than they are handled: each is for the screen the last one opens.

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
"""Seconds after which keys go on in any case: nobody may be left without a keyboard."""


class KeyQueue:
    """Holds keys back until the screen they are for is there.

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
        self._waiting_keys: deque[KeyOrPaste] = deque()
        self._is_holding = self._is_delivering = False
        self.turn = 0
        """Grows with each key that those behind it wait for."""

    def __len__(self) -> int:
        """How many keys wait."""
        return len(self._waiting_keys)

    def begin(self) -> int:
        """Hold back what is pressed from now on; returns the turn to release."""
        self._is_holding = True
        self.turn += 1
        if self._waiting_keys:
            self._waits(self.turn)
        return self.turn

    def takes(self, pressed: KeyOrPaste) -> bool:
        """Hold the key back where it must wait, also behind keys being delivered. True if held."""
        if not (self._is_holding or self._is_delivering or self._waiting_keys):
            return False
        self._waiting_keys.append(pressed)
        if len(self._waiting_keys) == 1:
            self._waits(self.turn)
        return True

    async def release(self, turn: int) -> None:
        """End a turn: deliver the waiting keys in their order."""
        if turn != self.turn:
            return  # Those held by now wait for something else.
        self._is_holding = False
        if self._is_delivering:
            return
        self._is_delivering = True
        try:
            while self._waiting_keys and not self._is_holding:
                await self._deliver(self._waiting_keys.popleft())
        finally:
            self._is_delivering = False
