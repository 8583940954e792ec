"""Changes of a project's quotas."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import field_validator

from trove_tui.api.call import Call
from trove_tui.api.client import TroveClient
from trove_tui.api.text import wire
from trove_tui.changes.change import Change, Proof, Sent
from trove_tui.changes.fields import raise_for


class UpdateQuotas(Change):
    """Set a project's quotas; those not named stay. The target is the project."""

    verb = "Set quotas"
    in_row = False
    proof = Proof.READING
    is_in_lists = True

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

    @property
    def summary(self) -> str:
        """`set quotas: instances 120, volumes -1`."""
        return "set quotas: " + ", ".join(f"{name} {limit}" for name, limit in self.limits.items())

    async def is_there(self, client: TroveClient, sent: Sent) -> bool:
        """All the limits are as asked for."""
        quotas = {wire(quota.resource): quota.limit for quota in await client.quotas(sent.target)}
        return all(quotas.get(wire(name)) == limit for name, limit in self.limits.items())
