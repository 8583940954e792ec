"""Changes of an instance itself: created, renamed, restarted, resized, deleted, its group."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator, model_validator

from trove_tui.api.call import Call, Dialect, JsonObject
from trove_tui.changes import rules
from trove_tui.changes.change import Change, datastore_body, instance_path, only_set
from trove_tui.changes.databases_and_users import (
    NewDatabase,
    NewUser,
    without_secrets,
    wrong_databases,
    wrong_users,
)
from trove_tui.changes.fields import (
    FlavorId,
    Gigabytes,
    Given,
    Maybe,
    MaybeText,
    NewName,
    known,
    raise_for,
)


class Nic(BaseModel):
    """A network, and the subnet in it, to put an instance on."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    net_id: Given
    subnet_id: Maybe = None

    def body(self, dialect: Dialect) -> JsonObject:
        """As the server of that dialect takes it."""
        if self.subnet_id is None:
            return {"net-id": self.net_id}
        if dialect is Dialect.UPSTREAM:
            return {"network_id": self.net_id, "subnet_id": self.subnet_id}
        return {"net-id": self.net_id, "subnet-id": self.subnet_id}


class CreateInstance(Change):
    """Create an instance, with databases and users in it."""

    dialectal = True

    name: NewName
    flavor_id: FlavorId
    volume_size: Gigabytes
    """In GB."""
    datastore_type: Given
    datastore_version: Given
    """Its name, or its id."""
    datastore_version_id: Maybe = None
    """Sent instead of the name where it is known: two versions can have the same one."""
    databases: tuple[NewDatabase, ...] = ()
    users: tuple[NewUser, ...] = ()
    nics: tuple[Nic, ...] = ()
    availability_zone: MaybeText = None
    configuration_id: Maybe = None

    @field_validator("volume_size", mode="after")
    @classmethod
    def _at_least_one(cls, value: int) -> int:
        return rules.new_size(value, None)

    @field_validator("nics", mode="after")
    @classmethod
    def _one_upstream(cls, value: tuple[Nic, ...], info: ValidationInfo) -> tuple[Nic, ...]:
        if len(value) > 1 and known(info, "dialect") == Dialect.UPSTREAM:
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
        """The same, its users without passwords."""
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


class Rename(Change):
    """Give an instance another name."""

    name: NewName

    def _call(self, target: str) -> Call:
        """`PATCH /instances/{id}` of the name alone: a key more would change the group."""
        return Call("PATCH", instance_path(target), {"instance": {"name": self.name}})


class Restart(Change):
    """Restart the database of an instance."""

    def _call(self, target: str) -> Call:
        """`POST /instances/{id}/action`."""
        return Call("POST", instance_path(target, "action"), {"restart": {}})


class ResizeFlavor(Change):
    """Give an instance another flavor. Context: `flavor_id` it has, `flavors` there are."""

    flavor_id: FlavorId

    def _call(self, target: str) -> Call:
        """`POST /instances/{id}/action`."""
        body: JsonObject = {"resize": {"flavorRef": self.flavor_id}}
        return Call("POST", instance_path(target, "action"), body)


class ResizeVolume(Change):
    """Give an instance a larger volume. Context: `volume_size` it has, in GB."""

    size: Gigabytes
    """In GB."""

    def _call(self, target: str) -> Call:
        """`POST /instances/{id}/action`."""
        body: JsonObject = {"resize": {"volume": {"size": self.size}}}
        return Call("POST", instance_path(target, "action"), body)


class DeleteInstance(Change):
    """Delete an instance and all that is in it."""

    def _call(self, target: str) -> Call:
        """`DELETE /instances/{id}`."""
        return Call("DELETE", instance_path(target))


class AttachGroup(Change):
    """Attach a configuration group to an instance that has none."""

    configuration_id: Given

    def _call(self, target: str) -> Call:
        """`PUT /instances/{id}`."""
        body: JsonObject = {"instance": {"configuration": self.configuration_id}}
        return Call("PUT", instance_path(target), body)


class DetachGroup(Change):
    """Detach the configuration group from an instance."""

    def _call(self, target: str) -> Call:
        """`PUT /instances/{id}` of nothing: what is not named is detached."""
        return Call("PUT", instance_path(target), {"instance": {}})
