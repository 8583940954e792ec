"""Numbers, sizes and plurals as a person reads them."""

from __future__ import annotations

import pytest

from trove_tui.text.amounts import first_few, format_memory, plural


@pytest.mark.parametrize(
    ("megabytes", "shown"), [(None, "–"), (512, "512 MB"), (1024, "1 GB"), (1536, "1536 MB")]
)
def test_memory_is_in_gb_where_it_is_even(megabytes: int | None, shown: str) -> None:
    assert format_memory(megabytes) == shown


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0 replicas"), (1, "1 replica"), (2, "2 replicas")]
)
def test_of_one_thing_there_is_no_plural(count: int, shown: str) -> None:
    assert plural(count, "replica") == shown


def test_of_many_names_the_first_few_are_told() -> None:
    assert first_few(["a", "b", "c"]) == "a, b, c"
    assert first_few(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
