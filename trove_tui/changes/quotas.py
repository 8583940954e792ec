"""Changes of a project's quotas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator

from trove_tui.api.call import Call
from trove_tui.api.client import TroveClient
from trove_tui.api.text import raw
from trove_tui.changes.change import Change
from trove_tui.changes.field_types import AnyText, Limit
from trove_tui.changes.verdict import Proof, Sent


def _at_least_one(value: object) -> object:
    if not isinstance(value, Mapping) or not value:
        raise ValueError("Name at least one quota.")
    return value


class UpdateQuotas(Change):
    """Set a project's quotas; those not named stay. The target is the project."""

    verb = "Set quotas"
    in_row = False
    proof = Proof.READING
    is_in_lists = True

    limits: Annotated[Mapping[AnyText, Limit], BeforeValidator(_at_least_one)]
    """By resource; -1 is unlimited."""

    def _call(self, target: str) -> Call:
        """`PUT /mgmt/quotas/{project}`."""
        return Call("PUT", ("mgmt", "quotas", target), {"quotas": self.limits})

    @property
    def summary(self) -> str:
        """`set quotas: instances 120, volumes -1`."""
        return "set quotas: " + ", ".join(f"{name} {limit}" for name, limit in self.limits.items())

    async def is_there(self, client: TroveClient, sent: Sent) -> bool:
        """Whether all its limits are set."""
        quotas = {raw(quota.resource): quota.limit for quota in await client.quotas(sent.target)}
        return all(quotas.get(raw(name)) == limit for name, limit in self.limits.items())
