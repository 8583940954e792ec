"""However it ends, the terminal is as it was, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.e2e.apps.guest import TOKEN
from tests.e2e.conftest import Opens
from tests.e2e.terminal import TROVE_TUI

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


@pytest.mark.parametrize("moment", ["composing", "composed", "mounting", "ready"])
def test_a_signal_while_it_starts_is_in_the_exit_code(opened: Opens, moment: str) -> None:
    terminal = opened(sys.executable, "-m", "tests.e2e.apps.early", moment)

    assert terminal.wait() == 128 + signal.SIGTERM
    assert terminal.left_on() == []
    assert terminal.said_after_leaving == ""


INTERRUPTED = """
import os, signal, sys

module = sys.argv.pop()

class Interrupts:
    def find_spec(self, name, *_):
        if name == module:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupts())
from trove_tui.__main__ import main
main()
"""


@pytest.mark.parametrize("module", ["trove_tui.cli", "trove_tui.settings", "textual.app"])
def test_ctrl_c_among_the_imports_ends_it_without_a_traceback(opened: Opens, module: str) -> None:
    terminal = opened(
        *(sys.executable, "-c", INTERRUPTED, module),
        environ={"TROVE_TUI_ENDPOINT": "http://127.0.0.1:1/v1.0/p", "OS_TOKEN": "t0ken"},
    )

    assert terminal.wait() == 130
    assert terminal.text.strip() == ""


@pytest.mark.parametrize(
    ("limit", "says"),
    [
        ("ulimit -n 12", "needs 64 open files, and may have 12"),
        ("ulimit -f 0", "It needs a folder for temporary files"),
    ],
)
def test_a_machine_that_gives_too_little_is_told_in_a_sentence(
    opened: Opens, limit: str, says: str
) -> None:
    run = f"{limit}; {' '.join(TROVE_TUI)} --demo; echo ended with $?"
    terminal = opened("bash", "-c", run)

    terminal.wait_for("ended with 1")

    assert says in terminal.text.replace("\n", "")
    assert "Traceback" not in terminal.text
    terminal.wait_until_alone()


def test_files_that_may_be_opened_are_asked_for(opened: Opens) -> None:
    terminal = opened("bash", "-c", f"ulimit -Sn 12; {' '.join(TROVE_TUI)} --demo")

    terminal.wait_for("orders-db", timeout=40)


def test_a_disk_that_is_full_names_no_log_that_is_not_there(opened: Opens, tmp_path: Path) -> None:
    terminal = opened("bash", "-c", f"ulimit -f 0; {' '.join(GUEST)}; exit $?")
    terminal.wait_for("the guest is here")

    terminal.press("x")

    assert terminal.wait() == 1
    said = terminal.said_after_leaving
    assert said.startswith("trove-tui ended by an error of its own (RuntimeError).")
    assert said.endswith("No log could be written: File too large.")
    assert not list(tmp_path.rglob("trove-tui.log"))


def test_a_log_that_hangs_holds_no_terminal(opened: Opens, tmp_path: Path) -> None:
    folder = tmp_path / "state/trove-tui/log"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "trove-tui.log")
    terminal = opened(*GUEST)
    terminal.wait_for("the guest is here")

    terminal.press("x")

    assert terminal.wait() == 1
    assert terminal.left_on() == []
    assert "No log could be written" in terminal.said_after_leaving


def test_a_folder_that_answers_nothing_holds_no_terminal(opened: Opens) -> None:
    terminal = opened(*GUEST, "log hangs")
    terminal.wait_for("the guest is here")

    terminal.press("x")

    assert terminal.wait() == 1
    assert terminal.left_on() == []
    assert terminal.said_after_leaving.startswith("trove-tui ended by an error of its own")


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
