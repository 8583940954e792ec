from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from trove_tui.api.models import Fault, Flavor, GroupRef, Instance, Volume
from trove_tui.changes.change import Change
from trove_tui.changes.databases_and_users import CreateUsers, DeleteDatabase, DeleteUser
from trove_tui.changes.groups import AttachGroup, DetachGroup
from trove_tui.changes.instances import (
    CreateInstance,
    DeleteInstance,
    Rename,
    ResizeFlavor,
    ResizeVolume,
    Restart,
)
from trove_tui.live.operations import Operation, OpState, find_created, judge
from trove_tui.live.scope import Scope
from trove_tui.text.times import duration

SENT = datetime(2026, 3, 4, 12, tzinfo=UTC)
CREATE = CreateInstance(
    name="new", flavor_id="1", volume_size=10, datastore_type="mysql", datastore_version="5.7"
)
RESIZE = ResizeFlavor(flavor_id="2")


def made(status: str = "ACTIVE", own: str | None = None, **more: Any) -> Instance:
    told = {"name": "a", "flavor_id": "1", "volume": Volume(size=10), **more}
    return Instance(id="a", status=status, operating_status=own, **told)


def sent(
    request: Change,
    state: OpState = OpState.ACCEPTED,
    before: Instance | None = None,
) -> Operation:
    return Operation(
        number=1,
        scope=Scope(None, "bj1", "p"),
        subject_id="a",
        subject_name="a",
        change=request,
        words="",
        state=state,
        sent_at=SENT,
        accepted_at=SENT if state is OpState.ACCEPTED else None,
        before=before or made(),
    )


def after(operation: Operation, *looks: tuple[float, Instance | None]) -> Operation:
    """The operation after looks at the instance, each so many seconds after it was sent."""
    for seconds, instance in looks:
        now = SENT + timedelta(seconds=seconds)
        operation = judge(operation, instance, instance is None, now)
    return operation


def test_a_resize_is_done_only_when_the_flavor_is_the_new_one() -> None:
    on_its_way = after(sent(RESIZE), (1, made("RESIZE")))
    done = after(on_its_way, (72, made(flavor_id="2")))

    assert on_its_way.state is OpState.SEEN
    assert not on_its_way.ended
    assert done.state is OpState.DONE
    assert done.outcome == "done in 1m12s"
    assert done.ended_at == SENT + timedelta(seconds=72)


def test_a_resize_that_ends_active_with_the_old_flavor_was_reverted() -> None:
    ended = after(sent(RESIZE), (1, made("RESIZE")), (60, made(flavor_id="1")))

    assert ended.state is OpState.REVERTED
    assert ended.outcome == "ended ACTIVE with the old flavor: the resize was reverted"


def test_a_resize_that_has_not_begun_yet_is_not_called_reverted() -> None:
    waiting = after(sent(RESIZE), (1, made(flavor_id="1")))

    assert waiting.state is OpState.ACCEPTED


def test_a_resize_that_ends_in_error_failed_with_the_fault() -> None:
    fault = Fault(message="No valid host was found.", created=SENT)

    ended = after(sent(RESIZE), (1, made("RESIZE")), (9, made("ERROR", fault=fault)))

    assert ended.state is OpState.FAILED
    assert ended.outcome == "ended in ERROR: No valid host was found."


def test_a_volume_is_resized_when_it_has_the_new_size() -> None:
    operation = sent(ResizeVolume(size=20))

    done = after(operation, (1, made("RESIZE")), (30, made(volume=Volume(size=20))))
    reverted = after(operation, (1, made("RESIZE")), (30, made(volume=Volume(size=10))))

    assert done.state is OpState.DONE
    assert reverted.state is OpState.REVERTED
    assert "old volume" in reverted.outcome


def test_a_restart_is_done_once_it_was_seen_and_is_active_again() -> None:
    done = after(sent(Restart()), (1, made("REBOOT")), (31, made()))

    assert done.state is OpState.DONE
    assert done.outcome == "done in 31s"


def test_a_restart_too_quick_to_be_seen_is_done_and_says_so() -> None:
    waiting = after(sent(Restart()), (5, made()))
    done = after(waiting, (15, made()))

    assert waiting.state is OpState.ACCEPTED
    assert done.state is OpState.DONE
    assert done.outcome == "done in 15s, too quick to be seen: ACTIVE again"


def test_a_quick_restart_is_done_sooner_where_the_server_says_that_something_happened() -> None:
    before = made(updated=SENT - timedelta(days=1))

    done = after(sent(Restart(), before=before), (4, made(updated=SENT)))

    assert done.state is OpState.DONE


def test_a_change_long_before_it_was_sent_proves_no_restart() -> None:
    before = made(updated=SENT - timedelta(days=2))
    unknown = sent(Restart(), OpState.UNKNOWN, before=before)

    later = after(unknown, (30, made(updated=SENT - timedelta(days=1))))

    assert later.state is OpState.UNKNOWN
    assert not later.ended


