"""The demo's child process: how it is asked, and that it is never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from trove_tui.demo import Demo, DemoFailed, DemoOptions, exported
from trove_tui.settings import Flags, preferences

PLAIN = preferences(Flags(read_only=True), {})


def alive(process_id: int) -> bool:
    """Whether the process runs; one that only waits to be reaped does not."""
    try:
        with open(f"/proc/{process_id}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for another process: nothing else tells."""
    deadline = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


async def test_the_demo_tells_where_it_listens_and_ends_when_stopped() -> None:
    with Demo(PLAIN, DemoOptions(instances=3, seed=7, speed=0.0, dialect="spec")) as demo:
        settings = await demo.ready()

        assert settings.demo is demo
        assert settings.read_only
        assert settings.endpoint.url.startswith("http://127.0.0.1:")
        assert settings.region in settings.regions
        assert len(settings.regions) == 2
        assert settings.project
        assert settings.token
        assert settings.token.reveal() not in repr(settings)
        assert not settings.is_open(settings.region)
        assert alive(demo.process_id)

    assert not alive(demo.process_id)
    demo.stop()


async def test_the_child_ends_with_its_parent_even_when_that_is_killed() -> None:
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import time\n"
            "from trove_tui.demo import Demo\n"
            "from trove_tui.settings import Flags, preferences\n"
            "demo = Demo(preferences(Flags(), {}))\n"
            "print(demo.process_id, flush=True)\n"
            "time.sleep(60)",
        ],
        stdout=subprocess.PIPE,
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert alive(child)

    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()

    wait_until(lambda: not alive(child))


async def test_a_child_that_dies_early_is_a_plain_sentence_with_its_own_last_words() -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('x\\ncan\\'t listen: \\x1b[2J')"]

    with Demo(PLAIN, command=command) as demo, pytest.raises(DemoFailed) as failed:
        await demo.ready()

    assert str(failed.value).startswith("The simulator could not start: ")
    assert "listen" in str(failed.value)
    assert str(failed.value).isprintable()


async def test_a_child_that_ends_without_a_word_is_a_plain_sentence_too() -> None:
    command = [sys.executable, "-c", "import sys; sys.exit(5)"]

    with Demo(PLAIN, command=command) as demo, pytest.raises(DemoFailed, match="ended with 5"):
        await demo.ready()


def test_a_machine_that_refuses_another_process_is_a_plain_sentence() -> None:
    with pytest.raises(DemoFailed, match="can't be started"):
        Demo(PLAIN, command=["/nowhere/at-all"])


def test_a_machine_without_a_place_for_temporary_files_is_a_plain_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere/at-all")

    with pytest.raises(DemoFailed, match="TMPDIR can name"):
        Demo(PLAIN)


async def test_a_child_that_ignores_everything_is_ended_all_the_same() -> None:
    stubborn = (
        "import os, signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "for name in ('OS_TOKEN', 'TROVE_TUI_PROJECT'): print(f'export {name}=abcdef')\n"
        "print('export TROVE_TUI_ENDPOINT=http://127.0.0.1:9')\n"
        "print('export TROVE_TUI_REGIONS=a=http://127.0.0.1:9', flush=True)\n"
        "time.sleep(60)"
    )
    demo = Demo(PLAIN, command=[sys.executable, "-c", stubborn])
    await demo.ready()

    demo.stop()

    assert not alive(demo.process_id)


async def test_the_child_inherits_no_token_and_no_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OS_TOKEN", "not-for-children")
    looks = (
        "import os, sys; sys.exit(f'{os.environ.get(\"OS_TOKEN\")} {os.getsid(0) == os.getpid()}')"
    )

    with (
        Demo(PLAIN, command=[sys.executable, "-c", looks]) as demo,
        pytest.raises(DemoFailed, match="None True"),
    ):
        await demo.ready()

    assert os.environ["OS_TOKEN"] == "not-for-children"


@pytest.mark.parametrize(
    ("line", "variables"),
    [
        ("export A=b\n", {"A": "b"}),
        ("export A='b c=d'\n", {"A": "b c=d"}),
        ("A=b\n", {"A": "b"}),
        ("listening on it\n", {}),
        ("export A='unfinished\n", {}),
        ("\n", {}),
    ],
)
def test_a_line_for_a_shell_is_read_as_a_shell_does(line: str, variables: dict[str, str]) -> None:
    assert exported(line) == variables
