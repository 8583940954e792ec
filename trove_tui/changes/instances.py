"""Changes of an instance itself: created, renamed, restarted, resized, deleted, its group."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator, model_validator

from trove_tui.api.call import Call, Dialect, JsonObject
from trove_tui.api.models import Flavor, Instance
from trove_tui.api.statuses import Health
from trove_tui.api.text import raw
from trove_tui.changes.change import (
    Change,
    ChangeContext,
    datastore_body,
    id_in,
    instance_path,
    only_set,
)
from trove_tui.changes.databases_and_users import (
    NewDatabase,
    NewUser,
    without_secrets,
    wrong_databases,
    wrong_users,
)
from trove_tui.changes.field_types import (
    FlavorId,
    Gigabytes,
    NewName,
    OptionalLabel,
    OptionalText,
    RequiredText,
    from_context,
    raise_for,
)
from trove_tui.changes.flavor_words import resized, smaller
from trove_tui.changes.preconditions import (
    BETWEEN_TASKS,
    WITHOUT_REPLICAS,
)
from trove_tui.changes.verdict import DONE, OPEN, Fate, Look, Proof, Verdict
from trove_tui.text.amounts import format_number
from trove_tui.text.styled import StyledText, Tone

_INTERRUPTS = "The instance restarts: connections are lost for a while."
_TOO_QUICK_AFTER = timedelta(seconds=15)
"""After this, an accepted restart that no status has shown was too quick to be seen."""
_TOO_QUICK_IF_UPDATED = timedelta(seconds=3)
"""The same, where the server says that something happened to the instance."""


class Nic(BaseModel):
    """A network, and the subnet in it, to put an instance on."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    net_id: RequiredText
    subnet_id: OptionalText = None

    def body(self, dialect: Dialect) -> JsonObject:
        """Its part of a request's body, by dialect."""
        if self.subnet_id is None:
            return {"net-id": self.net_id}
        if dialect is Dialect.UPSTREAM:
            return {"network_id": self.net_id, "subnet_id": self.subnet_id}
        return {"net-id": self.net_id, "subnet-id": self.subnet_id}


class InstanceChange(Change):
    """A change of an instance, which shows by itself what became of that."""

    proof = Proof.INSTANCE
    done_when_accepted = False


class CreateInstance(InstanceChange):
    """Create an instance, with databases and users in it."""

    verb = "Create"
    word = "create"
    dialectal = True
    status = "BUILD"
    creates = "instances"
    uses_quota = True

    name: NewName
    flavor_id: FlavorId
    volume_size: Gigabytes
    """In GB."""
    datastore_type: RequiredText
    datastore_version: RequiredText
    """Its name, or its id."""
    datastore_version_id: OptionalText = None
    """Sent instead of the name where it is known: two versions can have the same one."""
    databases: tuple[NewDatabase, ...] = ()
    users: tuple[NewUser, ...] = ()
    nics: tuple[Nic, ...] = ()
    availability_zone: OptionalLabel = None
    configuration_id: OptionalText = None

    @field_validator("nics", mode="after")
    @classmethod
    def _at_most_one_upstream(cls, value: tuple[Nic, ...], info: ValidationInfo) -> tuple[Nic, ...]:
        if len(value) > 1 and from_context(info, "dialect") == Dialect.UPSTREAM:
            raise ValueError("This server takes one network at most.")
        return value

    @model_validator(mode="after")
    def _fit_together(self) -> CreateInstance:
        created = {database.name for database in self.databases}
        wrong = wrong_databases(self.databases, self.datastore_type)
        wrong |= wrong_users(self.users, self.datastore_version)
        for place, user in enumerate(self.users):
            missing = [name for name in user.databases if name not in created]
            if missing:
                wrong[f"users.{place}.databases"] = f"{missing[0]} is not among those created."
        raise_for(wrong)
        return self

    def without_secrets(self) -> Self:
        """A copy whose users have no passwords."""
        return self.model_copy(update={"users": without_secrets(self.users)})

    def call(self, target: str | None, dialect: Dialect) -> Call:
        """`POST /instances`."""
        del target
        return Call("POST", ("instances",), {"instance": only_set({
            "name": self.name,
            "flavorRef": self.flavor_id,
            "volume": {"size": self.volume_size},
            "datastore": datastore_body(
                self.datastore_type, self.datastore_version, self.datastore_version_id
            ),
            "databases": [database.body() for database in self.databases],
            "users": [user.body() for user in self.users],
            "nics": [nic.body(dialect) for nic in self.nics],
            "availability_zone": self.availability_zone,
            "configuration": self.configuration_id,
        })})  # fmt: skip

    def target_in(self, body: object, target: str) -> str | None:
        """The instance's id."""
        del target
        return id_in(body, "instance", Instance)

    def judge(self, look: Look) -> Verdict:
        """It is done when it is no longer built."""
        del look
        return DONE

    def when_gone(self) -> Verdict:
        """Nobody has seen it work."""
        return Verdict(Fate.FAILED, "it went away before it was ready")

    def quota(self, context: ChangeContext) -> Mapping[str, int | float]:
        """One instance more, its volume, its memory."""
        added = {"instances": 1, "volumes": self.volume_size}
        flavor = context.flavors.get(self.flavor_id)
        return added | ({"ram": flavor.ram} if flavor is not None and flavor.ram else {})


