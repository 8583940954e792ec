"""What the tests of changes ask for."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from trove_tui.api.record import Row
from trove_tui.api.transport import Accepted
from trove_tui.changes.instances import CreateInstance

MISSING = "00000000-0000-4000-8000-000000000000"
VERSIONS = {"spec": "mysql-5.1", "upstream": "5.7.29"}
SUBNET = "d9c5c6eb-38bd-41d4-9bd2-8db25786a64b"
MICRO = "042d5080-bf94-4945-b2a7-8244e4143661"


One = TypeVar("One", bound=Row)


def created(accepted: Accepted, key: str, model: type[One]) -> One:
    """What was created, as the answer tells it."""
    assert isinstance(accepted.body, dict)
    return model.read(accepted.body[key], json.dumps(accepted.body[key]))


def new(dialect: str, **changed: Any) -> CreateInstance:
    """An instance to create."""
    values = {
        "name": "new-db",
        "flavor_id": MICRO,
        "volume_size": 10,
        "datastore_type": "mysql",
        "datastore_version": VERSIONS[dialect],
    }
    return CreateInstance(**{**values, **changed})
