"""Changes of configuration groups."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationInfo, field_validator, model_validator

from trove_tui.api.call import Call, Dialect, segment
from trove_tui.api.errors import BadRequest
from trove_tui.api.group_values import GroupValue, is_hidden
from trove_tui.changes.change import Change, datastore_body, only_set
from trove_tui.changes.fields import (
    Given,
    Maybe,
    MaybeText,
    Name,
    NewName,
    known,
    raise_for_hidden,
    values_by_parameter,
)


class CreateGroup(Change):
    """Create a configuration group. Context: `parameters` of its datastore version."""

    name: NewName
    description: MaybeText = None
    datastore_type: Given
    datastore_version: Given
    """Its name, or its id."""
    datastore_version_id: Maybe = None
    """Sent instead of the name where it is known: two versions can have the same one."""
    values: Mapping[str, GroupValue]

    @field_validator("values", mode="wrap")
    @classmethod
    def _of_their_types(cls, value: object, _: object, info: ValidationInfo) -> object:
        return values_by_parameter(value, info)

    @model_validator(mode="after")
    def _nothing_hidden(self) -> CreateGroup:
        raise_for_hidden(self.values)
        return self

    def call(self, target: str | None, dialect: Dialect) -> Call:
        """`POST /configurations`."""
        del target, dialect
        return Call("POST", ("configurations",), {"configuration": only_set({
            "name": self.name,
            "description": self.description,
            "datastore": datastore_body(
                self.datastore_type, self.datastore_version, self.datastore_version_id
            ),
        }) | {"values": self.values}})  # fmt: skip


class UpdateGroup(Change):
    """Change a configuration group. Context: `dialect`, `parameters` of its datastore version.

    A PUT replaces all: what is left out is dropped, and what a server hides would be overwritten
    with what it shows instead. Upstream takes the changed values alone, too (it can't take one
    away so: null is of no parameter's type); hidden ones stay what they are then.
    """

    dialectal = True

    name: Name
    description: Maybe = None
    values: Mapping[str, GroupValue]
    """All that it is to have, freshly read but for what is changed."""
    changed: tuple[str, ...] = ()
    """The parameters whose values are all that changes; none where its name or description does,
    or a value is taken away."""

    @field_validator("values", mode="wrap")
    @classmethod
    def _of_their_types(cls, value: object, _: object, info: ValidationInfo) -> object:
        return values_by_parameter(value, info)

    @model_validator(mode="after")
    def _nothing_hidden(self, info: ValidationInfo) -> UpdateGroup:
        raise_for_hidden(self.sent(known(info, "dialect")))
        return self

    def merges(self, dialect: Dialect | None) -> bool:
        """Whether the values that change are all that is sent."""
        return bool(self.changed) and dialect == Dialect.UPSTREAM

    def sent(self, dialect: Dialect | None) -> Mapping[str, GroupValue]:
        """The values that are sent."""
        if self.merges(dialect):
            return {name: self.values[name] for name in self.changed if name in self.values}
        return self.values

    def call(self, target: str | None, dialect: Dialect) -> Call:
        """`PATCH /configurations/{id}` of what changes, or `PUT` of all.

        Raises:
            BadRequest: a value in it is hidden: it was made for another dialect.
            ValueError: there is no target.
            NoAddress: it can't be one.
        """
        if target is None:
            raise ValueError("It needs the id of what it is done to.")
        segment(target)
        values, segments = self.sent(dialect), ("configurations", target)
        if hidden := next((name for name, value in values.items() if is_hidden(value)), None):
            raise BadRequest("The server hides its value: type it anew.", field=f"values.{hidden}")
        if self.merges(dialect):
            return Call("PATCH", segments, {"configuration": {"values": values}})
        told = only_set({"name": self.name, "description": self.description})
        return Call("PUT", segments, {"configuration": {**told, "values": values}})


class DeleteGroup(Change):
    """Delete a configuration group that no instance has attached."""

    def _call(self, target: str) -> Call:
        """`DELETE /configurations/{id}`."""
        return Call("DELETE", ("configurations", target))