class Rename(InstanceChange):
    """Give an instance another name."""

    verb = "Rename"
    word = "rename"

    name: NewName

    def _call(self, target: str) -> Call:
        """`PATCH /instances/{id}` of the name alone: a key more would change the group."""
        return Call("PATCH", instance_path(target), {"instance": {"name": self.name}})

    @property
    def summary(self) -> str:
        """`rename to orders-db`."""
        return f"rename to {self.name}"

    def judge(self, look: Look) -> Verdict:
        """It has that name."""
        return DONE if raw(look.instance.name) == raw(self.name) else OPEN

    @classmethod
    def effect(cls, change: Self | None, context: ChangeContext) -> StyledText:
        """What changes, and that nothing else does."""
        unaffected = ("Only the name changes: the database keeps running.", Tone.QUIET)
        if change is None or context.instance is None:
            return (unaffected,)
        return ((f"{context.instance.name} → {change.name}. ", Tone.PLAIN), unaffected)


class Restart(InstanceChange):
    """Restart the database of an instance."""

    verb = "Restart"
    word = "restart"
    destroys = True
    precondition = BETWEEN_TASKS
    status = "REBOOT"

    def _call(self, target: str) -> Call:
        """`POST /instances/{id}/action`."""
        return Call("POST", instance_path(target, "action"), {"restart": {}})

    def judge(self, look: Look) -> Verdict:
        """It was seen to restart, or needs no restart any more; or it was too quick to be seen."""
        if look.health is Health.RESTART:
            still = Verdict(Fate.DOUBTFUL, "restarted, and still needs a restart")
            return still if look.has_begun else OPEN
        if look.has_begun or look.was in (Health.BROKEN, Health.RESTART):
            return DONE
        if look.waited >= _TOO_QUICK_IF_UPDATED and look.has_moved:
            return DONE
        if look.waited >= _TOO_QUICK_AFTER and look.is_accepted:
            return Verdict(Fate.DONE, f", too quick to be seen: {look.instance.status} again")
        return OPEN

    @classmethod
    def effect(cls, change: Self | None, context: ChangeContext) -> StyledText:
        """What it does to whoever is connected."""
        del change
        effect = ("The database restarts: connections are lost for a while.", Tone.PLAIN)
        if context.instance is None or context.instance.status != "RESTART_REQUIRED":
            return (effect,)
        return (effect, ("\nThe configuration that waits for it takes effect.", Tone.QUIET))


class ResizeFlavor(InstanceChange):
    """Give an instance another flavor. Context: `flavor_id` it has, `flavors` there are."""

    verb = "Resize"
    word = "resize"
    precondition = BETWEEN_TASKS
    status = "RESIZE"

    flavor_id: FlavorId

    def _call(self, target: str) -> Call:
        """`POST /instances/{id}/action`."""
        body: JsonObject = {"resize": {"flavorRef": self.flavor_id}}
        return Call("POST", instance_path(target, "action"), body)

    def words(self, instance: Instance | None, flavors: Mapping[str, Flavor]) -> str:
        """`resize memory-1 → memory-2`."""
        flavor_id = None if instance is None else instance.flavor_id
        before = None if flavor_id is None else _flavor_name(flavor_id, flavors)
        return _from_to("resize", before, _flavor_name(self.flavor_id, flavors))

    def judge(self, look: Look) -> Verdict:
        """It has that flavor, or has the old one again."""
        is_reached = raw(look.instance.flavor_id or "") == raw(self.flavor_id)
        return DONE if is_reached else _not_resized(look, "flavor")

    @classmethod
    def effect(cls, change: Self | None, context: ChangeContext) -> StyledText:
        """From what to what, that it restarts; and where it gets smaller, that first of all."""
        difference = warning = ""
        if change is not None and context.instance is not None:
            new, old_id = context.flavors.get(change.flavor_id), context.instance.flavor_id
            difference, warning = resized(context.flavor, old_id, new), smaller(context.flavor, new)
        if warning:
            return ((f"{difference} {warning}", Tone.BUSY), (f" {_INTERRUPTS}", Tone.PLAIN))
        return ((f"{difference} {_INTERRUPTS}".strip(), Tone.PLAIN),)

    def quota(self, context: ChangeContext) -> Mapping[str, int | float]:
        """Memory, where the project's is counted."""
        old, new = context.flavor, context.flavors.get(self.flavor_id)
        if old is None or new is None or old.ram is None or new.ram is None:
            return {}
        return {"ram": new.ram - old.ram}


