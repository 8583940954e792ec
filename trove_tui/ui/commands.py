"""What a key means here: which list it is about, which action, and why that is not possible now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from trove_tui.api.call import is_address
from trove_tui.api.models import Group, Instance
from trove_tui.live import triage
from trove_tui.live.scope import Update
from trove_tui.resources.resource import Action
from trove_tui.resources.sight import Sight
from trove_tui.ui.form_launcher import FormLauncher
from trove_tui.ui.list_controller import ListController
from trove_tui.ui.scope_switcher import ScopeSwitcher
from trove_tui.ui.widgets.key_footer import Key
from trove_tui.ui.workspace import NavEntry

if TYPE_CHECKING:
    from trove_tui.ui.main_screen import MainScreen


_DIALOGS = frozenset("/pTx")
"""Keys that open something to type or choose in, or may."""


class Commands:
    """Keys → what they ask for, of the panel that has the focus."""

    def __init__(self, presenter: MainScreen) -> None:
        self._presenter = presenter
        self._app = presenter.app
        self._opening = FormLauncher(presenter.app)
        self._places = ScopeSwitcher(presenter)
        self._general: Mapping[str, Callable[[], None]] = {
            "r": self._refresh,
            "/": self._find,
            "n": lambda: self._go_to_problem(1),
            "N": lambda: self._go_to_problem(-1),
            "[": lambda: self._turn_pane(-1),
            "]": lambda: self._turn_pane(1),
            "x": self._places.choose_region,
            "A": self._places.switch_all_projects,
            "T": self._places.ask_token,
            "p": self._places.choose_project,
        }

    # Which list the keys are about

    @property
    def _in_side_table(self) -> bool:
        home = self._app.home
        return home.in_side and home.side.lists

    @property
    def level(self) -> NavEntry:
        """The list that has the focus."""
        side = self._presenter.side_level
        if self._in_side_table and side is not None:
            return side
        return self._presenter.desk.level

    @property
    def panel(self) -> ListController:
        """The panel that shows it."""
        presenter = self._presenter
        in_side = self._in_side_table and presenter.side_level is not None
        return presenter.side if in_side else presenter.main

    @property
    def selected(self) -> Any:
        """The row that an action would be about."""
        return self.panel.selected

    @property
    def read_only(self) -> bool:
        """Whether no change may be asked for."""
        return self._presenter.settings.read_only

    @property
    def actions(self) -> Sequence[Action]:
        """What can be asked for here; nothing where only reading is allowed."""
        return () if self.read_only else self.level.resource.actions

    @property
    def main_actions(self) -> Sequence[Action]:
        """What can be asked of the row selected in the table, whatever has the focus."""
        return () if self.read_only else self._presenter.desk.level.resource.actions

    def refusal(self, action: Action, row: Any, sight: Sight) -> str | None:
        """Why that is not possible now; None where it is."""
        level = self.level
        if action.on_row and row is None:
            return f"no {level.resource.one} is selected"
        subject = level.resource.subject(row if action.on_row else None, level.parent)
        if isinstance(subject, Instance):
            if subject.id in sight.snapshot.gone:
                return "it is gone"
            now = sight.snapshot.instances.get(subject.id, subject)
            if (why := triage.allowed(action.known_as, now)) is not None:
                return why
        elif isinstance(subject, Group) and not is_address(subject.id):
            return triage.NO_ID
        return action.refusal(row, sight) if action.on_row else None

    def follow(self, update: Update) -> None:
        """Something new is known."""
        if self._presenter.desks is not None:
            self._opening.follow(update)
            self.learn()
            self._places.follow(update)

    def learn(self) -> None:
        """Make forms ready for the server on the screen: only once rows stand on it."""
        if self._presenter.is_complete:
            self._opening.learn(self._presenter.desk)

    # Keys

    def opens(self, key: str) -> bool:
        """Whether something may open by that key, which those pressed after it are meant for."""
        if self._presenter.desks is None:
            return False
        return key in _DIALOGS or self._action(key) is not None

    def _action(self, key: str) -> Action | None:
        return next((one for one in self.level.resource.actions if one.key == key), None)

    def ask(self, key: str) -> None:
        """A key that neither a table nor a page takes was pressed."""
        presenter = self._presenter
        if presenter.desks is None or self._opening.is_open:
            return
        action = self._action(key)
        if action is not None:
            self._act(action)
        elif key in {one.key for one in self.main_actions}:
            what = presenter.desk.level.resource
            self._app.tell(f"{key} is for the {what.one} in the table: esc goes there.")
        elif key in presenter.desk.views:
            presenter.go(key)
        elif key in self._general:
            self._general[key]()

    def _act(self, action: Action) -> None:
        if self.read_only:
            self._app.tell(f"Opened to read only: no {action.label} from here.")
            return
        desk = self._presenter.desk
        row = self.selected if action.on_row else None
        why = self.refusal(action, row, desk.sight(self._app.clock.now()))
        if why is not None:
            name = self.level.resource.name_of(row) if row is not None else ""
            self._app.tell(f"{name}: can't {action.words}: {why}".removeprefix(": "))
            return
        self._opening.open(desk, self.level, action, row)

    def enter(self) -> None:
        """Enter on a row: what it holds, or what is known of it."""
        presenter = self._presenter
        if presenter.desks is None:
            return
        level, selected = presenter.desk.level, presenter.main.selected
        if level.resource.opens is not None and selected is not None:
            presenter.open(level.resource.opens, parent_of(level, selected))
        elif level.resource.panes:
            self._app.home.open_side()

    def _refresh(self) -> None:
        self._presenter.desk.session.poke()

    def _find(self) -> None:
        self._app.home.find(self.level.spot.filter)

    def find(self, text: str) -> None:
        """Leave only rows that have these words in them."""
        self.level.spot.filter = text
        self._presenter.draw()

    def _turn_pane(self, step: int) -> None:
        self._presenter.turn_pane(self._presenter.desk.pane_number + step)

    def _go_to_problem(self, step: int) -> None:
        sight = self._presenter.desk.sight(self._app.clock.now())
        places, table = self._presenter.problems(sight), self._app.home.table
        if not places:
            self._app.tell("No problems here.")
            return
        at = table.cursor_place
        if step > 0:
            target = next((place for place in places if place > at), places[0])
        else:
            target = next((place for place in reversed(places) if place < at), places[-1])
        table.cursor_id = table.order[target]

    # The bottom line

    def keys(self, sight: Sight) -> list[Key]:
        """The keys that work now, and what they would do."""
        home, level = self._app.home, self.level
        if self._opening.is_open:
            return [Key("esc", "back to the list"), Key("F2", "request", priority=5)]
        row = self.selected
        keys: list[Key] = []
        if home.in_side or len(self._presenter.desk.levels) > 1 or level.spot.filter:
            keys.append(Key("esc", "all" if level.spot.filter else "back"))
        keys += self._opens(level, row)
        for action in self.actions:
            if action.on_row and row is None:
                continue
            works = self.refusal(action, row, sight) is None
            keys.append(Key(action.key, action.label, works, action.priority))
        keys += [Key(key, told, priority=3) for key, told in level.resource.extra.items()]
        keys += self._places.keys()
        if not home.covered and (hidden := self._hidden_problems(sight)):
            keys.append(Key("n", hidden, priority=1))
        keys += [Key("/", "filter", priority=7), Key("r", "refresh", priority=9)]
        keys += [Key("?", "help"), Key("q", "quit", priority=1)]
        return keys

    def _opens(self, level: NavEntry, row: Any) -> list[Key]:
        home, pane = self._app.home, self._presenter.desk.pane
        keys = []
        if row is not None and not home.in_side and (level.resource.opens or level.resource.panes):
            keys.append(Key("enter", "open", priority=4))
        if home.in_side and pane is not None and len(self._presenter.desk.level.resource.panes) > 1:
            keys.append(Key("[ ]", "pane", priority=2))
        return keys

    def _hidden_problems(self, sight: Sight) -> str:
        top, end = self._app.home.table.visible_range
        places = self._presenter.problems(sight)
        above = sum(place < top for place in places)
        below = sum(place >= end for place in places)
        sides = ((above, "above"), (below, "below"))
        parts = [f"{count} {where}" for count, where in sides if count]
        return f"problem: {', '.join(parts)}" if parts else ""


def parent_of(level: NavEntry, selected: Any) -> Any:
    """The parent of what is opened: the row, with what it was opened from where there is more."""
    is_first = level.parent is None or isinstance(level.parent, str)
    return selected if is_first else (level.parent, selected)
