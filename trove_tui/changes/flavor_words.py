"""Flavors in words: what a flavor has, and how two differ."""

from __future__ import annotations

from trove_tui.api.models import Flavor
from trove_tui.text.amounts import UNKNOWN_AMOUNT, Amount, from_to, memory


def vcpus(count: int | None) -> str:
    """`2 vCPU`."""
    return str(_vcpus(count))


def _vcpus(count: int | None) -> Amount:
    return UNKNOWN_AMOUNT if count is None else Amount(str(count), "vCPU")


def smaller(old: Flavor | None, new: Flavor | None) -> str:
    """`It is smaller: fewer vCPU, less RAM.`; nothing where it isn't, or that isn't known."""
    if old is None or new is None:
        return ""
    fewer = old.vcpus is not None and new.vcpus is not None and new.vcpus < old.vcpus
    less = old.ram is not None and new.ram is not None and new.ram < old.ram
    words = [word for is_so, word in ((fewer, "fewer vCPU"), (less, "less RAM")) if is_so]
    return f"It is smaller: {', '.join(words)}." if words else ""


def resized(old: Flavor | None, old_id: str | None, new: Flavor | None) -> str:
    """`memory-1 → memory-2: 4 → 8 GB.`"""
    if new is None:
        return ""
    before = old.name if old is not None else old_id or "unknown"
    names = f"{before} → {new.name or new.id}"
    if old is None or old.ram is None or new.ram is None:
        return f"{names}."
    if old.ram == new.ram:
        return f"{names}: {from_to(_vcpus(old.vcpus), _vcpus(new.vcpus))}."
    return f"{names}: {from_to(memory(old.ram), memory(new.ram))}."
