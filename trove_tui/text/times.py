"""Ages, durations and times of day as a person reads them."""

from __future__ import annotations

from datetime import datetime, timedelta


def age(span: timedelta) -> str:
    """A time span in one unit, rounded down: `40s`, `12m`, `3h`, `120d`."""
    seconds = max(0, int(span.total_seconds()))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def duration(span: timedelta) -> str:
    """How long something took, in two units, rounded to seconds: `31s`, `4m10s`, `1h02m`."""
    minutes, seconds = divmod(max(0, round(span.total_seconds())), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}h{minutes:02d}m"
    if minutes:
        return f"{minutes}m{seconds:02d}s" if seconds else f"{minutes}m"
    return f"{seconds}s"


def clock_time(moment: datetime, now: datetime) -> str:
    """A moment in the machine's time zone: `03:41`, with its day or year where that is another."""
    local, today = moment.astimezone(), now.astimezone()
    if local.date() == today.date():
        return local.strftime("%H:%M")
    return local.strftime("%d %b %H:%M" if local.year == today.year else "%d %b %Y")
