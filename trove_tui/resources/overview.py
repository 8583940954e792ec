"""The overview of one instance: what an incident asks, in the order it asks."""

from __future__ import annotations

from collections.abc import Sequence

from trove_tui.api.models import Access, Fault, Instance
from trove_tui.api.statuses import Health, base_health
from trove_tui.live import faults, remedies
from trove_tui.live.history import Event
from trove_tui.live.operations import Operation, OpState
from trove_tui.resources import instance_cells as cell
from trove_tui.resources.resource import Action
from trove_tui.resources.shared_cells import LABEL, UNKNOWN, bar, fact, facts
from trove_tui.resources.view_context import ViewContext
from trove_tui.text.amounts import first_few, format_memory, format_number
from trove_tui.text.styled import Piece, StyledText, Tone
from trove_tui.text.times import age, clock_time, duration
from trove_tui.text.width import cell_width, cut, fit, line_width, wrap


def overview(
    instance: Instance, context: ViewContext, width: int, actions: Sequence[Action]
) -> list[StyledText]:
    """What state, since when, why, what next, what it is, what changed lately, what can be done.

    Every line is at most `width` cells.
    """
    lines = _state(instance, context, width)
    lines += _next(instance, context, width)
    lines.append(())
    lines += facts(_told(instance, context, width), width)
    lines += _lately(instance, context, width)
    lines += _can(instance, context, width, actions)
    return [fit(line, width) for line in lines]


def _state(instance: Instance, context: ViewContext, width: int) -> list[StyledText]:
    if context.is_gone(instance):
        gone = context.snapshot.gone[instance.id]
        return [
            (("gone", Tone.STRONG), (f"  since {clock_time(gone.at, context.now)}", Tone.QUIET))
        ]
    health = context.health(instance)
    mark, tone = cell.glyph(instance, context)
    line: list[Piece] = [(f"{mark} ", tone), (faults.status_words(instance, health), tone)]
    # Behind the time: the status has lasted so long, not that.
    also = ((" ", Tone.PLAIN), *cell.FULL_WORDS) if health is Health.FULL else ()
    first, *more = _since(line, instance, context, width - line_width(also))
    lines = [(*first, *also), *more]
    lines += _why(instance, health, context, width)
    unread = context.unread(instance)
    if unread is not None:
        told = f"Its page can't be read since {clock_time(unread.at, context.now)}: {unread.reason}"
        lines += wrap(told, Tone.STUCK, width, indent=2, most=6)
        lines += wrap("Shown is what the list tells.", Tone.QUIET, width, indent=2)
    for operation in context.operations(instance):
        lines += wrap(_operation(operation, context), _tone_of(operation), width, indent=2)
    return lines


def _since(
    state: Sequence[Piece], instance: Instance, context: ViewContext, width: int
) -> list[StyledText]:
    """The state with how long it has lasted and since when, on two lines where one won't do."""
    since = context.since(instance)
    if since is None:
        return [tuple(state)]
    least = "at least " if since.how == "at least" else ""
    line: StyledText = (*state, (f" for {least}{age(context.now - since.at)}", Tone.PLAIN))
    if least:
        return [line]
    moment: Piece = (f"  since {clock_time(since.at, context.now)}", Tone.QUIET)
    fits = line_width((*line, moment)) <= width
    return [(*line, moment)] if fits else [line, (moment,)]


def _why(instance: Instance, health: Health, context: ViewContext, width: int) -> list[StyledText]:
    """What the server reported last, and when; also where something has changed since."""
    reason = faults.reason(instance, health)
    if reason is None or not (said := _said(reason.fault)):
        return []
    lines = wrap(said, Tone.PLAIN, width, indent=2, most=6)
    at = reason.fault.created
    if at is None:
        return lines
    told = f"reported {clock_time(at, context.now)}"
    if reason.is_older:
        told = f"reported {age(context.now - at)} ago, before the last change"
    return lines + wrap(told, Tone.QUIET, width, indent=2)


