"""Ages, durations and times of day as a person reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from trove_tui.text.times import age, clock_time, duration


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-5, "0s"),
        (0, "0s"),
        (59, "59s"),
        (60, "1m"),
        (3599, "59m"),
        (3600, "1h"),
        (86399, "23h"),
        (86400, "1d"),
        (120 * 86400, "120d"),
    ],
)
def test_an_age_has_one_unit(seconds: int, shown: str) -> None:
    assert age(timedelta(seconds=seconds)) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.4, "0s"), (31, "31s"), (60, "1m"), (250, "4m10s"), (3720, "1h02m"), (-1, "0s")],
)
def test_a_duration_has_two_units(seconds: float, shown: str) -> None:
    assert duration(timedelta(seconds=seconds)) == shown


def test_a_time_of_another_day_says_its_day() -> None:
    now = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)

    assert len(clock_time(now, now)) == len("12:00")
    assert "May" in clock_time(now - timedelta(days=2), now)
