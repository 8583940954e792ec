"""Setting quotas: now and then, only what changes, and who may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.clock import START
from tests.ui.forms.support import Opened, opened
from trove_tui.api.call import Dialect
from trove_tui.api.errors import BadRequest, Forbidden, NoAnswer, OutcomeUnknown, Unauthorized
from trove_tui.api.models import Quota
from trove_tui.changes.quotas import UpdateQuotas
from trove_tui.changes.subject import SubjectRef
from trove_tui.ui.forms.update_quotas import limit_words, typed_limit

QUOTAS = (
    Quota(resource="instances", in_use=42, limit=100, reserved=1),
    Quota(resource="volumes", in_use=600, limit=-1),
    Quota(resource="backups", in_use=3, limit=50),
    Quota(resource="ram", limit=None),
)
ROW = {"row": QUOTAS[2], "name": "backups", "subject": SubjectRef("other-project", "other-project")}
"""One of a project's quotas is selected."""


class Told:
    """The quotas of a project, or why they are not told."""

    def __init__(self, told: Sequence[Quota] | Exception = QUOTAS) -> None:
        self.told = told
        self.asked: list[tuple[str, ...]] = []

    async def __call__(self, name: str, *of: str) -> Sequence[Quota]:
        self.asked.append((name, *of))
        if isinstance(self.told, Exception):
            raise self.told
        return self.told


async def known(hands: Opened) -> None:
    await hands.until(lambda: len(hands.form.fields) == len(QUOTAS))


@pytest.mark.parametrize("dialect", Dialect)
async def test_only_what_is_changed_is_sent_to_that_project(dialect: Dialect) -> None:
    load = Told()
    async with opened(UpdateQuotas, about_row=ROW | {"dialect": dialect}, load=load) as hands:
        await known(hands)
        await hands.fill("quota_0", "120")
        await hands.fill("quota_2", "unlimited")

        await hands.press("f2", "enter")

        assert load.asked == [("quotas", "other-project")]
        assert "/v1.0/ops-project/mgmt/quotas/other-project'" in hands.said("request")
        assert hands.sender.sent == [UpdateQuotas(limits={"instances": 120, "backups": -1})]
        call = hands.sender.sent[0].call("other-project", dialect)
        assert (call.method, call.path) == ("PUT", "/mgmt/quotas/other-project")
        assert call.body == {"quotas": {"instances": 120, "backups": -1}}


async def test_each_is_shown_as_it_is_now_with_what_is_in_use() -> None:
    async with opened(UpdateQuotas, about_row=ROW, load=Told()) as hands:
        await known(hands)

        assert [field.value for field in hands.form.fields] == ["50", "100", "", "unlimited"]
        assert "42 in use, 1 reserved, now 100" in hands.screen
        assert "600 in use, now unlimited" in hands.screen
        assert "its limit is not known" in hands.screen


async def test_the_form_is_about_the_project_and_begins_with_the_quota_that_was_selected() -> None:
    async with opened(UpdateQuotas, about_row=ROW, load=Told()) as hands:
        await known(hands)

        assert "Set quotas other-project  bj1" in hands.screen
        assert hands.app.focused is hands.field("quota_2").control


async def test_they_stand_as_in_the_view_and_its_own_project_is_named_once() -> None:
    own = ROW | {"subject": SubjectRef("ops-project", "ops-project")}
    async with opened(UpdateQuotas, about_row=own, load=Told()) as hands:
        await known(hands)

        told = [field.label for field in hands.form.fields]
        assert told == ["backups", "instances", "ram", "volumes"]
        assert hands.screen.count("ops-project") == 1


async def test_the_effect_says_from_what_to_what() -> None:
    async with opened(UpdateQuotas, about_row=ROW, load=Told()) as hands:
        await known(hands)
        await hands.fill("quota_0", "120")
        await hands.fill("quota_1", "700")
        await hands.fill("quota_2", "-1")

        assert hands.said("effect") == (
            "backups 50 → unlimited, instances 100 → 120, volumes unlimited → 700."
        )


@pytest.mark.parametrize("typed", ["abc", "", "1.5", "-2", "1e3", "٣", "9" * 30])
async def test_a_limit_is_a_whole_number_or_unlimited(typed: str) -> None:
    async with opened(UpdateQuotas, about_row=ROW, load=Told()) as hands:
        await known(hands)

        await hands.fill("quota_0", typed)

        assert hands.message("quota_0") == "✖ A whole number, or -1 for unlimited."
        await hands.press("enter")
        assert hands.sender.sent == []


