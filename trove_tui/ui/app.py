"""The application: the shell of the first frame, its theme, and what is wired to what.

Nothing here imports models or resources: they come with the live shell, while the
first frame is already on the screen.
"""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.events import Event, MouseDown, MouseScrollDown, MouseScrollUp, Paste, Resize
from textual.events import Key as KeyEvent
from textual.message import Message
from textual.reactive import Reactive
from textual.theme import Theme

from trove_tui import log
from trove_tui.clock import Clock, SystemClock
from trove_tui.settings import Settings, SettingsError
from trove_tui.terminal.app import TerminalApp
from trove_tui.terminal.key_queue import PATIENCE, KeyQueue
from trove_tui.terminal.notices import Notices
from trove_tui.ui import themes
from trove_tui.ui.in_flight import InFlight
from trove_tui.ui.shell import Parts, Shell
from trove_tui.ui.widgets.header_bar import HeaderBar, HeaderState, Location
from trove_tui.ui.widgets.key_footer import Key, KeyFooter
from trove_tui.ui.widgets.lines import LineView
from trove_tui.ui.widgets.list_detail import ListDetail

if TYPE_CHECKING:
    from trove_tui.live.sessions import SessionFactory
    from trove_tui.live.snapshot import Update
    from trove_tui.ui.live_shell import LiveShell
    from trove_tui.ui.widgets.detail_pane import Heading


_LATER = Path(__file__).with_name("later.tcss")
MOST_NOTICES = 2
"""Notifications at a time: they cover the panes. Of more the oldest go, good news first."""
MIN_LINES_FOR_RULE = 20
"""The least lines of a terminal for a rule under the tabs."""


def _live_shell() -> type[LiveShell]:
    """Import what is heavy: in a thread, while the first frame is on the screen."""
    from trove_tui.ui.live_shell import LiveShell

    return LiveShell


