"""Flavors in words: what one has, and how two differ."""

from __future__ import annotations

from trove_tui.api.models import Flavor
from trove_tui.text.amounts import UNKNOWN_AMOUNT, Amount, from_to, memory


def vcpus(count: int | None) -> str:
    """`2 vCPU`."""
    return str(_vcpus(count))


def _vcpus(count: int | None) -> Amount:
    return UNKNOWN_AMOUNT if count is None else Amount(str(count), "vCPU")


def smaller(now: Flavor | None, then: Flavor | None) -> str:
    """`It is smaller: fewer vCPU, less RAM.`; nothing where it isn't, or that isn't known."""
    if now is None or then is None:
        return ""
    fewer = now.vcpus is not None and then.vcpus is not None and then.vcpus < now.vcpus
    less = now.ram is not None and then.ram is not None and then.ram < now.ram
    what = [words for is_so, words in ((fewer, "fewer vCPU"), (less, "less RAM")) if is_so]
    return f"It is smaller: {', '.join(what)}." if what else ""


def resized(now: Flavor | None, now_id: str | None, then: Flavor | None) -> str:
    """`memory-1 → memory-2: 4 → 8 GB.`"""
    if then is None:
        return ""
    before = now.name if now is not None else now_id or "unknown"
    told = f"{before} → {then.name or then.id}"
    if now is None or now.ram is None or then.ram is None:
        return f"{told}."
    if now.ram == then.ram:
        return f"{told}: {from_to(_vcpus(now.vcpus), _vcpus(then.vcpus))}."
    return f"{told}: {from_to(memory(now.ram), memory(then.ram))}."
