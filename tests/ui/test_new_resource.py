"""What a newcomer adds: a resource by its declaration, an action by one line, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.screen import SMALL, WIDE, stage
from tests.support.simulator import Simulator
from trove_tui.api.call import Call, Dialect
from trove_tui.api.models import Datastore
from trove_tui.changes.change import Change
from trove_tui.changes.field_types import Name
from trove_tui.live.snapshot import Query
from trove_tui.resources import registry
from trove_tui.resources.resource import Action, Column, Pane, Resource
from trove_tui.text.styled import Tone
from trove_tui.ui.widgets.text_page import TextPage


class Nudge(Change):
    """Restart something, and say why."""

    why: Name

    def call(self, target: str | None, dialect: Dialect) -> Call:
        return Call("POST", ("instances", self.why, "action"), {"restart": {}})


STORES: Resource[Datastore] = Resource(
    name="toys",
    title="Toys",
    noun="toy",
    view_key="8",
    query=lambda scope, parent: Query(
        "toys", lambda client, _: client.datastores(), None, lambda one: one.id
    ),
    columns=(
        Column("Toy", lambda one, _: one.name, lambda one, _: ((one.name, Tone.PLAIN),)),
        Column(
            "Kinds",
            lambda one, _: len(one.versions),
            lambda one, _: ((str(len(one.versions)), Tone.QUIET),),
            align="right",
        ),
    ),
    panes=(Pane("About", lines=lambda row, *_: [((f"Its id is {row.id}", Tone.PLAIN),)]),),
    actions=(
        Action("nudge", "g", "nudge", Nudge, explained="nudge it"),
        Action(
            "kick",
            "K",
            "kick",
            Nudge,
            refusal=lambda row, _: f"{row.name} does not like it",
            explained="kick it",
        ),
    ),
)


@pytest.fixture
def toys() -> Iterator[None]:
    take_away = registry.register(STORES)
    yield
    take_away()


@pytest.mark.usefixtures("toys")
@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
async def test_a_resource_is_a_view_with_tab_table_panes_filter_and_keys(
    simulator: Simulator, size: tuple[int, int]
) -> None:
    async with stage(simulator, size=size) as on:
        await on.press("8")
        await on.until(lambda: "mysql" in on.row("mysql"))

        assert "8 Toys" in on.lines[1]
        assert on.lines[3].split()[:2] == ["TOY", "KINDS"]
        await on.press("enter")
        assert "Its id is" in on.text
        await on.press("escape", "/", *"nothing", "enter")
        assert "Nothing matches nothing" in on.text
        await on.press("escape", "?")
        assert "nudge it" in on.app.screen.query_one(TextPage).text


@pytest.mark.usefixtures("toys")
async def test_an_action_has_a_key_a_form_of_its_request_and_is_sent_once(
    simulator: Simulator,
) -> None:
    other = simulator.cloud.named("orders-db").id
    async with stage(simulator, notifications=True) as on:
        await on.press("8")
        await on.until(lambda: "mysql" in on.row("mysql"))
        assert "nudge" in on.lines[-1]

        await on.press("K")
        assert "can't kick it: mariadb does not like it" in on.text
        await on.press("g")
        assert "Nudge mariadb" in on.text
        await on.press(*other, "enter")
        await on.until(lambda: len(on.app.screen_stack) == 1)

        assert simulator.count("POST", f"/instances/{other}/action") == 1
