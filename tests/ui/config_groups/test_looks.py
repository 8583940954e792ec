"""How the editor looks: the same group at the same moment, cell for cell."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.support.clock import ManualClock
from tests.ui.config_groups.support import FLEET, Answers, give, group, ready
from tests.ui.forms.support import SCOPE, FormApp, Loader, Opened, Sender, snapshot
from trove_tui.ui.config_groups.update_group import GroupEditor
from trove_tui.ui.forms import FormContext
from trove_tui.ui.forms.form_context import FormSetup

Compare = Callable[..., bool]
WIDE, SMALL = (120, 36), (80, 24)


async def _edit(hands: Opened) -> None:
    await give(hands, "innodb_buffer_pool_size", "1073741824")
    await give(hands, "max_connections", "800")
    await give(hands, "wait_timeout", "31536001")


async def _type(hands: Opened) -> None:
    await _edit(hands)
    await hands.press("enter")


async def _find(hands: Opened) -> None:
    await hands.press("slash")
    await hands.type("timeout")


async def _clash(hands: Opened) -> None:
    await give(hands, "max_connections", "800")
    await give(hands, "connect_timeout", "20")
    answers = hands.load
    assert isinstance(answers, Answers)
    values = {**(group().values or {}), "max_connections": 500, "wait_timeout": 60}
    answers.group = group(values=values)
    await hands.press("S", "S")
    await hands.until(lambda: hands.app.screen is not hands.top)
    await hands.drawn()


LOOKS: dict[str, tuple[tuple[int, int], Callable[[Opened], Awaitable[None]]]] = {
    "editor": (WIDE, _edit),
    "editor-small": (SMALL, _edit),
    "typing": (WIDE, _type),
    "typing-small": (SMALL, _type),
    "finding": (WIDE, _find),
    "both-sides": (WIDE, _clash),
    "both-sides-small": (SMALL, _clash),
}


@pytest.mark.parametrize("look", LOOKS)
def test_it_looks_as_it_did(snap_compare: Compare, look: str) -> None:
    size, act = LOOKS[look]
    app, clock, sender = FormApp(), ManualClock(), Sender()
    target = FormContext(SCOPE, row=group(), name="test_conf", subject=group())
    answers = Answers()
    form = GroupEditor(FormSetup(target, snapshot(*FLEET), sender, Loader(answers), clock))

    async def before(pilot: Pilot[Any]) -> None:
        await app.push_screen(form)
        hands = Opened(pilot, form, sender, clock, answers)
        await ready(hands)
        await hands.drawn()
        await act(hands)

    assert snap_compare(app, terminal_size=size, run_before=before)
