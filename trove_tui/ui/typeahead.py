"""Keys pressed while a form is on its way: they are meant for it, and not for what is under it.

A key goes through several queues before its form stands. On a slow machine or a bad link the
next ones would move the cursor meanwhile, and the form would be about another row, or would
ask for something else by a letter of a name.
"""

from __future__ import annotations

from collections.abc import Callable

from textual.events import Key

PATIENCE = 1.0
"""Seconds after which keys go on though nothing has come: nobody may be left without a keyboard."""


class TypeAhead:
    """Holds keys back, and gives them to whatever has come.

    Args:
        deliver: takes a key as if it were pressed now. The time it was pressed at stays in it.
    """

    def __init__(self, deliver: Callable[[Key], object]) -> None:
        self._deliver = deliver
        self._held: list[Key] | None = None

    @property
    def holds(self) -> bool:
        """Whether keys are held back."""
        return self._held is not None

    def begin(self) -> None:
        """Hold back what is pressed from now on."""
        if self._held is None:
            self._held = []

    def takes(self, key: Key) -> bool:
        """Whether that key is held back."""
        if self._held is None:
            return False
        self._held.append(key)
        return True

    def release(self) -> None:
        """Something has come, or nothing will: let them go, in their order."""
        held, self._held = self._held or (), None
        for key in held:
            self._deliver(key)
