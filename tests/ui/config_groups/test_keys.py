"""The editor's keys: all of them on a page, what is found told, the request copied."""

from __future__ import annotations

from tests.ui.config_groups.support import editing
from trove_tui.ui.dialogs.help import HelpDialog


async def test_all_keys_of_the_editor_stand_on_a_page() -> None:
    async with editing() as hands:
        assert "? help" in hands.screen.splitlines()[-1]

        await hands.press("question_mark")

        assert isinstance(hands.app.screen, HelpDialog)
        for words in ("Editing a group", "take its value out of the group", "F2 F5", "move"):
            assert words in hands.screen
        await hands.press("escape")
        assert not isinstance(hands.app.screen, HelpDialog)


async def test_that_only_some_parameters_are_shown_is_said_and_how_to_see_all() -> None:
    async with editing() as hands:
        await hands.press("slash", *"timeout", "enter")

        assert "find: timeout  3/16" in hands.screen
        assert "esc show all" in hands.screen.splitlines()[-1]
        await hands.press("escape")
        assert "find: timeout" not in hands.screen
        assert "esc leave" in hands.screen.splitlines()[-1]


async def test_the_key_that_copies_the_request_stands_below_while_it_is_shown() -> None:
    async with editing() as hands:
        assert "F5" not in hands.screen.splitlines()[-1]

        await hands.press("f2")

        assert "F5 copy" in hands.screen.splitlines()[-1]
        await hands.press("f5")
        assert "Copied" in hands.screen
        await hands.press("f2")
        assert "F5" not in hands.screen.splitlines()[-1]
