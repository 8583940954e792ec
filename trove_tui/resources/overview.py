"""The overview of one instance, in the order in which one asks in an incident."""

from __future__ import annotations

from collections.abc import Sequence

from trove_tui.api.models import Access, Fault, Instance
from trove_tui.api.statuses import Health, base_health
from trove_tui.live import faults, remedies
from trove_tui.live.history import Event
from trove_tui.live.operations import Operation, OpState
from trove_tui.resources import instance_cells as cell
from trove_tui.resources.resource import Action
from trove_tui.resources.shared_cells import LABEL_CELLS, UNKNOWN, bar, field, fields
from trove_tui.resources.view_context import ViewContext
from trove_tui.text.amounts import first_few, format_memory, format_number
from trove_tui.text.styled import Piece, StyledText, Tone
from trove_tui.text.times import age, clock_time, duration
from trove_tui.text.width import cell_width, cut, fit, line_width, wrap


def overview(
    instance: Instance, context: ViewContext, width: int, actions: Sequence[Action]
) -> list[StyledText]:
    """Its state, the reason, advice, its fields, recent events, and the actions possible now.

    Every line is at most `width` cells.
    """
    lines = _state(instance, context, width)
    lines += _advice(instance, context, width)
    lines.append(())
    lines += fields(_fields(instance, context, width), width)
    lines += _recent_events(instance, context, width)
    lines += _possible_actions(instance, context, width, actions)
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
    # After the duration: that is of the status alone.
    suffix = ((" ", Tone.PLAIN), *cell.FULL_WORDS) if health is Health.FULL else ()
    first, *more = _with_duration(line, instance, context, width - line_width(suffix))
    lines = [(*first, *suffix), *more]
    lines += _reason(instance, health, context, width)
    unread = context.unread(instance)
    if unread is not None:
        text = f"Its page can't be read since {clock_time(unread.at, context.now)}: {unread.reason}"
        lines += wrap(text, Tone.STUCK, width, indent=2, most=6)
        lines += wrap("Shown is what the list tells.", Tone.QUIET, width, indent=2)
    for operation in context.operations(instance):
        lines += wrap(
            _operation_sentence(operation, context), _operation_tone(operation), width, indent=2
        )
    return lines


def _with_duration(
    state: Sequence[Piece], instance: Instance, context: ViewContext, width: int
) -> list[StyledText]:
    """The state with its duration and start, on two lines where they don't fit on one."""
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


def _reason(
    instance: Instance, health: Health, context: ViewContext, width: int
) -> list[StyledText]:
    """The fault that the server reported last, and when."""
    reason = faults.reason(instance, health)
    if reason is None or not (text := _fault_text(reason.fault)):
        return []
    lines = wrap(text, Tone.PLAIN, width, indent=2, most=6)
    reported_at = reason.fault.created
    if reported_at is None:
        return lines
    when = f"reported {clock_time(reported_at, context.now)}"
    if reason.is_older:
        when = f"reported {age(context.now - reported_at)} ago, before the last change"
    return lines + wrap(when, Tone.QUIET, width, indent=2)


def _fault_text(fault: Fault) -> str:
    """The fault's message; without one, the last line of its traceback."""
    return fault.message or next(reversed(fault.details.split("\n")), "").strip()


def _operation_sentence(operation: Operation, context: ViewContext) -> str:
    """`12:00 you: restart: done`, and until when an unknown outcome was looked for."""
    request = f"{clock_time(operation.sent_at, context.now)} you: {operation.words}"
    sentence = f"{request}: {operation.outcome}" if operation.outcome else request
    sought_until = operation.sought_until
    if sought_until is None:
        return sentence
    return f"{sentence.rstrip('.')}. Looked for until {clock_time(sought_until, context.now)}."


def _operation_tone(operation: Operation) -> Tone:
    match operation.state:
        case OpState.DONE:
            return Tone.WELL
        case OpState.FAILED | OpState.REFUSED:
            return Tone.BROKEN
        case OpState.REVERTED | OpState.UNKNOWN | OpState.OVERDUE:
            return Tone.STUCK
    return Tone.BUSY


def _advice(instance: Instance, context: ViewContext, width: int) -> list[StyledText]:
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


