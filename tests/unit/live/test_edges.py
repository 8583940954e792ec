"""What goes wrong inside one loop, row or pane stays there; what one page asks for, too."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.clock import ManualClock
from tests.unit.live.conftest import live
from tests.unit.live.server import Server, instance
from trove_tui.api.call import Call
from trove_tui.api.errors import RateLimited, ServerFailed
from trove_tui.changes.databases_and_users import DeleteDatabase
from trove_tui.changes.instances import Rename
from trove_tui.live.operations import OpState
from trove_tui.live.snapshot import Connection


class Broken(Server):
    """A server whose answers to some paths meet an error of our own."""

    def __init__(self, *instances: dict[str, Any]) -> None:
        super().__init__(*instances)
        self.breaking: set[str] = set()

    async def _read(self, path: str) -> Any:
        if path in self.breaking:
            self.asked.append(path)
            raise KeyError(path)
        return await super()._read(path)

    async def change(self, call: Call) -> Any:
        reply = await super().change(call)
        if call.method in self.breaking:
            raise KeyError(call.method)
        return reply


@pytest.fixture
def server() -> Broken:
    return Broken(instance("a"), instance("b"))


async def test_an_error_inside_the_list_is_told_in_the_top_line_and_all_else_goes_on(
    server: Broken, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with live(server, clock) as watched:
        watched.session.attention.look_at(["a", "b"])
        await clock.advance(1)
        server.breaking.add("/instances")
        await clock.advance(6)
        told = watched.session.connection
        pages = server.count("/instances/a")
        await clock.advance(30)
        meanwhile = server.count("/instances/a")
        server.breaking.clear()
        await clock.advance(31)

        assert (told.state, told.reason) == ("old", "The list could not be read: see the log.")
        assert meanwhile > pages
        assert watched.session.connection == Connection("live")
    assert "KeyError: '/instances'" in caplog.text


async def test_an_error_inside_one_rows_page_is_told_in_that_row_and_the_others_go_on(
    server: Broken, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    server.instances["b"]["updated"] = "2026-03-02T00:00:00"
    server.breaking.add("/instances/a")
    async with live(server, clock) as watched:
        watched.session.attention.look_at(["a", "b"])
        await clock.advance(10)
        told = watched.snapshot.unread
        asked = server.count("/instances/a")
        await clock.advance(120)
        later = server.count("/instances/a") - asked
        server.breaking.clear()
        await clock.advance(70)

        assert {one: why.reason for one, why in told.items()} == {
            "a": "Its page could not be read: see the log."
        }
        assert watched.snapshot.instances["b"].updated is not None
        assert later <= 8
        assert watched.snapshot.unread == {}
    assert "KeyError: '/instances/a'" in caplog.text


async def test_an_error_inside_what_was_sent_leaves_its_outcome_unknown_and_it_is_sent_once(
    server: Broken, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    server.breaking.add("PATCH")
    async with live(server, clock) as watched:
        row = watched.snapshot.instances["a"]
        operation = await watched.session.start(Rename(name="other"), row)
        await clock.advance(10)

        assert operation.state is OpState.UNKNOWN
        assert "see the log" in operation.outcome
        assert watched.snapshot.activity[0].state is OpState.DONE  # found out by reading
        assert len(server.sent) == 1
    assert "KeyError: 'PATCH'" in caplog.text


async def test_an_error_inside_reading_back_ends_nothing(
    server: Broken, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    server.databases = ["orders"]
    server.breaking.add("/instances/a/databases")
    async with live(server, clock) as watched:
        row = watched.snapshot.instances["a"]
        await watched.session.start(DeleteDatabase(name="orders"), row)
        await clock.advance(10)
        server.databases = []
        server.breaking.clear()
        await clock.advance(20)

        assert watched.snapshot.activity[0].state is OpState.DONE
    assert "KeyError" in caplog.text


async def test_a_503_for_a_day_on_one_page_leaves_that_row_alone_and_no_other(
    server: Broken, clock: ManualClock
) -> None:
    server.instances["a"]["status"] = server.instances["b"]["status"] = "ERROR"
    server.failing["/instances/a"] = ServerFailed("Busy.", status=503, retry_after=86400)
    async with live(server, clock) as watched:
        watched.session.attention.look_at(["a", "b"])
        await clock.advance(60)
        others = server.count("/instances/b")
        told = watched.snapshot.unread["a"].reason
        alone = server.count("/instances/a")
        await clock.advance(550)

        assert alone == 1
        assert others >= 2
        assert told == "Busy. (503) It is asked again at 05:16:07; r asks now."
        assert server.count("/instances/a") == 2


async def test_r_ends_what_one_page_asked_for(server: Broken, clock: ManualClock) -> None:
    server.failing["/instances/a"] = ServerFailed("Busy.", status=503, retry_after=86400)
    async with live(server, clock) as watched:
        watched.session.attention.look_at(["a"])
        await clock.advance(10)
        del server.failing["/instances/a"]
        watched.session.poke()
        await clock.advance(1)

        assert server.count("/instances/a") == 2
        assert watched.snapshot.unread == {}


async def test_a_429_for_a_day_on_one_page_is_for_all_is_said_and_ends_by_r_or_in_ten_minutes(
    server: Broken, clock: ManualClock
) -> None:
    server.failing["/instances/a"] = RateLimited("Too many.", status=429, retry_after=86400)
    async with live(server, clock) as watched:
        watched.session.attention.look_at(["a", "b"])
        await clock.advance(1)
        pace = watched.updates[-1].connection.pace
        asked = len(server.asked)
        await clock.advance(590)
        meanwhile = len(server.asked) - asked
        server.failing.clear()
        await clock.advance(60)

        assert pace is not None
        assert pace.until is not None
        assert (pace.until - clock.now()).total_seconds() == pytest.approx(600 - 651, abs=1)
        assert meanwhile == 0
        assert watched.updates[-1].connection.state == "live"
        assert server.count("/instances/a") >= 2


async def test_a_fault_of_what_is_selected_comes_right_after_the_list(
    clock: ManualClock,
) -> None:
    busy = [instance(f"busy{number}", "BUILD") for number in range(40)]
    fault = {"message": "No host.", "created": "2026-03-04T05:00:00"}
    server = Server(*busy, instance("broken", "ERROR", fault=fault))
    async with live(server, clock) as watched:
        watched.session.attention.look_at([*(one["id"] for one in busy[:25]), "broken"], "broken")
        await clock.advance(0.3)

        assert watched.snapshot.instances["broken"].fault is not None
        asked = [path for path in server.asked if path.startswith("/instances/")]
        assert "/instances/broken" in asked[:2]  # one may have gone before it was selected


async def test_no_secret_of_a_change_stands_in_the_log(
    server: Broken, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    from pydantic import SecretStr

    from trove_tui.changes.databases_and_users import CreateUsers, NewUser

    server.breaking.add("POST")
    request = CreateUsers(users=(NewUser(name="clerk", password=SecretStr("s3cret-word")),))
    async with live(server, clock) as watched:
        await watched.session.start(request, watched.snapshot.instances["a"])
        kept = json.dumps(repr(watched.snapshot.activity))

    assert "KeyError: 'POST'" in caplog.text
    assert "s3cret-word" not in caplog.text + kept
