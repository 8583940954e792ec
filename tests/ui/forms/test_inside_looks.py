"""How the forms look that make and take away what is in an instance, and set quotas."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.support.clock import ManualClock
from tests.ui.forms.support import SCOPE, FormApp, Loader, Opened, Sender, instance, snapshot
from tests.ui.forms.test_create import GROUPS, MYSQL, REDIS, inside
from tests.ui.forms.test_quotas import QUOTAS
from trove_tui.api.call import Dialect
from trove_tui.api.models import Database, User
from trove_tui.changes.change import Change
from trove_tui.changes.databases_and_users import (
    CreateDatabases,
    CreateUsers,
    DeleteDatabase,
    DeleteUser,
)
from trove_tui.changes.instances import CreateInstance
from trove_tui.changes.quotas import UpdateQuotas
from trove_tui.changes.subject import SubjectRef
from trove_tui.ui.forms import form_for
from trove_tui.ui.forms.form_context import FormContext, FormSetup

WIDE, SMALL = (120, 36), (80, 24)
LISTS: dict[str, Sequence[Any]] = {
    "datastores": (REDIS, MYSQL),
    "groups": GROUPS,
    "databases": [Database(name=name) for name in ("shop", "logs", "app.prod", "数据")],
    "quotas": QUOTAS,
}


async def _databases(hands: Opened) -> None:
    await hands.type("shop")
    await hands.fill("character_set_1", "utf8mb4")
    await hands.press("f7")
    await hands.type("mysql")
    await hands.press("tab", *"latin1", "enter")


async def _users(hands: Opened) -> None:
    await hands.type("bob")
    await hands.fill("password_1", "x" * 20)
    await hands.press("f8")
    await hands.type("eve;")
    await hands.fill("databases_of_2", "")
    await hands.press("down", "space", "down", "down", "space")


async def _empty(hands: Opened) -> None:
    await hands.until(lambda: hands.field("datastore").value)


async def _create(hands: Opened) -> None:
    await _empty(hands)
    await hands.fill("flavor_id", "memory-2")
    await hands.fill("name", "orders")
    await inside(hands, database_1="shop", character_set_1="utf8mb4")
    await hands.press("f7")
    await hands.type("logs")
    await hands.fill("user_1", "bob")
    await hands.fill("password_1", "x" * 20)
    await hands.fill("databases_of_1", "shop")
    await hands.press("space", "enter")
    await hands.until(lambda: hands.form.can_view_entire(hands.field("net_id")))
    body = hands.form.query_one("#body")
    body.scroll_end(animate=False, immediate=True)
    await hands.until(lambda: body.scroll_offset.y == body.max_scroll_y)


async def _quotas(hands: Opened) -> None:
    await hands.until(lambda: len(hands.form.fields) == len(QUOTAS))
    await hands.fill("quota_0", "40")
    await hands.fill("quota_2", "many")


async def _typed(hands: Opened) -> None:
    await hands.type("app")


Look = tuple[type[Change], dict[str, Any], Callable[[Opened], Awaitable[None]]]

IN_IT: dict[str, Any] = {"instance": instance()}
LOOKS: dict[str, Look] = {
    "databases": (CreateDatabases, IN_IT | {"made": "a database"}, _databases),
    "users": (CreateUsers, IN_IT | {"made": "a user"}, _users),
    "delete-database": (
        DeleteDatabase,
        IN_IT | {"row": Database(name="app.prod"), "name": "app.prod", "dialect": Dialect.UPSTREAM},
        _typed,
    ),
    "delete-user": (
        DeleteUser,
        IN_IT | {"row": User(name="bob", host="10.0.0.%"), "name": "bob@10.0.0.%"},
        _typed,
    ),
    "quotas": (
        UpdateQuotas,
        {
            "row": QUOTAS[0],
            "name": "instances",
            "subject": SubjectRef("other-project", "other-project"),
        },
        _quotas,
    ),
    "create": (CreateInstance, {}, _empty),
    "create-all": (CreateInstance, {}, _create),
}


@pytest.mark.parametrize(
    ("look", "size"),
    [*((look, WIDE) for look in LOOKS), ("create", SMALL), ("create-all", SMALL)],
    ids=lambda one: one if isinstance(one, str) else str(one[0]),
)
def test_it_looks_as_it_did(
    snap_compare: Callable[..., bool], look: str, size: tuple[int, int]
) -> None:
    request_type, told, steps = LOOKS[look]
    app, sender, clock = FormApp(), Sender(), ManualClock()
    target = FormContext(SCOPE, endpoint="https://bj1.example", **told)
    known = snapshot(*([target.instance] if target.instance else []))
    stands = asyncio.Event()

    async def load(name: str, *of: str) -> Sequence[Any]:
        # Where a form stands is settled as it is first laid out: no server answers before that.
        await stands.wait()
        return LISTS[name]

    async def before(pilot: Pilot[None]) -> None:
        form = form_for(request_type)(FormSetup(target, known, sender, Loader(load), clock))
        await app.push_screen(form, app.results.append)
        hands = Opened(pilot, form, sender, clock)
        await hands.drawn()
        stands.set()
        await clock.advance(10)
        await steps(hands)
        await hands.drawn()

    assert snap_compare(app, terminal_size=size, run_before=before)
