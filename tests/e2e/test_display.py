"""Sending only what changed shows the same as sending everything, and never waits."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Opens
from tests.e2e.terminal import TROVE_TUI, Terminal
from tests.support.simulator import Simulator

SHELF = (sys.executable, "-m", "tests.e2e.apps.shelf")
GUEST = (sys.executable, "-m", "tests.e2e.apps.guest")


def shown(terminal: Terminal) -> list[list[Any]]:
    """All cells with their colours and attributes."""
    screen = terminal._screen
    with terminal._changed:
        return [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]


def squeezed(terminal: Terminal) -> str:
    """What it says, without spaces and line ends."""
    return "".join(terminal.text.split())


def caught_up(terminal: Terminal) -> None:
    """Wait until all is drawn that was asked of it."""
    asked = int(terminal.title.partition(" ")[0])
    terminal.press("f9")
    terminal.wait_for(lambda: terminal.title.startswith(f"{asked + 1} "))


def assert_same(ours: Terminal, plain: Terminal) -> None:
    """Both show the same, once all is drawn that was asked of them."""
    caught_up(ours)
    caught_up(plain)
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
            for _ in range(200):  # An app may know of it before the screen that it is asked about.
                if terminal.title.endswith(f"{columns}x{rows}"):
                    break
                caught_up(terminal)
            assert terminal.title.endswith(f"{columns}x{rows}")

    ours.wait_for(lambda: " at " in ours.title)
    plain.wait_for(lambda: " at " in plain.title)
    assert_same(ours, plain)
    for _ in range(7):
        both("j")
        assert_same(ours, plain)
    both("n")
    ours.wait_for("Take it")
    plain.wait_for("Take it")
    assert_same(ours, plain)
    both("x", "中", "y", "tab")
    assert_same(ours, plain)
    resize(61, 20)
    assert_same(ours, plain)
    both("escape")
    # An escape and another key at once would be one key.
    ours.wait_for(lambda: "Take it" not in ours.text)
    plain.wait_for(lambda: "Take it" not in plain.text)
    assert_same(ours, plain)
    resize(130, 40)
    assert_same(ours, plain)
    for key in ("j", "j", "l", "j"):
        both(key)
        assert_same(ours, plain)
    assert "a link" in ours.text
    both("n")
    ours.wait_for("Take it")
    plain.wait_for("Take it")
    assert_same(ours, plain)
    both("escape")
    # An escape and another key at once would be one key.
    ours.wait_for(lambda: "Take it" not in ours.text)
    plain.wait_for(lambda: "Take it" not in plain.text)
    assert_same(ours, plain)
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


@pytest.mark.parametrize("size", [(29, 24), (80, 7), (12, 3), (5, 2), (1, 1)])
def test_a_terminal_that_is_too_small_says_so_and_shows_all_again_when_it_has_grown(
    opened: Opens, size: tuple[int, int]
) -> None:
    terminal = opened(*GUEST)
    terminal.wait_for(lambda: shown(terminal)[-1][-1].bg != "default")
    large = shown(terminal)

    terminal.resize(*size)
    terminal.wait_for(lambda: "toosmall:needs30x8".startswith(squeezed(terminal) or "nothing"))
    terminal.resize(120, 36)

    terminal.wait_for(lambda: shown(terminal) == large)
    terminal.press("k")
    terminal.wait_for("counted 1")


def test_a_terminal_made_small_and_large_again_while_it_is_first_drawn_shows_all(
    opened: Opens,
) -> None:
    terminal = opened(*GUEST)
    terminal.wait_for(lambda: b"\x1b[?1049h" in terminal.raw)

    terminal.resize(12, 3)
    terminal.resize(120, 36)

    terminal.wait_for(lambda: "the guest is here" in terminal.screen[0])
    terminal.wait_for(lambda: shown(terminal)[-1][-1].bg != "default")


def test_a_terminal_that_is_too_small_can_be_left(opened: Opens) -> None:
    terminal = opened(*TROVE_TUI, "--demo", columns=20, rows=5)
    terminal.wait_for("too small: needs")

    terminal.press("q", "ctrl+c")

    assert terminal.wait() == 0
    assert terminal.left_on() == []


@pytest.mark.parametrize(
    ("locale", "codec"),
    [("C", "ascii"), ("en_US.ISO-8859-1", "latin-1"), ("zh_CN.GBK", "gbk")],
)
def test_a_locale_that_lacks_our_signs_gets_ascii_by_itself(
    opened: Opens, simulator: Simulator, locale: str, codec: str
) -> None:
    simulator.cloud.named("orders-db").name = "café-数据-db"
    terminal = opened(
        *("--endpoint", simulator.endpoint, "--project", simulator.project),
        environ={"OS_TOKEN": simulator.token, "LC_ALL": locale},
    )
    shown = {"ascii": "caf?-????-db", "latin-1": "café-????-db", "gbk": "caf?-数据-db"}[codec]

    terminal.wait_for(lambda: shown.encode(codec) in terminal.raw)
    if codec != "ascii":  # What is typed is in that codec, too.
        before, typed = len(terminal.raw), "é" if codec == "latin-1" else "数据"
        terminal.send(b"/" + typed.encode(codec) + b"\r")
        terminal.wait_for(lambda: b"1/16" in terminal.raw[before:])
    terminal.press("?")
    terminal.wait_for("half a page")

    assert b"\\u" not in terminal.raw
    assert not set(bytes(terminal.raw).decode(codec)) & set("●✖▌│─≥…·\ufffd")
    assert "??" not in terminal.text.replace(shown, "")
