"""What can be done to instances, and when it is refused."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from trove_tui.simulator import lifecycle, names
from trove_tui.simulator.cloud import Region
from trove_tui.simulator.dialect import Dialect
from trove_tui.simulator.groups import find_version, needs_restart, needs_restart_without
from trove_tui.simulator.model import Action, Caller, Fault, Flavor, Instance, Outcome
from trove_tui.simulator.refusals import Refusal, bad_request, unprocessable

_FATES = {
    "-fails": Outcome.FAILS,
    "-sticks": Outcome.STICKS,
    "-reverts": Outcome.REVERTS,
}
"""How what is done to an instance ends, by the end of the name it was created with."""


@contextmanager
def refusals_noted(region: Region, instance: Instance) -> Iterator[None]:
    """Leave a refusal on the instance as its fault, as upstream does, even when all is well."""
    try:
        yield
    except Refusal as refusal:
        if region.cloud.dialect is Dialect.UPSTREAM:
            message = textwrap.fill(refusal.message, 95, subsequent_indent="    ")
            details = f"Server type: api\nTraceback (most recent call last):\n{refusal.message}\n"
            instance.fault = Fault(message, region.cloud.moment, details)
            instance.text = None
        raise


def check_ready(instance: Instance) -> None:
    """Check that there is a server at all.

    Raises:
        Refusal: 422, it is still being built.
    """
    if instance.status == "BUILD":
        raise unprocessable(f"Instance {instance.id} is not ready.")


def check_free(instance: Instance) -> None:
    """Check that nothing else is going on. A database that is down doesn't matter.

    Raises:
        Refusal: 422, with the task or the status that is in the way.
    """
    check_ready(instance)
    kind, status = ("task", instance.task) if instance.task else ("instance", instance.status)
    if status not in {"ACTIVE", "RESTART_REQUIRED"}:
        raise unprocessable(
            f"Instance {instance.id} is not currently available for an action to be performed "
            f"({kind} status was {status})."
        )


def create(region: Region, caller: Caller, body: Mapping[str, Any]) -> Instance:
    """Begin to build the instance that a request's body describes, which fits its schema.

    Raises:
        Refusal: something in it doesn't exist, doesn't fit, or is over a quota.
    """
    flavor = _flavor(region, str(body.get("flavorRef") or ""))
    version = find_version(region, body.get("datastore", {}), active=True)
    databases = names.database_names(body.get("databases", ()))
    users = names.users(body.get("users", ()), databases)
    if "volume" not in body:
        raise bad_request("Volume size was not specified.")
    size = int(body["volume"]["size"])
    group = None
    if body.get("configuration"):
        group = region.group(caller, _last_segment(body["configuration"]))
    region.check_volume(size)
    region.reserve(caller.project, instances=1, volumes=size, ram=flavor.ram)
    cloud = region.cloud
    instance = Instance(
        id=cloud.new_id(),
        name=body["name"],
        project=caller.project,
        user_id=caller.user_id,
        flavor=flavor,
        volume=size,
        version=version,
        created=cloud.moment,
        updated=cloud.moment,
        group=group,
        databases=set(databases),
        users={(user.name, user.host): user for user in users},
        fates=_fates(body["name"]),
    )
    region.add(instance)
    nic: Mapping[str, str] = next(iter(body.get("nics", ())), {})
    lifecycle.begin(region, instance, Action.BUILD, lambda: connect(region, instance, nic))
    return instance


def connect(region: Region, instance: Instance, nic: Mapping[str, str]) -> None:
    """Give the built instance its address."""
    random = region.cloud.random
    instance.ip = f"10.0.{random.randrange(1, 250)}.{random.randrange(4, 250)}"
    instance.network_id = nic.get("net-id") or nic.get("network_id") or region.network_id
    instance.subnet_id = nic.get("subnet-id") or nic.get("subnet_id") or region.subnet_id
    instance.used = 0.12
    instance.measured = region.cloud.moment


def rename(region: Region, instance: Instance, name: str) -> None:
    """Give the instance another name."""
    region.change(instance, name=name)


def restart(region: Region, instance: Instance) -> None:
    """Restart the database: the remedy of one that is down, too.

    Raises:
        Refusal: 422, it is busy.
    """
    with refusals_noted(region, instance):
        check_free(instance)
    lifecycle.begin(region, instance, Action.RESTART)


def resize_flavor(region: Region, instance: Instance, flavor_id: str) -> None:
    """Move the instance to another flavor.

    Raises:
        Refusal: it is busy, has this flavor already, or there is none such.
    """
    with refusals_noted(region, instance):
        check_free(instance)
        if flavor_id == instance.flavor.id:
            raise bad_request(
                "The new flavor id must be different than the current flavor id of "
                f"'{instance.flavor.id}'."
            )
        flavor = _flavor(region, flavor_id)
        region.reserve(instance.project, ram=flavor.ram - instance.flavor.ram)

    def effect() -> None:
        instance.flavor = flavor

    lifecycle.begin(region, instance, Action.RESIZE_FLAVOR, effect)


def resize_volume(region: Region, instance: Instance, size: int) -> None:
    """Grow the instance's volume to `size` GB.

    Raises:
        Refusal: it has none, it would not grow, there is no room for it, or it is busy.
    """
    with refusals_noted(region, instance):
        if instance.volume is None:
            raise bad_request(f"Instance {instance.id} has no volume.")
        if size <= instance.volume:
            raise bad_request(
                "The new volume 'size' must be larger than the current volume size of "
                f"'{instance.volume}'."
            )
        region.check_volume(size)
        check_free(instance)
        region.reserve(instance.project, volumes=size - instance.volume)

    def effect() -> None:
        instance.volume = size

    lifecycle.begin(region, instance, Action.RESIZE_VOLUME, effect)


def delete(region: Region, instance: Instance) -> None:
    """Delete the instance: busy or broken, but not while it is being built.

    Raises:
        Refusal: it is being built, or others are replicas of it.
    """
    with refusals_noted(region, instance):
        if instance.status == "BUILD":
            raise unprocessable(f"Instance {instance.id} is not ready. (Status is BUILD).")
        if region.cloud.dialect is Dialect.UPSTREAM and region.replicas_of(instance):
            raise Refusal(403, "Detach replicas before deleting replica source.")
    instance.group = None
    if instance.task != "DELETING":
        lifecycle.begin(region, instance, Action.DELETE)


def attach(region: Region, caller: Caller, instance: Instance, reference: str) -> None:
    """Attach the group that an id or an href names.

    Whose it is nobody asks: an admin can attach one project's group to another's instance.

    Raises:
        Refusal: there is none, it has one already, or it is not simply ACTIVE.
    """
    with refusals_noted(region, instance):
        if instance.group is not None:
            raise bad_request(
                f"Instance {instance.id} already has a Configuration Group attached: "
                f"{instance.group.id}."
            )
        _check_assignable(instance)
        group = region.group(caller, _last_segment(reference))
        if group.version != instance.version:
            raise bad_request(
                f"Datastore Version on Configuration {group.version.id} does not match the "
                f"Datastore Version on the instance {instance.version.id}."
            )
    restart = needs_restart(group)
    region.change(instance, group=group, status="RESTART_REQUIRED" if restart else "ACTIVE")


def detach(region: Region, caller: Caller, instance: Instance) -> None:
    """Take the instance's group off; with none on, nothing happens.

    Raises:
        Refusal: 400, it is not simply ACTIVE; 404, its group is another project's.
    """
    if instance.group is None:
        return
    with refusals_noted(region, instance):
        check_group(caller, instance)
        _check_assignable(instance)
    restart = needs_restart_without(instance.group, instance.version)
    region.change(instance, group=None, status="RESTART_REQUIRED" if restart else "ACTIVE")


def check_group(caller: Caller, instance: Instance) -> None:
    """Check that the caller may read the instance's group, without which upstream shows neither.

    Raises:
        Refusal: 404 in the group's name, it is another project's.
    """
    group = instance.group
    if group is not None and not caller.may_reach(group.project):
        raise Refusal(404, f"Configuration group with ID {group.id} could not be found.")


def _check_assignable(instance: Instance) -> None:
    status = instance.task or instance.status
    if status != "ACTIVE":
        raise bad_request(
            "The operation you have requested cannot be executed because the instance status "
            f"is currently: {status}."
        )


def _flavor(region: Region, reference: str) -> Flavor:
    flavor_id = _last_segment(reference)
    flavor = region.cloud.catalog.flavor(flavor_id)
    if flavor is None:
        raise bad_request(f"Resource {flavor_id} cannot be found.")
    return flavor


def _fates(name: str) -> dict[Action, Outcome]:
    for ending, outcome in _FATES.items():
        if name.endswith(ending):
            return dict.fromkeys(Action, outcome) | {Action.DELETE: Outcome.DONE}
    return {}


def _last_segment(reference: str) -> str:
    """The id in an href, or the id itself."""
    return reference.rstrip("/").rpartition("/")[2]
