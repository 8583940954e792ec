"""A tiny app around one form, and a sender that a test answers by hand."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

from textual.events import Key
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from tests.support.clock import START, ManualClock
from tests.support.settle import lines_of
from trove_tui.api.client import TroveClient
from trove_tui.api.errors import TroveError
from trove_tui.api.models import DatastoreRef, Flavor, Instance, Quota, Volume
from trove_tui.api.pages import ListCache
from trove_tui.changes.change import Change
from trove_tui.changes.subject import Subject
from trove_tui.live.operations import Operation, OpState
from trove_tui.live.scope import Scope
from trove_tui.live.snapshot import Gone, Query, Snapshot
from trove_tui.terminal.ascii_filter import AsciiApp
from trove_tui.ui import themes
from trove_tui.ui.forms import form_for
from trove_tui.ui.forms.choice_field import ChoiceField
from trove_tui.ui.forms.fields import Field
from trove_tui.ui.forms.form import Form
from trove_tui.ui.forms.form_context import FormContext, FormSetup
from trove_tui.ui.forms.form_screen import FormScreen
from trove_tui.ui.widgets.text_line import TextLine

SCOPE = Scope(cloud=None, region="bj1", project="ops-project")
ID = "7c1d8a52-0000-4000-8000-0000000004be"
NASTY = r"[/red]\x1b[2J [bold]"
"""A name as the api shows it: markup in it, and an escape sequence made visible."""


def flavor(number: int, name: str, vcpus: int, gigabytes: int) -> Flavor:
    return Flavor(id=str(number), name=name, vcpus=vcpus, ram=gigabytes * 1024)


FLAVORS: Mapping[str, Flavor] = {
    one.id: one
    for one in (
        flavor(1, "memory-1", 1, 4),
        flavor(4, "memory-12", 12, 48),
        flavor(2, "memory-2", 2, 8),
        flavor(3, "memory-4", 4, 16),
        flavor(7, "standard-1", 1, 2),
    )
}

QUOTAS = (
    Quota(resource="instances", in_use=42, limit=100),
    Quota(resource="volumes", in_use=600, limit=620),
)


def instance(**told: Any) -> Instance:
    known: dict[str, Any] = {
        "id": ID,
        "name": "auth-db",
        "status": "ACTIVE",
        "flavor_id": "1",
        "volume": Volume(size=40, used=13.2),
        "datastore": DatastoreRef(type="mysql", version="5.7"),
    }
    return Instance(**(known | told))


def snapshot(
    *instances: Instance,
    flavors: Mapping[str, Flavor] = FLAVORS,
    quotas: Sequence[Quota] | None = QUOTAS,
    gone: Instance | None = None,
    scope: Scope = SCOPE,
) -> Snapshot:
    return Snapshot(
        scope=scope,
        at=START,
        instances={one.id: one for one in instances},
        flavors=flavors,
        quotas=None if quotas is None else tuple(quotas),
        gone={} if gone is None else {gone.id: Gone(gone, START)},
        complete=True,
    )


def operation(request: Change, state: OpState = OpState.ACCEPTED) -> Operation:
    return Operation(
        number=1,
        scope=SCOPE,
        subject_id=ID,
        subject_name="auth-db",
        change=request,
        words="what was asked",
        state=state,
        sent_at=START,
    )


Answer = Callable[..., Awaitable[Sequence[Any]]]
"""What a test says to a form's question: `databases`, and of which instance."""


class Loader:
    """What a form reads from. Its queries ask it as they ask a client; a test answers by name."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    async def __call__(self, query: Query[Any], /) -> Sequence[Any]:
        return await query.fetch(cast("TroveClient", self), ListCache())

    async def dialect(self) -> Any:
        return (await self.answer("dialect"))[0]

    async def datastores(self) -> Sequence[Any]:
        return await self.answer("datastores")

    async def groups(self, _: object) -> Sequence[Any]:
        return await self.answer("groups")

    async def group(self, group_id: str) -> Any:
        return (await self.answer("group", group_id))[0]

    async def group_instances(self, group_id: str) -> Sequence[Any]:
        return await self.answer("group instances", group_id)

    async def parameters(self, store: str, version: str, name: str) -> Sequence[Any]:
        return await self.answer("parameters", store, version, name)

    async def default_configuration(self, instance_id: str) -> Any:
        return (await self.answer("config", instance_id))[0]

    async def databases(self, instance_id: str) -> Sequence[Any]:
        return await self.answer("databases", instance_id)

    async def quotas(self, project: str) -> Sequence[Any]:
        return await self.answer("quotas", project)


async def nothing_prepared(name: str, *_: str) -> Sequence[Any]:
    raise RuntimeError(f"nothing was prepared for {name}")


class Sender:
    """What a form sends to. It keeps what it was sent, and answers when the test says so."""

    def __init__(self) -> None:
        self.sent: list[Change] = []
        self.to: list[Subject | None] = []
        """Where each was sent by the form's own choice; None: to what it was opened for."""
        self.ended: list[object] = []
        self._answers: list[asyncio.Future[Operation]] = []

    async def __call__(self, request: Change, to: Subject | None = None) -> Operation:
        self.sent.append(request)
        self.to.append(to)
        answer: asyncio.Future[Operation] = asyncio.get_running_loop().create_future()
        self._answers.append(answer)
        try:
            result = await answer
        except BaseException as error:
            self.ended.append(error)
            raise
        self.ended.append(result)
        return result

    def accept(self, state: OpState = OpState.ACCEPTED) -> Operation:
        accepted = operation(self.sent[-1], state)
        self._answers[-1].set_result(accepted)
        return accepted

    def refuse(self, error: BaseException) -> None:
        self._answers[-1].set_exception(error)


