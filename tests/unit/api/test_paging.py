from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from tests.unit.api.facts import UPSTREAM
from tests.unit.api.transports import ScriptedTransport
from trove_tui.api.client import ListCache, TroveClient
from trove_tui.api.errors import ListIncomplete, NotTrove, OutcomeUnknown
from trove_tui.api.models import Instance, User
from trove_tui.changes.instances import CreateInstance, Restart

Answer = Callable[[str], bytes]
Pages = dict[str | None, bytes]


def page(key: str, rows: Sequence[dict[str, Any]], following: str | None = None) -> bytes:
    """A page as upstream answers it: the link's host is an internal one."""
    links = [{"rel": "next", "href": f"https://trove.internal:8779/v1.0/p/x?{following}"}]
    return json.dumps({key: rows, **({"links": links} if following else {})}).encode()


def instances(ids: str, following: str | None = None) -> bytes:
    """A page of instances, one for each letter."""
    return page("instances", [{"id": letter} for letter in ids], following)


def by_marker(pages: Pages) -> Answer:
    """Answers by the marker that is asked for; page one for any other, as upstream does."""

    def answer(path: str) -> bytes:
        marker = parse_qs(urlsplit(path).query).get("marker", [None])[0]
        return pages.get(marker, pages[None])

    return answer


def ids(rows: Sequence[Instance]) -> str:
    """What came, as letters."""
    return "".join(row.id for row in rows)


async def test_pages_are_followed_by_the_query_of_the_link_alone() -> None:
    wire = ScriptedTransport(by_marker({None: instances("ab", "marker=b"), "b": instances("cd")}))

    rows = await TroveClient(wire).instances()

    assert ids(rows) == "abcd"
    assert wire.asked == ["/instances", "/instances?marker=b"]


async def test_each_page_is_told_as_it_comes() -> None:
    wire = ScriptedTransport(by_marker({None: instances("ab", "marker=b"), "b": instances("cd")}))
    told: list[str] = []

    await TroveClient(wire).instances(on_page=lambda rows: told.append(ids(rows)))

    assert told == ["ab", "cd"]


async def test_what_was_asked_for_is_asked_for_on_every_page() -> None:
    wire = ScriptedTransport(by_marker({None: instances("ab", "marker=b"), "b": instances("cd")}))
    client = TroveClient(wire)

    await client.instances(all_projects=True)
    await client.mgmt_instances()

    assert wire.asked == [
        "/instances?all_tenants=1",
        "/instances?marker=b&all_tenants=1",
        "/mgmt/instances?deleted=false",
        "/mgmt/instances?marker=b&deleted=false",
    ]


async def test_a_real_servers_marker_of_a_user_is_sent_back_as_it_was() -> None:
    href = UPSTREAM["users-25-page1"]["body"]["links"][0]["href"]
    wire = ScriptedTransport(
        by_marker({
            None: page("users", [{"name": "user_20"}], urlsplit(href).query),
            "user_20%40%25": page("users", [{"name": "user_20"}, {"name": "user_21"}]),
        })
    )  # fmt: skip

    rows = await TroveClient(wire).users("i")

    assert [row.name for row in rows] == ["user_20", "user_21"]
    assert wire.asked[1] == "/instances/i/users?marker=user_20%2540%2525"


async def test_users_whose_page_two_repeats_the_last_of_page_one_are_each_there_once() -> None:
    first, last = ({"name": "app", "host": host} for host in ("10.0.0.1", "10.0.0.2"))
    wire = ScriptedTransport(
        by_marker({
            None: page("users", [first, last], "marker=x"),
            "x": page("users", [last, {"name": "app"}]),
        })
    )  # fmt: skip

    rows = await TroveClient(wire).users("i")

    assert rows == tuple(User(name="app", host=host) for host in ("10.0.0.1", "10.0.0.2", "%"))
    assert len(wire.asked) == 2


async def test_a_page_that_brings_nothing_new_ends_the_loop() -> None:
    wire = ScriptedTransport(
        by_marker({None: instances("ab", "marker=b"), "b": instances("b", "marker=b")})
    )

    assert ids(await TroveClient(wire).instances()) == "ab"
    assert len(wire.asked) == 2


async def test_an_empty_page_with_a_link_to_another_ends_the_loop() -> None:
    wire = ScriptedTransport(lambda _: instances("", "marker=b"))

    assert await TroveClient(wire).instances() == ()
    assert len(wire.asked) == 1


async def test_a_marker_that_has_vanished_makes_the_list_be_asked_for_again() -> None:
    pages: Pages = {None: instances("ab", "marker=b")}  # b is gone: page one comes for it
    wire = ScriptedTransport(by_marker(pages))

    def answer(path: str) -> bytes:
        if len(wire.asked) == 3:  # asked again, the server has another marker
            pages.update({None: instances("ac", "marker=c"), "c": instances("d")})
        return by_marker(pages)(path)

    wire._answer = answer

    assert ids(await TroveClient(wire).instances()) == "acd"
    assert wire.asked == [
        "/instances", "/instances?marker=b", "/instances", "/instances?marker=c",
    ]  # fmt: skip


async def test_a_list_that_never_fits_together_is_called_incomplete() -> None:
    wire = ScriptedTransport(by_marker({None: instances("ab", "marker=gone")}))
    known = ListCache[Instance]()

    with pytest.raises(ListIncomplete):
        await TroveClient(wire).instances(cache=known)

    assert known.rows == ()
    assert len(wire.asked) == 6


