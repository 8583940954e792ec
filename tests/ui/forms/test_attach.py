"""Attach a group: from an instance, from a group, and over another group in steps."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from tests.support.clock import START
from tests.ui.config_groups.support import GROUP_ID, Answers, attached, group
from tests.ui.forms.support import Opened, opened, snapshot
from trove_tui.api.call import Dialect
from trove_tui.api.errors import BadRequest, NoAnswer, NotAllowedNow, OutcomeUnknown
from trove_tui.api.models import DatastoreRef, Instance
from trove_tui.changes.groups import AttachGroup, DetachGroup
from trove_tui.changes.instances import Restart
from trove_tui.live.operations import OpState
from trove_tui.live.snapshot import Snapshot
from trove_tui.ui.config_groups.switch_screen import SwitchScreen

OTHER = group(id="other-id", name="other_conf")
FREE = attached(1, "auth-db", of="")
HAS = attached(1, "auth-db")
ELSEWHERE = group(id="pg-id", name="pg_conf", datastore_name="postgresql")


def lists() -> Answers:
    return Answers(others=(OTHER, ELSEWHERE))


@asynccontextmanager
async def on_instance(about: Instance, **more: Any) -> AsyncIterator[Opened]:
    async with opened(AttachGroup, about=about, load=lists(), **more) as hands:
        await hands.until(lambda: "loading" not in hands.screen)
        yield hands


@asynccontextmanager
async def on_group(*instances: Instance) -> AsyncIterator[Opened]:
    about = {"row": group(), "name": "test_conf", "subject": group()}
    async with opened(AttachGroup, about_row=about, known=snapshot(*instances)) as hands:
        yield hands


async def test_only_groups_of_its_datastore_version_are_offered() -> None:
    async with on_instance(FREE) as hands:
        assert "test_conf" in hands.screen
        assert "other_conf" in hands.screen
        assert "pg_conf" not in hands.screen
        assert "none" not in hands.screen


async def test_refused_while_a_restart_is_due_it_says_to_restart() -> None:
    async with on_instance(attached(1, "auth-db", "RESTART_REQUIRED", of="")) as hands:
        await hands.fill("configuration_id", "other")
        hands.form.submit()
        await hands.drawn()
        await hands.refuse(NotAllowedNow("It can't be modified now."))

        assert "Restart it first: R." in hands.said("refusal")
        assert "Wait for what" not in hands.screen


async def test_a_group_is_attached_to_the_instance_it_was_opened_on() -> None:
    async with on_instance(FREE) as hands:
        await hands.fill("configuration_id", "other")
        assert "auth-db takes the values of other_conf at once." in hands.said("effect")
        hands.form.submit()
        await hands.drawn()
        accepted = hands.sender.accept()
        await hands.until(lambda: hands.results)

        assert hands.sender.sent == [AttachGroup(configuration_id="other-id")]
        assert hands.sender.to == [None]
        assert hands.results == [accepted]


async def test_nothing_is_sent_before_one_is_chosen() -> None:
    async with on_instance(FREE) as hands:
        hands.form.submit()
        await hands.drawn()

        assert hands.message("configuration_id") == "✖ It is needed."
        assert hands.sender.sent == []


async def test_a_group_is_typed_by_its_id_where_the_list_could_not_be_read() -> None:
    answers = lists()
    answers.troubles["groups"] = NoAnswer("No answer.")
    async with opened(AttachGroup, about=FREE, load=answers) as hands:
        await hands.until(lambda: "The list could not be read: No answer." in hands.screen)
        await hands.fill("configuration_id", "other-id")
        hands.form.submit()
        await hands.drawn()

        assert hands.sender.sent == [AttachGroup(configuration_id="other-id")]


async def test_a_refusal_stands_at_the_field_and_an_unknown_outcome_closes_it() -> None:
    async with on_instance(FREE) as hands:
        await hands.fill("configuration_id", "other")
        hands.form.submit()
        await hands.drawn()
        await hands.refuse(BadRequest("The configuration group is odd.", field="configuration"))
        assert hands.message("configuration_id").startswith("✖ The configuration group is odd.")

        hands.form.submit()
        await hands.drawn()
        unknown = hands.sender.accept(OpState.UNKNOWN)
        await hands.until(lambda: hands.results)
        assert hands.results == [unknown]


async def test_on_a_group_the_instances_of_its_datastore_are_offered_with_what_they_have() -> None:
    other_store = attached(3, "pg-db", of="").replace(
        datastore=DatastoreRef(type="postgresql", version="12")
    )
    has = attached(4, "has-it")
    has_other = attached(5, "has-other", of="other-id")
    async with on_group(FREE, other_store, has, has_other) as hands:
        assert "auth-db" in hands.screen
        assert "has test_conf" in hands.screen  # as the support names every group
        assert "pg-db" not in hands.screen
        assert "has-it" not in hands.screen


async def test_on_a_group_it_is_sent_to_the_instance_chosen() -> None:
    async with on_group(FREE, attached(2, "billing", of="")) as hands:
        await hands.fill("instance", "billing")
        assert "billing takes the values of test_conf" in hands.said("effect")
        hands.form.submit()
        await hands.drawn()

        assert hands.sender.sent == [AttachGroup(configuration_id=GROUP_ID)]
        (to,) = hands.sender.to
        assert isinstance(to, Instance)
        assert to.name == "billing"


async def test_an_instance_that_no_server_would_take_now_says_why() -> None:
    async with on_group(attached(1, "auth-db", "BUILD", of="")) as hands:
        await hands.fill("instance", "auth")

        assert hands.message("instance") == "✖ Can't attach: not while BUILD."
        hands.form.submit()
        await hands.drawn()
        assert hands.sender.sent == []


# Over another group


class Steps:
    """The steps on the screen, and the snapshots that move them."""

    def __init__(self, hands: Opened) -> None:
        self.hands = hands

    @property
    def form(self) -> SwitchScreen:
        screen = self.hands.app.screen
        assert isinstance(screen, SwitchScreen)
        return screen

    @property
    def sent(self) -> list[type[object]]:
        return [type(one) for one in self.hands.sender.sent]

    async def done(self, instance: Instance, state: OpState = OpState.DONE) -> None:
        """What was last sent is accepted, and then seen to have ended so."""
        sender = self.hands.sender
        count = len(sender.sent)
        accepted = replace(sender.accept(), number=count)
        await self.hands.drawn()
        self._renumber(count)
        ended = replace(accepted, state=state, ended_at=START, outcome=f"{state} in 3s")
        self.follow(instance, ended)
        await self.hands.drawn()

    def _renumber(self, number: int) -> None:
        """The sender numbers all operations alike; a session counts them."""
        switch = self.form.switch
        steps = tuple(
            replace(step, number=number) if step is switch.current else step
            for step in switch.steps
        )
        self.form.switch = replace(switch, steps=steps)

    def follow(self, instance: Instance, *activity: Any) -> None:
        known: Snapshot = replace(snapshot(instance), activity=tuple(activity))
        self.hands.form.follow(known)


@asynccontextmanager
async def switching(about: Instance = HAS, *, settle: bool = True) -> AsyncIterator[Steps]:
    async with on_instance(about) as hands:
        await hands.fill("configuration_id", "other")
        hands.form.submit()
        await hands.until(lambda: isinstance(hands.app.screen, SwitchScreen))
        await hands.drawn()
        if settle:
            await hands.clock.advance(10)
        yield Steps(hands)


async def begin(steps: Steps) -> None:
    await steps.hands.press("right", "enter")


async def test_the_form_says_that_it_goes_in_steps_and_the_one_it_has_is_not_offered() -> None:
    async with on_instance(HAS) as hands:
        assert "other_conf" in hands.screen
        assert "test_conf  for test" not in hands.screen
        assert "auth-db has test_conf. From there" in " ".join(hands.said("effect").split())
        assert "Next: the steps" in hands.screen
        assert "detach the group it has" not in hands.screen


async def test_nothing_is_sent_until_the_steps_are_confirmed_with_the_focus_on_cancel() -> None:
    async with switching() as steps:
        hands = steps.hands
        assert hands.app.focused is steps.form.foot.cancel
        assert "○ detach test_conf" in hands.screen
        assert "○ attach other_conf" in hands.screen

        await hands.press("enter")
        await hands.until(lambda: hands.app.screen is hands.form)

        assert steps.sent == []
        assert hands.results == []
        assert "auth-db has test_conf." in hands.screen
        assert hands.app.focused is not None


async def test_keys_of_the_first_moments_do_not_count_in_it() -> None:
    async with switching(settle=False) as steps:
        await steps.hands.pilot.press("right", "enter", "escape")
        await steps.hands.drawn()

        assert steps.sent == []
        assert isinstance(steps.hands.app.screen, SwitchScreen)


async def test_each_step_is_sent_once_the_last_is_seen_to_be_done() -> None:
    async with switching() as steps:
        hands = steps.hands
        await begin(steps)
        assert steps.sent == [DetachGroup]
        assert "◔ detach test_conf  sending" in hands.screen

        await steps.done(attached(1, "auth-db", "RESTART_REQUIRED", of=""))
        assert steps.sent == [DetachGroup, Restart]
        assert "● detach test_conf  done in 3s" in hands.screen
        await steps.done(attached(1, "auth-db", of=""))
        assert steps.sent == [DetachGroup, Restart, AttachGroup]
        await steps.done(attached(1, "auth-db", of="other-id"))

        assert "auth-db has other_conf." in hands.screen
        assert "– restart again  not needed" in hands.screen
        assert [one.id for one in hands.sender.to if isinstance(one, Instance)] == [HAS.id] * 3
        await hands.press("escape")
        await hands.until(lambda: hands.results)
        assert len(hands.app.screen_stack) == 1
        assert hands.results != [None]


async def test_the_last_restart_is_offered_and_not_done_by_itself() -> None:
    async with switching() as steps:
        hands = steps.hands
        await begin(steps)
        await steps.done(attached(1, "auth-db", of=""))
        await steps.done(attached(1, "auth-db", "RESTART_REQUIRED", of="other-id"))

        assert steps.sent == [DetachGroup, AttachGroup]
        assert "Restart now" in hands.screen
        assert "not now" in hands.screen
        assert hands.app.focused is steps.form.foot.cancel
        steps.form.foot.submit.focus()
        await hands.press("enter")
        assert steps.sent == [DetachGroup, AttachGroup, Restart]
        await steps.done(attached(1, "auth-db", of="other-id"))
        assert "auth-db has other_conf." in hands.screen


async def test_a_refusal_stops_it_and_says_what_is_left_and_how_to_go_on() -> None:
    async with switching() as steps:
        hands = steps.hands
        await begin(steps)
        await steps.done(attached(1, "auth-db", of=""))
        hands.sender.refuse(NotAllowedNow("It has just begun a BACKUP.", request_id="req-9"))
        await hands.until(lambda: not steps.form.sending)

        assert "✖ attach other_conf It has just begun a BACKUP. req-9" in " ".join(
            hands.screen.replace("│", " ").split()
        )
        assert "auth-db has no group; a attaches other_conf." in hands.screen
        steps.follow(attached(1, "auth-db", of=""))
        await hands.press("right", "enter")
        assert steps.sent == [DetachGroup, AttachGroup]


async def test_an_answer_that_never_came_stops_it_and_nothing_is_sent_again() -> None:
    async with switching() as steps:
        hands = steps.hands
        await begin(steps)
        hands.sender.refuse(OutcomeUnknown("No answer in 60 s."))
        await hands.until(lambda: not steps.form.sending)

        assert "It may have happened" in hands.screen
        steps.follow(attached(1, "auth-db", of=""))
        await hands.drawn()
        assert steps.sent == [DetachGroup]


@pytest.mark.parametrize("state", [OpState.FAILED, OpState.REVERTED, OpState.UNKNOWN])
async def test_a_step_that_ends_badly_stops_it(state: OpState) -> None:
    async with switching() as steps:
        await begin(steps)
        await steps.done(HAS, state)

        assert "It stopped." in steps.hands.screen
        assert steps.sent == [DetachGroup]


async def test_leaving_meanwhile_says_first_what_stays_undone_and_sends_no_more() -> None:
    async with switching() as steps:
        hands = steps.hands
        await begin(steps)
        await hands.press("escape")
        assert "Left now, this stays undone: restart, if the server asks" in " ".join(
            hands.screen.replace("│", " ").split()
        )

        await hands.press("y")
        await hands.until(lambda: hands.results)
        hands.sender.accept()
        await hands.drawn()

        assert (
            "Not done: restart, if the server asks for it, attach other_conf"
            in (hands.app.notices[0])
        )
        assert steps.sent == [DetachGroup]
        assert len(hands.app.screen_stack) == 1


async def test_the_steps_are_shown_in_ascii_where_there_is_no_more() -> None:
    async with on_instance(HAS, ascii_only=True) as hands:
        await hands.fill("configuration_id", "other")
        hands.form.submit()
        await hands.until(lambda: isinstance(hands.app.screen, SwitchScreen))
        await hands.press("right", "enter")

        assert hands.screen.isascii(), [one for one in hands.screen if not one.isascii()]


OF_PROJECT = FREE.replace(tenant_id="ops-project")
AT_ANOTHERS = attached(7, "elsewhere-db", of="other-id").replace(tenant_id="another-project")


async def test_a_group_that_only_another_projects_instance_has_is_not_offered() -> None:
    async with on_instance(FREE, known=snapshot(FREE, AT_ANOTHERS)) as hands:
        assert "test_conf" in hands.screen
        assert "other_conf" not in hands.screen


async def test_an_administrator_is_told_that_nobody_says_whose_a_group_is() -> None:
    target = {"dialect": Dialect.UPSTREAM}
    async with on_instance(OF_PROJECT, about_row=target) as hands:
        await hands.fill("configuration_id", "other")

        said = " ".join(hands.said("effect").split())
        assert "not whose each is: is other_conf yours?" in said
        assert "this project's members could not read the instance" in said


async def test_a_group_that_the_projects_own_instance_has_is_not_doubted() -> None:
    has = attached(8, "has-db", of="other-id").replace(tenant_id="ops-project")
    known, target = snapshot(OF_PROJECT, has), {"dialect": Dialect.UPSTREAM}
    async with on_instance(OF_PROJECT, known=known, about_row=target) as hands:
        await hands.fill("configuration_id", "other")

        assert "yours?" not in hands.said("effect")


async def test_groups_of_one_name_are_told_apart_by_their_ids() -> None:
    answers = Answers(others=(OTHER, group(id="0123456789abcdef", name="other_conf")))
    async with opened(AttachGroup, about=FREE, load=answers) as hands:
        await hands.until(lambda: "0123…cdef" in hands.screen)
