"""Detach a group: it interrupts, so it opens on Cancel; from an instance, or from the group."""

from __future__ import annotations

import pytest

from tests.ui.config_groups.support import FLEET, attached, group
from tests.ui.forms.support import opened, snapshot
from trove_tui.api.errors import BadRequest, NotAllowedNow, TroveError
from trove_tui.api.models import Instance
from trove_tui.changes.groups import DetachGroup
from trove_tui.live.operations import OpState

ON_GROUP = {"row": group(), "name": "test_conf", "subject": group()}


async def test_it_opens_with_the_focus_on_cancel_and_enter_leaves() -> None:
    async with opened(DetachGroup, about=FLEET[0]) as hands:
        assert hands.app.focused is hands.form.foot.cancel

        await hands.press("enter")
        await hands.until(lambda: hands.results)

        assert hands.results == [None]
        assert hands.sender.sent == []


async def test_keys_of_the_first_moments_do_not_count() -> None:
    async with opened(DetachGroup, about=FLEET[0], settle=False) as hands:
        await hands.pilot.press("right", "enter", "escape")
        await hands.drawn()

        assert hands.sender.sent == []
        assert hands.results == []


async def test_it_says_what_it_takes_away_and_which_key_restarts() -> None:
    async with opened(DetachGroup, about=FLEET[0]) as hands:
        told = hands.said("effect")

        assert "test_conf is taken off orders-db" in told
        assert "RESTART_REQUIRED: R restarts it." in told


async def test_it_is_sent_once_and_closes_with_its_operation() -> None:
    async with opened(DetachGroup, about=FLEET[0]) as hands:
        await hands.press("right", "enter", "enter")
        accepted = hands.sender.accept()
        await hands.until(lambda: hands.results)

        assert hands.sender.sent == [DetachGroup()]
        assert hands.results == [accepted]


async def test_a_refusal_is_said_and_an_unknown_outcome_closes_it() -> None:
    async with opened(DetachGroup, about=FLEET[0]) as hands:
        await hands.press("right", "enter")
        await hands.refuse(NotAllowedNow("It is in a BACKUP."))
        assert "It is in a BACKUP." in hands.said("refusal")

        await hands.press("enter")
        unknown = hands.sender.accept(OpState.UNKNOWN)
        await hands.until(lambda: hands.results)
        assert hands.results == [unknown]


@pytest.mark.parametrize("kind", [NotAllowedNow, BadRequest])
async def test_refused_while_a_restart_is_due_it_says_to_restart(kind: type[TroveError]) -> None:
    async with opened(DetachGroup, about=FLEET[4]) as hands:
        await hands.press("right", "enter")
        await hands.refuse(kind("It can't be modified now."))

        assert "Restart it first: R." in hands.said("refusal")
        assert "Wait for what" not in hands.screen


async def test_an_instance_without_a_group_has_none_to_detach() -> None:
    async with opened(DetachGroup, about=attached(1, "auth-db", of="")) as hands:
        await hands.press("right", "enter")

        assert hands.sender.sent == []
        assert "auth-db has no group to detach." in hands.said("effect")


async def test_on_a_group_one_of_those_that_have_it_is_chosen() -> None:
    other = attached(8, "other-db", of="another")
    async with opened(DetachGroup, about_row=ON_GROUP, known=snapshot(*FLEET, other)) as hands:
        assert "other-db" not in hands.screen
        await hands.fill("instance", "billing")
        assert "test_conf is taken off billing" in hands.said("effect")
        hands.form.submit()
        await hands.drawn()

        (to,) = hands.sender.to
        assert isinstance(to, Instance)
        assert to.name == "billing"


async def test_on_a_group_the_only_one_that_has_it_is_chosen_already() -> None:
    async with opened(DetachGroup, about_row=ON_GROUP, known=snapshot(FLEET[0])) as hands:
        assert hands.app.focused is hands.form.foot.cancel
        assert "test_conf is taken off orders-db" in hands.said("effect")
