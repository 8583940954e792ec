"""The overview of one instance: what an incident asks, in the order it asks."""

from __future__ import annotations

from collections.abc import Sequence

from trove_tui.api.models import Access, Fault, Instance
from trove_tui.api.statuses import Health, base_health
from trove_tui.live import remedies, triage
from trove_tui.live.history import Event
from trove_tui.live.operations import Operation, OpState
from trove_tui.resources import instance_cells as cell
from trove_tui.resources.cells import LABEL, UNKNOWN, bar, fact, facts
from trove_tui.resources.resource import Action
from trove_tui.resources.sight import Sight
from trove_tui.text.amounts import first_few, format_memory, format_number
from trove_tui.text.styled import Piece, StyledText, Tone
from trove_tui.text.times import age, clock_time, duration
from trove_tui.text.width import cell_width, cut, fit, line_width, wrap


def overview(
    instance: Instance, sight: Sight, width: int, actions: Sequence[Action]
) -> list[StyledText]:
    """What state, since when, why, what next, what it is, what changed lately, what can be done.

    Every line is at most `width` cells.
    """
    lines = _state(instance, sight, width)
    lines += _next(instance, sight, width)
    lines.append(())
    lines += facts(_told(instance, sight, width), width)
    lines += _lately(instance, sight, width)
    lines += _can(instance, sight, width, actions)
    return [fit(line, width) for line in lines]


def _state(instance: Instance, sight: Sight, width: int) -> list[StyledText]:
    if sight.is_gone(instance):
        gone = sight.snapshot.gone[instance.id]
        return [(("gone", Tone.STRONG), (f"  since {clock_time(gone.at, sight.now)}", Tone.QUIET))]
    health = sight.health(instance)
    mark, tone = cell.glyph(instance, sight)
    line: list[Piece] = [(f"{mark} ", tone), (triage.status_words(instance, health), tone)]
    if health is Health.FULL:
        line += cell.FULL_WORDS
    lines = _since(line, instance, sight, width)
    lines += _why(instance, health, sight, width)
    unread = sight.unread(instance)
    if unread is not None:
        told = f"Its page can't be read since {clock_time(unread.at, sight.now)}: {unread.reason}"
        lines += wrap(told, Tone.STUCK, width, indent=2, most=6)
        lines += wrap("StyledText is what the list tells.", Tone.QUIET, width, indent=2)
    for operation in sight.operations(instance):
        lines += wrap(_operation(operation, sight), _tone_of(operation), width, indent=2)
    return lines


def _since(
    state: Sequence[Piece], instance: Instance, sight: Sight, width: int
) -> list[StyledText]:
    """The state with how long it has lasted and since when, on two lines where one won't do."""
    since = sight.since(instance)
    if since is None:
        return [tuple(state)]
    least = "at least " if since.how == "at least" else ""
    line: StyledText = (*state, (f" for {least}{age(sight.now - since.at)}", Tone.PLAIN))
    if least:
        return [line]
    moment: Piece = (f"  since {clock_time(since.at, sight.now)}", Tone.QUIET)
    fits = line_width((*line, moment)) <= width
    return [(*line, moment)] if fits else [line, (moment,)]


def _why(instance: Instance, health: Health, sight: Sight, width: int) -> list[StyledText]:
    """What the server reported last, and when; also where something has changed since."""
    reason = triage.reason(instance, health)
    if reason is None or not (said := _said(reason.fault)):
        return []
    lines = wrap(said, Tone.PLAIN, width, indent=2, most=6)
    at = reason.fault.created
    if at is None:
        return lines
    told = f"reported {clock_time(at, sight.now)}"
    if reason.is_older:
        told = f"reported {age(sight.now - at)} ago, before the last change"
    return lines + wrap(told, Tone.QUIET, width, indent=2)


def _said(fault: Fault) -> str:
    """Its message; without one, the last line of its traceback."""
    return fault.message or next(reversed(fault.details.split("\n")), "").strip()


