"""The parameters of an instance: what its database has by itself, and what its group overrides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from trove_tui.api.models import Instance
from trove_tui.api.statuses import Health
from trove_tui.live import triage
from trove_tui.live.scope import Scope
from trove_tui.live.snapshot import Query
from trove_tui.resources import comparing, queries
from trove_tui.resources.comparing import Setting
from trove_tui.resources.resource import Column, Resource
from trove_tui.resources.shared_cells import said
from trove_tui.resources.view_context import ViewContext
from trove_tui.text.natural import natural
from trove_tui.text.styled import StyledText, Tone

DIFFERS, SET = "~", "•"
"""Marks of what the group changes, and of what it sets to the value it would have anyway."""


def settings(context: ViewContext, instance: Instance) -> Mapping[str, Setting]:
    """The instance's parameters by key, with what its group says of them."""
    defaults = context.snapshot.rows(queries.config(instance.id))
    now = _now(context, instance)
    if not defaults or now.configuration is None:
        return defaults
    group = context.snapshot.rows(queries.group(now.configuration.id)).get(now.configuration.id)
    return defaults if group is None else comparing.merged(defaults, group.values)


def by_override(rows: Mapping[str, Setting], _: ViewContext) -> Sequence[str]:
    """What the group changes first, then what else it sets, then the rest: each by name."""

    def place(key: str) -> tuple[bool, bool, Any]:
        setting = rows[key]
        return not setting.differs, setting.value is None, natural(setting.name)

    return sorted(rows, key=place)


def note(context: ViewContext, instance: Instance) -> StyledText:
    """Whose values they are, and how many differ."""
    now = _now(context, instance)
    attached = now.configuration
    if attached is None:
        return (("No group: these are the defaults", Tone.QUIET),)
    name = attached.name or attached.id
    listed = context.snapshot.result(queries.group(attached.id))
    group = listed.rows.get(attached.id)
    if group is None or group.values is None:
        return ((f"{name}: {listed.trouble or 'its values are not known yet'}", Tone.QUIET),)
    rows = settings(context, now).values()
    changed, hidden = sum(one.differs for one in rows), sum(one.is_hidden for one in rows)
    if hidden:
        told = f"{changed} changed by {name}, {hidden} that the server hides"
        return ((told, Tone.BUSY),)
    if not changed:
        return ((f"{name} changes nothing", Tone.QUIET),)
    when = ", at a restart" if triage.timeless_health(now) is Health.RESTART else ""
    return ((f"{changed} changed by {name}{when}", Tone.BUSY),)


def _now(context: ViewContext, instance: Instance) -> Instance:
    """The instance as it is by now: the pane may have been opened before it changed."""
    return context.snapshot.instances.get(instance.id, instance)


def _groups_values(_: Scope, instance: Instance) -> Sequence[Query[Any]]:
    return () if instance.configuration is None else (queries.group(instance.configuration.id),)


def _name(setting: Setting, _: ViewContext) -> StyledText:
    if setting.differs:
        return ((f"{DIFFERS} ", Tone.BUSY), (setting.name, Tone.PLAIN))
    mark = "  " if setting.value is None else f"{SET} "
    return ((mark, Tone.QUIET), (setting.name, Tone.QUIET if setting.value is None else Tone.PLAIN))


def _value(setting: Setting, _: ViewContext) -> StyledText:
    if setting.value is None:
        return _default(setting, _)
    return said(comparing.shown(setting.value), Tone.BUSY if setting.differs else Tone.PLAIN)


def _default(setting: Setting, _: ViewContext) -> StyledText:
    return said(None if setting.default is None else comparing.shown(setting.default))


def _both(setting: Setting, context: ViewContext) -> StyledText:
    """The value and, where a group set it, what it would be without."""
    shown = _value(setting, context)
    return (
        shown
        if setting.value is None
        else (*shown, ("  ", Tone.QUIET), *_default(setting, context))
    )


CONFIG: Resource[Setting] = Resource(
    name="config",
    title="Configuration",
    short="Config",
    noun="parameter",
    columns=(
        Column("  Parameter", lambda one, _: natural(one.name), _name, width=(25, 40), grows=True),
        Column(
            "Value",
            lambda one, _: comparing.words(one.effective),
            _value,
            width=(8, 24),
            folded=_both,
        ),
        Column("Default", lambda one, _: one.default or "", _default, width=(7, 20), priority=1),
    ),
    query=lambda _scope, instance: queries.config(instance.id),
    rows=settings,
    order=by_override,
    extra_queries=_groups_values,
    note=note,
    subject=lambda _row, instance: instance,
    empty="Its database tells no parameters.",
)
