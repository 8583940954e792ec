"""The form of a request that has no form of its own."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, SecretStr

from tests.ui.forms.support import instance, opened
from trove_tui.api.call import Call
from trove_tui.api.errors import BadRequest
from trove_tui.changes.change import Change
from trove_tui.changes.field_types import RequiredText
from trove_tui.changes.instances import Rename
from trove_tui.ui.forms import form_for
from trove_tui.ui.forms.fields import SecretField
from trove_tui.ui.forms.plain_form import PlainForm
from trove_tui.ui.forms.rename import RenameForm


class TakeBackup(Change):
    """Take a backup of an instance.

    It goes on for long.
    """

    name: RequiredText
    keep_days: int = Field(7, title="Days kept", description="how long it is kept")
    labels: tuple[str, ...] = ()
    key: SecretStr = SecretStr("")

    def _call(self, target: str) -> Call:
        return Call("POST", ("backups",), {"backup": {"instance": target, "name": self.name}})


class Eject(Change):
    """Throw a replica out."""

    verb: ClassVar[str] = "Throw out"
    destroys: ClassVar[bool] = True

    def _call(self, target: str) -> Call:
        return Call("POST", ("instances", target, "eject"))


def test_a_form_made_by_hand_goes_first() -> None:
    assert form_for(Rename) is RenameForm


def test_the_form_of_a_model_is_made_once() -> None:
    assert form_for(TakeBackup) is form_for(TakeBackup)
    assert issubclass(form_for(TakeBackup), PlainForm)


async def test_each_field_of_the_model_has_a_line_with_its_title_or_name() -> None:
    async with opened(TakeBackup, about=instance()) as hands:
        labels = [(field.key, field.label) for field in hands.form.fields]

        assert labels == [
            ("name", "Name"),
            ("keep_days", "Days kept"),
            ("labels", "Labels"),
            ("key", "Key"),
        ]
        assert "Take backup auth-db" in hands.screen
        assert "how long it is kept" in hands.screen
        assert hands.said("effect") == "Take a backup of an instance."
        assert isinstance(hands.field("key"), SecretField)


async def test_what_is_typed_is_sent_and_what_is_left_empty_is_left_out() -> None:
    async with opened(TakeBackup, about=instance()) as hands:
        await hands.fill("labels", "nightly, , small")
        await hands.fill("name", "one")

        await hands.press("enter")

        assert hands.sender.sent == [TakeBackup(name="one", labels=("nightly", "small"))]


async def test_the_models_rules_stand_at_their_fields() -> None:
    async with opened(TakeBackup, about=instance()) as hands:
        await hands.fill("keep_days", "many")
        await hands.press("enter")

        assert hands.message("name") == "✖ It is needed."
        assert hands.message("keep_days").startswith("✖ ")
        assert hands.sender.sent == []


async def test_a_refusal_stands_at_the_field_it_names() -> None:
    async with opened(TakeBackup, about=instance()) as hands:
        await hands.fill("name", "one")
        await hands.press("enter")

        await hands.refuse(BadRequest("No such name.", field="name"))

        assert hands.message("name").startswith("✖ No such name.")


async def test_a_request_without_fields_that_destroys_opens_on_cancel() -> None:
    async with opened(Eject, about=instance()) as hands:
        assert hands.app.focused is hands.form.foot.cancel
        assert "Throw out auth-db" in hands.screen

        await hands.press("tab", "enter")

        assert hands.sender.sent == [Eject()]
