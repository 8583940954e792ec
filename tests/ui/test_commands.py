"""Keys that send nothing, as data: what the help page, the footer and the queue of keys show."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.support.screen import Stage, stage
from tests.support.simulator import Simulator
from tests.unit.resources.test_registry import every_resource
from trove_tui.resources import registry
from trove_tui.resources.resource import Resource
from trove_tui.ui.commands import COMMANDS, help_groups


def test_no_two_commands_have_the_same_key() -> None:
    assert max(Counter(command.key for command in COMMANDS).values()) == 1


@pytest.mark.parametrize("resource", every_resource(), ids=lambda one: one.name)
def test_no_action_takes_the_key_of_a_command_or_of_a_view(resource: Resource[object]) -> None:
    taken = {command.key for command in COMMANDS if command.works_in(resource)}
    taken |= {view.view_key for view in registry.views()}

    assert not taken & {action.key for action in resource.actions}


def test_the_help_page_explains_every_key_of_the_footer() -> None:
    groups = help_groups(registry.views(), read_only=True)
    explained = " ".join(keys for _, lines in groups for keys, _ in lines).split()
    own = {"p"}  # only in a list that is a project's: explained with what changes it

    shown = {command.key for command in COMMANDS if command.footer is not None}

    assert shown - own <= set(explained)


async def test_keys_pressed_at_once_after_one_that_opens_go_to_what_it_opens(
    simulator: Simulator,
) -> None:
    async with stage(simulator) as on:
        await on.press("/", *"orders")

        assert on.shell.commands.entry.list_state.filter == "orders"
        assert await _closed(on)


async def _closed(on: Stage) -> bool:
    await on.press("escape")
    return not on.app.panes.finds
