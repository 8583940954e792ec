"""What a form is about, and what it is given to act on it."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from trove_tui.api.call import Dialect
from trove_tui.api.models import Instance
from trove_tui.changes.change import Change
from trove_tui.changes.subject import Subject
from trove_tui.clock import Clock
from trove_tui.live.operations import Operation
from trove_tui.live.scope import Scope
from trove_tui.live.snapshot import Query, Snapshot
from trove_tui.resources.ownership import project_words
from trove_tui.text.amounts import short_id
from trove_tui.text.styled import StyledText, Tone

T = TypeVar("T")


class Send(Protocol):
    """Sends a request once: returns when it was accepted, or when its outcome is unknown.

    It goes to what the form was opened for; or, where the form lets choose, to that `to`.
    """

    def __call__(self, request: Change, to: Subject | None = None) -> Awaitable[Operation]:
        """Send it. Raises TroveError where it was refused or not sent."""
        ...


class Load(Protocol):
    """Asks for what a form needs to know, once and afresh."""

    def __call__(self, query: Query[T], /) -> Awaitable[Sequence[T]]:
        """Read it. Raises TroveError."""
        ...


AN_INSTANCE = "an instance"
LONGEST_NAME = 40
"""Characters of a name in the title."""


@dataclass(frozen=True, slots=True)
class FormSetup:
    """What a form is given when it opens."""

    context: FormContext
    snapshot: Snapshot
    """What is known now; `FormScreen.follow` brings what is known later."""
    send: Send
    load: Load
    clock: Clock


@dataclass(frozen=True, slots=True)
class FormContext:
    """What a form is about; fixed when it opens."""

    scope: Scope
    instance: Instance | None = None
    """The instance it acts on, or in. None where it is about no instance."""
    endpoint: str = "https://ENDPOINT"
    """The server's address, for showing the request."""
    dialect: Dialect = Dialect.SPEC
    row: Any = None
    """What was selected where that is no instance: a group, a database, a user, a quota."""
    name: str = ""
    """What a person calls that; empty for the instance itself."""
    made: str = AN_INSTANCE
    """What is made, where nothing is selected: `a group`."""
    subject: Subject | None = None
    """What requests are done to, where that is not the instance."""

    @property
    def done_to(self) -> Subject | None:
        """What requests are done to; None where something is created in the project."""
        return self.instance if self.subject is None else self.subject

    def title(self, verb: str) -> StyledText:
        """`Resize auth-db  bj1 · 7c1d…04be`; with its project, where that is another."""
        instance, scope = self.instance, self.scope
        inside = self.made != AN_INSTANCE  # something of an instance, not the instance
        name = self.name or ("" if instance is None or inside else instance.name)
        if len(name) > LONGEST_NAME:
            name = name[: LONGEST_NAME - 1] + "…"
        rest = short_id(instance.id) if instance is not None else scope.project
        within = instance.name if instance is not None and (self.name or inside) else ""
        # A project that it is about is named already.
        rest = "" if rest == self.name else rest
        parts = (scope.region or scope.cloud, within[:LONGEST_NAME], rest)
        where = " · ".join(part for part in parts if part)
        what = name or self.made
        other = project_words(scope, instance) if instance is not None else ""
        return (
            (f"{verb} ", Tone.ACCENT),
            (what, Tone.STRONG),
            *(((f"  {other}", Tone.BUSY),) if other else ()),
            (f"  {where}", Tone.QUIET),
        )

    def curl(self, request: Change, to: Subject | None = None) -> str:
        """The exact request as a command line, passwords masked."""
        subject = self.done_to if to is None else to
        subject_id = None if subject is None else subject.id
        return request.call(subject_id, self.dialect).curl(self.endpoint, self.scope.project)


def known_now(
    context: FormContext, instance: Instance | None, snapshot: Snapshot
) -> Mapping[str, Any]:
    """What the rules need to know of now."""
    told: dict[str, Any] = {"dialect": context.dialect}
    if snapshot.flavors:
        told["flavors"] = frozenset(snapshot.flavors)
    if instance is not None:
        told["flavor_id"] = instance.flavor_id
        told["volume_size"] = instance.volume.size if instance.volume else None
        told["datastore_type"] = instance.datastore.type if instance.datastore else None
        told["datastore_version"] = instance.datastore.version if instance.datastore else None
    return told
