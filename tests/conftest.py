"""What all tests share."""

from __future__ import annotations

import gc
import os
import time

import pytest
import textual._wait
import textual.screen
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.support.simulator"]

# The same examples each time; how fast a busy machine makes them says nothing.
settings.register_profile(
    "suite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")

# A screen is drawn at most sixty times a second, and Textual's pilot sleeps twice after each key
# to guess whether that was handled. Ours know it (`settled`); the waiting was a third of the suite.
textual.screen.UPDATE_PERIOD = 1 / 1000  # type: ignore[misc]
textual._wait.SLEEP_GRANULARITY = 1 / 1000
textual._wait.SLEEP_IDLE = 1 / 2000


@pytest.fixture(autouse=True)
def _no_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the machine that runs the tests has set, they see a plain terminal and no cloud."""
    for name in os.environ:
        if name.startswith(("OS_", "TROVE_TUI_")) or name in ("NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


def pytest_collection_finish() -> None:
    """The suite makes and drops thousands of apps: collecting seldom takes a tenth off it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
