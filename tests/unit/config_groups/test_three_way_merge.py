"""Base, mine and theirs: what is taken from whom, and what a person must decide."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trove_tui.api.group_values import GroupValue as Value
from trove_tui.ui.config_groups.draft import Held
from trove_tui.ui.config_groups.three_way_merge import Place, Side, differences, merged, unsettled
from trove_tui.ui.config_groups.value_text import same

VALUES = st.dictionaries(
    st.sampled_from("abcd"), st.one_of(st.integers(0, 2), st.booleans(), st.just("x")), max_size=4
)
GROUPS = st.builds(
    Held, st.sampled_from(["one", "two", "three"]), st.sampled_from(["", "d", "e"]), VALUES
)
SIDES: st.SearchStrategy[Side] = st.sampled_from(["mine", "theirs"])


def held(name: str = "one", description: str = "", **values: Value) -> Held:
    return Held(name, description, values)


def value(name: str) -> Place:
    return ("value", name)


def test_changes_of_different_values_fit_together() -> None:
    base, mine, theirs = held(a=1, b=1), held(a=2, b=1), held(a=1, b=3)

    assert unsettled(differences(base, mine, theirs), {}) == []
    assert merged(base, mine, theirs, {}).values == {"a": 2, "b": 3}


def test_the_same_value_changed_by_both_must_be_settled() -> None:
    base, mine, theirs = held(a=1), held(a=2), held(a=3)
    found = differences(base, mine, theirs)

    assert [(one.base, one.mine, one.theirs) for one in unsettled(found, {})] == [(1, 2, 3)]
    with pytest.raises(ValueError, match="a is not settled"):
        merged(base, mine, theirs, {})
    assert merged(base, mine, theirs, {value("a"): "mine"}).values == {"a": 2}
    assert merged(base, mine, theirs, {value("a"): "theirs"}).values == {"a": 3}


def test_taken_out_by_one_and_changed_by_the_other_is_a_conflict_too() -> None:
    base, mine, theirs = held(a=1), held(), held(a=3)

    assert len(unsettled(differences(base, mine, theirs), {})) == 1
    assert merged(base, mine, theirs, {value("a"): "mine"}).values == {}


def test_both_changed_alike_is_no_conflict() -> None:
    base, mine, theirs = held(a=1), held(a=2), held(a=2)

    assert merged(base, mine, theirs, {}) == theirs


def test_name_and_description_are_merged_like_values() -> None:
    base, mine, theirs = held("one", "d"), held("two", "d"), held("one", "e")

    assert merged(base, mine, theirs, {}) == held("two", "e")


def test_conflicts_stand_first() -> None:
    base, mine, theirs = held(a=1, z=1), held(a=2, z=2), held(a=1, z=3)

    assert [one.place for one in differences(base, mine, theirs)] == [value("z"), value("a")]


@given(GROUPS, GROUPS)
def test_where_they_changed_nothing_mine_is_what_comes_of_it(base: Held, mine: Held) -> None:
    assert merged(base, mine, base, {}).is_same(mine)


@given(GROUPS, GROUPS)
def test_where_i_changed_nothing_theirs_is_what_comes_of_it(base: Held, theirs: Held) -> None:
    assert merged(base, base, theirs, {}).is_same(theirs)


@given(GROUPS, GROUPS, GROUPS, SIDES)
def test_every_place_becomes_what_whoever_changed_it_made_of_it(
    base: Held, mine: Held, theirs: Held, side: Side
) -> None:
    found = differences(base, mine, theirs)
    settled: Mapping[Place, Side] = {one.place: side for one in found if one.is_conflict}

    made = merged(base, mine, theirs, settled)
    now = {one.place: one.mine for one in differences(Held(), made, Held())}

    for one in found:
        assert same(now.get(one.place), one.taken(settled.get(one.place, one.side)))
    changed = {one.place for one in differences(base, made, base)}
    assert changed <= {one.place for one in found}


@given(GROUPS, GROUPS, GROUPS)
def test_a_conflict_is_one_from_either_side(base: Held, mine: Held, theirs: Held) -> None:
    here = {one.place for one in differences(base, mine, theirs) if one.is_conflict}
    there = {one.place for one in differences(base, theirs, mine) if one.is_conflict}

    assert here == there
