"""A change on its way: sent once, then accepted, refused, or unknown until a sign is found."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

from textual.app import App

from trove_tui.api.errors import OutcomeUnknown, TroveError
from trove_tui.changes.change import Change
from trove_tui.changes.subject import Subject
from trove_tui.live.operations import UNKNOWN_FOR, Operation, OpState
from trove_tui.live.snapshot import Snapshot
from trove_tui.text.times import duration
from trove_tui.ui.forms.form_context import Send


class NotKnown(OutcomeUnknown):
    """Whether something happened that no row would tell."""

    advice = (
        f"It may have happened: a sign of it is looked for, for {duration(UNKNOWN_FOR)}. "
        "It is never sent again by itself."
    )


class Submitter(Protocol):
    """Who asks for a change; told what became of it, also where it has left the screen."""

    def change_accepted(self, operation: Operation) -> None:
        """The server took it; or may have, and a row will tell."""

    def change_refused(self, error: TroveError) -> None:
        """It was refused, not sent, or nobody knows: then it is an OutcomeUnknown."""

    def change_given_up(self, operation: Operation) -> None:
        """No sign of it was found in all that time: it can be sent again."""


class Submission:
    """One change, sent at most once unless it was refused.

    Args:
        send: sends it.
        submitter: who is told.
    """

    def __init__(self, send: Send, submitter: Submitter) -> None:
        self.sending = False
        """Whether it is on its way, without an answer so far."""
        self.is_spent = False
        """Whether it must not be sent again, whatever became of it."""
        self._send = send
        self._submitter = submitter
        self._sought: int | None = None
        """The operation's number, while nobody knows and no row tells whether it happened."""

    def start(self, app: App[Any], request: Change, to: Subject | None) -> None:
        """Send it, as a worker of the app: one of a screen would be cancelled in mid-POST.

        Raises:
            RuntimeError: it is on its way, or was sent for good.
        """
        if self.sending or self.is_spent:
            raise RuntimeError("A change is sent once.")
        self.sending = True
        app.run_worker(
            self._deliver(request, to),
            name=f"send {request.verb.lower()}",
            group="changes",
            exclusive=False,
            exit_on_error=False,
        )

    async def _deliver(self, request: Change, to: Subject | None) -> None:
        answered = False
        try:
            operation = await self._send(request, to)
            answered = True
            self.accept(operation)
        except TroveError as error:
            answered = True
            self._refuse(error)
        except asyncio.CancelledError:
            answered = True  # the program is ending, and nobody is there to be told
            raise
        finally:
            if not answered:
                self._refuse(OutcomeUnknown("The program failed while this was sent."))

    def accept(self, operation: Operation) -> None:
        """Take what came of it, here or in a screen to which this one gave it."""
        if _is_untold(operation):
            self._sought = operation.number
            self._refuse(NotKnown(operation.outcome, request_id=operation.request_id))
            return
        self.sending = False
        self.is_spent = True
        self._submitter.change_accepted(operation)

    def _refuse(self, error: TroveError) -> None:
        self.sending = False
        self.is_spent = isinstance(error, OutcomeUnknown)
        self._submitter.change_refused(error)

    def follow(self, snapshot: Snapshot) -> None:
        """See whether a sign of it was found; once that is given up, it can be sent again."""
        sought = None if self._sought is None else snapshot.operation(self._sought)
        if sought is None:
            return
        if not _is_untold(sought):
            self._sought = None
            self.accept(sought)
        elif sought.ended:
            self._sought, self.is_spent = None, False
            self._submitter.change_given_up(sought)


def _is_untold(operation: Operation) -> bool:
    is_told = bool(operation.subject_id) and operation.change.in_row
    return operation.state is OpState.UNKNOWN and not is_told
