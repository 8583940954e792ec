"""What the top line says of the connection, the fleet and the quota."""

from __future__ import annotations

from datetime import datetime

from trove_tui.live.scope import Connection
from trove_tui.live.snapshot import Snapshot
from trove_tui.live.triage import Summary
from trove_tui.resources.resource import Shown, Span, Tone
from trove_tui.resources.words import age


def connection_words(connection: Connection, now: datetime) -> Shown:
    """`● live`, or since when it is not, how old what is shown is, and what happens next."""
    if connection.state == "live":
        return (("● ", Tone.WELL), ("live", Tone.PLAIN))
    if connection.state == "connecting":
        return (("○ ", Tone.QUIET), ("connecting", Tone.QUIET))
    old = f"{age(now - connection.last_good)} old" if connection.last_good else ""
    if connection.state == "old":
        return ((f"○ {old or 'old'}", Tone.BUSY),)
    since = connection.since.astimezone().strftime("%H:%M:%S") if connection.since else ""
    word = "lost" if connection.state == "lost" else "refused"
    parts = [f"{word} {since}".strip()]
    if old:
        parts.append(f"data {old}")
    if connection.retry_at is not None:
        seconds = max(0, round((connection.retry_at - now).total_seconds()))
        parts.append(f"retry in {seconds}s" if seconds else "trying")
    reason = f" ({connection.reason})" if connection.reason else ""
    return ((f"○ {', '.join(parts)}{reason}", Tone.BROKEN),)


def fleet_words(summary: Summary, *, complete: bool) -> Shown:
    """`37 ok  2 busy  3 problems`: colour only where there is something."""
    if not complete:
        return (("loading", Tone.QUIET),)
    problems = Tone.BROKEN if summary.problems else Tone.QUIET
    busy = Tone.BUSY if summary.busy else Tone.QUIET
    return (
        (f"{summary.ok}", Tone.STRONG),
        (" ok  ", Tone.QUIET),
        (f"{summary.busy}", busy),
        (" busy  ", Tone.QUIET),
        (f"{summary.problems}", problems),
        (" problem" if summary.problems == 1 else " problems", Tone.QUIET),
    )


def quota_words(snapshot: Snapshot) -> Shown:
    """`inst 42/100  vol 61%`, of what is known."""
    spans: list[Span] = []
    for quota in snapshot.quotas or ():
        if quota.in_use is None or quota.limit is None:
            continue
        full = quota.limit > 0 and quota.in_use >= 0.9 * quota.limit
        tone = Tone.BUSY if full else Tone.PLAIN
        limit = "∞" if quota.limit < 0 else str(quota.limit)
        if quota.resource == "instances":
            spans += [("inst ", Tone.QUIET), (str(quota.in_use), tone), (f"/{limit}", Tone.QUIET)]
        elif quota.resource == "volumes" and quota.limit > 0:
            spans += [("  vol ", Tone.QUIET), (f"{100 * quota.in_use / quota.limit:.0f}%", tone)]
    return tuple(spans)
