"""The texts around a list: connection, fleet, quota, the list's note, why it is empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from trove_tui.api.errors import BadToken, Forbidden, Refused, TroveError, Unauthorized
from trove_tui.live import triage
from trove_tui.live.scope import Scope
from trove_tui.live.snapshot import Connection, QueryResult, Snapshot
from trove_tui.live.triage import Summary
from trove_tui.resources.resource import Resource
from trove_tui.resources.view_context import ViewContext
from trove_tui.text.amounts import format_number, short_id
from trove_tui.text.styled import Piece, StyledText, Tone
from trove_tui.text.times import age
from trove_tui.text.width import cell_width, fit, line_width
from trove_tui.ui.widgets.header_bar import Location
from trove_tui.ui.workspace import NavEntry, ScopeState

LATE = timedelta(seconds=5)
"""A first answer that takes longer is called late."""


def connection_words(connection: Connection, now: datetime) -> StyledText:
    """`● live`, or since when it is not, the age of the data, and the next try."""
    if connection.state == "live":
        limits = ", ".join(_limits(connection, now))
        mark: Piece = ("● ", Tone.BUSY if limits else Tone.WELL)
        return (mark, ("live", Tone.PLAIN), *(((f", {limits}", Tone.BUSY),) if limits else ()))
    reason = f" ({_without_host(connection)})" if connection.reason else ""
    again = _retry_words(connection.retry_at, now)
    if connection.state == "connecting":
        waited = now - (connection.since or now)
        late = f", no answer for {age(waited)}" if waited >= LATE else ""
        cause = f", {again}{reason}" if reason and again else reason
        words = f"connecting{late}{cause}"
        return (("○ ", Tone.QUIET), (words, Tone.BUSY if late or cause else Tone.QUIET))
    old = f"{age(now - connection.last_good)} old" if connection.last_good else ""
    if connection.state == "old":
        parts = [old or "old", *_rate_limit_words(connection, now), *([again] if again else ())]
        return ((f"○ {', '.join(parts)}{reason}", Tone.BUSY),)
    since = connection.since.astimezone().strftime("%H:%M:%S") if connection.since else ""
    word = "lost" if connection.state == "lost" else "refused"
    parts = [f"{word} {since}".strip()]
    if old:
        parts.append(f"data {old}")
    if again:
        parts.append(again)
    return ((f"○ {', '.join(parts)}{reason}", Tone.BROKEN),)


def _limits(connection: Connection, now: datetime) -> list[str]:
    """How a live connection is limited: slow answers, or a rate the server asked for."""
    limits = _rate_limit_words(connection, now)
    if connection.slow is not None:
        limits.append(f"a list takes {age(timedelta(seconds=connection.slow))}")
    elif connection.waiting is not None and not limits:
        limits.append(f"asking for {age(now - connection.waiting)}")
    return limits


def _rate_limit_words(connection: Connection, now: datetime) -> list[str]:
    """The rate of requests, where the server has limited it."""
    pace = connection.pace
    if pace is None:
        return []
    if pace.until is not None and pace.until > now:
        return [f"asked to wait {age(pace.until - now)}"]
    return [f"{pace.per_minute} requests/min"]


def _retry_words(at: datetime | None, now: datetime) -> str:
    if at is None:
        return ""
    seconds = max(0, round((at - now).total_seconds()))
    return f"retry in {seconds}s" if seconds else "trying"


def _without_host(connection: Connection) -> str:
    """The reason without the host, to save room: there is one host only."""
    reason, host = connection.reason, connection.host
    if host:
        reason = reason.replace(f" to {host}", "").replace(f" from {host}", "")
    return reason.rstrip(".")


def token_words(error: TroveError, project: str) -> str:
    """Why another token was not accepted, or could not be tried."""
    match error:
        case BadToken():
            cause = f"{error} {error.advice}"
        case Unauthorized():
            cause = f"The server doesn't take it (401): is it whole, and still valid? {error}"
        case Forbidden():
            cause = f"The server knows it, but not in project {project} (403). {error}"
        case Refused():
            cause = f"The server refused it ({error.status}). {error}"
        case _:
            cause = f"It could not be tried. {error}"
    return f"{cause} The one there was stays."


def fleet_words(summary: Summary, *, complete: bool) -> StyledText:
    """`37 ok  2 busy  3 problems`, coloured where not zero."""
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


def quota_words(snapshot: Snapshot) -> StyledText:
    """`inst 42/100  vol 61%`, of the quotas that were read."""
    spans: list[Piece] = []
    for quota in snapshot.quotas or ():
        if quota.in_use is None or quota.limit is None:
            continue
        full = quota.limit > 0 and quota.in_use >= 0.9 * quota.limit
        tone = Tone.BUSY if full else Tone.PLAIN
        limit = "∞" if quota.limit < 0 else str(quota.limit)
        if quota.resource == "instances":
            spans += [
                ("inst ", Tone.QUIET),
                (format_number(quota.in_use), tone),
                (f"/{limit}", Tone.QUIET),
            ]
        elif quota.resource == "volumes" and quota.limit > 0:
            spans += [("  vol ", Tone.QUIET), (f"{100 * quota.in_use / quota.limit:.0f}%", tone)]
    return tuple(spans)


def place(
    scope: Scope, *, read_only: bool, is_open: bool = False, is_refused: bool = False
) -> Location:
    """The scope, for the top line."""
    project = "all projects" if scope.all_projects else scope.project
    return Location(scope.region, project, read_only, is_open, is_refused)


def scope_words(scope: Scope) -> str:
    """`bj1`, `bj1, all projects`."""
    parts = (scope.region or scope.project, "all projects" if scope.all_projects else "")
    return ", ".join(part for part in parts if part)


def summary_words(state: ScopeState, now: datetime) -> str:
    """A scope that is not on the screen: `37 ok, 3 problems, 12s old`."""
    if state.snapshot.at is None:
        return state.connection.state
    summary = triage.summary(state.snapshot, now)
    counts = f"{summary.ok} ok, {summary.busy} busy, {summary.problems} problems"
    return f"{counts}, {age(now - state.snapshot.at)} old"


def title(resource: Resource[Any], row: Any, width: int) -> StyledText:
    """The heading of a row's panes: its name, and its shortened id at the right."""
    if row is None:
        return ()
    row_id = getattr(row, "id", "")
    identifier = short_id(row_id) if isinstance(row_id, str) else ""
    room = max(1, width - cell_width(identifier) - (2 if identifier else 0))
    name = fit(((resource.name_of(row), Tone.STRONG),), room)
    gap = width - line_width(name) - cell_width(identifier)
    return (*name, (" " * max(1, gap), Tone.FAINT), (identifier, Tone.QUIET))


