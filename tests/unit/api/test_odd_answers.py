"""One odd value in an answer: it is unknown, or its row can't be addressed; the rest stands."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.unit.api.transports import ScriptedTransport
from trove_tui.api.call import Dialect
from trove_tui.api.client import TroveClient
from trove_tui.api.errors import NoAddress, NotTrove
from trove_tui.api.models import (
    Access,
    Database,
    Datastore,
    DatastoreRef,
    Fault,
    Flavor,
    Group,
    GroupRef,
    Instance,
    Parameter,
    Quota,
    User,
    Volume,
)
from trove_tui.api.text import raw
from trove_tui.changes.instances import CreateInstance, Restart

WELL = {"id": "2", "name": "well"}


def deep(depth: int, brackets: str = '{"a":') -> str:
    """JSON so deep, as text: no library makes it."""
    ends = {"{": "}", "[": "]"}
    return brackets * depth + '"x"' + ends[brackets[0]] * depth


def client(*answers: str | bytes) -> tuple[TroveClient, ScriptedTransport]:
    """One whose server answers these, one after the other, then the last again and again."""
    left = [one if isinstance(one, bytes) else one.encode() for one in answers]
    wired = ScriptedTransport(lambda _: left.pop(0) if len(left) > 1 else left[0])
    return TroveClient(wired), wired


def listed(*rows: Any, href: object = None, key: str = "instances") -> str:
    links = {"links": [{"rel": "next", "href": href}]} if href is not None else {}
    return json.dumps({key: rows, **links})


# What has no id


@pytest.mark.parametrize("model", [Instance, Group, Flavor, Datastore])
def test_what_has_an_empty_id_is_a_row_that_nothing_can_be_asked_of(
    model: type[Instance | Group | Flavor | Datastore],
) -> None:
    row = model.of({"id": "", "name": "odd"})

    assert (row.id, row.name) == ("", "odd")


@pytest.mark.parametrize("model", [Database, User, Parameter])
def test_what_has_an_empty_name_is_a_row(model: type[Database | User | Parameter]) -> None:
    assert model.of({"name": ""}).name == ""


async def test_what_tells_no_id_at_all_is_left_out_and_counted() -> None:
    odd: tuple[Any, ...] = (
        {"name": "none"},
        {"id": None, "name": "null"},
        {"id": ["x"]},
        7,
        None,
        "text",
        [],
    )
    trove, _ = client(listed(*odd, WELL))

    rows = await trove.instances()

    assert [one.name for one in rows] == ["well"]
    assert rows.lacks == "7 left out: no id"


async def test_of_several_with_an_empty_id_one_is_shown_and_the_rest_counted() -> None:
    empty = ({"id": "", "name": "a"}, {"id": "", "name": "b"}, {"id": "", "name": "c"})
    trove, _ = client(listed(*empty, WELL))

    rows = await trove.instances()

    assert [(one.id, one.name) for one in rows] == [("", "c"), ("2", "well")]
    assert rows.lacks == "2 left out: no id"


async def test_an_empty_id_on_two_pages_is_no_page_that_came_back() -> None:
    first = listed({"id": "", "name": "a"}, {"id": "1"}, href="http://h/?marker=1")
    trove, wired = client(first, listed({"id": "", "name": "b"}, WELL))

    rows = await trove.instances()

    assert [one.id for one in rows] == ["", "1", "2"]
    assert len(wired.asked) == 2


async def test_a_whole_list_lacks_nothing() -> None:
    trove, _ = client(listed(WELL))

    assert (await trove.instances()).lacks == ""


async def test_what_a_list_lacks_is_told_anew_when_that_changes() -> None:
    from trove_tui.api.pages import ListCache

    trove, _ = client(listed(WELL, {}), listed(WELL, {}), listed(WELL))
    known = ListCache[Instance]()

    first, second, third = [await trove.instances(cache=known) for _ in range(3)]

    assert second is first
    assert (first.lacks, third.lacks) == ("1 left out: no id", "")
    assert third[0] is first[0]


@pytest.mark.parametrize("segment", ["", "x" * 1001])
async def test_what_no_address_can_hold_is_a_sentence_and_nothing_is_sent(segment: str) -> None:
    trove, wired = client(listed(WELL))

    with pytest.raises(NoAddress, match="Its id is"):
        await trove.instance(segment)
    with pytest.raises(NoAddress):
        await trove.databases(segment)
    with pytest.raises(NoAddress):
        await trove.submit(Restart(), segment)

    assert wired.asked == []


async def test_a_page_about_something_else_is_not_taken_for_it() -> None:
    for told in ({"id": "3"}, {"id": ""}, {"name": "x"}):
        trove, _ = client(json.dumps({"instance": told, "configuration": told}))

        with pytest.raises(NotTrove):
            await trove.instance("2")
        with pytest.raises(NotTrove):
            await trove.group("2")


async def test_what_was_created_without_an_id_is_not_known() -> None:
    store = {"datastore_type": "mysql", "datastore_version": "5.7"}
    request = CreateInstance.model_validate(
        {"name": "new", "flavor_id": "1", "volume_size": 1, **store}
    )
    _, wired = client(json.dumps({"instance": {"id": "", "name": "new"}}))

    accepted = await TroveClient(wired, Dialect.SPEC).submit(request)

    assert request.target_in(accepted.body, "") is None


@pytest.mark.parametrize(
    "value",
    # How deep a value may be written again differs by Python's release: none takes this one.
    ["NaN", "-Infinity", "1" * 5000, "[NaN]", '{"a": 1e999}', deep(100_000)],
    ids=["NaN", "infinite", "5000 digits", "NaN inside", "infinite inside", "deep"],
)
async def test_where_a_value_could_not_be_sent_back_a_groups_values_are_not_known(
    value: str,
) -> None:
    told = f'{{"id": "g", "name": "odd", "values": {{"a": 1, "odd": {value}}}}}'
    trove, _ = client(f'{{"configuration": {told}}}')

    group = await trove.group("g")

    assert (group.name, group.values) == ("odd", None)


def test_an_attached_group_without_an_id_is_attached_all_the_same() -> None:
    instance = Instance.of({"id": "1", "configuration": {"id": "", "name": "tuned"}})

    assert instance.configuration == GroupRef(id="", name="tuned")


def test_a_version_without_an_id_is_called_by_its_name() -> None:
    (version,) = Datastore.of(
        {"id": "d", "versions": [{"name": "8.0"}, {"id": "", "name": ""}]}
    ).versions

    assert (version.id, version.name) == ("8.0", "8.0")


def test_a_quota_without_a_name_is_counted() -> None:
    quotas = Quota.many([{"limit": 3}, {"resource": None}, {"resource": "", "limit": 4}, 5])

    assert [(one.resource, one.limit) for one in quotas] == [("", 4)]
    assert quotas.lacks == "3 left out: no name"


@pytest.mark.parametrize("told", [7, None, "none", True])
async def test_quotas_and_limits_that_are_no_list_are_not_none_at_all(told: object) -> None:
    of_it, _ = client(json.dumps({"quotas": told, "limits": told}))

    with pytest.raises(NotTrove):
        await of_it.quotas("p")
    with pytest.raises(NotTrove):
        await of_it.limits()


# JSON that is too much for a reader


@pytest.mark.parametrize("depth", [500, 100_000])
@pytest.mark.parametrize("brackets", ['{"a":', "["])
async def test_what_is_nested_deep_is_unknown_and_the_rest_of_its_row_stands(
    depth: int, brackets: str
) -> None:
    odd = f'{{"token": "s3cret", "x": {deep(depth, brackets)}, "id": "1", "name": "odd"}}'
    trove, _ = client(f'{{"y": {deep(depth)}, "instances": [{odd}, {json.dumps(WELL)}]}}')

    rows = await trove.instances()

    assert [one.name for one in rows] == ["odd", "well"]
    assert "s3cret" not in rows[0].source
    assert rows.lacks == ""


async def test_a_page_of_something_nested_deep_is_read() -> None:
    trove, _ = client(f'{{"instance": {{"x": {deep(5000)}, "id": "1", "name": "odd"}}}}')

    assert (await trove.instance("1")).name == "odd"


async def test_a_number_of_thousands_of_digits_is_unknown_and_its_row_stands() -> None:
    odd = f'{{"id": "1", "name": {"7" * 5000}, "volume": {{"size": {"9" * 5000}, "used": 1}}}}'
    trove, _ = client(f'{{"n": {"1" * 5000}, "instances": [{odd}, {json.dumps(WELL)}]}}')

    rows = await trove.instances()

    assert (rows[0].name, rows[0].volume) == ("", Volume(used=1))
    assert rows[1].name == "well"


@pytest.mark.parametrize(
    "value", ['["s3cret"]', '{"a": {"b": "s3cret"}}', '"s3cret"', '"a\\"s3cret"', "8128128"]
)
@pytest.mark.parametrize("key", ["password", "adminPass", "p\\u0061ssword", "root_token"])
def test_a_secret_is_masked_in_whatever_shape(key: str, value: str) -> None:
    text = f'{{"id": "1", "a": [{{"{key}" : {value}, "b": "kept"}}], "c": {{"d": "kept too"}}}}'

    source = Instance.read(json.loads(text), text).source

    assert "s3cret" not in source
    assert "8128128" not in source
    told = json.loads(source)
    assert (told["a"][0]["b"], told["c"]) == ("kept", {"d": "kept too"})


# Links to the next page


async def test_a_lone_surrogate_in_a_link_is_sent_back_as_it_came() -> None:
    first = listed({"id": "1"}, href="http://h/x?marker=\ud800&limit=2")
    trove, wired = client(first, listed(WELL))

    rows = await trove.instances()

    assert [one.id for one in rows] == ["1", "2"]
    assert wired.asked == ["/instances", "/instances?marker=%ED%A0%80&limit=2"]


@pytest.mark.parametrize(
    "href", ["http://[/?marker=1", "http://h/?marker=" + "m" * 100_000, {"a": 1}, 7, [[]]]
)
async def test_a_link_that_can_not_be_followed_leaves_its_page_and_is_told(href: object) -> None:
    trove, wired = client(listed(WELL, href=href))

    rows = await trove.instances()

    assert [one.name for one in rows] == ["well"]
    assert rows.lacks == "its next page can't be asked for"
    assert len(wired.asked) == 1


@pytest.mark.parametrize(
    "links", [None, {}, 7, "next", [7], [{"rel": "next"}], [{"rel": "next", "href": None}],
              [{"rel": "next", "href": ""}], [{"rel": ["next"], "href": "http://h/?marker=1"}]]
)  # fmt: skip
async def test_where_there_is_no_link_the_list_ends(links: object) -> None:
    trove, wired = client(json.dumps({"instances": [WELL], "links": links}))

    rows = await trove.instances()

    assert (len(rows), rows.lacks, len(wired.asked)) == (1, "", 1)


# Numbers and times


@pytest.mark.parametrize("used", [1e308, -1, 10**400, "9" * 5000, "1e308", "inf", float("nan")])
def test_a_use_that_nothing_has_is_unknown(used: object) -> None:
    volume = Volume.of({"size": 10, "used": used})

    assert volume == Volume(size=10)
    assert volume.used_percent is None


def test_a_percentage_has_an_end() -> None:
    assert Volume(size=5e-324, used=10**18).used_percent == 999
    assert Volume(size=10, used=12).used_percent == 120


def test_sizes_may_be_fractions() -> None:
    assert Volume.of({"size": 1.5, "used": "0.75"}) == Volume(size=1.5, used=0.75)
    assert Volume.of({"size": 20.0, "used": 2.0}) == Volume(size=20, used=2)


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59", "1" * 100_000,
     "9999-12-31T23:59:59.999999-23:59", "2026-01-01T00:00:00\ud800"],
)  # fmt: skip
def test_a_time_that_never_was_is_unknown(moment: str) -> None:
    instance = Instance.of({"id": "1", "created": moment, "updated": moment})

    assert (instance.created, instance.updated) == (None, None)
    assert Fault.of({"created": moment}) == Fault()


def test_the_first_and_last_times_that_count_are_known_in_any_zone() -> None:
    first = Instance.of({"id": "1", "created": "1970-01-01T00:00:00+14:00"}).created

    assert first == datetime(1969, 12, 31, 10, tzinfo=UTC)


@pytest.mark.parametrize(("low", "high"), [(5, 1), ("10", "2"), (0.5, -0.5), (10**30, 1)])
def test_limits_that_contradict_each_other_are_unknown(low: object, high: object) -> None:
    parameter = Parameter.of({"name": "p", "min": low, "max": high})

    assert (parameter.min, parameter.max) == (None, None)


@pytest.mark.parametrize("told", ["", "x", "9" * 5000, 10**4000, float("nan"), [1], {"a": 1}])
def test_a_limit_that_is_no_number_is_unknown(told: object) -> None:
    parameter = Parameter.of({"name": "p", "min": told, "max": told})

    assert (parameter.min, parameter.max) == (None, None)


def test_quotas_may_be_told_as_texts_and_their_use_in_fractions() -> None:
    (quota,) = Quota.many([{"resource": "volumes", "in_use": 1.5, "limit": "40", "reserved": None}])

    assert quota == Quota(resource="volumes", in_use=1.5, limit=40)


# Lengths


def test_a_text_of_a_megabyte_is_cut_where_it_is_shown_and_whole_where_it_is_sent_back() -> None:
    name = "n" * 1_000_000

    instance = Instance.of({"id": "1", "name": name})

    assert len(instance.name) == 1_000
    assert instance.name.endswith("n…")
    assert raw(instance.name) == name


def test_a_fault_of_megabytes_is_cut_before_it_is_looked_at() -> None:
    began = time.process_time()

    fault = Fault.of({"message": "m \u202e" * 1_000_000, "details": "d\r\n\x1b" * 1_000_000})

    assert fault is not None
    assert len(fault.message) < 20_000
    assert len(fault.details) < 200_000
    assert time.process_time() - began < 0.5


def test_what_is_not_very_long_stays_as_it_came() -> None:
    group = Group.of({"id": "1", "description": "d" * 999})

    assert group.description == "d" * 999


# What upstream and others tell


def test_addresses_by_network_are_addresses() -> None:
    told = {
        "private-net": ["10.0.0.1", {"addr": "10.0.0.2", "OS-EXT-IPS:type": "floating"}],
        "other": {"addr": "10.0.0.3"},
        "odd": None,
    }

    instance = Instance.of({"id": "1", "addresses": told})

    assert instance.addresses == ("10.0.0.1", "10.0.0.2", "10.0.0.3")
    assert instance.address_types == ("private-net", "floating", "other")


def test_addresses_have_types_where_they_are_told() -> None:
    told = [{"address": "10.0.0.1", "type": "private"}, {"address": "1.2.3.4", "type": "public"}]

    instance = Instance.of({"id": "1", "ip": ["10.0.0.1", "10.0.0.9"], "addresses": told})

    assert instance.addresses == ("10.0.0.1", "10.0.0.9", "1.2.3.4")
    assert instance.address_types == ("private", "", "public")
    assert Instance.of({"id": "1", "ip": ["10.0.0.1"]}).address_types == ()


@pytest.mark.parametrize(
    ("told", "host", "hosts"),
    [
        (["10.0.0.1", "10.0.0.2"], "10.0.0.1, 10.0.0.2", ("10.0.0.1", "10.0.0.2")),
        (["10.0.0.1"], "10.0.0.1", ()),
        ([], "", ()),
        ({"a": 1}, "", ()),
        (True, "", ()),
        (None, "%", ()),
        ("", "%", ()),
    ],
)
def test_a_list_of_hosts_is_not_anywhere(told: object, host: str, hosts: tuple[str, ...]) -> None:
    user = User.of({"name": "u", "host": told})

    assert (user.host, user.hosts) == (host, hosts)


def test_what_upstream_tells_of_an_instance_is_read() -> None:
    instance = Instance.of(
        {
            "id": "1",
            "datastore": {"type": "mysql", "version": "8.0", "version_number": "8.0.36"},
            "access": {"is_public": True, "allowed_cidrs": ["10.0.0.0/8", None, 7]},
            "region": "RegionOne",
            "server_id": "s",
            "server": {"host": "rig-host-1"},
            "volume_id": "v",
            "encrypted_rpc_messaging": False,
            "local_storage": {"used": 0.5},
        }
    )

    assert instance.datastore == DatastoreRef(type="mysql", version="8.0", version_number="8.0.36")
    assert instance.access == Access(is_public=True, networks=("10.0.0.0/8", "7"))
    assert (instance.region, instance.server_id, instance.host) == ("RegionOne", "s", "rig-host-1")
    assert (instance.volume_id, instance.encrypted_rpc_messaging) == ("v", False)
    assert instance.local_storage == Volume(used=0.5)


def test_a_flavor_tells_of_the_disk_it_gives() -> None:
    assert Flavor.of({"id": "d1", "local_storage": 10, "disk": 5}).local_storage == 10