def _operation(operation: Operation, sight: Sight) -> str:
    """An operation as a sentence: what you asked, when, and what became of it."""
    asked = f"{clock_time(operation.sent_at, sight.now)} you: {operation.words}"
    told = f"{asked}: {operation.outcome}" if operation.outcome else asked
    until = operation.sought_until
    if until is None:
        return told
    return f"{told.rstrip('.')}. Looked for until {clock_time(until, sight.now)}."


def _tone_of(operation: Operation) -> Tone:
    match operation.state:
        case OpState.DONE:
            return Tone.WELL
        case OpState.FAILED | OpState.REFUSED:
            return Tone.BROKEN
        case OpState.REVERTED | OpState.UNKNOWN | OpState.OVERDUE:
            return Tone.STUCK
    return Tone.BUSY


def _next(instance: Instance, sight: Sight, width: int) -> list[StyledText]:
    health = sight.health(instance)
    advice = None if sight.is_gone(instance) else remedies.advice(instance, health)
    if not advice:
        return []
    wrapped = wrap(advice, Tone.PLAIN, width - 6)
    first, rest = wrapped[0], wrapped[1:]
    return [
        (),
        (("Next  ", Tone.ACCENT), *first),
        *((("      ", Tone.FAINT), *line) for line in rest),
    ]


def _told(instance: Instance, sight: Sight, width: int) -> list[tuple[str, StyledText]]:
    attached = instance.configuration
    source = _named(instance.replica_of, sight)
    replicas = ", ".join(_named(one, sight) for one in instance.replicas)
    told = [
        ("Flavor", _flavor(instance, sight)),
        ("Volume", _volume(instance, width)),
        ("Disk", _local_storage(instance, sight)),
        ("Store", _store(instance)),
        *_addresses(instance),
        ("Group", ((attached.name or attached.id, Tone.PLAIN),) if attached else ()),
    ]
    quiet = (
        ("Source", source),
        ("Replicas", replicas),
        ("Id", instance.id),
        ("Subnet", instance.subnet_id),
        ("Project", instance.tenant_id),
        ("User", instance.user_id),
        ("Created", clock_time(instance.created, sight.now) if instance.created else ""),
        ("Updated", clock_time(instance.updated, sight.now) if instance.updated else ""),
        ("Access", _access(instance.access)),
        ("Region", instance.region),
        ("Host", instance.host),
        ("Server", instance.server_id),
        ("Vol. id", instance.volume_id),
        ("Agent", _ENCRYPTED.get(instance.encrypted_rpc_messaging)),
    )
    told += [(label, ((value, Tone.QUIET),)) for label, value in quiet if value]
    return [(label, value) for label, value in told if value]


def _named(instance_id: str | None, sight: Sight) -> str:
    """The name of another instance; its id where it is not among those known."""
    known = sight.snapshot.instances.get(instance_id) if instance_id else None
    return (known.name if known else "") or instance_id or ""


def _flavor(instance: Instance, sight: Sight) -> StyledText:
    flavor = sight.flavor(instance)
    if flavor is None:
        return ((instance.flavor_id or "–", Tone.QUIET),)
    cores = f"  {flavor.vcpus} vCPU" if flavor.vcpus is not None else ""
    return (
        (flavor.name or flavor.id, Tone.PLAIN),
        (f"{cores}  {format_memory(flavor.ram)}", Tone.QUIET),
    )


def _volume(instance: Instance, width: int) -> StyledText:
    volume = instance.volume
    if volume is None or volume.size is None:
        used = None if volume is None else volume.used
        return UNKNOWN if used is None else ((f"{format_number(used)} GB used", Tone.PLAIN),)
    size: Piece = (f"{format_number(volume.size)} GB", Tone.PLAIN)
    percent = volume.used_percent
    if percent is None:
        return (size, ("  use not known yet", Tone.QUIET))
    tone = cell.fill_tone(percent)
    return (
        size,
        ("  ", Tone.QUIET),
        *bar(percent, max(4, min(10, width - LABEL - 18)), tone),
        (f"  {percent:.0f}%", Tone.PLAIN if tone is Tone.QUIET else tone),
        (f"  {volume.used:.1f} GB used", Tone.QUIET),
    )


