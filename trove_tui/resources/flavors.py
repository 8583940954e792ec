"""Flavors: the sizes an instance can have, and which instances have each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trove_tui.api.models import Flavor, Instance
from trove_tui.resources import queries
from trove_tui.resources.instances import ACTIONS, FOR, NAME, STATUS, by_urgency
from trove_tui.resources.resource import Action, Column, Pane, Resource
from trove_tui.resources.shared_cells import amount, fields, text_or_dash
from trove_tui.resources.view_context import ViewContext
from trove_tui.text.amounts import first_few, format_memory, format_number, plural
from trove_tui.text.natural import natural
from trove_tui.text.styled import StyledText, Tone


def name_of(flavor: Flavor) -> str:
    """Its name; its id where it has none."""
    return flavor.name or flavor.id


def used_by(flavor: Flavor, context: ViewContext) -> int | None:
    """How many instances have it; None while not all instances are known."""
    return context.instances_by_flavor.get(flavor.id, 0 if context.snapshot.complete else None)


def instances_of(context: ViewContext, flavor: Flavor) -> Mapping[str, Instance]:
    """The instances that have it."""
    instances = context.snapshot.instances
    return {key: instance for key, instance in instances.items() if instance.flavor_id == flavor.id}


def unlisted_note(context: ViewContext, _: object) -> StyledText:
    """How many instances have a flavor that is no longer offered."""
    used, listed = context.instances_by_flavor, context.snapshot.flavors
    count = sum(number for flavor_id, number in used.items() if flavor_id not in listed)
    if not count or not listed:
        return ()
    what = "has an unlisted flavor" if count == 1 else "have unlisted flavors"
    return ((f"{plural(count, 'instance')} {what}", Tone.QUIET),)


def detail(
    flavor: Flavor, context: ViewContext, width: int, _: Sequence[Action]
) -> list[StyledText]:
    """The lines of a flavor's detail pane."""
    names = [instance.name or instance.id for instance in instances_of(context, flavor).values()]
    return fields(
        (
            ("Name", text_or_dash(name_of(flavor), Tone.STRONG)),
            ("vCPUs", text_or_dash(flavor.vcpus, Tone.PLAIN)),
            ("RAM", amount(format_memory(flavor.ram))),
            *_disk_field(flavor),
            ("Id", text_or_dash(flavor.id)),
            (
                "Used by",
                text_or_dash(first_few(sorted(names, key=natural), 12) or used_by(flavor, context)),
            ),
        ),
        width,
    )


def _disk_field(flavor: Flavor) -> list[tuple[str, StyledText]]:
    size = flavor.local_storage
    return [] if size is None else [("Disk", amount(f"{format_number(size)} GB"))]


FLAVOR_INSTANCES: Resource[Instance] = Resource(
    name="flavor instances",
    title="Instances",
    noun="instance",
    columns=(STATUS, NAME, FOR),
    rows=instances_of,
    order=by_urgency,
    actions=tuple(action for action in ACTIONS if action.on_row),
    empty="No instance has this flavor.",
)

FLAVORS: Resource[Flavor] = Resource(
    name="flavors",
    title="Flavors",
    noun="flavor",
    view_key="3",
    columns=(
        Column(
            "Name",
            lambda flavor, _: natural(name_of(flavor)),
            lambda flavor, _: text_or_dash(name_of(flavor), Tone.PLAIN),
            width=(12, 40),
            grows=True,
        ),
        Column(
            "vCPUs",
            lambda flavor, _: flavor.vcpus,
            lambda flavor, _: text_or_dash(flavor.vcpus, Tone.PLAIN),
            align="right",
            width=(5, 6),
            priority=2,
        ),
        Column(
            "RAM",
            lambda flavor, _: flavor.ram,
            lambda flavor, _: amount(format_memory(flavor.ram)),
            align="right",
            width=(6, 9),
            priority=1,
        ),
        Column(
            "Id",
            lambda flavor, _: natural(flavor.id),
            lambda flavor, _: text_or_dash(flavor.id),
            width=(4, 36),
            priority=4,
        ),
        Column(
            "Used by",
            used_by,
            lambda flavor, context: text_or_dash(used_by(flavor, context)),
            align="right",
            width=(7, 7),
            priority=3,
            searched=False,
        ),
    ),
    query=lambda _scope, _parent: queries.flavors(),
    name_of=name_of,
    note=unlisted_note,
    panes=(Pane("Instances", resource=FLAVOR_INSTANCES), Pane("Detail", lines=detail)),
    empty="The server offers no flavors.",
)
