"""What servers answer as frozen values, of either dialect and any release.

Each is made from an answer's JSON (`Instance.of(body)`), or from its own fields. Unknown keys
are ignored; a row's `source` keeps them for whoever wants to see all that was sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Self

from trove_tui.api import coerce
from trove_tui.api.group_values import GroupValue, group_values
from trove_tui.api.parts import Access as Access
from trove_tui.api.parts import DatastoreRef as DatastoreRef
from trove_tui.api.parts import Fault as Fault
from trove_tui.api.parts import GroupRef as GroupRef
from trove_tui.api.parts import Volume as Volume
from trove_tui.api.record import Elements, Record, Row, members


class Instance(Row):
    """A database instance. None where the answer lacks a field."""

    id: str
    name: str = ""
    status: str = ""
    """The server's state of it."""
    operating_status: str | None = None
    """The database's own state, upstream; empty while a task runs."""
    created: datetime | None = None
    updated: datetime | None = None
    flavor_id: str | None = None
    volume: Volume | None = None
    datastore: DatastoreRef | None = None
    addresses: tuple[str, ...] = ()
    """Each once, in the server's order."""
    address_types: tuple[str, ...] = ()
    """Of each address: `private`, `public`, its network's name, or empty."""
    hostname: str | None = None
    configuration: GroupRef | None = None
    subnet_id: str | None = None
    tenant_id: str | None = None
    user_id: str | None = None
    fault: Fault | None = None
    deleted: bool = False
    replica_of: str | None = None
    replicas: tuple[str, ...] = ()
    local_storage: Volume | None = None
    """Upstream, where instances have no volumes: what is used of the server's own disk."""
    access: Access | None = None
    region: str | None = None
    server_id: str | None = None
    """Upstream: Nova's id of the server it runs on."""
    host: str | None = None
    """Upstream, for administrators: the machine that server is on."""
    volume_id: str | None = None
    """Upstream: Cinder's id of its volume."""
    encrypted_rpc_messaging: bool | None = None
    """Upstream: whether its guest agent is spoken with by a key of its own."""

    @classmethod
    def of(cls, value: object) -> Self:
        """Read one from JSON. Raises ValueError if it has no id."""
        get = members(value)
        addresses = coerce.addresses(get("ip"), get("addresses"))
        server = get("server")
        return cls(
            id=coerce.identifier(get("id")),
            name=coerce.any_text(get("name")),
            status=coerce.any_text(get("status")),
            operating_status=coerce.maybe_text(get("operating_status")),
            created=coerce.time(get("created")),
            updated=coerce.time(get("updated")),
            flavor_id=coerce.id_of(get("flavor_id", get("flavor"))),
            volume=Volume.of(get("volume")),
            datastore=DatastoreRef.of(get("datastore")),
            addresses=tuple(addresses),
            address_types=tuple(addresses.values()) if any(addresses.values()) else (),
            hostname=coerce.maybe_text(get("hostname")),
            configuration=GroupRef.of(get("configuration")),
            subnet_id=coerce.maybe_text(get("subnet_id")),
            tenant_id=coerce.maybe_text(get("tenant_id")),
            user_id=coerce.maybe_text(get("user_id")),
            fault=Fault.of(get("fault")),
            deleted=coerce.flag(get("deleted")),
            replica_of=coerce.id_of(get("replica_of", get("slave_of"))),
            replicas=coerce.ids_of(get("replicas")),
            local_storage=Volume.of(get("local_storage")),
            access=Access.of(get("access")),
            region=coerce.maybe_text(get("region")),
            server_id=coerce.maybe_text(get("server_id")),
            host=coerce.maybe_text(server.get("host")) if isinstance(server, Mapping) else None,
            volume_id=coerce.maybe_text(get("volume_id")),
            encrypted_rpc_messaging=coerce.maybe_flag(get("encrypted_rpc_messaging")),
        )


class InstanceRef(Row):
    """An instance as a configuration group names it."""

    id: str
    name: str = ""

    @classmethod
    def of(cls, value: object) -> Self:
        """Read one from JSON. Raises ValueError if it has no id."""
        get = members(value)
        return cls(id=coerce.identifier(get("id")), name=coerce.any_text(get("name")))


class Flavor(Row):
    """A size that an instance can have."""

    id: str
    name: str = ""
    ram: int | None = None
    """In MB."""
    vcpus: int | None = None
    local_storage: int | float | None = None
    """In GB; upstream, where instances have no volumes."""

    @classmethod
    def of(cls, value: object) -> Self:
        """Read one from JSON. Raises ValueError if it has no id."""
        get = members(value)
        return cls(
            id=coerce.identifier(get("str_id"), get("id")),
            name=coerce.any_text(get("name")),
            ram=coerce.whole(get("ram")),
            vcpus=coerce.whole(get("vcpus")),
            local_storage=coerce.amount(get("local_storage")),
        )


class Database(Row):
    """A database inside an instance."""

    name: str

    @classmethod
    def of(cls, value: object) -> Self:
        """Read one from JSON. Raises ValueError if it has no name."""
        return cls(name=coerce.text(members(value)("name")))


class User(Row):
    """A user of the databases of an instance."""

    name: str
    host: str = "%"
    """Where they may connect from; `%` is anywhere. Empty where the server's value is no host."""
    hosts: tuple[str, ...] = ()
    """All of them where there are several. Then no request can name the user by one of them."""
    databases: tuple[str, ...] = ()

    @classmethod
    def of(cls, value: object) -> Self:
        """Read one from JSON. Raises ValueError if it has no name."""
        get = members(value)
        hosts = coerce.hosts(get("host"))
        return cls(
            name=coerce.text(get("name")),
            host=", ".join(hosts),
            hosts=hosts if len(hosts) > 1 else (),
            databases=coerce.names_of(get("databases")),
        )


