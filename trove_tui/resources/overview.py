"""The overview of one instance: what an incident asks, in the order it asks."""

from __future__ import annotations

from collections.abc import Sequence

from trove_tui.api.models import Instance
from trove_tui.live import triage
from trove_tui.live.history import Event
from trove_tui.live.operations import Operation, OpState
from trove_tui.resources import instances
from trove_tui.resources.resource import Action, Shown, Span, Tone
from trove_tui.resources.sight import Sight
from trove_tui.resources.words import age, clock_time, duration, ram, short_id
from trove_tui.resources.wrapping import fit, wrap

LABEL = 11
"""Cells that a label takes."""


def overview(
    instance: Instance, sight: Sight, width: int, actions: Sequence[Action] = instances.ACTIONS
) -> list[Shown]:
    """What state, since when, why, what next, what it is, what changed lately, what can be done.

    Every line is at most `width` cells.
    """
    lines: list[Shown] = [_title(instance, width), ()]
    lines += _state(instance, sight, width)
    lines += _next(instance, sight, width)
    lines.append(())
    lines += _facts(instance, sight, width)
    lines += _lately(instance, sight)
    lines += _can(instance, sight, width, actions)
    return [fit(line, width) for line in lines]


def _title(instance: Instance, width: int) -> Shown:
    identifier = short_id(instance.id)
    name = fit(((instance.name, Tone.STRONG),), max(1, width - len(identifier) - 2))
    gap = width - sum(len(text) for text, _ in name) - len(identifier)
    return (*name, (" " * max(2, gap), Tone.FAINT), (identifier, Tone.QUIET))


def _state(instance: Instance, sight: Sight, width: int) -> list[Shown]:
    if sight.is_gone(instance):
        gone = sight.snapshot.gone[instance.id]
        return [(("gone", Tone.STRONG), (f"  since {clock_time(gone.at, sight.now)}", Tone.QUIET))]
    health = sight.health(instance)
    mark, tone = instances.glyph(instance, sight)
    line: list[Span] = [(f"{mark} ", tone), (triage.status_words(instance, health), tone)]
    since = sight.since(instance)
    if since is not None:
        least = "at least " if since.how == "at least" else ""
        line.append((f" for {least}{age(sight.now - since.at)}", Tone.PLAIN))
        if since.how != "at least":
            line.append((f"  since {clock_time(since.at, sight.now)}", Tone.QUIET))
    lines: list[Shown] = [tuple(line)]
    fault = triage.explains(instance)
    if fault is not None and fault.message:
        lines += wrap(fault.message, Tone.PLAIN, width, indent=2, most=6)
        if fault.created is not None:
            told = f"  reported {clock_time(fault.created, sight.now)}"
            lines.append(((told, Tone.QUIET),))
    operation = sight.operation(instance)
    if operation is not None:
        lines += wrap(_told(operation, sight), _tone_of(operation), width, indent=2)
    return lines


def _told(operation: Operation, sight: Sight) -> str:
    """An operation as a sentence: what you asked, when, and what became of it."""
    asked = f"{clock_time(operation.sent_at, sight.now)} you: {operation.words}"
    return f"{asked}: {operation.outcome}" if operation.outcome else asked


def _tone_of(operation: Operation) -> Tone:
    match operation.state:
        case OpState.DONE:
            return Tone.WELL
        case OpState.FAILED | OpState.REFUSED:
            return Tone.BROKEN
        case OpState.REVERTED | OpState.UNKNOWN | OpState.OVERDUE:
            return Tone.STUCK
    return Tone.BUSY


def _next(instance: Instance, sight: Sight, width: int) -> list[Shown]:
    health = sight.health(instance)
    advice = None if sight.is_gone(instance) else triage.advice(instance, health)
    if not advice:
        return []
    wrapped = wrap(advice, Tone.PLAIN, width - 6)
    first, rest = wrapped[0], wrapped[1:]
    return [
        (),
        (("Next  ", Tone.ACCENT), *first),
        *((("      ", Tone.FAINT), *line) for line in rest),
    ]


