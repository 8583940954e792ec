"""What can be ordered: the specification's nineteen flavors, and the datastores of each dialect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from trove_tui.simulator.dialect import Dialect
from trove_tui.simulator.model import Datastore, Flavor, Parameter, Version
from trove_tui.simulator.parameters import (
    DEFAULTS,
    DEFAULTS_2015,
    MYSQL,
    MYSQL_2015,
    POSTGRESQL,
    POSTGRESQL_DEFAULTS,
)

FLAVORS = (
    Flavor("042d5080-bf94-4945-b2a7-8244e4143661", "micro-2", 1024, 1),
    Flavor("0b7205a8-09c0-44c8-9893-a7b25c054c0d", "memory-1", 4096, 1),
    Flavor("19f0bfab-9102-43ab-86e2-719bb31e4c5d", "memory-2", 8192, 2),
    Flavor("22c493dc-f45f-4d58-82a0-4a35dd746c08", "memory-12", 49152, 12),
    Flavor("2f5a2788-1778-4d21-a4cf-eb4b2866c855", "micro-1", 512, 1),
    Flavor("35a17783-934c-4651-95b4-6a604eafc4a2", "vfw-flavor", 2048, 2),
    Flavor("4337f81d-b19a-4aa1-90b9-bd2644049812", "standard-16", 32768, 16),
    Flavor("6ad3d015-ad51-4d53-b226-1321a6554ee7", "memory-8", 32768, 8),
    Flavor("6b2b3b62-1819-433d-a6fc-db142ad3ab7f", "compute-2", 2048, 2),
    Flavor("6cc97214-b2a7-4030-a11f-793eb90702b6", "compute-4", 4096, 4),
    Flavor("7302947b-d321-46f4-9dd1-a376f86c26ff", "standard-2", 4096, 2),
    Flavor("957e65f9-a128-4d82-aa90-bd896c249168", "standard-4", 8192, 4),
    Flavor("ad462089-f6f8-4d09-9287-0ebd6436929d", "standard-1", 2048, 1),
    Flavor("ae46605c-b4ca-4d4e-92af-bc8322c14ca9", "compute-12", 12288, 12),
    Flavor("c440f972-8fc7-4efc-868b-a1bc32f5eba3", "standard-12", 24576, 12),
    Flavor("e02b81e6-ff24-45cf-bdbe-0dd3056a3e68", "standard-8", 16384, 8),
    Flavor("e0f9798d-a063-497c-9c7a-9be5e5e6c3e1", "memory-4", 16384, 4),
    Flavor("e553b24a-f739-4ca7-9bbf-3c88c2232387", "compute-8", 8192, 8),
    Flavor("ee26e7ad-fe20-4bf7-b5b4-6cd18c5dc5f7", "hillstone1", 1024, 1),
)

RETIRED = Flavor("f1a7c0de-5b1e-4c1a-9d0e-0b501e7ef1a7", "old-standard-2", 4096, 2, listed=False)
"""Sold no longer: instances still have it, but the list of flavors doesn't."""


def _datastore(
    datastore_id: str,
    name: str,
    versions: Mapping[str, str],
    parameters: Mapping[str, Parameter],
    defaults: Mapping[str, str | int],
    inactive: frozenset[str] = frozenset(),
) -> Datastore:
    return Datastore(
        datastore_id,
        name,
        tuple(
            Version(version_id, version, name, parameters, defaults, version not in inactive)
            for version, version_id in versions.items()
        ),
    )


_SPEC = (
    _datastore(
        "4e0ffaeb-5433-4910-8f5e-68d9f6d34d86",
        "mysql",
        {
            "mysql-5.1": "ac79757c-7355-4c6d-89bf-1e8a4a14cdf5",
            "mysql-5.6": "b1c0f9d2-0c56-4f58-8f7a-2f3f0a6f5e56",
        },
        MYSQL_2015,
        DEFAULTS_2015,
    ),
    _datastore(
        "8a4c5f1e-3f0b-4d7a-9a53-6d1c2b7e9f10",
        "mariadb",
        {"mariadb-10.0": "c7d2e5a8-91b4-4c3f-8e6d-5a0f1b2c3d10"},
        MYSQL_2015,
        DEFAULTS_2015,
    ),
)

_UPSTREAM = (
    _datastore(
        "7574afca-9172-47e4-b7c3-932ff5e54e71",
        "mysql",
        {
            "5.7.29": "69d4581a-5100-4e4a-a4e9-30067edffa7e",
            "8.0.29": "e8b35367-5f51-4632-9a83-10d6c2c3c649",
            "5.7.38": "0f4b8c1d-6a27-4e39-b5d8-7c9e2a1f3b57",
            "5.6.49": "3d2e1f0a-9b8c-4d7e-a6f5-4c3b2a190856",
        },
        MYSQL,
        DEFAULTS,
        inactive=frozenset({"5.6.49"}),
    ),
    _datastore(
        "44f273a9-4943-484c-9d12-4bad1c2c83e5",
        "mariadb",
        {"10.4.18": "f1e21013-8e4c-4353-8e50-27fa5a73c2fa"},
        MYSQL,
        DEFAULTS,
    ),
    _datastore(
        "7982cd9f-d138-44cd-baec-ce6797f79064",
        "postgresql",
        {"12.4": "1890bd99-a9ee-41d6-94ae-ace9c1f6d79e"},
        POSTGRESQL,
        POSTGRESQL_DEFAULTS,
    ),
)


class Catalog:
    """The flavors and datastores of one dialect, found by id or by name."""

    def __init__(self, dialect: Dialect) -> None:
        self.flavors = FLAVORS
        self.datastores: tuple[Datastore, ...] = _SPEC if dialect is Dialect.SPEC else _UPSTREAM
        self._flavors = {flavor.id: flavor for flavor in (*FLAVORS, RETIRED)}
        self._by_name = {flavor.name: flavor for flavor in (*FLAVORS, RETIRED)}

    def forget_defaults(self) -> None:
        """Let no datastore name its default version: on a real server somebody has to set it."""
        self.datastores = tuple(
            replace(datastore, tells_default=False) for datastore in self.datastores
        )

    def flavor(self, flavor_id: str) -> Flavor | None:
        """The flavor that can be ordered under this id."""
        flavor = self._flavors.get(flavor_id)
        return flavor if flavor is not None and flavor.listed else None

    def flavor_named(self, name: str) -> Flavor:
        """The flavor of that name, sold or not.

        Raises:
            KeyError: there is none.
        """
        return self._by_name[name]

    def datastore(self, name: str) -> Datastore | None:
        """The datastore with this name or id."""
        return next((store for store in self.datastores if name in (store.name, store.id)), None)

    def versions(self, datastore: Datastore, name: str, number: str | None = None) -> list[Version]:
        """The versions with this name (and number), or the one with this id."""
        return [
            version
            for version in datastore.versions
            if name == version.id
            or (name == version.name and number in (None, version.number_shown))
        ]