def _said(fault: Fault) -> str:
    """Its message; without one, the last line of its traceback."""
    return fault.message or next(reversed(fault.details.split("\n")), "").strip()


def _operation(operation: Operation, context: ViewContext) -> str:
    """An operation as a sentence: what you asked, when, and what became of it."""
    asked = f"{clock_time(operation.sent_at, context.now)} you: {operation.words}"
    told = f"{asked}: {operation.outcome}" if operation.outcome else asked
    until = operation.sought_until
    if until is None:
        return told
    return f"{told.rstrip('.')}. Looked for until {clock_time(until, context.now)}."


def _tone_of(operation: Operation) -> Tone:
    match operation.state:
        case OpState.DONE:
            return Tone.WELL
        case OpState.FAILED | OpState.REFUSED:
            return Tone.BROKEN
        case OpState.REVERTED | OpState.UNKNOWN | OpState.OVERDUE:
            return Tone.STUCK
    return Tone.BUSY


def _next(instance: Instance, context: ViewContext, width: int) -> list[StyledText]:
    health = context.health(instance)
    advice = None if context.is_gone(instance) else remedies.advice(instance, health)
    if not advice:
        return []
    wrapped = wrap(advice, Tone.PLAIN, width - 6)
    first, rest = wrapped[0], wrapped[1:]
    return [
        (),
        (("Next  ", Tone.ACCENT), *first),
        *((("      ", Tone.FAINT), *line) for line in rest),
    ]


def _told(instance: Instance, context: ViewContext, width: int) -> list[tuple[str, StyledText]]:
    attached = instance.configuration
    source = _named(instance.replica_of, context)
    replicas = ", ".join(_named(one, context) for one in instance.replicas)
    told = [
        ("Flavor", _flavor(instance, context)),
        ("Volume", _volume(instance, width)),
        ("Disk", _local_storage(instance, context)),
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
        ("Created", clock_time(instance.created, context.now) if instance.created else ""),
        ("Updated", clock_time(instance.updated, context.now) if instance.updated else ""),
        ("Access", _access(instance.access)),
        ("Region", instance.region),
        ("Host", instance.host),
        ("Server", instance.server_id),
        ("Vol. id", instance.volume_id),
        ("Agent", _ENCRYPTED.get(instance.encrypted_rpc_messaging)),
    )
    told += [(label, ((value, Tone.QUIET),)) for label, value in quiet if value]
    return [(label, value) for label, value in told if value]


def _named(instance_id: str | None, context: ViewContext) -> str:
    """The name of another instance; its id where it is not among those known."""
    known = context.snapshot.instances.get(instance_id) if instance_id else None
    return (known.name if known else "") or instance_id or ""


def _flavor(instance: Instance, context: ViewContext) -> StyledText:
    flavor = context.flavor(instance)
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


def _local_storage(instance: Instance, context: ViewContext) -> StyledText:
    """What is used of its server's own disk, where it has no volume, and how large that is."""
    local = instance.local_storage
    if local is None or local.used is None:
        return ()
    flavor = context.flavor(instance)
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


def _lately(instance: Instance, context: ViewContext, width: int) -> list[StyledText]:
    events = context.history.of(instance.id)[:6]
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
    instance: Instance, context: ViewContext, width: int, actions: Sequence[Action]
) -> list[StyledText]:
    here = [action for action in actions if action.on_row]
    if not here or context.is_gone(instance):
        return []
    can: list[str] = []
    cannot: dict[str, list[str]] = {}
    for action in here:
        why = action.precondition.brief_refusal(instance) or action.refusal(instance, context)
        if why is None:
            can.append(action.label)
        else:
            cannot.setdefault(why, []).append(action.label)
    lines: list[StyledText] = [()]
    if can:
        lines += fact("Can now", ((", ".join(can), Tone.PLAIN),), width)
    told = "; ".join(f"{', '.join(labels)} ({why})" for why, labels in cannot.items())
    return lines + (fact("Not now", ((told, Tone.QUIET),), width) if told else [])