class DatastoreVersion(Record):
    """A version of a datastore that instances can be made of."""

    id: str
    name: str = ""
    number: str | None = None
    """Upstream: of the software in it. Two of one name differ in it."""
    active: bool | None = None
    """Upstream: whether new instances can be made of it."""

    @classmethod
    def many(cls, value: object) -> Iterator[DatastoreVersion]:
        """Those of a list that can be named: by their id, else by their name."""
        for version in value if isinstance(value, (list, tuple)) else ():
            if not isinstance(version, Mapping):
                continue
            name = coerce.any_text(version.get("name"))
            if version_id := coerce.maybe_text(version.get("id")) or name:
                yield cls(
                    id=version_id,
                    name=name,
                    number=coerce.maybe_text(version.get("version")),
                    active=coerce.maybe_flag(version.get("active")),
                )


class Datastore(Row):
    """A kind of database the server offers."""

    id: str
    name: str = ""
    versions: tuple[DatastoreVersion, ...] = ()
    default_version: str | None = None
    """Upstream: the id of the version that is used where none is named."""

    @classmethod
    def of(cls, value: object) -> Self:
        """Read one from JSON. Raises ValueError if it has no id."""
        get = members(value)
        return cls(
            id=coerce.identifier(get("id")),
            name=coerce.any_text(get("name")),
            versions=tuple(DatastoreVersion.many(get("versions"))),
            default_version=coerce.maybe_text(get("default_version")),
        )


class Parameter(Row):
    """A setting that a datastore version lets a configuration group set."""

    name: str
    type: str = ""
    """integer, string, boolean, float or list."""
    min: int | float | None = None
    max: int | float | None = None
    """Exact, also beyond 64 bits. None, too, where no number could be within both."""
    restart_required: bool = False
    datastore_version_id: str | None = None

    @classmethod
    def of(cls, value: object) -> Self:
        """Read one from JSON. Raises ValueError if it has no name."""
        get = members(value)
        low, high = coerce.number(get("min")), coerce.number(get("max"))
        is_empty = low is not None and high is not None and low > high
        return cls(
            name=coerce.text(get("name")),
            type=coerce.any_text(get("type")),
            min=None if is_empty else low,
            max=None if is_empty else high,
            restart_required=coerce.flag(get("restart_required")),
            datastore_version_id=coerce.maybe_text(get("datastore_version_id")),
        )


class Group(Row):
    """A configuration group: values for parameters, to be attached to instances."""

    id: str
    name: str = ""
    description: str | None = None
    datastore_name: str | None = None
    datastore_version_name: str | None = None
    datastore_version_id: str | None = None
    datastore_version_number: str | None = None
    created: datetime | None = None
    updated: datetime | None = None
    values: Mapping[str, GroupValue] | None = None
    """As they came, names too: not safe to show. None where the answer has none, as in lists."""
    instance_count: int | None = None

    @classmethod
    def of(cls, value: object) -> Self:
        """Read one from JSON. Raises ValueError if it has no id, or a value is odd."""
        get = members(value)
        return cls(
            id=coerce.identifier(get("id")),
            name=coerce.any_text(get("name")),
            description=coerce.maybe_text(get("description")),
            datastore_name=coerce.maybe_text(get("datastore_name")),
            datastore_version_name=coerce.maybe_text(get("datastore_version_name")),
            datastore_version_id=coerce.maybe_text(get("datastore_version_id")),
            datastore_version_number=coerce.maybe_text(get("datastore_version_number")),
            created=coerce.time(get("created")),
            updated=coerce.time(get("updated")),
            values=group_values(get("values")),
            instance_count=coerce.whole(get("instance_count")),
        )


class Quota(Record):
    """How much of a resource a project uses, and may use. None where the answer lacks it."""

    resource: str
    in_use: int | float | None = None
    limit: int | None = None
    """-1 is unlimited."""
    reserved: int | float | None = None

    @classmethod
    def many(cls, value: object) -> Elements[Quota]:
        """The quotas in an answer: a list, or an object of objects or of limits, by resource."""
        if isinstance(value, Mapping):
            return Elements(
                cls._of(resource, quota if isinstance(quota, Mapping) else {"limit": quota})
                for resource, quota in value.items()
            )
        elements = value if isinstance(value, (list, tuple)) else ()
        quotas = [
            cls._of(quota.get("resource"), quota)
            for quota in elements
            if isinstance(quota, Mapping) and coerce.maybe_text(quota.get("resource")) is not None
        ]
        left_out = len(elements) - len(quotas)
        return Elements(quotas, f"{left_out} left out: no name" if left_out else "")

    @classmethod
    def _of(cls, resource: object, members: Mapping[str, object]) -> Quota:
        return cls(
            resource=coerce.text(resource),
            in_use=coerce.amount(members.get("in_use")),
            limit=coerce.whole(members.get("limit")),
            reserved=coerce.amount(members.get("reserved")),
        )


class Limits(Record):
    """A project's maxima, as its members may read them."""

    maxima: Mapping[str, int] = MappingProxyType({})
    """By resource, without `max_`; -1 is unlimited."""

    @classmethod
    def of(cls, value: object) -> Limits:
        """The maxima in an answer's list of limits; its rates of requests are left out."""
        elements = value if isinstance(value, (list, tuple)) else ()
        maxima = {
            coerce.any_text(key.removeprefix("max_")): number
            for limits in elements
            if isinstance(limits, Mapping)
            for key, limit in limits.items()
            if key.startswith("max_") and (number := coerce.whole(limit)) is not None
        }
        return cls(maxima=maxima)
