"""Sentences that lie over the screen for some seconds: few at a time, and each once."""

from __future__ import annotations

from collections.abc import Iterable
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
        self._waiting = 0
        """Only where Textual doesn't let us take one away: what is to be shown, and how often
        that is to be done."""

    def tell(self, sentence: str, *, bad: bool = False, seconds: float = 4.0) -> None:
        """Say something for some seconds; once, however often it is said meanwhile."""
        severity: Literal["error", "information"] = "error" if bad else "information"
        shown = internals.internal(self._app, "_notifications", Notifications)
        if shown is None or internals.method(self._app, "_unnotify") is None:
            self._tell_anew(Notification(sentence, severity=severity, timeout=seconds))
        elif not _has(shown, sentence):
            self._app.notify(sentence, severity=severity, timeout=seconds, markup=False)
            self._app.call_later(self._thin, shown)  # Textual adds it by a message, too.

    def _thin(self, shown: Notifications) -> None:
        take_away = internals.method(self._app, "_unnotify")
        while take_away is not None and len(shown) > self._most:
            take_away(_first_to_go(shown))

    def _tell_anew(self, notice: Notification) -> None:
        """Clear all and say again what stays: what anybody may do."""
        self._told = [told for told in self._told if not told.has_expired]
        if _has(self._told, notice.message):
            return
        self._told.append(notice)
        while len(self._told) > self._most:
            self._told.remove(_first_to_go(self._told))
        self._waiting += 1
        self._app.call_later(self._show_anew)

    def _show_anew(self) -> None:
        self._waiting -= 1
        if self._waiting:
            return
        self._app.clear_notifications()
        for notice in self._told:
            self._app.notify(
                notice.message, severity=notice.severity, timeout=notice.time_left, markup=False
            )


def _has(notices: Iterable[Notification], sentence: str) -> bool:
    return any(notice.message == sentence for notice in notices)


def _first_to_go(notices: Iterable[Notification]) -> Notification:
    return min(notices, key=lambda notice: notice.severity == "error")
