"""The whole simulated cloud: its regions, its people, and what is due when."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from trove_tui.simulator.catalog import Catalog
from trove_tui.simulator.clock import SimulatedClock
from trove_tui.simulator.dialect import Dialect
from trove_tui.simulator.model import Caller, Group, Instance
from trove_tui.simulator.region import Region

REGIONS = ("bj1", "gd1")

PROJECTS = (
    "ceb187578ca74d57bb71799393850ec8",
    "88a73739c353499d8de3cf2b0ce74834",
    "4eee4bf5930c4f6a8d9598a338727abe",
)
"""The first is the one that the printed token belongs to."""

_USERS = ("6d3621bcc2134f44a36a9505ed0a0fba", "0c1f6f0f2c6f4f3c9a1f7d2b5e8a9c31")


@dataclass(order=True, slots=True)
class _Due:
    at: datetime
    number: int
    happen: Callable[[], None] = field(compare=False)


class Cloud:
    """State and time. `settle` before every look: it lets happen what is due.

    Whoever reads or changes it from another thread than the server's holds `lock`.
    """

    def __init__(
        self,
        clock: SimulatedClock,
        dialect: Dialect,
        *,
        seed: int = 0,
        regions: Sequence[str] = REGIONS,
    ) -> None:
        self.clock = clock
        self.dialect = dialect
        self.catalog = Catalog(dialect)
        self.random = Random(seed)  # noqa: S311 -- believable, not secret
        self.lock = threading.RLock()
        self.moment = clock.now()
        """When what happens now happens."""
        self.regions: Mapping[str, Region] = {name: Region(self, name) for name in regions}
        self.projects = PROJECTS
        self.tokens = self._tokens()
        self._due: list[_Due] = []
        self._numbers = 0

    @property
    def home(self) -> Region:
        """The first region, where the printed endpoint leads."""
        return next(iter(self.regions.values()))

    @property
    def project(self) -> str:
        """The project of the printed token."""
        return self.projects[0]

    @property
    def token(self) -> str:
        """An admin's token, for `project`."""
        return self.token_of(self.project, admin=True)

    def token_of(self, project: str, *, admin: bool = False) -> str:
        """A token for this project.

        Raises:
            LookupError: nobody has one.
        """
        for token, caller in self.tokens.items():
            if caller.project == project and caller.admin == admin:
                return token
        raise LookupError(project)

    def new_id(self) -> str:
        """A fresh id, the same in every run with the same seed."""
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def schedule(self, seconds: float, happen: Callable[[], None]) -> None:
        """Let something happen that long after `moment`."""
        self._numbers += 1
        at = self.moment + timedelta(seconds=seconds)
        heapq.heappush(self._due, _Due(at, self._numbers, happen))

    @contextmanager
    def in_the_past(self, seconds: float) -> Iterator[None]:
        """Let what is done inside have happened that long ago."""
        self.moment -= timedelta(seconds=seconds)
        try:
            yield
        finally:
            self.moment += timedelta(seconds=seconds)

    def settle(self) -> None:
        """Let everything happen that is due by now, each dated to its own moment."""
        now = self.clock.now()
        while self._due and self._due[0].at <= now:
            due = heapq.heappop(self._due)
            self.moment = due.at
            due.happen()
        self.moment = max(now, self.moment)

    def named(self, name: str) -> Instance:
        """The instance of that name as it is now, the first region's before others'.

        Raises:
            LookupError: there is none.
        """
        with self.lock:
            self.settle()
            for region in self.regions.values():
                for instance in region.instances.values():
                    if instance.name == name:
                        return instance
        raise LookupError(f"no instance is called {name!r}")

    def group_named(self, name: str) -> Group:
        """The configuration group of that name, the first region's before others'.

        Raises:
            LookupError: there is none.
        """
        with self.lock:
            self.settle()
            for region in self.regions.values():
                for group in region.groups.values():
                    if group.name == name:
                        return group
        raise LookupError(f"no configuration group is called {name!r}")

    def _tokens(self) -> dict[str, Caller]:
        """An admin's and a member's for the first project, a member's for each other."""
        admin, member = _USERS
        callers = [
            Caller(self.projects[0], admin, admin=True),
            *(Caller(project, member, admin=False) for project in self.projects),
        ]
        return {f"sim{self.random.getrandbits(160):040x}": caller for caller in callers}
