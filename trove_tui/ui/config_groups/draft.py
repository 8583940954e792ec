"""What is being made of a configuration group: as it was read, as it would be sent. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from trove_tui.api.group_values import GroupValue, OpaqueValue, is_hidden
from trove_tui.api.models import Group, Parameter
from trove_tui.api.text import raw
from trove_tui.text.natural import natural
from trove_tui.ui.config_groups.value_text import Wrong, fitted, judged, same

Mark = Literal["changed", "set", "hidden", "wrong", ""]
Parameters = Mapping[str, Parameter]
"""By what the server calls them, as all names here: two that look alike are two."""


@dataclass(frozen=True)
class Held:
    """All that a PUT of a group replaces."""

    name: str = ""
    description: str = ""
    values: Mapping[str, GroupValue] = field(default_factory=dict)

    @classmethod
    def of(cls, group: Group, parameters: Parameters) -> Held:
        """A group as it was read, its values of their parameters' types.

        Raises:
            ValueError: its values aren't told: that is not none at all.
        """
        told = group.values
        if told is None:
            raise ValueError("Nothing is told of its values.")
        values = {name: fitted(parameters.get(name), value) for name, value in told.items()}
        return cls(group.name, group.description or "", values)

    def is_same(self, other: Held) -> bool:
        """Whether a server would be sent the same for both."""
        return self.is_named_same(other) and not any(
            True for _ in differing(self.values, other.values)
        )

    def is_named_same(self, other: Held) -> bool:
        """Whether name and description are the same."""
        return (raw(self.name), raw(self.description)) == (
            raw(other.name),
            raw(other.description),
        )


def differing(one: Mapping[str, GroupValue], other: Mapping[str, GroupValue]) -> Iterator[str]:
    """The parameters whose values differ between two groups."""
    for name in dict.fromkeys((*one, *other)):
        if not same(one.get(name), other.get(name)):
            yield name


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One parameter's value, before and after. None is no value."""

    name: str
    before: GroupValue | None
    after: GroupValue | None


@dataclass(frozen=True)
class Draft:
    """A group being edited. Never changed, only replaced."""

    base: Held
    """As it was last read: what is sent replaces exactly this."""
    mine: Held
    parameters: Parameters = field(default_factory=dict)
    store: str = ""
    """Which datastore takes the values: `mysql 5.7.29`."""
    wrong: Mapping[str, Wrong] = field(default_factory=dict)
    """What was typed and can't be sent, by parameter."""
    is_new: bool = False
    """Whether there is no such group yet."""
    merges: bool = False
    """Whether the server takes changed values alone. Else, and for all but those, all are sent."""

    @classmethod
    def begun(cls, base: Held, parameters: Parameters, store: str) -> Draft:
        """Nothing changed yet."""
        return cls(base, base, parameters, store)

    def typed(self, name: str, text: str) -> Draft:
        """That text typed as its value; nothing typed is no value."""
        if not text.strip():
            return self.unset(name)
        found = judged(self.parameters.get(name), text, self.store)
        if isinstance(found, Wrong):
            return replace(self, wrong={**self.wrong, name: found})
        return self._with(name, found)

    def unset(self, name: str) -> Draft:
        """Its value taken out of the group."""
        return self._with(name, None)

    def undone(self, name: str) -> Draft:
        """Its value as it was read."""
        return self._with(name, self.base.values.get(name))

    def called(self, name: str, description: str) -> Draft:
        """The group under that name and description."""
        return replace(self, mine=replace(self.mine, name=name, description=description))

    def rebased(self, base: Held, mine: Held) -> Draft:
        """On what somebody else made of it meanwhile."""
        return replace(self, base=base, mine=mine, wrong={})

    def _with(self, name: str, value: GroupValue | None) -> Draft:
        values = dict(self.mine.values)
        if value is None:
            values.pop(name, None)
        else:
            values[name] = value
        wrong = {other: one for other, one in self.wrong.items() if other != name}
        return replace(self, mine=replace(self.mine, values=values), wrong=wrong)

    # What it comes to

    def mark(self, name: str) -> Mark:
        """What its row is marked as."""
        if name in self.wrong or name in self.in_the_way:
            return "wrong"
        now = self.mine.values.get(name)
        if not self.is_new and not same(now, self.base.values.get(name)):
            return "changed"
        if is_hidden(now):
            return "hidden"
        return "" if now is None else "set"

    def can_be_typed(self, name: str) -> bool:
        """Whether its value is one that can be typed, or there is none."""
        return not isinstance(self.mine.values.get(name), OpaqueValue)

    def restarts(self, name: str) -> bool:
        """Whether its value counts only after a restart."""
        parameter = self.parameters.get(name)
        return parameter is not None and parameter.restart_required

    @property
    def changes(self) -> tuple[ValueChange, ...]:
        """The values that will be others, by name."""
        before, after = self.base.values, self.mine.values
        names = sorted(differing(before, after), key=natural)
        return tuple(ValueChange(name, before.get(name), after.get(name)) for name in names)

    @property
    def changed(self) -> tuple[str, ...]:
        """The parameters whose values are all that changes; none where more does than that.

        No server takes a value away by itself: the others must be sent without it.
        """
        changes = self.changes
        if not self.base.is_named_same(self.mine) or any(one.after is None for one in changes):
            return ()
        return tuple(one.name for one in changes)

    @property
    def sends_all(self) -> bool:
        """Whether all values are sent, also those that stay."""
        return self.is_new or not self.merges or not self.changed

    @property
    def in_the_way(self) -> tuple[str, ...]:
        """What the server hides and would be sent, so that it must be typed anew first."""
        if not self.sends_all or self.base.is_same(self.mine):
            return ()
        return tuple(name for name, value in self.mine.values.items() if is_hidden(value))

    @property
    def is_edited(self) -> bool:
        """Whether something would be lost by leaving."""
        return bool(self.wrong) or not self.base.is_same(self.mine)

    @property
    def count(self) -> int:
        """How many things are other than they were."""
        named = raw(self.base.name) != raw(self.mine.name)
        described = raw(self.base.description) != raw(self.mine.description)
        changed = {change.name for change in self.changes}
        return len(changed | self.wrong.keys()) + named + described

    @property
    def obstacle(self) -> str:
        """Why it can't be sent as it is, in few words; empty where it can."""
        if self.wrong:
            wrong = len(self.wrong)
            return "one value is wrong" if wrong == 1 else f"{wrong} values are wrong"
        if not self.is_new and self.base.is_same(self.mine):
            return "nothing is changed"
        if hidden := len(self.in_the_way):
            return (
                "a hidden value must be typed anew"
                if hidden == 1
                else f"{hidden} hidden values must be typed anew"
            )
        if self.base.description and not self.mine.description:
            return "servers keep an old description: write another"
        return ""

    def order(self) -> list[str]:
        """All parameters: those with a value as it was read first, then the rest, by name."""
        names = dict.fromkeys((*self.base.values, *self.mine.values, *self.parameters))
        return sorted(names, key=lambda name: (name not in self.base.values, natural(name)))
