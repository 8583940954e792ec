"""What servers answer, as frozen values: of either dialect, of any release.

Each can be made from an answer's JSON (`Instance.model_validate(body)`) or
from its own fields. Unknown keys are ignored; `source` keeps them for whoever
wants to see all that was sent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, PrivateAttr, field_validator, model_validator

from trove_tui.api import reading
from trove_tui.api.reading import (
    AnyText,
    Flag,
    Ids,
    Lines,
    MaybeFlag,
    MaybeId,
    MaybeNumber,
    MaybeReal,
    MaybeText,
    MaybeWhole,
    Names,
    Sentence,
    Text,
    Time,
    Values,
)
from trove_tui.api.text import json_text

_SECRET_WORDS = ("password", "adminpass", "secret", "token")
_MASK = "********"


class Answer(BaseModel):
    """A value out of an answer. Two are equal when their fields are."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__


class Row(Answer):
    """A value that is listed or shown by itself, and so has a text of its own."""

    _source: str = PrivateAttr(default="")

    @property
    def source(self) -> str:
        """The JSON the server sent, safe to show, passwords masked. Empty if it came otherwise."""
        return self._source

    @classmethod
    def read(cls, value: object, source: str) -> Self:
        """Make one of the JSON value that `source` is the text of.

        Raises:
            pydantic.ValidationError: it lacks what it can't be without, such as an id.
        """
        row = cls.model_validate(value)
        row._source = _masked(json_text(source))
        return row


class Volume(Answer):
    """The disk of an instance."""

    size: MaybeWhole = None
    """In GB."""
    used: MaybeReal = None
    """In GB; lists of the specification's servers don't tell."""

    @property
    def used_percent(self) -> float | None:
        """How full it is, 0 to 100 (or more); None where it is not known."""
        return None if self.used is None or not self.size else 100 * self.used / self.size


class DatastoreRef(Answer):
    """Which database an instance runs."""

    type: AnyText = ""
    version: MaybeText = None


class GroupRef(Answer):
    """The configuration group attached to an instance."""

    id: Text
    name: MaybeText = None


class Fault(Answer):
    """What last went wrong with an instance; it may be old, or a request that was refused."""

    message: Sentence = ""
    created: Time = None
    details: Lines = ""
    """A traceback, for administrators. Several lines."""


