"""How an instance is shown: in a cell each, and in the words that panes share."""

from __future__ import annotations

from trove_tui.api.models import Instance
from trove_tui.api.statuses import Health
from trove_tui.live import faults
from trove_tui.live.operations import Operation, OpState
from trove_tui.resources.shared_cells import UNKNOWN, amount, said
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
"""A mark for each kind of health, and its tone."""

BLOCKS = "▁▂▃▄▅▆▇█"
FULL, FILLING = 90.0, 80.0
"""Percent of a volume in use from which it is a problem, and from which it is worth a colour."""
FULL_WORDS: StyledText = ((" full", Tone.BROKEN),)
"""After a status that is well by itself: why somebody is needed all the same."""
UNREAD_WORDS: StyledText = ((" not read", Tone.STUCK),)
"""After the list's status: its own page can't be read."""

RUNS = "yours"
"""What is said of a status that something asked for from here has brought about."""
_FATES: dict[OpState, tuple[str, Tone]] = {
    OpState.FAILED: ("failed", Tone.BROKEN),
    OpState.REVERTED: ("reverted", Tone.STUCK),
    OpState.UNKNOWN: ("unknown", Tone.STUCK),
    OpState.OVERDUE: ("overdue", Tone.STUCK),
}
_NAMED = ("failed", "unknown")
STATUS_CELLS = 18
"""Cells of a status: as many as the longest ordinary one takes."""


def glyph(instance: Instance, context: ViewContext) -> tuple[str, Tone]:
    """The mark of an instance's health, and its tone."""
    return GLYPHS[context.health(instance)]


def status(instance: Instance, context: ViewContext) -> StyledText:
    """Glyph and word, and why somebody is needed all the same where the word sounds well."""
    if context.is_gone(instance):
        return (("∅ ", Tone.FAINT), ("gone", Tone.QUIET))
    health = context.health(instance)
    mark, tone = glyph(instance, context)
    word = faults.status_words(instance, health)
    quiet = health in (Health.OK, Health.FULL)
    shown = ((f"{mark} ", tone), (word, Tone.QUIET if quiet else tone))
    if health is Health.FULL:
        return (*shown, *FULL_WORDS)
    return shown if context.unread(instance) is None else (*shown, *UNREAD_WORDS)


def status_and_asked(instance: Instance, context: ViewContext) -> StyledText:
    """The status and, where that leaves room for it, what became of what was asked for."""
    shown = status(instance, context)
    told = _told(instance, context)
    if not told or context.is_gone(instance):
        return shown
    _, words, tone = told[0]
    plain = shown[:2]  # What was asked for passes: until then it stands in that word's place.
    return (*plain, (f" {words}", tone)) if _has_room(plain, words) else shown


def _has_room(status: StyledText, words: str) -> bool:
    return line_width(status) + 1 + cell_width(words) <= STATUS_CELLS


def asks_for_room(context: ViewContext) -> bool:
    """Whether what became of what was asked of some instance can't be told after its status."""
    known = context.snapshot.instances
    return any(
        _overflows(known[key], context) for key in context.snapshot.operations if key in known
    )


def _overflows(instance: Instance, context: ViewContext) -> bool:
    told = _told(instance, context)
    if not told or context.is_gone(instance):
        return False
    verb, words, _ = told[0]
    # What ended badly is named: what it was may be long ago for who reads it.
    whole = f"{verb} {words}" if words in _NAMED else words
    return len(told) > 1 or not _has_room(status(instance, context)[:2], whole)


def asked(instance: Instance, context: ViewContext) -> StyledText:
    """What was asked of it from here, and what became of that: what matters most first."""
    shown: list[Piece] = []
    for verb, words, tone in _told(instance, context):
        text = verb if words == RUNS else f"{verb} {words}"
        shown.append((f", {text}" if shown else text, tone))
    return tuple(shown)


def _told(instance: Instance, context: ViewContext) -> list[tuple[str, str, Tone]]:
    """Of each operation that is told: what it is, what became of it, and how that sounds."""
    is_busy = context.health(instance) is Health.BUSY
    found = [(one.change.word, _fate(one, is_busy=is_busy)) for one in context.operations(instance)]
    return [(word, *fate) for word, fate in found if fate is not None]


def _fate(operation: Operation, *, is_busy: bool) -> tuple[str, Tone] | None:
    match operation.state:
        case OpState.SENDING | OpState.ACCEPTED if not is_busy:
            return "sent", Tone.BUSY
        case OpState.SENDING | OpState.ACCEPTED | OpState.SEEN:
            return RUNS, Tone.QUIET
        case OpState.DONE if operation.ended_at is not None:
            return f"done {age(operation.ended_at - operation.sent_at)}", Tone.WELL
    return _FATES.get(operation.state)


def name_of(instance: Instance) -> str:
    """Its name; its id where it has none."""
    return instance.name or instance.id


def name(instance: Instance, context: ViewContext) -> StyledText:
    """The name, bold where somebody is needed; its id where it has none."""
    if context.is_gone(instance) or not instance.name:
        return said(name_of(instance))
    problem = context.health(instance) not in (Health.OK, Health.BUSY)
    return ((instance.name, Tone.STRONG if problem else Tone.PLAIN),)


def time_in_status(instance: Instance, context: ViewContext) -> StyledText:
    """How long it has been what it is; `≥` where it was so before we watched."""
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
        return said(flavor.name or flavor.id)
    return said(instance.flavor_id, Tone.QUIET)


def flavor_ram(instance: Instance, context: ViewContext) -> StyledText:
    """The flavor's memory."""
    flavor = context.flavor(instance)
    return amount(format_memory(flavor.ram if flavor else None))


def awaits_flavor(instance: Instance, context: ViewContext) -> bool:
    """Whether the flavors, among them its own, are not known yet."""
    return instance.flavor_id is not None and not context.knows_flavors


def awaits_details(instance: Instance, _: ViewContext) -> bool:
    """Whether what only its own page tells was not read yet."""
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
    """A small bar and the percentage; what is used, where it is not known of how much."""
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
    """How much a volume's use matters."""
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
    return said(instance.addresses[0] if instance.addresses else None)


def group(instance: Instance, _: ViewContext) -> StyledText:
    """The configuration group attached."""
    attached = instance.configuration
    return said((attached.name or attached.id) if attached else None)


def project(instance: Instance, _: ViewContext) -> StyledText:
    """The project that owns it."""
    return said(instance.tenant_id)


def user(instance: Instance, _: ViewContext) -> StyledText:
    """The user who created it."""
    return said(instance.user_id)
