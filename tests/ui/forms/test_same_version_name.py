"""Two datastore versions of one name, against a server that refuses the name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.screen import stage
from tests.support.simulator import Simulator
from trove_tui.ui.config_groups.editor_keys import EditorKeys


def two_of_one_name(simulator: Simulator) -> str:
    """Give the first datastore's first two versions one name; the id of the second."""
    catalog = simulator.cloud.catalog
    store, *others = catalog.datastores
    first, second, *rest = store.versions
    versions = (
        replace(first, name="8.0", number="8.0.29"),
        replace(second, name="8.0", number="8.0.36"),
    )
    catalog.datastores = (replace(store, versions=(*versions, *rest)), *others)
    return second.id


@pytest.mark.parametrize("dialect", ["upstream"])
async def test_an_instance_is_created_of_the_version_that_was_chosen(simulator: Simulator) -> None:
    version_id = two_of_one_name(simulator)
    async with stage(simulator) as on:
        await on.press("c")
        await on.until(lambda: simulator.count("GET", "/configurations"), step=1)
        await on.pass_time(1)
        await on.fill({"name": "chosen", "flavor_id": "memory-1", "datastore": "8.0.36"})
        assert "GB, mysql 8.0 (8.0.36)." in " ".join(on.text.split())
        await on.submit()
        await on.until(lambda: simulator.count("POST", "/instances"), step=1)

        assert simulator.cloud.named("chosen").version.id == version_id


@pytest.mark.parametrize("dialect", ["upstream"])
async def test_a_group_is_created_for_the_version_that_was_chosen(simulator: Simulator) -> None:
    version_id = two_of_one_name(simulator)
    async with stage(simulator) as on:
        await on.press("2")
        await on.until(lambda: on.app.panes.table.order, step=1)
        await on.press("c")
        await on.pass_time(1)
        await on.fill({"name": "chosen", "datastore": "8.0.36"})
        await on.submit()
        await on.until(lambda: isinstance(on.app.screen, EditorKeys))
        form = on.app.screen
        assert isinstance(form, EditorKeys)
        await on.until(lambda: form.draft.parameters, step=1)
        assert "mysql 8.0 (8.0.36)" in on.text
        await on.clock.advance(1)
        await on.press("S")
        await on.until(lambda: simulator.count("POST", "/configurations"), step=1)

        assert simulator.cloud.group_named("chosen").version.id == version_id
