"""The changes there are, by name: for whoever tells them apart before anybody asks for one.

The requests themselves come with pydantic, which the first rows would have to wait for.
"""

from __future__ import annotations

from enum import StrEnum


class RequestName(StrEnum):
    """What a request does; its value is the name of its class in `requests`."""

    CREATE_INSTANCE = "CreateInstance"
    RENAME = "Rename"
    RESTART = "Restart"
    RESIZE_FLAVOR = "ResizeFlavor"
    RESIZE_VOLUME = "ResizeVolume"
    DELETE_INSTANCE = "DeleteInstance"
    ATTACH_GROUP = "AttachGroup"
    DETACH_GROUP = "DetachGroup"
    CREATE_DATABASES = "CreateDatabases"
    DELETE_DATABASE = "DeleteDatabase"
    CREATE_USERS = "CreateUsers"
    DELETE_USER = "DeleteUser"
    CREATE_GROUP = "CreateGroup"
    UPDATE_GROUP = "UpdateGroup"
    DELETE_GROUP = "DeleteGroup"
    UPDATE_QUOTAS = "UpdateQuotas"


OF_GROUPS = frozenset({RequestName.ATTACH_GROUP, RequestName.DETACH_GROUP})
"""What changes which configuration group an instance has."""
INSIDE = frozenset(
    {
        RequestName.CREATE_DATABASES,
        RequestName.DELETE_DATABASE,
        RequestName.CREATE_USERS,
        RequestName.DELETE_USER,
    }
)
"""Changes inside an instance's database."""
AT_ONCE = frozenset(
    {
        RequestName.CREATE_GROUP,
        RequestName.UPDATE_GROUP,
        RequestName.DELETE_GROUP,
        RequestName.UPDATE_QUOTAS,
    }
)
"""Changes that are done when they are accepted."""
READ_BACK = INSIDE | AT_ONCE
"""Changes that no instance's status shows: what they are about is read again."""
