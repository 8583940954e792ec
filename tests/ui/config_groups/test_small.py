"""The editor at 80 columns: what is left out is told, and what is needed most stays."""

from __future__ import annotations

from tests.ui.config_groups.support import BIGGEST, Answers, attached, editing, give, review, row
from tests.ui.forms.support import snapshot

EIGHT = tuple(attached(number, f"db-{number}") for number in range(1, 9))


async def test_instances_for_which_there_is_no_room_are_counted() -> None:
    answers = Answers()
    answers.refs = ()
    async with editing(answers, known=snapshot(*EIGHT), size=(80, 24)) as hands:
        assert "db-5" in hands.screen
        assert "db-6" not in hands.screen
        assert "and 3 more" in hands.screen


async def test_where_there_is_no_room_for_all_those_not_active_stand_first() -> None:
    async with editing(size=(80, 24)) as hands:
        told = review(hands).partition("Touches")[2].splitlines()

        assert told[1].split()[:2] == ["!", "billing-re…"]
        assert told[-1].strip() == "and 2 more"


async def test_renamed_the_heading_says_from_what_to_what_and_which_group_it_is() -> None:
    async with editing(size=(80, 24)) as hands:
        await hands.press("N")
        await hands.type("night_conf")
        await hands.press("enter", "enter")

        assert "test_conf → night_conf  bj1 · 5017…23c5" in hands.screen


async def test_with_a_wrong_value_the_keys_for_undo_and_the_name_stay() -> None:
    async with editing(size=(80, 24)) as hands:
        await give(hands, "wait_timeout", "x")

        bar = hands.screen.splitlines()[-1]
        assert "u undo   N name" in bar
        assert "S send: one value is wrong" in bar


async def test_a_huge_value_takes_no_columns_place() -> None:
    async with editing(size=(80, 24)) as hands:
        before = next(line for line in hands.screen.splitlines() if "DEFAULT" in line)
        await give(hands, "max_connect_errors", str(BIGGEST))

        assert before in hands.screen
        assert row(hands, "max_connect_errors").split()[2] == "184467440737…"