def test_a_restart_that_cures_is_done_without_having_been_seen() -> None:
    required = sent(Restart(), before=made("RESTART_REQUIRED"))
    down = sent(Restart(), before=made(own="SHUTDOWN"))

    assert after(required, (1, made("RESTART_REQUIRED"))).state is OpState.ACCEPTED
    assert after(required, (2, made())).state is OpState.DONE
    assert after(down, (1, made(own="SHUTDOWN"))).state is OpState.ACCEPTED
    assert after(down, (2, made(own="HEALTHY"))).state is OpState.DONE


def test_a_database_that_looks_down_for_a_moment_after_a_restart_has_not_failed() -> None:
    moment = after(sent(Restart()), (1, made("REBOOT")), (20, made(own="SHUTDOWN")))

    assert not moment.ended
    assert after(moment, (30, made(own="HEALTHY"))).state is OpState.DONE


def test_a_database_that_stays_down_after_a_restart_has_failed() -> None:
    down = made(own="SHUTDOWN")

    ended = after(sent(Restart()), (1, made("REBOOT")), (20, down), (36, down))

    assert ended.state is OpState.FAILED
    assert ended.outcome == "ended in ACTIVE/SHUTDOWN"


def test_a_restart_after_which_a_restart_is_still_needed_has_failed() -> None:
    required = made("RESTART_REQUIRED")

    ended = after(sent(Restart()), (1, made("REBOOT")), (20, required), (36, required))

    assert ended.state is OpState.FAILED


def test_a_deletion_is_done_when_it_is_gone() -> None:
    done = after(sent(DeleteInstance()), (1, made("SHUTDOWN")), (12, None))

    assert done.state is OpState.DONE
    assert done.outcome == "done in 12s"


def test_a_row_marked_deleted_is_gone() -> None:
    assert after(sent(DeleteInstance()), (9, made("SHUTDOWN", deleted=True))).state is OpState.DONE


def test_a_broken_instance_that_has_not_gone_yet_has_not_failed_to_be_deleted() -> None:
    operation = sent(DeleteInstance(), before=made("ERROR"))

    assert after(operation, (1, made("ERROR"))).state is OpState.ACCEPTED
    assert after(operation, (2, made("SHUTDOWN")), (9, made("ERROR"))).state is OpState.FAILED


def test_a_deletion_that_ends_active_was_reverted() -> None:
    ended = after(sent(DeleteInstance()), (1, made("SHUTDOWN")), (9, made()))

    assert ended.state is OpState.REVERTED


def test_an_instance_is_created_when_it_is_active() -> None:
    building = after(sent(CREATE), (1, made("BUILD")))

    assert building.state is OpState.SEEN
    assert after(building, (95, made(own=""))).state is OpState.DONE
    assert after(building, (95, made("ERROR"))).state is OpState.FAILED
    assert after(building, (95, None)).state is OpState.FAILED


def test_a_rename_is_done_when_it_has_the_name() -> None:
    operation = sent(Rename(name="b"))

    assert after(operation, (1, made())).state is OpState.ACCEPTED
    assert after(operation, (2, made(name="b"))).state is OpState.DONE


def test_a_group_is_attached_when_the_instance_names_it_and_detached_when_it_names_none() -> None:
    attach, detach = sent(AttachGroup(configuration_id="g")), sent(DetachGroup())
    with_group = made("RESTART_REQUIRED", configuration=GroupRef(id="g"))

    assert after(attach, (1, made())).state is OpState.ACCEPTED
    assert after(attach, (2, with_group)).outcome == "done in 2s; restart it to apply that"
    assert after(detach, (1, with_group)).state is OpState.ACCEPTED
    assert after(detach, (2, made())).state is OpState.DONE


def test_what_is_asked_of_an_instance_that_is_deleted_meanwhile_has_failed() -> None:
    ended = after(sent(RESIZE), (9, None))

    assert ended.state is OpState.FAILED
    assert ended.outcome == "the instance was deleted meanwhile"


@pytest.mark.parametrize(
    ("request_", "status", "minutes"),
    [
        (Restart(), "REBOOT", 5),
        (RESIZE, "RESIZE", 30),
        (DeleteInstance(), "SHUTDOWN", 10),
        (CREATE, "BUILD", 15),
    ],
)
def test_what_takes_longer_than_usual_is_overdue_and_still_followed(
    request_: Change, status: str, minutes: int
) -> None:
    in_time = after(sent(request_), (60 * minutes, made(status)))
    late = after(in_time, (60 * minutes + 1, made(status)))

    assert in_time.state is OpState.SEEN
    assert late.state is OpState.OVERDUE
    assert late.outcome == f"longer than usual, still {status}"
    assert not late.ended
    assert after(late, (60 * minutes + 2, made(status))) == late


def test_an_overdue_resize_can_still_end_well() -> None:
    late = after(sent(RESIZE), (1, made("RESIZE")), (1900, made("RESIZE")))

    assert after(late, (2000, made(flavor_id="2"))).state is OpState.DONE


