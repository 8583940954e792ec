"""What goes wrong before or behind the screen: a sentence, no traceback, the right exit code."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.conftest import Opens
from tests.e2e.terminal import TROVE_TUI, Terminal
from tests.support.simulator import Simulator
from tests.unit.terminal.replies import COLOURS, REPORTS

GUEST = (sys.executable, "-m", "tests.e2e.apps.guest")


def trove_tui(*arguments: str, environ: dict[str, str] | None = None) -> tuple[int, str]:
    """Run it without a terminal; its exit code and all that it said."""
    ended = subprocess.run(
        [*TROVE_TUI, *arguments],
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"} | (environ or {}),
        cwd=Path(__file__).parents[2],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
    )
    return ended.returncode, ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--frobnicate"], "unrecognized arguments: --frobnicate"),
        ([], "There is no Trove to open: nothing says which."),
        (["--endpoint", "foo", "--project", "p"], "--endpoint: 'foo' is not a URL"),
        (["--endpoint", "http://[/red]\x1b[2J", "--project", "p"], "is not a URL"),
        (["--region", "[/red]\x1b[2J", "--project", "p"], r"no region '[/red]\x1b[2J'"),
        (["--region", "bj1"], "No project is given."),
        (["--region", "bj1", "--project", "p"], "No token is given"),
        (["--demo"], "trove-tui needs a terminal"),
        (["simulate", "--port", "x"], "'x' is not a port"),
    ],
)
def test_bad_input_is_a_sentence_and_exit_code_2(arguments: list[str], sentence: str) -> None:
    code, said = trove_tui(*arguments)

    assert code == 2
    assert sentence in said
    assert "Traceback" not in said
    assert "\x1b" not in said


def test_output_that_goes_into_a_file_is_refused_even_in_a_terminal(opened: Opens) -> None:
    terminal = opened("bash", "-c", f"{' '.join(TROVE_TUI)} --demo > file; echo ended with $?")

    terminal.wait_for("ended with 2")

    assert terminal.line_with("trove-tui needs a terminal")
    terminal.wait_until_alone()


def test_a_terminal_that_cannot_move_its_cursor_is_refused(opened: Opens) -> None:
    terminal = opened("--demo", environ={"TERM": "dumb"})

    assert terminal.wait() == 2
    assert "needs a terminal" in terminal.text
    assert b"\x1b" not in terminal.raw


def test_a_port_in_use_is_a_sentence_and_exit_code_1() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        code, said = trove_tui("simulate", "--port", str(port))

    assert code == 1
    assert f"127.0.0.1:{port}" in said
    assert "Address already in use" in said
    assert "Traceback" not in said


def test_bytes_that_are_no_utf_8_do_no_harm(opened: Opens) -> None:
    terminal = opened(*GUEST)
    terminal.wait_for("the guest is here")

    terminal.send(b"\xff\xfe")
    terminal.press("k")
    terminal.wait_for("counted 1")
    terminal.press("i")
    terminal.wait_for("type")
    terminal.send(b"\x1b[200~one\xfftwo\x1b[201~")

    terminal.wait_for("one\ufffdtwo")
    assert "Traceback" not in terminal.text


@pytest.mark.parametrize(
    "typed",
    [
        *("\x1b[:A", "\x1b[106;1:3u", "\x1b[1;1:3B", "\x1b[1114112u", "\x1b[55296u"),
        *("\x1b[<NaN;NaN;NaNM", "\x1b[48;24;80;0;0t\x1b[<0;9;3M", "\x1b[48;0;0;0;0t\x1b[<0;9;3M"),
    ],
)
def test_keys_that_cannot_be_read_do_not_end_it(opened: Opens, typed: str) -> None:
    terminal = opened(*GUEST)
    terminal.wait_for("the guest is here")

    terminal.send(typed + "k")

    terminal.wait_for("counted 1")
    quits_well(terminal)


def test_what_a_terminal_answers_late_and_torn_is_no_key(opened: Opens) -> None:
    terminal = opened(*GUEST)
    terminal.wait_for("the guest is here")

    for count, reply in enumerate((*REPORTS[:4], *(f"\x1b]{one}\x1b\\" for one in COLOURS[:3]))):
        middle = len(reply) // 2
        for piece in (reply[:middle], reply[middle:-1], reply[-1]):
            terminal.send(piece)
            time.sleep(0.25)  # As long as the line takes: it is what the terminal sends.
        terminal.press("k")
        terminal.wait_for(f"counted {count + 1}")

    quits_well(terminal)


def quits_well(terminal: Terminal) -> None:
    """It is still a program that can be left."""
    terminal.press("q")
    assert terminal.wait() == 0
    assert terminal.left_on() == []
    assert "Traceback" not in bytes(terminal.raw).decode()


def test_a_refused_connection_is_said_on_the_screen(opened: Opens) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    terminal = opened(
        *("--endpoint", f"http://127.0.0.1:{port}", "--project", "p"), environ={"OS_TOKEN": "t0ken"}
    )

    terminal.wait_for(lambda: terminal.line_with("refused"))
    quits_well(terminal)


def test_a_wrong_token_is_said_on_the_screen(opened: Opens, simulator: Simulator) -> None:
    terminal = opened(
        *("--endpoint", simulator.endpoint, "--project", simulator.project),
        environ={"OS_TOKEN": "wr0ng"},
    )

    terminal.wait_for(lambda: terminal.line_with("refused", "requires authentication"))
    quits_well(terminal)


def test_html_where_trove_should_answer_is_said_on_the_screen(
    opened: Opens, simulator: Simulator
) -> None:
    html = "<html><body><h1>It works</h1></body></html>"
    simulator.fail("GET", "/instances", 200, html, {"content-type": "text/html"}, times=None)

    terminal = opened(
        *("--endpoint", simulator.endpoint, "--project", simulator.project),
        environ={"OS_TOKEN": simulator.token},
    )

    terminal.wait_for("isn't what Trove answers")
    assert "<h1>" not in terminal.text
    quits_well(terminal)


def test_a_name_made_of_markup_and_escapes_is_shown_as_it_is_written(
    opened: Opens, simulator: Simulator
) -> None:
    simulator.cloud.named("orders-db").name = "[/red]\x1b[2J"

    terminal = opened(
        *("--endpoint", simulator.endpoint, "--project", simulator.project),
        environ={"OS_TOKEN": simulator.token},
    )

    terminal.wait_for(r"[/red]\x1b[2J")
    assert b"[/red]\x1b[2J" not in terminal.raw
    quits_well(terminal)


def test_a_flood_of_keys_waits_in_the_terminal_and_not_in_memory(opened: Opens) -> None:
    terminal = opened(*TROVE_TUI, "--demo")
    terminal.wait_for("● live")
    before = _most_memory(terminal)

    terminal.send(b"j" * 60_000)
    terminal.press("?")
    terminal.wait_for("half a page", timeout=60)

    assert _most_memory(terminal) - before < 40_000


def _most_memory(terminal: Terminal) -> int:
    """Kilobytes that the program took at most, so far."""
    (pid,) = (number for number, command in terminal.processes().items() if "--demo" in command)
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])
