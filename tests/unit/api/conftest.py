"""A client of a simulated server, over real sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.support.simulator import Simulator
from trove_tui.api.auth import TokenAuth
from trove_tui.api.client import TroveClient
from trove_tui.api.http_transport import connect
from trove_tui.clock import SystemClock


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever proxy or CA file the machine has, no test meets it."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "ssl_cert_file", "ssl_cert_dir"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
async def client(simulator: Simulator) -> AsyncIterator[TroveClient]:
    """An administrator's client."""
    auth = TokenAuth(simulator.token)
    async with connect(
        simulator.endpoint, simulator.project, auth, clock=SystemClock()
    ) as connected:
        yield connected


@pytest.fixture
async def member(simulator: Simulator) -> AsyncIterator[TroveClient]:
    """The client of somebody without the admin role."""
    auth = TokenAuth(simulator.member_token)
    async with connect(
        simulator.endpoint, simulator.project, auth, clock=SystemClock()
    ) as connected:
        yield connected