def _fields(instance: Instance, context: ViewContext, width: int) -> list[tuple[str, StyledText]]:
    group = instance.configuration
    source = _instance_name(instance.replica_of, context)
    replicas = ", ".join(_instance_name(instance_id, context) for instance_id in instance.replicas)
    rows = [
        ("Flavor", _flavor(instance, context)),
        ("Volume", _volume(instance, width)),
        ("Disk", _local_storage(instance, context)),
        ("Store", _store(instance)),
        *_addresses(instance),
        ("Group", ((group.name or group.id, Tone.PLAIN),) if group else ()),
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
    rows += [(label, ((value, Tone.QUIET),)) for label, value in quiet if value]
    return [(label, value) for label, value in rows if value]


def _instance_name(instance_id: str | None, context: ViewContext) -> str:
    """The name of another instance; its id where it is not listed."""
    instance = context.snapshot.instances.get(instance_id) if instance_id else None
    return (instance.name if instance else "") or instance_id or ""


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
        *bar(percent, max(4, min(10, width - LABEL_CELLS - 18)), tone),
        (f"  {percent:.0f}%", Tone.PLAIN if tone is Tone.QUIET else tone),
        (f"  {volume.used:.1f} GB used", Tone.QUIET),
    )


def _local_storage(instance: Instance, context: ViewContext) -> StyledText:
    """The use and size of its server's own disk, where it has no volume."""
    local = instance.local_storage
    if local is None or local.used is None:
        return ()
    flavor = context.flavor(instance)
    size = local.size if flavor is None or local.size is not None else flavor.local_storage
    size_text = "" if size is None else f" of {format_number(size)}"
    return ((f"{format_number(local.used)}{size_text} GB used", Tone.PLAIN),)


def _store(instance: Instance) -> StyledText:
    """The datastore and its version, with the number where that is not in the name."""
    words = cell.datastore_words(instance)
    number = instance.datastore.version_number if instance.datastore is not None else None
    if not number or number in words:
        return ((words, Tone.PLAIN),)
    return ((words, Tone.PLAIN), (f"  {number}", Tone.QUIET))


def _addresses(instance: Instance) -> list[tuple[str, StyledText]]:
    """Each address with its type, then the name of its host."""
    types = instance.address_types or ("",) * len(instance.addresses)
    lines: list[StyledText] = [
        ((address, Tone.PLAIN), *(((f"  {kind}", Tone.QUIET),) if kind else ()))
        for address, kind in zip(instance.addresses, types, strict=True)
    ]
    if instance.hostname:
        lines.append(((instance.hostname, Tone.PLAIN),))
    labels = ("Address", *("" for _ in lines))
    return list(zip(labels, lines or [UNKNOWN], strict=False))


def _access(access: Access | None) -> str:
    """`private`, `public`, `public, from 10.0.0.0/8`."""
    if access is None:
        return ""
    reach = "public" if access.is_public else "private"
    return f"{reach}, from {first_few(access.networks, 12)}" if access.networks else reach


_ENCRYPTED: dict[bool | None, str] = {True: "messages encrypted", False: "messages in the open"}


def _recent_events(instance: Instance, context: ViewContext, width: int) -> list[StyledText]:
    events = context.history.of(instance.id)[:6]
    if not events:
        return []
    lines: list[StyledText] = [(), (("Lately", Tone.STRONG),)]
    return lines + [_event(event, width) for event in events]


def _event(event: Event, width: int) -> StyledText:
    """The status before and after. In a short line statuses are cut, never a number."""
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


def _possible_actions(
    instance: Instance, context: ViewContext, width: int, actions: Sequence[Action]
) -> list[StyledText]:
    row_actions = [action for action in actions if action.on_row]
    if not row_actions or context.is_gone(instance):
        return []
    possible: list[str] = []
    refused: dict[str, list[str]] = {}
    for action in row_actions:
        reason = action.precondition.brief_refusal(instance) or action.refusal(instance, context)
        if reason is None:
            possible.append(action.label)
        else:
            refused.setdefault(reason, []).append(action.label)
    lines: list[StyledText] = [()]
    if possible:
        lines += field("Can now", ((", ".join(possible), Tone.PLAIN),), width)
    text = "; ".join(f"{', '.join(labels)} ({reason})" for reason, labels in refused.items())
    return lines + (field("Not now", ((text, Tone.QUIET),), width) if text else [])
