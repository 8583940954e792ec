"""A new group: name and datastore in a form, values in the editor, one POST of all of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from tests.support.clock import START
from tests.ui.config_groups.support import Answers
from tests.ui.forms.support import Opened, opened
from trove_tui.api.errors import BadRequest, NoAnswer
from trove_tui.changes.groups import CreateGroup
from trove_tui.live.operations import OpState
from trove_tui.ui.config_groups.new_group import NewGroupEditor


@asynccontextmanager
async def creating(answers: Answers | None = None, **more: Any) -> AsyncIterator[Opened]:
    about = {"made": "a group"}
    async with opened(CreateGroup, about_row=about, load=answers or Answers(), **more) as hands:
        await hands.until(lambda: hands.field("datastore").value)
        yield hands


def editor_over(hands: Opened) -> NewGroupEditor:
    screen = hands.app.screen
    assert isinstance(screen, NewGroupEditor)
    return screen


async def go_on(hands: Opened, name: str = "kk") -> NewGroupEditor:
    """Fill in the form, and wait for the editor over it."""
    await hands.fill("name", name)
    await hands.press("enter")
    await hands.until(lambda: isinstance(hands.app.screen, NewGroupEditor))
    await hands.until(lambda: editor_over(hands).draft.parameters)
    return editor_over(hands)


async def give(hands: Opened, name: str, text: str) -> None:
    editor_over(hands).go_to(name)
    await hands.press("enter")
    await hands.type(text)
    await hands.press("enter")


async def test_the_form_sends_nothing_and_goes_on_in_the_editor() -> None:
    answers = Answers()
    async with creating(answers) as hands:
        await hands.fill("description", "for test")
        editor = await go_on(hands)

        assert hands.sender.sent == []
        assert answers.asked[-1] == ("parameters", "mysql", "v", "5.7.29")
        assert (editor.draft.mine.name, editor.draft.mine.description) == ("kk", "for test")
        assert "new group  kk  mysql 5.7.29  bj1 · ops-project" in hands.screen
        assert "WAS" not in hands.screen
        assert "Touches" not in hands.screen


async def test_one_post_with_all_its_values_and_both_screens_close() -> None:
    async with creating() as hands:
        await hands.fill("description", "for test")
        await go_on(hands)
        await give(hands, "wait_timeout", "60")
        await give(hands, "slow_query_log", "on")
        await hands.press("S")
        accepted = hands.sender.accept()
        await hands.until(lambda: hands.results)

        (sent,) = hands.sender.sent
        assert sent == CreateGroup(
            name="kk",
            description="for test",
            datastore_type="mysql",
            datastore_version="5.7.29",
            datastore_version_id="v",
            values={"wait_timeout": 60, "slow_query_log": True},
        )
        assert hands.results == [accepted]
        assert len(hands.app.screen_stack) == 1


async def test_a_group_without_values_can_be_created() -> None:
    async with creating() as hands:
        await go_on(hands)
        await hands.press("S")

        (sent,) = hands.sender.sent
        assert isinstance(sent, CreateGroup)
        assert sent.values == {}


async def test_a_wrong_value_is_not_sent() -> None:
    async with creating() as hands:
        await go_on(hands)
        await give(hands, "wait_timeout", "0")
        await hands.press("S")

        assert hands.sender.sent == []
        assert "S create: one value is wrong" in hands.screen


async def test_without_a_name_one_does_not_go_on() -> None:
    async with creating() as hands:
        await hands.press("enter")

        assert hands.message("name") == "✖ It needs a name."
        assert hands.app.screen is hands.form


async def test_a_refusal_stands_at_its_parameter_in_the_editor() -> None:
    async with creating() as hands:
        editor = await go_on(hands)
        await give(hands, "wait_timeout", "60")
        await hands.press("S")
        hands.sender.refuse(BadRequest("It is odd.", field="values.wait_timeout"))
        await hands.until(lambda: not editor.sending)

        assert editor.face.message.strip() == "✖ wait_timeout: It is odd."
        await hands.press("S")
        assert len(hands.sender.sent) == 2


async def test_both_stay_while_the_outcome_is_unknown_and_close_once_it_is_found() -> None:
    async with creating() as hands:
        await go_on(hands)
        await hands.press("S")
        unknown = hands.sender.accept(OpState.UNKNOWN)
        await hands.until(lambda: "It may have happened" in hands.screen)
        assert hands.results == []

        found = replace(unknown, state=OpState.DONE, ended_at=START)
        hands.form.follow(replace(hands.form.snapshot, activity=(found,)))
        await hands.until(lambda: hands.results)

        assert hands.results == [found]


async def test_esc_in_the_editor_goes_back_to_the_form_as_it_was() -> None:
    async with creating() as hands:
        await go_on(hands)
        await hands.press("N")
        await hands.press("escape", "escape", "y")
        await hands.until(lambda: hands.app.screen is hands.form)

        assert hands.field("name").value == "kk"
        assert hands.results == []
        await go_on(hands, "other")
        assert editor_over(hands).draft.mine.name == "other"


async def test_left_while_it_is_sent_it_can_not_be_sent_again_from_the_form() -> None:
    async with creating() as hands:
        await go_on(hands)
        await hands.press("S", "escape")
        await hands.until(lambda: hands.results)

        assert hands.results == [None]
        assert len(hands.app.screen_stack) == 1


async def test_the_datastore_is_typed_by_hand_where_none_could_be_read() -> None:
    answers = Answers()
    answers.troubles["datastores"] = NoAnswer("No answer.")
    async with opened(CreateGroup, load=answers) as hands:
        await hands.until(lambda: "could not be read" in hands.screen)
        await hands.fill("datastore", "mysql 5.7.29")
        await go_on(hands)

        assert answers.asked[-1] == ("parameters", "mysql", "5.7.29", "5.7.29")


async def test_parameters_that_could_not_be_read_are_read_again_by_a_key() -> None:
    answers = Answers()
    answers.troubles["parameters"] = NoAnswer("No answer.")
    async with creating(answers) as hands:
        await hands.fill("name", "kk")
        await hands.press("enter")
        await hands.until(lambda: "could not be read: No answer." in hands.screen)
        await hands.press("S")
        assert hands.sender.sent == []

        answers.troubles.clear()
        await hands.press("r")
        await hands.until(lambda: editor_over(hands).draft.parameters)

        assert "connect_timeout" in hands.screen
