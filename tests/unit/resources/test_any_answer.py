"""Whatever a server tells in any field: it is read, and all that is shown of it can be drawn."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.resources.anything import JSON, KEYS, AnyServer, told, walk
from trove_tui.api.client import TroveClient
from trove_tui.resources import registry

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
