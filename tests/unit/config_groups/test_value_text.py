"""One value of a parameter: typed, judged, shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trove_tui.api.group_values import GroupValue as Value
from trove_tui.api.models import Parameter
from trove_tui.api.text import server_text
from trove_tui.ui.config_groups.value_text import (
    Wrong,
    allowed,
    defaults_by_parameter,
    fitted,
    judged,
    same,
    to_type,
    words,
)

BIGGEST = 18_446_744_073_709_551_615
STORE = "mysql 5.7.29"


def parameter(kind: str = "integer", **told: object) -> Parameter:
    return Parameter.of({"name": "wait_timeout", "type": kind, **told})


def wrong(found: Value | Wrong) -> str:
    assert isinstance(found, Wrong)
    return found.why


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("31536001", "31536001 is more than 31536000, the most that mysql 5.7.29 takes."),
        ("0", "0 is less than 1, the least that mysql 5.7.29 takes."),
        ("abc", "abc is not a whole number."),
        ("1.5", "1.5 is not a whole number."),
        ("64M", "64M is not a whole number: write it out, 67108864."),
        ("1 G", "1 G is not a whole number: write it out, 1073741824."),
        ("9" * 60, f"{'9' * 60} is more than 31536000, the most that mysql 5.7.29 takes."),
        ("true", "true is not a whole number."),
    ],
)
def test_a_whole_number_says_at_once_what_is_wrong_with_it(typed: str, why: str) -> None:
    assert wrong(judged(parameter(min=1, max=31_536_000), typed, STORE)) == why


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("integer", " 100 ", 100),
        ("integer", str(BIGGEST), BIGGEST),
        ("float", "0.5", 0.5),
        ("float", "2", 2),
        ("boolean", "on", True),
        ("boolean", "FALSE", False),
        ("string", "utf8mb4", "utf8mb4"),
        ("string", "100", "100"),
        ("string", '""', ""),
        ("list", "ANSI,TRADITIONAL", "ANSI,TRADITIONAL"),
    ],
)
def test_what_is_typed_becomes_json_of_the_parameters_type(
    kind: str, typed: str, value: Value
) -> None:
    found = judged(parameter(kind), typed, STORE)

    assert found == value
    assert type(found) is type(value)


def test_neither_true_nor_false_is_said_so() -> None:
    assert wrong(judged(parameter("boolean"), "maybe", STORE)) == "maybe is neither true nor false."


def test_a_float_that_is_none_is_said_so() -> None:
    assert wrong(judged(parameter("float"), "nan", STORE)) == "nan is not a number."


@given(st.integers(min_value=-(2**70), max_value=2**70))
def test_integers_are_exact_and_taken_exactly_within_their_limits(number: int) -> None:
    found = judged(parameter(min=0, max=BIGGEST), str(number), STORE)

    assert isinstance(found, Wrong) == (not 0 <= number <= BIGGEST)
    if not isinstance(found, Wrong):
        assert found == number


# What needs an escape to be shown is typed in no line: unchanged, it stays what it was.
TEXTS = st.text().filter(
    lambda text: text.strip() != '""' and server_text(text) == text and "***" not in text
)


@given(
    st.one_of(
        st.tuples(st.just("integer"), st.integers(0, BIGGEST)),
        st.tuples(st.just("float"), st.floats(allow_nan=False, allow_infinity=False)),
        st.tuples(st.just("boolean"), st.booleans()),
        st.tuples(st.just("string"), TEXTS),
    )
)
def test_a_value_typed_as_it_is_shown_is_the_same_value(told: tuple[str, Value]) -> None:
    kind, value = told

    found = judged(parameter(kind), to_type(value), STORE)

    assert not isinstance(found, Wrong)
    assert same(found, value)


@pytest.mark.parametrize(
    ("kind", "told", "value"),
    [
        ("integer", "100", 100),
        ("integer", "600M", "600M"),
        ("integer", "1.5", "1.5"),
        ("integer", True, 1),
        ("float", "0.5", 0.5),
        ("boolean", 1, True),
        ("boolean", "off", False),
        ("boolean", 7, 7),
        ("string", "100", "100"),
        ("", "100", "100"),
    ],
)
def test_what_an_old_server_tells_as_text_is_sent_back_as_its_type(
    kind: str, told: Value, value: Value
) -> None:
    found = fitted(parameter(kind), told)

    assert found == value
    assert type(found) is type(value)


def test_true_is_not_one_and_an_escape_is_not_what_it_looks_like() -> None:
    assert not same(True, 1)
    assert same(1, 1.0)
    assert not same(server_text("a\x1b"), r"a\x1b")
    assert not same(None, "")
    assert same(None, None)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (parameter(min=1, max=65_535), "1 – 65535"),
        (parameter(min=0, max=1), "0, 1"),
        (parameter(min=1, max=BIGGEST), "1 – 18446744073709551615"),
        (parameter(min=100), "from 100"),
        (parameter(max=9), "up to 9"),
        (parameter(), "any whole number"),
        (parameter("float", min=0, max=65_535), "0 – 65535 (float)"),
        (parameter("float"), "any number"),
        (parameter("boolean"), "true, false"),
        (parameter("string"), "text"),
        (parameter("list"), "list"),
        (parameter(""), "not known"),
        (None, "not known"),
    ],
)
def test_it_says_which_values_a_parameter_takes(told: Parameter | None, says: str) -> None:
    assert allowed(told) == says


def test_values_are_shown_as_they_are_typed() -> None:
    assert [words(value) for value in (None, True, False, "", 0, 1.5, "a")] == [
        "", "true", "false", '""', "0", "1.5", "a",
    ]  # fmt: skip


def test_defaults_are_found_though_files_write_their_names_otherwise() -> None:
    config = {"local-infile": 0, "innodb_buffer_pool_size": "600M", "skip": True}

    assert defaults_by_parameter(config) == {
        "local_infile": "0",
        "innodb_buffer_pool_size": "600M",
        "skip": "true",
    }
