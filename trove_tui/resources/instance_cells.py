"""The cells of an instance, and the texts that panes share with them."""

from __future__ import annotations

from trove_tui.api.models import Instance
from trove_tui.api.statuses import Health
from trove_tui.live import faults
from trove_tui.live.operations import Operation, OpState
from trove_tui.resources.shared_cells import UNKNOWN, amount, text_or_dash
from trove_tui.resources.versions import StoreVersion, store_words
from trove_tui.resources.view_context import ViewContext
from trove_tui.text.amounts import format_memory, format_number
from trove_tui.text.styled import Piece, StyledText, Tone
from trove_tui.text.times import age
from trove_tui.text.width import cell_width, line_width

GLYPHS: dict[Health, tuple[str, Tone]] = {
    Health.BROKEN: ("✖", Tone.BROKEN),
    Health.STUCK: ("◔", Tone.STUCK),
    Health.RESTART: ("!", Tone.BUSY),
    Health.FULL: ("●", Tone.WELL),
    Health.BUSY: ("↻", Tone.BUSY),
    Health.OK: ("●", Tone.WELL),
}
"""The mark of each health, and its tone."""

BLOCKS = "▁▂▃▄▅▆▇█"
FULL, FILLING = 90.0, 80.0
"""Percent of a volume in use from which it is a problem, and from which it is coloured."""
FULL_WORDS: StyledText = ((" full", Tone.BROKEN),)
"""After a good status: why the instance is a problem all the same."""
UNREAD_WORDS: StyledText = ((" not read", Tone.STUCK),)
"""After the list's status: its own page can't be read."""

RUNNING_WORD = "yours"
"""Shown for an operation that the instance's present status comes from."""
_OUTCOMES: dict[OpState, tuple[str, Tone]] = {
    OpState.FAILED: ("failed", Tone.BROKEN),
    OpState.REVERTED: ("reverted", Tone.STUCK),
    OpState.UNKNOWN: ("unknown", Tone.STUCK),
    OpState.OVERDUE: ("overdue", Tone.STUCK),
}
_ENDED_BADLY = ("failed", "unknown")
STATUS_CELLS = 18
"""Cells of a status: as many as the longest ordinary one takes."""


def glyph(instance: Instance, context: ViewContext) -> tuple[str, Tone]:
    """The mark of an instance's health, and its tone."""
    return GLYPHS[context.health(instance)]


def status(instance: Instance, context: ViewContext) -> StyledText:
    """The mark and the status, with what is wrong where the status doesn't tell."""
    if context.is_gone(instance):
        return (("∅ ", Tone.FAINT), ("gone", Tone.QUIET))
    health = context.health(instance)
    mark, tone = glyph(instance, context)
    word = faults.status_words(instance, health)
    quiet = health in (Health.OK, Health.FULL)
    cell = ((f"{mark} ", tone), (word, Tone.QUIET if quiet else tone))
    if health is Health.FULL:
        return (*cell, *FULL_WORDS)
    return cell if context.unread(instance) is None else (*cell, *UNREAD_WORDS)


def status_and_operation(instance: Instance, context: ViewContext) -> StyledText:
    """The status and, where there is room, the outcome of the latest operation."""
    status_cell = status(instance, context)
    outcomes = _operation_outcomes(instance, context)
    if not outcomes or context.is_gone(instance):
        return status_cell
    _, outcome, tone = outcomes[0]
    # An operation's outcome passes: until then it takes the place of the words after the status.
    mark_and_word = status_cell[:2]
    return (
        (*mark_and_word, (f" {outcome}", tone))
        if _has_room(mark_and_word, outcome)
        else status_cell
    )


def _has_room(status: StyledText, words: str) -> bool:
    return line_width(status) + 1 + cell_width(words) <= STATUS_CELLS


def needs_operations_column(context: ViewContext) -> bool:
    """Whether some instance's operations don't fit after its status."""
    instances = context.snapshot.instances
    return any(
        _operations_overflow_status(instances[instance_id], context)
        for instance_id in context.snapshot.operations
        if instance_id in instances
    )


def _operations_overflow_status(instance: Instance, context: ViewContext) -> bool:
    outcomes = _operation_outcomes(instance, context)
    if not outcomes or context.is_gone(instance):
        return False
    verb, outcome, _ = outcomes[0]
    # A bad end is shown with its verb: the operation may have been sent long ago.
    text = f"{verb} {outcome}" if outcome in _ENDED_BADLY else outcome
    return len(outcomes) > 1 or not _has_room(status(instance, context)[:2], text)


def operations_cell(instance: Instance, context: ViewContext) -> StyledText:
    """The operations sent from here with their outcomes, the most important first."""
    pieces: list[Piece] = []
    for verb, outcome, tone in _operation_outcomes(instance, context):
        text = verb if outcome == RUNNING_WORD else f"{verb} {outcome}"
        pieces.append((f", {text}" if pieces else text, tone))
    return tuple(pieces)


def _operation_outcomes(instance: Instance, context: ViewContext) -> list[tuple[str, str, Tone]]:
    """The verb, outcome and tone of each operation that has an outcome to show."""
    is_busy = context.health(instance) is Health.BUSY
    outcomes = [
        (operation.change.word, _outcome(operation, is_busy=is_busy))
        for operation in context.operations(instance)
    ]
    return [(word, *outcome) for word, outcome in outcomes if outcome is not None]


