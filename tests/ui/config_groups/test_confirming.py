"""Before a group is sent to instances it is asked: a second, separate S sends."""

from __future__ import annotations

import pytest

from tests.ui.config_groups.support import Answers, editing, editor, give, go_to, message, mine
from tests.ui.forms.support import snapshot
from trove_tui.api.errors import NoAnswer
from trove_tui.ui.widgets.key_footer import KeyFooter

ASKS = "Send to 5 instances? S again sends; any other key doesn't."


async def test_where_instances_have_it_the_first_s_asks_and_a_second_one_sends() -> None:
    async with editing() as hands:
        await give(hands, "max_connections", "800")
        await hands.press("S")
        assert message(hands).strip() == ASKS
        assert hands.sender.sent == []

        await hands.press("S")
        await hands.until(lambda: hands.sender.sent)


async def test_an_s_held_down_asks_and_sends_nothing() -> None:
    async with editing() as hands:
        await give(hands, "max_connections", "800")
        await hands.hold("S", times=3)
        await hands.clock.advance(0.5)
        await hands.hold("S", times=3)

        assert message(hands).strip() == ASKS
        assert hands.sender.sent == []


@pytest.mark.parametrize("key", ["escape", "enter", "j", "u", "x", "N", "slash", "tab", "y"])
async def test_any_other_key_takes_the_question_back_and_does_nothing_else(key: str) -> None:
    async with editing() as hands:
        await give(hands, "max_connections", "800")
        await hands.press("S", key)
        assert "S again sends" not in hands.screen
        assert editor(hands).doing == "looking"
        assert mine(hands).values["max_connections"] == 800
        assert editor(hands).face.table.cursor_id == "max_connections"

        await hands.press("S")
        assert message(hands).strip() == ASKS
        assert hands.sender.sent == []
        assert hands.results == []


async def test_a_double_click_on_its_key_sends_nothing() -> None:
    async with editing() as hands:
        await give(hands, "max_connections", "800")
        editor(hands).post_message(KeyFooter.KeyClicked("S"))
        editor(hands).post_message(KeyFooter.KeyClicked("S"))
        await hands.drawn()

        assert message(hands).strip() == ASKS
        assert hands.sender.sent == []


async def test_where_none_has_it_it_is_sent_at_once() -> None:
    answers = Answers()
    answers.refs = ()
    async with editing(answers, known=snapshot()) as hands:
        await give(hands, "max_connections", "800")
        await hands.press("S")
        await hands.until(lambda: hands.sender.sent)


async def test_where_it_is_not_known_which_have_it_that_is_asked() -> None:
    answers = Answers()
    answers.troubles["group instances"] = NoAnswer("No answer.")
    async with editing(answers) as hands:
        await give(hands, "max_connections", "800")
        await hands.press("S")

        assert "Send, though it isn't known which instances have it?" in message(hands)
        assert hands.sender.sent == []


async def test_an_s_in_what_is_typed_is_a_letter_however_fast() -> None:
    async with editing() as hands:
        await go_to(hands, "sql_mode")
        await hands.press("enter")
        await hands.pilot.press("S", "S", "S")
        await hands.drawn()

        assert editor(hands).typed == "SSS"
