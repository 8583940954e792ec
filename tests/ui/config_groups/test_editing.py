"""The editor: what it shows while it opens, how values are edited, how one leaves."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.support.clock import START
from tests.ui.config_groups.support import (
    BIGGEST,
    FLEET,
    Answers,
    editing,
    editor,
    give,
    go_to,
    group,
    message,
    mine,
    parameter,
    ready,
    review,
    row,
)
from tests.ui.forms.support import snapshot
from trove_tui.api.errors import NoAnswer, ServerFailed
from trove_tui.ui.widgets.text_line import TextLine


class Slow(Answers):
    """Tells nothing before the test lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.may = asyncio.Event()

    async def __call__(self, name: str, *of: str) -> Any:
        await self.may.wait()
        return await super().__call__(name, *of)


async def test_it_opens_at_once_and_says_what_it_reads() -> None:
    answers = Slow()
    async with editing(answers, read=False) as hands:
        assert "test_conf" in hands.screen
        assert "Reading the group and what its parameters allow." in hands.screen
        assert "reading which instances have it" in hands.screen
        assert "S send: not all is read yet" in hands.screen

        answers.may.set()
        await ready(hands)

        assert "Reading" not in hands.screen
        assert answers.asked == [
            ("group", group().id),
            ("dialect",),
            ("parameters", "mysql", "5.7.29", "5.7.29"),
            ("group instances", group().id),
            ("config", FLEET[0].id),
        ]


async def test_every_parameter_has_its_row_with_what_it_was_its_default_and_what_it_takes() -> None:
    async with editing() as hands:
        await give(hands, "max_connections", "800")

        assert row(hands, "max_connections").split() == [
            "▌~", "max_connections", "800", "400", "151", "1", "–", "65535", "at", "once",
        ]  # fmt: skip
        assert row(hands, "• connect_timeout").split()[2:4] == ["15", "10"]
        assert "0, 1" in row(hands, "local_infile")
        assert row(hands, "innodb_log_file_size").rstrip().endswith("restart")
        assert str(BIGGEST) in row(hands, "max_connect_errors")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("group", "The group could not be read: No answer."),
        ("parameters", "What its parameters allow could not be read: No answer."),
        ("group instances", "Which instances have it could not be read: No answer."),
        ("config", "The defaults could not be read: No answer."),
    ],
)
async def test_what_could_not_be_read_is_said_in_place_and_read_again_by_a_key(
    name: str, says: str
) -> None:
    answers = Answers()
    answers.troubles[name] = NoAnswer("No answer.")
    async with editing(answers) as hands:
        assert says in " ".join(f"{hands.screen} {review(hands)}".split())
        assert "r read again" in hands.screen

        answers.troubles.clear()
        await hands.press("r")
        await ready(hands)
        await hands.until(lambda: answers.count(name) == 2)

        assert "could not be read" not in hands.screen
        assert "r read again" not in hands.screen
        await give(hands, "max_connections", "800")
        assert mine(hands).values["max_connections"] == 800


async def test_without_its_parameters_values_are_shown_and_not_edited() -> None:
    answers = Answers()
    answers.troubles["parameters"] = ServerFailed("The server failed.")
    async with editing(answers) as hands:
        assert "400" in row(hands, "max_connections")

        await hands.press("enter", "x")

        assert not editor(hands).face.entry.is_open
        assert not editor(hands).draft.is_edited


async def test_no_sick_instance_is_asked_for_defaults() -> None:
    answers = Answers()
    async with editing(answers, known=snapshot(FLEET[4])) as hands:
        assert answers.count("config") == 0
        assert "DEFAULT" not in hands.screen


async def test_a_wrong_value_says_why_while_it_is_typed_and_keeps_its_row() -> None:
    says = "✖ wait_timeout: 31536001 is more than 31536000, the most that mysql 5.7.29 takes."
    async with editing() as hands:
        await go_to(hands, "wait_timeout")
        await hands.press("enter")
        await hands.type("31536001")
        assert message(hands) == says

        await hands.press("enter")

        assert message(hands).strip() == says
        assert row(hands, "wait_timeout").split()[:4] == ["▌✖", "wait_timeout", "31536001", "120"]
        assert "S send: one value is wrong" in hands.screen
        await hands.press("S")
        assert hands.sender.sent == []


