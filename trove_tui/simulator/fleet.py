"""A believable fleet: the same for the same seed, with one of every kind of trouble in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, product

from trove_tui.simulator import lifecycle
from trove_tui.simulator.catalog import RETIRED
from trove_tui.simulator.cloud import QUOTAS, Cloud, Region
from trove_tui.simulator.model import Action, Fault, Group, Instance, Outcome, User, Value, Version

_DAY = 86_400.0

SERVICES = (
    "catalog",
    "customers",
    "shipping",
    "loyalty",
    "coupons",
    "mailer",
    "stock",
    "pricing",
    "reviews",
    "support",
    "hr",
    "wiki",
    "gateway",
    "notify",
    "fraud",
    "invoices",
)
_ROLES = ("db", "replica", "staging", "archive")
ORDINARY_FLAVORS = ("micro-2", "memory-1", "memory-2", "standard-1", "standard-2", "standard-4")
_ORDINARY_VOLUMES = (10, 20, 20, 40, 50, 100)

_GROUPS: tuple[tuple[str, str, Mapping[str, Value]], ...] = (
    (
        "billing-tuning",
        "A larger buffer pool for the month's end",
        {"innodb_buffer_pool_size": 4_294_967_296, "max_connections": 800},
    ),
    (
        "web-defaults",
        "What all web services start from",
        {"wait_timeout": 100, "connect_timeout": 10, "max_connections": 400},
    ),
    ("test_conf", "for test", {"wait_timeout": 100, "max_connect_errors": 50}),
    ("empty-conf", "", {}),
)


@dataclass(frozen=True, slots=True)
class _Plan:
    """An instance that is to be there. `full` is the part of its volume in use."""

    name: str
    flavor: str
    volume: int | None
    full: float
    happen: Callable[[Region, Instance], None] | None = None


def populate(cloud: Cloud, instances: int) -> None:
    """Fill the cloud: that many instances in the first project of the first region, some elsewhere.

    The first ones are always the same, so that every fleet has an orders-db, and a small one has
    the most telling kinds of trouble.
    """
    _add_fleet(cloud.home, cloud.projects[0], instances)
    for region in cloud.regions.values():
        for number, project in enumerate(cloud.projects):
            if region is not cloud.home and number == 0:
                _add_fleet(region, project, max(3, min(24, instances // 3)), ordinary=True)
            elif number > 0:
                _add_fleet(region, project, 7 - 2 * number, ordinary=True)


def _add_fleet(region: Region, project: str, size: int, *, ordinary: bool = False) -> None:
    groups = _add_groups(region, project)
    plans = _plans(region, ordinary=ordinary)
    for _ in range(size):
        _add(region, project, next(plans), groups)
    total = sum(instance.volume or 0 for instance in region.instances_of(project))
    limits = region.limits_of(project)
    limits["instances"] = max(QUOTAS["instances"], size * 5 // 4)
    limits["volumes"] = max(QUOTAS["volumes"], total * 3 // 2)


def _add_groups(region: Region, project: str) -> dict[str, Group]:
    cloud = region.cloud
    version = cloud.catalog.datastores[0].default
    groups = {}
    for days, (name, description, values) in enumerate(_GROUPS, start=30):
        created = cloud.moment - timedelta(days=days)
        group = Group(
            cloud.new_id(),
            project,
            name,
            description or None,
            version,
            dict(values),
            created,
            created,
        )
        region.groups[group.id] = groups[name] = group
    return groups


def _plans(region: Region, *, ordinary: bool) -> Iterator[_Plan]:
    if not ordinary:
        yield from _TELLING
    random = region.cloud.random
    taken = {plan.name for plan in _TELLING}
    for name in _ordinary_names():
        if name not in taken:
            full = random.betavariate(2, 3) * 0.85
            flavor, volume = random.choice(ORDINARY_FLAVORS), random.choice(_ORDINARY_VOLUMES)
            yield _Plan(name, flavor, volume, full)


def _ordinary_names() -> Iterator[str]:
    for role, service in product(_ROLES, SERVICES):
        yield f"{service}-{role}"
    for number in count(2):
        for role, service in product(_ROLES, SERVICES):
            yield f"{service}-{role}-{number}"


def _add(region: Region, project: str, plan: _Plan, groups: Mapping[str, Group]) -> None:
    cloud, random = region.cloud, region.cloud.random
    age = random.uniform(2 * _DAY, 400 * _DAY)
    created = cloud.moment - timedelta(seconds=age)
    instance = Instance(
        id=cloud.new_id(),
        name=plan.name,
        project=project,
        user_id=next(iter(cloud.tokens.values())).user_id,
        flavor=cloud.catalog.flavor_named(plan.flavor),
        volume=plan.volume,
        version=_some_version(cloud) if plan.happen is None else _default_version(cloud),
        created=created,
        updated=created + timedelta(seconds=random.uniform(60, age)),
        status="ACTIVE",
        ip=f"10.0.{random.randrange(1, 250)}.{random.randrange(4, 250)}",
        network_id=region.network_id,
        subnet_id=region.subnet_id,
        used=round(plan.full * (plan.volume or 0), 2),
        measured=cloud.moment,
        growth=random.choice((0.0, 0.01, 0.05, 0.2)),
        tended=plan.happen is None,
    )
    _add_people(instance)
    region.add(instance)
    if instance.tended and random.random() < 0.2 and instance.version == _default_version(cloud):
        instance.group = groups["web-defaults"]
    if plan.happen is not None:
        plan.happen(region, instance)


def _default_version(cloud: Cloud) -> Version:
    return cloud.catalog.datastores[0].default


def _some_version(cloud: Cloud) -> Version:
    if cloud.random.random() < 0.7:
        return _default_version(cloud)
    return cloud.random.choice(
        [version for store in cloud.catalog.datastores for version in store.versions]
    )


def _add_people(instance: Instance) -> None:
    service = instance.name.partition("-")[0]
    instance.databases = {service, f"{service}_audit"}
    _add_users(instance, ("app", "%", (service,)), ("backup", "10.0.0.%", ()))


def _add_users(instance: Instance, *users: tuple[str, str, tuple[str, ...]]) -> None:
    for name, host, databases in users:
        instance.users[name, host] = User(name, host, databases)


def _plain(_region: Region, _instance: Instance) -> None:
    """Nothing is the matter with it."""


def _oddly_named(_region: Region, instance: Instance) -> None:
    """Made by hand, with names that are hard to put in a path."""
    instance.databases |= {"audit.2024", "café", "a/b", "50%"}
    _add_users(
        instance,
        ("a@b", "%", ("auth",)),
        ("p%41", "%", ()),
        ("o.brien", "10.0.3.14", ("auth", "audit.2024")),
        ("张伟", "192.168.%", ("café",)),
        ("..", "%", ()),
    )


def _restart_required(region: Region, instance: Instance) -> None:
    groups = region.groups_of(instance.project)
    group = next(group for group in groups if group.name == "billing-tuning")
    others = region.instances.values()
    source = next((other for other in others if other.name == "billing-db"), None)
    instance.source = source.id if source else None
    with region.cloud.in_the_past(3 * 3600):
        region.change(instance, group=group, status="RESTART_REQUIRED")


def _broken(region: Region, instance: Instance) -> None:
    with region.cloud.in_the_past(12 * 60):
        instance.created = region.cloud.moment - timedelta(seconds=40)
        message = lifecycle.TRANSITIONS[Action.BUILD].fault
        lifecycle.fail(region, instance, message, f"Server type: taskmanager\n{message}\n")
    _unbuilt(instance)
    instance.databases.clear()
    instance.users.clear()


def _stuck(region: Region, instance: Instance) -> None:
    _built_since(region, instance, 41 * 60, Outcome.STICKS)


def _building(region: Region, instance: Instance) -> None:
    _built_since(region, instance, 12, Outcome.DONE)


def _nearly_built(region: Region, instance: Instance) -> None:
    _built_since(region, instance, 31, Outcome.DONE)


def _built_since(region: Region, instance: Instance, seconds: float, outcome: Outcome) -> None:
    ip, subnet = instance.ip, instance.subnet_id
    instance.fates = {Action.BUILD: outcome}
    with region.cloud.in_the_past(seconds):
        instance.created = region.cloud.moment

        def effect() -> None:
            instance.ip, instance.subnet_id = ip, subnet
            instance.used, instance.measured = 0.12, region.cloud.moment

        lifecycle.begin(region, instance, Action.BUILD, effect)
    _unbuilt(instance)


def _unbuilt(instance: Instance) -> None:
    instance.ip = instance.subnet_id = None


def _resizing(region: Region, instance: Instance) -> None:
    flavor = region.cloud.catalog.flavor_named("memory-1")

    def effect() -> None:
        instance.flavor = flavor

    with region.cloud.in_the_past(20):
        lifecycle.begin(region, instance, Action.RESIZE_FLAVOR, effect)


def _rebooting(region: Region, instance: Instance) -> None:
    with region.cloud.in_the_past(4):
        lifecycle.begin(region, instance, Action.RESTART)


def _database_down(region: Region, instance: Instance) -> None:
    with region.cloud.in_the_past(7 * 60):
        region.change(instance, database="SHUTDOWN")


def _filling(_region: Region, instance: Instance) -> None:
    instance.growth = 0.8


def _reverting(_region: Region, instance: Instance) -> None:
    instance.fates = dict.fromkeys((Action.RESIZE_FLAVOR, Action.RESIZE_VOLUME), Outcome.REVERTS)


def _failing(_region: Region, instance: Instance) -> None:
    instance.fates = {Action.RESTART: Outcome.FAILS, Action.RESIZE_FLAVOR: Outcome.FAILS}


def _refused_lately(region: Region, instance: Instance) -> None:
    fault = Fault(
        "User olga cannot be found on the instance.",
        region.cloud.moment - timedelta(hours=5),
        "Server type: api\nTraceback (most recent call last):\n"
        "trove.common.exception.UserNotFound:\n    User olga cannot be found on the instance.\n",
    )
    instance.fault = fault


_TELLING = (
    _Plan("orders-db", "memory-2", 50, 0.62, _plain),
    _Plan("billing-db", "memory-4", 200, 0.58, _plain),
    _Plan("billing-replica", "memory-4", 200, 0.55, _restart_required),
    _Plan("payments-db", "memory-2", 50, 0.0, _broken),
    _Plan("reports-2", "standard-2", 20, 0.0, _stuck),
    _Plan("sessions", "micro-2", 10, 0.21, _resizing),
    _Plan("auth-db", "memory-1", 40, 0.33, _oddly_named),
    _Plan("inventory-db", "standard-4", 100, 0.47, _rebooting),
    _Plan("analytics-dw", "standard-8", 300, 0.93, _filling),
    _Plan("search-index", "standard-2", 40, 0.0, _building),
    _Plan("messaging-db", "memory-1", 20, 0.4, _database_down),
    _Plan("ledger-db", "memory-2", 100, 0.71, _reverting),
    _Plan("legacy-crm", RETIRED.name, None, 0.0, _plain),
    _Plan("events-archive", "standard-1", 50, 0.0, _nearly_built),
    _Plan("metrics-db", "standard-4", 100, 0.97, _failing),
    _Plan("profiles-db", "memory-1", 10, 0.29, _refused_lately),
)
