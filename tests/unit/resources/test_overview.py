"""The overview: what an incident asks, in the order it asks, and never wider than its pane."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trove_tui.api.models import Flavor, Instance
from trove_tui.live.history import History
from trove_tui.live.scope import Scope
from trove_tui.live.snapshot import Changed, Gone, Since, Snapshot
from trove_tui.resources.overview import overview
from trove_tui.resources.sight import Sight
from trove_tui.resources.wrapping import cells

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def instance(**more: Any) -> Instance:
    wire: dict[str, Any] = {"id": "3f2c0000-0000-0000-0000-000000009d01", "name": "orders-db"}
    return Instance.model_validate({**wire, "status": "ACTIVE", **more})


def sight(*known: Instance, minutes: float = 12, **more: Any) -> Sight:
    since = Since(NOW - timedelta(minutes=minutes), "watched")
    snapshot = Snapshot(
        scope=Scope(None, "bj1", "ops"),
        at=NOW,
        instances=MappingProxyType({one.id: one for one in known}),
        flavors=MappingProxyType({"2": Flavor(id="2", name="memory-2", ram=8192, vcpus=2)}),
        since=MappingProxyType({one.id: since for one in known}),
        complete=True,
        **more,
    )
    return Sight(snapshot, NOW, History())


def text(one: Instance, seen: Sight, width: int = 44) -> str:
    return "\n".join("".join(part for part, _ in line) for line in overview(one, seen, width))


def test_it_says_what_state_since_when_why_and_what_next() -> None:
    fault = {"message": "No valid host was found.", "created": "2026-03-04T04:54:30"}
    one = instance(status="ERROR", fault=fault)

    lines = text(one, sight(one)).splitlines()

    assert lines[0].split() == ["orders-db", "3f2c…9d01"]
    assert "ERROR for 12m" in lines[2]
    assert "No valid host" in lines[3]
    assert any(line.startswith("Next") for line in lines)


def test_what_is_known_of_it_stands_under_labels() -> None:
    one = instance(
        flavor={"id": "2"},
        volume={"size": 50, "used": 41.2},
        datastore={"type": "mysql", "version": "5.7.29"},
        ip=["10.0.3.14"],
        hostname="db-7f.internal",
        configuration={"id": "g", "name": "test_conf"},
    )

    shown = text(one, sight(one))

    for words in ("memory-2  2 vCPU  8 GB", "50 GB", "82%", "mysql 5.7.29", "10.0.3.14"):
        assert words in shown
    assert "db-7f.internal" in shown
    assert "test_conf" in shown


def test_a_dead_database_on_a_running_server_is_broken() -> None:
    one = instance(operating_status="SHUTDOWN")

    assert "✖ ACTIVE/SHUTDOWN" in text(one, sight(one))


def test_what_happened_lately_is_told_with_how_long_it_took() -> None:
    before, one = instance(status="REBOOT"), instance()
    seen = sight(one)
    since = Since(NOW - timedelta(seconds=31), "watched")
    old = Snapshot(scope=seen.snapshot.scope, since=MappingProxyType({one.id: since}))

    seen.history.note(old, (Changed(before, one, frozenset({"status"})),), NOW)

    assert "REBOOT → ACTIVE  after 31s" in text(one, seen)


def test_what_is_forbidden_now_says_why() -> None:
    one = instance(status="ERROR")

    shown = text(one, sight(one))

    assert "Not now    restart, resize" in shown
    assert "(ERROR)" in shown


def test_an_instance_that_is_gone_says_since_when_and_offers_nothing() -> None:
    one = instance()
    seen = sight(gone=MappingProxyType({one.id: Gone(one, NOW)}))

    shown = text(one, seen)

    assert "gone  since" in shown
    assert "Can now" not in shown


@given(st.text(max_size=400), st.text(max_size=400), st.integers(20, 120))
def test_nothing_a_server_says_is_wider_than_the_pane(name: str, fault: str, width: int) -> None:
    one = instance(name=name, status="ERROR", fault={"message": fault}, hostname=name)

    lines = overview(one, sight(one), width)

    assert all(sum(cells(part) for part, _ in line) <= width for line in lines)
    shown = "".join(part for line in lines for part, _ in line)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize("width", [10, 20, 44, 200])
def test_it_can_be_drawn_at_any_width(width: int) -> None:
    one = instance(volume={"size": 50, "used": 60.0}, ip="10.0.0.1" * 9)

    assert overview(one, sight(one), width)
