"""Quotas: how much of each resource a project uses, and its limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trove_tui.api.models import Quota
from trove_tui.changes.subject import SubjectRef
from trove_tui.live.snapshot import Snapshot
from trove_tui.resources import queries
from trove_tui.resources.instance_cells import fill_tone
from trove_tui.resources.resource import Action, Column, Pane, Resource
from trove_tui.resources.shared_cells import UNKNOWN, amount, bar, fields, text_or_dash
from trove_tui.resources.view_context import ViewContext
from trove_tui.text.amounts import UNKNOWN_AMOUNT, Amount, format_number, memory
from trove_tui.text.natural import natural
from trove_tui.text.styled import StyledText, Tone
from trove_tui.text.width import wrap

UNLIMITED = "unlimited"
BAR_CELLS = 12
"""Cells of a use bar."""

_EXPLANATIONS: Mapping[str, str] = {
    "instances": "How many instances the project may have, whatever their status.",
    "volumes": "How many GB the volumes of its instances may have together.",
    "ram": "How much memory the flavors of its instances may have together.",
    "backups": "How many backups it may keep.",
}


def projects(snapshot: Snapshot, *other_fleets: Snapshot) -> Sequence[str]:
    """The scope's own project, then the others that listed instances belong to."""
    own = snapshot.scope.project
    rows = (
        instance for fleet in (snapshot, *other_fleets) for instance in fleet.instances.values()
    )
    others = {instance.tenant_id for instance in rows if instance.tenant_id}
    return (own, *sorted(others - {own}, key=natural))


def percent(quota: Quota) -> float | None:
    """Percent of the limit in use or reserved; None where it is not known or unlimited."""
    if quota.in_use is None or quota.limit is None or quota.limit < 0:
        return None
    if not quota.limit:
        return 100.0 if taken(quota) else None
    return 100 * taken(quota) / quota.limit


def taken(quota: Quota) -> int | float:
    """In use, or reserved for what is being created: both count against the limit."""
    return (quota.in_use or 0) + (quota.reserved or 0)


def free(quota: Quota) -> int | float | None:
    """How much is left; None where it is not known or unlimited."""
    if quota.in_use is None or quota.limit is None or quota.limit < 0:
        return None
    return max(0, quota.limit - taken(quota))


def quota_amount(resource: str, number: int | float | None) -> Amount:
    """A number with the unit that the server counts it in."""
    if number is None:
        return UNKNOWN_AMOUNT
    match resource:
        case "volumes":
            return Amount(format_number(number), "GB")
        case "ram":
            return memory(number) if number else Amount("0", "GB")
        case _:
            return Amount(format_number(number))


def limit_words(quota: Quota) -> str:
    """The limit with its unit, or `unlimited`."""
    if quota.limit is not None and quota.limit < 0:
        return UNLIMITED
    return str(quota_amount(quota.resource, quota.limit))


def _use_cell(quota: Quota, _: ViewContext) -> StyledText:
    used = percent(quota)
    if used is None:
        return UNKNOWN
    tone = fill_tone(used)
    text = (f" {used:3.0f}%", Tone.PLAIN if tone is Tone.QUIET else tone)
    return (*bar(used, BAR_CELLS, tone), text)


def _amount_cell(quota: Quota, number: int | float | None, tone: Tone) -> StyledText:
    return UNKNOWN if number is None else amount(str(quota_amount(quota.resource, number)), tone)


def _limit_cell(quota: Quota, _: ViewContext) -> StyledText:
    words = limit_words(quota)
    return (
        ((words, Tone.QUIET),)
        if words == UNLIMITED
        else _amount_cell(quota, quota.limit, Tone.PLAIN)
    )


def _limit_value(quota: Quota, _: ViewContext) -> float | None:
    return float("inf") if quota.limit is not None and quota.limit < 0 else quota.limit


def _not_ours_to_set(quota: Quota, _: ViewContext) -> str | None:
    # Its use is told to whoever may read quotas at all: others were given the maxima instead.
    if quota.in_use is None:
        return "quotas are set by administrators"
    return None if quota.resource else "it has no name"


def note(context: ViewContext, project: str) -> StyledText:
    """The project, where it is not the scope's; or why no use is shown."""
    scope = context.snapshot.scope
    rows = context.snapshot.rows(queries.quotas(scope, project)).values()
    if rows and all(quota.in_use is None for quota in rows):
        return (("maxima only: use is told to administrators", Tone.QUIET),)
    if project != scope.project:
        return (("Project ", Tone.QUIET), (project, Tone.PLAIN))
    return ()


def detail(quota: Quota, _: ViewContext, width: int, __: Sequence[Action]) -> list[StyledText]:
    """The lines of a quota's detail pane."""
    used = percent(quota)
    lines = fields(
        (
            ("Quota", text_or_dash(quota.resource, Tone.STRONG)),
            ("In use", _amount_cell(quota, quota.in_use, Tone.PLAIN)),
            ("Reserved", _amount_cell(quota, quota.reserved, Tone.QUIET)),
            ("Limit", text_or_dash(limit_words(quota), Tone.PLAIN)),
            ("Free", _amount_cell(quota, free(quota), fill_tone(used or 0))),
        ),
        width,
    )
    explanation = _EXPLANATIONS.get(quota.resource, "")
    return [*lines, (), *wrap(explanation, Tone.QUIET, width)] if explanation else lines


QUOTAS: Resource[Quota] = Resource(
    name="quotas",
    title="Quotas",
    noun="quota",
    view_key="5",
    columns=(
        Column(
            "Resource",
            lambda quota, _: natural(quota.resource),
            lambda quota, _: text_or_dash(quota.resource, Tone.PLAIN),
            width=(12, 32),
            grows=True,
        ),
        Column(
            "Use",
            lambda quota, _: percent(quota),
            _use_cell,
            width=(BAR_CELLS + 5, BAR_CELLS + 6),
            priority=1,
        ),
        Column(
            "In use",
            lambda quota, _: quota.in_use,
            lambda quota, _: _amount_cell(quota, quota.in_use, Tone.PLAIN),
            align="right",
            width=(8, 12),
            priority=2,
        ),
        Column("Limit", _limit_value, _limit_cell, align="right", width=(9, 12), priority=0),
        Column(
            "Reserved",
            lambda quota, _: quota.reserved,
            lambda quota, _: _amount_cell(quota, quota.reserved, Tone.QUIET),
            align="right",
            width=(8, 12),
            priority=3,
        ),
    ),
    query=lambda scope, project: queries.quotas(scope, project),
    name_of=lambda quota: quota.resource,
    subject=lambda _quota, project: SubjectRef(project, project),
    actions=(
        Action(
            "edit quota",
            "e",
            "edit",
            "UpdateQuotas",
            refusal=_not_ours_to_set,
            explained="set the quota",
        ),
    ),
    panes=(Pane("Detail", lines=detail),),
    note=note,
    of_project=True,
    empty="This project has no quotas.",
)
