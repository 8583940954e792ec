"""A guest on a Textual that lacks a private name: it reads keys, and ends as it should."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.e2e.apps.guest import TOKEN
from tests.e2e.conftest import Opens
from tests.support.internals import FOR_READING

GUEST = (sys.executable, "-m", "tests.e2e.apps.guest_without")


@pytest.mark.parametrize("name", sorted(FOR_READING))
def test_without_our_reader_keys_are_read_all_the_same(opened: Opens, name: str) -> None:
    terminal = opened(*GUEST, name)
    terminal.wait_for("the guest is here")

    terminal.press("k")
    terminal.wait_for("counted 1")
    terminal.press("q")

    assert terminal.wait() == 0
    assert terminal.left_on() == []
    assert terminal.said_after_leaving == ""


@pytest.mark.parametrize("name", ["_fatal_error", "_handle_exception"])
def test_a_crash_keeps_its_secrets_all_the_same(opened: Opens, tmp_path: Path, name: str) -> None:
    terminal = opened(*GUEST, name)
    terminal.wait_for("the guest is here")

    terminal.press("x")

    assert terminal.wait() == 1
    assert terminal.left_on() == []
    said = terminal.said_after_leaving
    assert said.startswith("trove-tui ended by an error of its own")
    assert "Traceback" not in said
    written = (tmp_path / "state/trove-tui/log/trove-tui.log").read_text()
    assert TOKEN not in written + bytes(terminal.raw).decode()
