from __future__ import annotations

import gc
import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trove_tui.api.errors import NotTrove
from trove_tui.api.models import Instance
from trove_tui.api.pages import ListCache, Page, member, read_page
from trove_tui.api.record import Elements

ROWS = st.lists(
    st.fixed_dictionaries(
        {"id": st.text("abc", min_size=1, max_size=2)},
        optional={"name": st.text(), "status": st.sampled_from(["ACTIVE", "BUILD"])},
    ),
    max_size=8,
)


def row(number: int, **changed: Any) -> dict[str, Any]:
    return {"id": str(number), "name": f"db-{number}", "status": "ACTIVE", **changed}


def body(rows: Iterable[Any], **more: Any) -> bytes:
    return json.dumps({"instances": list(rows), **more}).encode()


def read(known: ListCache[Instance], sent: bytes) -> tuple[Instance, ...]:
    page = read_page(sent, "instances", Instance, known.page(0), known)
    return known.rows if known.same([page]) else known.keep([page], Elements(page.rows))


def test_an_equal_body_gives_the_same_tuple() -> None:
    known = ListCache[Instance]()

    first = read(known, body(map(row, range(3))))

    assert read(known, body(map(row, range(3)))) is first


def test_a_body_that_differs_in_blanks_only_gives_the_same_tuple() -> None:
    known = ListCache[Instance]()
    first = read(known, body(map(row, range(3))))

    again = read(known, body(map(row, range(3))).replace(b"}, {", b"}\n ,\t{") + b"\n")

    assert again is first


def test_only_what_changed_is_a_new_object() -> None:
    known = ListCache[Instance]()
    first = read(known, body(map(row, range(5))))

    second = read(known, body([*map(row, range(2)), row(2, status="BUILD"), *map(row, (3, 4))]))

    assert [one is other for one, other in zip(first, second, strict=True)] == [
        True, True, False, True, True,
    ]  # fmt: skip
    assert second[2].status == "BUILD"


@pytest.mark.parametrize(
    "order",
    [[1, 2, 3, 4], [0, 1, 3, 4], [9, 0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [0, 1, 8, 7, 2, 3, 4]],
)
def test_what_moved_stays_the_same_object(order: list[int]) -> None:
    known = ListCache[Instance]()
    first = {one.id: one for one in read(known, body(map(row, range(5))))}

    second = read(known, body(map(row, order)))

    assert [one.id for one in second] == list(map(str, order))
    assert all(one is first.get(one.id, one) for one in second)


@given(ROWS, ROWS)
def test_what_is_read_does_not_depend_on_what_was_known(
    before: list[dict[str, Any]], now: list[dict[str, Any]]
) -> None:
    known = ListCache[Instance]()
    read(known, body(before))

    rows = read(known, body(now))

    assert rows == read(ListCache(), body(now)) == tuple(map(Instance.of, now))


def test_the_source_of_a_row_is_the_servers_own_text() -> None:
    (one,) = read(ListCache(), b'{"instances": [ {"id":"1",  "new": [1, {"a": "]"}]} ]}')

    assert one.source == '{"id":"1",  "new": [1, {"a": "]"}]}'


def test_keys_may_come_in_any_order_and_unknown_ones_are_skipped() -> None:
    rows = read(
        ListCache(), b'{"x": {"instances": [1]}, "links": [], "instances": [{"id": "1"}], "y": 1}'
    )

    assert [one.id for one in rows] == ["1"]


def test_what_lacks_an_id_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    rows = read(ListCache(), body([row(1), {"name": "secret-name"}, None, 7, "x", [], row(2)]))

    assert [one.id for one in rows] == ["1", "2"]
    assert "secret-name" not in caplog.text


def test_a_number_that_begins_another_is_not_taken_for_it() -> None:
    known = ListCache[Instance]()
    read(known, body([1, row(1)]))

    assert [one.id for one in read(known, body([12, row(1)]))] == ["1"]


def next_of(links: object) -> str | None:
    sent = body([], links=links)
    page: Page[Instance] = read_page(sent, "instances", Instance, None, ListCache())
    return page.next


def test_only_the_query_of_the_next_link_is_taken() -> None:
    href = "https://trove.internal:8779/v1.0/p/instances/i/users?limit=1&marker=at%254010.0.0.1"

    assert next_of([{"rel": "self", "href": "x?y"}, {"rel": "next", "href": href}]) == (
        "limit=1&marker=at%254010.0.0.1"
    )


@pytest.mark.parametrize(
    "links", [None, [], {}, [None], [{"rel": "next"}], [{"rel": "next", "href": "http://[x?a"}]]
)
def test_no_usable_next_link_is_the_end(links: object) -> None:
    assert next_of(links) is None


NOT_LISTS = [
    b"", b" ", b"[", b"{", b"{}", b"[]", b"null", b"<html>", b'{"instances"', b'{"instances":',
    b'{"instances": {}}', b'{"instances": null}', b'{"instances": [', b'{"instances": [{"id": "1"}',
    b'{"instances": [{"id": "1"} {"id": "2"}]}', b'{"instances": [{"id": }]}', b'{"instances": []',
    b'{"instances": []} x'[:-3], b'{1: 2}', b'{"a" 1}', b'{"other": [1 2]}', b"\xff\xfe",
    b'{"instances": [' + b"[" * 100_000, b'{"instances": [' + b"[" * 100_000 + b'"',
]  # fmt: skip


@pytest.mark.parametrize("sent", NOT_LISTS, ids=range(len(NOT_LISTS)))
def test_what_is_no_such_list_is_not_trove(sent: bytes) -> None:
    with pytest.raises(NotTrove):
        read(ListCache(), sent)


@given(st.binary() | st.text().map(str.encode))
def test_no_bytes_do_worse_than_not_being_trove(sent: bytes) -> None:
    with pytest.raises(NotTrove):
        member(sent, "instance")
    with pytest.raises(NotTrove):
        read(ListCache(), sent)


def test_a_member_comes_with_its_text() -> None:
    assert member(b'{"a": 1, "instance" : {"id": "1"} }', "instance") == (
        {"id": "1"}, '{"id": "1"}',
    )  # fmt: skip
    assert member(b' {"name": "p"}\n', None) == ({"name": "p"}, '{"name": "p"}')


def test_utf8_with_a_mark_or_broken_is_read_all_the_same() -> None:
    assert read(ListCache(), b"\xef\xbb\xbf" + body([row(1)]))[0].id == "1"
    assert read(ListCache(), b'{"instances": [{"id": "1", "name": "a\xff"}]}')[0].name == "a\ufffd"


def test_the_collector_runs_again_after_a_large_list() -> None:
    large = body(map(row, range(2000)))

    read(ListCache(), large)

    assert len(large) > 65_536
    assert gc.isenabled()


def test_a_large_list_that_fails_leaves_the_collector_running_too() -> None:
    with pytest.raises(NotTrove):
        read(ListCache(), body(map(row, range(2000)))[:-5])

    assert gc.isenabled()
