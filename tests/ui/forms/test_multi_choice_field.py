"""Choosing several of known things."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.app import ComposeResult

from tests.support.clock import ManualClock
from tests.ui.forms.support import (
    SCOPE,
    FormApp,
    Loader,
    Opened,
    Sender,
    instance,
    nothing_prepared,
    snapshot,
)
from trove_tui.changes.change import Change
from trove_tui.text.styled import StyledText
from trove_tui.ui.forms.choice_list import Choice, ChoiceColumns, ChoiceList
from trove_tui.ui.forms.form import Form
from trove_tui.ui.forms.form_context import FormContext, FormSetup
from trove_tui.ui.forms.multi_choice_field import MultiChoiceField

NAMES = ("app", "billing", "logs", "shop")
KNOWN = tuple(Choice(name, (name,), name) for name in NAMES)


class Grant(Change):
    """Let somebody use databases."""

    databases: tuple[str, ...] = ()


class GrantForm(Form):
    """A toy with nothing but the field."""

    model = Grant
    verb = "Grant"

    def compose_fields(self) -> ComposeResult:
        columns = ChoiceColumns("name")
        self.databases = MultiChoiceField("databases", "Databases", columns, folds=True)
        yield self.databases

    def effect(self, request: Change | None) -> StyledText:
        return ()


@asynccontextmanager
async def granting(*, known: bool = True, ascii_only: bool = False) -> AsyncIterator[Opened]:
    app, sender, clock = FormApp(ascii_only=ascii_only), Sender(), ManualClock()
    load = Loader(nothing_prepared)
    form = GrantForm(FormSetup(FormContext(SCOPE, instance()), snapshot(), sender, load, clock))
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(form, app.results.append)
        hands = Opened(pilot, form, sender, clock)
        await hands.drawn()
        if known:
            picker(hands).offer(KNOWN)
            hands.form.check()
            await hands.drawn()
        yield hands


def picker(hands: Opened) -> MultiChoiceField:
    assert isinstance(hands.form, GrantForm)
    return hands.form.databases


def rows(hands: Opened) -> list[str]:
    return [line.strip() for line in hands.form.query_one(ChoiceList).text.splitlines()]


async def test_space_marks_the_highlighted_row_and_takes_the_mark_away() -> None:
    async with granting() as hands:
        await hands.press("down", "space", "down", "down", "space")
        assert hands.field("databases").value == ("app", "logs")
        assert rows(hands) == ["[x] app", "[ ] billing", "[x] logs", "[ ] shop"]

        await hands.press("space")

        assert hands.field("databases").value == ("app",)


async def test_what_is_marked_stands_in_the_order_of_the_list() -> None:
    async with granting() as hands:
        await hands.press(*["down"] * 4, "space", "up", "up", "space")

        assert hands.field("databases").value == ("billing", "shop")


async def test_space_without_a_highlighted_row_shows_what_the_next_marks() -> None:
    async with granting() as hands:
        await hands.press("space")
        assert hands.field("databases").value == ()

        await hands.press("space")
        assert hands.field("databases").value == ("app",)
        assert picker(hands).line.value == ""


async def test_typing_filters_and_marks_outside_the_filter_stay() -> None:
    async with granting() as hands:
        await hands.press("b", "i", "space")
        assert rows(hands) == ["[x] billing"] + [""] * (len(rows(hands)) - 1)

        await hands.press("backspace", "backspace", "s", "h", "space")

        assert hands.field("databases").value == ("billing", "shop")
        assert picker(hands).said == "2 of 4 chosen"


async def test_enter_confirms_writes_what_was_chosen_and_goes_on() -> None:
    async with granting() as hands:
        assert "enter go on" in hands.screen
        await hands.press("s", "h", "space", "backspace", "backspace", "a", "p", "space")

        await hands.press("enter")

        assert hands.sender.sent == []
        assert hands.app.focused is hands.form.foot.submit
        assert picker(hands).line.value == "app, shop"
        await hands.press("enter")
        assert hands.sender.sent == [Grant(databases=("app", "shop"))]


async def test_a_row_that_is_clicked_is_marked() -> None:
    async with granting() as hands:
        await hands.clock.advance(10)
        await hands.pilot.click(ChoiceList, offset=(6, 1))
        await hands.drawn()

        assert hands.field("databases").value == ("billing",)
        assert hands.app.focused is picker(hands).line


async def test_what_was_chosen_is_kept_where_it_is_offered_again() -> None:
    async with granting() as hands:
        await hands.press("down", "space", "down", "space")

        picker(hands).offer(KNOWN[1:])
        await hands.drawn()

        assert hands.field("databases").value == ("billing",)


async def test_until_the_list_is_known_names_are_typed_and_then_marked() -> None:
    async with granting(known=False) as hands:
        await hands.type("shop, nowhere , app,app")
        assert hands.field("databases").value == ("shop", "nowhere", "app")
        assert hands.field("databases").is_dirty

        picker(hands).offer(KNOWN)
        await hands.drawn()

        assert hands.field("databases").value == ("app", "shop")


async def test_a_list_that_can_not_be_had_leaves_the_names_to_be_typed_with_blanks() -> None:
    async with granting(known=False) as hands:
        picker(hands).fail("The list could not be read.")
        await hands.press("a", "comma", "space", "b", "enter")

        assert hands.sender.sent == [Grant(databases=("a", "b"))]


@pytest.mark.parametrize(("marks", "asks"), [(1, False), (2, True)])
async def test_leaving_asks_only_where_several_were_chosen(marks: int, asks: bool) -> None:
    async with granting() as hands:
        await hands.press(*["down", "space"] * marks, "escape")

        assert hands.form.foot.is_asking is asks


async def test_marks_are_ascii_everywhere() -> None:
    async with granting(ascii_only=True) as hands:
        await hands.press("down", "space")

        assert "[x] app" in hands.screen
        assert hands.screen.isascii()
