"""The command line's flags: what they are called, what they take, what they mean together.

Apart from `cli`, which needs none of this where nothing was given: importing argparse and
building the parser take as long as a twentieth of what stands before the first frame.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NoReturn

from trove_tui import __version__
from trove_tui.exit_codes import USAGE
from trove_tui.settings import DIALECTS, RATES

_CLOUD: Final = ("instances", "seed", "speed")

_DESCRIPTION: Final = "A terminal UI for OpenStack Trove, the database service."
_EPILOG: Final = """\
environment:
  OS_TOKEN               the token; asked for where it is missing, never an argument
  TROVE_TUI_ENDPOINT     like --endpoint        TROVE_TUI_REGION     like --region
  TROVE_TUI_REGIONS      hosts by region: bj1=URL,gd1=URL
  TROVE_TUI_PROJECT      like --project         TROVE_TUI_DIALECT    like --dialect
  TROVE_TUI_READ_ONLY=1  like --read-only       TROVE_TUI_ASCII=1    like --ascii
  OS_CACERT              a file of certificates to trust (also SSL_CERT_FILE, …)
  HTTPS_PROXY            the proxy to go through; NO_PROXY: to what not
  TROVE_TUI_RATE         like --rate

A flag goes before the environment; two sources that name different hosts are an
error, as a token goes to no host but the one it was given for.
"""


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one sentence, without control bytes of what was typed."""

    def error(self, message: str) -> NoReturn:
        shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in message)
        self.exit(USAGE, f"{self.prog}: {shown}\nTry {self.prog} --help.\n")


def parse(argv: Sequence[str]) -> Mapping[str, Any]:
    """The arguments by name.

    Raises:
        SystemExit: for help and the version, or because the arguments make no sense.
    """
    parser = _parser()
    arguments = parser.parse_args(argv)
    _refuse_nonsense(parser, arguments)
    return vars(arguments)


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
    parser.add_argument(
        "--rate", type=_rate, metavar="N", help="ask a server at most N times a minute (120)"
    )
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
_rate = _number(int, RATES[0], RATES[-1], "a number of requests a minute (10 to 100000)")
_milliseconds = _number(int, 0, 600_000, "a latency in milliseconds (0 to 600000)")


def _refuse_nonsense(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
    """Refuse flags that would have no effect: silence would be taken for consent."""
    if arguments.command == "simulate":
        useless: tuple[str, ...] = (
            "demo",
            "endpoint",
            "region",
            "project",
            "read_only",
            "ascii",
            "rate",
        )
        reason = "has no meaning for simulate"
    elif arguments.demo:
        useless, reason = ("project",), "has no meaning with --demo, which brings its own"
    else:
        useless, reason = _CLOUD, "goes with --demo"
    for name in useless:
        if getattr(arguments, name) not in (None, False):
            parser.error(f"--{name.replace('_', '-')} {reason}")
