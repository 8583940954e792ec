"""Plays each fault on each request of the program, and checks what must hold in every case.

The keyboard answers, what was read stays on the screen and is said to be old, what was typed stays
in its form, a change is sent once, and when the fault is over all is well again by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from textual.screen import Screen
from textual.widgets import Input

from tests.faults.kinds import KINDS, Kind
from tests.faults.proxy import FaultProxy
from tests.support.screen import Stage, stage
from tests.support.simulator import Simulator
from tests.ui.test_endpoints import WAYS
from trove_tui.live.operations import Operation, OpState
from trove_tui.settings import RATE, Endpoint, Settings
from trove_tui.ui.config_groups.editor_keys import EditorKeys
from trove_tui.ui.dialogs.help import HelpDialog
from trove_tui.ui.forms.dialog import Dialog

_ALL_PROJECTS = r"/(instances\?all_tenants=1|mgmt/instances\?.*)"
LONGEST = 900.0
"""Seconds after which all must be well again: somewhat more than the longest wait there is."""


@dataclass(frozen=True)
class Case:
    """One fault on one operation."""

    operation: str
    """Its name in the table of all there are."""
    kind: Kind

    def __str__(self) -> str:
        return f"{self.operation}: {self.kind.name}"

    @property
    def method(self) -> str:
        """The request's."""
        return WAYS[self.operation].method

    @property
    def must_be_told(self) -> bool:
        """Whether the screen must say that its list is old."""
        kind, operation = self.kind, self.operation
        if kind.harmless or kind.times is not None or "list" not in operation:
            return False
        return operation == "list instances" or not kind.hangs

    def path(self, project: str) -> str:
        """A pattern for the request's path, without its query."""
        return f"/v1.0/{project}" + WAYS[self.operation].path.replace(_ALL_PROJECTS, "/instances")


CASES = [Case(operation, kind) for operation in sorted(WAYS) for kind in KINDS]


class Watched(Stage):
    """A stage that remembers the texts of a form as it was sent.

    It waits for what is drawn, not for what is in flight: that may hang as long as a test likes.
    """

    sending: Screen[Any] | None = None
    typed: tuple[str, ...] = ()

    @property
    def written(self) -> tuple[str, ...]:
        """The texts of the form in front."""
        return tuple(line.value for line in self.app.screen.query(Input))

    async def press(self, *keys: str) -> None:
        """Press keys; before an Enter that may send, look."""
        if keys[-1] == "enter":
            if keys[:-1]:
                await self.pilot.press(*keys[:-1])
            self.sending, self.typed, keys = self.app.screen, self.written, ("enter",)
        await self.pilot.press(*keys)
        await self.drawn()

    async def pass_time(self, seconds: float) -> None:
        """Let the same time pass in the cloud and here."""
        self.simulator.cloud.clock.advance(seconds)
        await self.clock.advance(seconds)
        self.app.shell.redraw()
        await self.drawn()

    async def until(self, true: Callable[[], object], *, step: float = 0.0) -> None:
        """Wait until it holds; with a step, letting so much time pass again and again."""
        try:
            async with asyncio.timeout(10):
                while not true():
                    await self.pass_time(step)
        except TimeoutError:
            raise AssertionError(f"never came true; the screen says:\n{self.text}") from None

    async def drawn(self) -> None:
        """Wait until answers that have arrived are drawn."""
        for _ in range(3):  # a message, what it changes, and what follows from that
            drawn = asyncio.Event()
            self.app.screen.call_after_refresh(drawn.set)
            await drawn.wait()
            await asyncio.sleep(0.001)


async def run(case: Case, *, to_the_end: bool = True) -> None:
    """Play one case; a change until its outcome is settled, or only until all is live again.

    Raises:
        AssertionError: something that must hold did not.
    """
    with Simulator() as simulator:
        async with _opened(simulator) as (stage, proxy):
            if case.method == "GET":
                await _read(case, stage, proxy)
            else:
                await _change(case, stage, proxy, to_the_end)


@asynccontextmanager
async def _opened(simulator: Simulator) -> AsyncIterator[tuple[Watched, FaultProxy]]:
    async with FaultProxy(simulator.endpoint) as proxy:

        def through_it(settings: Settings) -> Settings:
            home = settings.region or ""
            regions = {**settings.regions, home: Endpoint(home, proxy.endpoint)}
            return settings._replace(regions=regions, rate=RATE)

        async with stage(simulator, change=through_it) as opened:
            opened.clock.under_way = lambda: 0  # what hangs is to take time here
            yield Watched(opened.pilot, opened.app, simulator), proxy


