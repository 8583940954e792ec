from __future__ import annotations

import asyncio

import pytest

from tests.support.clock import ManualClock
from tests.unit.live.conftest import Watched, live
from tests.unit.live.server import Server, instance, refused, unreachable
from trove_tui.api.errors import CannotConnect, NotAllowedNow, Refused
from trove_tui.api.models import Instance
from trove_tui.changes.instances import (
    CreateInstance,
    DeleteInstance,
    Rename,
    ResizeFlavor,
    Restart,
)
from trove_tui.live.operations import Operation, OpState
from trove_tui.live.snapshot import Removed
from trove_tui.live.tracker import MAX_OPERATIONS

CREATE = CreateInstance(
    name="new", flavor_id="1", volume_size=10, datastore_type="mysql", datastore_version="5.7"
)
RESIZE = ResizeFlavor(flavor_id="2")


def told(watched: Watched, number: int = 1) -> list[OpState]:
    """The states of an operation as they were published, each once in a row."""
    states = [
        operation.state
        for update in watched.updates
        if (operation := update.snapshot.operation(number)) is not None
    ]
    return [one for n, one in enumerate(states) if n == 0 or states[n - 1] is not one]


def row(watched: Watched, name: str = "a") -> Instance:
    return watched.snapshot.instances[name]


