"""Every key that is not an action, as data; and runs the command or action of a key.

The help page, the footer and the key queue are made from commands and actions alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from trove_tui.api.call import is_address
from trove_tui.api.models import Group, Instance
from trove_tui.changes.preconditions import NO_ID
from trove_tui.clock import Clock
from trove_tui.resources.resource import Action, Resource
from trove_tui.resources.view_context import ViewContext
from trove_tui.ui.dialogs.help import TABLE_KEYS, HelpGroup
from trove_tui.ui.form_launcher import FormLauncher
from trove_tui.ui.main_screen import MainScreen
from trove_tui.ui.navigation import Navigation
from trove_tui.ui.scope_switcher import ScopeSwitcher
from trove_tui.ui.shell import Tell
from trove_tui.ui.widgets.key_footer import Key
from trove_tui.ui.workspace import NavEntry


class InFooter(NamedTuple):
    """A command's place in the footer."""

    place: int
    """Its rank from the left; that of actions is `ACTIONS_AT`."""
    label: Callable[[Commands, ViewContext], str]
    """Its text now; "" leaves it out."""
    priority: int = 0
    """Where keys don't all fit, those with the highest number are left out first."""
    shown: str = ""
    """The key as shown, where one entry is for two keys."""


def _possible(_commands: Commands) -> str | None:
    return None


@dataclass(frozen=True)
class Command:
    """A key that changes nothing on the server."""

    key: str
    explained: str = ""
    """Its line on the help page; "" where another command's line explains it too."""
    run: Callable[[Commands], None] | None = None
    """None where a widget or the app handles the key."""
    refusal: Callable[[Commands], str | None] = _possible
    """Why it is not possible now, as a sentence; None where it is."""
    shown: str = ""
    """The keys as the help page has them, where they are not just `key`."""
    group: str = "Anywhere"
    """Its heading on the help page; where `only_for` is given, the resource's title."""
    only_for: Callable[[Resource[Any]], bool] | None = None
    """In which lists it works; None: in all."""
    opens: bool = False
    """Whether it may open a dialog: keys pressed after it then wait for that."""
    footer: InFooter | None = None

    def works_in(self, resource: Resource[Any]) -> bool:
        """Whether it works in that list."""
        return self.only_for is None or self.only_for(resource)


