"""Changes of a project's quotas."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import field_validator

from trove_tui.api.call import Call
from trove_tui.changes.change import Change
from trove_tui.changes.fields import raise_for


class UpdateQuotas(Change):
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
