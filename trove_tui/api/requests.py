"""What can be asked for, with the servers' own rules: forms are made from these.

What a rule needs to know of now comes as validation context:
`ResizeVolume.model_validate({"size": 20}, context={"volume_size": 10})`. Keys that are
understood, each optional: `volume_size`, `flavor_id`, `flavors` (ids), `dialect`,
`datastore_type`, `datastore_version`, `parameters` (`Parameter` by name).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from trove_tui.api import rules
from trove_tui.api.call import Call, Dialect, Json, JsonObject, segment, user_segment
from trove_tui.api.errors import BadRequest
from trove_tui.api.group_values import GroupValue, is_hidden
from trove_tui.api.request_names import RequestName
from trove_tui.api.sending import (
    AnyText,
    DatabaseName,
    FlavorId,
    Gigabytes,
    Given,
    Host,
    Maybe,
    MaybeText,
    Name,
    NewName,
    Password,
    at_least_one,
    field_errors,
    known,
    raise_for,
    raise_for_hidden,
    values_by_parameter,
)
from trove_tui.api.text import wire

__all__ = [
    "AttachGroup", "Call", "CreateDatabases", "CreateGroup", "CreateInstance", "CreateUsers",
    "DeleteDatabase", "DeleteGroup", "DeleteInstance", "DeleteUser", "DetachGroup", "Dialect",
    "Json", "JsonObject", "NewDatabase", "NewUser", "Nic", "Rename", "Request", "ResizeFlavor",
    "ResizeVolume", "Restart", "UpdateGroup", "UpdateQuotas", "field_errors",
]  # fmt: skip


class Request(BaseModel):
    """A change, with everything it needs but the thing it is done to."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )

    known_as: ClassVar[RequestName | None] = None
    """What tells it apart; None for what somebody adds."""
    dialectal: ClassVar[bool] = False
    """Whether the dialects differ in how it is sent, so that it must be known."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if cls.__module__ == __name__:
            cls.known_as = RequestName(cls.__name__)

    def call(self, target: str | None, dialect: Dialect) -> Call:
        """What goes over the wire. `target` is the id it is done to; None for what is created.

        Raises:
            ValueError: there is no target.
            NoAddress: it can't be one.
        """
        del dialect  # most are sent alike to either
        if target is None:
            raise ValueError("It needs the id of what it is done to.")
        segment(target)
        return self._call(target)

    def _call(self, target: str) -> Call:
        raise NotImplementedError

    def without_secrets(self) -> Self:
        """The same, to be remembered: without the passwords in it."""
        return self


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


class NewDatabase(BaseModel):
    """A database to create."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: DatabaseName
    character_set: Maybe = None
    collate: Maybe = None

    def body(self) -> JsonObject:
        """As servers take it."""
        return _set({"name": self.name, "character_set": self.character_set,
                     "collate": self.collate})  # fmt: skip


