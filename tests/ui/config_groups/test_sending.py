"""Sending a group: read once more first, one PUT of all of it, and what comes of that."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from tests.support.clock import START
from tests.ui.config_groups.support import (
    GROUP_ID,
    Answers,
    editing,
    editor,
    give,
    group,
    message,
    mine,
    review,
)
from tests.ui.forms.support import Opened
from trove_tui.api.errors import BadRequest, NoAnswer, NotFound, OutcomeUnknown
from trove_tui.changes.groups import UpdateGroup
from trove_tui.live.operations import OpState
from trove_tui.ui.config_groups.conflicts import ConflictsScreen


async def send(hands: Opened) -> None:
    """Press S, answer the question, and wait until the fresh read has told whether it goes."""
    await hands.press("S", "S")
    await hands.until(lambda: editor(hands).doing != "checking")


async def test_all_of_the_group_is_sent_after_it_was_read_once_more() -> None:
    answers = Answers()
    async with editing(answers) as hands:
        await give(hands, "max_connections", "800")
        await send(hands)

        assert answers.asked[-1] == ("group", GROUP_ID)
        (sent,) = hands.sender.sent
        assert isinstance(sent, UpdateGroup)
        assert (sent.name, sent.description) == ("test_conf", "for test")
        assert sent.values == {**(group().values or {}), "max_connections": 800}
        accepted = hands.sender.accept()
        await hands.until(lambda: hands.results)
        assert hands.results == [accepted]


async def test_a_rename_sends_the_values_too() -> None:
    async with editing() as hands:
        await hands.press("N")
        await hands.type("kk")
        await hands.press("enter", "enter")
        await send(hands)

        (sent,) = hands.sender.sent
        assert isinstance(sent, UpdateGroup)
        assert (sent.name, sent.values) == ("kk", group().values)


async def test_values_told_as_texts_go_back_as_numbers() -> None:
    answers = Answers(group(values={"wait_timeout": "120", "max_connections": "400"}))
    async with editing(answers) as hands:
        await give(hands, "max_connections", "800")
        await send(hands)

        (sent,) = hands.sender.sent
        assert isinstance(sent, UpdateGroup)
        assert sent.values == {"wait_timeout": 120, "max_connections": 800}


async def test_s_twice_sends_once() -> None:
    async with editing() as hands:
        await give(hands, "max_connections", "800")
        await hands.press("S", "S", "S", "S")
        await hands.until(lambda: hands.sender.sent)

        assert len(hands.sender.sent) == 1


async def test_nothing_is_sent_while_nothing_is_changed() -> None:
    answers = Answers()
    async with editing(answers) as hands:
        await hands.press("S")

        assert message(hands).strip() == "Can't send: nothing is changed."
        assert answers.count("group") == 1


async def test_nothing_can_be_edited_while_it_is_sent_and_one_may_leave() -> None:
    async with editing() as hands:
        await give(hands, "max_connections", "800")
        await send(hands)
        assert "Sending. You can leave: it goes on." in hands.screen

        await hands.press("x", "enter", "u", "N")
        assert not editor(hands).face.entry.is_open
        assert mine(hands).values["max_connections"] == 800
        await hands.press("escape")
        await hands.until(lambda: hands.results)
        hands.sender.refuse(BadRequest("No."))
        await hands.until(lambda: hands.app.notices)

        assert hands.results == [None]
        assert "No." in hands.app.notices[0]


class Waiting(Answers):
    """From the second time on it tells the group only when the test lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.may = asyncio.Event()

    async def __call__(self, name: str, *of: str) -> Any:
        if name == "group" and self.count("group"):
            await self.may.wait()
        return await super().__call__(name, *of)


async def test_esc_while_it_is_read_once_more_sends_nothing() -> None:
    answers = Waiting()
    async with editing(answers) as hands:
        await give(hands, "max_connections", "800")
        await hands.press("S", "S")
        assert "Reading the group once more" in hands.screen

        await hands.press("escape")
        answers.may.set()
        await hands.drawn()

        assert message(hands).strip() == "Not sent."
        assert hands.sender.sent == []
        assert hands.results == []


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (NoAnswer("No answer."), "the group could not be read once more: No answer."),
        (NotFound("Resource cannot be found."), "the group no longer exists"),
    ],
)
async def test_what_could_not_be_read_once_more_is_not_sent(error: Exception, says: str) -> None:
    answers = Answers()
    async with editing(answers) as hands:
        await give(hands, "max_connections", "800")
        answers.troubles["group"] = error  # type: ignore[assignment]

        await send(hands)

        assert message(hands).strip() == f"✖ Not sent: {says}"
        assert hands.sender.sent == []


async def test_a_refusal_stands_at_the_parameter_it_names_until_that_is_edited() -> None:
    says = "The value for the configuration parameter max_connections is too large."
    async with editing() as hands:
        await give(hands, "wait_timeout", "60")
        await give(hands, "max_connections", "800")
        await send(hands)
        await hands.refuse(BadRequest(says, field="values.max_connections", request_id="req-1"))

        assert editor(hands).face.table.cursor_id == "max_connections"
        assert f"✖ max_connections: {says}" in " ".join(hands.screen.split())
        assert "req-1" in hands.screen
        assert "▌✖ max_connections" in hands.screen

        await give(hands, "max_connections", "700")
        assert "▌~ max_connections" in hands.screen
        await send(hands)
        assert len(hands.sender.sent) == 2


async def test_any_other_refusal_stands_at_the_top_and_can_be_sent_again() -> None:
    async with editing() as hands:
        await give(hands, "max_connections", "800")
        await send(hands)
        await hands.refuse(BadRequest("The group is locked.", request_id="req-2"))

        assert hands.said("refusal").startswith("✖ The group is locked.")
        assert "req-2" in hands.screen
        await send(hands)
        assert len(hands.sender.sent) == 2
        assert hands.said("refusal") == ""


