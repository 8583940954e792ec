"""Sending only what changed shows the same as sending everything, and never waits."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Opens
from tests.e2e.terminal import Terminal

SHELF = (sys.executable, "-m", "tests.e2e.apps.shelf")
GUEST = (sys.executable, "-m", "tests.e2e.apps.guest")


def shown(terminal: Terminal) -> list[list[Any]]:
    """All cells with their colours and attributes."""
    screen = terminal._screen
    with terminal._changed:
        return [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]


def assert_same(ours: Terminal, plain: Terminal) -> None:
    """Wait until both show the same, and go on doing so."""
    for _ in range(3):
        time.sleep(0.15)
        try:
            ours.wait_for(lambda: shown(ours) == shown(plain), timeout=10)
        except AssertionError as error:
            raise AssertionError(f"{error}\n\nwhere it should be:\n{plain.text}") from None


@pytest.mark.parametrize("environ", [{}, {"NO_COLOR": "1"}])
def test_the_screen_is_the_one_that_textuals_own_driver_draws(
    opened: Opens, environ: dict[str, str]
) -> None:
    ours, plain = opened(*SHELF, environ=environ), opened(*SHELF, "plain", environ=environ)

    def both(*keys: str) -> None:
        for terminal in (ours, plain):
            terminal.press(*keys)

    def resize(columns: int, rows: int) -> None:
        for terminal in (ours, plain):
            terminal.resize(columns, rows)

    for terminal in (ours, plain):
        terminal.wait_for("line 3")
    assert_same(ours, plain)
    for _ in range(7):
        both("j")
        assert_same(ours, plain)
    both("n")
    ours.wait_for("Take it")
    assert_same(ours, plain)
    both("x", "中", "y", "tab")
    assert_same(ours, plain)
    resize(61, 20)
    assert_same(ours, plain)
    both("escape")
    ours.wait_for(lambda: "Take it" not in ours.text)
    assert_same(ours, plain)
    resize(130, 40)
    assert_same(ours, plain)
    for key in ("j", "j", "l", "j"):
        both(key)
        assert_same(ours, plain)
    assert "a link" in ours.text
    both("n")
    ours.wait_for("Take it")
    assert_same(ours, plain)
    both("escape")
    ours.wait_for(lambda: "Take it" not in ours.text)
    assert_same(ours, plain)  # An escape and a letter at once would be one key.
    both("q")
    assert ours.wait() == plain.wait() == 0
    assert ours.left_on() == []


def flooded(opened: Opens, home: Path) -> Terminal:
    """A terminal that takes nothing any more, with a program that writes on all the same."""
    terminal = opened(*GUEST)
    terminal.wait_for("the guest is here")
    beats = home / "beats"
    terminal.press("f")
    terminal.wait_for("11111")
    terminal.freeze()
    before = beats.stat().st_size
    terminal.wait_for(lambda: beats.stat().st_size > before + 60)  # more than it takes
    return terminal


def test_a_terminal_that_takes_nothing_holds_up_nobody_and_sees_the_newest_after(
    opened: Opens, tmp_path: Path
) -> None:
    terminal = flooded(opened, tmp_path)

    read = len(terminal.raw)
    terminal.thaw()
    terminal.wait_for(lambda: len(terminal.raw) > read)
    terminal.press("q")

    assert terminal.wait() == 0
    assert terminal.left_on() == []


def test_a_terminal_that_takes_nothing_cannot_keep_it_from_ending(
    opened: Opens, tmp_path: Path
) -> None:
    terminal = flooded(opened, tmp_path)

    terminal.signal(signal.SIGTERM)

    terminal.wait_until_alone()
    assert terminal.wait() == 128 + signal.SIGTERM
    assert "termios flags" not in terminal.left_on()
