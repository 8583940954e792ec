"""Whatever a server tells in any field: it is read, and all that is shown of it can be drawn."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.resources.anything import JSON, KEYS, ODD, AnyServer, told, walk
from tests.unit.resources.seen import NOW, SCOPE
from trove_tui.api.client import TroveClient
from trove_tui.api.models import (
    Database,
    Datastore,
    Flavor,
    Group,
    Instance,
    Parameter,
    Quota,
    User,
)
from trove_tui.api.record import Row
from trove_tui.changes import flavor_words
from trove_tui.changes.change import ChangeContext
from trove_tui.changes.groups import AttachGroup
from trove_tui.changes.instances import DeleteInstance, ResizeFlavor, ResizeVolume, Restart
from trove_tui.live.snapshot import Snapshot, diff, different
from trove_tui.resources import registry
from trove_tui.resources.versions import StoreVersion
from trove_tui.text.natural import natural
from trove_tui.ui.config_groups import group_choices, value_text
from trove_tui.ui.config_groups.draft import Draft, Held
from trove_tui.ui.forms import choice_sources, effects
from trove_tui.ui.forms.form_context import FormContext, known_now
from trove_tui.ui.forms.precondition_check import PreconditionCheck

GIVEN = st.fixed_dictionaries({what: st.lists(told(what), max_size=3) for what in KEYS})
LINKS = st.sampled_from(
    [
        None,
        [{"rel": "next", "href": "http://h/x?marker=\ud800&limit=2"}],
        [{"rel": "next", "href": "http://[/?marker=1"}],
        [{"rel": "next", "href": "http://h/?marker=" + "m" * 100_000}],
        [{"rel": "next", "href": {"a": 1}}],
        [{"rel": "next", "href": None}],
        {"rel": "next"},
    ]
)
VIEWS = {view.name: view for view in registry.views()}


ZONES = ("UTC", "Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati")


@pytest.fixture
def zones() -> Iterator[None]:
    """Whatever zone a test sets, this one is the next one's."""
    before = os.environ.get("TZ")
    yield
    _set_zone(before)


def _set_zone(zone: str | None) -> None:
    if zone is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = zone
    time.tzset()


@pytest.mark.usefixtures("zones")
@pytest.mark.parametrize("name", VIEWS)
@given(given=GIVEN, links=LINKS | JSON, zone=st.sampled_from(ZONES))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
def test_a_view_is_drawn_from_any_answers(
    name: str, given: dict[str, Any], links: Any, zone: str
) -> None:
    _set_zone(zone)
    client = TroveClient(AnyServer(given, links))

    asyncio.run(walk(VIEWS[name], "p" if name == "quotas" else None, client, {}, deep=2))


MODELS: dict[str, type[Row]] = {
    "instance": Instance,
    "flavor": Flavor,
    "group": Group,
    "database": Database,
    "user": User,
    "datastore": Datastore,
    "parameter": Parameter,
}


def read(given: dict[str, Any], what: str) -> list[Any]:
    """Those that can be read, by the model alone."""
    found = []
    for one in given[what]:
        with suppress(ValueError):
            found.append(MODELS[what].of(one))
    return found


@pytest.mark.parametrize("what", MODELS)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_model_takes_anything_in_every_field(what: str, data: st.DataObject) -> None:
    fields = {key: data.draw(JSON) for key in KEYS[what].split()}

    row = MODELS[what].of({**fields, "id": "1", "name": "n"})

    assert row == MODELS[what].of({**fields, "id": "1", "name": "n"})
    assert len(repr(row)) < 2_000_000


@given(given=GIVEN)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.data_too_large])
def test_what_forms_say_is_drawn_from_any_answers(given: dict[str, Any]) -> None:
    flavors = {one.id: one for one in read(given, "flavor")}
    instances = {one.id: one for one in read(given, "instance")}
    groups = read(given, "group")
    parameters = {one.name: one for one in read(given, "parameter")}
    quotas = Quota.many(given["quota"])
    snapshot = Snapshot(SCOPE, NOW, instances, flavors, quotas=tuple(quotas), complete=True)

    choice_sources.datastores(read(given, "datastore"))
    choice_sources.groups(groups, StoreVersion("mysql", "8.0"), read(given, "datastore"))
    effects.quota_after(quotas, {"instances": 1, "volumes": -1.5, "ram": 512})
    for now in (None, *effects.by_size(flavors)):
        for then in flavors.values():
            effects.flavor_choice(then, now)
            flavor_words.resized(now, "7", then)
            flavor_words.smaller(now, then)
    for instance in instances.values():
        target = FormContext(SCOPE, instance)
        target.title("Restart")
        known_now(target, instance, snapshot)
        ResizeVolume.effect(ResizeVolume(size=2**31 - 1), ChangeContext(instance))
        for request in (Restart, ResizeFlavor, ResizeVolume, AttachGroup, DeleteInstance):
            PreconditionCheck.of(instance, snapshot, request.precondition, "Do")
    for group in groups:
        group_choices.attachable(group, snapshot)
        group_choices.detachable(group, snapshot)
        if group.values is None:
            continue  # not told: there is nothing to edit
        draft = Draft.begun(Held.of(group, parameters), parameters, "mysql 8.0")
        for name in draft.order():
            draft.mark(name)
            value_text.allowed(parameters.get(name))
            value_text.words(draft.mine.values.get(name))
            draft.typed(name, "7").typed(name, "x" * 50)


@given(st.sampled_from(ODD) | JSON)
def test_a_fleet_with_odd_rows_is_ordered_and_compared(one: Any) -> None:
    rows = [Instance.of({"id": str(n), "name": one, "updated": one, "fault": one}) for n in (1, 2)]

    assert diff(None, Snapshot(SCOPE, NOW, {row.id: row for row in rows}, {}))
    assert different(rows[0], rows[1]) == {"id"}
    assert hash(rows[0].fault) == hash(rows[1].fault)
    natural(rows[0].name)