class NewUser(BaseModel):
    """A user to create, and the databases they may use."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )

    name: Annotated[AnyText, AfterValidator(rules.user_name)]
    password: Password
    host: Host = None
    """None is `%`: anywhere."""
    databases: tuple[AnyText, ...] = ()

    def without_secrets(self) -> NewUser:
        """The same without the password."""
        return self.model_copy(update={"password": SecretStr("")})

    def body(self) -> JsonObject:
        """As servers take it; the password stays wrapped until it is sent."""
        return _set({
            "name": self.name,
            "password": self.password,
            "host": self.host,
            "databases": [{"name": name} for name in self.databases],
        })  # fmt: skip


class CreateInstance(Request):
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
        wrong = _wrong_databases(self.databases, self.datastore_type)
        wrong |= _wrong_users(self.users, self.datastore_version)
        for place, user in enumerate(self.users):
            missing = [name for name in user.databases if name not in created]
            if missing:
                wrong[f"users.{place}.databases"] = f"{missing[0]} is not among those created."
        raise_for(wrong)
        return self

    def without_secrets(self) -> Self:
        """The same, its users without passwords."""
        return self.model_copy(update={"users": _without_secrets(self.users)})

    def call(self, target: str | None, dialect: Dialect) -> Call:
        """`POST /instances`."""
        del target
        return Call("POST", ("instances",), {"instance": _set({
            "name": self.name,
            "flavorRef": self.flavor_id,
            "volume": {"size": self.volume_size},
            "datastore": _datastore(self),
            "databases": [database.body() for database in self.databases],
            "users": [user.body() for user in self.users],
            "nics": [nic.body(dialect) for nic in self.nics],
            "availability_zone": self.availability_zone,
            "configuration": self.configuration_id,
        })})  # fmt: skip


class Rename(Request):
    """Give an instance another name."""

    name: NewName

    def _call(self, target: str) -> Call:
        """`PATCH /instances/{id}` of the name alone: a key more would change the group."""
        return Call("PATCH", _instance(target), {"instance": {"name": self.name}})


class Restart(Request):
    """Restart the database of an instance."""

    def _call(self, target: str) -> Call:
        """`POST /instances/{id}/action`."""
        return Call("POST", _instance(target, "action"), {"restart": {}})


class ResizeFlavor(Request):
    """Give an instance another flavor. Context: `flavor_id` it has, `flavors` there are."""

    flavor_id: FlavorId

    def _call(self, target: str) -> Call:
        """`POST /instances/{id}/action`."""
        body: JsonObject = {"resize": {"flavorRef": self.flavor_id}}
        return Call("POST", _instance(target, "action"), body)


class ResizeVolume(Request):
    """Give an instance a larger volume. Context: `volume_size` it has, in GB."""

    size: Gigabytes
    """In GB."""

    def _call(self, target: str) -> Call:
        """`POST /instances/{id}/action`."""
        body: JsonObject = {"resize": {"volume": {"size": self.size}}}
        return Call("POST", _instance(target, "action"), body)


class DeleteInstance(Request):
    """Delete an instance and all that is in it."""

    def _call(self, target: str) -> Call:
        """`DELETE /instances/{id}`."""
        return Call("DELETE", _instance(target))


class AttachGroup(Request):
    """Attach a configuration group to an instance that has none."""

    configuration_id: Given

    def _call(self, target: str) -> Call:
        """`PUT /instances/{id}`."""
        body: JsonObject = {"instance": {"configuration": self.configuration_id}}
        return Call("PUT", _instance(target), body)


class DetachGroup(Request):
    """Detach the configuration group from an instance."""

    def _call(self, target: str) -> Call:
        """`PUT /instances/{id}` of nothing: what is not named is detached."""
        return Call("PUT", _instance(target), {"instance": {}})


class CreateDatabases(Request):
    """Create databases in an instance. Context: `datastore_type` it runs."""

    databases: Annotated[tuple[NewDatabase, ...], AfterValidator(at_least_one)]

    @model_validator(mode="after")
    def _fit_together(self, info: ValidationInfo) -> CreateDatabases:
        raise_for(_wrong_databases(self.databases, known(info, "datastore_type")))
        return self

    def _call(self, target: str) -> Call:
        """`POST /instances/{id}/databases`."""
        body: JsonObject = {"databases": [database.body() for database in self.databases]}
        return Call("POST", _instance(target, "databases"), body)


class DeleteDatabase(Request):
    """Delete a database of an instance, and all that is in it."""

    name: Given

    def _call(self, target: str) -> Call:
        """`DELETE /instances/{id}/databases/{name}`."""
        return Call("DELETE", _instance(target, "databases", self.name))

    def warning(self, dialect: Dialect) -> str | None:
        """Why it will probably fail, where it will: the server reads some names as others."""
        sent = wire(self.name)
        if dialect is Dialect.UPSTREAM and (not sent.isascii() or set("./") & set(sent)):
            return "This server can't delete a database with . or / or beyond ASCII in its name."
        return None


class CreateUsers(Request):
    """Create users of an instance's databases. Context: `datastore_version` it runs."""

    users: Annotated[tuple[NewUser, ...], AfterValidator(at_least_one)]

    @model_validator(mode="after")
    def _fit_together(self, info: ValidationInfo) -> CreateUsers:
        raise_for(_wrong_users(self.users, known(info, "datastore_version")))
        return self

    def without_secrets(self) -> Self:
        """The same, its users without passwords."""
        return self.model_copy(update={"users": _without_secrets(self.users)})

    def _call(self, target: str) -> Call:
        """`POST /instances/{id}/users`."""
        body: JsonObject = {"users": [user.body() for user in self.users]}
        return Call("POST", _instance(target, "users"), body)


class DeleteUser(Request):
    """Delete a user of an instance's databases."""

    name: Given
    host: Maybe = None
    """None is `%`. The same name from another host is another user."""

    def _call(self, target: str) -> Call:
        """`DELETE /instances/{id}/users/{name}`."""
        return Call("DELETE", _instance(target, "users", user_segment(self.name, self.host or "%")))


class CreateGroup(Request):
    """Create a configuration group. Context: `parameters` of its datastore version."""

    name: NewName
    description: MaybeText = None
    datastore_type: Given
    datastore_version: Given
    """Its name, or its id."""
    datastore_version_id: Maybe = None
    """Sent instead of the name where it is known: two versions can have the same one."""
    values: Mapping[str, GroupValue]

    @field_validator("values", mode="wrap")
    @classmethod
    def _of_their_types(cls, value: object, _: object, info: ValidationInfo) -> object:
        return values_by_parameter(value, info)

    @model_validator(mode="after")
    def _nothing_hidden(self) -> CreateGroup:
        raise_for_hidden(self.values)
        return self

    def call(self, target: str | None, dialect: Dialect) -> Call:
        """`POST /configurations`."""
        del target, dialect
        return Call("POST", ("configurations",), {"configuration": _set({
            "name": self.name,
            "description": self.description,
            "datastore": _datastore(self),
        }) | {"values": self.values}})  # fmt: skip


