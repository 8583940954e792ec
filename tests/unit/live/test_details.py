from __future__ import annotations

from trove_tui.live.details import (
    FEW,
    MOVING_AGE,
    PROBLEM_AGE,
    REST_AGE,
    SELECTED_AGE,
    VISIBLE_AGE,
    Details,
    Wanted,
)


def asked(plan: Details, seconds: float, *, with_rest: bool = False) -> list[tuple[float, str]]:
    """What is asked for in so many seconds, each answered at once."""
    found = []
    now = 0.0
    while now < seconds:
        instance_id, wait = plan.next(now, with_rest=with_rest)
        if instance_id is None:
            now = round(now + max(wait, 0.1), 3)
            continue
        found.append((now, instance_id))
        plan.begin(instance_id, now)
        plan.end(instance_id)
        now = round(now + 0.1, 3)
    return found


def order(plan: Details) -> list[str]:
    return [instance_id for _, instance_id in asked(plan, 0.75)]


def test_what_matters_most_is_asked_for_first() -> None:
    plan = Details()
    plan.wanted = Wanted(
        followed={"followed": 1.0},
        moving=["moving"],
        problems=["problem"],
        selected="selected",
        visible=["moving", "visible"],
    )
    plan.ask_soon(["missing"])

    assert order(plan) == ["missing", "followed", "moving", "selected", "problem", "visible"]


def test_each_is_asked_for_again_when_its_answer_is_too_old_for_it() -> None:
    for wanted, age in [
        (Wanted(moving=["a"], visible=["a"]), MOVING_AGE),
        (Wanted(selected="a"), SELECTED_AGE),
        (Wanted(problems=["a"]), PROBLEM_AGE),
        (Wanted(visible=["a"]), VISIBLE_AGE),
        (Wanted(followed={"a": 5.0}), 5.0),
    ]:
        plan = Details()
        plan.wanted = wanted

        times = [at for at, _ in asked(plan, 2 * age + 0.05)]

        assert times == [0, age, 2 * age]


def test_many_in_transition_are_left_to_the_list() -> None:
    many = [str(number) for number in range(FEW + 1)]
    plan = Details()
    plan.wanted = Wanted(moving=many, visible=many)

    assert len(asked(plan, 10)) == len(many)  # once, as visible


def test_a_transition_that_nobody_sees_is_left_to_the_list() -> None:
    plan = Details()
    plan.wanted = Wanted(moving=["a"])

    assert asked(plan, 10) == []


def test_the_rest_is_asked_for_one_a_second_and_not_again_for_long() -> None:
    plan = Details()
    plan.fleet(["a", "b", "c"])

    assert asked(plan, 10, with_rest=True) == [(0, "a"), (1, "b"), (2, "c")]
    assert plan.next(REST_AGE + 0.5, with_rest=True)[0] == "a"


def test_when_nobody_is_there_the_rest_is_left_alone() -> None:
    plan = Details()
    plan.fleet(["a"])

    assert asked(plan, 10) == []


def test_nobody_is_asked_for_twice_at_once() -> None:
    plan = Details()
    plan.wanted = Wanted(selected="a", visible=["a", "b"])
    plan.begin("a", 0)
    plan.ask_soon(["a"])

    assert plan.next(100, with_rest=False)[0] == "b"


def test_what_is_gone_is_not_asked_for() -> None:
    plan = Details()
    plan.ask_soon(["a"])
    plan.forget("a")

    assert plan.next(0, with_rest=True)[0] is None
