"""Notifications: few at a time, and each sentence once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from textual.app import App
from textual.notifications import Notification, Notifications

from trove_tui.terminal import internals


class Notices:
    """An app's notifications. Of more than `most` the oldest go, good news before bad."""

    def __init__(self, app: App[Any], most: int) -> None:
        self._app = app
        self._most = most
        self._notices: list[Notification] = []
        self._pending_shows = 0
        """Used with `_notices` only where Textual has no way to remove a single notification: how
        many calls of `_show_all` are scheduled."""

    def tell(self, sentence: str, *, bad: bool = False, seconds: float = 4.0) -> None:
        """Show a sentence for some seconds; not again while it is shown."""
        severity: Literal["error", "information"] = "error" if bad else "information"
        notifications = internals.internal(self._app, "_notifications", Notifications)
        if notifications is None or internals.method(self._app, "_unnotify") is None:
            self._renotify(Notification(sentence, severity=severity, timeout=seconds))
        elif not _has(notifications, sentence):
            self._app.notify(sentence, severity=severity, timeout=seconds, markup=False)
            self._app.call_later(self._thin, notifications)  # Textual adds it by a message, too.

    def _thin(self, notifications: Notifications) -> None:
        unnotify = internals.method(self._app, "_unnotify")
        while unnotify is not None and len(notifications) > self._most:
            unnotify(_first_to_go(notifications))

    def _renotify(self, notice: Notification) -> None:
        """Clear all notifications and show again those to keep: Textual's public way."""
        self._notices = [old_notice for old_notice in self._notices if not old_notice.has_expired]
        if _has(self._notices, notice.message):
            return
        self._notices.append(notice)
        while len(self._notices) > self._most:
            self._notices.remove(_first_to_go(self._notices))
        self._pending_shows += 1
        self._app.call_later(self._show_all)

    def _show_all(self) -> None:
        self._pending_shows -= 1
        if self._pending_shows:
            return
        self._app.clear_notifications()
        for notice in self._notices:
            self._app.notify(
                notice.message, severity=notice.severity, timeout=notice.time_left, markup=False
            )


def _has(notices: Iterable[Notification], sentence: str) -> bool:
    return any(notice.message == sentence for notice in notices)


def _first_to_go(notices: Iterable[Notification]) -> Notification:
    return min(notices, key=lambda notice: notice.severity == "error")
