"""What a form reads to know more: when it opens, and again once the server answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar

from textual.widget import Widget

from trove_tui.api.errors import TroveError, Unauthorized
from trove_tui.live.snapshot import Query
from trove_tui.ui.forms.form_context import Load

T = TypeVar("T")
Answered = Callable[[Sequence[T] | None, TroveError | None], Awaitable[None] | None]
"""Takes the rows; or None, and why there are none: no error where the program failed."""


def why_unread(what: str, error: TroveError | None) -> str:
    """`The list could not be read: No answer.`"""
    return f"{what} could not be read: {error.in_full}" if error else f"{what} could not be read."


class FormReads:
    """The reads of one form. Each is the form's worker: it ends with it.

    Args:
        form: what must be there to be told.
        load: asks the server.
    """

    def __init__(self, form: Widget, load: Load) -> None:
        self.load = load
        self._form = form
        self._unread: dict[str, Callable[[], None]] = {}
        """Queries without an answer, and what asks again."""
        self._failed: set[str] = set()
        """Queries that ever had no answer."""

    def fill(self, query: Query[T], then: Answered[T]) -> None:
        """Ask for that; hand over what came of it, if the form is still there by then."""
        self._form.run_worker(
            self._fill(query, then),
            group=f"form reads {query.name}",
            exclusive=True,
            exit_on_error=False,
        )

    def again(self) -> None:
        """The server answers again: it may have what it could not be asked for."""
        unread, self._unread = self._unread, {}
        for ask in unread.values():
            ask()

    async def _fill(self, query: Query[T], then: Answered[T]) -> None:
        rows: Sequence[T] | None = None
        why: TroveError | None = None
        try:
            rows = await self.load(query)
        except TroveError as error:
            why = error
            # A good token is refused now and then, too: once is not for good.
            is_denied_once = isinstance(error, Unauthorized) and query.name not in self._failed
            self._failed.add(query.name)
            if error.temporary or is_denied_once:
                self._unread[query.name] = partial(self.fill, query, then)
        finally:
            if self._form.is_attached:
                told = then(rows, why)
                if told is not None:
                    await told
