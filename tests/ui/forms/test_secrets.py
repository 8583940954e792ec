"""A password in a form: made, shown and copied from anywhere on it, and kept nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.internals import take_away
from tests.ui.forms.support import FormApp, instance, opened
from trove_tui.changes.change import Change
from trove_tui.changes.field_types import Password, RequiredText
from trove_tui.ui.forms.fields import SecretField


class SetPassword(Change):
    """Set a user's password."""

    user: RequiredText
    password: Password


class SetTwo(SetPassword):
    """Set the passwords of two."""

    other: Password


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was handed to the terminal's clipboard."""
    seen: list[str] = []
    own = FormApp.copy_to_clipboard

    def copy(self: FormApp, text: str) -> None:
        seen.append(text)
        own(self, text)

    monkeypatch.setattr(FormApp, "copy_to_clipboard", copy)
    return seen


def holding(thing: Any, text: str) -> list[str]:
    """Which attributes of an object have a text in them."""
    return [name for name, value in vars(thing).items() if text in str(value)]


async def test_its_keys_work_wherever_the_focus_is() -> None:
    async with opened(SetPassword, about=instance()) as hands:
        assert hands.app.focused is hands.field("user").control

        await hands.press("f3")
        made = str(hands.field("password").value)
        assert len(made) == 20
        assert made in hands.screen

        await hands.press("f4")
        assert made not in hands.screen


async def test_where_there_are_two_its_keys_are_those_of_the_one_with_the_focus() -> None:
    async with opened(SetTwo, about=instance()) as hands:
        await hands.press("f3")
        assert [hands.field(key).value for key in ("password", "other")] == ["", ""]

        hands.field("other").enter()
        await hands.press("f3")

        assert hands.field("password").value == ""
        assert len(str(hands.field("other").value)) == 20


async def test_it_is_copied_by_its_key_or_the_mouse_and_textual_does_not_keep_it(
    copied: list[str],
) -> None:
    async with opened(SetPassword, about=instance()) as hands:
        hands.app.copy_to_clipboard("something else")
        await hands.press("f3", "f6")
        made = str(hands.field("password").value)

        assert copied[1:] == [made]
        assert hands.app.clipboard == "something else"
        assert hands.state == "The password is copied, if the terminal allows it."
        await hands.click("#copy-password")
        assert copied[2:] == [made]


async def test_a_copy_that_textual_keeps_is_told(
    copied: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    take_away("_clipboard", monkeypatch.setattr)
    async with opened(SetPassword, about=instance()) as hands:
        await hands.press("f3", "f6")

        assert copied == [hands.field("password").value]
        assert hands.state == (
            "The password is copied, if the terminal allows it; "
            "the copy that this program has could not be cleared."
        )


async def test_where_there_is_none_yet_nothing_is_copied(copied: list[str]) -> None:
    async with opened(SetPassword, about=instance()) as hands:
        await hands.press("f6")

        assert copied == []
        assert hands.state == "There is no password to copy yet."


async def test_after_the_form_has_closed_nothing_of_it_holds_the_password() -> None:
    async with opened(SetPassword, about=instance()) as hands:
        field = hands.field("password")
        assert isinstance(field, SecretField)
        await hands.fill("password", "hunter22")

        await hands.press("escape", "y")
        await hands.until(lambda: hands.results)

        assert field.value == ""
        for one in (field, field.line, hands.form, hands.app):
            assert holding(one, "hunter22") == []