class Commands:
    """Runs the keys of the focused list.

    Args:
        navigation: goes between views, lists and panes.
        screen: has the focused list.
        launcher: opens the forms of actions.
        switcher: changes the scope.
        tell: shows why something is not possible.
        clock: the time, for what is possible only for a while.
        read_only: whether changes are forbidden.
    """

    def __init__(
        self,
        navigation: Navigation,
        screen: MainScreen,
        launcher: FormLauncher,
        switcher: ScopeSwitcher,
        *,
        tell: Tell,
        clock: Clock,
        read_only: bool,
    ) -> None:
        self.navigation = navigation
        self.screen = screen
        self.switcher = switcher
        self.tell = tell
        self._launcher = launcher
        self._clock = clock
        self._read_only = read_only

    # The focused list

    @property
    def entry(self) -> NavEntry:
        """The list that has the focus."""
        return self.screen.focused_entry(self.navigation.state)

    @property
    def selected(self) -> Any:
        """The selected row of the focused list."""
        return self.screen.focused_list.selected

    def context(self) -> ViewContext:
        """The context now."""
        return self.navigation.state.context(self._clock.now())

    def _allowed(self, resource: Resource[Any]) -> Sequence[Action]:
        return () if self._read_only else resource.actions

    def _action(self, key: str) -> Action | None:
        return next((action for action in self.entry.resource.actions if action.key == key), None)

    def _command(self, key: str) -> Command | None:
        command = BY_KEY.get(key)
        resource = self.navigation.state.entry.resource
        return command if command is not None and command.works_in(resource) else None

    # Keys

    def opens(self, key: str) -> bool:
        """Whether the key may open a form or dialog, for which later keys must wait."""
        command = BY_KEY.get(key)
        return self._action(key) is not None or (command is not None and command.opens)

    def press(self, key: str) -> None:
        """Run a key that neither a table nor a page has taken."""
        if self._launcher.is_open:
            return
        state, command = self.navigation.state, self._command(key)
        action = self._action(key)
        if action is not None:
            self._act(action)
        elif key in {action.key for action in self._allowed(state.entry.resource)}:
            noun = state.entry.resource.noun
            self.tell(f"{key} is for the {noun} in the table: esc goes there.")
        elif key in state.views:
            self.navigation.go(key)
        elif command is not None:
            self._run(command)

    def click(self, shown: str) -> None:
        """Run the key that was clicked in the footer."""
        self.press(_BY_FOOTER.get(shown, shown))

    def _run(self, command: Command) -> None:
        if (reason := command.refusal(self)) is not None:
            self.tell(reason)
        elif command.run is not None:
            command.run(self)

    def _act(self, action: Action) -> None:
        if self._read_only:
            self.tell(f"Opened to read only: no {action.label} from here.")
            return
        row = self.selected if action.on_row else None
        reason = self.refusal(action, row, self.context())
        if reason is not None:
            name = self.entry.resource.name_of(row) if row is not None else ""
            sentence = f"can't {action.words}: {reason}"
            self.tell(f"{name}: {sentence}" if name else sentence)
            return
        navigation = self.navigation
        self._launcher.open(navigation.state, navigation.session, self.entry, action, row)

    def refusal(self, action: Action, row: Any, context: ViewContext) -> str | None:
        """Why that is not possible now; None where it is."""
        entry = self.entry
        if action.on_row and row is None:
            return f"no {entry.resource.noun} is selected"
        subject = entry.resource.subject(row if action.on_row else None, entry.parent)
        if isinstance(subject, Instance):
            if subject.id in context.snapshot.gone:
                return "it is gone"
            instance = context.snapshot.instances.get(subject.id, subject)
            if (reason := action.precondition.refusal(instance)) is not None:
                return reason
        elif isinstance(subject, Group) and not is_address(subject.id):
            return NO_ID
        return action.refusal(row, context) if action.on_row else None

    def problems(self, context: ViewContext) -> Sequence[int]:
        """The indexes of the problems in the focused list."""
        return self.screen.problems(self.navigation.state, context)

    # The footer

    def footer(self, context: ViewContext) -> list[Key]:
        """The footer's keys now."""
        if self._launcher.is_open:
            return [Key("esc", "back to the list"), Key("F2", "request", priority=5)]
        return [
            *self._keys_of(_BEFORE_ACTIONS, context),
            *self._keys_of_actions(context),
            *self._keys_of(_AFTER_ACTIONS, context),
        ]

    def _keys_of(
        self, commands: Sequence[tuple[Command, InFooter]], context: ViewContext
    ) -> Iterator[Key]:
        for command, footer in commands:
            if command.works_in(self.entry.resource) and (label := footer.label(self, context)):
                yield Key(footer.shown or command.key, label, priority=footer.priority)

    def _keys_of_actions(self, context: ViewContext) -> Iterator[Key]:
        row = self.selected
        for action in self._allowed(self.entry.resource):
            if not action.on_row or row is not None:
                works = self.refusal(action, row, context) is None
                yield Key(action.key, action.label, works, action.priority)

    def back_label(self) -> str:
        """Esc's label: shows all rows again, or goes back; empty where neither is possible."""
        if self.entry.list_state.filter:
            return "all"
        return "back" if self.screen.panes.in_side or len(self.navigation.state.path) > 1 else ""

    def open_label(self) -> str:
        """Enter's label for the selected row."""
        resource = self.entry.resource
        can_open = self.selected is not None and bool(resource.child or resource.panes)
        return "open" if can_open and not self.screen.panes.in_side else ""

    def pane_label(self) -> str:
        """The label for turning the panes, while they have the focus."""
        count = len(self.navigation.state.entry.resource.panes)
        return "pane" if self.screen.panes.in_side and count > 1 else ""

    def problems_label(self, context: ViewContext) -> str:
        """The label for going to problems: how many are above and below the visible rows."""
        if self.screen.panes.covered and not self.screen.panes.in_side:
            return ""
        top, bottom = self.screen.focused_list.table.visible_range
        places = self.problems(context)
        above = sum(place < top for place in places)
        below = sum(place >= bottom for place in places)
        sides = ((above, "above"), (below, "below"))
        parts = [f"{count} {direction}" for count, direction in sides if count]
        return f"problem: {', '.join(parts)}" if parts else ""


def _turn_pane(step: int) -> Callable[[Commands], None]:
    def turn(commands: Commands) -> None:
        commands.navigation.turn_pane(commands.navigation.state.pane_number + step)

    return turn


def _go_to_problem(step: int) -> Callable[[Commands], None]:
    return lambda commands: commands.navigation.go_to_problem(
        step, commands.problems(commands.context())
    )


def _no_problems(commands: Commands) -> str | None:
    return None if commands.problems(commands.context()) else "No problems here."


def _open_filter(commands: Commands) -> None:
    commands.screen.panes.find(commands.entry.list_state.filter)


def _back(commands: Commands) -> None:
    if commands.screen.panes.in_side:
        commands.screen.panes.close_side()
    else:
        commands.navigation.back()


def _always(label: str) -> Callable[[Commands, ViewContext], str]:
    return lambda _commands, _context: label


_MOVING = "Moving"
ACTIONS_AT = 3
"""The rank of actions in the footer."""