def path_words(path: Sequence[NavEntry]) -> StyledText:
    """The path into a view: `mysql ▸ mysql-5.7  `; empty in its first list."""
    if len(path) == 1:
        return ()
    names = [
        entry.resource.name_of(parent_row(child_entry)) for entry, child_entry in pairwise(path)
    ]
    return ((" ▸ ".join(names), Tone.STRONG), ("  ", Tone.PLAIN))


def list_words(entry: NavEntry, context: ViewContext, *, rows: int, matching: int) -> StyledText:
    """A list's age if it is stale, its note, its filter and how many rows match.

    `rows` are all it has, `matching` those that the filter leaves.
    """
    spans: list[Piece] = []
    result = entry.result(context)
    if result is not None and result.trouble and rows and result.at is not None:
        spans += [("  " if spans else "", Tone.PLAIN),
                  (f"{age(context.now - result.at)} old", Tone.BUSY)]  # fmt: skip
    if lacks := entry.lacks(context):
        spans += [("  " if spans else "", Tone.PLAIN), (lacks, Tone.STUCK)]
    note = entry.resource.note(context, entry.parent)
    if note:
        spans += [("  " if spans else "", Tone.PLAIN), *note]
    if entry.list_state.filter:
        spans += [
            ("  " if spans else "", Tone.PLAIN),
            (f"filter: {entry.list_state.filter}", Tone.ACCENT),
            (f"  {matching}/{rows}", Tone.QUIET),
        ]
    return tuple(spans)


def _retry_sentence(result: QueryResult[Any], now: datetime) -> str:
    if result.retry_at is None or result.retry_at <= now:
        return ""
    return f"It is asked again in {age(result.retry_at - now)}; "


def parent_row(entry: NavEntry) -> Any:
    """The row that a list was opened from."""
    return entry.parent[-1] if isinstance(entry.parent, tuple) else entry.parent


def _no_rows_text(entry: NavEntry, lacks: str) -> str:
    """The text of an empty answer, or of one whose rows could not be read."""
    return f"The server lists what can't be shown: {lacks}." if lacks else entry.resource.empty


def emptiness(
    entry: NavEntry, rows: Mapping[str, Any], connection: Connection, context: ViewContext
) -> str:
    """Why a list has no rows: none, none that match, not loaded yet, refused."""
    if rows:
        return f"Nothing matches {entry.list_state.filter}. esc shows all."
    result = entry.result(context)
    if result is not None:
        if result.trouble is not None:
            retry = "" if result.refused else f"\n{_retry_sentence(result, context.now)}r asks now."
            summary = "The server refused" if result.refused else "It could not be read"
            return f"{summary}: {result.trouble}{retry}"
        return "loading" if result.at is None else _no_rows_text(entry, result.lacks)
    if context.snapshot.at is not None:
        return _no_rows_text(entry, entry.lacks(context))
    if connection.state == "refused":
        scope_line = f"\nIt was asked for project {context.snapshot.scope.project}."
        remedy = f"{scope_line} {connection.remedy}" if connection.remedy else ""
        return (
            f"The server refused: {connection.reason}{remedy}"
            "\nT signs in with another token. r asks again."
        )
    if connection.state == "lost":
        summary = f"Nothing could be read yet: {connection.reason}"
        remedy = f"\n{connection.remedy}" if connection.remedy else ""
        return f"{summary}{remedy}\nIt is asked again by itself."
    return "connecting" if connection.state == "connecting" else "loading"
