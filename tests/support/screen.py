"""The app on a simulator, in this process, both on clocks that the test drives."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from textual.pilot import Pilot
from textual.widgets import Input

from tests.support.clock import ManualClock
from tests.support.requests import requests
from tests.support.settle import lines_of, settled, until
from tests.support.simulator import Simulator
from trove_tui.cli import connector
from trove_tui.settings import Endpoint, Secret, Settings
from trove_tui.ui.app import TroveApp
from trove_tui.ui.forms.choice_field import ChoiceField
from trove_tui.ui.forms.fields import Field
from trove_tui.ui.live_shell import LiveShell

WIDE, SMALL = (120, 36), (80, 24)
RATE = 1_200
"""Requests a minute: so many at once that none waits for its turn while the clock stands."""


def settings_of(simulator: Simulator) -> Settings:
    """The settings to open that simulator."""
    regions = {name: Endpoint(name, url) for name, url in simulator.endpoints.items()}
    return Settings(
        regions=regions,
        region=next(iter(regions)),
        project=simulator.project,
        token=Secret(simulator.token),
        rate=RATE,
    )


def app_on(
    simulator: Simulator, change: Callable[[Settings], Settings] = Settings._replace
) -> TroveApp:
    """The app on a simulator, at the same moment. No time passes for its answers."""
    before = requests.under_way
    clock = ManualClock(
        simulator.cloud.clock.now(),
        lambda: requests.under_way - before - simulator.holding,
    )
    return TroveApp(change(settings_of(simulator)), connector, clock)


class Stage:
    """The app, its pilot, its simulator and the time, for tests to act on."""

    def __init__(self, pilot: Pilot[None], app: TroveApp, simulator: Simulator) -> None:
        self.pilot = pilot
        self.app = app
        self.simulator = simulator

    @property
    def clock(self) -> ManualClock:
        """The app's clock."""
        assert isinstance(self.app.clock, ManualClock)
        return self.app.clock

    @property
    def shell(self) -> LiveShell:
        """The app's live shell; it is there once all is imported."""
        assert isinstance(self.app.shell, LiveShell)
        return self.app.shell

    @property
    def lines(self) -> list[str]:
        """The lines of the screen."""
        return lines_of(self.app.screen)

    @property
    def text(self) -> str:
        """The text of the screen."""
        return "\n".join(self.lines)

    def row(self, name: str) -> str:
        """The line of the table that has this name in it."""
        return next((line for line in self.lines[2:-1] if name in line[:72]), "")

    async def opened(self) -> None:
        """Wait until the rows and the flavors are read."""
        await self.until(lambda: self.app.shell.is_complete)
        await self.until(lambda: self.shell.state.connection.state == "live")
        await self.until(lambda: self.shell.state.snapshot.flavors)

    async def detailed(self) -> None:
        """Wait until the details of every instance are read.

        A fixed time passes here and none in the cloud, so that the screen is always the same.
        """

        def are_detailed() -> bool:
            instances = self.shell.state.snapshot.instances.values()
            return all(instance.updated is not None for instance in instances)

        for _ in range(20):  # details are asked for at so many a second
            await self.clock.advance(1)
            await settled(self.pilot)
        await self.until(are_detailed)
        self.shell.redraw()
        await settled(self.pilot)

    async def pass_time(self, seconds: float) -> None:
        """Let the same time pass in the cloud and here."""
        self.simulator.cloud.clock.advance(seconds)
        await self.clock.advance(seconds)
        self.app.shell.redraw()
        await settled(self.pilot)

    async def until(self, true: Callable[[], object], *, step: float = 0.0) -> None:
        """Wait until it is true; with a step, advance the clocks by that much each time."""

        def holds() -> bool:
            return bool(true())

        for _ in range(200 if step else 0):
            if holds():
                break
            await self.pass_time(step)
        await until(self.pilot, holds)

    async def answered(self) -> None:
        """Wait until all queries on the screen are answered, refused or failed."""

        def all_answered() -> bool:
            snapshot, navigation = self.shell.state.snapshot, self.shell.navigation
            attention = navigation.session.attention
            queries = (*attention.queries, *attention.row_queries)
            results = [snapshot.results.get(query.name) for query in queries]
            return (
                snapshot.at is not None
                and navigation.at_rest
                and all(
                    result is not None and (result.at is not None or result.trouble is not None)
                    for result in results
                )
            )

        await self.until(all_answered)

    async def press(self, *keys: str) -> None:
        """Press keys and wait until the screen has settled."""
        await self.pilot.press(*keys)
        await settled(self.pilot)

    async def fill(self, texts: Mapping[str, str]) -> None:
        """Type texts into fields of the open form, by their keys; Enter chooses from a list."""
        for key, text in texts.items():
            field = next(field for field in self.app.screen.query(Field) if field.key == key)
            field.enter()
            await settled(self.pilot)
            line = self.app.focused
            assert isinstance(line, Input)
            line.value = ""
            await self.clock.advance(1)
            await self.press(*text)
            if isinstance(field, ChoiceField):
                await self.press("enter")

    async def submit(self) -> None:
        """Press the button that sends, a moment after the form was drawn."""
        self.app.screen.query_one("#submit").focus()
        await self.clock.advance(1)
        await self.press("enter")

    async def select(self, name: str) -> None:
        """Put the cursor on the row of that name."""
        instance = self.simulator.cloud.named(name)
        self.app.panes.table.cursor_id = instance.id
        await settled(self.pilot)


@asynccontextmanager
async def stage(
    simulator: Simulator,
    *,
    size: tuple[int, int] = WIDE,
    notifications: bool = False,
    opened: bool = True,
    change: Callable[[Settings], Settings] = Settings._replace,
) -> AsyncIterator[Stage]:
    """Open the app on a simulator, and wait until its rows are there."""
    app = app_on(simulator, change)
    async with app.run_test(size=size, notifications=notifications) as pilot:
        opened_stage = Stage(pilot, app, simulator)
        if opened:
            await opened_stage.opened()
        yield opened_stage
