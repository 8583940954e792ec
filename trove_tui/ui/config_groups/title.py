"""The editor's first line: which group it is, and what has been done to it so far. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from trove_tui.text.amounts import short_id
from trove_tui.text.styled import Piece, StyledText, Tone
from trove_tui.text.width import cell_width, cut, line_width
from trove_tui.ui.config_groups.draft import Draft
from trove_tui.ui.forms.form_context import FormContext

_LONGEST_NAME = 40
_GAP = 3


def title(draft: Draft, context: FormContext, group_id: str) -> tuple[Piece, ...]:
    """The group's name, its datastore, and where it is; renamed, where it is goes first."""
    name, scope = draft.mine.name or context.name or "a group", context.scope
    parts = (scope.region or scope.cloud, short_id(group_id) if group_id else scope.project)
    where: Piece = (" · ".join(part for part in parts if part), Tone.QUIET)
    store: list[Piece] = [(draft.store, Tone.QUIET)] if draft.store else []
    if is_renamed(draft):
        half = _LONGEST_NAME // 2
        return ((f"{cut(draft.base.name, half)} → {cut(name, half)}", Tone.STRONG), where, *store)
    new: list[Piece] = [("new group", Tone.ACCENT)] if draft.is_new else []
    return (*new, (cut(name, _LONGEST_NAME), Tone.STRONG), *store, where)


def is_renamed(draft: Draft) -> bool:
    """Whether a group that exists gets another name: then only its id says which one it is."""
    return bool(draft.base.name and draft.mine.name) and draft.base.name != draft.mine.name


def beside(left: Sequence[Piece], right: Sequence[Piece], width: int, keeps: int = 1) -> StyledText:
    """Both in one line, the second at its end.

    What doesn't fit goes in this order: the left's last parts but so many, then the right's
    first but one; at last the left's first is cut.
    """
    kept, told = list(left), list(right)
    while _length(kept, 2) + _GAP + _length(told, _GAP) > width and (
        len(kept) > keeps or len(told) > 1
    ):
        if len(kept) > keeps:
            kept.pop()
        else:
            told.pop(1)
    room = width - _GAP - _length(told, _GAP)
    if _length(kept, 2) > room:
        (name, tone), *rest = kept
        kept = [(cut(name, max(1, cell_width(name) - (_length(kept, 2) - room))), tone), *rest]
    blanks = " " * max(_GAP, width - _length(kept, 2) - _length(told, _GAP))
    return (*_joined(kept, 2), (blanks, Tone.PLAIN), *_joined(told, _GAP))


def _joined(spans: Sequence[Piece], gap: int) -> list[Piece]:
    joined: list[Piece] = []
    for text, tone in spans:
        joined.append((" " * gap + text if joined else text, tone))
    return joined


def _length(spans: Sequence[Piece], gap: int) -> int:
    return line_width(spans) + gap * max(0, len(spans) - 1)