def _facts(instance: Instance, sight: Sight, width: int) -> list[Shown]:
    facts: list[tuple[str, Shown]] = [("Flavor", _flavor(instance, sight))]
    facts.append(("Volume", _volume(instance, width)))
    facts.append(("Datastore", ((instances.datastore_words(instance), Tone.PLAIN),)))
    addresses = list(instance.addresses)
    if instance.hostname:
        addresses.append(instance.hostname)
    facts += [
        ("Address" if number == 0 else "", ((address, Tone.PLAIN),))
        for number, address in enumerate(addresses or ["–"])
    ]
    attached = instance.configuration
    if attached is not None:
        facts.append(("Group", ((attached.name or attached.id, Tone.PLAIN),)))
    named = (
        ("Subnet", instance.subnet_id),
        ("Project", instance.tenant_id),
        ("User", instance.user_id),
        ("Replica of", instance.replica_of),
        ("Replicas", ", ".join(instance.replicas) or None),
    )
    facts += [(label, ((value, Tone.QUIET),)) for label, value in named if value]
    for label, moment in (("Created", instance.created), ("Updated", instance.updated)):
        if moment is not None:
            facts.append((label, ((clock_time(moment, sight.now), Tone.QUIET),)))
    return [((label.ljust(LABEL), Tone.QUIET), *value) for label, value in facts]


def _flavor(instance: Instance, sight: Sight) -> Shown:
    flavor = sight.flavor(instance)
    if flavor is None:
        return ((instance.flavor_id or "–", Tone.QUIET),)
    cores = f"  {flavor.vcpus} vCPU" if flavor.vcpus is not None else ""
    return ((flavor.name, Tone.PLAIN), (f"{cores}  {ram(flavor.ram)}", Tone.QUIET))


def _volume(instance: Instance, width: int) -> Shown:
    volume = instance.volume
    if volume is None or volume.size is None:
        return (("–", Tone.QUIET),)
    size: Span = (f"{volume.size} GB", Tone.PLAIN)
    percent = volume.used_percent
    if percent is None:
        return (size, ("  use not known yet", Tone.QUIET))
    tone = instances.fill_tone(percent)
    cells = max(4, min(10, width - LABEL - 24))
    full = min(cells, round(percent / 100 * cells))
    return (
        size,
        ("  " + "█" * full, tone),
        ("▁" * (cells - full), Tone.FAINT),
        (f"  {percent:.0f}%", Tone.PLAIN if tone is Tone.QUIET else tone),
        (f"  {volume.used:.1f} used", Tone.QUIET),
    )


def _lately(instance: Instance, sight: Sight) -> list[Shown]:
    events = sight.history.of(instance.id)[:6]
    if not events:
        return []
    lines: list[Shown] = [(), (("Lately", Tone.STRONG),)]
    return lines + [_event(event) for event in events]


def _event(event: Event) -> Shown:
    after = f"  after {duration(event.lasted)}" if event.lasted is not None else ""
    when = event.at.astimezone().strftime("%H:%M:%S")
    tone = instances.GLYPHS[triage.kind(event.after, None)][1]
    tone = Tone.PLAIN if tone is Tone.WELL else tone
    return (
        (f"{when}  ", Tone.QUIET),
        (f"{event.before} → ", Tone.QUIET),
        (event.after, tone),
        (after, Tone.QUIET),
    )


def _can(instance: Instance, sight: Sight, width: int, actions: Sequence[Action]) -> list[Shown]:
    here = [action for action in actions if action.on_row]
    if not here or sight.is_gone(instance):
        return []
    refusals = {action.label: triage.allowed(action.sends, instance) for action in here}
    can = ", ".join(label for label, why in refusals.items() if why is None)
    cannot = ", ".join(label for label, why in refusals.items() if why is not None)
    lines: list[Shown] = [()]
    if can:
        lines += _labelled("Can now", can, Tone.PLAIN, width)
    if cannot:
        lines += _labelled("Not now", f"{cannot} ({instance.status})", Tone.QUIET, width)
    return lines


def _labelled(label: str, text: str, tone: Tone, width: int) -> list[Shown]:
    """A label and a text that hangs beside it on as many lines as it takes."""
    lines = wrap(text, tone, width - LABEL)
    labels = [label, *[""] * (len(lines) - 1)]
    return [
        ((name.ljust(LABEL), Tone.QUIET), *line) for name, line in zip(labels, lines, strict=True)
    ]
