"""The shell of the running program: puts workspace, screen, navigation and keys together.

Imported after the first frame: it brings models, resources and the client.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trove_tui.live.operations import OpState
from trove_tui.live.scope import Scope
from trove_tui.live.sessions import Sessions
from trove_tui.live.snapshot import Snapshot, Update
from trove_tui.resources import registry
from trove_tui.resources.resource import Resource
from trove_tui.ui import status_text
from trove_tui.ui.commands import Commands
from trove_tui.ui.form_launcher import FormLauncher
from trove_tui.ui.main_screen import MainScreen
from trove_tui.ui.navigation import Navigation, open_scope
from trove_tui.ui.scope_switcher import ScopeSwitcher
from trove_tui.ui.shell import Parts, Shell
from trove_tui.ui.workspace import ScopeState, Workspace

STILL_SECONDS = 2.0
"""Seconds without a key after which rows may change places."""


class LiveShell(Shell):
    """One workspace on the main screen."""

    def __init__(self, parts: Parts) -> None:
        settings, clock = parts.settings, parts.clock
        self._parts = parts
        self._touched_at = float("-inf")
        self._completes = False
        self.is_complete = False
        self.sessions = Sessions(parts.sessions, parts.publish)
        scope = Scope(None, settings.region, settings.project)
        self.workspace = Workspace(open_scope(self.sessions, scope, [registry.first()]))
        self.screen = MainScreen(parts.panes, parts.header, parts.footer, settings)
        self.navigation = Navigation(
            self.workspace, self.sessions, self.screen, parts.app.set_timer, self.redraw
        )
        self._launcher = FormLauncher(parts, self.redraw)
        self._switcher = ScopeSwitcher(
            parts.app, self.navigation, self.sessions, settings, clock=clock, tell=parts.tell
        )
        self.commands = Commands(
            self.navigation,
            self.screen,
            self._launcher,
            self._switcher,
            tell=parts.tell,
            clock=clock,
            read_only=settings.read_only,
        )

    async def run(self) -> None:
        """Poll until the program ends."""
        self.redraw()
        try:
            await self.sessions.run()
        finally:
            await self.sessions.aclose()

    @property
    def state(self) -> ScopeState:
        """The scope on the screen."""
        return self.workspace.current

    @property
    def views(self) -> Sequence[Resource[Any]]:
        """The views there are."""
        return list(self.state.views.values())

    @property
    def followed(self) -> Sequence[str]:
        """The operations of all scopes that have not ended, in words."""
        operations = (
            operation for state in self.workspace.all for operation in state.snapshot.activity
        )
        return [
            f"{operation.subject_name}: {operation.words}"
            for operation in operations
            if not operation.ended
        ]

    # Snapshots → the screen

    def receive(self, update: Update) -> None:
        """Take a new snapshot, of the scope on the screen or another."""
        state = self.workspace.get(update.snapshot.scope)
        if state is None or not self._parts.stands():
            return
        old = state.receive(update)
        self._tell_ends(state, old)
        self._launcher.follow(update)
        self._learn()
        self._switcher.follow(update)
        if state is self.state:
            self.redraw()
        if not self._completes:
            self._completes = True
            self._parts.app.call_after_refresh(self._complete)

    def _complete(self) -> None:
        """Import the other views and make the panes, once the first rows are drawn."""
        if self._parts.stands():
            self.workspace.offer(registry.views())
            self._parts.panes.add_side()
            self.is_complete = True
            self._learn()
            self.redraw()

    def _learn(self) -> None:
        """Import what forms need for this server, once rows are on the screen."""
        if self.is_complete and self.state.connection.state == "live":
            self._launcher.learn(self.navigation.session)

    def redraw(self) -> None:
        """Draw the current state, then tell its session what is visible."""
        if not self._parts.stands():
            return
        clock, state = self._parts.clock, self.state
        context = state.context(clock.now())
        may_move = clock.monotonic() - self._touched_at >= STILL_SECONDS
        self.screen.draw(state, context, may_move=may_move)
        self.screen.show_keys(self.commands.footer(context))
        self.navigation.look()

    def _tell_ends(self, state: ScopeState, old: Snapshot) -> None:
        before = {operation.number: operation for operation in old.activity}
        scope_prefix = "" if state is self.state else f"{status_text.scope_words(state.scope)}: "
        for operation in reversed(state.snapshot.activity):
            old_operation = before.get(operation.number)
            if not operation.ended or (old_operation is not None and old_operation.ended):
                continue
            if operation.state is OpState.REFUSED:
                continue  # Its form says it, or did as it was left.
            succeeded = operation.state in (OpState.DONE, OpState.ACCEPTED)
            self._parts.tell(
                f"{scope_prefix}{operation.subject_name}: {operation.words}: {operation.outcome}",
                bad=not succeeded,
                seconds=6,
            )

    # Keys → commands

    def touched(self) -> None:
        """Note that a key was pressed or the mouse used."""
        self._touched_at = self._parts.clock.monotonic()
        self.navigation.session.touched()

    def press(self, key: str) -> None:
        """Run a key that neither a table nor a page has taken."""
        self.commands.press(key)

    def click(self, shown: str) -> None:
        """Run a key that was clicked on the screen."""
        self.commands.click(shown)

    def opens(self, key: str) -> bool:
        """Whether the key may open a form or dialog, for which later keys must wait."""
        return self.commands.opens(key)

    def back(self) -> bool:
        """Clear the filter, or return to the list before; False where neither is possible."""
        return self.navigation.back()

    def filter(self, text: str) -> None:
        """Filter the focused list."""
        self.navigation.filter(text)

    def turn_pane(self, number: int) -> None:
        """Open that pane of the selected row."""
        self.navigation.turn_pane(number)
