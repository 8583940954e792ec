"""What all tests share."""

from __future__ import annotations

import gc
import os
import time

import pytest

pytest_plugins = ["tests.support.simulator"]


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