async def test_sending_with_a_wrong_value_goes_to_it() -> None:
    async with editing() as hands:
        await give(hands, "wait_timeout", "x")
        await go_to(hands, "sql_mode")

        await hands.press("S")

        assert editor(hands).face.table.cursor_id == "wait_timeout"


async def test_the_largest_integer_is_taken_exactly_and_one_more_is_not() -> None:
    async with editing() as hands:
        await give(hands, "max_connect_errors", str(BIGGEST))
        assert mine(hands).values["max_connect_errors"] == BIGGEST

        await give(hands, "max_connect_errors", str(BIGGEST + 1))
        assert f"{BIGGEST + 1} is more than {BIGGEST}" in message(hands)


async def test_values_are_taken_as_their_parameters_type() -> None:
    async with editing() as hands:
        await give(hands, "long_query_time", "0.5")
        await give(hands, "slow_query_log", "on")
        await give(hands, "collation_server", "100")
        await give(hands, "sql_mode", '""')

        values = mine(hands).values
        assert values["long_query_time"] == 0.5
        assert values["slow_query_log"] is True
        assert values["collation_server"] == "100"
        assert values["sql_mode"] == ""


@pytest.mark.parametrize("key", ["x", "delete"])
async def test_a_value_is_unset_by_a_key_and_brought_back_by_another(key: str) -> None:
    async with editing() as hands:
        await go_to(hands, "wait_timeout")
        await hands.press(key)
        assert "wait_timeout" not in mine(hands).values
        assert row(hands, "wait_timeout").split()[:4] == ["▌~", "wait_timeout", "unset", "120"]
        assert "- wait_timeout = 120" in review(hands)

        await hands.press("u")

        assert mine(hands).values["wait_timeout"] == 120
        assert "nothing changed" in hands.screen


async def test_esc_leaves_a_value_as_it_was() -> None:
    async with editing() as hands:
        await go_to(hands, "wait_timeout")
        await hands.press("enter")
        await hands.type("60")
        await hands.press("escape")

        assert not editor(hands).draft.is_edited
        assert hands.results == []
        assert hands.app.focused is editor(hands).face.table


async def test_enter_on_a_value_that_was_not_changed_changes_nothing() -> None:
    async with editing() as hands:
        for name in ("wait_timeout", "sql_mode"):
            await go_to(hands, name)
            await hands.press("enter", "enter")

        assert not editor(hands).draft.is_edited


async def test_find_as_you_type_and_esc_shows_all_again() -> None:
    async with editing() as hands:
        await hands.press("slash")
        await hands.type("time out")

        table = editor(hands).face.table
        assert set(table.order) == {"connect_timeout", "wait_timeout", "interactive_timeout"}
        await hands.press("enter")
        assert hands.app.focused is table
        assert len(table.order) == 3

        await hands.press("escape")
        assert len(table.order) > 3
        assert hands.results == []


async def test_what_is_nowhere_is_said_to_be_nowhere() -> None:
    async with editing() as hands:
        await hands.press("slash")
        await hands.type("[/red]nothing")

        assert "No parameter has “[/red]nothing” in its name." in hands.screen


async def test_name_and_description_are_edited_one_after_the_other() -> None:
    async with editing() as hands:
        await hands.press("N")
        await hands.type("kk")
        await hands.press("enter")
        await hands.type("new words")
        await hands.press("enter")

        assert (mine(hands).name, mine(hands).description) == ("kk", "new words")
        assert "test_conf → kk  bj1 · 5017…23c5" in hands.screen
        assert "- name: test_conf" in review(hands)
        assert "+ description: new words" in review(hands)


async def test_a_name_that_no_server_takes_is_refused_while_it_is_typed() -> None:
    async with editing() as hands:
        await hands.press("N")
        await hands.type("---")
        assert message(hands) == "✖ It needs at least one letter or digit."

        await hands.press("enter")

        assert editor(hands).face.entry.is_open
        assert mine(hands).name == "test_conf"


async def test_a_description_can_not_be_emptied() -> None:
    async with editing() as hands:
        await hands.press("N", "enter")
        await hands.type("")

        assert message(hands) == "✖ Servers keep an old description: write another."


