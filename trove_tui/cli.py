"""The command line: arguments → settings → the app, or the simulator alone.

What the first frame doesn't need is imported later: nothing but argparse here,
Textual when the app is about to start, the rest while it is already on screen.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import TYPE_CHECKING, Final, NoReturn

from trove_tui import __version__

if TYPE_CHECKING:
    from trove_tui.settings import Secret, Settings

FAILED: Final = 1
USAGE: Final = 2
INTERRUPTED: Final = 130

DIALECTS: Final = ("spec", "upstream")
_CLOUD: Final = ("instances", "seed", "speed")

_DESCRIPTION: Final = "A terminal UI for OpenStack Trove, the database service."
_EPILOG: Final = """\
environment:
  OS_TOKEN               the token; asked for where it is missing, never an argument
  TROVE_TUI_ENDPOINT     like --endpoint        TROVE_TUI_REGION     like --region
  TROVE_TUI_REGIONS      hosts by region: bj1=URL,gd1=URL
  TROVE_TUI_PROJECT      like --project         TROVE_TUI_DIALECT    like --dialect
  TROVE_TUI_READ_ONLY=1  like --read-only       TROVE_TUI_ASCII=1    like --ascii

A flag goes before the environment; two sources that name different hosts are an
error, as a token goes to no host but the one it was given for.
"""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in a sentence, with what was typed free of control bytes."""

    def error(self, message: str) -> NoReturn:
        shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in message)
        self.exit(USAGE, f"{self.prog}: {shown}\nTry {self.prog} --help.\n")


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the program with these arguments (by default the process's own), then exit.

    Raises:
        SystemExit: always; 0 well, 1 failed, 2 usage, 128 and more ended by a signal.
    """
    parser = _parser()
    arguments = parser.parse_args(argv)
    _refuse_nonsense(parser, arguments)
    try:
        code = _simulate(arguments) if arguments.command == "simulate" else _open(arguments)
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="trove-tui",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"trove-tui {__version__}")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--demo", action="store_true", help="open a simulated cloud; no set-up")
    where.add_argument("--endpoint", metavar="URL", help="Trove's endpoint")
    where.add_argument("--region", metavar="NAME", help="a region's endpoint: bj1, gd1")
    parser.add_argument("--project", metavar="ID", help="the project's id")
    parser.add_argument("--read-only", action="store_true", help="take every changing key away")
    parser.add_argument("--ascii", action="store_true", help="draw with ASCII characters only")
    parser.set_defaults(**dict.fromkeys(_CLOUD))
    _add_cloud(parser.add_argument_group("the simulated cloud (with --demo)"))
    parser.add_argument("--dialect", choices=DIALECTS, help="the server's; by default found out")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    simulate = commands.add_parser(
        "simulate",
        help="run the simulated cloud alone, for scripts and other clients",
        description="A Trove server on loopback; prints what to export to reach it.",
        allow_abbrev=False,
    )
    simulate.add_argument("--port", type=_port, default=0, metavar="N", help="0: any free one")
    simulate.add_argument(
        "--latency", type=_milliseconds, default=0, metavar="MS", help="wait before each answer"
    )
    _add_cloud(simulate)
    simulate.add_argument(
        "--dialect", choices=DIALECTS, default=argparse.SUPPRESS, help="by default spec"
    )
    simulate.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)
    return parser


def _add_cloud(parser: argparse._ActionsContainer) -> None:
    # No defaults here: a subcommand's would overwrite what was given before its name.
    for name, kind, metavar, help_text in (
        ("--instances", _count, "N", "how many at the start"),
        ("--seed", int, "S", "the same seed, the same cloud"),
        ("--speed", _speed, "X", "times faster than a real one; 0: its time stands still"),
    ):
        parser.add_argument(
            name, type=kind, metavar=metavar, help=help_text, default=argparse.SUPPRESS
        )


def _number(
    kind: type[int] | type[float], low: float, high: float, what: str
) -> Callable[[str], float]:
    def parse(text: str) -> float:
        try:
            number = kind(text)
        except ValueError:
            number = kind(-1)
        if not low <= number <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is not {what}")
        return number

    return parse


_port = _number(int, 0, 65535, "a port (0 to 65535)")
_count = _number(int, 0, 100_000, "a number of instances (0 to 100000)")
_speed = _number(float, 0, 100_000, "a speed (0 to 100000)")
_milliseconds = _number(int, 0, 600_000, "a latency in milliseconds (0 to 600000)")


def _refuse_nonsense(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
    """Refuse flags that would have no effect: silence would be taken for consent."""
    if arguments.command == "simulate":
        useless: tuple[str, ...] = ("demo", "endpoint", "region", "project", "read_only", "ascii")
        reason = "has no meaning for simulate"
    elif arguments.demo:
        useless, reason = ("project",), "has no meaning with --demo, which brings its own"
    else:
        useless, reason = _CLOUD, "goes with --demo"
    for name in useless:
        if getattr(arguments, name) not in (None, False):
            parser.error(f"--{name.replace('_', '-')} {reason}")


def _simulate(arguments: argparse.Namespace) -> int:
    from trove_tui.simulator.server import run

    return run(
        port=arguments.port,
        instances=42 if arguments.instances is None else arguments.instances,
        seed=1 if arguments.seed is None else arguments.seed,
        speed=1.0 if arguments.speed is None else arguments.speed,
        dialect=arguments.dialect or "spec",
        latency=arguments.latency,
        until_stdin_closes=arguments.with_parent,
    )


def _open(arguments: argparse.Namespace) -> int:
    """Find the settings, then run the app on them."""
    from trove_tui.settings import Given, SettingsError, preferences, resolve

    given = Given(
        endpoint=arguments.endpoint,
        region=arguments.region,
        project=arguments.project,
        dialect=arguments.dialect,
        read_only=arguments.read_only,
        ascii=arguments.ascii,
    )
    unfit = why_unfit(os.environ)
    try:
        if arguments.demo:
            plain = preferences(given, os.environ)
            return _complain(unfit) if unfit else _open_demo(plain, arguments)
        settings = resolve(given, os.environ, None if unfit else _ask_token)
    except SettingsError as error:
        return _complain(str(error))
    if unfit:
        return _complain(unfit)
    for warning in settings.warnings:
        _complain(warning)
    return _run(settings)


def _open_demo(preferences: Settings, arguments: argparse.Namespace) -> int:
    from dataclasses import replace

    from trove_tui.demo import Demo, DemoFailed, DemoOptions

    options = DemoOptions(arguments.instances, arguments.seed, arguments.speed, arguments.dialect)
    try:
        demo = Demo(preferences, options)
    except DemoFailed as error:
        return _complain(str(error), FAILED)
    with demo:  # It starts while Textual is being imported.
        return _run(replace(preferences, demo=demo))


def _run(settings: Settings) -> int:
    """Run the app; the code to exit with."""
    gc.disable()  # Until after the first frame: imports make nothing that it could collect.
    prepare(os.environ, settings.token)

    from trove_tui.ui.app import TroveApp

    app = TroveApp(settings)
    app.run()
    return app.return_code or 0


def prepare(environ: MutableMapping[str, str], token: Secret) -> None:
    """What must be so before Textual is imported."""
    from trove_tui import log

    environ.pop("OS_TOKEN", None)  # Nothing that we start needs it.
    log.hide(token.reveal())
    log.install()
    # Looking for plugins that nobody uses reads every installed package's metadata.
    environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Over a slow link the rest of an escape sequence comes late, and would be taken for keys.
    environ.setdefault("ESCDELAY", "150")
    if not environ.get("NO_COLOR", "unset"):
        del environ[
            "NO_COLOR"
        ]  # An empty one means colours, but Textual asks only whether it is set.


def why_unfit(environ: Mapping[str, str]) -> str | None:
    """Why there is no terminal to draw on; None where there is one."""
    streams = {"input": sys.__stdin__, "output": sys.__stdout__, "error": sys.__stderr__}
    for name, stream in streams.items():
        if stream is None or stream.closed or not stream.isatty():
            return f"trove-tui needs a terminal, and its standard {name} is not one."
    if environ.get("TERM", "") in ("", "dumb"):
        return "trove-tui needs a terminal that can move its cursor: TERM says that this one can't."
    return None


def _ask_token() -> str:
    from getpass import getpass

    try:
        return getpass("Token (OS_TOKEN is not set): ")
    except EOFError:
        return ""


def _complain(sentences: str, code: int = USAGE) -> int:
    sys.stderr.write(f"{sentences}\n")
    return code
