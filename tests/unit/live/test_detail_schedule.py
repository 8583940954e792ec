from __future__ import annotations

from trove_tui.live.attention import Attention
from trove_tui.live.budget import LONGEST_HOLD, Priority
from trove_tui.live.detail_schedule import (
    DISAGREEING_AGE,
    FAILED_AGES,
    MOVING_AGE,
    PROBLEM_AGE,
    REST_AGE,
    SELECTED_AGE,
    SLOW_AGE,
    VISIBLE_AGE,
    YOUNG,
    DetailDemand,
    DetailSchedule,
    moving_age,
)


def asked(
    plan: DetailSchedule, seconds: float, *, with_rest: bool = False
) -> list[tuple[float, str]]:
    """What is asked for in so many seconds, each answered at once."""
    found = []
    now = 0.0
    while now < seconds:
        due = plan.next(now, with_rest=with_rest)
        if due.instance_id is None:
            now = round(now + max(due.wait, 0.1), 3)
            continue
        found.append((now, due.instance_id))
        plan.begin(due.instance_id, now)
        plan.end(due.instance_id)
        now = round(now + 0.1, 3)
    return found


def planned() -> tuple[DetailSchedule, Attention]:
    """A plan, and what it takes for what is on the screen."""

    def nobody_listens() -> None:
        pass

    attention = Attention(nobody_listens, nobody_listens)
    return DetailSchedule(attention), attention


def order(plan: DetailSchedule) -> list[str]:
    return [instance_id for _, instance_id in asked(plan, 0.95)]


def test_what_matters_most_is_asked_for_first() -> None:
    plan, attention = planned()
    plan.demand = DetailDemand(
        followed={"followed": 2.0},
        moving={"moving": 2.0},
        problems=["problem"],
    )
    attention.look_at(["moving", "visible"], "selected")
    plan.ask_soon(["missing"], Priority.PROBLEM)
    plan.ask_soon(["asked"], Priority.PERSON)

    assert order(plan) == [
        "asked", "selected", "followed", "missing", "problem", "moving", "visible",
    ]  # fmt: skip


def test_each_is_asked_for_again_when_its_answer_is_too_old_for_it() -> None:
    for wanted, selected, visible, age in [
        (DetailDemand(moving={"a": MOVING_AGE}), None, ["a"], MOVING_AGE),
        (DetailDemand(moving={"a": MOVING_AGE}), "a", [], MOVING_AGE),
        (DetailDemand(), "a", [], SELECTED_AGE),
        (DetailDemand(problems=["a"]), None, [], PROBLEM_AGE),
        (DetailDemand(), None, ["a"], VISIBLE_AGE),
        (DetailDemand(followed={"a": 5.0}), None, [], 5.0),
    ]:
        plan, attention = planned()
        attention.visible, attention.selected = visible, selected
        plan.demand = wanted

        times = [at for at, _ in asked(plan, 2 * age + 0.05)]

        assert times == [0, age, 2 * age]


def test_a_transition_is_asked_for_less_and_less_the_longer_it_lasts() -> None:
    assert [moving_age(lasted) for lasted in (0, YOUNG, 2 * YOUNG, 3600)] == [
        MOVING_AGE, MOVING_AGE, 2 * MOVING_AGE, SLOW_AGE,
    ]  # fmt: skip


def test_of_those_that_matter_as_much_the_one_with_the_oldest_answer_is_next() -> None:
    plan, _ = planned()
    plan.demand = DetailDemand(moving=dict.fromkeys("abc", 2.0))

    plan.begin("a", 0)
    plan.end("a")
    plan.begin("b", 1)
    plan.end("b")

    assert plan.next(9, with_rest=False).instance_id == "c"
    plan.begin("c", 9)
    plan.end("c")
    assert plan.next(9, with_rest=False).instance_id == "a"


def test_one_whose_page_fails_is_asked_for_less_and_less_and_no_other_is() -> None:
    plan, attention = planned()
    plan.demand = DetailDemand(followed={"a": 2.0})
    attention.visible = ["b"]
    waits = []
    now = 0.0
    for _ in range(8):
        plan.begin("a", now)
        plan.end("a")
        waits.append(plan.failed("a", now, None))
        now += waits[-1]
    other = plan.next(now - 1, with_rest=False).instance_id

    assert waits == [*FAILED_AGES, 60, 60]
    assert other == "b"
    assert plan.next(now, with_rest=False).instance_id == "a"


def test_one_whose_page_asks_for_a_day_is_left_alone_for_ten_minutes_or_until_r() -> None:
    plan, attention = planned()
    attention.look_at([], "a")
    plan.begin("a", 0)
    plan.end("a")

    assert plan.failed("a", 0, 86400) == LONGEST_HOLD == 600
    assert plan.next(599, with_rest=False).instance_id is None
    assert plan.next(600, with_rest=False).instance_id == "a"
    plan.release()
    assert plan.next(SELECTED_AGE, with_rest=False).instance_id == "a"


def test_one_of_which_the_list_goes_on_to_tell_something_else_is_not_asked_for_each_time() -> None:
    plan, _ = planned()
    times = []
    for now in range(0, 60, 5):
        plan.list_disagrees(["a"], now)
        due = plan.next(now, with_rest=False)
        if due.instance_id is not None:
            times.append(now)
            plan.begin(due.instance_id, now)
            plan.end(due.instance_id)

    assert times[:2] == [0, DISAGREEING_AGE]
    assert len(times) == 6


def test_the_rest_is_asked_for_one_a_second_and_not_again_for_long() -> None:
    plan, _ = planned()
    plan.set_fleet(["a", "b", "c"])

    assert asked(plan, 10, with_rest=True) == [(0, "a"), (1, "b"), (2, "c")]
    assert plan.next(REST_AGE + 0.5, with_rest=True).instance_id == "a"


def test_when_nobody_is_there_the_rest_is_left_alone() -> None:
    plan, _ = planned()
    plan.set_fleet(["a"])

    assert asked(plan, 10) == []


def test_nobody_is_asked_for_twice_at_once() -> None:
    plan, attention = planned()
    attention.look_at(["a", "b"])
    plan.begin("a", 0)
    plan.ask_soon(["a"], Priority.PERSON)

    assert plan.next(100, with_rest=False).instance_id == "b"


def test_what_is_gone_is_not_asked_for() -> None:
    plan, _ = planned()
    plan.ask_soon(["a"], Priority.PERSON)
    plan.forget("a")

    assert plan.next(0, with_rest=True).instance_id is None