class ResizeVolume(InstanceChange):
    """Give an instance a larger volume. Context: `volume_size` it has, in GB."""

    verb = "Resize volume"
    word = "resize"
    precondition = BETWEEN_TASKS
    status = "RESIZE"
    uses_quota = True

    size: Gigabytes
    """In GB."""

    def _call(self, target: str) -> Call:
        """`POST /instances/{id}/action`."""
        body: JsonObject = {"resize": {"volume": {"size": self.size}}}
        return Call("POST", instance_path(target, "action"), body)

    def words(self, instance: Instance | None, flavors: Mapping[str, Flavor]) -> str:
        """`resize volume 10 → 20 GB`."""
        del flavors
        volume = None if instance is None else instance.volume
        old_size = None if volume is None or volume.size is None else str(volume.size)
        return _from_to("resize volume", old_size, f"{self.size} GB")

    def judge(self, look: Look) -> Verdict:
        """Its volume has that size, or the old one again."""
        volume = look.instance.volume
        is_reached = volume is not None and volume.size == self.size
        return DONE if is_reached else _not_resized(look, "volume")

    @classmethod
    def effect(cls, change: Self | None, context: ChangeContext) -> StyledText:
        """From what to what, and that there is no way back."""
        old_size = context.volume_size
        before = "unknown" if old_size is None else format_number(old_size)
        difference = "" if change is None else f"{before} → {change.size} GB."
        return (
            (f"{difference} {_INTERRUPTS}".strip(), Tone.PLAIN),
            ("\nA volume can't be made smaller again.", Tone.QUIET),
        )

    def quota(self, context: ChangeContext) -> Mapping[str, int | float]:
        """Gigabytes of volumes."""
        old_size = context.volume_size
        return {} if old_size is None else {"volumes": self.size - old_size}


class DeleteInstance(InstanceChange):
    """Delete an instance and all that is in it."""

    verb = "Delete"
    word = "delete"
    destroys = True
    precondition = WITHOUT_REPLICAS
    status = "SHUTDOWN"
    uses_quota = True

    def _call(self, target: str) -> Call:
        """`DELETE /instances/{id}`."""
        return Call("DELETE", instance_path(target))

    def judge(self, look: Look) -> Verdict:
        """What is there, and does nothing after it was seen to go, stays."""
        stays = Verdict(Fate.REVERTED, f"{look.instance.status} again: not deleted")
        return stays if look.has_begun else OPEN

    def when_gone(self) -> Verdict:
        """That was wanted."""
        return DONE

    @classmethod
    def effect(cls, change: Self | None, context: ChangeContext) -> StyledText:
        """That there is no way back."""
        del change, context
        return (("The instance and all its data are deleted for good.", Tone.PLAIN),)

    def quota(self, context: ChangeContext) -> Mapping[str, int | float]:
        """What becomes free."""
        freed: dict[str, int | float] = {"instances": -1}
        if context.volume_size:
            freed["volumes"] = -context.volume_size
        if context.flavor is not None and context.flavor.ram:
            freed["ram"] = -context.flavor.ram
        return freed


def _flavor_name(flavor_id: str, flavors: Mapping[str, Flavor]) -> str:
    flavor = flavors.get(flavor_id)
    return flavor.name if flavor is not None and flavor.name else flavor_id


def _from_to(verb: str, old: str | None, new: str) -> str:
    return f"{verb} to {new}" if old is None else f"{verb} {old} → {new}"


def _not_resized(look: Look, what: str) -> Verdict:
    if not look.has_begun:
        return OPEN
    words = f"ended {look.instance.status} with the old {what}: the resize was reverted"
    return Verdict(Fate.REVERTED, words)
