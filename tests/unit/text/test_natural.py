"""The order of names with numbers in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trove_tui.text.natural import natural


def test_memory_2_comes_before_memory_12() -> None:
    names = ["memory-12", "micro-1", "memory-2", "Memory-4"]

    assert sorted(names, key=natural) == ["memory-2", "Memory-4", "memory-12", "micro-1"]


@given(st.lists(st.text()))
def test_any_names_can_be_sorted(names: list[str]) -> None:
    in_order = sorted(names, key=natural)

    assert sorted(in_order, key=natural) == in_order


@given(st.integers(0, 10**40), st.integers(0, 10**40))
def test_numbers_of_any_length_are_in_their_order(one: int, other: int) -> None:
    in_order = sorted([f"db-{one}", f"db-{other}"], key=natural)

    assert in_order == [f"db-{min(one, other)}", f"db-{max(one, other)}"]


def test_zeros_before_a_number_do_not_count() -> None:
    assert natural("db-007") == natural("db-7")