COMMANDS: tuple[Command, ...] = (
    Command("enter", "open: what it holds, or its panes",
            lambda commands: commands.navigation.open_row(),
            group=_MOVING, footer=InFooter(1, lambda commands, _: commands.open_label(), 4)),
    Command("tab", "the other panel", group=_MOVING),
    Command("[", run=_turn_pane(-1)),
    Command("]", "the pane before, the next one", _turn_pane(1), shown="[ ]",
            group=_MOVING, footer=InFooter(2, lambda commands, _: commands.pane_label(), 2, "[ ]")),
    Command("n", "next, previous problem", _go_to_problem(1), _no_problems,
            shown="n N", group=_MOVING,
            footer=InFooter(8, lambda commands, context: commands.problems_label(context), 1)),
    Command("N", run=_go_to_problem(-1), refusal=_no_problems),
    Command("/", "filter; -word leaves out", _open_filter, group=_MOVING, opens=True,
            footer=InFooter(9, _always("filter"), 7)),
    Command("esc", "back; shows all again", _back, group=_MOVING,
            footer=InFooter(0, lambda commands, _: commands.back_label())),
    Command("p", "another project", lambda commands: commands.switcher.choose_project(), opens=True,
            only_for=lambda resource: resource.of_project,
            footer=InFooter(4, _always("another project"), 3)),
    Command("x", "another region", lambda commands: commands.switcher.choose_region(),
            lambda commands: commands.switcher.no_other_region(), opens=True,
            footer=InFooter(6, lambda commands, _: commands.switcher.region_label(), 8)),
    Command("A", "all projects, or only yours",
            lambda commands: commands.switcher.switch_all_projects(),
            footer=InFooter(7, lambda commands, _: commands.switcher.all_projects_label(), 8)),
    Command("T", "sign in with another token",
            lambda commands: commands.switcher.ask_token(), opens=True,
            footer=InFooter(5, lambda commands, _: commands.switcher.token_label())),
    Command("r", "ask the server again now", lambda commands: commands.navigation.session.poke(),
            footer=InFooter(10, _always("refresh"), 9)),
    Command("?", "this page", footer=InFooter(11, _always("help"))),
    Command("ctrl+l", "draw the screen again"),
    Command("ctrl+z", "suspend; fg comes back"),
    Command("q", "back, at last quit", footer=InFooter(12, _always("quit"), 1)),
    Command("ctrl+c", "quit; in a form: leave it"),
)  # fmt: skip
"""As the help page lists them."""

BY_KEY = {command.key: command for command in COMMANDS}
_BY_FOOTER = {
    command.footer.shown: command.key
    for command in COMMANDS
    if command.footer and command.footer.shown
}

_FOOTER_COMMANDS = sorted(
    ((command, command.footer) for command in COMMANDS if command.footer is not None),
    key=lambda pair: pair[1].place,
)
_BEFORE_ACTIONS = [pair for pair in _FOOTER_COMMANDS if pair[1].place < ACTIONS_AT]
_AFTER_ACTIONS = [pair for pair in _FOOTER_COMMANDS if pair[1].place > ACTIONS_AT]

IN_A_FORM = (
    ("tab", "the next field"),
    ("enter", "choose and go on; send"),
    ("F2 F5", "show the request; copy it"),
    ("F3 F4 F6", "a password: make up, show, copy"),
    ("F7 F8", "add a database, a user"),
    ("esc", "leave; asks before all is lost"),
)


def help_groups(views: Sequence[Resource[Any]], *, read_only: bool) -> list[HelpGroup]:
    """All keys, with actions unless read-only."""
    keys = " ".join(view.view_key for view in views)
    view_keys = ((keys, "the views of the second line"),) if keys else ()
    moving_keys = (*TABLE_KEYS, *_explained_keys(_MOVING))
    groups: list[HelpGroup] = [
        (_MOVING, moving_keys),
        ("Anywhere", (*view_keys, *_explained_keys("Anywhere"))),
    ]
    if not read_only:
        groups.append(("In a form", IN_A_FORM))
        groups += _action_groups(views)
    return groups


def _explained_keys(group: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (command.shown or command.key, command.explained)
        for command in COMMANDS
        if command.explained and command.group == group and command.only_for is None
    )


def _action_groups(views: Sequence[Resource[Any]]) -> Iterator[HelpGroup]:
    """The actions of each view and of its panes, each set once."""
    seen_keys: set[tuple[str, str]] = set()
    for view in views:
        panes = (pane.resource for pane in view.panes if pane.resource is not None)
        for resource in (view, *panes):
            action_keys = tuple((action.key, action.words) for action in resource.actions)
            if seen_keys.issuperset(action_keys):
                continue
            seen_keys.update(action_keys)
            own_commands = (
                command
                for command in COMMANDS
                if command.only_for is not None and command.works_in(resource)
            )
            title = view.title if resource is view else f"{view.title} ▸ {resource.title}"
            yield (
                title,
                (*action_keys, *((command.key, command.explained) for command in own_commands)),
            )
