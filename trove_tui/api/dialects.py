"""The server's dialect, by members that only upstream's answers have. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from trove_tui.api.models import Datastore, Group, Instance
from trove_tui.api.record import Row


def _keys(*names: str) -> re.Pattern[str]:
    # In JSON, what stands in quotes before a colon is a key: a value's own quotes are escaped.
    return re.compile(rf'"(?:{"|".join(names)})"\s*:')


# Members see neither `active` nor `image`, and a datastore need not have a default version.
_SIGNS: Mapping[type[Row], re.Pattern[str]] = {
    Instance: _keys("operating_status", "region", "access", "service_status_updated"),
    Datastore: _keys("default_version", "version", "active", "image"),
    Group: _keys("datastore_version_number"),
}


def tells_upstream(row: Row) -> bool:
    """Whether a row has a member that only upstream sends. Without one it may be upstream's too."""
    signs = _SIGNS.get(type(row))
    return signs is not None and signs.search(row.source) is not None