async def _read(case: Case, stage: Watched, proxy: FaultProxy) -> None:
    method, path = case.method, case.path(stage.simulator.project)
    await WAYS[case.operation].walk(stage)
    if case.operation == "list flavors":
        await stage.press("3")  # the walk ends where names of flavors are, not their list
    await stage.until(
        lambda: any(exchange.succeeded for exchange in proxy.came(method, path)), step=1
    )
    await stage.answered()
    before, names = len(proxy.came(method, path)), _names_on_screen(stage)
    assert names

    proxy.spoil(method, path, case.kind.fault, case.kind.times)
    since = len(proxy.exchanges)
    await stage.press("r")
    await _time_until(stage, lambda: len(proxy.came(method, path)) > before, 120)
    await _some_time(stage, 6)

    await _keyboard_answers(stage)
    assert names <= _names_on_screen(stage), (
        f"{names - _names_on_screen(stage)} left the screen:\n{stage.text}"
    )
    if case.must_be_told:
        await _time_until(stage, lambda: _says_old(stage), 60)

    proxy.lift()
    if not case.kind.harmless:  # else it may have its answer, and need not ask again
        since = len(proxy.exchanges)

    def well() -> bool:
        exchanges = [
            exchange for exchange in proxy.exchanges[since:] if exchange.request.fits(method, path)
        ]
        return (
            case.kind.times is not None or any(exchange.succeeded for exchange in exchanges)
        ) and ("● live" in stage.lines[0] and not _says_old(stage))

    await _time_until(stage, well, LONGEST)
    assert names <= _names_on_screen(stage), (
        f"{names - _names_on_screen(stage)} did not come back:\n{stage.text}"
    )


async def _change(case: Case, stage: Watched, proxy: FaultProxy, to_the_end: bool) -> None:
    method, path = case.method, case.path(stage.simulator.project)
    proxy.spoil(method, path, case.kind.fault, case.kind.times)
    await WAYS[case.operation].walk(stage)
    await stage.until(lambda: proxy.came(method, path))
    await _some_time(stage, 2)
    if stage.app.screen is stage.sending:
        assert stage.written == stage.typed, (
            f"{stage.typed} was typed, {stage.written} is left:\n{stage.text}"
        )
    await _to_the_table(stage)
    await _keyboard_answers(stage)

    proxy.lift()

    def well() -> bool:
        operation = _newest(stage)
        settled = operation.ended or case.kind.pretends or not (to_the_end or case.kind.harmless)
        return "● live" in stage.lines[0] and settled and operation.state is not OpState.SENDING

    await _time_until(stage, well, LONGEST)

    sent, operation = proxy.came(method, path), _newest(stage)
    assert len(sent) == 1, f"sent {len(sent)} times"
    if not (sent[0].forwarded or case.kind.pretends):
        assert operation.state is not OpState.DONE, f"never arrived: {operation.outcome}"
    if case.kind.harmless:
        assert operation.state is OpState.DONE, f"{operation.state}: {operation.outcome}"


def _names_on_screen(stage: Stage) -> set[str]:
    """The names in the list that is on the screen."""
    name_of = stage.shell.state.entry.resource.name_of
    names = {name_of(row) for row in stage.shell.screen.main.rows.values()}
    text = stage.text
    return {name for name in names if name[:8] in text}


def _says_old(stage: Stage) -> bool:
    """Whether the screen says of anything that it is out of date."""
    text = stage.text
    phrases = (" old", "lost ", "refused", "could not be read", "cannot be read", "not accepted")
    return any(phrase in text for phrase in phrases)


def _newest(stage: Stage) -> Operation:
    return stage.shell.state.snapshot.activity[0]


async def _keyboard_answers(stage: Stage) -> None:
    """Help opens and closes, and the cursor moves: whatever the network does."""
    assert stage.app.is_running
    await stage.press("?")
    assert isinstance(stage.app.screen, HelpDialog), f"? opened nothing:\n{stage.text}"
    await stage.press("escape")
    assert len(stage.app.screen_stack) == 1, f"help did not close:\n{stage.text}"


async def _to_the_table(stage: Stage) -> None:
    """Leave what is open by Escape, saying yes where it asks."""
    for _ in range(4):
        if (screen := stage.app.screen) is stage.app.screen_stack[0]:
            return
        await stage.clock.advance(1)
        await stage.press("escape")
        if stage.app.screen is screen and _asks(screen):
            await stage.clock.advance(1)
            await stage.press("y")
    assert len(stage.app.screen_stack) == 1, f"could not be left:\n{stage.text}"


def _asks(screen: Screen[Any]) -> bool:
    """Whether it asks if what was typed may be lost."""
    if isinstance(screen, EditorKeys):
        return screen.doing == "asking"
    return isinstance(screen, Dialog) and screen.foot.is_asking


async def _some_time(stage: Stage, seconds: float) -> None:
    for _ in range(3):
        await stage.pass_time(seconds / 3)
        await asyncio.sleep(0.005)  # real sockets: what was asked may be answered meanwhile


async def _time_until(stage: Stage, true: Callable[[], bool], seconds: float) -> None:
    """Let time pass, a little more at a time, until it holds."""
    passed, step = 0.0, 0.5
    while passed < seconds:
        for _ in range(5):
            if true():
                return
            await asyncio.sleep(0.002)
        await stage.pass_time(step)
        passed += step
        step = min(30.0, step * 1.5)
    await stage.until(true)
