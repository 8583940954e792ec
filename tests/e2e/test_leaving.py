"""However it ends, the terminal is as it was, and nothing is left behind."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from tests.e2e.apps.guest import TOKEN
from tests.e2e.conftest import Opens

GUEST = (sys.executable, "-m", "tests.e2e.apps.guest")


def test_a_key_that_quits_restores_the_terminal_and_ends_with_0(opened: Opens) -> None:
    terminal = opened(*GUEST)
    terminal.wait_for("the guest is here")

    terminal.press("q")

    assert terminal.wait() == 0
    assert terminal.left_on() == []
    assert terminal.said_after_leaving == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_to_leave_restores_the_terminal_and_is_in_the_exit_code(
    opened: Opens, number: signal.Signals
) -> None:
    terminal = opened(*GUEST)
    terminal.wait_for("the guest is here")

    terminal.signal(number)

    assert terminal.wait() == 128 + number
    assert terminal.left_on() == []
    assert terminal.said_after_leaving == ""


def test_a_closed_window_ends_it_without_force(opened: Opens, tmp_path: Path) -> None:
    terminal = opened(*GUEST)
    terminal.wait_for("the guest is here")

    terminal.hang_up()

    terminal.wait_until_alone()
    log = tmp_path / "state/trove-tui/log/trove-tui.log"
    assert not log.exists() or "by force" not in log.read_text()


def test_a_closed_window_ends_it_also_where_no_signal_says_so(opened: Opens) -> None:
    apart = "import subprocess, sys; subprocess.call(sys.argv[1:], start_new_session=True)"
    terminal = opened(sys.executable, "-c", apart, *GUEST)
    terminal.wait_for("the guest is here")

    terminal.hang_up()

    terminal.wait_until_alone()


def test_a_window_closed_while_it_is_stopped_ends_it(opened: Opens) -> None:
    shell = opened("bash", "--norc", "--noprofile", "-i", environ={"PS1": "prompt$ "})
    shell.wait_for("prompt$")
    shell.send(" ".join(GUEST) + "\r")
    shell.wait_for("the guest is here")
    shell.press("ctrl+z")
    shell.wait_for("Stopped")

    shell.hang_up()

    shell.wait_until_alone()


@pytest.mark.parametrize("key", ["x", "w"], ids=["in a handler", "in a worker"])
def test_a_crash_says_one_plain_sentence_and_keeps_its_secrets(
    opened: Opens, tmp_path: Path, key: str
) -> None:
    terminal = opened(*GUEST)
    terminal.wait_for("the guest is here")

    terminal.press(key)

    assert terminal.wait() == 1
    assert terminal.left_on() == []
    said = terminal.said_after_leaving
    assert said.startswith("trove-tui ended by an error of its own (RuntimeError)")
    assert "Traceback" not in said
    log = tmp_path / "state/trove-tui/log/trove-tui.log"
    assert said.splitlines()[1:] == [str(log)]
    assert log.stat().st_mode & 0o777 == 0o600
    written = log.read_text()
    assert "action_crash" in written
    assert "X-Auth-Token: …" in written
    assert TOKEN not in written + bytes(terminal.raw).decode()


def test_giving_up_shows_the_sentence_as_it_is(opened: Opens) -> None:
    terminal = opened(*GUEST)
    terminal.wait_for("the guest is here")

    terminal.press("g")

    assert terminal.wait() == 3
    assert terminal.left_on() == []
    assert terminal.said_after_leaving == "The cloud [/red] has gone."


def test_settings_that_turn_out_missing_are_said_in_their_own_words(opened: Opens) -> None:
    terminal = opened(*GUEST)
    terminal.wait_for("the guest is here")

    terminal.press("n")

    assert terminal.wait() == 1
    assert terminal.left_on() == []
    assert terminal.said_after_leaving == "The simulator could not start: [/red]."


def test_being_stopped_and_continued_from_outside_leaves_one_reader_and_the_right_flags(
    opened: Opens,
) -> None:
    terminal = opened(*GUEST)
    terminal.wait_for("the guest is here")

    terminal.signal(signal.SIGSTOP)
    terminal.signal(signal.SIGCONT)
    for count in range(1, 6):
        terminal.press("k")
        terminal.wait_for(f"counted {count}")
    terminal.press("q")

    assert terminal.wait() == 0
    assert terminal.left_on() == []


def test_ctrl_z_stops_it_and_fg_brings_it_back(opened: Opens) -> None:
    shell = opened("bash", "--norc", "--noprofile", "-i", environ={"PS1": "prompt$ "})
    shell.wait_for("prompt$")
    shell.send(" ".join(GUEST) + "\r")
    shell.wait_for("the guest is here")

    shell.press("ctrl+z")
    shell.wait_for("Stopped")

    assert "the guest is here" not in shell.text
    shell.wait_for(lambda: "mode 2004" in shell.left_on())  # bash's
    assert set(shell.left_on()) <= {"mode 2004", "termios flags"}

    shell.send("fg\r")
    shell.wait_for("the guest is here")
    shell.press("k")
    shell.wait_for("counted 1")
    shell.press("q")
    shell.wait_for("prompt$")
    shell.send("echo $?; exit\r")

    assert shell.wait() == 0
    assert shell.left_on() == []


def test_ctrl_z_where_no_shell_waits_does_not_freeze_it(opened: Opens) -> None:
    terminal = opened(*GUEST)
    terminal.wait_for("the guest is here")

    terminal.press("ctrl+z")

    terminal.wait_for("There is no shell below")
    terminal.press("k")
    terminal.wait_for("counted 1")


def test_the_terminals_focus_going_and_coming_repaints_nothing(opened: Opens) -> None:
    terminal = opened(*GUEST)
    terminal.wait_for("the guest is here")
    terminal.press("i")
    terminal.wait_for("type")
    terminal.send("abc")
    terminal.wait_for("abc")
    before = len(terminal.raw)

    terminal.send("\x1b[O\x1b[I\x1b[O\x1b[I")
    terminal.send("d")

    terminal.wait_for("abcd")
    assert len(terminal.raw) - before < 2_000  # A letter typed, and no repaint.


def test_a_new_size_is_drawn(opened: Opens) -> None:
    terminal = opened(*GUEST, columns=80, rows=24)
    terminal.wait_for("the guest is here")

    terminal.resize(60, 20)
    terminal.press("k")

    terminal.wait_for("counted 1")
    assert len(terminal.screen) == 20
