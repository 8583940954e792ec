"""The demo: the simulator as a child process, and the settings to reach it.

The child ends with us, however we end: it holds the reading end of a pipe whose
other end only we have, and leaves when that closes. An `atexit` hook or a
signal handler alone would leave it behind after a SIGKILL.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Final

from trove_tui import log
from trove_tui.settings import Flags, Settings, SettingsError, resolve

_START_LIMIT: Final = 30.0
"""Seconds until a child that says nothing is given up: a cold disk and a busy machine included."""
_EXPORTED: Final = {"OS_TOKEN", "TROVE_TUI_ENDPOINT", "TROVE_TUI_PROJECT", "TROVE_TUI_REGIONS"}
_LAST_WORDS_LIMIT: Final = 2.0
"""Seconds for a child whose output has ended to end itself."""


class DemoFailed(SettingsError):  # noqa: N818 - named like the errors of the api: what happened
    """The simulator could not be started, or ended by itself."""


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What the simulated cloud is like; None leaves it to the simulator."""

    instances: int | None = None
    seed: int | None = None
    speed: float | None = None
    dialect: str | None = None

    def arguments(self) -> list[str]:
        """As arguments of `trove-tui simulate`."""
        named = {
            "--instances": self.instances,
            "--seed": self.seed,
            "--speed": self.speed,
            "--dialect": self.dialect,
        }
        return [
            part
            for name, value in named.items()
            if value is not None
            for part in (name, str(value))
        ]


class Demo:
    """A running simulator. It is started at once; `ready` waits until it listens.

    Use it as a context manager, or call `stop()`: both leave no process behind.
    """

    def __init__(
        self,
        preferences: Settings,
        options: DemoOptions | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        """Start the child.

        `preferences` are the settings that don't say where to connect; `command` is what to run
        instead of this program's own simulator.

        Raises:
            DemoFailed: the machine refuses another process, or has no place for its last words.
        """
        self._preferences = preferences
        try:
            self._error_output: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by stop()
        except OSError as error:
            raise DemoFailed(
                f"The simulator can't be started: {error.strerror}. "
                "It needs a folder for temporary files, which TMPDIR can name."
            ) from error
        arguments = command or [
            *(sys.executable, "-P", "-m", "trove_tui", "simulate", "--with-parent", "--port", "0"),
            *(options or DemoOptions()).arguments(),
        ]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
                arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._error_output,
                env=_child_environment(),
                start_new_session=True,  # Ctrl+C and ctrl+z in the terminal are for us alone.
            )
        except OSError as error:
            self._error_output.close()
            raise DemoFailed(f"The simulator can't be started: {error.strerror}.") from error
        assert self._process.stdout is not None  # noqa: S101 - for the type checker: it is PIPE
        self._output = self._process.stdout.fileno()

    @property
    def process_id(self) -> int:
        """The child's process id."""
        return self._process.pid

    async def ready(self) -> Settings:
        """Wait until the child listens; the settings to reach it. Called once.

        Raises:
            DemoFailed: it ended, or said nothing for half a minute.
        """
        try:
            async with asyncio.timeout(_START_LIMIT):
                exports = await self._read_exports()
        except TimeoutError as error:
            raise DemoFailed("The simulator was started, but says nothing.") from error
        if exports is None:
            raise DemoFailed(await asyncio.to_thread(self._failure_words))
        log.hide(exports["OS_TOKEN"])
        settings = resolve(Flags(), exports)
        return self._preferences._replace(
            regions=settings.regions,
            region=settings.region,
            project=settings.project,
            token=settings.token,
            demo=self,
        )

    async def _read_exports(self) -> Mapping[str, str] | None:
        """The variables that the child prints for a shell; None if it ends before the last."""
        reader = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        # A pipe of the loop, not a thread that reads: a thread would hold up an early exit.
        transport, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(os.dup(self._output), "rb", 0)
        )
        exports: dict[str, str] = {}
        try:
            while line := (await reader.readline()).decode("utf-8", "replace"):
                exports.update(exported(line))
                if exports.keys() >= _EXPORTED:
                    return exports
        finally:
            transport.close()
        return None

    def _failure_words(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_LAST_WORDS_LIMIT)
        self._error_output.seek(0)
        lines = self._error_output.read().decode("utf-8", "replace").strip().splitlines()
        reason = lines[-1] if lines else f"it ended with {self._process.returncode}, saying nothing"
        shown = reason if reason.isprintable() else repr(reason)
        return f"The simulator could not start: {shown}"

    def stop(self) -> None:
        """End the child, and wait until it has ended. May be called again."""
        self._process.kill()  # It keeps nothing that a politer, slower end would save.
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._error_output):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def __enter__(self) -> Demo:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def exported(line: str) -> dict[str, str]:
    """The variable that a line `export NAME=VALUE` sets, as a shell reads it; nothing otherwise."""
    try:
        words = shlex.split(line)
    except ValueError:
        return {}
    if words[:1] == ["export"]:
        words = words[1:]
    parts = (word.partition("=") for word in words)
    return {name: value for name, equals, value in parts if equals}


def _child_environment() -> dict[str, str]:
    """Ours, but importing exactly what we import: `-m` alone would put the current folder first."""
    environ = {name: value for name, value in os.environ.items() if name != "OS_TOKEN"}
    environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    return environ
