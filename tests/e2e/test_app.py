"""trove-tui as a person meets it: started by its command, worked by keys, read off the screen."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.e2e.conftest import Opens
from tests.e2e.terminal import TROVE_TUI, Terminal
from tests.support.simulator import Simulator
from trove_tui.ui.forms.key_debounce import SETTLING


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """Sixteen instances of today whose time stands still until a test moves it on."""
    with Simulator(start=datetime.now(UTC)) as running:
        yield running


def open_on(simulator: Simulator, opened: Opens) -> Terminal:
    """trove-tui on that simulator, by flags and OS_TOKEN, its rows on the screen."""
    flags = ("--endpoint", simulator.endpoint, "--project", simulator.project)
    terminal = opened(*flags, environ={"OS_TOKEN": simulator.token})
    terminal.wait_for("orders-db")
    return terminal


def select(terminal: Terminal, name: str) -> None:
    """Move down until the cursor is on that instance."""
    terminal.press("g")
    while name not in terminal.screen[cursor_row(terminal)]:
        move_down(terminal)


def move_down(terminal: Terminal) -> None:
    """One row down, and wait until the cursor is there."""
    before = cursor_row(terminal)
    terminal.press("j")
    terminal.wait_for(lambda: cursor_row(terminal) not in (before, -1))


def cursor_row(terminal: Terminal) -> int:
    """The row of the screen that the cursor's edge is on; -1 where there is none yet."""
    return next((at for at, line in enumerate(terminal.screen) if "▌" in line), -1)


@pytest.mark.parametrize(("columns", "rows"), [(120, 36), (80, 24)])
def test_the_demo_opens_on_a_fleet_and_leaves_nothing_behind(
    opened: Opens, columns: int, rows: int
) -> None:
    terminal = opened("--demo", "--seed", "3", columns=columns, rows=rows)

    terminal.wait_for(lambda: "● live" in terminal.text and terminal.line_with("ACTIVE"))
    assert terminal.line_with("ERROR", "payments-db")
    assert terminal.line_with("BUILD stuck", "reports-2")
    assert len(terminal.processes()) == 2

    terminal.press("q")

    assert terminal.wait() == 0
    assert terminal.left_on() == []
    assert terminal.said_after_leaving == ""
    terminal.wait_until_alone()


def test_an_instance_is_restarted_by_keys_and_seen_through_reboot_to_active(
    opened: Opens, simulator: Simulator
) -> None:
    terminal = open_on(simulator, opened)
    instance = simulator.cloud.named("orders-db")
    select(terminal, "orders-db")

    terminal.press("R")
    terminal.wait_for("Restart orders-db")
    time.sleep(2 * SETTLING)  # Keys count only after that time: it is what is tested here.
    terminal.press("tab", "enter")
    terminal.wait_for(lambda: terminal.line_with("REBOOT", "orders-db"))
    simulator.cloud.clock.advance(120)

    terminal.wait_for(lambda: terminal.line_with("● ACTIVE", "orders-db"))
    assert simulator.count("POST", f"/instances/{instance.id}/action") == 1


def test_enter_alone_restarts_nothing(opened: Opens, simulator: Simulator) -> None:
    terminal = open_on(simulator, opened)
    select(terminal, "orders-db")

    terminal.press("R", "enter", "enter")
    terminal.wait_for("Restart orders-db")
    time.sleep(2 * SETTLING)
    terminal.press("enter")
    terminal.wait_for(lambda: "Restart orders-db" not in terminal.text)

    assert simulator.count("POST", "/action") == 0


def test_a_lost_server_is_said_with_the_data_kept_and_comes_back_by_itself(
    opened: Opens, simulator: Simulator
) -> None:
    terminal = open_on(simulator, opened)

    simulator.stop()
    terminal.wait_for(lambda: terminal.line_with("lost", "refused"))
    assert terminal.line_with("ACTIVE", "orders-db")

    simulator.start()
    terminal.wait_for("● live", timeout=30)


