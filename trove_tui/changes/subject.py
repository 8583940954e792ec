"""What a change is done to: its subject.

Without pydantic: lists have subjects before any change is imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Subject(Protocol):
    """An instance, a group or a project. A creation has no subject."""

    @property
    def id(self) -> str:
        """The server's id of it."""
        ...

    @property
    def name(self) -> str:
        """Its name; empty where it has none."""
        ...


@dataclass(frozen=True, slots=True)
class SubjectRef:
    """A subject of which only id and name are known, as of a project."""

    id: str
    name: str
