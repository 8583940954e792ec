"""The world going on by itself: other people's doings, so that a demo is alive.

All of it is on the simulated clock and follows from the seed, as long as nobody else interferes.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from trove_tui.simulator import lifecycle
from trove_tui.simulator.cloud import Region
from trove_tui.simulator.dialect import Dialect
from trove_tui.simulator.fleet import ORDINARY_FLAVORS, SERVICES
from trove_tui.simulator.instances import connect
from trove_tui.simulator.model import Action, Instance, Outcome

_MOST_AT_ONCE = 3
_MOST_BUILT = 4
_LARGEST = 200
_REPAIRED_AFTER = 240.0


class World:
    """Starts changes in a region, one every `pace` seconds or so, from `begin` on.

    Only `tended` instances are touched: those that nobody is likely to look for.
    """

    def __init__(self, region: Region, seed: int, *, pace: float) -> None:
        self._region = region
        self._random = Random(f"{seed}/{region.name}")  # noqa: S311
        self._pace = pace
        self._built: list[Instance] = []
        self._numbers = 10

    def begin(self) -> None:
        """Schedule the first change."""
        self._schedule_next(self._random.uniform(3, 9))

    def _schedule_next(self, seconds: float) -> None:
        self._region.cloud.schedule(seconds, self._go_on)

    def _go_on(self) -> None:
        busy = sum(
            1 for instance in self._region.instances.values() if instance.task and instance.tended
        )
        if busy < _MOST_AT_ONCE:
            self._begin_random_change()
        self._schedule_next(self._random.uniform(0.4, 1.6) * self._pace)

    def _begin_random_change(self) -> None:
        weighted: list[tuple[int, Callable[[], None]]] = [
            (5, self._restart),
            (4, self._resize_flavor),
            (3, self._resize_volume),
            (3, self._build),
            (2, self._delete),
            (1, self._fail),
        ]
        if self._region.cloud.dialect is Dialect.UPSTREAM:
            weighted.append((1, self._crash))
        weights, happenings = zip(*weighted, strict=True)
        self._random.choices(happenings, weights)[0]()

    def _restart(self) -> None:
        if instance := self._idle_instance():
            lifecycle.begin(self._region, instance, Action.RESTART)

    def _resize_flavor(self) -> None:
        instance = self._idle_instance()
        if instance is None:
            return
        names = [name for name in ORDINARY_FLAVORS if name != instance.flavor.name]
        flavor = self._region.cloud.catalog.flavor_named(self._random.choice(names))

        def effect() -> None:
            instance.flavor = flavor

        lifecycle.begin(self._region, instance, Action.RESIZE_FLAVOR, effect)

    def _resize_volume(self) -> None:
        instance = self._idle_instance()
        if instance is None or not instance.volume or instance.volume > _LARGEST:
            return
        size = instance.volume + 10

        def effect() -> None:
            instance.volume = size

        lifecycle.begin(self._region, instance, Action.RESIZE_VOLUME, effect)

    def _build(self) -> None:
        region, cloud = self._region, self._region.cloud
        if len(self._built) >= _MOST_BUILT:
            return
        self._numbers += 1
        service = self._random.choice(SERVICES)
        instance = Instance(
            id=cloud.new_id(),
            name=f"{service}-{self._numbers}",
            project=cloud.project,
            user_id=next(iter(cloud.tokens.values())).user_id,
            flavor=cloud.catalog.flavor_named(self._random.choice(ORDINARY_FLAVORS)),
            volume=self._random.choice((10, 20, 50)),
            version=cloud.catalog.datastores[0].default,
            created=cloud.moment,
            updated=cloud.moment,
            databases={service},
            tended=True,
        )
        region.add(instance)
        self._built.append(instance)
        lifecycle.begin(region, instance, Action.BUILD, lambda: connect(region, instance, {}))

    def _delete(self) -> None:
        for instance in self._built:
            if instance.status == "ACTIVE" and not instance.task:
                self._built.remove(instance)
                instance.group = None
                lifecycle.begin(self._region, instance, Action.DELETE)
                return

    def _fail(self) -> None:
        if instance := self._idle_instance():
            instance.fates = {Action.RESTART: Outcome.FAILS}
            lifecycle.begin(self._region, instance, Action.RESTART)
            self._repair_later(instance)

    def _crash(self) -> None:
        if instance := self._idle_instance():
            self._region.change(instance, database="SHUTDOWN")
            self._repair_later(instance)

    def _repair_later(self, instance: Instance) -> None:
        def repair() -> None:
            instance.fates = {}
            if instance.deleted is None and (
                instance.status == "ERROR" or instance.database == "SHUTDOWN"
            ):
                lifecycle.settle(self._region, instance)

        self._region.cloud.schedule(_REPAIRED_AFTER * self._random.uniform(0.6, 1.4), repair)

    def _idle_instance(self) -> Instance | None:
        idle = [
            instance
            for instance in self._region.instances_of(self._region.cloud.project)
            if instance.tended and instance.status == "ACTIVE" and instance.database == "HEALTHY"
        ]
        return self._random.choice(idle) if idle else None