class Instance(Row):
    """A database instance. None is what this answer does not tell."""

    id: Text
    name: AnyText = ""
    status: AnyText = ""
    """The server's state of it."""
    operating_status: MaybeText = None
    """The database's own state, upstream; empty while a task runs."""
    created: Time = None
    updated: Time = None
    flavor_id: MaybeId = None
    volume: Volume | None = None
    datastore: DatastoreRef | None = None
    addresses: tuple[str, ...] = ()
    """Each once, in the server's order."""
    hostname: MaybeText = None
    configuration: GroupRef | None = None
    subnet_id: MaybeText = None
    tenant_id: MaybeText = None
    user_id: MaybeText = None
    fault: Fault | None = None
    deleted: Flag = False
    replica_of: MaybeId = None
    replicas: Ids = ()

    @model_validator(mode="before")
    @classmethod
    def _from_wire(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        read = dict(data)
        read.setdefault("flavor_id", data.get("flavor"))
        read.setdefault("replica_of", data.get("slave_of"))
        read["addresses"] = reading.addresses(data.get("ip"), data.get("addresses"))
        return read

    @field_validator("volume", "datastore", "fault", mode="before")
    @classmethod
    def _objects_only(cls, value: object) -> object:
        return value if isinstance(value, (Mapping, Answer)) else None

    @field_validator("datastore", mode="before")
    @classmethod
    def _named_datastores_only(cls, value: object) -> object:
        nameless = isinstance(value, Mapping) and not (value.get("type") or value.get("version"))
        return None if nameless else value

    @field_validator("configuration", mode="before")
    @classmethod
    def _group(cls, value: object) -> object:
        if isinstance(value, GroupRef):
            return value
        group_id = reading.id_of(value)
        name = value.get("name") if isinstance(value, Mapping) else None
        return None if group_id is None else GroupRef(id=group_id, name=reading.maybe_text(name))


class InstanceRef(Row):
    """An instance as a configuration group names it."""

    id: Text
    name: AnyText = ""


class Flavor(Row):
    """A size that an instance can have."""

    id: Text
    name: AnyText = ""
    ram: MaybeWhole = None
    """In MB."""
    vcpus: MaybeWhole = None

    @model_validator(mode="before")
    @classmethod
    def _from_wire(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        return {**data, "id": reading.id_of(data)}


class Database(Row):
    """A database inside an instance."""

    name: Text


class User(Row):
    """A user of the databases of an instance."""

    name: Text
    host: AnyText = "%"
    """Where they may connect from; `%` is anywhere."""
    databases: Names = ()

    @field_validator("host", mode="after")
    @classmethod
    def _anywhere(cls, value: str) -> str:
        return value or "%"


class DatastoreVersion(Answer):
    """A version of a datastore that instances can be made of."""

    id: Text
    name: AnyText = ""
    active: MaybeFlag = None
    """Upstream: whether new instances can be made of it."""


class Datastore(Row):
    """A kind of database the server offers."""

    id: Text
    name: AnyText = ""
    versions: tuple[DatastoreVersion, ...] = ()
    default_version: MaybeText = None
    """Upstream: the id of the version that is meant where none is named."""

    @field_validator("versions", mode="before")
    @classmethod
    def _named_versions_only(cls, value: object) -> object:
        found = value if isinstance(value, (list, tuple)) else ()
        return tuple(
            one
            for one in found
            if isinstance(one, DatastoreVersion)
            or (isinstance(one, Mapping) and reading.maybe_text(one.get("id")))
        )


class Parameter(Row):
    """A setting that a datastore version lets a configuration group set."""

    name: Text
    type: AnyText = ""
    """integer, string, boolean, float or list."""
    min: MaybeNumber = None
    max: MaybeNumber = None
    """Exact, also beyond 64 bits."""
    restart_required: Flag = False
    datastore_version_id: MaybeText = None


class Group(Row):
    """A configuration group: values for parameters, to be attached to instances."""

    id: Text
    name: AnyText = ""
    description: MaybeText = None
    datastore_name: MaybeText = None
    datastore_version_name: MaybeText = None
    datastore_version_id: MaybeText = None
    created: Time = None
    updated: Time = None
    values: Values = None
    """None where it is not told, as in lists."""
    instance_count: MaybeWhole = None


class Quota(Answer):
    """How much of something a project uses, and may use. None is what is not told."""

    resource: Text
    in_use: MaybeWhole = None
    limit: MaybeWhole = None
    """-1 is unlimited."""
    reserved: MaybeWhole = None

    @classmethod
    def many(cls, value: object) -> tuple[Quota, ...]:
        """The quotas in an answer: a list, or an object of objects or of limits, by resource."""
        if isinstance(value, Mapping):
            return tuple(
                cls.model_validate(
                    {**(told if isinstance(told, Mapping) else {"limit": told})}
                    | {"resource": resource}
                )
                for resource, told in value.items()
            )
        listed = value if isinstance(value, (list, tuple)) else ()
        return tuple(
            cls.model_validate(one)
            for one in listed
            if isinstance(one, Mapping) and reading.maybe_text(one.get("resource"))
        )


class Limits(Answer):
    """A project's maxima, as its members are told them."""

    maxima: Mapping[str, int] = {}
    """By resource, without `max_`; -1 is unlimited."""

    @classmethod
    def of(cls, value: object) -> Limits:
        """The maxima in an answer's list of limits; its rates of requests are left out."""
        listed = value if isinstance(value, (list, tuple)) else ()
        found = {
            reading.any_text(key.removeprefix("max_")): number
            for one in listed
            if isinstance(one, Mapping)
            for key, told in one.items()
            if key.startswith("max_") and (number := reading.whole(told)) is not None
        }
        return cls(maxima=found)


def _masked(source: str) -> str:
    lowered = source.lower()
    if not any(word in lowered for word in _SECRET_WORDS):
        return source
    return json.dumps(_without_secrets(json.loads(source)), ensure_ascii=True)


def _without_secrets(value: object) -> object:
    if isinstance(value, dict):
        return {
            key: _MASK if _is_secret(key, told) else _without_secrets(told)
            for key, told in value.items()
        }
    if isinstance(value, list):
        return [_without_secrets(one) for one in value]
    return value


def _is_secret(key: str, value: object) -> bool:
    return isinstance(value, str) and any(word in key.lower() for word in _SECRET_WORDS)