async def test_a_resize_is_followed_from_sent_to_verified(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        operation = await watched.session.start(RESIZE, row(watched))
        await clock.advance(20)
        server.instances["a"] |= {"status": "ACTIVE", "flavor": {"id": "2"}}
        await clock.advance(2)
        ended = watched.snapshot.operations["a"]

    assert operation.state is OpState.ACCEPTED
    assert operation.words == "resize memory-1 → memory-2"
    assert operation.request_id == "req-change"
    assert told(watched) == [OpState.SENDING, OpState.ACCEPTED, OpState.SEEN, OpState.DONE]
    assert ended.outcome.startswith("done in 2")
    assert len(server.sent) == 1


async def test_the_row_itself_follows_within_a_second_of_the_action(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        await watched.session.start(Restart(), row(watched))
        await clock.advance(0.5)

        assert row(watched).status == "REBOOT"


async def test_what_has_no_name_is_told_by_its_id(server: Server, clock: ManualClock) -> None:
    server.instances["a"]["name"] = ""
    async with live(server, clock) as watched:
        operation = await watched.session.start(Restart(), row(watched))

    assert operation.subject_name == "a"


async def test_a_refusal_is_raised_to_who_asked_and_ends_the_operation(
    server: Server, clock: ManualClock
) -> None:
    server.refusing = refused(422, "Instance a is not currently available for an action.")
    async with live(server, clock) as watched:
        with pytest.raises(NotAllowedNow):
            await watched.session.start(Restart(), row(watched))
        operation = watched.snapshot.activity[0]

    assert operation.state is OpState.REFUSED
    assert operation.ended
    assert "not currently available" in operation.outcome
    assert watched.snapshot.operations["a"] is operation


async def test_what_was_not_sent_is_raised_and_safe_to_send_again(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        server.down = unreachable()
        with pytest.raises(CannotConnect):
            await watched.session.start(Restart(), row(watched))
        server.down = None
        again = await watched.session.start(Restart(), row(watched))

    assert watched.snapshot.activity[1].state is OpState.REFUSED
    assert again.number == 2


async def test_a_lost_answer_is_unknown_and_settled_by_reading_never_sent_again(
    server: Server, clock: ManualClock
) -> None:
    server.losing_answers = True
    async with live(server, clock) as watched:
        operation = await watched.session.start(RESIZE, row(watched))
        await clock.advance(3)
        server.instances["a"] |= {"status": "ACTIVE", "flavor": {"id": "2"}}
        await clock.advance(3)

    assert operation.state is OpState.UNKNOWN
    assert told(watched) == [OpState.SENDING, OpState.UNKNOWN, OpState.SEEN, OpState.DONE]
    assert len(server.sent) == 1


async def test_a_lost_answer_of_which_no_sign_is_found_ends_as_unknown(
    server: Server, clock: ManualClock
) -> None:
    server.losing_answers, server.on_change = True, lambda call: None
    async with live(server, clock) as watched:
        await watched.session.start(RESIZE, row(watched))
        await clock.advance(290)
        before = watched.snapshot.activity[0]
        await clock.advance(20)
        after = watched.snapshot.activity[0]

    assert not before.ended
    assert after.ended
    assert after.state is OpState.UNKNOWN
    assert len(server.sent) == 1


async def test_while_the_connection_is_lost_time_proves_nothing_of_an_operation(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        await watched.session.start(RESIZE, row(watched))
        await clock.advance(2)
        server.down = unreachable()
        await clock.advance(3600)
        meanwhile = watched.snapshot.operations["a"]
        server.down = None
        server.instances["a"] |= {"status": "ACTIVE", "flavor": {"id": "2"}}
        await clock.advance(40)

        assert meanwhile.state is OpState.SEEN
        assert watched.snapshot.operations["a"].state is OpState.DONE


async def test_a_creation_is_followed_by_the_id_the_server_named(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        operation = await watched.session.start(CREATE, None)
        await clock.advance(1)
        building = watched.snapshot.instances["new-2"].status
        server.instances["new-2"]["status"] = "ACTIVE"
        await clock.advance(2)

        assert (operation.subject_id, operation.subject_name) == ("new-2", "new")
        assert building == "BUILD"
        assert watched.snapshot.operations["new-2"].state is OpState.DONE


async def test_a_creation_whose_answer_was_lost_is_found_by_its_name(
    server: Server, clock: ManualClock
) -> None:
    server.instances["old"] = instance("old") | {"name": "new"}
    server.losing_answers = True
    async with live(server, clock) as watched:
        operation = await watched.session.start(CREATE, None)
        waiting = watched.snapshot.operations["new 1"].state
        await clock.advance(3)
        found = watched.snapshot.activity[0]
        server.instances["new-3"]["status"] = "ACTIVE"
        await clock.advance(2)
        ended = watched.snapshot.activity[0]

    assert operation.subject_id == ""
    assert waiting is OpState.UNKNOWN
    assert (found.subject_id, found.state) == ("new-3", OpState.SEEN)
    assert ended.state is OpState.DONE
    assert len(server.sent) == 1


async def test_a_creation_that_never_appears_ends_as_unknown(
    server: Server, clock: ManualClock
) -> None:
    server.losing_answers, server.on_change = True, lambda call: None
    async with live(server, clock) as watched:
        await watched.session.start(CREATE, None)
        await clock.advance(310)

        assert watched.snapshot.activity[0].ended
        assert watched.snapshot.activity[0].state is OpState.UNKNOWN


async def test_a_deletion_ends_when_a_get_says_so_and_leaves_a_ghost(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        await watched.session.start(DeleteInstance(), row(watched))
        await clock.advance(5)
        del server.instances["a"]
        await clock.advance(3)

        assert told(watched)[-1] is OpState.DONE
        assert "a" in watched.snapshot.gone
        assert [change.id for change in watched.changes if isinstance(change, Removed)] == ["a"]


async def test_leaving_the_form_does_not_cancel_what_is_being_sent(
    server: Server, clock: ManualClock
) -> None:
    server.gates["PATCH"] = asyncio.Event()
    async with live(server, clock) as watched:
        form = asyncio.create_task(watched.session.start(Rename(name="c"), row(watched)))
        await clock.advance(0)
        form.cancel()
        await asyncio.gather(form, return_exceptions=True)
        sending = watched.snapshot.operations["a"].state
        server.gates["PATCH"].set()
        await clock.advance(2)

        assert sending is OpState.SENDING
        assert watched.snapshot.operations["a"].state is OpState.DONE


async def test_a_refusal_after_the_form_was_left_is_still_told(
    server: Server, clock: ManualClock
) -> None:
    server.gates["PATCH"] = asyncio.Event()
    server.refusing = refused(400, "No.")
    async with live(server, clock) as watched:
        form = asyncio.create_task(watched.session.start(Rename(name="c"), row(watched)))
        await clock.advance(0)
        form.cancel()
        await asyncio.gather(form, return_exceptions=True)
        server.gates["PATCH"].set()
        await clock.advance(0)

        assert watched.snapshot.operations["a"].state is OpState.REFUSED


async def test_closing_waits_a_moment_for_what_is_being_sent(
    server: Server, clock: ManualClock
) -> None:
    server.gates["PATCH"] = asyncio.Event()
    watched = Watched(server, clock)
    running = asyncio.create_task(watched.session.run())
    await clock.advance(0)
    sending = asyncio.create_task(watched.session.start(Rename(name="c"), row(watched)))
    await clock.advance(0)

    closing = asyncio.create_task(watched.session.aclose())
    await clock.advance(1)
    server.gates["PATCH"].set()
    await asyncio.gather(closing, running, return_exceptions=True)

    assert (await sending).state is OpState.ACCEPTED
    assert server.closed


async def test_closing_gives_up_on_what_is_never_answered_and_calls_it_unknown(
    server: Server, clock: ManualClock
) -> None:
    server.gates["PATCH"] = asyncio.Event()
    watched = Watched(server, clock)
    running = asyncio.create_task(watched.session.run())
    await clock.advance(0)
    sending = asyncio.create_task(watched.session.start(Rename(name="c"), row(watched)))
    await clock.advance(0)

    closing = asyncio.create_task(watched.session.aclose())
    await clock.advance(3)
    await asyncio.gather(closing, running, sending, return_exceptions=True)

    assert sending.cancelled()
    assert watched.snapshot.activity[0].state is OpState.UNKNOWN
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_row_tells_of_its_last_operation_for_a_minute_and_activity_keeps_it(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        await watched.session.start(Rename(name="c"), row(watched))
        await clock.advance(30)
        shown = watched.snapshot.operations["a"].state
        await clock.advance(40)

        assert shown is OpState.DONE
        assert "a" not in watched.snapshot.operations
        assert watched.snapshot.activity[0].state is OpState.DONE


async def test_a_row_tells_of_what_still_goes_on_rather_than_of_what_has_ended(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        first = await watched.session.start(RESIZE, row(watched))
        server.refusing = refused(422, "It is busy.")
        with pytest.raises(Refused):
            await watched.session.start(Restart(), row(watched))

        assert watched.snapshot.operations["a"].number == first.number
        assert [one.number for one in watched.snapshot.activity] == [2, 1]


async def test_only_so_many_operations_are_kept_and_open_ones_longest(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        followed = await watched.session.start(RESIZE, row(watched))
        for _ in range(MAX_OPERATIONS + 5):
            server.refusing = refused(400, "No.")
            with pytest.raises(Refused):
                await watched.session.start(Restart(), row(watched, "b"))

        activity = watched.snapshot.activity

    assert len(activity) == MAX_OPERATIONS
    assert activity[-1].number == followed.number


async def test_an_operation_belongs_to_the_scope_it_was_sent_in(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        operation: Operation = await watched.session.start(Restart(), row(watched))

    assert operation.scope == watched.session.scope


async def test_several_operations_are_each_followed(server: Server, clock: ManualClock) -> None:
    async with live(server, clock) as watched:
        await watched.session.start(Restart(), row(watched, "a"))
        await watched.session.start(RESIZE, row(watched, "b"))
        await clock.advance(3)
        server.instances["a"]["status"] = "ACTIVE"
        server.instances["b"] |= {"status": "ACTIVE"}
        await clock.advance(3)

        assert watched.snapshot.operations["a"].state is OpState.DONE
        assert watched.snapshot.operations["b"].state is OpState.REVERTED


async def test_a_look_that_began_before_the_change_was_accepted_proves_nothing(
    server: Server, clock: ManualClock
) -> None:
    server.instances["a"]["flavor"] = {"id": "2"}
    server.gates["/instances/a"] = asyncio.Event()
    server.on_change = lambda call: None
    async with live(server, clock) as watched:
        watched.session.attention.look_at(["a"])  # asked, and its answer held back
        await clock.advance(0)
        server.instances["a"]["flavor"] = {"id": "1"}
        await clock.advance(5)
        await watched.session.start(RESIZE, row(watched))
        server.gates["/instances/a"].set()
        await clock.advance(10)

        assert watched.snapshot.operations["a"].state is OpState.ACCEPTED
        assert row(watched).flavor_id == "1"


async def test_what_became_of_an_earlier_change_is_not_hidden_by_a_later_one(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        await watched.session.start(RESIZE, row(watched))
        await clock.advance(3)
        await watched.session.start(Rename(name="c"), row(watched))
        await clock.advance(3)
        renamed = watched.snapshot.activity[0].state
        going = watched.snapshot.operations["a"].state
        server.instances["a"]["status"] = "ACTIVE"  # with the old flavor
        await clock.advance(3)

        assert (going, renamed) == (OpState.SEEN, OpState.DONE)
        assert watched.snapshot.operations["a"].state is OpState.REVERTED
        assert [one.state for one in watched.snapshot.also["a"]] == [OpState.DONE]


async def test_what_was_not_sent_hides_nothing_that_ended_badly(
    server: Server, clock: ManualClock
) -> None:
    async with live(server, clock) as watched:
        await watched.session.start(RESIZE, row(watched))
        await clock.advance(3)
        server.instances["a"]["status"] = "ACTIVE"
        await clock.advance(3)
        server.down = unreachable()
        with pytest.raises(CannotConnect):
            await watched.session.start(Rename(name="c"), row(watched))

        assert watched.snapshot.operations["a"].state is OpState.REVERTED
