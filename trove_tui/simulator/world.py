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
    """What happens in a region, every `pace` seconds or so, from `begin` on.

    Only instances that nobody is likely to look for are touched: those that `tended` says.
    """

    def __init__(self, region: Region, seed: int, *, pace: float) -> None:
        self._region = region
        self._random = Random(f"{seed}/{region.name}")  # noqa: S311
        self._pace = pace
        self._built: list[Instance] = []
        self._numbers = 10

    def begin(self) -> None:
        """Let it go on by itself from now."""
        self._soon(self._random.uniform(3, 9))

    def _soon(self, seconds: float) -> None:
        self._region.cloud.schedule(seconds, self._go_on)

    def _go_on(self) -> None:
        busy = sum(1 for one in self._region.instances.values() if one.task and one.tended)
        if busy < _MOST_AT_ONCE:
            self._something()
        self._soon(self._random.uniform(0.4, 1.6) * self._pace)

    def _something(self) -> None:
        kinds: list[tuple[int, Callable[[], None]]] = [
            (5, self._restart),
            (4, self._resize_flavor),
            (3, self._resize_volume),
            (3, self._build),
            (2, self._delete),
            (1, self._fail),
        ]
        if self._region.cloud.dialect is Dialect.UPSTREAM:
            kinds.append((1, self._crash))
        weights, happenings = zip(*kinds, strict=True)
        self._random.choices(happenings, weights)[0]()

    def _restart(self) -> None:
        if one := self._someone():
            lifecycle.begin(self._region, one, Action.RESTART)

    def _resize_flavor(self) -> None:
        one = self._someone()
        if one is None:
            return
        names = [name for name in ORDINARY_FLAVORS if name != one.flavor.name]
        other = self._region.cloud.catalog.flavor_named(self._random.choice(names))

        def effect() -> None:
            one.flavor = other

        lifecycle.begin(self._region, one, Action.RESIZE_FLAVOR, effect)

    def _resize_volume(self) -> None:
        one = self._someone()
        if one is None or not one.volume or one.volume > _LARGEST:
            return
        size = one.volume + 10

        def effect() -> None:
            one.volume = size

        lifecycle.begin(self._region, one, Action.RESIZE_VOLUME, effect)

    def _build(self) -> None:
        region, cloud = self._region, self._region.cloud
        if len(self._built) >= _MOST_BUILT:
            return
        self._numbers += 1
        service = self._random.choice(SERVICES)
        one = Instance(
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
        region.add(one)
        self._built.append(one)
        lifecycle.begin(region, one, Action.BUILD, lambda: connect(region, one, {}))

    def _delete(self) -> None:
        for one in self._built:
            if one.status == "ACTIVE" and not one.task:
                self._built.remove(one)
                one.group = None
                lifecycle.begin(self._region, one, Action.DELETE)
                return

    def _fail(self) -> None:
        if one := self._someone():
            one.fates = {Action.RESTART: Outcome.FAILS}
            lifecycle.begin(self._region, one, Action.RESTART)
            self._repair_later(one)

    def _crash(self) -> None:
        if one := self._someone():
            self._region.change(one, database="SHUTDOWN")
            self._repair_later(one)

    def _repair_later(self, one: Instance) -> None:
        def repair() -> None:
            one.fates = {}
            if one.deleted is None and (one.status == "ERROR" or one.database == "SHUTDOWN"):
                lifecycle.settle(self._region, one)

        self._region.cloud.schedule(_REPAIRED_AFTER * self._random.uniform(0.6, 1.4), repair)

    def _someone(self) -> Instance | None:
        idle = [
            one
            for one in self._region.instances_of(self._region.cloud.project)
            if one.tended and one.status == "ACTIVE" and one.database == "HEALTHY"
        ]
        return self._random.choice(idle) if idle else None