def shown_on(screen: Screen[Any]) -> str:
    return "\n".join(map(str.rstrip, lines_of(screen)))


class FormApp(AsciiApp[None]):
    """Nothing but our colours under the form."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__()
        self.set_class(ascii_only, "-ascii")
        self.animation_level = "none"
        self.register_theme(themes.DARK)
        self.theme = "trove-dark"
        self.results: list[Operation | None] = []
        self.notices: list[str] = []
        self.frames: list[str] = []
        """What stood on the screen at first, one after the other."""

    def post_display_hook(self) -> None:
        if len(self.frames) < 5:  # Reading the screen takes longer than drawing it.
            self.frames.append(shown_on(self.screen))

    def notify(self, message: str, **_: Any) -> None:
        self.notices.append(message)


class Opened:
    """A form on a screen, and hands to use it."""

    def __init__(
        self,
        pilot: Pilot[None],
        top: FormScreen,
        sender: Sender,
        clock: ManualClock,
        load: Answer = nothing_prepared,
    ) -> None:
        self.pilot = pilot
        self.top = top
        """The screen that was opened."""
        self.sender = sender
        self.clock = clock
        self.load = load
        self._held = 0.0

    @property
    def app(self) -> FormApp:
        assert isinstance(self.pilot.app, FormApp)
        return self.pilot.app

    @property
    def form(self) -> Form:
        assert isinstance(self.top, Form)
        return self.top

    @property
    def results(self) -> list[Operation | None]:
        return self.app.results

    async def press(self, *keys: str) -> None:
        """Press keys, each a decision: long after the one before."""
        for key in keys:
            await self.clock.advance(10)
            await self.pilot.press(key)
        await self.drawn()

    async def hold(self, key: str, times: int = 5) -> None:
        """Hold a key down, or go on holding it: the terminal repeats it faster than one presses."""
        pressed = self._held = self._held or time.monotonic()
        for _ in range(times):
            event = Key(key, None)
            event.time = pressed
            self.app.post_message(event)
            await self.drawn()

    async def type(self, text: str) -> None:
        """Type a text into what has the focus, replacing what is selected there."""
        line = self.app.focused
        assert isinstance(line, Input)
        line.replace(text, *sorted(line.selection))
        await self.drawn()

    async def fill(self, key: str, text: str) -> None:
        """Replace what stands in a field."""
        field = self.field(key)
        line = field.line if isinstance(field, ChoiceField) else field.query_one(Input)
        line.focus()
        await self.drawn()
        line.replace(text, 0, len(line.value))
        await self.drawn()

    async def click(self, selector: str) -> None:
        await self.clock.advance(10)
        await self.pilot.click(selector)
        await self.drawn()

    async def drawn(self) -> None:
        """Wait until every message so far was handled and its result drawn."""
        for _ in range(3):
            drawn = asyncio.Event()
            self.app.screen.call_after_refresh(drawn.set)
            await drawn.wait()
            await self.pilot.pause(0)

    async def until(self, true: Callable[[], object]) -> None:
        try:
            async with asyncio.timeout(10):
                while not true():
                    await self.drawn()
                    await asyncio.sleep(0.002)
                await self.drawn()
        except TimeoutError:
            raise AssertionError(f"never came true; the screen says:\n{self.screen}") from None

    async def refuse(self, error: TroveError) -> None:
        """Answer what was sent with a refusal."""
        self.sender.refuse(error)
        await self.until(lambda: not self.top.sending)

    def field(self, key: str) -> Field:
        return next(field for field in self.form.fields if field.key == key)

    def message(self, key: str) -> str:
        return self.field(key).message

    def said(self, place: str) -> str:
        return self.top.query_one(f"#{place}", TextLine).text

    @property
    def state(self) -> str:
        return self.form.foot.state.text

    @property
    def screen(self) -> str:
        return shown_on(self.app.screen)


@asynccontextmanager
async def opened(
    request_type: type[Change],
    *,
    about: Instance | None = None,
    known: Snapshot | None = None,
    size: tuple[int, int] = (120, 36),
    settle: bool = True,
    about_row: Mapping[str, Any] | None = None,
    ascii_only: bool = False,
    load: Answer = nothing_prepared,
) -> AsyncIterator[Opened]:
    """A form about that instance (none: about none), open and drawn.

    `about_row`: more fields of the target, such as `row`, `name` and `subject`.

    `settle`: let the first moments pass in which keys may not count.
    """
    app, sender, clock = FormApp(ascii_only=ascii_only), Sender(), ManualClock()
    target = FormContext(SCOPE, about, endpoint="https://bj1.example", **(about_row or {}))
    known = known or snapshot(*([about] if about else []))
    form = form_for(request_type)(FormSetup(target, known, sender, Loader(load), clock))
    async with app.run_test(size=size) as pilot:
        await app.push_screen(form, app.results.append)
        hands = Opened(pilot, form, sender, clock, load)
        await hands.drawn()
        if settle:
            await clock.advance(10)
        yield hands
