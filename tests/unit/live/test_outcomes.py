"""Of several changes asked of one instance: which its row tells of, and in which order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trove_tui.changes.instances import Restart
from trove_tui.live.operations import Operation, OpState
from trove_tui.live.outcomes import MAX_SHOWN, SHOWN_FOR, shown_by_instance
from trove_tui.live.scope import Scope

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
OPEN = (OpState.SENDING, OpState.ACCEPTED, OpState.SEEN, OpState.UNKNOWN, OpState.OVERDUE)
BAD = (OpState.FAILED, OpState.REVERTED, OpState.UNKNOWN)


def asked(number: int, state: OpState, ended: float | None = None, one: str = "a") -> Operation:
    """One that ended so many seconds ago."""
    at = None if ended is None else NOW - timedelta(seconds=ended)
    return Operation(number, Scope(None, None, "p"), one, one, Restart(), "", state, NOW, at)


def numbers(*operations: Operation, of: str = "a") -> list[int]:
    return [one.number for one in shown_by_instance(operations, NOW).get(of, ())]


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_end_of_an_earlier_one_is_told_before_a_good_end_of_a_later_one(bad: OpState) -> None:
    assert numbers(asked(1, bad, 2), asked(2, OpState.DONE, 20)) == [1, 2]
    assert numbers(asked(1, bad, 20), asked(2, OpState.DONE, 2)) == [1, 2]


def test_of_those_that_ended_well_the_last_to_end_is_told_and_not_the_last_to_be_sent() -> None:
    assert numbers(asked(1, OpState.DONE, 2), asked(2, OpState.DONE, 20)) == [1]


def test_of_those_that_ended_badly_all_are_told_the_last_to_end_first() -> None:
    assert numbers(asked(1, OpState.FAILED, 2), asked(2, OpState.REVERTED, 20)) == [1, 2]


@pytest.mark.parametrize("state", OPEN)
def test_what_is_open_comes_first_and_covers_no_bad_end(state: OpState) -> None:
    going = asked(3, state)

    assert numbers(asked(1, OpState.REVERTED, 5), asked(2, OpState.DONE, 1), going) == [3, 1, 2]


@pytest.mark.parametrize("before", [asked(1, OpState.SEEN), asked(1, OpState.FAILED, 30)])
def test_what_was_refused_or_not_sent_comes_after_what_is_open_or_ended_badly(
    before: Operation,
) -> None:
    assert numbers(before, asked(2, OpState.REFUSED, 1)) == [1, 2]


def test_it_is_told_for_a_minute() -> None:
    late = SHOWN_FOR.total_seconds() + 1

    assert numbers(asked(1, OpState.FAILED, late)) == []
    assert numbers(asked(1, OpState.FAILED, late), asked(2, OpState.DONE, 1)) == [2]


def test_each_instance_has_its_own_and_what_has_no_id_yet_stands_under_its_number() -> None:
    found = shown_by_instance([asked(1, OpState.SEEN), asked(2, OpState.UNKNOWN, one="")], NOW)

    assert sorted(found) == ["a", "new 2"]


_ANY = st.lists(
    st.tuples(st.sampled_from(list(OpState)), st.none() | st.floats(0, 120)), max_size=9
)


@given(_ANY)
def test_no_bad_end_is_ever_covered(states: list[tuple[OpState, float | None]]) -> None:
    operations = [asked(n, *one) for n, one in enumerate(states, 1)]
    fresh = [one for one in operations if one.ended_at and NOW - one.ended_at <= SHOWN_FOR]
    bad = [one.number for one in fresh if one.state in BAD]
    going = [one.number for one in operations if not one.ended]

    found = numbers(*operations)

    assert len(found) <= MAX_SHOWN
    assert len(set(found)) == len(found)
    if going:
        assert found[0] == max(going)
    elif bad:
        assert found[0] in bad
    if len(going) + len(bad) <= MAX_SHOWN:
        assert {*going, *bad} <= set(found)
