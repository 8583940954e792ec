"""The boundary of each independent loop: an unexpected error stays inside it.

An error in one pane, row, list or operation is logged with its traceback, shown in the place of
its data, and tried again later; everything else goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress

from trove_tui.api.errors import ReadFailed, TroveError
from trove_tui.clock import Clock

BACKOFF = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 60.0)
"""Seconds until a loop that failed is begun again; the last one then repeats."""

SEE = "see the log."

_log = logging.getLogger(__name__)


class FailedInside(ReadFailed):
    """An error of the program's own where something was read. The log has it."""


@contextmanager
def supervised(what: str, sentence: str = "") -> Iterator[None]:
    """Turn any unexpected error into a TroveError.

    `what` begins the error's sentence: `The list`. `sentence` replaces all of it, where whoever
    shows it adds a beginning.

    Raises:
        FailedInside: there was one; it has been logged.
    """
    try:
        yield
    except TroveError:
        raise
    except Exception:  # noqa: BLE001 - the boundary of an independent loop
        _log.exception("%s failed inside", what)
        raise FailedInside(sentence or f"{what} could not be read: {SEE}") from None


async def keep_running(
    what: str,
    loop: Callable[[], Awaitable[None]],
    clock: Clock,
    failed: Callable[[TroveError], None] = lambda _: None,
) -> None:
    """Run a loop; where it ends by an error, pass that to `failed` and begin again later."""
    failures = 0
    while True:
        began = clock.monotonic()
        try:
            with supervised(what):
                await loop()
                return
        except TroveError as error:
            with suppress(TroveError), supervised(what):
                failed(error)
        failures = 1 if clock.monotonic() - began > BACKOFF[-1] else failures + 1
        await clock.sleep(BACKOFF[min(failures, len(BACKOFF)) - 1])
