"""Lists from the server as things to choose from: pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import cast

from trove_tui.api.call import is_address
from trove_tui.api.models import Datastore, Group
from trove_tui.resources.words import natural, short_id
from trove_tui.ui.forms.choices import Choice

NO_GROUP = Choice("", ("none", ""), "none")
"""An instance without a configuration group."""


def datastores(listed: Sequence[Datastore]) -> tuple[list[Choice], Choice | None]:
    """Each version new instances can be made of, and the one meant where nobody says.

    That is the one the server calls so; or the only one there is.
    """
    choices: list[Choice] = []
    defaults: list[Choice] = []
    for store in sorted(listed, key=lambda one: natural(one.name)):
        for version in sorted(store.versions, key=lambda one: natural(one.name)):
            if version.active is False:
                continue
            kind, name = store.name or store.id, version.name or version.id
            if not is_address(kind):
                continue
            label = name if name.startswith(kind) else f"{kind} {name}"
            choice = Choice((kind, name), (kind, name), label)
            choices.append(choice)
            if store.default_version in (version.id, version.name):
                defaults.append(choice)
    if len(choices) == 1:
        return choices, choices[0]
    return choices, defaults[0] if len(defaults) == 1 else None


def groups(
    listed: Sequence[Group],
    kind: str,
    version: str,
    *,
    but: Callable[[str], bool] = lambda _: False,
) -> list[Choice]:
    """No group, and those of that datastore and version (or of which nothing is known).

    `but` leaves out those with such an id. Of one name, each has the end of its id with it.
    """
    fitting = [
        one
        for one in sorted(listed, key=lambda one: natural(one.name))
        if is_address(one.id)
        and _fits(kind, one.datastore_name)
        and _fits(version, one.datastore_version_name, one.datastore_version_id)
        and not but(one.id)
    ]
    named = Counter(one.name for one in fitting)
    return [NO_GROUP, *(_group(one, is_alone=named[one.name] == 1) for one in fitting)]


def _group(group: Group, *, is_alone: bool) -> Choice:
    name = group.name or group.id
    facts = ("" if is_alone else short_id(group.id), group.description or "")
    return Choice(group.id, (name, "  ".join(fact for fact in facts if fact)), name)


def _fits(wanted: str, *names: str | None) -> bool:
    known = [name for name in names if name]
    return not wanted or not known or wanted in known


def datastore_of(chosen: object) -> tuple[str, str]:
    """The type and version chosen, or typed by hand; empty where neither is."""
    if isinstance(chosen, str):
        kind, _, version = chosen.strip().partition(" ")
        return kind, version.strip()
    return cast("tuple[str, str]", chosen) if chosen else ("", "")
