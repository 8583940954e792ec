"""What every form does with what is sent: once, in words, and its refusal in place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager

import pytest
from textual.screen import ModalScreen

from tests.ui.forms.support import Opened, instance, opened
from trove_tui.api.errors import (
    BadRequest,
    CannotConnect,
    NotAllowedNow,
    OutcomeUnknown,
    QuotaExceeded,
)
from trove_tui.api.models import Datastore, DatastoreVersion
from trove_tui.changes.change import Change
from trove_tui.changes.instances import (
    CreateInstance,
    DeleteInstance,
    Rename,
    ResizeFlavor,
    ResizeVolume,
    Restart,
)
from trove_tui.live.operations import OpState

Steps = Callable[[Opened], Awaitable[None]]


async def _load(name: str) -> list[object]:
    version = DatastoreVersion(id="v", name="5.7")
    return [Datastore(id="d", name="mysql", versions=(version,))] if name == "datastores" else []


async def _rename(hands: Opened) -> None:
    await hands.fill("name", "auth-2")


async def _resize(hands: Opened) -> None:
    await hands.press("m", "e", "m", "o", "enter")


async def _grow(hands: Opened) -> None:
    await hands.fill("size", "60")


async def _restart(hands: Opened) -> None:
    await hands.press("right")


async def _delete(hands: Opened) -> None:
    await hands.fill("typed", "auth-db")
    await hands.press("tab")


async def _create(hands: Opened) -> None:
    await hands.until(lambda: hands.field("datastore").value)
    await hands.fill("flavor_id", "memory-2")
    await hands.fill("name", "new-db")


READY: Mapping[type[Change], Steps] = {
    Rename: _rename,
    ResizeFlavor: _resize,
    ResizeVolume: _grow,
    Restart: _restart,
    DeleteInstance: _delete,
    CreateInstance: _create,
}
"""How each form is filled in until one Enter sends it."""

EVERY_FORM = pytest.mark.parametrize("request_type", READY, ids=lambda one: one.__name__)


def opened_for(
    request_type: type[Change], size: tuple[int, int] = (120, 36), *, ascii_only: bool = False
) -> AbstractAsyncContextManager[Opened]:
    about = None if request_type is CreateInstance else instance()
    return opened(request_type, about=about, load=_load, size=size, ascii_only=ascii_only)


async def ready(hands: Opened) -> None:
    await READY[hands.form.model](hands)


@EVERY_FORM
async def test_what_is_valid_is_sent_and_its_acceptance_closes_the_form(
    request_type: type[Change],
) -> None:
    async with opened_for(request_type) as hands:
        await ready(hands)

        await hands.press("enter")
        accepted = hands.sender.accept()
        await hands.until(lambda: hands.results)

        assert [type(request) for request in hands.sender.sent] == [request_type]
        assert hands.results == [accepted]


@EVERY_FORM
async def test_enter_held_down_sends_once(request_type: type[Change]) -> None:
    async with opened_for(request_type) as hands:
        await ready(hands)

        await hands.clock.advance(10)
        await hands.hold("enter")

        assert len(hands.sender.sent) == 1


@EVERY_FORM
async def test_enter_pressed_again_while_it_is_sent_does_nothing(
    request_type: type[Change],
) -> None:
    async with opened_for(request_type) as hands:
        await ready(hands)

        await hands.press("enter", "enter", "enter")

        assert len(hands.sender.sent) == 1


@EVERY_FORM
async def test_while_it_is_sent_the_form_says_so_and_that_one_may_leave(
    request_type: type[Change],
) -> None:
    async with opened_for(request_type) as hands:
        await ready(hands)

        await hands.press("enter")

        assert hands.state == "Sending. You can leave: it goes on."
        assert hands.state in hands.screen
        assert not hands.form.foot.submit.ready


@EVERY_FORM
async def test_leaving_while_it_is_sent_asks_nothing_and_lets_it_go_on(
    request_type: type[Change],
) -> None:
    async with opened_for(request_type) as hands:
        await ready(hands)
        await hands.press("enter")

        await hands.press("escape")
        await hands.until(lambda: hands.results)
        accepted = hands.sender.accept()
        await hands.until(lambda: hands.sender.ended)

        assert hands.results == [None]
        assert hands.sender.ended == [accepted]


@EVERY_FORM
async def test_a_refusal_is_shown_in_place_and_can_be_sent_again(
    request_type: type[Change],
) -> None:
    async with opened_for(request_type) as hands:
        await ready(hands)
        await hands.press("enter")

        await hands.refuse(NotAllowedNow("It has just begun a BACKUP.", request_id="req-1f2e"))

        assert hands.said("refusal").startswith("✖ It has just begun a BACKUP.")
        assert "req-1f2e" in hands.said("refusal")
        assert "It has just begun a BACKUP." in hands.screen
        assert hands.state == ""
        await hands.press("enter")
        assert len(hands.sender.sent) == 2
        assert hands.said("refusal") == ""


@EVERY_FORM
async def test_enter_still_held_when_the_refusal_comes_does_not_send_again(
    request_type: type[Change],
) -> None:
    async with opened_for(request_type) as hands:
        await ready(hands)
        await hands.clock.advance(10)
        await hands.hold("enter")
        await hands.refuse(NotAllowedNow("Not now."))

        await hands.hold("enter")

        assert len(hands.sender.sent) == 1


@EVERY_FORM
async def test_an_unknown_outcome_closes_the_form_with_its_operation(
    request_type: type[Change],
) -> None:
    async with opened_for(request_type) as hands:
        await ready(hands)
        await hands.press("enter")

        unknown = hands.sender.accept(OpState.UNKNOWN)
        await hands.until(lambda: hands.results)

        assert hands.results == [unknown]
        assert unknown.state is OpState.UNKNOWN


@EVERY_FORM
async def test_what_could_not_be_sent_may_be_sent_again(request_type: type[Change]) -> None:
    async with opened_for(request_type) as hands:
        await ready(hands)
        await hands.press("enter")

        await hands.refuse(CannotConnect("bj1.example took no connection."))

        assert "Nothing was sent." in hands.said("refusal")
        await hands.press("enter")
        assert len(hands.sender.sent) == 2


@EVERY_FORM
async def test_the_request_is_shown_as_a_command_line_and_hidden_again(
    request_type: type[Change],
) -> None:
    async with opened_for(request_type) as hands:
        await ready(hands)

        await hands.press("f2")

        assert hands.said("request").startswith("curl -s -X ")
        assert "https://bj1.example/v1.0/ops-project/instances" in hands.said("request")
        await hands.press("f2")
        assert hands.said("request") == ""
        assert hands.sender.sent == []


@EVERY_FORM
async def test_the_mouse_shows_the_request_sends_and_cancels(request_type: type[Change]) -> None:
    async with opened_for(request_type) as hands:
        await ready(hands)

        await hands.click("#show-request")
        await hands.click("#submit")

        assert hands.said("request").startswith("curl -s -X ")
        assert len(hands.sender.sent) == 1
        await hands.click("#cancel")
        await hands.until(lambda: hands.results)
        assert hands.results == [None]


async def test_an_outcome_that_is_called_unknown_by_an_error_is_never_sent_again() -> None:
    async with opened(Restart, about=instance()) as hands:
        await hands.press("right", "enter")
        await hands.refuse(OutcomeUnknown("No answer came."))

        await hands.press("enter")

        assert len(hands.sender.sent) == 1
        assert "It may have happened." in hands.said("refusal")


async def test_a_fault_of_our_own_is_told_and_not_sent_again() -> None:
    async with opened(Restart, about=instance()) as hands:
        await hands.press("right", "enter")
        hands.sender.refuse(RuntimeError("a bug"))
        await hands.until(lambda: not hands.form.sending)

        await hands.press("enter")

        assert len(hands.sender.sent) == 1
        assert "The program failed while this was sent." in hands.said("refusal")


async def test_a_refusal_after_leaving_is_told_all_the_same() -> None:
    async with opened(Rename, about=instance(name="[/red]")) as hands:
        await hands.fill("name", "auth-2")
        await hands.press("enter", "escape")
        await hands.until(lambda: hands.results)

        hands.sender.refuse(QuotaExceeded("No room."))
        await hands.until(lambda: hands.app.notices)

        assert hands.app.notices == [
            "Rename [/red]  bj1 · 7c1d…04be: No room. Delete one or ask for a larger quota."
        ]


async def test_an_answer_under_another_dialog_closes_the_form_once_that_has_gone() -> None:
    async with opened(Rename, about=instance()) as hands:
        await hands.fill("name", "auth-2")
        await hands.press("enter")
        above: ModalScreen[None] = ModalScreen()
        await hands.app.push_screen(above)

        accepted = hands.sender.accept()
        await hands.until(lambda: hands.sender.ended)
        assert hands.app.screen is above
        above.dismiss()
        await hands.until(lambda: hands.results)

        assert hands.results == [accepted]


async def test_a_refusal_that_names_a_field_stands_at_it_until_that_is_edited() -> None:
    async with opened(ResizeVolume, about=instance()) as hands:
        await hands.fill("size", "90000")
        await hands.press("enter")

        await hands.refuse(
            BadRequest("Volume 'size' cannot exceed maximum of 1000 GB.", field="size")
        )

        assert hands.message("size").startswith("✖ Volume 'size' cannot exceed maximum")
        assert hands.said("refusal") == ""
        assert hands.field("size").value == "90000"
        await hands.press("backspace")
        assert "cannot exceed" not in hands.message("size")


LONG = " ".join(f"word{number:03}" for number in range(75))


async def _sees_all_of(hands: Opened, text: str) -> None:
    """Read it from the top to the end, with the page keys."""
    seen = ""
    await hands.press("pageup", "pageup")
    for _ in range(4):
        seen += hands.screen
        await hands.press("pagedown")
    assert [word for word in text.split() if word not in seen] == []


@pytest.mark.parametrize("field", [None, "name"])
async def test_a_refusal_of_any_length_can_be_read_to_its_end(field: str | None) -> None:
    assert len(LONG) > 590
    async with opened(Rename, about=instance(), size=(80, 24)) as hands:
        await hands.fill("name", "auth-2")
        await hands.press("enter")

        await hands.refuse(BadRequest(LONG, field=field, request_id="req-1f2e"))

        assert "word000" in hands.screen
        assert "esc cancel" in hands.screen
        await _sees_all_of(hands, f"{LONG} req-1f2e")


async def test_the_request_is_copied_whole_by_a_key_or_the_mouse() -> None:
    async with opened(Rename, about=instance(), size=(80, 24)) as hands:
        await hands.fill("name", "auth-2")
        assert "F5 copy" not in hands.screen
        await hands.press("f5")
        assert hands.app.clipboard == ""

        await hands.press("f2")
        assert "F5 copy" in hands.screen
        await hands.press("f5")

        assert hands.app.clipboard == hands.said("request")
        assert hands.app.clipboard.startswith("curl -s -X PATCH")
        assert hands.state == "Copied, if the terminal allows it."
        await hands.fill("name", "auth-3")
        assert hands.state == ""
        await hands.click("#copy-request")
        assert "auth-3" in hands.app.clipboard


async def test_a_request_that_is_not_complete_is_not_copied() -> None:
    async with opened(ResizeVolume, about=instance()) as hands:
        await hands.press("f2", "f5")

        assert hands.app.clipboard == ""
        assert hands.state == "There is nothing to copy until it is complete."


async def test_a_refusal_that_names_a_field_the_form_lacks_stands_at_the_top() -> None:
    async with opened(Rename, about=instance()) as hands:
        await hands.fill("name", "auth-2")
        await hands.press("enter")

        await hands.refuse(BadRequest("Bad host.", field="host"))

        assert hands.said("refusal").startswith("✖ Bad host.")


async def test_a_refusal_with_markup_in_it_is_shown_as_it_is() -> None:
    async with opened(Rename, about=instance()) as hands:
        await hands.fill("name", "auth-2")
        await hands.press("enter")

        await hands.refuse(NotAllowedNow(r"[/red] [bold]\x1b[2J"))

        assert r"[/red] [bold]\x1b[2J" in hands.screen