async def test_the_cursor_tells_what_its_parameter_is() -> None:
    async with editing() as hands:
        await go_to(hands, "innodb_log_file_size")

        assert message(hands).strip() == (
            "innodb_log_file_size: integer, from 4194304, applies at a restart"
        )


async def test_the_request_is_shown_on_demand_and_copied() -> None:
    async with editing() as hands:
        await give(hands, "max_connections", "800")
        await hands.press("f2")

        assert "curl -s -X PUT" in hands.screen
        assert '"max_connections": 800' in review(hands).replace("\n", " ")
        await hands.press("f5")
        assert '"max_connections": 800' in hands.app.clipboard

        await hands.press("f2")
        assert "curl" not in hands.screen


async def test_the_instances_that_are_touched_follow_what_becomes_of_them() -> None:
    async with editing() as hands:
        await give(hands, "innodb_buffer_pool_size", "1")
        assert "● orders-db        will need a restart" in review(hands)
        assert "! billing-replica  already needs a restart" in review(hands)

        busy = FLEET[0].replace(status="RESIZE")
        hands.top.follow(snapshot(busy, *FLEET[1:]))
        await hands.drawn()

        assert "◔ orders-db        RESIZE" in review(hands)


async def test_esc_leaves_where_nothing_was_changed() -> None:
    async with editing() as hands:
        await hands.press("escape")
        await hands.until(lambda: hands.results)

        assert hands.results == [None]


async def test_esc_asks_where_changes_would_be_lost_and_esc_again_stays() -> None:
    async with editing() as hands:
        await give(hands, "max_connections", "800")

        await hands.press("escape")
        assert "What was changed here would be lost." in hands.screen
        assert "y leave" in hands.screen
        await hands.press("escape")
        assert hands.results == []
        assert mine(hands).values["max_connections"] == 800

        await hands.press("escape", "y")
        await hands.until(lambda: hands.results)
        assert hands.results == [None]


async def test_keys_are_clicked_too() -> None:
    async with editing() as hands:
        await hands.pilot.click("#editor-keys", offset=(2, 0))
        await hands.drawn()

        assert editor(hands).face.entry.is_open


async def test_markup_in_names_and_values_is_text() -> None:
    odd = "[/red][bold]"
    answers = Answers(group(name=odd, values={odd: odd}))
    answers.parameters = (parameter(odd, "string"), *answers.parameters)
    async with editing(answers) as hands:
        assert hands.screen.count(odd) >= 3
        await hands.press("enter")
        assert f"{odd} =" in hands.screen


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 15), (40, 10)])
async def test_it_works_on_any_screen(size: tuple[int, int]) -> None:
    async with editing(size=size) as hands:
        await give(hands, "wait_timeout", "60")

        assert mine(hands).values["wait_timeout"] == 60
        assert "wait_timeout" in row(hands, "~ wait_timeout")
        await hands.press("f2")
        assert "curl" in hands.screen
        assert "esc leave" in hands.screen


async def test_a_terminal_with_ascii_only_gets_nothing_else() -> None:
    async with editing(ascii_only=True) as hands:
        await give(hands, "wait_timeout", "x")
        await give(hands, "max_connections", "800")
        await hands.press("f2", "enter")

        assert hands.screen.isascii(), [one for one in hands.screen if not one.isascii()]
        assert hands.top.query_one("#message", TextLine).display


async def test_what_could_not_be_read_is_read_again_when_the_server_answers() -> None:
    answers = Answers()
    answers.troubles["group"] = NoAnswer("No answer.")
    async with editing(answers) as hands:
        assert "The group could not be read: No answer." in hands.screen
        answers.troubles = {"config": ServerFailed("The server failed.")}

        hands.top.follow(replace(hands.top.snapshot))
        await hands.drawn()
        assert answers.count("group") == 1

        hands.top.follow(replace(hands.top.snapshot, at=START + timedelta(minutes=1)))
        await hands.until(lambda: answers.count("config"))
        assert "400" in row(hands, "max_connections")

        hands.top.follow(replace(hands.top.snapshot, at=START + timedelta(minutes=2)))
        await hands.drawn()
        assert (answers.count("group"), answers.count("config")) == (2, 1)
