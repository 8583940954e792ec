"""What importing this takes with it, and what not: the first frame waits for it."""

from __future__ import annotations

import subprocess
import sys

import pytest


def imported_by(statement: str) -> set[str]:
    """The modules that are there after a statement, in a fresh interpreter."""
    code = f"import sys; {statement}; print('\\n'.join(sys.modules))"
    return set(
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
    )


@pytest.mark.parametrize("module", ["models", "errors", "text", "client"])
def test_only_the_transport_imports_httpx(module: str) -> None:
    assert "httpx" not in imported_by(f"import trove_tui.api.{module}")


def test_httpx_comes_without_its_command_line() -> None:
    modules = imported_by("import trove_tui.api.http_transport")

    assert "httpx" in modules
    assert not {"click", "rich", "httpx._main"} & modules


def test_the_command_line_is_still_there_for_whoever_wants_it() -> None:
    assert "click" in imported_by("import trove_tui.api.http_transport, httpx._main")
