"""Which keys count in a dialog."""

from __future__ import annotations

import pytest

from trove_tui.ui.forms.key_debounce import HELD, MASHED, REPEAT, SETTLING, KeyDebounce


@pytest.mark.parametrize(
    ("after", "counts"),
    [(-1.0, False), (0.0, False), (SETTLING - 0.01, False), (SETTLING + 0.01, True), (60.0, True)],
)
def test_keys_count_only_some_time_after_the_dialog_was_drawn(after: float, counts: bool) -> None:
    guard = KeyDebounce(settling=SETTLING)
    guard.drawn(100.0)

    assert guard.takes("tab", 100.0 + after) is counts


def test_no_key_counts_before_the_dialog_was_drawn() -> None:
    guard = KeyDebounce(settling=SETTLING)

    assert not guard.takes("tab", 100.0)


def test_where_nothing_is_destroyed_keys_typed_ahead_count() -> None:
    guard = KeyDebounce()

    assert guard.takes("a", 100.0)


def test_being_drawn_again_does_not_stop_keys() -> None:
    guard = KeyDebounce(settling=SETTLING)
    guard.drawn(100.0)

    guard.drawn(200.0)

    assert guard.takes("tab", 200.0)


def test_an_enter_held_down_counts_once_however_long_it_is_held() -> None:
    guard = KeyDebounce()

    taken = [guard.takes("enter", 100.0 + number * 0.09) for number in range(100)]

    assert taken == [True] + [False] * 99


def test_an_enter_held_down_since_before_the_dialog_never_counts() -> None:
    guard = KeyDebounce(settling=SETTLING)
    guard.drawn(100.0)

    taken = [guard.takes("enter", 100.0 + number * 0.09) for number in range(100)]

    assert not any(taken)


def test_an_enter_pressed_again_counts_again() -> None:
    guard = KeyDebounce()
    guard.takes("enter", 100.0)

    assert guard.takes("enter", 100.1 + REPEAT)


def test_other_keys_may_repeat() -> None:
    guard = KeyDebounce()

    assert all(guard.takes("down", 100.0 + number * 0.03) for number in range(10))


def test_an_enter_that_chose_must_be_let_go_before_the_next_one_counts() -> None:
    guard = KeyDebounce()
    guard.takes("enter", 100.0)
    guard.chose()

    # The terminal waits some 500 ms before it repeats a key held down.
    held = [guard.takes("enter", 100.5 + number * 0.03) for number in range(100)]

    assert not any(held)
    assert guard.takes("enter", 103.5 + HELD)


def test_another_key_after_the_choice_makes_the_next_enter_count() -> None:
    guard = KeyDebounce()
    guard.takes("enter", 100.0)
    guard.chose()

    guard.takes("tab", 100.2)

    assert guard.takes("enter", 100.4)


@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
def test_a_key_that_leaves_is_mashed_where_it_comes_soon_after_the_last(key: str) -> None:
    guard = KeyDebounce()
    mashed = []
    for at in (100.0, 100.2, 100.2 + MASHED + 0.1):
        guard.takes(key, at)
        mashed.append(guard.mashed)

    assert mashed == [False, True, False]


def test_a_key_that_comes_with_the_one_that_leaves_answers_nothing() -> None:
    guard = KeyDebounce()
    guard.takes("escape", 100.0)

    guard.takes("y", 100.0)
    assert guard.in_haste

    guard.takes("y", 100.0 + REPEAT)
    assert not guard.in_haste
