"""Between the session and the widgets: what is known goes on the screen, what is asked goes out.

Imported after the first frame: it brings models, resources and the client.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from trove_tui.api.auth import TokenAuth
from trove_tui.api.client import TroveClient
from trove_tui.api.errors import TroveError
from trove_tui.api.models import Instance
from trove_tui.api.requests import Dialect, Request
from trove_tui.api.transport import connect
from trove_tui.live import triage
from trove_tui.live.history import History
from trove_tui.live.operations import Operation, OpState
from trove_tui.live.scope import Connection, Scope, Session, Update
from trove_tui.live.snapshot import Snapshot
from trove_tui.resources import instances
from trove_tui.resources.overview import overview
from trove_tui.resources.plain import plain
from trove_tui.resources.resource import Action, Column, Shown
from trove_tui.resources.sight import Sight
from trove_tui.ui import words
from trove_tui.ui.widgets.keybar import Key
from trove_tui.ui.widgets.topline import Place, TopLineState

if TYPE_CHECKING:
    from trove_tui.settings import Settings
    from trove_tui.ui.app import TroveApp
    from trove_tui.ui.forms import Form

STILL = 2.0
"""Seconds without a key after which rows may change places."""


class Presenter:
    """One session on one screen."""

    def __init__(self, app: TroveApp) -> None:
        self.app = app
        self.clock = app.clock
        self.settings: Settings = app.settings
        self.history = History()
        self.connection = Connection()
        self.snapshot: Snapshot | None = None
        self.order: Sequence[str] = ()
        self._session: Session | None = None
        self._touched = float("-inf")
        self._form: Form | None = None
        self._dialect: Dialect | None = None
        self._asks_dialect = False

    async def prepare(self) -> None:
        """Wait for the demo, if it is one, and make the session."""
        if self.settings.demo is not None:
            self.settings = await self.settings.demo.ready()
        settings = self.settings
        scope = Scope(cloud=None, region=settings.region, project=settings.project)
        self._session = Session(scope, self._connect, self.clock, self.app.arrived)
        self.snapshot = self._session.snapshot
        home = self.app.home
        columns = instances.COLUMNS
        if scope.all_projects:
            columns = (*columns, instances.PROJECT)
        home.table.columns = [self._drawable(column) for column in columns]
        self.draw()

    def _drawable(self, column: Column[Instance, Sight]) -> Column[Instance, Sight]:
        if not self.settings.ascii:
            return column
        return replace(column, show=lambda row, sight: plain(column.show(row, sight)))

    def _drawn(self, shown: Shown) -> Shown:
        return plain(shown) if self.settings.ascii else shown

    def _connect(self) -> TroveClient:
        settings = self.settings
        return connect(
            settings.endpoint.url,
            settings.project,
            TokenAuth(settings.token.reveal()),
            clock=self.clock,
            dialect=Dialect(settings.dialect) if settings.dialect else None,
        )

    async def run(self) -> None:
        """Poll until the program ends."""
        if self._session is not None:
            await self._session.run()

    async def _learn_dialect(self) -> None:
        """Which server it is, and the forms that show a request as it takes it."""
        if self._session is None:
            return
        await asyncio.to_thread(import_module, "trove_tui.ui.forms")
        try:
            self._dialect = await self._session.client.dialect()
        except TroveError:
            self._asks_dialect = False  # Asked again with what comes next.

    async def aclose(self) -> None:
        """End the session."""
        if self._session is not None:
            await self._session.aclose()

    @property
    def following(self) -> list[str]:
        """What was asked and has not ended, in words."""
        operations = self.snapshot.operations.values() if self.snapshot else ()
        return [f"{o.instance_name}: {o.words}" for o in operations if not o.ended]

    # What is known → the screen

    def receive(self, update: Update) -> None:
        """Something new is known."""
        now = self.clock.now()
        self.history.note(self.snapshot, update.changes, now)
        old, self.snapshot = self.snapshot, update.snapshot
        self.connection = update.connection
        self._tell_ends(old, update.snapshot)
        if self.connection.state == "live" and self._dialect is None and not self._asks_dialect:
            self._asks_dialect = True
            self.app.run_worker(self._learn_dialect(), group="dialect", exit_on_error=False)
        if self._form is not None:
            self._form.follow(update.snapshot)
        self.draw()

    def tick(self) -> None:
        """A second has passed: ages, and the order once nobody touches the keys."""
        self.draw()

    def draw(self) -> None:
        """Put what is known on the screen. Cheap where nothing changed: widgets compare."""
        if self.snapshot is None:
            return
        sight = Sight(self.snapshot, self.clock.now(), self.history)
        self._draw_table(sight)
        selected = self.selected
        home = self.app.home
        if home.side_shown:
            width = max(20, home.side.content_size.width)
            shown = overview(selected, sight, width, self.actions) if selected else []
            home.side.show([self._drawn(line) for line in shown])
        self._draw_lines(sight, selected)

    def _draw_table(self, sight: Sight) -> None:
        table = self.app.home.table
        snapshot = sight.snapshot
        ghost, rows = self._ghost, snapshot.instances
        if ghost is not None:
            rows = {**rows, ghost.id: ghost}
        if self.clock.monotonic() - self._touched >= STILL or not self.order:
            order = triage.order(snapshot, sight.now)
            if ghost is not None:
                order = _with(ghost.id, order, self.order)
        else:
            order = _kept(self.order, rows)
        self.order = order
        table.show(order, rows, sight)
        if not rows:
            table.note(self._emptiness(snapshot))
        self.app.home.set_class(self.connection.state in ("lost", "refused"), "-old")
        if self._session is not None:
            self._session.look_at(self._on_screen())

    @property
    def _ghost(self) -> Instance | None:
        """What went away and still has the cursor on it: it keeps its row until that leaves."""
        cursor = self.app.home.table.cursor_id
        gone = self.snapshot.gone.get(cursor) if self.snapshot and cursor else None
        return gone.instance if gone else None

    def _on_screen(self) -> Sequence[str]:
        table = self.app.home.table
        cursor = table.cursor_id
        return [*([cursor] if cursor else []), *table.visible_ids]

    def _emptiness(self, snapshot: Snapshot) -> str:
        if snapshot.at is not None:
            return "No instances in this project. c creates one."
        if self.connection.state in ("lost", "refused"):
            return f"Nothing could be read yet: {self.connection.reason}"
        return "connecting" if self.connection.state == "connecting" else "loading"

    def _draw_lines(self, sight: Sight, selected: Instance | None) -> None:
        snapshot = sight.snapshot
        summary = triage.summary(snapshot, sight.now)
        known = snapshot.at is not None
        fleet = words.fleet_words(summary, complete=snapshot.complete) if known else ()
        self.app.top_line.state = TopLineState(
            Place(snapshot.scope.region, snapshot.scope.project, self.settings.read_only),
            self._drawn(words.connection_words(self.connection, sight.now)),
            fleet,
            self._drawn(words.quota_words(snapshot)),
        )
        self.app.key_bar.keys = tuple(self._keys(selected))

    def _keys(self, selected: Instance | None) -> list[Key]:
        home = self.app.home
        keys = [Key("esc", "back")] if home.in_side else []
        if selected is not None and not home.in_side:
            keys.append(Key("enter", "open", priority=1))
        for action in self.actions:
            if action.on_row and selected is None:
                continue
            works = self.refusal(action, selected) is None
            keys.append(Key(action.key, action.label, works, action.priority))
        keys += [Key("r", "refresh", priority=9), Key("?", "help"), Key("q", "quit", priority=1)]
        return keys

    def _tell_ends(self, old: Snapshot | None, new: Snapshot) -> None:
        before = {o.number: o for o in old.operations.values()} if old else {}
        for operation in new.operations.values():
            was = before.get(operation.number)
            if not operation.ended or (was is not None and was.ended):
                continue
            if operation.state is OpState.REFUSED:
                continue  # Its form says it, or did as it was left.
            good = operation.state is OpState.DONE
            self.app.notify(
                f"{operation.instance_name}: {operation.words}: {operation.outcome}",
                severity="information" if good else "error",
                timeout=6,
                markup=False,
            )

    # What is asked → the session

    @property
    def actions(self) -> Sequence[Action]:
        """What can be asked for here; nothing where only reading is allowed."""
        return () if self.settings.read_only else instances.ACTIONS

    @property
    def selected(self) -> Instance | None:
        """The instance under the cursor."""
        cursor = self.app.home.table.cursor_id
        if cursor is None or self.snapshot is None:
            return None
        if cursor in self.snapshot.gone:
            return self.snapshot.gone[cursor].instance
        return self.snapshot.instances.get(cursor)

    def refusal(self, action: Action, selected: Instance | None) -> str | None:
        """Why that is not possible now; None where it is."""
        if not action.on_row:
            return None
        if selected is None:
            return "no instance is selected"
        if self.snapshot is not None and selected.id in self.snapshot.gone:
            return "it is gone"
        return triage.allowed(action.sends, selected)

    def touched(self) -> None:
        """A key was pressed, or the mouse moved something."""
        self._touched = self.clock.monotonic()
        if self._session is not None:
            self._session.touched()

    def ask(self, key: str) -> None:
        """A key that means something here: refresh, or an action's form."""
        if key == "r" and self._session is not None:
            self._session.poke()
            return
        action = next((a for a in self.actions if a.key == key), None)
        if action is None or self.snapshot is None:
            return
        selected = self.selected if action.on_row else None
        why = self.refusal(action, selected)
        if why is not None:
            name = f"{selected.name}: " if selected else ""
            self.app.notify(f"{name}can't {action.label}: {why}", timeout=4, markup=False)
            return
        self._open(action, selected)

    def _open(self, action: Action, selected: Instance | None) -> None:
        snapshot = self.snapshot
        if snapshot is None or self._session is None or self._form is not None:
            return
        from trove_tui.ui.forms import Target, form_for  # Only now: rows come first.

        session = self._session

        async def send(request: Request) -> Operation:
            with self.app.busy.working():
                return await session.start(request, selected)

        dialect = self._dialect or Dialect.SPEC
        form = form_for(action.sends)(
            Target(snapshot.scope, selected, session.client.endpoint, dialect),
            snapshot,
            send,
            load=self._load,
            clock=self.clock,
            ascii_only=self.settings.ascii,
        )
        self._form = form

        def closed(_: Operation | None) -> None:
            self._form = None
            self.draw()

        self.app.push_screen(form, closed)

    async def _load(self, name: str) -> Sequence[object]:
        if self._session is None:
            return ()
        client = self._session.client
        return await (client.datastores() if name == "datastores" else client.groups())


def _with(ghost: str, order: Sequence[str], before: Sequence[str]) -> list[str]:
    """The order with a row that it no longer has, where that stood before."""
    place = before.index(ghost) if ghost in before else len(order)
    return [*order[:place], ghost, *order[place:]]


def _kept(order: Sequence[str], rows: Mapping[str, Instance]) -> list[str]:
    """The order as it was, without what vanished, with what arrived at its end."""
    known = set(order)
    return [key for key in order if key in rows] + [key for key in rows if key not in known]
