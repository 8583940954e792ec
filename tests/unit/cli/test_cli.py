"""Arguments: what is understood, what is refused, and what is not imported for it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence

import pytest

from trove_tui import __version__
from trove_tui.cli import main, prepare, why_unfit
from trove_tui.settings import NO_CREDENTIALS, NOTHING_FOUND, Secret

HEAVY = ("textual", "rich", "httpx", "pydantic", "starlette", "uvicorn", "asyncio", "platformdirs")


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "ENDPOINT",
        "REGION",
        "REGIONS",
        "PROJECT",
        "DIALECT",
        "READ_ONLY",
        "ASCII",
        "RATE",
    ):
        monkeypatch.delenv(f"TROVE_TUI_{name}", raising=False)
    monkeypatch.delenv("OS_TOKEN", raising=False)


def ends(arguments: Sequence[str]) -> object:
    """The exit code of these arguments."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return ended.value.code


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert ends(["--version"]) == 0
    assert capsys.readouterr().out == f"trove-tui {__version__}\n"


def test_help_names_every_flag_and_variable(capsys: pytest.CaptureFixture[str]) -> None:
    assert ends(["--help"]) == 0
    told = capsys.readouterr().out
    flags = "--demo --endpoint --region --project --dialect --read-only --ascii --rate --version"
    for word in f"{flags} simulate OS_TOKEN TROVE_TUI_REGIONS".split():
        assert word in told
    assert "--with-parent" not in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--frobnicate"], "--frobnicate"),
        (["--end=x"], "--end"),
        (["frobnicate"], "frobnicate"),
        (["[/red]\x1b[2J"], "[/red]\\x1b[2J"),
        (["--demo", "--region", "bj1"], "not allowed with"),
        (["--endpoint", "http://a", "--region", "bj1"], "not allowed with"),
        (["--demo", "--project", "p"], "--project has no meaning with --demo"),
        (["--region", "bj1", "--seed", "3"], "--seed goes with --demo"),
        (["--read-only", "simulate"], "--read-only has no meaning for simulate"),
        (["--dialect", "klingon"], "klingon"),
        (["--demo", "--instances", "-1"], "'-1' is not a number of instances"),
        (["--demo", "--speed", "nan"], "'nan' is not a speed"),
        (["--rate", "0"], "'0' is not a number of requests a minute"),
        (["--rate", "60", "simulate"], "--rate has no meaning for simulate"),
        (["simulate", "--port", "65536"], "'65536' is not a port"),
        (["simulate", "--latency", "soon"], "'soon' is not a latency"),
    ],
)
def test_arguments_that_make_no_sense_are_refused_in_a_sentence(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ends(arguments) == 2

    told = capsys.readouterr().err
    assert words in told
    assert "--help" in told
    assert told.replace("\n", "").isprintable()
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("arguments", "environ", "words"),
    [
        ([], {}, NOTHING_FOUND),
        (["--region", "bj1", "--project", "p"], {}, NO_CREDENTIALS),
        (["--endpoint", "foo", "--project", "p"], {"OS_TOKEN": "t"}, "'foo' is not a URL"),
        (["--region", "mars", "--project", "p"], {"OS_TOKEN": "t"}, "Known: bj1, gd1"),
        (["--region", "bj1", "--project", "p"], {"OS_TOKEN": "t"}, "needs a terminal"),
        (["--demo"], {}, "needs a terminal"),
        (["--demo"], {"TROVE_TUI_DIALECT": "klingon"}, "TROVE_TUI_DIALECT"),
    ],
)
def test_settings_that_cannot_work_end_with_2_before_anything_starts(
    arguments: list[str],
    environ: Mapping[str, str],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "__stdin__", None)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    assert ends(arguments) == 2

    told = capsys.readouterr()
    assert words in told.err
    assert told.out == ""


@pytest.mark.parametrize("term", ["", "dumb"])
def test_a_terminal_that_cannot_move_its_cursor_is_not_drawn_on(
    term: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Tty:
        closed = False

        def isatty(self) -> bool:
            return True

    for name in ("__stdin__", "__stdout__", "__stderr__"):
        monkeypatch.setattr(sys, name, Tty())

    assert "TERM" in (why_unfit({"TERM": term}) or "")
    assert why_unfit({"TERM": "xterm-256color"}) is None


@pytest.mark.parametrize("name", ["stdin", "stdout", "stderr"])
def test_each_of_the_three_streams_must_be_a_terminal(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Tty:
        closed = False

        def isatty(self) -> bool:
            return True

    for other in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, f"__{other}__", None if other == name else Tty())

    assert "needs a terminal" in (why_unfit({"TERM": "xterm"}) or "")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"OS_TOKEN": "t", "NO_COLOR": ""}, {"ESCDELAY": "150"}),
        ({"NO_COLOR": "1", "ESCDELAY": "30"}, {"NO_COLOR": "1", "ESCDELAY": "30"}),
        ({}, {"ESCDELAY": "150"}),
        ({"COLUMNS": "40", "LINES": "9", "TEXTUAL_PRESS": "q"}, {"ESCDELAY": "150"}),
    ],
)
def test_the_environment_is_prepared_before_textual_reads_it(
    before: dict[str, str], after: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trove_tui.log.install", lambda: None)

    prepare(before, Secret(""))

    assert before == {"PYDANTIC_DISABLE_PLUGINS": "__all__", **after}


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (["--help"], HEAVY),
        (["--version"], HEAVY),
        ([], (*HEAVY, "argparse")),
        (["--region", "bj1"], HEAVY),
        (["--demo", "--seed", "x"], HEAVY),
    ],
    ids=str,
)
def test_an_answer_that_needs_no_screen_imports_nothing_heavy(
    arguments: list[str], heavy: tuple[str, ...]
) -> None:
    script = (
        "import sys\n"
        "from trove_tui.cli import main\n"
        "try:\n"
        f"    main({arguments!r})\n"
        "except SystemExit:\n"
        f"    print('heavy:', *sorted(set(sys.modules) & {set(heavy)!r}))\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert ended.stdout.splitlines()[-1].strip() == "heavy:"


def imported(modules: str, wanted: set[str]) -> str:
    script = f"import sys\nimport {modules}\nprint(*sorted(set(sys.modules) & {wanted!r}))\n"
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return ended.stdout.strip()


def test_before_the_first_frame_neither_http_nor_models_are_imported() -> None:
    shell = "trove_tui.settings, trove_tui.demo, trove_tui.log, trove_tui.ui.app"

    later = {
        "httpx",
        "platformdirs",
        "pydantic",
        "trove_tui.api",
        "trove_tui.connector",
        "trove_tui.ui.commands",
        "trove_tui.ui.dialogs",
        "trove_tui.ui.live_shell",
        "uvicorn",
    }

    told = imported(shell, later)

    assert told in ("", "platformdirs")  # Textual's own.


def test_before_the_first_rows_neither_forms_nor_what_they_send_is_imported() -> None:
    rows = "trove_tui.ui.live_shell, trove_tui.connector, trove_tui.resources.instances"

    later = {
        "pydantic",
        "trove_tui.changes.change",
        "trove_tui.resources.quotas",
        "trove_tui.ui.dialogs.choose",
        "trove_tui.ui.dialogs.quit",
        "trove_tui.ui.dialogs.sign_in",
        "trove_tui.ui.forms",
        "trove_tui.ui.widgets.detail_pane",
        "trove_tui.ui.widgets.filter_input",
    }

    assert imported(rows, {"httpx", *later}) == "httpx"
