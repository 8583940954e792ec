"""What each request's body must look like, in each dialect."""

from __future__ import annotations

from trove_tui.simulator.dialect import Dialect
from trove_tui.simulator.schema import Schema


def _object(*required: str, closed: bool = False, **properties: Schema) -> Schema:
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": not closed,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


_NAME: Schema = {
    "type": "string",
    "minLength": 1,
    "maxLength": 255,
    "pattern": "^.*[0-9a-zA-Z]+.*$",
}
_UUID: Schema = {
    "type": "string",
    "minLength": 1,
    "maxLength": 64,
    "pattern": "^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}"
    "-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$",
}
_USER_NAME: Schema = {"type": "string", "minLength": 1, "pattern": "^.*[0-9a-zA-Z]+.*$"}
_HOST: Schema = {"type": "string", "minLength": 1, "pattern": r"^[%]?[\w(-).]*[%]?$"}
_SIZE: Schema = {
    "oneOf": [
        {"type": "integer", "minimum": 1},
        {"type": "string", "minLength": 1, "maxLength": 40, "pattern": "^0*[1-9]+[0-9]*$"},
    ]
}
_VOLUME = _object("size", size=_SIZE)
_FLAVOR: Schema = {"oneOf": [_NAME, {"type": "integer"}]}
_DATASTORE = _object(type=_NAME, version=_NAME, version_number=_NAME)
_DATABASE = _object("name", name=_NAME, character_set=_NAME, collate=_NAME)
_USER = _object(
    "name",
    "password",
    name=_USER_NAME,
    password=_NAME,
    host=_HOST,
    databases=_list(_object("name", name=_NAME)),
)
_STRING_OR_NULL: Schema = {"oneOf": [{"type": "string"}, {"type": "null"}]}
_NICS: dict[Dialect, Schema] = {
    Dialect.SPEC: {"type": "array", "items": {"type": "object"}},
    Dialect.UPSTREAM: {
        "type": "array",
        "maxItems": 1,
        "items": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "net-id": _UUID,
                "network_id": _UUID,
                "subnet_id": _UUID,
                "ip_address": {"type": "string", "pattern": r"^(?:[0-9]{1,3}\.){3}[0-9]{1,3}$"},
            },
        },
    },
}
_GROUP_OF_INSTANCE: dict[Dialect, Schema] = {
    # The specification shows both an id and an href.
    Dialect.SPEC: _STRING_OR_NULL,
    Dialect.UPSTREAM: {"oneOf": [_UUID, {"type": "null"}]},
}

CREATE_DATABASES = _object("databases", databases=_list(_DATABASE))
CREATE_USERS = _object("users", users=_list(_USER))
RESIZE_FLAVOR = _object("resize", resize=_object("flavorRef", flavorRef=_FLAVOR))
RESIZE_VOLUME = _object("resize", resize=_object("volume", volume=_VOLUME))
CREATE_GROUP = _object(
    "configuration",
    configuration=_object(
        "name",
        "values",
        name=_NAME,
        description=_NAME,
        datastore=_DATASTORE,
        values={"type": "object"},
    ),
)
UPDATE_GROUP = _object(
    "configuration",
    configuration=_object(name=_NAME, description=_NAME, values={"type": "object"}),
)
MERGE_GROUP = _object("configuration", configuration=_object(values={"type": "object"}))
UPDATE_QUOTAS = _object("quotas", quotas={"type": "object"})


def create_instance(dialect: Dialect) -> Schema:
    """The schema of `POST /instances`."""
    return _object(
        "instance",
        instance=_object(
            "name",
            name=_NAME,
            flavorRef=_FLAVOR,
            volume=_VOLUME,
            databases=_list(_DATABASE),
            users=_list(_USER),
            availability_zone=_NAME,
            datastore=_DATASTORE,
            nics=_NICS[dialect],
        ),
    )


def modify_instance(dialect: Dialect) -> Schema:
    """What an instance is renamed, and given a group, with."""
    properties: dict[str, Schema] = {"name": _NAME, "configuration": _GROUP_OF_INSTANCE[dialect]}
    return _object("instance", instance=_object(closed=True, **properties))
