"""What to do where somebody else changed a group meanwhile: base, mine and theirs. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from trove_tui.api.group_values import GroupValue
from trove_tui.text.natural import natural
from trove_tui.ui.config_groups.draft import Held
from trove_tui.ui.config_groups.value_text import same

Side = Literal["mine", "theirs"]
Place = tuple[Literal["name", "description", "value"], str]
"""What differs: the group's name, its description, or a parameter's value."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as it was read when the editor opened. None is no value."""

    place: Place
    base: GroupValue | None
    mine: GroupValue | None
    theirs: GroupValue | None

    @property
    def is_conflict(self) -> bool:
        """Whether both sides changed it, each otherwise: a person must decide."""
        return not (
            same(self.mine, self.base)
            or same(self.theirs, self.base)
            or same(self.mine, self.theirs)
        )

    @property
    def side(self) -> Side:
        """Whose counts where there is no conflict: that of whoever changed it."""
        return "theirs" if same(self.mine, self.base) else "mine"

    def taken(self, side: Side) -> GroupValue | None:
        """What it becomes by that choice."""
        return self.mine if side == "mine" else self.theirs


def differences(base: Held, mine: Held, theirs: Held) -> tuple[Difference, ...]:
    """All that either side changed: conflicts first, then by name."""
    flat = [_flat(one) for one in (base, mine, theirs)]
    places = dict.fromkeys(place for one in flat for place in one)
    found = [Difference(place, *(one.get(place) for one in flat)) for place in places]
    changed = [
        one for one in found if not (same(one.mine, one.base) and same(one.theirs, one.base))
    ]
    return tuple(sorted(changed, key=_rank))


def unsettled(found: Sequence[Difference], settled: Mapping[Place, Side]) -> list[Difference]:
    """The conflicts for which nobody has decided yet."""
    return [one for one in found if one.is_conflict and one.place not in settled]


def merged(base: Held, mine: Held, theirs: Held, settled: Mapping[Place, Side]) -> Held:
    """Their group with my changes in it.

    Raises:
        ValueError: a conflict is not settled.
    """
    found = differences(base, mine, theirs)
    if open_ones := unsettled(found, settled):
        raise ValueError(f"{open_ones[0].place[1]} is not settled.")
    flat = _flat(theirs)
    for one in found:
        side = settled[one.place] if one.is_conflict else one.side
        taken = one.taken(side)
        if taken is None:
            flat.pop(one.place, None)
        else:
            flat[one.place] = taken
    values = {name: value for (kind, name), value in flat.items() if kind == "value"}
    return Held(
        str_of(flat.get(("name", "name"))), str_of(flat.get(("description", "description"))), values
    )


def str_of(value: GroupValue | None) -> str:
    """A name or a description; empty where there is none."""
    return value if isinstance(value, str) else ""


def _flat(held: Held) -> dict[Place, GroupValue]:
    told: dict[Place, GroupValue] = {}
    if held.name:
        told["name", "name"] = held.name
    if held.description:
        told["description", "description"] = held.description
    told.update({("value", name): value for name, value in held.values.items()})
    return told


def _rank(one: Difference) -> tuple[bool, bool, object]:
    kind, name = one.place
    return not one.is_conflict, kind == "value", natural(name)
