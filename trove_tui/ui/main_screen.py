"""Between the sessions and the widgets: what is known goes on the screen.

Imported after the first frame: it brings models, resources and the client.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from trove_tui.live import triage
from trove_tui.live.operations import OpState
from trove_tui.live.scope import Connection, Scope, Update
from trove_tui.live.snapshot import Kind, Snapshot
from trove_tui.resources import registry
from trove_tui.resources.resource import Resource
from trove_tui.resources.sight import Sight
from trove_tui.text.ascii import plain
from trove_tui.text.styled import StyledText
from trove_tui.ui import status_text
from trove_tui.ui.commands import Commands
from trove_tui.ui.desks import Desks
from trove_tui.ui.list_controller import ListController
from trove_tui.ui.widgets.header_bar import HeaderState, Tab
from trove_tui.ui.workspace import NavEntry, ScopeState

if TYPE_CHECKING:
    from textual.timer import Timer

    from trove_tui.settings import Settings
    from trove_tui.ui.app import TroveApp

REST = 0.25
"""Seconds that the cursor stays on a row before what its panes tell is asked for."""
DETAILED = 25
"""Rows on the screen that are asked for one by one, at most."""
STILL = 2.0
"""Seconds without a key after which rows may change places."""


class MainScreen:
    """What is known, on one screen."""

    def __init__(self, app: TroveApp) -> None:
        self.app = app
        self.clock = app.clock
        self.settings: Settings = app.settings
        self.desks: Desks | None = None
        ascii_only = self.settings.ascii
        self.main = ListController(lambda: app.home.table, ascii_only=ascii_only)
        self.side = ListController(lambda: app.home.side.table, ascii_only=ascii_only)
        self.side_level: NavEntry | None = None
        """What the open pane lists; None where it is lines."""
        self.asking = Commands(self)
        self.is_complete = False
        """Whether all views are there, and the panes."""
        self._completes = False
        self._touched = float("-inf")
        self._rested_at: tuple[object, str, str | None] = (None, "", None)
        self._moved_to: tuple[object, str, str | None] = (None, "", None)
        self._resting: Timer | None = None
        self._problems: tuple[object, object, Sequence[int]] = ((), {}, ())

    async def prepare(self) -> None:
        """Wait for the demo, if it is one, and open the first scope."""
        if self.settings.demo is not None:
            self.settings = await self.settings.demo.ready()
        self.desks = Desks(self.settings, self.clock, self.app.arrived, [registry.first()])
        self.draw()

    async def run(self) -> None:
        """Poll until the program ends."""
        if self.desks is not None:
            await self.desks.run()

    async def aclose(self) -> None:
        """End the sessions."""
        if self.desks is not None:
            await self.desks.aclose()

    @property
    def desk(self) -> ScopeState:
        """What is on the screen. Only once it is prepared."""
        assert self.desks is not None  # noqa: S101 - nothing asks before
        return self.desks.current

    @property
    def snapshot(self) -> Snapshot | None:
        """What is known of the scope on the screen."""
        return None if self.desks is None else self.desk.snapshot

    @property
    def connection(self) -> Connection:
        """Whether the scope on the screen is live."""
        return Connection() if self.desks is None else self.desk.connection

    @property
    def views(self) -> Sequence[Resource[Any]]:
        """The views there are."""
        return [] if self.desks is None else list(self.desk.views.values())

    @property
    def following(self) -> list[str]:
        """What was asked and has not ended, anywhere, in words."""
        desks = [] if self.desks is None else self.desks.all
        operations = (one for desk in desks for one in desk.snapshot.activity)
        return [f"{one.instance_name}: {one.words}" for one in operations if not one.ended]

    def touched(self) -> None:
        """A key was pressed, or the mouse moved something."""
        self._touched = self.clock.monotonic()
        if self.desks is not None:
            self.desk.session.touched()

    # What is known → the screen

    def receive(self, update: Update) -> None:
        """Something new is known, here or in another scope."""
        desk = None if self.desks is None else self.desks.of(update.snapshot.scope)
        if desk is None or not self.app.stands:
            return
        old = desk.receive(update)
        self._tell_ends(desk, old)
        self.asking.follow(update)
        if desk is self.desk:
            self.draw()
        if not self._completes:
            self._completes = True
            self.app.call_after_refresh(self._complete)

    def _complete(self) -> None:
        """Rows are on the screen, or why there are none: now the rest that one may want."""
        if self.desks is not None and self.app.stands:
            self.desks.offer(registry.views())
            self.app.home.add_side()
            self.is_complete = True
            self.asking.learn()
            self.draw()

    def tick(self) -> None:
        """A second has passed: ages, and the order once nobody touches the keys."""
        self.draw()

    def draw(self) -> None:
        """Put what is known on the screen. Cheap where nothing changed: widgets compare."""
        if self.desks is None or not self.app.stands:
            return  # Not yet prepared; or leaving, and widgets go one by one.
        desk = self.desk
        sight = desk.sight(self.clock.now())
        still = self.clock.monotonic() - self._touched >= STILL
        self.main.draw(desk.level, sight, may_move=still)
        if not self.app.home.table.order:
            self.app.home.table.note(self._emptiness(desk.level, self.main, sight))
        self._draw_side(desk, sight, may_move=still)
        self._draw_top(desk, sight)
        self.app.key_bar.keys = tuple(self.asking.keys(sight))
        self.app.home.set_class(desk.connection.state in ("lost", "refused"), "-old")
        self._ask(desk)

    def drawn(self, shown: StyledText) -> StyledText:
        """The same in ASCII, where the terminal has no more."""
        return plain(shown) if self.settings.ascii else shown

    def _draw_side(self, desk: ScopeState, sight: Sight, *, may_move: bool) -> None:
        home, resource = self.app.home, desk.level.resource
        home.set_class(not resource.panes, "-alone")
        if not home.side_shown or not home.side.is_ready or not resource.panes:
            self.side_level = None
            return
        selected, side = self.main.selected, home.side
        pane = resource.panes[desk.pane_number]
        tabs = [Tab("", one.title, one.short) for one in resource.panes]
        title = status_text.title(resource, selected, side.width)
        self.side_level = level = desk.pane_level(selected, self.main.selected_key)
        side.turn_to(table=level is not None)
        if level is not None:
            self.side.draw(level, sight, may_move=may_move)
        aside = () if level is None else status_text.list_words(level, self.side, sight)
        side.heading.show(self.drawn(title), tabs, pane.title, self.drawn(aside))
        if level is not None:
            side.table.note(self._emptiness(level, self.side, sight))
        elif selected is None or pane.lines is None:
            side.page.show([])
        else:
            lines = pane.lines(selected, sight, side.width, self.asking.main_actions)
            side.page.show([self.drawn(line) for line in lines])

    def _draw_top(self, desk: ScopeState, sight: Sight) -> None:
        snapshot = desk.snapshot
        known = snapshot.at is not None
        summary = triage.summary(snapshot, sight.now)
        fleet = status_text.fleet_words(summary, complete=snapshot.complete) if known else ()
        self.app.top_line.state = HeaderState(
            status_text.place(
                desk.scope,
                read_only=self.settings.read_only,
                is_open=self.settings.is_open(desk.scope.region),
                is_refused=desk.connection.state == "refused",
            ),
            self.drawn(status_text.connection_words(desk.connection, sight.now)),
            fleet,
            self.drawn(status_text.quota_words(snapshot)),
            tuple(Tab(view.place, view.title, view.short) for view in desk.views.values()),
            desk.place,
            self.drawn(
                status_text.path_words(desk) + status_text.list_words(desk.level, self.main, sight)
            ),
        )

    def _emptiness(self, level: NavEntry, panel: ListController, sight: Sight) -> str:
        return status_text.emptiness(level, panel.rows, self.desk.connection, sight)

    def _ask(self, desk: ScopeState) -> None:
        """Ask for what is shown: kinds, and the rows of instances on the screen."""
        kinds, beside = list(desk.level.kinds()), list[Kind[Any]]()
        if self._rests(desk):
            kinds += self._side_kinds(desk)
            if (detail := desk.level.resource.detail) is not None:
                seen = self.app.home.table.visible_ids[:DETAILED]
                beside = [detail(self.main.rows[key]) for key in seen]
        attention = desk.session.attention
        attention.show(*kinds, row_queries=beside)
        table = self.app.home.table
        here = desk.level.resource.name == "instances"
        cursor = table.cursor_id if here else None
        seen = table.visible_ids if here else ()
        attention.look_at([*([cursor] if cursor else []), *seen])

    @property
    def asked(self) -> Sequence[str]:
        """The names of what is asked for because it is shown."""
        attention = self.desk.session.attention
        return [query.name for query in (*attention.queries, *attention.row_queries)]

    @property
    def at_rest(self) -> bool:
        """Whether the cursor rests on its row, so that all that is shown of it is asked for."""
        return self._rested_at[2] == self.main.selected_key

    def _side_kinds(self, desk: ScopeState) -> Sequence[Kind[Any]]:
        selected = self.main.selected
        if self.side_level is not None:
            return list(self.side_level.kinds())
        if self.app.home.side_shown and desk.pane is not None and selected is not None:
            return desk.pane.kinds(selected, desk.scope)
        return ()

    def _rests(self, desk: ScopeState) -> bool:
        """Whether the cursor has come to rest: what a pane tells is a question to a guest agent."""
        at = (desk.scope, desk.place, self.main.selected_key)
        if at == self._rested_at or self._rested_at[:2] != at[:2] or self._rested_at[2] is None:
            self._rested_at = at
            return True
        if at != self._moved_to:
            self._moved_to = at
            if self._resting is not None:
                self._resting.stop()
            self._resting = self.app.set_timer(REST, lambda: self._come_to_rest(at))
        return False

    def _come_to_rest(self, at: tuple[Scope, str, str | None]) -> None:
        self._rested_at = at
        self.draw()

    def _tell_ends(self, desk: ScopeState, old: Snapshot) -> None:
        before = {one.number: one for one in old.activity}
        where = "" if desk is self.desk else f"{status_text.scope_words(desk.scope)}: "
        for operation in reversed(desk.snapshot.activity):
            was = before.get(operation.number)
            if not operation.ended or (was is not None and was.ended):
                continue
            if operation.state is OpState.REFUSED:
                continue  # Its form says it, or did as it was left.
            good = operation.state in (OpState.DONE, OpState.ACCEPTED)
            self.app.tell(
                f"{where}{operation.instance_name}: {operation.words}: {operation.outcome}",
                bad=not good,
                seconds=6,
            )

    # Where one is

    def go(self, place: str) -> None:
        """To the view of that key."""
        if self.desks is not None and place in self.desk.views and place != self.desk.place:
            self.desk.place = place
            self.arrive()

    def open(self, resource: Resource[Any], parent: Any) -> None:
        """List that of the selected row."""
        self.desk.open(resource, parent)
        self.arrive()

    def back(self) -> bool:
        """To where one came from; False where there is nothing to go back to."""
        if self.desks is None:
            return False
        level = self.asking.level
        if level.spot.filter:
            level.spot.filter = ""
        elif not self.desk.back():
            return False
        self.arrive(keep_focus=True)
        return True

    def turn_pane(self, number: int) -> None:
        """Open that pane of the selected row."""
        if self.desks is not None and self.desk.pane is not None:
            self.desk.pane_number = number
            self.draw()

    def arrive(self, *, keep_focus: bool = False) -> None:
        """Something else is listed: show it."""
        if not keep_focus:
            self.app.home.close_side()
        self.draw()

    def problems(self, sight: Sight) -> Sequence[int]:
        """Where in the table the instances stand that need somebody: places in its order."""
        if self.desk.level.resource.name != "instances":
            return ()
        order, found = self.app.home.table.order, triage.healths(sight.snapshot, sight.now)
        if self._problems[0] is not order or self._problems[1] is not found:
            places = [at for at, key in enumerate(order) if found.get(key) in triage.PROBLEMS]
            self._problems = (order, found, places)
        return self._problems[2]