def _outcome(operation: Operation, *, is_busy: bool) -> tuple[str, Tone] | None:
    match operation.state:
        case OpState.SENDING | OpState.ACCEPTED if not is_busy:
            return "sent", Tone.BUSY
        case OpState.SENDING | OpState.ACCEPTED | OpState.SEEN:
            return RUNNING_WORD, Tone.QUIET
        case OpState.DONE if operation.ended_at is not None:
            return f"done {age(operation.ended_at - operation.sent_at)}", Tone.WELL
    return _OUTCOMES.get(operation.state)


def name_of(instance: Instance) -> str:
    """Its name; its id where it has none."""
    return instance.name or instance.id


def name(instance: Instance, context: ViewContext) -> StyledText:
    """The name, bold for a problem; its id where it has none."""
    if context.is_gone(instance) or not instance.name:
        return text_or_dash(name_of(instance))
    problem = context.health(instance) not in (Health.OK, Health.BUSY)
    return ((instance.name, Tone.STRONG if problem else Tone.PLAIN),)


def time_in_status(instance: Instance, context: ViewContext) -> StyledText:
    """How long it has had its status; `≥` where it had that before we watched."""
    since = context.since(instance)
    if since is None:
        return UNKNOWN
    least = "≥" if since.how == "at least" else ""
    health = context.health(instance)
    tone = Tone.QUIET if health in (Health.OK, Health.FULL) else GLYPHS[health][1]
    return ((least + age(context.now - since.at), tone),)


def flavor_name(instance: Instance, context: ViewContext) -> StyledText:
    """The flavor's name, or its id where the server lists no such flavor."""
    flavor = context.flavor(instance)
    if flavor is not None:
        return text_or_dash(flavor.name or flavor.id)
    return text_or_dash(instance.flavor_id, Tone.QUIET)


def flavor_ram(instance: Instance, context: ViewContext) -> StyledText:
    """The flavor's memory."""
    flavor = context.flavor(instance)
    return amount(format_memory(flavor.ram if flavor else None))


def awaits_flavor(instance: Instance, context: ViewContext) -> bool:
    """Whether the flavors were not read yet."""
    return instance.flavor_id is not None and not context.knows_flavors


def awaits_details(instance: Instance, _: ViewContext) -> bool:
    """Whether its own page was not read yet."""
    return instance.updated is None


def volume_size(instance: Instance, _: ViewContext) -> StyledText:
    """The volume's size in GB."""
    size = instance.volume.size if instance.volume else None
    return amount("–" if size is None else f"{format_number(size)} GB")


def used_percent(instance: Instance, _: ViewContext) -> float:
    """Percent of the volume in use; -1 where it is not known."""
    percent = instance.volume.used_percent if instance.volume else None
    return -1.0 if percent is None else percent


def used_gigabytes(instance: Instance) -> int | float | None:
    """How much of its volume is in use, or of its server's disk where it has no volume."""
    used = instance.volume.used if instance.volume else None
    if used is None and instance.local_storage is not None:
        return instance.local_storage.used
    return used


def volume_used(instance: Instance, context: ViewContext) -> StyledText:
    """A small bar and the percentage; the gigabytes used where the size is not known."""
    percent = used_percent(instance, context)
    # A blank at its end keeps it off the scrollbar.
    if percent < 0:
        used = used_gigabytes(instance)
        return (("– " if used is None else f"{format_number(used)} GB ", Tone.QUIET),)
    tone = fill_tone(percent)
    words = (f"{percent:3.0f}% ", Tone.PLAIN if tone is Tone.QUIET else tone)
    block = BLOCKS[min(len(BLOCKS) - 1, int(percent / 100 * len(BLOCKS)))]
    return ((block, tone), words)


def awaits_use(instance: Instance, context: ViewContext) -> bool:
    """Whether its volume's use was not read yet."""
    return instance.volume is not None and awaits_details(instance, context)


def fill_tone(percent: float) -> Tone:
    """The tone of a volume's use: a problem, nearly one, or neither."""
    if percent >= FULL:
        return Tone.BROKEN
    return Tone.BUSY if percent >= FILLING else Tone.QUIET


def datastore(instance: Instance, _: ViewContext) -> StyledText:
    """The datastore and its version, once where one begins with the other."""
    return ((StoreVersion.of(instance.datastore).words, Tone.QUIET),)


def datastore_words(instance: Instance) -> str:
    """`mysql 5.7.29`, or `mysql-5.1` where the version names the datastore already."""
    store = instance.datastore
    return "–" if store is None else store_words(store.type, store.version)


def address(instance: Instance, _: ViewContext) -> StyledText:
    """The first address."""
    return text_or_dash(instance.addresses[0] if instance.addresses else None)


def group(instance: Instance, _: ViewContext) -> StyledText:
    """The configuration group attached."""
    group = instance.configuration
    return text_or_dash((group.name or group.id) if group else None)


def project(instance: Instance, _: ViewContext) -> StyledText:
    """The project that owns it."""
    return text_or_dash(instance.tenant_id)


def user(instance: Instance, _: ViewContext) -> StyledText:
    """The user who created it."""
    return text_or_dash(instance.user_id)
