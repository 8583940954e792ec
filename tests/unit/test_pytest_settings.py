"""What pyproject.toml says to pytest holds on every Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
DIFFERS = """
from textual.app import App


def test_it_looks_as_it_did(snap_compare):
    assert snap_compare(App())
"""


def test_a_picture_that_differs_fails_its_test_and_ends_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text(DIFFERS)

    command = (sys.executable, "-m", "pytest", "-n", "0", "-c", str(PROJECT), "test_one.py")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    ran = subprocess.run(
        command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 1, ran.stderr
    assert "1 failed" in ran.stdout
    assert (tmp_path / "snapshot_report.html").exists()
