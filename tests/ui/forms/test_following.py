"""A form is bound to one instance of one scope, and says what becomes of it."""

from __future__ import annotations

from tests.ui.forms.support import FLAVORS, SCOPE, flavor, instance, opened, snapshot
from tests.ui.forms.test_sending import EVERY_FORM, opened_for, ready
from trove_tui.api.models import Volume
from trove_tui.changes.change import Change
from trove_tui.changes.instances import (
    CreateInstance,
    DeleteInstance,
    Rename,
    ResizeFlavor,
    ResizeVolume,
    Restart,
)


async def test_a_status_that_forbids_it_is_told_with_why_and_stops_the_button() -> None:
    async with opened(Restart, about=instance()) as hands:
        hands.form.follow(snapshot(instance(status="BACKUP")))
        await hands.press("right", "enter")

        assert "It was ACTIVE and is BACKUP now." in hands.said("notice")
        assert "Can't restart: not while BACKUP." in hands.said("notice")
        assert hands.state == "Can't restart: not while BACKUP."
        assert not hands.form.foot.submit.ready
        assert hands.sender.sent == []


async def test_it_can_be_sent_again_once_the_status_allows_it() -> None:
    async with opened(Restart, about=instance()) as hands:
        hands.form.follow(snapshot(instance(status="BACKUP")))
        await hands.drawn()

        hands.form.follow(snapshot(instance()))
        await hands.press("right", "enter")

        assert hands.said("notice") == ""
        assert len(hands.sender.sent) == 1


async def test_a_status_that_forbids_it_from_the_start_is_told_at_once() -> None:
    async with opened(Restart, about=instance(status="BUILD")) as hands:
        assert hands.said("notice") == "! Can't restart: not while BUILD."


async def test_a_status_that_changes_without_forbidding_is_told() -> None:
    async with opened(Rename, about=instance()) as hands:
        hands.form.follow(snapshot(instance(status="REBOOT")))
        await hands.fill("name", "auth-2")

        assert "It was ACTIVE and is REBOOT now." in hands.said("notice")
        assert hands.form.foot.submit.ready


async def test_an_instance_that_is_gone_can_have_nothing_done_to_it() -> None:
    for request_type in (Restart, Rename, ResizeFlavor, ResizeVolume, DeleteInstance):
        async with opened_for(request_type) as hands:
            await ready(hands)

            hands.form.follow(snapshot(gone=instance()))
            await hands.press("enter")

            assert hands.said("notice") == "! It no longer exists."
            assert not hands.form.foot.submit.ready
            assert hands.sender.sent == []


async def test_an_instance_missing_from_a_list_may_still_be_there() -> None:
    async with opened(Restart, about=instance()) as hands:
        hands.form.follow(snapshot())
        await hands.press("right", "enter")

        assert hands.said("notice") == "! The last list did not have it."
        assert len(hands.sender.sent) == 1


@EVERY_FORM
async def test_another_scope_says_nothing_about_it(request_type: type[Change]) -> None:
    async with opened_for(request_type) as hands:
        before = hands.form.snapshot

        hands.form.follow(snapshot(scope=SCOPE._replace(region="gd1")))
        await hands.drawn()

        assert hands.form.snapshot is before
        assert hands.said("notice") == ""


async def test_what_is_typed_survives_whatever_arrives() -> None:
    async with opened(Rename, about=instance()) as hands:
        await hands.fill("name", "auth-2")

        for status in ("REBOOT", "ACTIVE", "BACKUP"):
            hands.form.follow(snapshot(instance(status=status)))
            await hands.drawn()

        assert hands.field("name").value == "auth-2"


async def test_the_rules_follow_what_is_so_now() -> None:
    async with opened(ResizeVolume, about=instance()) as hands:
        await hands.fill("size", "60")
        assert hands.message("size").startswith("GB; it has 40")

        grown = instance(volume=Volume(size=80))
        hands.form.follow(snapshot(grown))
        await hands.drawn()

        assert hands.message("size") == "✖ More than 80 GB, a whole number."


async def test_a_rename_meanwhile_is_told_and_the_new_name_must_be_typed_to_delete() -> None:
    async with opened(DeleteInstance, about=instance()) as hands:
        await hands.fill("typed", "auth-db")

        hands.form.follow(snapshot(instance(name="auth-2")))
        await hands.drawn()

        assert "It was renamed from auth-db to auth-2." in hands.said("notice")
        assert "auth-2" in hands.said("asks")
        assert not hands.form.foot.submit.ready


async def test_flavors_that_arrive_later_are_offered_and_what_was_chosen_stays() -> None:
    async with opened(
        ResizeFlavor, about=instance(), known=snapshot(instance(), flavors={})
    ) as hands:
        await hands.type("2")
        assert hands.field("flavor_id").value == "2"

        hands.form.follow(snapshot(instance(), flavors=FLAVORS))
        await hands.drawn()

        assert hands.field("flavor_id").value == "2"
        assert "memory-1 → memory-2" in hands.said("effect")


async def test_a_flavor_that_goes_away_is_no_longer_chosen() -> None:
    async with opened(ResizeFlavor, about=instance()) as hands:
        await hands.type("memory-2")

        hands.form.follow(
            snapshot(instance(), flavors={"1": FLAVORS["1"], "9": flavor(9, "x", 1, 1)})
        )
        await hands.drawn()

        assert hands.field("flavor_id").value is None


async def test_while_it_is_sent_its_own_effect_is_no_news() -> None:
    async with opened(Restart, about=instance()) as hands:
        await hands.press("right", "enter")

        hands.form.follow(snapshot(instance(status="REBOOT")))
        await hands.drawn()

        assert hands.said("notice") == ""
        assert hands.state == "Sending. You can leave: it goes on."


async def test_a_create_is_about_no_instance_and_follows_the_quota() -> None:
    async with opened(CreateInstance) as hands:
        hands.form.follow(snapshot(instance(), quotas=None))
        await hands.drawn()

        assert hands.said("notice") == ""


async def test_what_arrives_after_it_has_closed_is_none_of_its_business() -> None:
    async with opened(Restart, about=instance()) as hands:
        await hands.press("escape")
        await hands.until(lambda: hands.results and not hands.form.is_attached)

        hands.form.follow(snapshot(instance(status="ERROR")))

        assert hands.results == [None]