def test_a_killed_simulator_is_said_and_the_demo_can_still_be_left(opened: Opens) -> None:
    terminal = opened("--demo")
    terminal.wait_for("● live")
    [child] = [number for number, words in terminal.processes().items() if "simulate" in words]

    os.kill(child, signal.SIGKILL)

    terminal.wait_for(lambda: terminal.line_with("lost"))
    terminal.press("q")
    assert terminal.wait() == 0
    assert terminal.left_on() == []
    terminal.wait_until_alone()


def test_the_first_frame_does_not_wait_for_the_network(opened: Opens, simulator: Simulator) -> None:
    flags = ("--endpoint", simulator.endpoint, "--project", simulator.project)

    with simulator.held("GET", "/instances"):
        terminal = opened(*flags, environ={"OS_TOKEN": simulator.token})
        terminal.wait_for("q quit")
        assert "orders-db" not in terminal.text

    terminal.wait_for("orders-db")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_demo_with_its_child(opened: Opens, number: signal.Signals) -> None:
    terminal = opened("--demo")
    terminal.wait_for("● live")

    terminal.signal(number)

    assert terminal.wait() == 128 + number
    assert terminal.left_on() == []
    terminal.wait_until_alone()


def test_even_sigkill_leaves_no_child(opened: Opens) -> None:
    terminal = opened("--demo")
    terminal.wait_for("● live")

    terminal.signal(signal.SIGKILL)

    terminal.wait_until_alone()


def test_a_closed_window_ends_the_demo_with_its_child(opened: Opens) -> None:
    terminal = opened("--demo")
    terminal.wait_for("● live")

    terminal.hang_up()

    terminal.wait_until_alone()


def test_the_demo_is_stopped_by_ctrl_z_and_continued_by_fg(opened: Opens) -> None:
    shell = opened("bash", "--norc", "--noprofile", "-i", environ={"PS1": "prompt$ "})
    shell.wait_for("prompt$")
    shell.send(" ".join((*TROVE_TUI, "--demo")) + "\r")
    shell.wait_for("● live")

    shell.press("ctrl+z")
    shell.wait_for("Stopped")
    shell.send("fg\r")

    shell.wait_for(lambda: shell.line_with("payments-db"))
    shell.press("q")
    shell.wait_for("prompt$")
    shell.send("exit\r")
    assert shell.wait() == 0
    assert shell.left_on() == []
    shell.wait_until_alone()


def test_a_new_size_is_filled(opened: Opens, simulator: Simulator) -> None:
    terminal = open_on(simulator, opened)

    terminal.resize(80, 24)

    terminal.wait_for(lambda: re.search(r"\? help +q quit", terminal.screen[-1]))
    assert terminal.line_with("orders-db")


def test_a_missing_token_is_asked_for_without_an_echo(opened: Opens, simulator: Simulator) -> None:
    terminal = opened("--endpoint", simulator.endpoint, "--project", simulator.project)
    terminal.wait_for("Token (OS_TOKEN is not set):")

    terminal.send(f"{simulator.token}\r")

    terminal.wait_for("orders-db")
    assert simulator.token not in bytes(terminal.raw).decode()


def test_ctrl_c_instead_of_a_token_ends_with_130(opened: Opens) -> None:
    terminal = opened("--region", "bj1", "--project", "p")
    terminal.wait_for("Token")

    terminal.press("ctrl+c")

    assert terminal.wait() == 130
    assert "Traceback" not in terminal.text
    assert terminal.left_on() == []


def test_the_token_is_in_no_childs_environment_nor_in_any_command_line(opened: Opens) -> None:
    terminal = opened("--demo", environ={"OS_TOKEN": "a-token-of-another-cloud"})
    terminal.wait_for("● live")

    [child] = [number for number, words in terminal.processes().items() if "simulate" in words]

    with open(f"/proc/{child}/environ", "rb") as environ:
        assert b"a-token-of-another-cloud" not in environ.read()
    assert not any("a-token" in words for words in terminal.processes().values())
