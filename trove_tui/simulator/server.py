"""The simulator as a program: sockets on loopback, the lines a shell can evaluate, and its end."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import socket
import sys
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress

import uvicorn
from starlette.types import ASGIApp

from trove_tui.simulator.app import Simulator
from trove_tui.simulator.clock import SimulatedClock
from trove_tui.simulator.cloud import REGIONS, Cloud
from trove_tui.simulator.dialect import Dialect
from trove_tui.simulator.fleet import populate
from trove_tui.simulator.world import World

HOST = "127.0.0.1"

_TRIES = 50
_PACE = 25.0
"""Seconds between two things that happen by themselves in the first region."""


class LoopbackServer(uvicorn.Server):
    """uvicorn, silent, asleep when nothing is asked, and ended by `stop` alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._stopping = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        super().__init__(
            uvicorn.Config(
                app,
                workers=1,  # Or what WEB_CONCURRENCY says, and an error where that is no number.
                loop="asyncio",
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="error",
                access_log=False,
                server_header=False,
                # It would be kept right by a timer that wakes ten times a second.
                date_header=False,
                # Longer than the interval that clients poll at, or each poll is a new connection.
                timeout_keep_alive=35,
                timeout_graceful_shutdown=1,
            )
        )

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave signals alone."""
        yield

    async def main_loop(self) -> None:
        """Wait until told to stop: nothing here has to be looked at now and then."""
        self._loop = asyncio.get_running_loop()
        if not self.should_exit:
            await self._stopping.wait()

    def stop(self) -> None:
        """Finish what is being answered, then return from `serve`. Safe from any thread."""
        self.should_exit = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stopping.set)


def listen(port: int, count: int) -> list[socket.socket]:
    """That many listening sockets on loopback: `port` and the next free ones, or any for port 0.

    Raises:
        OSError: the port is taken, or it may not be used.
    """
    sockets = [_listener(port)]
    while len(sockets) < count:
        sockets.append(_next_free(port_of(sockets[-1])) if port else listen(0, 1)[0])
    return sockets


def port_of(listener: socket.socket) -> int:
    """The port that it listens on."""
    port: int = listener.getsockname()[1]
    return port


def endpoint(port: int) -> str:
    """What comes before `/v1.0/` for the region on this port."""
    return f"http://{HOST}:{port}"


def exports(cloud: Cloud, ports: Mapping[int, str]) -> list[str]:
    """The lines that, evaluated by a shell, make `trove-tui` open on this cloud."""
    endpoints = {region: endpoint(port) for port, region in ports.items()}
    variables = {
        "TROVE_TUI_ENDPOINT": endpoints[cloud.home.name],
        "TROVE_TUI_PROJECT": cloud.project,
        "OS_TOKEN": cloud.token,
        "TROVE_TUI_REGIONS": ",".join(f"{name}={url}" for name, url in endpoints.items()),
    }
    return [f"export {name}={shlex.quote(value)}" for name, value in variables.items()]


def run(
    port: int,
    instances: int,
    seed: int,
    speed: float,
    dialect: str,
    latency: float,
    *,
    until_stdin_closes: bool = False,
) -> int:
    """Serve a simulated cloud on loopback until told to stop; return the exit code.

    `port` 0 is any free one, `speed` how fast time passes (0: it stands still), `latency` in
    milliseconds. With `until_stdin_closes` it ends with whoever holds the other end of stdin.
    """
    try:
        listeners = listen(port, len(REGIONS))
    except (OSError, OverflowError) as error:
        # The code's own words: `strerror` repeats the address.
        number = error.errno if isinstance(error, OSError) else None
        reason = os.strerror(number) if number else "no such port"
        print(
            f"trove-tui simulate: can't listen on {HOST}:{port}: {reason}.\n"
            "Choose another --port; 0 takes any free one.",
            file=sys.stderr,
        )
        return 1
    cloud = Cloud(SimulatedClock(speed=speed), Dialect(dialect), seed=seed)
    populate(cloud, instances)
    for region in cloud.regions.values():
        World(region, seed, pace=_PACE if region is cloud.home else 3 * _PACE).begin()
    ports = dict(zip(map(port_of, listeners), cloud.regions, strict=True))
    server = LoopbackServer(Simulator(cloud, ports, latency=latency / 1000))
    # The sockets listen already: who reads these lines can connect at once.
    if not _try_print("\n".join(exports(cloud, ports))):
        return 1
    # Interrupted before it minds signals itself, it has nothing to finish.
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(server, listeners, until_stdin_closes=until_stdin_closes))
    return 0


def _try_print(lines: str) -> bool:
    try:
        print(lines, flush=True)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        print(f"trove-tui simulate: can't say where it listens: {reason}.", file=sys.stderr)
        # What is left of it would be tried again at the end, and fail loudly.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True


async def _serve(
    server: LoopbackServer, listeners: Sequence[socket.socket], *, until_stdin_closes: bool
) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.stop)
    if until_stdin_closes:
        # A thread: asyncio can't watch every kind of stdin, and this one blocks nobody.
        threading.Thread(target=_watch_stdin, args=(server,), daemon=True).start()
    await server.serve(list(listeners))


def _watch_stdin(server: LoopbackServer) -> None:
    while os.read(0, 4096):
        pass
    server.stop()


def _listener(port: int) -> socket.socket:
    # asyncio sends without delay only where TCP is named: with `create_server`'s sockets, each
    # answer on a kept connection waits 40 ms for the client's acknowledgement.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(128)
    except (OSError, OverflowError):
        listener.close()
        raise
    return listener


def _next_free(port: int) -> socket.socket:
    for candidate in range(port + 1, port + _TRIES):
        try:
            return _listener(candidate)
        except (OSError, OverflowError):
            continue
    return listen(0, 1)[0]
