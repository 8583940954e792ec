"""Going elsewhere: another region, all projects, another project's quotas, another token."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trove_tui.api.errors import TroveError
from trove_tui.live.scope import Scope, Update
from trove_tui.ui import status_text
from trove_tui.ui.widgets.key_footer import Key

if TYPE_CHECKING:
    from trove_tui.ui.main_screen import MainScreen


class ScopeSwitcher:
    """Where one can go from here."""

    def __init__(self, presenter: MainScreen) -> None:
        self._presenter = presenter
        self._app = presenter.app

    def keys(self) -> list[Key]:
        """The keys for it that are worth a place in the bottom line."""
        presenter = self._presenter
        if presenter.connection.state == "refused":
            return [Key("T", "another token")]
        keys = []
        if len(presenter.settings.regions) > 1:
            keys.append(Key("x", "region", priority=8))
        if presenter.desk.level.resource.name == "instances":
            on = presenter.desk.scope.all_projects
            keys.append(Key("A", "one project" if on else "all projects", priority=8))
        return keys

    # Regions

    def choose_region(self) -> None:
        """Offer the regions; with two, go to the other one at once."""
        presenter = self._presenter
        names = list(presenter.settings.regions)
        if len(names) < 2:
            self._app.tell("There is one region only. TROVE_TUI_REGIONS names more.")
        elif len(names) == 2:
            here = presenter.desk.scope.region or ""
            self._go_to_region(names[1] if here == names[0] else names[0])
        else:
            self._offer(names)

    def _offer(self, names: list[str]) -> None:
        from trove_tui.ui.dialogs.choose import ChooseDialog

        here = self._presenter.desk.scope.region or ""
        rows = [(name, self._known_of(name)) for name in names]

        def chosen(name: str | None) -> None:
            if name is not None:
                self._go_to_region(name)

        ascii_only = self._app.settings.ascii
        self._app.push_screen(ChooseDialog("Region", rows, here, ascii_only=ascii_only), chosen)

    def _known_of(self, region: str) -> str:
        desks = self._presenter.desks
        desk = None if desks is None else desks.of(desks.in_region(region))
        return "" if desk is None else status_text.desk_words(desk, self._app.clock.now())

    def _go_to_region(self, region: str) -> None:
        desks = self._presenter.desks
        if desks is not None:
            self.go(desks.in_region(region))

    def go(self, scope: Scope) -> None:
        """Put that scope on the screen."""
        if self._presenter.desks is not None:
            self._presenter.desks.go(scope)
            self._presenter.arrive()

    # All projects

    def switch_all_projects(self) -> None:
        """From one's own project to all of the region's, and back."""
        desks = self._presenter.desks
        if desks is not None:
            self.go(desks.all_projects(not desks.current.scope.all_projects))

    def follow(self, update: Update) -> None:
        """A refusal to list all projects is explained, and one is back where one was."""
        desks, connection = self._presenter.desks, update.connection
        scope = update.snapshot.scope
        if (
            desks is None
            or not scope.all_projects
            or scope != desks.current.scope
            or connection.state != "refused"
            or update.snapshot.at is not None
        ):
            return
        self._app.tell(
            f"This server lists one project only to this account. {connection.reason}",
            bad=True,
            seconds=10,
        )
        self.go(desks.all_projects(False))
        desks.forget(scope)  # or it would stand there refused the next time, without being asked

    # Another project's quotas

    def choose_project(self) -> None:
        """Where the list is a project's: choose another, of those seen or by its id."""
        presenter = self._presenter
        level = presenter.desk.level
        if "p" not in level.resource.extra:
            return
        from trove_tui.ui.dialogs.choose import ChooseDialog

        def chosen(project: str | None) -> None:
            if project:
                presenter.desk.turn(project)
                presenter.arrive()

        own, seen = presenter.desk.scope.project, self._projects_seen()
        rows = [(project, "yours" if project == own else "") for project in seen]
        here, ascii_only = str(level.parent), self._app.settings.ascii
        chooser = ChooseDialog("Project", rows, here, other="or type its id", ascii_only=ascii_only)
        self._app.push_screen(chooser, chosen)

    def _projects_seen(self) -> Sequence[str]:
        from trove_tui.resources.quotas import projects  # Only now: rows come first.

        desks = self._presenter.desks
        others = [] if desks is None else [desk.snapshot for desk in desks.all]
        return projects(self._presenter.desk.snapshot, *others)

    # Another token

    def ask_token(self) -> None:
        """Ask for another token, and go on with it once the server took it."""
        from trove_tui.ui.dialogs.sign_in import SignInDialog

        async def sign_in(token: str) -> str:
            desks = self._presenter.desks
            if desks is None:
                return ""
            try:
                await desks.sign_in(token)
            except TroveError as error:
                return status_text.token_words(error, desks.current.scope.project)
            return ""

        self._app.push_screen(SignInDialog(sign_in))
