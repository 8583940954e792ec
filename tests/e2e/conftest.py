"""Terminals for the end-to-end tests, all closed at the end of their test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.e2e.terminal import TROVE_TUI, Terminal


class Opens(Protocol):
    """Starts a program in a terminal; trove-tui where the command is only flags."""

    def __call__(self, *command: str, **options: Any) -> Terminal:
        """Start it; the options are `Terminal`'s."""
        ...


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opens]:
    """Start programs in terminals."""
    with ExitStack() as terminals:

        def start(*command: str, **options: Any) -> Terminal:
            if not command or command[0].startswith("-"):
                command = (*TROVE_TUI, *command)
            return terminals.enter_context(Terminal(command, tmp_path, **options))

        yield start
