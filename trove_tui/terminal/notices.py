"""Sentences that lie over the screen for some seconds: few at a time, and each once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from textual.app import App
from textual.notifications import Notification, Notifications

from trove_tui.terminal import internals


class Notices:
    """An app's notices. Of more than `most` the oldest go, first those that are good."""

    def __init__(self, app: App[Any], most: int) -> None:
        self._app = app
        self._most = most
        self._told: list[Notification] = []
        """What is shown as far as we know, where Textual doesn't say it."""

    def tell(self, sentence: str, *, bad: bool = False, seconds: float = 4.0) -> None:
        """Say something for some seconds; once, however often it is said meanwhile."""
        if any(notice.message == sentence for notice in self._shown()):
            return
        severity: Literal["error", "information"] = "error" if bad else "information"
        self._told.append(Notification(sentence, severity=severity, timeout=seconds))
        self._app.notify(sentence, severity=severity, timeout=seconds, markup=False)
        self._app.call_later(self._thin)  # Textual adds it by a message, too.

    def _shown(self) -> Sequence[Notification]:
        self._told = [notice for notice in self._told if not notice.has_expired]
        shown = internals.internal(self._app, "_notifications", Notifications)
        return self._told if shown is None else list(shown)

    def _thin(self) -> None:
        shown = self._shown()
        stay, go = list(shown), []
        while len(stay) > self._most:
            go.append(min(stay, key=lambda notice: notice.severity == "error"))
            stay.remove(go[-1])
        if not go:
            return
        take_away = internals.method(self._app, "_unnotify")
        if take_away is not None and shown is not self._told:
            for notice in go:
                take_away(notice)
            return
        self._told = stay
        self._app.clear_notifications()
        for notice in stay:
            self._app.notify(
                notice.message, severity=notice.severity, timeout=notice.time_left, markup=False
            )