class TroveApp(TerminalApp):
    """trove-tui on the screen.

    Args:
        settings: where the cloud is and how to sign in.
        connect: makes what opens sessions there; called in a thread, after the first frame.
        clock: what time it is; tests and screenshots bring their own.
    """

    TITLE = "trove-tui"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["trove.tcss", "widgets/table.tcss"]
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "leave", "quit", show=False),
        Binding("ctrl+c", "interrupt", "quit", show=False),
        Binding("question_mark", "keys", "help", show=False),
    ]

    # The default, not a later choice: that would have every stylesheet parsed a second time.
    theme = Reactive(themes.DARK.name)

    class Arrived(Message):
        """A session has a new snapshot."""

        def __init__(self, update: Update) -> None:
            super().__init__()
            self.update = update

    def __init__(
        self,
        settings: Settings,
        connect: Callable[[Settings, Clock], SessionFactory],
        clock: Clock | None = None,
    ) -> None:
        # Said now, or Textual greys our colours instead of leaving them out.
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        self.settings = settings
        self.set_class(settings.ascii, "-ascii")
        self.clock: Clock = clock or SystemClock()
        self.in_flight = InFlight()
        self.shell = Shell()
        """Does nothing until all that it needs is imported; then it is another."""
        self._connect = connect
        self._notices = Notices(self, MOST_NOTICES)
        self._key_queue = KeyQueue(self._press, self._be_patient)
        for theme in themes.THEMES.values():
            self.register_theme(theme)
        if (chosen := themes.theme_for(self.console, few=self.no_color)) != self.theme:
            self.theme = chosen

    def last_words(self, error: BaseException | None) -> str:
        """Where there were no settings nobody's program is at fault: the sentence alone."""
        return str(error) if isinstance(error, SettingsError) else log.crashed(error)

    def get_theme(self, theme_name: str) -> Theme | None:
        """A theme by its name; ours are known before they can be registered."""
        return themes.THEMES.get(theme_name) or super().get_theme(theme_name)

    def get_css_variables(self) -> dict[str, str]:
        """Textual's variables and ours, under any theme."""
        variables = super().get_css_variables()
        if "cursor-band" not in variables:
            variables |= themes.variables_for(self.current_theme)
        return variables

    def compose(self) -> ComposeResult:
        """Header, table and panes, footer."""
        yield HeaderBar(id="top")
        yield ListDetail(id="home")
        yield KeyFooter(id="keys")

    @property
    def stands(self) -> bool:
        """Whether its widgets are there: as it ends they go before the last news has come."""
        if self.leaving or not self.is_running or not self.screen_stack:
            return False
        return all(self.screen_stack[0].query(selector) for selector in ("#top", "#home", "#keys"))

    @property
    def panes(self) -> ListDetail:
        """The table and the panes beside it, also while a form is over them."""
        return self.screen_stack[0].query_one("#home", ListDetail)

    @property
    def header(self) -> HeaderBar:
        """The lines above."""
        return self.screen_stack[0].query_one("#top", HeaderBar)

    @property
    def footer(self) -> KeyFooter:
        """The line below."""
        return self.screen_stack[0].query_one("#keys", KeyFooter)

    def on_mount(self) -> None:
        """Show the scope before anything is read."""
        if not self.stands:
            return  # It was told to leave before it stood.
        settings = self.settings
        is_open = settings.is_open(settings.region)
        location = Location(settings.region, settings.project, settings.read_only, is_open)
        self.header.state = HeaderState(location)
        self.footer.keys = (Key("q", "quit"),)
        self.panes.table.note("connecting")
        self.panes.table.focus()

    def on_resize(self, event: Resize) -> None:
        """Drop the rule under the tabs where there are few lines."""
        self.screen_stack[0].set_class(event.size.height < MIN_LINES_FOR_RULE, "-low")

    def on_ready(self) -> None:
        """After the first frame: import the heavy modules and begin."""
        if not self.stands:
            return
        self.in_flight.start()
        self.stylesheet.read(_LATER)
        self.stylesheet.parse()
        self.run_worker(self._begin(), group="session", exit_on_error=False)

    async def _begin(self) -> None:
        try:
            live_shell = await asyncio.to_thread(_live_shell)
            settings = self.settings
            if settings.demo is not None:
                settings = await settings.demo.ready()
            factory = await asyncio.to_thread(self._connect, settings, self.clock)
            if not gc.isenabled():  # as a program starts
                gc.freeze()  # or the first collection would go through all that was imported
                gc.enable()
            if not self.stands:
                return
            shell = live_shell(self._parts(settings, factory))
            self.shell = shell
        except SettingsError as error:
            self.give_up(str(error))
            return
        finally:
            self.in_flight.done()
        self.set_interval(1.0, shell.redraw)
        await shell.run()

    def _parts(self, settings: Settings, factory: SessionFactory) -> Parts:
        return Parts(
            app=self,
            settings=settings,
            clock=self.clock,
            sessions=factory,
            panes=self.panes,
            header=self.header,
            footer=self.footer,
            in_flight=self.in_flight,
            tell=self.tell,
            publish=self.arrived,
            stands=lambda: self.stands,
        )

    async def on_event(self, event: Event) -> None:
        """Note the activity: polling and the order of rows depend on it.

        Keys wait until those before them are handled.
        """
        if isinstance(event, (KeyEvent, Paste, MouseDown, MouseScrollDown, MouseScrollUp)):
            self.shell.touched()
        if not isinstance(event, (KeyEvent, Paste)) or event.is_forwarded:
            await super().on_event(event)
        elif not self._key_queue.takes(event):
            await self._press(event)

    @property
    def keys_waiting(self) -> int:
        """How many keys wait until those before them are done."""
        return len(self._key_queue)

    async def _press(self, event: KeyEvent | Paste) -> None:
        if not self.takes(event):
            return
        focused = self.screen.focused or self.screen
        if isinstance(event, Paste) or (isinstance(focused, LineView) and focused.moves(event)):
            await super().on_event(event)
            return
        opens, turn = self._opens(event), self._key_queue.begin()
        await super().on_event(event)
        if not opens:  # What opens lets go itself, once it stands.
            self._follow_up([*focused.ancestors_with_self] * 2, turn)

    def _follow_up(self, nodes: Sequence[DOMNode], turn: int) -> None:
        """Let the next keys go once one has passed all that may take it, and what they made of it.

        Each handles what it has been sent before it calls: so twice, the second time for messages.
        """
        if not nodes or not nodes[0].call_later(self._follow_up, nodes[1:], turn):
            self._let_go(turn)

    def _be_patient(self, turn: int) -> None:
        self.set_timer(PATIENCE, partial(self._let_go, turn))

    def _let_go(self, turn: int) -> None:
        self.call_later(self._key_queue.release, turn)

    def _opens(self, event: KeyEvent) -> bool:
        """Whether the key may open a form or a dialog."""
        if len(self.screen_stack) > 1 or self.panes.finds:
            return False
        return self.shell.opens(event.character or "")

    def arrived(self, update: Update) -> None:
        """Pass an update from a session on as a message."""
        self.in_flight.start()
        if not self.post_message(self.Arrived(update)):
            self.in_flight.done()

    @on(Arrived)
    def _arrived(self, message: Arrived) -> None:
        try:
            self.shell.receive(message.update)
        finally:
            self.in_flight.done()

    @on(ListDetail.KeyPressed)
    def _pressed(self, message: ListDetail.KeyPressed) -> None:
        try:
            self.shell.press(message.key)
        finally:
            # Only then, not in between, does the screen that was pushed take keys.
            self.screen.call_after_refresh(self._let_go, self._key_queue.turn)

    @on(HeaderBar.TabClicked)
    @on(KeyFooter.KeyClicked)
    def _clicked(self, message: KeyFooter.KeyClicked | HeaderBar.TabClicked) -> None:
        if message.key in ("q", "?"):
            self.call_later(self.action_leave if message.key == "q" else self.action_keys)
        else:
            self.shell.click(message.key)

    def on_heading_pane_chosen(self, message: Heading.PaneChosen) -> None:
        """The title of a pane was clicked."""
        self.shell.turn_pane(message.number)

    @on(ListDetail.Filtered)
    def _filtered(self, message: ListDetail.Filtered) -> None:
        self.shell.filter(message.text)

    @on(ListDetail.LookedElsewhere)
    def _looked(self) -> None:
        self.shell.redraw()

    async def action_leave(self) -> None:
        """One step back; from the first list, leave."""
        if self.panes.in_side:
            self.panes.close_side()
        elif not self.shell.back():
            self._leave_or_ask()

    async def action_interrupt(self) -> None:
        """ctrl+c: leave, asking once while operations are running."""
        from trove_tui.ui.dialogs.quit import QuitDialog

        if isinstance(self.screen, QuitDialog):
            self.exit()
        else:
            self._leave_or_ask()

    def _leave_or_ask(self) -> None:
        followed = list(self.shell.followed)
        if not followed:
            self.exit()
            return

        from trove_tui.ui.dialogs.quit import QuitDialog

        def decide(leave: bool | None) -> None:
            if leave:
                self.exit()

        self.push_screen(QuitDialog(followed), decide)

    def action_keys(self) -> None:
        """All keys, grouped."""
        from trove_tui.ui.commands import help_groups
        from trove_tui.ui.dialogs.help import HelpDialog

        if not isinstance(self.screen, HelpDialog):
            groups = help_groups(self.shell.views, read_only=self.settings.read_only)
            self.push_screen(HelpDialog(groups))

    def tell(self, sentence: str, *, bad: bool = False, seconds: float = 4) -> None:
        """Say something for some seconds; once, however often it is said meanwhile."""
        self._notices.tell(sentence, bad=bad, seconds=seconds)
