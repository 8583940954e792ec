"""Switches to another region, all projects, another project or another token."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import App

from trove_tui.api.errors import TroveError
from trove_tui.clock import Clock
from trove_tui.live.sessions import Sessions
from trove_tui.live.snapshot import Update
from trove_tui.settings import Settings
from trove_tui.ui import status_text
from trove_tui.ui.navigation import Navigation
from trove_tui.ui.shell import Tell


class ScopeSwitcher:
    """The other scopes, and the dialogs to choose them in."""

    def __init__(
        self,
        app: App[None],
        navigation: Navigation,
        sessions: Sessions,
        settings: Settings,
        *,
        clock: Clock,
        tell: Tell,
    ) -> None:
        self._app = app
        self._navigation = navigation
        self._workspace = navigation.workspace
        self._sessions = sessions
        self._settings = settings
        self._clock = clock
        self._tell = tell

    @property
    def _is_refused(self) -> bool:
        return self._workspace.current.connection.state == "refused"

    # Regions

    def region_label(self) -> str:
        """The footer's label for another region; empty where there is none."""
        return "region" if len(self._settings.regions) > 1 and not self._is_refused else ""

    def no_other_region(self) -> str | None:
        """Why there is no other region; None where there is."""
        if len(self._settings.regions) < 2:
            return "There is one region only. TROVE_TUI_REGIONS names more."
        return None

    def choose_region(self) -> None:
        """Choose a region; of two, switch to the other at once."""
        names = list(self._settings.regions)
        current = self._workspace.current.scope.region or ""
        if len(names) == 2:
            self._go_to_region(names[1] if current == names[0] else names[0])
            return
        from trove_tui.ui.dialogs.choose import ChooseDialog  # Only now: rows come first.

        def chosen(name: str | None) -> None:
            if name is not None:
                self._go_to_region(name)

        rows = [(name, self._region_summary(name)) for name in names]
        dialog = ChooseDialog("Region", rows, current)
        self._app.push_screen(dialog, chosen)

    def _region_summary(self, region: str) -> str:
        state = self._workspace.get(self._workspace.in_region(region))
        return "" if state is None else status_text.summary_words(state, self._clock.now())

    def _go_to_region(self, region: str) -> None:
        self._navigation.go_to_scope(self._workspace.in_region(region))

    # All projects

    def all_projects_label(self) -> str:
        """The footer's label for what switching would list; empty where it can't."""
        state = self._workspace.current
        if self._is_refused or not state.entry.resource.across_projects:
            return ""
        return "one project" if state.scope.all_projects else "all projects"

    def switch_all_projects(self) -> None:
        """Switch between the own project and all projects of the region."""
        workspace = self._workspace
        to_all = not workspace.current.scope.all_projects
        self._navigation.go_to_scope(workspace.all_projects(to_all))

    def follow(self, update: Update) -> None:
        """Explain a refusal to list all projects, and switch back."""
        workspace, connection = self._workspace, update.connection
        scope = update.snapshot.scope
        if (
            not scope.all_projects
            or scope != workspace.current.scope
            or connection.state != "refused"
            or update.snapshot.at is not None
        ):
            return
        self._tell(
            f"This server lists one project only to this account. {connection.reason}",
            bad=True,
            seconds=10,
        )
        self._navigation.go_to_scope(workspace.all_projects(False))
        # Else the next switch would show the old refusal without asking anew.
        self._navigation.forget(scope)

    # Another project's quotas

    def choose_project(self) -> None:
        """Choose another project for the list, from those known or by its id."""
        from trove_tui.ui.dialogs.choose import ChooseDialog  # Only now: rows come first.

        def chosen(project: str | None) -> None:
            if project:
                self._navigation.list_of(project)

        state = self._workspace.current
        own = state.scope.project
        rows = [(project, "yours" if project == own else "") for project in self._projects()]
        dialog = ChooseDialog(
            "Project",
            rows,
            str(state.entry.parent),
            other="or type its id",
        )
        self._app.push_screen(dialog, chosen)

    def _projects(self) -> Sequence[str]:
        from trove_tui.resources.quotas import projects  # Only now: rows come first.

        others = [state.snapshot for state in self._workspace.all]
        return projects(self._workspace.current.snapshot, *others)

    # Another token

    def token_label(self) -> str:
        """The footer's label for signing in again, where the server refuses."""
        return "another token" if self._is_refused else ""

    def ask_token(self) -> None:
        """Ask for another token, used once the server has accepted it."""
        from trove_tui.ui.dialogs.sign_in import SignInDialog  # Only now: rows come first.

        async def sign_in(token: str) -> str:
            scope = self._workspace.current.scope
            try:
                await self._sessions.sign_in(scope, token)
            except TroveError as error:
                return status_text.token_words(error, self._workspace.current.scope.project)
            return ""

        self._app.push_screen(SignInDialog(sign_in))
