"""Ages, sizes and names as a person reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trove_tui.resources import words


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
    assert words.age(timedelta(seconds=seconds)) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.4, "0s"), (31, "31s"), (60, "1m"), (250, "4m10s"), (3720, "1h02m"), (-1, "0s")],
)
def test_a_duration_has_two_units(seconds: float, shown: str) -> None:
    assert words.duration(seconds) == shown


def test_a_time_of_another_day_says_its_day() -> None:
    now = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)

    assert len(words.clock_time(now, now)) == len("12:00")
    assert "May" in words.clock_time(now - timedelta(days=2), now)


@pytest.mark.parametrize(
    ("megabytes", "shown"), [(None, "–"), (512, "512 MB"), (1024, "1 GB"), (1536, "1536 MB")]
)
def test_memory_is_in_gb_where_it_is_even(megabytes: int | None, shown: str) -> None:
    assert words.ram(megabytes) == shown


def test_memory_2_comes_before_memory_12() -> None:
    names = ["memory-12", "micro-1", "memory-2", "Memory-4"]

    assert sorted(names, key=words.natural) == ["memory-2", "Memory-4", "memory-12", "micro-1"]


@given(st.lists(st.text()))
def test_any_names_can_be_sorted(names: list[str]) -> None:
    in_order = sorted(names, key=words.natural)

    assert sorted(in_order, key=words.natural) == in_order
