"""Opens forms, each bound to the scope and the row it was opened for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakSet

from trove_tui.api.call import Dialect
from trove_tui.api.errors import TroveError
from trove_tui.api.models import Group, Instance
from trove_tui.api.pages import ListCache
from trove_tui.changes.subject import Subject
from trove_tui.live.budget import Priority, asking
from trove_tui.live.operations import Operation
from trove_tui.live.scope import Scope
from trove_tui.live.session import Session
from trove_tui.live.snapshot import Query, Update
from trove_tui.live.supervise import SEE, supervised
from trove_tui.resources.resource import Action, Resource
from trove_tui.ui.shell import Parts
from trove_tui.ui.workspace import NavEntry, ScopeState

if TYPE_CHECKING:
    from trove_tui.changes.change import Change
    from trove_tui.ui.forms import FormContext, FormScreen

T = TypeVar("T")


class FormLauncher:
    """Opens a form at a time, and keeps it up to date."""

    def __init__(self, parts: Parts, redraw: Callable[[], None]) -> None:
        self._parts = parts
        self._redraw = redraw
        self._form: FormScreen | None = None
        self._learning: WeakSet[Session] = WeakSet()

    @property
    def is_open(self) -> bool:
        """Whether a form is over the screen."""
        return self._form is not None

    def follow(self, update: Update) -> None:
        """Pass a new snapshot on to the open form, which knows its own scope."""
        if self._form is not None:
            self._form.follow(update.snapshot)

    def learn(self, session: Session) -> None:
        """Find out the server's dialect, so that forms can show requests as it takes them."""
        if session not in self._learning:
            self._learning.add(session)
            self._parts.app.run_worker(self._learn(session), group="dialect", exit_on_error=False)

    async def _learn(self, session: Session) -> None:
        await asyncio.to_thread(_prepare_forms)
        try:
            with asking(Priority.REST):
                await session.client.dialect()
        except TroveError:
            self._learning.discard(session)  # Tried again with the next snapshot.

    def open(
        self, state: ScopeState, session: Session, entry: NavEntry, action: Action, row: Any
    ) -> None:
        """Open an action's form, on a row of that list or on none."""
        if self._form is not None:
            return
        from trove_tui.ui.forms import FormSetup, form_for  # Only now: rows come first.

        context = _context(state.scope, session, entry, row)

        async def send(request: Change, to: Subject | None = None) -> Operation:
            with self._parts.in_flight.working():
                return await session.start(request, context.subject if to is None else to)

        async def load(query: Query[T], /) -> Sequence[T]:
            with supervised(f"A form's {query.name}", SEE):
                return await query.fetch(session.client, ListCache())

        setup = FormSetup(context, state.snapshot, send, load, self._parts.clock)
        form = form_for(action.change)(setup)
        self._form = form

        def closed(_: Operation | None) -> None:
            self._form = None
            self._redraw()

        self._parts.app.push_screen(form, closed)
        self._redraw()


def _prepare_forms() -> None:
    from trove_tui.ui.forms import prepare  # Only now: rows come first.

    prepare()


def _context(scope: Scope, session: Session, entry: NavEntry, row: Any) -> FormContext:
    """The context of a form on that row, or on none."""
    from trove_tui.ui.forms import FormContext  # Only now: rows come first.

    noun = entry.resource.noun
    subject = entry.resource.subject(row, entry.parent)
    row_shown, name = form_subject(entry.resource, row, subject)
    return FormContext(
        scope,
        subject if isinstance(subject, Instance) else None,
        session.client.endpoint,
        session.client.known_dialect or Dialect.SPEC,
        row=row_shown,
        name=name,
        made=f"{'an' if noun.startswith(('a', 'e', 'i', 'o')) else 'a'} {noun}",
        subject=subject,
    )


def form_subject(resource: Resource[Any], row: Any, subject: Subject | None) -> tuple[Any, str]:
    """The row a form is about, and its name; None for an instance itself and for a new thing."""
    if row is None and isinstance(subject, Group):  # its values are listed, and it is changed
        return subject, subject.name or subject.id
    if row is None or (row is subject and isinstance(subject, Instance)):
        return None, ""
    return row, resource.name_of(row)