def test_an_unknown_change_that_is_seen_to_happen_is_followed_like_any_other() -> None:
    unknown = sent(RESIZE, OpState.UNKNOWN)

    seen = after(unknown, (3, made("RESIZE")))

    assert seen.state is OpState.SEEN
    assert after(seen, (60, made(flavor_id="2"))).state is OpState.DONE


def test_an_unknown_change_whose_effect_is_there_is_done() -> None:
    done = after(sent(RESIZE, OpState.UNKNOWN), (3, made(flavor_id="2")))

    assert done.state is OpState.DONE
    assert done.outcome == "done, as reading shows"


def test_an_unknown_change_is_not_confirmed_by_something_else_that_goes_on() -> None:
    assert after(sent(RESIZE, OpState.UNKNOWN), (3, made("BACKUP"))).state is OpState.UNKNOWN


def test_an_unknown_restart_is_not_called_done_because_nothing_is_seen() -> None:
    waiting = after(sent(Restart(), OpState.UNKNOWN), (60, made()))
    ended = after(waiting, (301, made()))

    assert not waiting.ended
    assert ended.ended
    assert ended.state is OpState.UNKNOWN
    assert ended.outcome == "no sign of it in 5m01s"


def test_what_no_instance_shows_is_done_when_reading_finds_it() -> None:
    operation = sent(DeleteDatabase(name="orders"))

    waiting = judge(operation, None, False, SENT + timedelta(seconds=1), is_there=False)
    done = judge(waiting, None, False, SENT + timedelta(seconds=3), is_there=True)

    assert waiting.state is OpState.ACCEPTED
    assert done.state is OpState.DONE


def test_what_reading_never_finds_ends_after_three_minutes() -> None:
    operation = sent(DeleteDatabase(name="orders"))

    ended = judge(operation, None, False, SENT + timedelta(minutes=4), is_there=False)

    assert ended.ended
    assert ended.state is OpState.UNKNOWN
    assert ended.outcome == "accepted, but not to be seen in 4m"


def test_what_has_ended_is_never_judged_again() -> None:
    done = after(sent(Rename(name="b")), (2, made(name="b")))

    assert after(done, (9, made("ERROR"))) is done


def test_what_is_being_sent_is_not_judged() -> None:
    sending = sent(RESIZE, OpState.SENDING)

    assert after(sending, (9, made(flavor_id="2"))) is sending


def test_a_lost_creation_is_found_by_its_name_among_what_was_not_there_before() -> None:
    operation = sent(CREATE, OpState.UNKNOWN)
    named = Operation(**{f: getattr(operation, f) for f in operation.__slots__} | {
        "subject_name": "new"
    })  # fmt: skip
    old, other, new = (
        Instance(id=one, name=name) for one, name in [("1", "new"), ("2", "x"), ("3", "new")]
    )

    assert find_created(named, [old, other, new], {"1"}) is new
    assert find_created(named, [old, other, new], {"1", "3"}) is None


@pytest.mark.parametrize(
    ("told", "knew_all", "found"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"created": SENT}, False, True),
        ({"created": SENT - timedelta(days=1)}, True, False),
        ({"tenant_id": "p"}, True, True),
        ({"tenant_id": "q"}, True, False),
    ],
)
def test_an_old_namesake_or_anothers_is_not_taken_for_the_instance_a_lost_creation_made(
    told: dict[str, Any], knew_all: bool, found: bool
) -> None:
    one = Instance(id="3", name="a", **told)

    assert (find_created(sent(CREATE, OpState.UNKNOWN), [one], (), knew_all=knew_all) is one) is (
        found
    )


def test_an_unknown_one_says_until_when_it_is_looked_for_and_no_other_does() -> None:
    unknown = sent(RESIZE, OpState.UNKNOWN)

    assert unknown.sought_until == SENT + timedelta(minutes=5)
    assert after(unknown, (301, made())).sought_until is None
    assert sent(RESIZE).sought_until is None


def test_an_operation_is_worded_with_what_is_now_and_what_it_becomes() -> None:
    flavors = {
        "1": Flavor(id="1", name="memory-1"),
        "2": Flavor(id="2", name="memory-2"),
    }

    assert RESIZE.words(made(), flavors) == "resize memory-1 → memory-2"
    assert RESIZE.words(made(), {}) == "resize 1 → 2"
    assert ResizeVolume(size=20).words(made(), {}) == "resize volume 10 → 20 GB"
    assert Rename(name="b").words(made(), {}) == "rename to b"
    assert Restart().words(made(), {}) == "restart"
    assert DeleteUser(name="bob").words(made(), {}) == "delete user bob@%"


def test_no_password_is_in_an_operations_words_or_repr() -> None:
    request = CreateUsers.model_validate({"users": [{"name": "bob", "password": "hunter22"}]})
    operation = sent(request)

    assert "hunter22" not in request.words(None, {})
    assert "hunter22" not in repr(operation)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0s"), (31, "31s"), (72, "1m12s"), (120, "2m"), (3720, "1h02m"), (-5, "0s")],
)
def test_a_duration_is_told_in_two_units(seconds: float, words: str) -> None:
    assert duration(timedelta(seconds=seconds)) == words
