"""The simulator as a program: what it prints, where it listens, how it ends."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from trove_tui.simulator.server import listen, port_of

PROGRAM = """
import sys
from trove_tui.simulator.server import run
port, instances, speed, dialect, latency, parent = sys.argv[1:]
sys.exit(run(int(port), int(instances), 1, float(speed), dialect, float(latency),
             until_stdin_closes=parent == "parent"))
"""

Process = subprocess.Popen[str]


@contextmanager
def running(
    port: int = 0,
    instances: int = 8,
    speed: float = 0,
    dialect: str = "spec",
    latency: float = 0,
    parent: str = "",
) -> Iterator[Process]:
    arguments = [str(one) for one in (port, instances, speed, dialect, latency, parent)]
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def exported(process: Process) -> dict[str, str]:
    """The variables that the printed lines set."""
    assert process.stdout is not None
    variables = {}
    for _ in range(4):
        command, assignment = shlex.split(process.stdout.readline())
        assert command == "export"
        name, _, value = assignment.partition("=")
        variables[name] = value
    return variables


def ask(variables: dict[str, str], endpoint: str | None = None) -> httpx.Response:
    base = endpoint or variables["TROVE_TUI_ENDPOINT"]
    url = f"{base}/v1.0/{variables['TROVE_TUI_PROJECT']}/instances"
    return httpx.get(url, headers={"X-Auth-Token": variables["OS_TOKEN"]})


def test_the_printed_lines_are_all_that_is_needed_to_ask_both_regions() -> None:
    with running() as process:
        variables = exported(process)
        regions = dict(one.split("=") for one in variables["TROVE_TUI_REGIONS"].split(","))

        first = ask(variables)
        second = ask(variables, regions["gd1"])

    assert list(variables) == [
        "TROVE_TUI_ENDPOINT",
        "TROVE_TUI_PROJECT",
        "OS_TOKEN",
        "TROVE_TUI_REGIONS",
    ]
    assert regions["bj1"] == variables["TROVE_TUI_ENDPOINT"]
    assert len(first.json()["instances"]) == 8
    assert second.status_code == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(number: int) -> None:
    with running() as process:
        ask(exported(process))

        process.send_signal(number)
        _, error = process.communicate(timeout=10)

    assert (process.returncode, error) == (0, "")


def test_it_ends_when_its_parents_end_of_stdin_is_closed() -> None:
    with running(parent="parent") as process:
        exported(process)
        assert process.stdin is not None

        process.stdin.close()

        assert process.wait(10) == 0


def test_without_a_parent_stdin_does_not_matter() -> None:
    with running() as process:
        variables = exported(process)
        assert process.stdin is not None

        process.stdin.close()

        assert ask(variables).status_code == 200


def test_a_port_in_use_is_a_plain_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with running(port) as process:
            output, error = process.communicate(timeout=10)

    assert process.returncode == 1
    assert output == ""
    assert error == (
        f"trove-tui simulate: can't listen on 127.0.0.1:{port}: Address already in use.\n"
        "Choose another --port; 0 takes any free one.\n"
    )


def test_a_full_disk_where_it_says_where_it_listens_is_a_plain_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "trove_tui", "simulate"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=30,
        )

    assert ended.returncode == 1
    assert ended.stderr == (
        "trove-tui simulate: can't say where it listens: No space left on device.\n"
    )


def test_it_listens_on_the_port_asked_for_and_on_loopback_alone(
    free_port: Callable[[], int],
) -> None:
    port = free_port()

    with running(port) as process:
        variables = exported(process)

        assert variables["TROVE_TUI_ENDPOINT"] == f"http://127.0.0.1:{port}"
        assert _listening(process.pid) == {"0100007F"}


def test_answers_are_late_by_the_latency_without_holding_up_each_other() -> None:
    with running(latency=300) as process:
        variables = exported(process)

        answer = ask(variables)

    assert answer.elapsed.total_seconds() >= 0.3


def test_a_listener_names_tcp_so_that_asyncio_sends_without_delay() -> None:
    listeners = listen(0, 2)

    names = {listener.proto for listener in listeners}

    for listener in listeners:
        listener.close()
    assert names == {socket.IPPROTO_TCP}


def test_the_second_region_takes_the_next_free_port(free_port: Callable[[], int]) -> None:
    port = free_port()

    first, second = listen(port, 2)

    ports = [port_of(first), port_of(second)]
    first.close()
    second.close()
    assert ports[0] == port < ports[1]


@pytest.fixture
def free_port() -> Callable[[], int]:
    """A port that was free just now."""

    def find() -> int:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port: int = listener.getsockname()[1]
            return port

    return find


def _listening(pid: int) -> set[str]:
    """The addresses on which the process listens, as the kernel writes them."""
    sockets = {
        os.readlink(f"/proc/{pid}/fd/{number}").removeprefix("socket:[").removesuffix("]")
        for number in os.listdir(f"/proc/{pid}/fd")
    }
    with open(f"/proc/{pid}/net/tcp") as table:
        rows = [line.split() for line in table][1:]
    listening = "0A"
    return {row[1].partition(":")[0] for row in rows if row[3] == listening and row[9] in sockets}
