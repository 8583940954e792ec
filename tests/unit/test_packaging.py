"""What the package says of itself is said once, and is locked from the public index alone."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import trove_tui

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCK: dict[str, Any] = tomllib.loads((ROOT / "uv.lock").read_text())


def names(requirements: list[str]) -> set[str]:
    """`textual` of `textual~=8.2.8`."""
    return {re.split(r"[^A-Za-z0-9_.-]", one, maxsplit=1)[0].lower() for one in requirements}


def test_the_version_is_in_one_place() -> None:
    assert "version" not in PROJECT["project"]
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "trove_tui/__init__.py"
    assert f"]: {trove_tui.__version__}\n" in (ROOT / "CHANGELOG.md").read_text()


def test_developers_have_what_the_tests_need() -> None:
    groups = PROJECT["dependency-groups"]

    assert groups["test"] == PROJECT["project"]["optional-dependencies"]["test"]
    assert {"include-group": "test"} in groups["dev"]


def test_the_lock_is_of_what_the_package_asks_for() -> None:
    (ours,) = [package for package in LOCK["package"] if package["name"] == "trove-tui"]

    asked = {
        (one["name"], one.get("specifier", ""), one.get("marker", ""))
        for one in ours["metadata"]["requires-dist"]
    }

    assert {name for name, _, marker in asked if not marker} == names(
        PROJECT["project"]["dependencies"]
    )
    assert {name for name, _, marker in asked if "test" in marker} == names(
        PROJECT["project"]["optional-dependencies"]["test"]
    )
    assert ("textual", "~=8.2.8", "") in asked


def test_the_lock_names_no_host_but_those_of_the_public_index() -> None:
    hosts = set(re.findall(r"[a-z+]+://[^/\"]*", (ROOT / "uv.lock").read_text()))

    assert hosts == {"https://pypi.org", "https://files.pythonhosted.org"}
