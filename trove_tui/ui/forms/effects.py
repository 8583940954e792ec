"""What a change will do, in words: pure functions of what is known now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trove_tui.api.errors import TroveError
from trove_tui.api.models import Flavor, Quota
from trove_tui.changes.flavor_words import vcpus
from trove_tui.resources.quotas import quota_amount
from trove_tui.text.amounts import (
    format_memory,
)
from trove_tui.text.natural import natural
from trove_tui.text.styled import Piece, StyledText, Tone
from trove_tui.ui.forms.choice_list import Choice


def by_size(flavors: Mapping[str, Flavor]) -> list[Flavor]:
    """Flavors from the smallest to the largest, those of unknown size last."""

    def size(flavor: Flavor) -> tuple[bool, int, int, object]:
        known = flavor.ram is not None
        return not known, flavor.ram or 0, flavor.vcpus or 0, natural(flavor.name)

    return sorted(flavors.values(), key=size)


def flavor_choice(flavor: Flavor, now: Flavor | None = None) -> Choice:
    """A flavor as something to choose, with how it differs from the one it has now."""
    cells: tuple[str, ...] = (
        flavor.name or flavor.id,
        vcpus(flavor.vcpus),
        format_memory(flavor.ram),
    )
    if now is not None:
        cells += (_more(flavor.vcpus, now.vcpus, "vCPU"), more_ram(flavor.ram, now.ram))
    return Choice(flavor.id, cells, flavor.name or flavor.id)


def _more(then: int | None, now: int | None, unit: str) -> str:
    if then is None or now is None or then == now:
        return ""
    return f"{'+' if then > now else '−'}{abs(then - now)} {unit}"


def more_ram(then: int | None, now: int | None) -> str:
    """`+4 GB`, `−15.5 GB`; nothing where it is the same or not known.

    Always in GB: differences stand over each other, and are compared.
    """
    if then is None or now is None or then == now:
        return ""
    gigabytes = abs(then - now) / 1024
    told = f"{gigabytes:.0f}" if gigabytes.is_integer() else f"{gigabytes:.1f}"
    if told == "0.0":
        told = "<0.1"
    return f"{'+' if then > now else '−'}{told} GB"


def quota_after(quotas: Sequence[Quota] | None, added: Mapping[str, int | float]) -> StyledText:
    """`Quota: instances 42 → 43 of 100, volumes …`; nothing where none is known.

    Args:
        quotas: what the project uses and may use.
        added: how much the change adds to each resource; negative where it frees some.
    """
    spans: list[Piece] = []
    for quota in quotas or ():
        more = added.get(quota.resource, 0)
        if not more or quota.in_use is None:
            continue
        after = max(0, quota.in_use + more)
        spans.append((", " if spans else "Quota: ", Tone.QUIET))
        told = _quota_words(quota, after)
        is_too_much = quota.limit is not None and 0 <= quota.limit < after and more > 0
        spans.append((told, Tone.STUCK if is_too_much else Tone.QUIET))
    return tuple(spans)


def _quota_words(quota: Quota, after: int | float) -> str:
    """`ram 80 → 88 of 200 GB`: the unit once, where it is the same."""
    limited = quota.limit is not None and quota.limit >= 0
    numbers = [quota.in_use, after, *([quota.limit] if limited else [])]
    amounts = [quota_amount(quota.resource, number) for number in numbers]
    told = [str(amount) for amount in amounts]
    if len({amount.unit for amount in amounts}) == 1:
        told[:-1] = [amount.number for amount in amounts[:-1]]
    if not limited:
        rest = ", unlimited" if quota.limit is not None else ""
        return f"{quota.resource} {told[0]} → {told[1]}{rest}"
    over = quota.limit is not None and after > quota.limit and after > (quota.in_use or 0)
    of = f", more than the {told[2]} allowed" if over else f" of {told[2]}"
    return f"{quota.resource} {told[0]} → {told[1]}{of}"


def refusal_words(error: TroveError, advice: str = "") -> StyledText:
    """An error as a form shows it: what happened, what to do, and the request's id.

    Args:
        error: what the server said.
        advice: what to do, where that is known better than by the kind of error.
    """
    advice = advice or error.advice
    if error.retry_after is not None:
        advice = f"{advice} It asks to wait {error.retry_after:.0f} s.".strip()
    spans: list[Piece] = [("✖ ", Tone.BROKEN), (error.message, Tone.BROKEN)]
    rest = "  ".join(part for part in (advice, error.request_id) if part)
    if rest:
        spans.append((f"\n  {rest}", Tone.QUIET))
    return tuple(spans)
