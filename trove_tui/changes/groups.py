"""Changes of configuration groups, and of which one an instance has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from pydantic import ValidationInfo, model_validator

from trove_tui.api import absence
from trove_tui.api.call import Call, Dialect, JsonObject, segment
from trove_tui.api.client import TroveClient
from trove_tui.api.errors import BadRequest, NotFound
from trove_tui.api.group_values import GroupValue, is_hidden, reads_as
from trove_tui.api.models import Group
from trove_tui.api.statuses import Health
from trove_tui.api.text import raw, server_text
from trove_tui.changes.change import (
    Change,
    ChangeContext,
    datastore_body,
    id_in,
    instance_path,
    only_set,
)
from trove_tui.changes.field_types import (
    GroupValues,
    Name,
    NewName,
    OptionalLabel,
    OptionalText,
    RequiredText,
    from_context,
    raise_for_hidden,
)
from trove_tui.changes.instances import InstanceChange
from trove_tui.changes.preconditions import RESTARTED, WITHOUT_GROUP
from trove_tui.changes.verdict import CLOCKS_DIFFER, OPEN, Fate, Hidden, Look, Proof, Sent, Verdict
from trove_tui.text.styled import StyledText, Tone


class GroupChange(Change):
    """A change of a configuration group, which is done when it is accepted."""

    in_row = False
    proof = Proof.READING
    is_in_lists = True


class CreateGroup(GroupChange):
    """Create a configuration group. Context: `parameters` of its datastore version."""

    verb = "Create"
    word = "create group"
    creates = "groups"

    name: NewName
    description: OptionalLabel = None
    datastore_type: RequiredText
    datastore_version: RequiredText
    """Its name, or its id."""
    datastore_version_id: OptionalText = None
    """Sent instead of the name where it is known: two versions can have the same one."""
    values: GroupValues

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

    def target_in(self, body: object, target: str) -> str | None:
        """The group's id."""
        del target
        return id_in(body, "configuration", Group)

    async def is_there(self, client: TroveClient, sent: Sent) -> bool:
        """Whether there is a new group of that name, by its date; without dates, one that a list
        just before the change lacked. With an older list it might be somebody else's.
        """
        since = sent.at - CLOCKS_DIFFER
        old_ids = {group.id for group in sent.before or ()}
        for group in await client.groups():
            if raw(group.name) != raw(self.name) or group.id in old_ids:
                continue
            created = group.created or (await client.group(group.id)).created
            if sent.was_just_listed if created is None else created >= since:
                return True
        return False


class UpdateGroup(GroupChange):
    """Change a configuration group. Context: `dialect`, `parameters` of its datastore version.

    A PUT replaces all: what is left out is dropped, and what a server hides would be overwritten
    with what it shows instead. Upstream takes the changed values alone, too (it can't take one
    away so: null is of no parameter's type); hidden ones stay what they are then.
    """

    verb = "Update"
    word = "update group"
    dialectal = True
    done_when_accepted = False  # a server can keep another value than it was sent

    name: Name
    description: OptionalText = None
    values: GroupValues
    """All that it is to have, freshly read but for what is changed."""
    changed: tuple[str, ...] = ()
    """The parameters whose values are all that changes; none where its name or description does,
    or a value is taken away."""

    @model_validator(mode="after")
    def _nothing_hidden(self, info: ValidationInfo) -> UpdateGroup:
        raise_for_hidden(self.sent(from_context(info, "dialect")))
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
        named = only_set({"name": self.name, "description": self.description})
        return Call("PUT", segments, {"configuration": {**named, "values": values}})

    async def is_there(self, client: TroveClient, sent: Sent) -> bool | Hidden | None:
        """Whether the group has what was sent; hidden values can't be compared."""
        dialect = await client.dialect()
        group = await client.group(sent.target)
        values, expected = group.values, self.sent(dialect)
        if values is None:
            return None
        if self.merges(dialect):
            values = {name: value for name, value in values.items() if name in expected}
        elif raw(group.name) != raw(self.name):
            return False
        if values.keys() != expected.keys():
            return False
        hidden = {name for name, value in values.items() if is_hidden(value)}
        if not all(
            reads_as(values[name], expected[name]) for name in expected if name not in hidden
        ):
            return False
        return Hidden(tuple(map(server_text, sorted(hidden)))) if hidden else True


class DeleteGroup(GroupChange):
    """Delete a configuration group that no instance has attached."""

    verb = "Delete"
    word = "delete group"
    destroys = True

    @classmethod
    def effect(cls, change: Self | None, context: ChangeContext) -> StyledText:
        """That there is no way back."""
        del change, context
        return (("The group and its values are deleted for good.", Tone.PLAIN),)

    def _call(self, target: str) -> Call:
        """`DELETE /configurations/{id}`."""
        return Call("DELETE", ("configurations", target))

    async def is_there(self, client: TroveClient, sent: Sent) -> bool:
        """Whether it is gone, by a 404 about it or by the list."""
        try:
            await client.group(sent.target)
        except NotFound as error:
            if absence.is_about(error, sent.target, sent.name, absence.GROUP):
                return True
            return all(group.id != sent.target for group in await client.groups())
        return False


class AttachGroup(InstanceChange):
    """Attach a configuration group to an instance that has none."""

    verb = "Attach group"
    word = "attach"
    precondition = WITHOUT_GROUP
    is_in_lists = True

    configuration_id: RequiredText

    def _call(self, target: str) -> Call:
        """`PUT /instances/{id}`."""
        body: JsonObject = {"instance": {"configuration": self.configuration_id}}
        return Call("PUT", instance_path(target), body)

    @property
    def summary(self) -> str:
        """`attach a group`: its name isn't known here."""
        return "attach a group"

    def judge(self, look: Look) -> Verdict:
        """It has that group."""
        return _has_group(look, raw(self.configuration_id))


class DetachGroup(InstanceChange):
    """Detach the configuration group from an instance."""

    verb = "Detach group"
    word = "detach"
    destroys = True
    precondition = RESTARTED
    is_listed = False  # some lists lack the group: that doesn't prove that none is attached
    is_in_lists = True

    def _call(self, target: str) -> Call:
        """`PUT /instances/{id}` of nothing: what is not named is detached."""
        return Call("PUT", instance_path(target), {"instance": {}})

    @property
    def summary(self) -> str:
        """`detach its group`."""
        return "detach its group"

    def judge(self, look: Look) -> Verdict:
        """It has none."""
        return _has_group(look, None)


def _has_group(look: Look, group_id: str | None) -> Verdict:
    attached = look.instance.configuration
    if (None if attached is None else raw(attached.id)) != group_id:
        return OPEN
    needs_restart = look.health is Health.RESTART
    return Verdict(Fate.DONE, "; restart it to apply that" if needs_restart else "")