@pytest.mark.parametrize(("typed", "warns"), [("41", True), ("0", True), ("42", False)])
async def test_less_than_is_in_use_is_warned_about_and_only_the_button_sends_it(
    typed: str, warns: bool
) -> None:
    async with opened(UpdateQuotas, about_row=ROW, load=Told()) as hands:
        await known(hands)
        await hands.fill("quota_0", typed)

        assert ("Less than the 42 in use" in hands.message("quota_0")) is warns
        await hands.press("enter")
        assert (hands.sender.sent == []) is warns
        assert ("only the button does" in hands.state) is warns
        assert (hands.form.foot.submit.key == "") is warns
        await hands.click("#submit")
        assert hands.sender.sent == [UpdateQuotas(limits={"instances": int(typed)})]


async def test_unlimited_warns_of_nothing() -> None:
    async with opened(UpdateQuotas, about_row=ROW, load=Told()) as hands:
        await known(hands)

        await hands.fill("quota_0", "-1")

        assert hands.message("quota_0") == ""


@pytest.mark.parametrize(("field", "typed"), [("quota_0", "100"), ("quota_1", "-1")])
async def test_what_is_as_it_was_changes_nothing(field: str, typed: str) -> None:
    async with opened(UpdateQuotas, about_row=ROW, load=Told()) as hands:
        await known(hands)
        await hands.fill(field, typed)

        await hands.press("enter")

        assert hands.sender.sent == []
        assert hands.state == "No quota is changed yet."


@pytest.mark.parametrize("error", [Forbidden("Not you."), Unauthorized("No admin privileges.")])
async def test_quotas_that_may_not_be_read_are_explained(error: Exception) -> None:
    async with opened(UpdateQuotas, about_row=ROW, load=Told(error)) as hands:
        await hands.until(lambda: str(error) in hands.said("asks"))

        assert "Quotas are an administrator's" in hands.said("asks")
        assert hands.form.fields == []
        await hands.click("#submit")
        assert hands.sender.sent == []


async def test_quotas_that_could_not_be_read_say_why() -> None:
    async with opened(UpdateQuotas, about_row=ROW, load=Told(NoAnswer("It broke."))) as hands:
        await hands.until(lambda: "It broke." in hands.said("asks"))

        assert "administrator" not in hands.said("asks")


@pytest.mark.parametrize("error", [Forbidden("Not you."), Unauthorized("No admin privileges.")])
async def test_quotas_that_may_not_be_set_are_explained_and_what_was_typed_survives(
    error: Forbidden | Unauthorized,
) -> None:
    async with opened(UpdateQuotas, about_row=ROW, load=Told()) as hands:
        await known(hands)
        await hands.fill("quota_0", "120")
        await hands.press("enter")

        await hands.refuse(error)

        assert hands.said("refusal").startswith(f"✖ {error}")
        assert "Quotas are an administrator's" in hands.said("refusal")
        assert hands.field("quota_0").value == "120"


async def test_a_refusal_stands_at_the_quota_it_names() -> None:
    async with opened(UpdateQuotas, about_row=ROW, load=Told()) as hands:
        await known(hands)
        await hands.fill("quota_2", "7")
        await hands.press("enter")

        await hands.refuse(BadRequest("7 is too few.", field="backups"))

        assert hands.message("quota_2").startswith("✖ 7 is too few.")


async def test_an_unknown_outcome_is_never_sent_again() -> None:
    async with opened(UpdateQuotas, about_row=ROW, load=Told()) as hands:
        await known(hands)
        await hands.fill("quota_0", "120")
        await hands.press("enter")
        await hands.refuse(OutcomeUnknown("No answer came."))

        await hands.press("enter")

        assert len(hands.sender.sent) == 1


@pytest.mark.parametrize(
    ("typed", "limit"),
    [(" 7 ", 7), ("Unlimited", -1), ("-1", -1), ("-5", -5), ("--1", "--1"), ("", "")],
)
def test_what_is_typed_as_a_limit(typed: str, limit: int | str) -> None:
    assert typed_limit(typed) == limit


def test_a_limit_in_words() -> None:
    assert [limit_words(limit) for limit in (-1, 0, 5, None)] == ["unlimited", "0", "5", ""]


async def test_quotas_that_could_not_be_read_are_read_again_when_the_server_answers() -> None:
    load = Told(NoAnswer("No answer came."))
    async with opened(UpdateQuotas, about_row=ROW, load=load) as hands:
        await hands.until(lambda: "No answer came." in hands.said("asks"))
        load.told = QUOTAS

        hands.form.follow(replace(hands.form.snapshot))
        await hands.drawn()
        assert "No answer came." in hands.said("asks")

        hands.form.follow(replace(hands.form.snapshot, at=START + timedelta(minutes=1)))
        await known(hands)

        assert hands.said("asks") == "A number, or -1 for unlimited."
        assert hands.app.focused is hands.field("quota_2").control
        hands.form.follow(replace(hands.form.snapshot, at=START + timedelta(minutes=2)))
        await hands.drawn()
        assert load.asked == [("quotas", "other-project")] * 2