def _local_storage(instance: Instance, sight: Sight) -> StyledText:
    """What is used of its server's own disk, where it has no volume, and how large that is."""
    local = instance.local_storage
    if local is None or local.used is None:
        return ()
    flavor = sight.flavor(instance)
    size = local.size if flavor is None or local.size is not None else flavor.local_storage
    of = "" if size is None else f" of {format_number(size)}"
    return ((f"{format_number(local.used)}{of} GB used", Tone.PLAIN),)


def _store(instance: Instance) -> StyledText:
    """The datastore and its version, and that one's number where its name doesn't tell it."""
    words = cell.datastore_words(instance)
    number = instance.datastore.version_number if instance.datastore is not None else None
    if not number or number in words:
        return ((words, Tone.PLAIN),)
    return ((words, Tone.PLAIN), (f"  {number}", Tone.QUIET))


def _addresses(instance: Instance) -> list[tuple[str, StyledText]]:
    """Each address with its type, then the name of its host."""
    types = instance.address_types or ("",) * len(instance.addresses)
    shown: list[StyledText] = [
        ((address, Tone.PLAIN), *(((f"  {kind}", Tone.QUIET),) if kind else ()))
        for address, kind in zip(instance.addresses, types, strict=True)
    ]
    if instance.hostname:
        shown.append(((instance.hostname, Tone.PLAIN),))
    labels = ("Address", *("" for _ in shown))
    return list(zip(labels, shown or [UNKNOWN], strict=False))


def _access(access: Access | None) -> str:
    """`private`, `public`, `public, from 10.0.0.0/8`."""
    if access is None:
        return ""
    reach = "public" if access.is_public else "private"
    return f"{reach}, from {first_few(access.networks, 12)}" if access.networks else reach


_ENCRYPTED: dict[bool | None, str] = {True: "messages encrypted", False: "messages in the open"}


def _lately(instance: Instance, sight: Sight, width: int) -> list[StyledText]:
    events = sight.history.of(instance.id)[:6]
    if not events:
        return []
    lines: list[StyledText] = [(), (("Lately", Tone.STRONG),)]
    return lines + [_event(event, width) for event in events]


def _event(event: Event, width: int) -> StyledText:
    """What it was and has become. Where the line is too short, words are cut and never a number."""
    after = f"  after {duration(event.lasted)}" if event.lasted is not None else ""
    when = event.at.astimezone().strftime("%H:%M:%S")
    tone = cell.GLYPHS[base_health(event.after, None)][1]
    tone = Tone.PLAIN if tone is Tone.WELL else tone
    before, arrow = event.before, " → "
    room = width - cell_width(f"{when}  {arrow}{after}")
    if cell_width(before) + cell_width(event.after) > room:
        before = cut(before, max(room // 2, room - cell_width(event.after)))
    return (
        (f"{when}  ", Tone.QUIET),
        (f"{before}{arrow}", Tone.QUIET),
        (cut(event.after, max(1, room - cell_width(before))), tone),
        (after, Tone.QUIET),
    )


def _can(
    instance: Instance, sight: Sight, width: int, actions: Sequence[Action]
) -> list[StyledText]:
    here = [action for action in actions if action.on_row]
    if not here or sight.is_gone(instance):
        return []
    can: list[str] = []
    cannot: dict[str, list[str]] = {}
    for action in here:
        why = action.precondition.brief_refusal(instance) or action.refusal(instance, sight)
        if why is None:
            can.append(action.label)
        else:
            cannot.setdefault(why, []).append(action.label)
    lines: list[StyledText] = [()]
    if can:
        lines += fact("Can now", ((", ".join(can), Tone.PLAIN),), width)
    told = "; ".join(f"{', '.join(labels)} ({why})" for why, labels in cannot.items())
    return lines + (fact("Not now", ((told, Tone.QUIET),), width) if told else [])
