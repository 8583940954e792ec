"""A scope: a project in a region of a cloud."""

from __future__ import annotations

from typing import NamedTuple


class Scope(NamedTuple):
    """Which part of which cloud: a project in a region, or all of the region's projects.

    Every row shown, form opened and operation sent belongs to one, and can't go to another.
    """

    cloud: str | None
    region: str | None
    project: str
    all_projects: bool = False
