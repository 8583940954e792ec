"""The configuration parameters of an instance: their defaults, and the values of its group."""

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
from trove_tui.resources.shared_cells import text_or_dash
from trove_tui.resources.view_context import ViewContext
from trove_tui.text.natural import natural
from trove_tui.text.styled import StyledText, Tone

DIFFERS, SET = "~", "•"
"""Marks a value of the group that differs from the default, and one that does not."""


def settings(context: ViewContext, instance: Instance) -> Mapping[str, Setting]:
    """The instance's parameters by key, with the values of its group."""
    defaults = context.snapshot.rows(queries.config(instance.id))
    current = _as_of_now(context, instance)
    if not defaults or current.configuration is None:
        return defaults
    group = context.snapshot.rows(queries.group(current.configuration.id)).get(
        current.configuration.id
    )
    return defaults if group is None else comparing.with_group_values(defaults, group.values)


def by_override(rows: Mapping[str, Setting], _: ViewContext) -> Sequence[str]:
    """Orders what differs from its default first, then what else the group sets, each by name."""

    def sort_key(key: str) -> tuple[bool, bool, Any]:
        setting = rows[key]
        return not setting.differs, setting.value is None, natural(setting.name)

    return sorted(rows, key=sort_key)


def note(context: ViewContext, instance: Instance) -> StyledText:
    """The group's name, and how many of its values differ from the default."""
    current = _as_of_now(context, instance)
    attached = current.configuration
    if attached is None:
        return (("No group: these are the defaults", Tone.QUIET),)
    name = attached.name or attached.id
    result = context.snapshot.result(queries.group(attached.id))
    group = result.rows.get(attached.id)
    if group is None or group.values is None:
        return ((f"{name}: {result.trouble or 'its values are not known yet'}", Tone.QUIET),)
    rows = settings(context, current).values()
    changed, hidden = (
        sum(setting.differs for setting in rows),
        sum(setting.is_hidden for setting in rows),
    )
    if hidden:
        text = f"{changed} changed by {name}, {hidden} that the server hides"
        return ((text, Tone.BUSY),)
    if not changed:
        return ((f"{name} changes nothing", Tone.QUIET),)
    restart = ", at a restart" if triage.timeless_health(current) is Health.RESTART else ""
    return ((f"{changed} changed by {name}{restart}", Tone.BUSY),)


def _as_of_now(context: ViewContext, instance: Instance) -> Instance:
    """The latest state of it: the pane may have been opened before it changed."""
    return context.snapshot.instances.get(instance.id, instance)


def _group_query(_: Scope, instance: Instance) -> Sequence[Query[Any]]:
    return () if instance.configuration is None else (queries.group(instance.configuration.id),)


def _name(setting: Setting, _: ViewContext) -> StyledText:
    if setting.differs:
        return ((f"{DIFFERS} ", Tone.BUSY), (setting.name, Tone.PLAIN))
    mark = "  " if setting.value is None else f"{SET} "
    return ((mark, Tone.QUIET), (setting.name, Tone.QUIET if setting.value is None else Tone.PLAIN))


def _value(setting: Setting, context: ViewContext) -> StyledText:
    if setting.value is None:
        return _default(setting, context)
    return text_or_dash(
        comparing.display_text(setting.value), Tone.BUSY if setting.differs else Tone.PLAIN
    )


def _default(setting: Setting, _: ViewContext) -> StyledText:
    return text_or_dash(
        None if setting.default is None else comparing.display_text(setting.default)
    )


def _value_and_default(setting: Setting, context: ViewContext) -> StyledText:
    cell = _value(setting, context)
    return (
        cell if setting.value is None else (*cell, ("  ", Tone.QUIET), *_default(setting, context))
    )


CONFIG: Resource[Setting] = Resource(
    name="config",
    title="Configuration",
    short="Config",
    noun="parameter",
    columns=(
        Column(
            "  Parameter",
            lambda setting, _: natural(setting.name),
            _name,
            width=(25, 40),
            grows=True,
        ),
        Column(
            "Value",
            lambda setting, _: comparing.value_text(setting.effective),
            _value,
            width=(8, 24),
            folded=_value_and_default,
        ),
        Column(
            "Default", lambda setting, _: setting.default or "", _default, width=(7, 20), priority=1
        ),
    ),
    query=lambda _scope, instance: queries.config(instance.id),
    rows=settings,
    order=by_override,
    extra_queries=_group_query,
    note=note,
    subject=lambda _row, instance: instance,
    empty="Its database tells no parameters.",
)
