"""The two servers that this one can be."""

from __future__ import annotations

from enum import StrEnum


class Dialect(StrEnum):
    """How to answer: as the specification's samples do, or as today's upstream Trove."""

    SPEC = "spec"
    UPSTREAM = "upstream"
