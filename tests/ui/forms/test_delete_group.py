"""Delete a group: its name typed, and never while an instance has it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from tests.support.clock import START
from tests.ui.config_groups.support import FLEET, Answers, attached, group
from tests.ui.forms.support import NASTY, Opened, opened, snapshot
from trove_tui.api.errors import BadRequest, NoAnswer
from trove_tui.api.models import Instance
from trove_tui.changes.groups import DeleteGroup
from trove_tui.live.operations import OpState


def alone() -> Answers:
    """A server on which no instance has the group."""
    answers = Answers()
    answers.refs = ()
    return answers


@asynccontextmanager
async def deleting(
    answers: Answers, *known: Instance, settle: bool = True
) -> AsyncIterator[Opened]:
    told = answers.group
    about = {"row": told, "name": told.name, "subject": told}
    async with opened(
        DeleteGroup, about_row=about, known=snapshot(*known), load=answers, settle=settle
    ) as hands:
        await hands.until(lambda: "Reading which" not in hands.screen)
        yield hands


async def test_its_name_is_typed_and_then_its_button_deletes_it() -> None:
    async with deleting(alone()) as hands:
        await hands.type("test_conf")
        await hands.press("enter")
        assert hands.sender.sent == []

        await hands.click("#submit")
        accepted = hands.sender.accept()
        await hands.until(lambda: hands.results)

        assert hands.sender.sent == [DeleteGroup()]
        assert hands.results == [accepted]


async def test_another_name_deletes_nothing() -> None:
    async with deleting(alone()) as hands:
        await hands.type("test_con")
        await hands.click("#submit")

        assert hands.sender.sent == []


async def test_a_group_is_named_as_it_is_shown() -> None:
    answers = alone()
    answers.group = group(name=NASTY)
    async with deleting(answers) as hands:
        await hands.type(NASTY)

        assert hands.form.foot.submit.ready


async def test_while_instances_have_it_they_are_named_and_nothing_is_sent() -> None:
    async with deleting(Answers(), *FLEET) as hands:
        told = " ".join(hands.said("notice").split())
        assert told == (
            "! Can't delete: auth-db, auth-db-replica, billing, billing-replica and 1 more have"
            " it. Detach it there first."
        )

        await hands.type("test_conf")
        await hands.click("#submit")

        assert hands.sender.sent == []
        assert not hands.form.foot.submit.ready


async def test_one_that_gets_it_meanwhile_forbids_it_and_the_last_to_lose_it_allows_it() -> None:
    async with deleting(alone()) as hands:
        await hands.type("test_conf")
        hands.form.follow(snapshot(attached(1, "late-db")))
        await hands.drawn()
        assert "late-db has it" in hands.said("notice")
        assert not hands.form.foot.submit.ready

        hands.form.follow(snapshot(attached(1, "late-db", of="")))
        await hands.drawn()

        assert hands.said("notice") == ""
        assert hands.form.foot.submit.ready


async def test_where_it_is_not_known_who_has_it_the_server_decides() -> None:
    answers = alone()
    answers.troubles["group instances"] = NoAnswer("No answer.")
    async with deleting(answers) as hands:
        assert "No answer. The server decides." in " ".join(hands.said("notice").split())

        await hands.type("test_conf")
        await hands.click("#submit")
        await hands.refuse(BadRequest("A configuration group cannot be deleted if it is in use."))

        assert "cannot be deleted" in hands.said("refusal")


async def test_it_stays_while_the_outcome_is_unknown_and_closes_once_it_is_found() -> None:
    async with deleting(alone()) as hands:
        await hands.type("test_conf")
        await hands.click("#submit")
        unknown = hands.sender.accept(OpState.UNKNOWN)
        await hands.until(lambda: "It may have happened" in hands.said("refusal"))
        assert hands.results == []

        found = replace(unknown, state=OpState.DONE, ended_at=START)
        hands.form.follow(replace(hands.form.snapshot, activity=(found,)))
        await hands.until(lambda: hands.results)

        assert hands.results == [found]


async def test_keys_of_the_first_moments_do_not_count() -> None:
    async with deleting(alone(), settle=False) as hands:
        await hands.pilot.press("a", "escape")
        await hands.drawn()

        assert hands.results == []
        assert hands.field("typed").value == ""


async def test_a_deletion_that_stays_unknown_says_that_no_sign_was_found_not_that_it_is_gone() -> (
    None
):
    async with deleting(alone()) as hands:
        await hands.type("test_conf")
        await hands.click("#submit")
        unknown = hands.sender.accept(OpState.UNKNOWN)
        await hands.until(lambda: "is looked for, for 5m" in hands.said("refusal"))

        ended_at = unknown.sent_at + timedelta(minutes=5, seconds=1)
        ended = replace(unknown, outcome="no sign of it in 5m01s", ended_at=ended_at)
        hands.form.follow(replace(hands.form.snapshot, activity=(ended,)))
        await hands.until(lambda: "can be sent again" in hands.said("refusal"))

        assert "No sign of the change was found in 5m01s." in hands.said("refusal")
        assert "not there" not in hands.said("refusal")


async def test_who_has_it_is_read_again_when_the_server_answers() -> None:
    answers = Answers()
    answers.troubles["group instances"] = NoAnswer("No answer.")
    async with deleting(answers) as hands:
        await hands.type("test_conf")
        await hands.until(lambda: "No answer." in hands.said("notice"))
        del answers.troubles["group instances"]

        hands.form.follow(replace(hands.form.snapshot, at=START + timedelta(minutes=1)))
        await hands.until(lambda: "have it. Detach" in " ".join(hands.said("notice").split()))

        assert not hands.form.foot.submit.ready
