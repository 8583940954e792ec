"""Instances of other projects, where all are listed: what can be done to them, and what can't."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.support.screen import Stage, stage
from tests.support.simulator import Simulator
from trove_tui.simulator.model import Instance
from trove_tui.text.amounts import short_id
from trove_tui.ui.forms.choice_field import ChoiceField

pytestmark = pytest.mark.parametrize("dialect", ["spec", "upstream"])

THEIRS = "theirs-db"


def another_projects(simulator: Simulator) -> Instance:
    """An instance of another project, renamed so that a test finds its row."""
    region, other = simulator.cloud.home, simulator.cloud.projects[1]
    version = simulator.cloud.catalog.datastores[0].default
    found = next(one for one in region.instances_of(other) if one.version == version)
    region.change(found, name=THEIRS, group=None)
    return found


@asynccontextmanager
async def on_theirs(simulator: Simulator) -> AsyncIterator[tuple[Stage, Instance]]:
    """All projects, the cursor on another project's instance."""
    instance = another_projects(simulator)
    async with stage(simulator, notifications=True) as on:
        await on.press("A")
        await on.until(lambda: on.row(THEIRS) and "● live" in on.lines[0])
        await on.select(THEIRS)
        yield on, instance


def sent(simulator: Simulator) -> list[str]:
    return [f"{one.method} {one.path}" for one in simulator.requests if one.method != "GET"]


async def test_no_group_is_attached_to_it_and_why_is_said(simulator: Simulator) -> None:
    async with on_theirs(simulator) as (on, instance):
        await on.press("a")

        await on.until(lambda: "can't attach a configuration group" in on.text)
        assert short_id(instance.project) in on.text
        assert len(on.app.screen_stack) == 1
        assert sent(simulator) == []


async def test_on_a_group_only_instances_of_ones_own_project_are_offered(
    simulator: Simulator,
) -> None:
    async with on_theirs(simulator) as (on, instance):
        group = simulator.cloud.group_named("web-defaults")
        await on.press("2")
        await on.answered()
        on.app.panes.table.cursor_id = group.id
        await on.press("a")
        offered = {choice.value for choice in on.app.screen.query_one(ChoiceField).choices or ()}
        assert simulator.cloud.named("orders-db").id in offered
        assert instance.id not in offered

        await on.press(*instance.id, "enter")
        await on.submit()

        assert "Nothing matches." in on.text
        assert sent(simulator) == []


@pytest.mark.parametrize(
    ("key", "verb"), [("R", "Restart"), ("z", "Resize"), ("D", "Delete"), ("e", "Rename")]
)
async def test_its_form_names_its_project(simulator: Simulator, key: str, verb: str) -> None:
    async with on_theirs(simulator) as (on, instance):
        await on.press(key)

        assert f"{verb} {THEIRS}  project {short_id(instance.project)}" in on.text
        assert "Quota:" not in on.text


async def test_a_form_about_ones_own_names_no_project(simulator: Simulator) -> None:
    async with on_theirs(simulator) as (on, _):
        await on.select("orders-db")
        await on.press("D")

        assert "Delete orders-db  bj1" in on.text
        assert "Quota: instances" in on.text


async def test_it_is_renamed(simulator: Simulator) -> None:
    async with on_theirs(simulator) as (on, instance):
        await on.press("e", "ctrl+u", *"others-v2", "enter")
        await on.until(lambda: "done" in on.row("others-v2"), step=1)

        assert instance.name == "others-v2"


async def test_it_is_restarted(simulator: Simulator) -> None:
    async with on_theirs(simulator) as (on, instance):
        await on.press("R")
        await on.submit()
        await on.until(lambda: "done" in on.row(THEIRS), step=2)

        assert sent(simulator) == [f"POST /v1.0/{simulator.project}/instances/{instance.id}/action"]


async def test_it_gets_another_flavor(simulator: Simulator) -> None:
    async with on_theirs(simulator) as (on, instance):
        await on.press("z", *"memory-12", "enter")
        await on.submit()
        await on.until(lambda: "done" in on.row(THEIRS), step=2)

        assert instance.flavor.name == "memory-12"


async def test_it_gets_a_larger_volume(simulator: Simulator) -> None:
    async with on_theirs(simulator) as (on, instance):
        await on.press("v", *["backspace"] * 6, *"300", "enter")
        await on.until(lambda: "done" in on.row(THEIRS), step=2)

        assert instance.volume == 300


async def test_it_is_deleted(simulator: Simulator) -> None:
    async with on_theirs(simulator) as (on, instance):
        await on.press("D")
        await on.fill({"typed": THEIRS})
        await on.submit()
        await on.until(lambda: instance.id not in simulator.cloud.home.instances, step=2)
        await on.until(lambda: not on.row(THEIRS) or "gone" in on.row(THEIRS), step=2)


async def test_its_group_is_detached(simulator: Simulator) -> None:
    async with on_theirs(simulator) as (on, instance):
        region = simulator.cloud.home
        group = next(g for g in region.groups_of(instance.project) if g.name == "web-defaults")
        region.change(instance, group=group)
        await on.until(lambda: "web-defaults" in on.text, step=5)

        await on.press("t")
        await on.submit()
        await on.until(lambda: "done" in on.row(THEIRS), step=2)

        assert instance.group is None


async def test_databases_and_users_are_made_in_it(simulator: Simulator) -> None:
    async with on_theirs(simulator) as (on, instance):
        await on.press("]", "tab")
        await on.until(lambda: f"{min(instance.databases)}" in on.text)
        await on.press("c")
        assert short_id(instance.project) in on.text
        await on.press(*"made_here")
        await on.submit()
        await on.until(lambda: "made_here" in instance.databases, step=1)
        await on.until(lambda: len(on.app.screen_stack) == 1, step=1)

        await on.press("]")
        await on.until(lambda: "backup" in on.text)
        await on.press("c")
        await on.press(*"visitor", "tab", "f3")
        await on.submit()
        await on.until(lambda: ("visitor", "%") in instance.users, step=1)
