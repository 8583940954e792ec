"""Below the editor's table: what will be sent, and which instances that touches. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from trove_tui.api.models import Instance, InstanceRef
from trove_tui.api.statuses import Health, base_health
from trove_tui.api.text import server_text
from trove_tui.live.faults import status_words
from trove_tui.live.snapshot import Snapshot
from trove_tui.text.amounts import plural
from trove_tui.text.natural import natural
from trove_tui.text.styled import Piece, StyledText, Tone
from trove_tui.text.times import age
from trove_tui.text.width import cell_width, cut, wrap
from trove_tui.ui.config_groups.draft import Draft
from trove_tui.ui.config_groups.value_text import words

_LONGEST_NAME = 24
_ROOMY = 38
"""Cells from which there is room for sentences."""


def heading(draft: Draft, read: timedelta | None, width: int) -> StyledText:
    """`What will be sent  the whole group: 5 values, read fresh 2s ago`, as far as it fits."""
    told = plural(len(draft.mine.values), "value")
    if draft.is_new:
        return (("What will be sent", Tone.STRONG), (f"   a new group: {told}", Tone.QUIET))
    fresh = f"read fresh {age(read)} ago" if read is not None else ""
    what = f"the whole group: {told}"
    if not draft.sends_all or (draft.merges and draft.base.is_same(draft.mine)):
        what = f"{len(draft.changed)} of {told}"
    parts = ", ".join(part for part in (what, fresh) if part)
    title = "What will be sent"
    quiet = next(
        (one for one in (parts, fresh) if cell_width(title) + 3 + cell_width(one) <= width), ""
    )
    return ((title, Tone.STRONG), (f"   {quiet}", Tone.QUIET))


def diff(draft: Draft) -> list[StyledText]:
    """What will be sent, as a diff: what changes first, then what stays."""
    base, mine = draft.base, draft.mine
    lines: list[StyledText] = []
    if not draft.is_new:
        lines += _pair("name", base.name, mine.name)
    lines += _pair("description", base.description, mine.description)
    changed = set()
    for change in draft.changes:
        if change.name in draft.wrong:
            continue
        changed.add(change.name)
        for sign, value, tone in (
            ("-", change.before, Tone.BROKEN),
            ("+", change.after, Tone.WELL),
        ):
            if value is not None:
                lines.append(((f"{sign} {server_text(change.name)} = {words(value)}", tone),))
    for name, wrong in draft.wrong.items():
        changed.add(name)
        lines.append(((f"✖ {server_text(name)} = {words(wrong.typed)}", Tone.BROKEN),))
    for name in draft.in_the_way:
        changed.add(name)
        told = f"✖ {server_text(name)} = {words(mine.values[name])}: type it anew"
        lines.append(((told, Tone.BROKEN),))
    kept = sorted((name for name in mine.values if name not in changed), key=natural)
    lines += [
        ((f"  {server_text(name)} = {words(mine.values[name])}", Tone.QUIET),) for name in kept
    ]
    return lines


def _pair(what: str, before: str, after: str) -> list[StyledText]:
    if before == after:
        return []
    lines: list[StyledText] = [((f"- {what}: {before}", Tone.BROKEN),)] if before else []
    return [*lines, ((f"+ {what}: {after}", Tone.WELL),)] if after else lines


# The instances that have it

Needs = Literal["restart", "perhaps", "nothing", "same"]


def needs(draft: Draft) -> Needs:
    """Whether the group, sent so, makes its instances wait for a restart.

    Some servers ask for one wherever the group holds such a value, changed or not.
    """
    if not draft.changes:
        return "same"
    if any(draft.restarts(change.name) and change.after is not None for change in draft.changes):
        return "restart"
    held = (*draft.mine.values, *(change.name for change in draft.changes))
    return "perhaps" if any(map(draft.restarts, held)) else "nothing"


@dataclass(frozen=True, slots=True)
class Attached:
    """An instance that has the group, as far as it is known."""

    id: str
    name: str
    instance: Instance | None = None

    @property
    def health(self) -> Health | None:
        """What it is by its statuses; None where it isn't in the list."""
        one = self.instance
        return None if one is None else base_health(one.status, one.operating_status)


