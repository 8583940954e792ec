"""What a change is done to.

Without pydantic: what lists rows tells it before any change is imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Subject(Protocol):
    """An instance, a group, a project: whatever has an id to be found by and a name to be told by.

    Where something is created there is none.
    """

    @property
    def id(self) -> str:
        """The server's."""
        ...

    @property
    def name(self) -> str:
        """What a person calls it; empty where it has no name."""
        ...


@dataclass(frozen=True, slots=True)
class SubjectRef:
    """One of which only that is known, as of a project."""

    id: str
    name: str