async def test_rows_of_an_earlier_page_among_new_ones_are_incomplete_too() -> None:
    pages: Pages = {None: instances("abc", "marker=c"), "c": instances("dea", "marker=a")}

    with pytest.raises(ListIncomplete):
        await TroveClient(ScriptedTransport(by_marker(pages))).instances()


async def test_an_endless_server_is_given_up() -> None:
    count = 0

    def answer(path: str) -> bytes:
        nonlocal count
        count += 1
        return page("instances", [{"id": str(count)}], f"marker={count}")

    with pytest.raises(ListIncomplete):
        await TroveClient(ScriptedTransport(answer)).instances()


async def test_paging_by_offset_may_repeat_rows_while_instances_change() -> None:
    pages: Pages = {None: instances("abc", "marker=3"), "3": instances("bcd", "marker=6"), "6": b""}
    pages["6"] = instances("de")

    rows = await TroveClient(ScriptedTransport(by_marker(pages))).mgmt_instances()

    assert ids(rows) == "abcde"


async def test_what_is_deleted_is_left_out_where_the_server_lists_it_all_the_same() -> None:
    rows = [{"id": "a", "deleted": True, "status": "SHUTDOWN"}, {"id": "b", "deleted": False}]

    scripted = ScriptedTransport(lambda _: page("instances", rows))
    listed = await TroveClient(scripted).mgmt_instances()

    assert ids(listed) == "b"


async def test_pages_that_did_not_change_give_the_same_tuple() -> None:
    pages: Pages = {None: instances("ab", "marker=b"), "b": instances("cd")}
    client = TroveClient(ScriptedTransport(by_marker(pages)))
    known = ListCache[Instance]()

    first = await client.instances(cache=known)

    assert await client.instances(cache=known) is first


async def test_a_row_that_moved_to_another_page_stays_the_same_object() -> None:
    pages: Pages = {None: instances("bc", "marker=c"), "c": instances("de")}
    client = TroveClient(ScriptedTransport(by_marker(pages)))
    known = ListCache[Instance]()
    first = {row.id: row for row in await client.instances(cache=known)}

    pages.update({None: instances("ab", "marker=b"), "b": instances("cd", "marker=d")})
    pages["d"] = instances("e")
    second = await client.instances(cache=known)

    assert ids(second) == "abcde"
    assert all(row is first[row.id] for row in second[1:])


async def test_a_large_list_is_read_in_a_thread_and_is_the_same() -> None:
    rows = [{"id": str(number), "name": "x" * 50} for number in range(2000)]
    client = TroveClient(ScriptedTransport(lambda _: page("instances", rows)))
    known = ListCache[Instance]()

    first = await client.instances(cache=known)
    rows[1000] = {"id": "1000", "name": "y"}
    second = await client.instances(cache=known)

    assert [row.id for row in second] == [row["id"] for row in rows]
    assert sum(one is not other for one, other in zip(first, second, strict=True)) == 1


async def test_a_hostile_next_link_stays_a_query() -> None:
    hostile = "marker=a\x1b b&x=../../mgmt#y"
    wire = ScriptedTransport(by_marker({None: instances("ab", hostile)}))

    with pytest.raises(ListIncomplete):
        await TroveClient(wire).instances()

    assert wire.asked[1].isascii()
    assert urlsplit(wire.asked[1]).path == "/instances"
    assert unquote(wire.asked[1]) == "/instances?marker=a\x1b b&x=../../mgmt"


# Answers that say yes, and yet not what


NEW = CreateInstance(
    name="a", flavor_id="1", volume_size=1, datastore_type="mysql", datastore_version="5.7"
)


@pytest.mark.parametrize("body", [b"", b"{}", b'{"instance": {}}', b"[]"])
async def test_a_create_whose_answer_says_nothing_names_nothing_new(body: bytes) -> None:
    datastores = b'{"datastores": [{"id": "1", "default_version": "2"}]}'
    wire = ScriptedTransport(lambda path: datastores if path == "/datastores" else body)

    accepted = await TroveClient(wire).submit(NEW)

    assert NEW.target_in(accepted.body, "") is None
    assert accepted.request_id == "req-1"


async def test_a_create_whose_answer_is_not_troves_has_an_unknown_outcome() -> None:
    body = b"<html>sign in</html>"
    datastores = b'{"datastores": [{"id": "1", "default_version": "2"}]}'
    wire = ScriptedTransport(lambda path: datastores if path == "/datastores" else body)

    with pytest.raises(OutcomeUnknown) as caught:
        await TroveClient(wire).submit(NEW)

    assert caught.value.request_id == "req-1"


@pytest.mark.parametrize("body", [b"", b"{}", b'{"instance": []}', b"<html>sign in</html>"])
async def test_a_read_whose_answer_says_nothing_is_not_troves(body: bytes) -> None:
    client = TroveClient(ScriptedTransport(lambda _: body))

    for reading in (client.instance("1"), client.default_configuration("1"), client.quotas("p")):
        with pytest.raises(NotTrove):
            await reading


async def test_a_change_that_is_sent_alike_to_any_server_does_not_ask_whose_it_is() -> None:
    wire = ScriptedTransport(lambda _: b"")

    await TroveClient(wire).submit(Restart(), "1")

    assert wire.asked == ["/instances/1/action"]
