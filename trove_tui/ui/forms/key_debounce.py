"""Which keys count: not those that were meant for what stood there before, and none twice."""

from __future__ import annotations

SETTLING = 0.3
"""Seconds after it is drawn in which keys don't count in a dialog that destroys."""

REPEAT = 0.15
"""An Enter this soon after the last one, in seconds, is a key held down, not a decision.

Terminals repeat every 30 to 90 ms, and don't tell a repeated key from a pressed one.
"""

HELD = 0.7
"""Seconds a terminal may wait before it repeats a key held down: so long an Enter must have
been let go before the next one may send what it chose."""

MASHED = 0.5
"""An Esc this soon after the last one, in seconds, is no answer: who mashes it reads nothing."""


class KeyDebounce:
    """Tells a decision from a key that just happened to be down. Times are monotonic seconds.

    Args:
        settling: seconds after it is drawn in which no key counts.
        sends: the key that chooses and sends, and so must not be a held-down one.
    """

    def __init__(self, *, settling: float = 0.0, sends: str = "enter") -> None:
        self._settling = settling
        self._sends = sends
        self._drawn: float | None = None
        self._last_sent: float | None = None
        self._patience = REPEAT
        self._last_leave: float | None = None
        self.mashed = False
        """Whether the last key that leaves came too soon after the one before to be an answer."""
        self.in_haste = False
        """Whether the last key came too soon after one that leaves to be an answer to what that
        asks: Esc and it may have come as one."""

    def drawn(self, at: float) -> None:
        """The dialog is on the screen since then."""
        if self._drawn is None:
            self._drawn = at

    def takes(self, key: str, at: float) -> bool:
        """Whether a key pressed at that time counts. Every key must be told, also if it doesn't."""
        held = False
        self.in_haste = self._last_leave is not None and at - self._last_leave < REPEAT
        if key == self._sends:
            held = self._last_sent is not None and at - self._last_sent < self._patience
            self._last_sent = at
        elif key in ("escape", "ctrl+c"):
            self.mashed = self._last_leave is not None and at - self._last_leave < MASHED
            self._last_leave = at
        if not held:
            self._patience = REPEAT
        return not held and self._settled(at)

    def chose(self) -> None:
        """The key that sends has chosen something: held down, it must not also send that."""
        self._patience = HELD

    def _settled(self, at: float) -> bool:
        if not self._settling:
            return True
        return self._drawn is not None and at - self._drawn >= self._settling
