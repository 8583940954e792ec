"""Esc leaves; it asks only where something typed would be lost."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.ui.forms.support import instance, opened, snapshot
from tests.ui.forms.test_sending import EVERY_FORM, opened_for
from trove_tui.changes.change import Change
from trove_tui.changes.instances import (
    CreateInstance,
    DeleteInstance,
    Rename,
    ResizeFlavor,
    ResizeVolume,
)

TYPED: Mapping[type[Change], tuple[str, str]] = {
    Rename: ("name", "auth-2"),
    ResizeVolume: ("size", "60"),
    CreateInstance: ("net_id", "net-1"),
}


@EVERY_FORM
async def test_esc_leaves_a_form_in_which_nothing_was_typed(request_type: type[Change]) -> None:
    async with opened_for(request_type) as hands:
        await hands.press("escape")
        await hands.until(lambda: hands.results)

        assert hands.results == [None]
        assert hands.sender.sent == []


@EVERY_FORM
async def test_esc_held_down_leaves_once(request_type: type[Change]) -> None:
    async with opened_for(request_type) as hands:
        await hands.hold("escape")
        await hands.until(lambda: hands.results)

        assert hands.results == [None]
        assert len(hands.app.screen_stack) == 1


@pytest.mark.parametrize("request_type", TYPED, ids=lambda one: one.__name__)
async def test_esc_asks_where_something_was_typed_and_esc_again_stays(
    request_type: type[Change],
) -> None:
    async with opened_for(request_type) as hands:
        key, text = TYPED[request_type]
        await hands.fill(key, text)

        await hands.press("escape")

        assert hands.state == "What was typed would be lost."
        assert "y leave" in hands.screen
        await hands.press("escape")
        assert hands.results == []
        assert hands.field(key).value == text
        assert hands.app.focused is hands.field(key).control
        assert hands.state == ""


@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
async def test_a_key_that_leaves_when_mashed_asks_once_and_loses_nothing(key: str) -> None:
    async with opened(Rename, about=instance()) as hands:
        await hands.fill("name", "auth-2")

        await hands.clock.advance(10)
        for _ in range(9):
            await hands.pilot.press(key)
            await hands.drawn()

            assert hands.state == "What was typed would be lost."
        assert hands.results == []
        assert hands.field("name").value == "auth-2"


async def test_an_answer_that_comes_with_esc_is_none() -> None:
    async with opened(Rename, about=instance()) as hands:
        await hands.fill("name", "auth-2")
        await hands.clock.advance(10)

        await hands.pilot.press("escape", "y")
        await hands.drawn()

        assert hands.state == "What was typed would be lost."
        assert hands.results == []


async def test_mashing_on_after_the_answer_does_not_ask_again() -> None:
    async with opened(Rename, about=instance()) as hands:
        await hands.fill("name", "auth-2")
        await hands.press("escape", "escape")

        await hands.pilot.press("escape", "escape", "escape")
        await hands.drawn()

        assert hands.state == ""
        assert hands.results == []


@EVERY_FORM
async def test_ctrl_c_leaves_a_form_in_which_nothing_was_typed_and_not_the_program(
    request_type: type[Change],
) -> None:
    async with opened_for(request_type) as hands:
        await hands.press("ctrl+c")
        await hands.until(lambda: hands.results)

        assert hands.results == [None]
        assert hands.app.is_running


async def test_ctrl_c_asks_as_esc_does_also_where_text_is_selected() -> None:
    async with opened(Rename, about=instance()) as hands:
        await hands.fill("name", "auth-2")
        await hands.press("ctrl+a", "shift+left", "ctrl+c")

        assert hands.state == "What was typed would be lost."
        await hands.press("ctrl+c")
        assert hands.state == ""
        assert hands.results == []
        assert hands.field("name").value == "auth-2"


async def test_typing_on_elsewhere_answers_the_question_and_keeps_the_focus_there() -> None:
    async with opened(CreateInstance) as hands:
        await hands.fill("name", "new-db")
        await hands.press("escape")

        await hands.fill("volume_size", "20")

        assert hands.state == ""
        assert hands.app.focused is hands.field("volume_size").control


async def test_the_question_stands_whatever_arrives_meanwhile() -> None:
    async with opened(Rename, about=instance()) as hands:
        await hands.fill("name", "auth-2")
        await hands.press("escape")

        hands.form.foot.say("something else")
        hands.form.follow(snapshot(instance(status="BACKUP")))
        await hands.drawn()

        assert hands.state == "What was typed would be lost."


@pytest.mark.parametrize("key", ["y", "left"])
async def test_one_leaves_all_the_same_by_its_key_or_its_button(key: str) -> None:
    async with opened(Rename, about=instance()) as hands:
        await hands.fill("name", "auth-2")
        await hands.press("escape", key)

        if key != "y":
            await hands.press("enter")
        await hands.until(lambda: hands.results)

        assert hands.results == [None]


async def test_enter_stays_where_it_asks() -> None:
    async with opened(Rename, about=instance()) as hands:
        await hands.fill("name", "auth-2")

        await hands.press("escape", "enter")

        assert hands.results == []
        assert hands.sender.sent == []
        assert hands.field("name").value == "auth-2"


async def test_a_y_that_is_typed_is_a_letter() -> None:
    async with opened(Rename, about=instance()) as hands:
        await hands.press("end", "y")

        assert hands.field("name").value == "auth-dby"
        assert hands.results == []


async def test_what_was_typed_back_to_what_it_was_is_not_lost() -> None:
    async with opened(Rename, about=instance()) as hands:
        await hands.press("end", "y", "backspace")

        await hands.press("escape")
        await hands.until(lambda: hands.results)

        assert hands.results == [None]


async def test_a_filter_and_a_name_typed_to_confirm_are_not_asked_about() -> None:
    async with opened(ResizeFlavor, about=instance()) as hands:
        await hands.press("m", "escape")
        await hands.until(lambda: hands.results)
    async with opened(DeleteInstance, about=instance()) as hands:
        await hands.press("a", "escape")
        await hands.until(lambda: hands.results)