async def test_what_was_changed_stays_while_the_outcome_is_unknown() -> None:
    async with editing() as hands:
        await give(hands, "max_connections", "800")
        await send(hands)
        unknown = hands.sender.accept(OpState.UNKNOWN)
        await hands.until(lambda: "It may have happened" in hands.said("refusal"))
        await hands.press("S")
        assert len(hands.sender.sent) == 1

        ended = replace(unknown, outcome="no sign of it in 5m", ended_at=START)
        hands.top.follow(replace(hands.top.snapshot, activity=(ended,)))
        await hands.until(lambda: "No sign of the change was found" in hands.said("refusal"))
        await send(hands)

        assert len(hands.sender.sent) == 2
        assert hands.sender.sent[0] == hands.sender.sent[1]


async def test_what_may_have_happened_is_never_sent_again() -> None:
    async with editing() as hands:
        await give(hands, "max_connections", "800")
        await send(hands)
        await hands.refuse(OutcomeUnknown("The program failed while this was sent."))

        await hands.press("S")

        assert len(hands.sender.sent) == 1
        assert "It may have happened." in hands.said("refusal")
        assert "it was sent, and may have happened" in hands.screen


# Somebody else changed it meanwhile


def conflicts(hands: Opened) -> ConflictsScreen:
    screen = hands.app.screen
    assert isinstance(screen, ConflictsScreen)
    return screen


async def changed_by_both(hands: Opened, answers: Answers, **theirs: Any) -> None:
    await give(hands, "max_connections", "800")
    await give(hands, "connect_timeout", "20")
    values = {**(group().values or {}), **theirs}
    answers.group = group(values={k: v for k, v in values.items() if v is not None})
    await send(hands)
    await hands.until(lambda: isinstance(hands.app.screen, ConflictsScreen))
    await hands.drawn()


async def test_a_group_that_somebody_else_changed_is_not_sent_and_both_sides_are_shown() -> None:
    answers = Answers()
    async with editing(answers) as hands:
        await changed_by_both(hands, answers, max_connections=500, wait_timeout=60)

        assert hands.sender.sent == []
        rows = {
            line.split("│")[1].strip(" ▌✖") for line in hands.screen.splitlines() if "│" in line
        }
        told = [" ".join(line.split()) for line in rows]
        assert "max_connections 400 800 500 m or t" in told
        assert "connect_timeout 15 20 15 mine" in told
        assert "wait_timeout 120 120 60 theirs" in told
        assert "go on: not all is settled" in hands.screen
        await hands.press("c")
        assert isinstance(hands.app.screen, ConflictsScreen)


@pytest.mark.parametrize(("key", "taken"), [("m", 800), ("t", 500)])
async def test_settled_theirs_is_the_base_with_my_changes_in_it_and_can_be_sent(
    key: str, taken: int
) -> None:
    answers = Answers()
    async with editing(answers) as hands:
        await changed_by_both(hands, answers, max_connections=500, wait_timeout=60)
        await hands.press(key, "c")
        await hands.until(lambda: hands.app.screen is hands.top)

        assert hands.sender.sent == []
        assert editor(hands).draft.base.values["wait_timeout"] == 60
        assert mine(hands).values["max_connections"] == taken
        assert "wait_timeout = 60" in review(hands)
        await send(hands)
        (sent,) = hands.sender.sent
        assert isinstance(sent, UpdateGroup)
        assert sent.values == {
            **(group().values or {}),
            "max_connections": taken,
            "connect_timeout": 20,
            "wait_timeout": 60,
        }


async def test_conflicts_are_settled_one_by_one() -> None:
    answers = Answers()
    async with editing(answers) as hands:
        await changed_by_both(hands, answers, max_connections=500, connect_timeout=None)
        assert "2 values changed by both" in hands.screen

        await hands.press("m")
        assert "1 value changed by both" in hands.screen
        await hands.press("t")
        assert "All is settled." in hands.screen
        await hands.press("c")
        await hands.until(lambda: hands.app.screen is hands.top)

        assert "m or t" not in hands.screen
        values = mine(hands).values
        assert len({values.get("max_connections"), values.get("connect_timeout")}) == 2


async def test_esc_goes_back_with_all_as_it_was() -> None:
    answers = Answers()
    async with editing(answers) as hands:
        await changed_by_both(hands, answers, max_connections=500)
        await hands.press("escape")
        await hands.until(lambda: hands.app.screen is hands.top)

        assert "Not sent: somebody else has changed the group meanwhile." in hands.screen
        assert editor(hands).draft.base.values["max_connections"] == 400
        assert mine(hands).values["max_connections"] == 800
        await send(hands)
        await hands.until(lambda: isinstance(hands.app.screen, ConflictsScreen))
        assert hands.sender.sent == []


async def test_both_sides_are_shown_in_ascii_where_there_is_no_more() -> None:
    answers = Answers()
    async with editing(answers, ascii_only=True) as hands:
        await changed_by_both(hands, answers, max_connections=500, connect_timeout=None)

        assert hands.screen.isascii(), [one for one in hands.screen if not one.isascii()]


@pytest.mark.parametrize("size", [(80, 24), (60, 15)])
async def test_both_sides_fit_small_screens(size: tuple[int, int]) -> None:
    answers = Answers()
    async with editing(answers, size=size) as hands:
        await changed_by_both(hands, answers, max_connections=500)

        screen = conflicts(hands)
        assert screen.region.contains_region(screen.query_one("#frame").region)
        assert "m take mine" in hands.screen
