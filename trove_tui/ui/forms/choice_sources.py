"""Lists from the server as things to choose from: pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from trove_tui.api.call import is_address
from trove_tui.api.models import Datastore, Group
from trove_tui.resources.versions import StoreVersion, fits, ids_of, version_words
from trove_tui.text.amounts import short_id
from trove_tui.text.natural import natural
from trove_tui.ui.forms.choice_list import Choice

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
            meant = StoreVersion(kind, name, version.id, version.number or "")
            is_alone = sum(one.name == version.name for one in store.versions) == 1
            shown = version_words(name, meant.number)
            if not is_alone and shown == name:
                shown = version_words(name, short_id(version.id))
            label = shown if shown.startswith(kind) else f"{kind} {shown}"
            choice = Choice(meant, (kind, shown), label)
            choices.append(choice)
            if store.default_version == version.id or (
                is_alone and store.default_version == version.name
            ):
                defaults.append(choice)
    if len(choices) == 1:
        return choices, choices[0]
    return choices, defaults[0] if len(defaults) == 1 else None


def groups(
    listed: Sequence[Group],
    meant: StoreVersion,
    stores: Sequence[Datastore] = (),
    *,
    but: Callable[[str], bool] = lambda _: False,
) -> list[Choice]:
    """No group, and those of that datastore and version (or of which nothing is known).

    `stores`, where they are known, tell apart versions of one name.
    `but` leaves out those with such an id. Of one name, each has the end of its id with it.
    """
    ids = ids_of(meant, stores)
    fitting = [
        one
        for one in sorted(listed, key=lambda one: natural(one.name))
        if is_address(one.id) and fits(one, meant, ids) and not but(one.id)
    ]
    named = Counter(one.name for one in fitting)
    return [NO_GROUP, *(_group(one, is_alone=named[one.name] == 1) for one in fitting)]


def _group(group: Group, *, is_alone: bool) -> Choice:
    name = group.name or group.id
    facts = ("" if is_alone else short_id(group.id), group.description or "")
    return Choice(group.id, (name, "  ".join(fact for fact in facts if fact)), name)


def datastore_of(chosen: object) -> StoreVersion:
    """The type and version chosen, or typed by hand; empty where neither is."""
    if isinstance(chosen, str):
        kind, _, version = chosen.strip().partition(" ")
        return StoreVersion(kind, version.strip())
    return chosen if isinstance(chosen, StoreVersion) else StoreVersion()
