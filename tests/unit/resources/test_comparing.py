"""A template's `local-infile = 600M` and a group's `local_infile = 629145600` are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trove_tui.api.group_values import GroupValue as Value
from trove_tui.resources.comparing import (
    Setting,
    normal_name,
    normal_value,
    value_text,
    with_group_values,
)

UNITS = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4, "P": 5, "E": 6}
whole = st.integers(0, 2**64)
values = st.one_of(st.text(max_size=20), st.integers(), st.booleans(), st.floats(allow_nan=False))
names = st.text(st.sampled_from("ab-_"), min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("600M", 629145600),
        ("4096K", "4M"),
        ("128MB", "131072kB"),
        ("512k", 524288),
        ("ON", True),
        ("off", 0),
        ("1", True),
        ("FALSE", False),
        (" 100 ", 100),
        ("0.50", 0.5),
        (18446744073709551615, "18446744073709551615"),
    ],
)
def test_written_otherwise_it_is_the_same_value(one: Value, other: Value) -> None:
    assert normal_value(one) == normal_value(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("600M", "600"),
        ("600M", 600_000_000),
        (18446744073709551615, 18446744073709551614),
        ("utf8", "UTF8"),
        ("", 0),
        ("M", 1048576),
        ("1M1", "1M"),
        ("ibdata1:10M:autoextend", "10M"),
        ("0x10", 16),
        ("١٠", 10),
    ],
)
def test_what_is_another_value_stays_another(one: Value, other: Value) -> None:
    assert normal_value(one) != normal_value(other)


@given(whole, st.sampled_from(sorted(UNITS)), st.booleans(), st.booleans())
def test_a_size_is_what_its_unit_makes_of_it(
    number: int, unit: str, lower: bool, with_b: bool
) -> None:
    written = f"{number}{unit}{'B' if unit and with_b else ''}"

    assert normal_value(written.lower() if lower else written) == number * 1024 ** UNITS[unit]


@given(whole, whole)
def test_whole_numbers_are_compared_exactly(one: int, other: int) -> None:
    assert (normal_value(str(one)) == normal_value(other)) == (one == other)


@given(values)
def test_any_value_can_be_normalised_and_is_itself(value: Value) -> None:
    assert normal_value(value) == normal_value(value_text(value))


@given(names, names)
def test_names_are_the_same_where_only_the_dashes_differ(one: str, other: str) -> None:
    alike = one.replace("-", "_") == other.replace("-", "_")

    assert (normal_name(one) == normal_name(other)) == alike


def test_a_value_too_long_to_be_a_number_is_a_text() -> None:
    assert normal_value("9" * 5000) == "9" * 5000


@given(
    st.dictionaries(names, st.text(max_size=6), max_size=6),
    st.dictionaries(names, st.one_of(st.text(max_size=6), st.integers()), max_size=6),
)
def test_merging_loses_no_default_and_no_value(
    defaults: dict[str, str], told: dict[str, Value]
) -> None:
    rows = with_group_values(
        {key: Setting(key, default=value) for key, value in defaults.items()}, told
    )

    assert {key: rows[key].default for key in defaults} == defaults
    said = {normal_name(row.name) for row in rows.values() if row.value is not None}
    assert said == set(map(normal_name, told))
    assert [key for key, row in rows.items() if row.name != key] == []


def test_a_group_overrides_by_any_spelling_of_the_name() -> None:
    defaults = {
        "local-infile": Setting("local-infile", default="0"),
        "key_buffer_size": Setting("key_buffer_size", default="200M"),
        "port": Setting("port", default="3306"),
    }

    rows = with_group_values(
        defaults, {"local_infile": 1, "key_buffer_size": 209715200, "sql_mode": ""}
    )

    assert rows["local-infile"] == Setting("local-infile", "0", 1)
    assert {key for key, row in rows.items() if row.differs} == {"local-infile", "sql_mode"}
    assert rows["port"] is defaults["port"]


def test_without_a_group_the_defaults_stay_as_they_are() -> None:
    defaults = {"port": Setting("port", default="3306")}

    assert with_group_values(defaults, None) == defaults
    assert not defaults["port"].differs
