"""A fleet that is believable, the same for a seed, and in the demo goes on by itself."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.support.simulator import Simulator
from trove_tui.simulator.clock import SimulatedClock
from trove_tui.simulator.cloud import Cloud
from trove_tui.simulator.dialect import Dialect
from trove_tui.simulator.fleet import populate

BOTH = pytest.mark.parametrize("dialect", ["spec", "upstream"])


def told(simulator: Simulator) -> list[tuple[str, str, str, str]]:
    simulator.cloud.settle()
    return [
        (one.id, one.name, one.status, one.flavor.name)
        for one in simulator.cloud.home.instances.values()
    ]


@BOTH
def test_the_fleet_and_what_becomes_of_it_follow_from_the_seed(dialect: str) -> None:
    first, same, other = (Simulator(dialect, seed=seed, alive=True) for seed in (7, 7, 8))

    for simulator in (first, same, other):
        simulator.cloud.clock.advance(1800)

    assert told(first) == told(same)
    assert told(first) != told(other)


@BOTH
def test_there_is_one_of_every_trouble_in_a_fleet_of_sixteen(dialect: str) -> None:
    cloud = Simulator(dialect).cloud

    statuses = Counter(one.status for one in cloud.home.instances_of(cloud.project))

    assert statuses == {
        "ACTIVE": 9,
        "BUILD": 3,
        "ERROR": 1,
        "RESIZE": 1,
        "REBOOT": 1,
        "RESTART_REQUIRED": 1,
    }
    full = [one for one in cloud.home.instances.values() if one.used > 0.9 * (one.volume or 1)]
    assert len(full) >= 2


@pytest.mark.parametrize("instances", [0, 1, 5, 32, 200])
def test_a_fleet_has_as_many_as_asked_for_each_with_its_own_name(instances: int) -> None:
    cloud = Simulator("spec", instances=instances).cloud

    names = [one.name for one in cloud.home.instances_of(cloud.project)]

    assert len(names) == len(set(names)) == instances


@BOTH
def test_the_world_goes_on_by_itself_but_keeps_its_size_and_its_well_known_ones(
    dialect: str,
) -> None:
    simulator = Simulator(dialect, instances=32, alive=True)
    cloud, seen = simulator.cloud, Counter[str]()

    for _ in range(12 * 60):
        cloud.clock.advance(5)
        seen.update({status for _, _, status, _ in told(simulator)})

    assert {"BUILD", "REBOOT", "RESIZE", "SHUTDOWN", "ERROR"} <= seen.keys()
    size = sum(1 for _ in cloud.home.instances_of(cloud.project))
    assert 32 <= size <= 36
    assert cloud.named("orders-db").status == "ACTIVE"
    assert cloud.named("reports-2").status == "BUILD"


def test_nothing_happens_by_itself_in_tests() -> None:
    simulator = Simulator()
    simulator.cloud.clock.advance(60)
    before = told(simulator)

    simulator.cloud.clock.advance(86_400)

    assert told(simulator) == before


def test_time_passes_as_fast_as_told_and_stands_still_at_speed_zero() -> None:
    elapsed = 0.0

    def monotonic() -> float:
        return elapsed

    fast = SimulatedClock(speed=60, monotonic=monotonic)
    still = SimulatedClock(speed=0, monotonic=monotonic)
    starts = fast.now(), still.now()

    elapsed = 2.0

    assert (fast.now() - starts[0]).total_seconds() == 120
    assert still.now() == starts[1]


def test_ten_thousand_are_made_and_kept_as_texts_until_they_change() -> None:
    cloud = Cloud(SimulatedClock(), Dialect.SPEC, seed=1)

    populate(cloud, 10_000)

    assert sum(1 for _ in cloud.home.instances_of(cloud.project)) == 10_000
    assert cloud.home.limits_of(cloud.project)["instances"] == 12_500
