"""The main screen: draws a scope's state at a moment. It fetches nothing and decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from trove_tui.live import triage
from trove_tui.resources.view_context import ViewContext
from trove_tui.settings import Settings
from trove_tui.text.styled import StyledText
from trove_tui.ui import status_text
from trove_tui.ui.list_controller import ListController
from trove_tui.ui.widgets.header_bar import HeaderBar, HeaderState, Tab
from trove_tui.ui.widgets.key_footer import Key, KeyFooter
from trove_tui.ui.widgets.list_detail import ListDetail
from trove_tui.ui.workspace import NavEntry, ScopeState


class MainScreen:
    """One scope on the widgets of the main screen.

    Args:
        panes: the table, and beside it the panes of its selected row.
        header: the lines above.
        footer: the line below.
        settings: for the header's warnings: read-only, not encrypted.
    """

    def __init__(
        self, panes: ListDetail, header: HeaderBar, footer: KeyFooter, settings: Settings
    ) -> None:
        self.panes = panes
        self._header = header
        self._footer = footer
        self._settings = settings
        self.main = ListController(lambda: panes.table)
        self.side = ListController(lambda: panes.side.table)
        self.side_entry: NavEntry | None = None
        """What the open pane lists; None where it is lines."""
        self._problems: tuple[object, object, Sequence[int]] = ((), {}, ())

    def focused_entry(self, state: ScopeState) -> NavEntry:
        """The entry of the focused list."""
        side_entry = self.side_entry if self._in_side_table else None
        return side_entry or state.entry

    @property
    def focused_list(self) -> ListController:
        """The controller of the focused list."""
        return self.side if self._in_side_table and self.side_entry is not None else self.main

    @property
    def _in_side_table(self) -> bool:
        return self.panes.in_side and self.panes.side.lists

    def problems(self, state: ScopeState, context: ViewContext) -> Sequence[int]:
        """The indexes of the problems in the focused list."""
        if not self.focused_entry(state).resource.has_problems:
            return ()
        order, healths = (
            self.focused_list.table.order,
            triage.healths(context.snapshot, context.now),
        )
        if self._problems[0] is not order or self._problems[1] is not healths:
            places = [
                index for index, key in enumerate(order) if healths.get(key) in triage.PROBLEMS
            ]
            self._problems = (order, healths, places)
        return self._problems[2]

    def draw(self, state: ScopeState, context: ViewContext, *, may_move: bool) -> None:
        """Draw the state. Cheap where nothing changed: widgets compare."""
        self.main.draw(state.entry, context, may_move=may_move)
        if not self.panes.table.order:
            self.panes.table.note(_why_empty(state, state.entry, self.main, context))
        self._draw_side(state, context, may_move=may_move)
        self._draw_header(state, context)
        self.panes.set_class(state.connection.state in ("lost", "refused"), "-old")

    def show_keys(self, keys: Sequence[Key]) -> None:
        """Show these keys in the footer."""
        self._footer.keys = tuple(keys)

    def _draw_side(self, state: ScopeState, context: ViewContext, *, may_move: bool) -> None:
        panes, resource = self.panes, state.entry.resource
        panes.set_class(not resource.panes, "-alone")
        if not panes.side_shown or not panes.side.is_ready or not resource.panes:
            self.side_entry = None
            return
        selected, side = self.main.selected, panes.side
        pane = resource.panes[state.pane_number]
        tabs = [Tab("", pane.title, pane.short) for pane in resource.panes]
        title = status_text.title(resource, selected, side.width)
        self.side_entry = entry = state.pane_entry(selected, self.main.selected_key)
        side.turn_to(table=entry is not None)
        if entry is not None:
            self.side.draw(entry, context, may_move=may_move)
        aside = () if entry is None else _about(entry, self.side, context)
        side.heading.show(title, tabs, pane.title, aside)
        if entry is not None:
            side.table.note(_why_empty(state, entry, self.side, context))
        elif selected is None or pane.lines is None:
            side.page.show([])
        else:
            actions = () if self._settings.read_only else resource.actions
            lines = pane.lines(selected, context, side.width, actions)
            side.page.show(lines)

    def _draw_header(self, state: ScopeState, context: ViewContext) -> None:
        snapshot = state.snapshot
        is_read = snapshot.at is not None
        summary = triage.summary(snapshot, context.now)
        fleet = status_text.fleet_words(summary, complete=snapshot.complete) if is_read else ()
        about = status_text.path_words(state.path) + _about(state.entry, self.main, context)
        self._header.state = HeaderState(
            status_text.place(
                state.scope,
                read_only=self._settings.read_only,
                is_open=self._settings.is_open(state.scope.region),
                is_refused=state.connection.state == "refused",
            ),
            status_text.connection_words(state.connection, context.now),
            fleet,
            status_text.quota_words(snapshot),
            tuple(Tab(view.view_key, view.title, view.short) for view in state.views.values()),
            state.view,
            about,
        )


def _about(entry: NavEntry, controller: ListController, context: ViewContext) -> StyledText:
    return status_text.list_words(
        entry, context, rows=len(controller.rows), matching=controller.matching
    )


def _why_empty(
    state: ScopeState, entry: NavEntry, controller: ListController, context: ViewContext
) -> str:
    return status_text.emptiness(entry, controller.rows, state.connection, context)
