"""The editor's first line: which group it is, and what has been done to it so far. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from trove_tui.resources.resource import Shown, Span, Tone
from trove_tui.resources.words import short_id
from trove_tui.resources.wrapping import cells, cut
from trove_tui.ui.forms.target import Target
from trove_tui.ui.groups.draft import Draft

_LONGEST_NAME = 40
_GAP = 3


def title(draft: Draft, target: Target, group_id: str) -> tuple[Span, ...]:
    """The group's name, its datastore, and where it is."""
    name, was = draft.mine.name or target.name or "a group", draft.base.name
    spans: list[Span] = [(cut(name, _LONGEST_NAME), Tone.STRONG)]
    if was and was != name:
        spans.append((f"was {cut(was, _LONGEST_NAME // 2)}", Tone.BUSY))
    if draft.is_new:
        spans.insert(0, ("new group", Tone.ACCENT))
    if draft.store:
        spans.append((draft.store, Tone.QUIET))
    scope = target.scope
    where = (scope.region or scope.cloud, short_id(group_id) if group_id else scope.project)
    spans.append((" · ".join(part for part in where if part), Tone.QUIET))
    return tuple(spans)


def beside(left: Sequence[Span], right: Sequence[Span], width: int) -> Shown:
    """Both in one line, the second at its end.

    What doesn't fit goes in this order: the left's last parts, then the right's first but one.
    """
    kept, told = list(left), list(right)
    while _length(kept, 2) + _GAP + _length(told, _GAP) > width and (
        len(kept) > 1 or len(told) > 1
    ):
        if len(kept) > 1:
            kept.pop()
        else:
            told.pop(1)
    room = width - _GAP - _length(told, _GAP)
    if _length(kept, 2) > room:
        kept = [(cut(kept[0][0], max(1, room)), kept[0][1])]
    blanks = " " * max(_GAP, width - _length(kept, 2) - _length(told, _GAP))
    return (*_joined(kept, 2), (blanks, Tone.PLAIN), *_joined(told, _GAP))


def _joined(spans: Sequence[Span], gap: int) -> list[Span]:
    joined: list[Span] = []
    for text, tone in spans:
        joined.append((" " * gap + text if joined else text, tone))
    return joined


def _length(spans: Sequence[Span], gap: int) -> int:
    return sum(cells(text) for text, _ in spans) + gap * max(0, len(spans) - 1)
