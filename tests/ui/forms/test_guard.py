"""Which keys count in a dialog."""

from __future__ import annotations

import pytest

from trove_tui.ui.forms.guard import REPEAT, SETTLING, KeyGuard


@pytest.mark.parametrize(
    ("after", "counts"),
    [(-1.0, False), (0.0, False), (SETTLING - 0.01, False), (SETTLING + 0.01, True), (60.0, True)],
)
def test_keys_count_only_some_time_after_the_dialog_was_drawn(after: float, counts: bool) -> None:
    guard = KeyGuard(settling=SETTLING)
    guard.drawn(100.0)

    assert guard.takes("tab", 100.0 + after) is counts


def test_no_key_counts_before_the_dialog_was_drawn() -> None:
    guard = KeyGuard(settling=SETTLING)

    assert not guard.takes("tab", 100.0)


def test_where_nothing_is_destroyed_keys_typed_ahead_count() -> None:
    guard = KeyGuard()

    assert guard.takes("a", 100.0)


def test_being_drawn_again_does_not_stop_keys() -> None:
    guard = KeyGuard(settling=SETTLING)
    guard.drawn(100.0)

    guard.drawn(200.0)

    assert guard.takes("tab", 200.0)


def test_an_enter_held_down_counts_once_however_long_it_is_held() -> None:
    guard = KeyGuard()

    taken = [guard.takes("enter", 100.0 + number * 0.09) for number in range(100)]

    assert taken == [True] + [False] * 99


def test_an_enter_held_down_since_before_the_dialog_never_counts() -> None:
    guard = KeyGuard(settling=SETTLING)
    guard.drawn(100.0)

    taken = [guard.takes("enter", 100.0 + number * 0.09) for number in range(100)]

    assert not any(taken)


def test_an_enter_pressed_again_counts_again() -> None:
    guard = KeyGuard()
    guard.takes("enter", 100.0)

    assert guard.takes("enter", 100.1 + REPEAT)


def test_other_keys_may_repeat() -> None:
    guard = KeyGuard()

    assert all(guard.takes("down", 100.0 + number * 0.03) for number in range(10))