class UpdateGroup(Request):
    """Change a configuration group. Context: `dialect`, `parameters` of its datastore version.

    A PUT replaces all: what is left out is dropped, and what a server hides would be overwritten
    with what it shows instead. Upstream takes the changed values alone, too (it can't take one
    away so: null is of no parameter's type); hidden ones stay what they are then.
    """

    dialectal = True

    name: Name
    description: Maybe = None
    values: Mapping[str, GroupValue]
    """All that it is to have, freshly read but for what is changed."""
    changed: tuple[str, ...] = ()
    """The parameters whose values are all that changes; none where its name or description does,
    or a value is taken away."""

    @field_validator("values", mode="wrap")
    @classmethod
    def _of_their_types(cls, value: object, _: object, info: ValidationInfo) -> object:
        return values_by_parameter(value, info)

    @model_validator(mode="after")
    def _nothing_hidden(self, info: ValidationInfo) -> UpdateGroup:
        raise_for_hidden(self.sent(known(info, "dialect")))
        return self

    def merges(self, dialect: Dialect | None) -> bool:
        """Whether the values that change are all that is sent."""
        return bool(self.changed) and dialect == Dialect.UPSTREAM

    def sent(self, dialect: Dialect | None) -> Mapping[str, GroupValue]:
        """The values that are sent."""
        if self.merges(dialect):
            return {name: self.values[name] for name in self.changed if name in self.values}
        return self.values

    def call(self, target: str | None, dialect: Dialect) -> Call:
        """`PATCH /configurations/{id}` of what changes, or `PUT` of all.

        Raises:
            BadRequest: a value in it is hidden: it was made for another dialect.
            ValueError: there is no target.
            NoAddress: it can't be one.
        """
        if target is None:
            raise ValueError("It needs the id of what it is done to.")
        segment(target)
        values, segments = self.sent(dialect), ("configurations", target)
        if hidden := next((name for name, value in values.items() if is_hidden(value)), None):
            raise BadRequest("The server hides its value: type it anew.", field=f"values.{hidden}")
        if self.merges(dialect):
            return Call("PATCH", segments, {"configuration": {"values": values}})
        told = _set({"name": self.name, "description": self.description})
        return Call("PUT", segments, {"configuration": {**told, "values": values}})


class DeleteGroup(Request):
    """Delete a configuration group that no instance has attached."""

    def _call(self, target: str) -> Call:
        """`DELETE /configurations/{id}`."""
        return Call("DELETE", ("configurations", target))


class UpdateQuotas(Request):
    """Set a project's quotas; those not named stay. The target is the project."""

    limits: Mapping[str, int]
    """By resource; -1 is unlimited."""

    @field_validator("limits", mode="wrap")
    @classmethod
    def _whole_numbers(cls, value: object, _: object) -> object:
        if not isinstance(value, Mapping) or not value:
            raise ValueError("Name at least one quota.")
        whole = {name: isinstance(limit, int) and not isinstance(limit, bool) and limit >= -1
                 for name, limit in value.items()}  # fmt: skip
        wrong = [name for name, right in whole.items() if not right]
        raise_for(dict.fromkeys(wrong, "A whole number, or -1 for unlimited."))
        return dict(value)

    def _call(self, target: str) -> Call:
        """`PUT /mgmt/quotas/{project}`."""
        return Call("PUT", ("mgmt", "quotas", target), {"quotas": self.limits})


def _without_secrets(users: tuple[NewUser, ...]) -> tuple[NewUser, ...]:
    return tuple(user.without_secrets() for user in users)


def _datastore(request: CreateInstance | CreateGroup) -> Json:
    version = request.datastore_version_id or request.datastore_version
    return {"type": request.datastore_type, "version": version}


def _instance(target: str, *rest: str) -> tuple[str, ...]:
    return ("instances", target, *rest)


def _set(told: dict[str, Json]) -> dict[str, Json]:
    """Only what is set: servers refuse null and "", or take them for an order."""
    return {key: value for key, value in told.items() if value not in (None, "", [])}


def _wrong_databases(databases: tuple[NewDatabase, ...], store: str | None) -> dict[str, str]:
    wrong: dict[str, str] = {}
    seen: set[str] = set()
    for place, database in enumerate(databases):
        try:
            rules.database_of(store, database.name)
        except ValueError as error:
            wrong[f"databases.{place}.name"] = str(error)
        if database.name in seen:
            wrong[f"databases.{place}.name"] = "It is there twice."
        seen.add(database.name)
    return wrong


def _wrong_users(users: tuple[NewUser, ...], datastore_version: str | None) -> dict[str, str]:
    longest = rules.longest_user_name(datastore_version)
    wrong: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    for place, user in enumerate(users):
        who = (user.name, user.host or "%")
        try:
            rules.user_name(user.name, longest)
        except ValueError as error:
            wrong[f"users.{place}.name"] = str(error)
        if who in seen:
            wrong[f"users.{place}.name"] = "It is there twice."
        seen.add(who)
    return wrong
