"""The command line: arguments → settings → the app, or the simulator alone.

What the first frame doesn't need is imported later: the parser where there is something
to parse, Textual when the app is about to start, the rest while it is already on screen.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

from trove_tui.exit_codes import FAILED, INTERRUPTED, USAGE

if TYPE_CHECKING:
    from trove_tui.clock import Clock
    from trove_tui.connector import Connector
    from trove_tui.settings import Secret, Settings

FILES: Final = 64
"""Files that may be open at once: the terminal, the connections, what is imported, and room."""

_SIZES: Final = ("COLUMNS", "LINES")
"""Textual and rich would take them for the terminal's size, whatever size that is made."""
_DEVELOPERS: Final = "TEXTUAL"
"""Variables for developing Textual's apps begin like this: they press keys, write what is on the
screen to a file, and end the program where they have a value that they can't have."""


class Arguments(NamedTuple):
    """The command line, as it is where nothing is given."""

    command: str | None = None
    demo: bool = False
    endpoint: str | None = None
    region: str | None = None
    project: str | None = None
    dialect: str | None = None
    read_only: bool = False
    ascii: bool = False
    rate: int | None = None
    instances: int | None = None
    seed: int | None = None
    speed: float | None = None
    port: int = 0
    latency: int = 0
    with_parent: bool = False


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the program with these arguments (by default the process's own), then exit.

    Raises:
        SystemExit: always; 0 well, 1 failed, 2 usage, 128 and more ended by a signal.
    """
    arguments = _arguments(sys.argv[1:] if argv is None else argv)
    try:
        code = _simulate(arguments) if arguments.command == "simulate" else _open(arguments)
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)


def _arguments(argv: Sequence[str]) -> Arguments:
    if not argv:
        return Arguments()
    from trove_tui.arguments import parse

    return Arguments(**parse(argv))


def _simulate(arguments: Arguments) -> int:
    from trove_tui.simulator.server import run

    signal.signal(signal.SIGINT, signal.default_int_handler)
    return run(
        port=arguments.port,
        instances=42 if arguments.instances is None else arguments.instances,
        seed=1 if arguments.seed is None else arguments.seed,
        speed=1.0 if arguments.speed is None else arguments.speed,
        dialect=arguments.dialect or "spec",
        latency=arguments.latency,
        until_stdin_closes=arguments.with_parent,
    )


def _open(arguments: Arguments) -> int:
    from trove_tui.settings import Flags, SettingsError, preferences, resolve

    flags = Flags(
        endpoint=arguments.endpoint,
        region=arguments.region,
        project=arguments.project,
        dialect=arguments.dialect,
        read_only=arguments.read_only,
        ascii=arguments.ascii,
        rate=arguments.rate,
    )
    unfit = why_unfit(os.environ)
    if (problem := too_few_files()) and not unfit:
        return _complain(problem, FAILED)
    try:
        if arguments.demo:
            plain = preferences(flags, os.environ)
            return _complain(unfit) if unfit else _open_demo(plain, arguments)
        settings = resolve(flags, os.environ, None if unfit else _ask_token)
    except SettingsError as error:
        return _complain(str(error))
    if unfit:
        return _complain(unfit)
    if reason := _unusable(settings.endpoint.url):
        return _complain(reason, FAILED)
    return _run(settings)


def _unusable(url: str) -> str | None:
    # Checked before the screen is taken over, where the sentence can still be read.
    from trove_tui import log
    from trove_tui.environment import BadVariable, check

    try:
        proxy = check(url, os.environ)
    except BadVariable as error:
        return str(error)
    for secret in proxy.secrets if proxy else ():
        log.hide(secret)
    return None


def _open_demo(preferences: Settings, arguments: Arguments) -> int:
    from trove_tui.demo import Demo, DemoFailed, DemoOptions

    options = DemoOptions(arguments.instances, arguments.seed, arguments.speed, arguments.dialect)
    try:
        demo = Demo(preferences, options)
    except DemoFailed as error:
        return _complain(str(error), FAILED)
    with demo:  # It starts while Textual is being imported.
        return _run(preferences._replace(demo=demo))


def _run(settings: Settings) -> int:
    gc.disable()  # Until after the first frame: imports make nothing that it could collect.
    prepare(os.environ, settings.token)

    from trove_tui.ui.app import TroveApp

    app = TroveApp(settings, connector)
    app.run()
    return app.return_code or 0


def connector(settings: Settings, clock: Clock) -> Connector:
    """What opens sessions on the clouds that the settings name."""
    from trove_tui.connector import Connector  # After the first frame: httpx comes with it.

    return Connector(settings, clock)


def prepare(environ: MutableMapping[str, str], token: Secret) -> None:
    """What must be so before Textual is imported."""
    from trove_tui import log

    environ.pop("OS_TOKEN", None)  # Nothing that we start needs it.
    log.hide(token.reveal())
    log.install()
    # pydantic would read every installed package's metadata to look for plugins.
    environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Over a slow link the rest of an escape sequence comes late, and would be taken for keys.
    environ.setdefault("ESCDELAY", "150")
    for name in [name for name in environ if name in _SIZES or name.startswith(_DEVELOPERS)]:
        del environ[name]
    if not environ.get("NO_COLOR", "unset"):
        # An empty one means colours, but Textual asks only whether it is set.
        del environ["NO_COLOR"]


def why_unfit(environ: Mapping[str, str]) -> str | None:
    """Why there is no terminal to draw on; None where there is one."""
    streams = {"input": sys.__stdin__, "output": sys.__stdout__, "error": sys.__stderr__}
    for name, stream in streams.items():
        if stream is None or stream.closed or not stream.isatty():
            return f"trove-tui needs a terminal, and its standard {name} is not one."
    if environ.get("TERM", "") in ("", "dumb"):
        return "trove-tui needs a terminal that can move its cursor: TERM says that this one can't."
    return None


def too_few_files() -> str | None:
    """Why there are too few files to open, once as many are allowed as can be; None if enough."""
    import resource

    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if resource.RLIM_INFINITY in (allowed, most) or allowed >= FILES:
        return None
    if most >= FILES:
        resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, most))
        return None
    return f"trove-tui needs {FILES} open files, and may have {most}: see `ulimit -n`."


def _ask_token() -> str:
    from getpass import getpass

    # It gives the terminal its echo back when it is interrupted.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return getpass("Token (OS_TOKEN is not set): ")
    except EOFError:
        return ""


def _complain(sentences: str, code: int = USAGE) -> int:
    sys.stderr.write(f"{sentences}\n")
    return code