def attached(
    group_id: str, refs: Iterable[InstanceRef], snapshot: Snapshot
) -> tuple[Attached, ...]:
    """The instances that have a group: as the server named them, and as they have been seen since.

    A list need not tell which group an instance has; where it tells of another, that is newer.
    """
    known: dict[str, Attached] = {}
    for ref in refs:
        one = snapshot.instances.get(ref.id)
        has_other = one is not None and one.configuration and one.configuration.id != group_id
        if ref.id not in snapshot.gone and not has_other:
            known[ref.id] = Attached(ref.id, one.name if one else ref.name, one)
    for one in snapshot.instances.values():
        if one.configuration is not None and one.configuration.id == group_id:
            known[one.id] = Attached(one.id, one.name, one)
    return tuple(sorted(known.values(), key=lambda each: natural(each.name)))


_SIGNS: Mapping[Health, tuple[str, Tone]] = {
    Health.OK: ("●", Tone.WELL),
    Health.FULL: ("●", Tone.WELL),
    Health.BUSY: ("◔", Tone.BUSY),
    Health.STUCK: ("◔", Tone.STUCK),
    Health.RESTART: ("!", Tone.BUSY),
    Health.BROKEN: ("✖", Tone.BROKEN),
}


def question(instances: Sequence[Attached] | None) -> str:
    """What is asked before it is sent; empty where no instance has it."""
    if instances is None:
        return "Send, though it isn't known which instances have it?"
    return f"Send to {plural(len(instances), 'instance')}?" if instances else ""


def touches(
    instances: Sequence[Attached] | None, needed: Needs, width: int, height: int
) -> list[StyledText]:
    """The instances that have it, what becomes of each, and a warning if one isn't ACTIVE.

    Those for which there is no room are counted in the last line; who isn't ACTIVE goes first
    then.
    """
    if instances is None:
        return [(("reading which instances have it", Tone.QUIET),)]
    if not instances:
        return [(("No instance has it attached.", Tone.QUIET),)]
    told = [_becomes(one, needed, short=width < _ROOMY) for one in instances]
    room = width - 4 - max(cell_width(text) for text, _ in told)
    longest = min(_LONGEST_NAME, max(cell_width(one.name) for one in instances), max(8, room))
    lines = [_touched(*each, longest) for each in zip(instances, told, strict=True)]
    is_well = [one.health in (Health.OK, Health.FULL) for one in instances]
    warning: list[StyledText] = []
    if not all(is_well):
        warning = wrap("! What isn't ACTIVE may not take it now.", Tone.STUCK, width)
    if len(lines) + len(warning) <= height:
        return [*lines, *warning]
    shown = max(1, height - len(warning) - 1)
    left = len(lines) - shown
    more: list[StyledText] = [((f"and {left} more", Tone.QUIET),)] if left else []
    ordered = [lines[at] for at in sorted(range(len(lines)), key=is_well.__getitem__)]
    return [*ordered[:shown], *warning, *more]


def _touched(one: Attached, told: Piece, longest: int) -> StyledText:
    name = cut(one.name or one.id, longest)
    sign: Piece = ("○", Tone.QUIET) if one.health is None else _SIGNS[one.health]
    blanks = " " * (longest - cell_width(name))
    return (sign, (f" {name}{blanks}  ", Tone.PLAIN), told)


_WORDS: Mapping[Needs, tuple[str, str]] = {
    "restart": ("will need a restart", "restart"),
    "perhaps": ("may need a restart", "restart?"),
    "nothing": ("takes it at once", "at once"),
    "same": ("keeps its values", "unchanged"),
}


def _becomes(one: Attached, needed: Needs, *, short: bool) -> Piece:
    if one.instance is None or one.health is None:
        return ("unknown" if short else "its status is not known", Tone.STUCK)
    if one.health is Health.RESTART:
        return ("restart due" if short else "already needs a restart", Tone.BUSY)
    if one.health not in (Health.OK, Health.FULL):
        return (status_words(one.instance, one.health), Tone.STUCK)
    return (_WORDS[needed][short], Tone.QUIET)


def summary(draft: Draft, instances: Sequence[Attached] | None) -> tuple[Piece, ...]:
    """`3 changed`, `1 applies at a restart`, `5 instances attached`."""
    parts: list[Piece] = []
    if draft.is_new:
        parts.append((plural(len(draft.mine.values), "value"), Tone.PLAIN))
    else:
        changed = draft.count
        tone = Tone.BUSY if changed else Tone.QUIET
        parts.append((f"{changed} changed" if changed else "nothing changed", tone))
    later = [change for change in draft.changes if draft.restarts(change.name)]
    if later:
        verb = "applies" if len(later) == 1 else "apply"
        parts.append((f"{len(later)} {verb} at a restart", Tone.QUIET))
    if instances is not None and not draft.is_new:
        parts.append((f"{plural(len(instances), 'instance')} attached", Tone.PLAIN))
    return tuple(parts)
