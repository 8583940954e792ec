from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.api.facts import sample, upstream
from trove_tui.api.group_values import OpaqueValue
from trove_tui.api.models import (
    Database,
    Datastore,
    DatastoreRef,
    DatastoreVersion,
    Fault,
    Flavor,
    Group,
    GroupRef,
    Instance,
    InstanceRef,
    Limits,
    Parameter,
    Quota,
    User,
    Volume,
)
from trove_tui.api.text import raw

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
INSTANCE_KEYS = [
    *("name", "status", "operating_status", "created", "updated", "flavor", "volume", "datastore"),
    *("ip", "addresses", "hostname", "configuration", "subnet_id", "tenant_id", "user_id"),
    *("fault", "deleted", "replica_of", "slave_of", "replicas"),
]

# The specification's samples


def test_the_answer_to_a_create_is_an_instance_being_built() -> None:
    instance = Instance.of(sample("create instance")["instance"])

    assert instance == Instance(
        id="a2172557-3a40-4c2b-89ed-bd91f434977a",
        name="test-trove-5",
        status="BUILD",
        created=datetime(2015, 5, 14, 6, 47, 29, tzinfo=UTC),
        updated=datetime(2015, 5, 14, 6, 47, 29, tzinfo=UTC),
        flavor_id="042d5080-bf94-4945-b2a7-8244e4143661",
        volume=Volume(size=10),
        datastore=DatastoreRef(type="mysql", version="mysql-5.1"),
    )


def test_a_list_tells_most_of_an_instance() -> None:
    listed = [Instance.of(one) for one in sample("list instances")["instances"]]

    assert [one.name for one in listed] == [f"test-trove-{n}" for n in (4, 2, 3, 5)]
    assert listed[1] == Instance(
        id="857f6722-fd67-4fa7-ab1c-02ed2ba6e686",
        name="test-trove-2",
        status="ACTIVE",
        created=datetime(2015, 5, 4, 9, 48, 19, tzinfo=UTC),
        flavor_id="042d5080-bf94-4945-b2a7-8244e4143661",
        volume=Volume(size=10),
        datastore=DatastoreRef(type="mysql", version="mysql-5.1"),
        addresses=("123.123.123.7",),
        configuration=GroupRef(id="5017067f-9e75-49a5-b715-e833b34223c5", name="test_conf"),
        subnet_id="73afb726-71c9-4b80-8ccd-6e04cbc9c59d",
    )
    assert listed[0].configuration is None


def test_the_list_of_all_projects_tells_whose_each_is() -> None:
    answer = sample("list all projects' instances")

    listed = [Instance.of(one) for one in answer["instances"]]

    assert [(one.name, one.tenant_id, one.user_id, one.addresses) for one in listed] == [
        ("mysql-2", "4eee4bf5930c4f6a8d9598a338727abe", "6d3621bcc2134f44a36a9505ed0a0fba", ()),
        ("mysql-1", "88a73739c353499d8de3cf2b0ce74834", "6d3621bcc2134f44a36a9505ed0a0fba", ()),
    ]


def test_showing_one_tells_how_full_its_volume_is() -> None:
    instance = Instance.of(sample("show instance")["instance"])

    assert instance.volume == Volume(size=10, used=0.12)
    assert instance.volume.used_percent == pytest.approx(1.2)
    assert instance.updated == datetime(2015, 5, 14, 1, 5, 22, tzinfo=UTC)
    assert instance.configuration == GroupRef(
        id="5017067f-9e75-49a5-b715-e833b34223c5", name="test_conf"
    )


def test_databases_have_names() -> None:
    listed = [Database.of(one) for one in sample("list databases")["databases"]]

    assert [one.name for one in listed] == ["test", "test-trove", "wordpress"]


def test_users_have_hosts_and_databases() -> None:
    listed = [User.of(one) for one in sample("list users")["users"]]

    assert listed == [
        User(name="test", host="%", databases=("test-trove",)),
        User(name="test_000", host="%", databases=("test-trove",)),
    ]


def test_datastores_have_versions() -> None:
    mysql = Datastore(
        id="4e0ffaeb-5433-4910-8f5e-68d9f6d34d86",
        name="mysql",
        versions=(DatastoreVersion(id="ac79757c-7355-4c6d-89bf-1e8a4a14cdf5", name="mysql-5.1"),),
    )

    assert [Datastore.of(one) for one in sample("list datastores")["datastores"]] == [mysql]
    assert Datastore.of(sample("show datastore")["datastore"]) == mysql


def test_parameters_have_exact_limits_out_of_strings() -> None:
    answer = sample("list parameters")

    listed = {one["name"]: Parameter.of(one) for one in answer["configuration-parameters"]}

    assert len(listed) == 4
    assert listed["max_connect_errors"].max == 18446744073709547520
    assert listed["innodb_flush_log_at_trx_commit"] == Parameter(
        name="innodb_flush_log_at_trx_commit",
        type="integer",
        min=0,
        max=2,
        restart_required=False,
        datastore_version_id="ac79757c-7355-4c6d-89bf-1e8a4a14cdf5",
    )
    assert Parameter.of(sample("show parameter")) == (listed["innodb_flush_log_at_trx_commit"])


@pytest.mark.parametrize("name", ["create group", "show group"])
def test_a_group_has_values_and_a_count(name: str) -> None:
    group = Group.of(sample(name)["configuration"])

    assert group == Group(
        id="5017067f-9e75-49a5-b715-e833b34223c5",
        name="test_conf",
        description="for test",
        datastore_name="mysql",
        datastore_version_name="mysql-5.1",
        datastore_version_id="ac79757c-7355-4c6d-89bf-1e8a4a14cdf5",
        created=datetime(2015, 5, 5, 9, 22, 3, tzinfo=UTC),
        updated=datetime(2015, 5, 5, 9, 22, 3, tzinfo=UTC),
        values={"wait_timeout": 100, "max_connect_errors": 50},
        instance_count=0,
    )


def test_a_list_of_groups_tells_neither_values_nor_counts() -> None:
    listed = [Group.of(one) for one in sample("list groups")["configurations"]]

    assert [(one.name, one.values, one.instance_count) for one in listed] == [
        ("test_conf", None, None),
        ("test_conf_001", None, None),
    ]


def test_a_groups_instances_are_names_and_ids() -> None:
    listed = sample("list group's instances")["instances"]

    assert [InstanceRef.of(one) for one in listed] == [
        InstanceRef(id="49844c26-aac4-4f2d-95a2-bcb6bb50f509", name="test-trove-1")
    ]


def test_a_flavors_id_is_in_str_id_where_id_is_null() -> None:
    listed = [Flavor.of(one) for one in sample("list flavors")["flavors"]]

    assert len(listed) == 19
    assert listed[0] == Flavor(
        id="042d5080-bf94-4945-b2a7-8244e4143661", name="micro-2", ram=1024, vcpus=1
    )


def test_quotas_come_as_an_object() -> None:
    assert Quota.many(sample("show quotas")["quotas"]) == (
        Quota(resource="instances", in_use=1, limit=102, reserved=0),
        Quota(resource="backups", in_use=0, limit=5, reserved=0),
        Quota(resource="volumes", in_use=10, limit=101, reserved=0),
    )


def test_the_answer_to_a_change_of_quotas_tells_limits_only() -> None:
    assert Quota.many(sample("update quotas")["quotas"]) == (
        Quota(resource="instances", limit=102),
        Quota(resource="backups", limit=6),
        Quota(resource="volumes", limit=101),
    )


# What a real upstream server answered


def test_every_instance_of_upstream_can_be_read() -> None:
    pages = ("instances-page1-default20", "instances-page2", "instances-detail")

    for name in (*pages, "mgmt-instances-all", "instances-member-token"):
        for one in upstream(name)["instances"]:
            instance = Instance.of(one)
            assert (instance.id, instance.name) == (one["id"], one["name"])
            assert instance.flavor_id == one["flavor"]["id"]


def test_an_address_told_twice_is_one() -> None:
    instance = Instance.of(upstream("instance-show-active")["instance"])

    assert instance.addresses == ("10.23.228.129",)


def test_a_broken_instance_has_a_fault() -> None:
    instance = Instance.of(upstream("instance-show-error-with-fault")["instance"])

    assert instance.status == "ERROR"
    assert instance.operating_status == ""
    assert instance.fault == Fault(
        message="Failed to create instance: No valid host was found.",
        created=datetime(2026, 11, 24, 14, 52, 43, tzinfo=UTC),
        details="rig: simulated failure",
    )


def test_the_traceback_of_a_fault_keeps_its_lines() -> None:
    instance = Instance.of(upstream("instance-show-active")["instance"])

    assert instance.fault is not None
    assert len(instance.fault.details.splitlines()) > 5


def test_a_replica_knows_what_it_copies() -> None:
    replica = Instance.of(upstream("instances-page1-default20")["instances"][0])

    assert replica.replica_of == "e4f6cbf5-724f-48b1-9564-e8b6ef72e7b6"


def test_what_is_deleted_says_so() -> None:
    deleted, alive = map(Instance.of, upstream("mgmt-instances-all")["instances"])

    assert (deleted.deleted, deleted.datastore) == (True, None)
    assert (alive.deleted, alive.configuration is not None) == (False, True)


def test_upstreams_datastores_name_a_default() -> None:
    mysql = Datastore.of(upstream("datastores-list")["datastores"][0])

    assert mysql.default_version == mysql.versions[0].id
    assert mysql.versions[0].active is True


def test_a_maximum_beyond_64_bits_is_exact() -> None:
    parameter = Parameter.of(upstream("param-big-max"))

    assert parameter.max == 18446744073709551615


def test_quotas_come_as_a_list_too() -> None:
    assert Quota.many(upstream("mgmt-quota-show")["quotas"])[2] == Quota(
        resource="ram", in_use=47104, limit=-1, reserved=0
    )
    assert Quota.many(upstream("mgmt-quota-update")["quotas"])[0] == Quota(
        resource="instances", limit=102
    )


def test_limits_are_the_maxima_without_the_rates() -> None:
    limits = Limits.of(upstream("limits")["limits"])

    assert limits.maxima == {"backups": 5, "instances": 60, "volumes": 2000, "ram": -1}


# What any server might answer


@pytest.mark.parametrize(
    ("ip", "addresses", "expected"),
    [
        (None, None, ()),
        ("10.0.0.1", None, ("10.0.0.1",)),
        (["10.0.0.1", "10.0.0.2"], None, ("10.0.0.1", "10.0.0.2")),
        (["10.0.0.1"], [{"address": "10.0.0.1"}, {"address": "fd00::1"}], ("10.0.0.1", "fd00::1")),
        ([], [None, {}, 3.5], ("3.5",)),
    ],
)
def test_addresses_come_in_many_ways(
    ip: object, addresses: object, expected: tuple[str, ...]
) -> None:
    instance = Instance.of({"id": "1", "ip": ip, "addresses": addresses})

    assert instance.addresses == expected


@pytest.mark.parametrize(
    ("flavor", "expected"),
    [
        ({"id": "a"}, "a"),
        ({"id": 7}, "7"),
        ({"id": None, "str_id": "b"}, "b"),
        ("https://h/v1.0/p/flavors/c", "c"),
        (None, None),
        ({}, None),
    ],
)
def test_a_flavor_comes_in_many_ways(flavor: object, expected: str | None) -> None:
    assert Instance.of({"id": "1", "flavor": flavor}).flavor_id == expected


@pytest.mark.parametrize(
    ("configuration", "expected"),
    [
        ({"id": "g", "name": "n"}, GroupRef(id="g", name="n")),
        ("http://10.0.1.39:8779/v1.0/configurations/g", GroupRef(id="g")),
        ("g", GroupRef(id="g")),
        ("", None),
        ({}, None),
        (None, None),
    ],
)
def test_a_group_comes_in_many_ways(configuration: object, expected: GroupRef | None) -> None:
    instance = Instance.of({"id": "1", "configuration": configuration})

    assert instance.configuration == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("2015-05-14T06:47:29", datetime(2015, 5, 14, 6, 47, 29, tzinfo=UTC)),
        ("2015-05-14T06:47:29Z", datetime(2015, 5, 14, 6, 47, 29, tzinfo=UTC)),
        ("2015-05-14T06:47:29.5", datetime(2015, 5, 14, 6, 47, 29, 500_000, tzinfo=UTC)),
        ("2015-05-14T14:47:29+08:00", datetime(2015, 5, 14, 6, 47, 29, tzinfo=UTC)),
        ("yesterday", None),
        (1431586049, None),
        (None, None),
    ],
)
def test_times_are_aware_and_in_utc(told: object, expected: datetime | None) -> None:
    assert Instance.of({"id": "1", "created": told}).created == expected


def test_a_time_given_with_a_zone_is_told_in_utc() -> None:
    created = Instance.of({"id": "1", "created": "2015-05-14T14:47:00+08:00"}).created

    assert created is not None
    assert (created, created.tzinfo) == (datetime(2015, 5, 14, 6, 47, tzinfo=UTC), UTC)


@pytest.mark.parametrize("used", [float("nan"), float("inf"), "x", None, [], True])
def test_a_use_that_is_no_number_is_unknown(used: object) -> None:
    volume = Volume.of({"size": 10, "used": used})

    assert volume is not None
    assert volume.used_percent is None


def test_a_volume_without_a_size_has_no_percentage() -> None:
    assert Volume(size=0, used=1.0).used_percent is None


@pytest.mark.parametrize(
    ("told", "expected"), [(True, True), (False, False), (1, True), (0, False), ("1", True)]
)
def test_old_servers_tell_booleans_as_numbers(told: object, expected: bool) -> None:
    parameter = Parameter.of({"name": "p", "restart_required": told})

    assert parameter.restart_required is expected


def test_a_user_from_anywhere_is_told_as_such() -> None:
    assert User.of({"name": "u"}).host == "%"
    assert User.of({"name": "u", "host": None}).host == "%"


@given(st.dictionaries(st.sampled_from(INSTANCE_KEYS), JSON))
def test_nothing_but_a_missing_id_keeps_an_instance_from_being_read(told: dict[str, Any]) -> None:
    instance = Instance.of({**told, "id": "1"})

    assert instance.id == "1"


@given(JSON)
def test_what_has_no_id_is_no_instance(told: object) -> None:
    value = {**told, "id": None} if isinstance(told, dict) else told

    with pytest.raises(ValueError):
        Instance.of(value)


@given(JSON)
def test_quotas_and_limits_take_anything(told: object) -> None:
    for quota in Quota.many(told):
        assert quota.resource is not None
    assert Limits.of(told).maxima is not None


def test_a_dangerous_name_is_shown_safely_and_kept_for_sending() -> None:
    user = User.of({"name": "a\x1b]0;x\x07", "host": "%", "databases": []})

    assert user.name == r"a\x1b]0;x\x07"
    assert raw(user.name) == "a\x1b]0;x\x07"


def test_the_values_of_a_group_stay_as_they_came() -> None:
    group = Group.of({"id": "1", "values": {"a\x1b": "b\x1b", "c": 1, "d": [2]}})

    assert group.values == {"a\x1b": "b\x1b", "c": 1, "d": OpaqueValue.of([2])}


# Values


def test_two_are_equal_when_their_fields_are_whatever_the_server_sent_besides() -> None:
    told = {"id": "1", "name": "a"}

    one = Instance.read({**told, "beat": 1}, json.dumps({**told, "beat": 1}))
    other = Instance.read({**told, "beat": 2}, json.dumps({**told, "beat": 2}))

    assert one == other
    assert hash(one) == hash(other)
    assert one != Instance(id="1", name="b")
    assert one.source != other.source


def test_a_model_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Instance(id="1").name = "other"  # type: ignore[misc]


def test_a_password_in_an_answer_is_masked_in_its_source_and_absent_from_its_repr() -> None:
    told = {"id": "1", "password": "hunter2", "nested": [{"root_password": "hunter2"}], "name": "a"}

    instance = Instance.read(told, json.dumps(told))

    assert "hunter2" not in instance.source
    assert "hunter2" not in repr(instance)
    assert json.loads(instance.source)["name"] == "a"


def test_the_source_is_safe_to_show_and_still_the_same_json() -> None:
    text = '{"id": "1", "name": "a\u202eb\x9b"}'

    instance = Instance.read(json.loads(text), text)

    assert "\u202e" not in instance.source
    assert json.loads(instance.source) == json.loads(text)


@pytest.mark.parametrize("told", [10**400, -(10**400), "9" * 400, 1e300])
def test_a_number_too_large_to_count_anything_is_not_known(told: object) -> None:
    (quota,) = Quota.many([{"resource": "instances", "in_use": told, "limit": told}])
    instance = Instance.of({"id": "1", "volume": {"size": told, "used": told}})

    assert (quota.in_use, quota.limit) == (None, None)
    assert instance.volume is None or instance.volume.size is None
    assert instance.volume is None or instance.volume.used_percent is None


def test_a_value_has_its_fields_and_no_others() -> None:
    with pytest.raises(TypeError):
        Instance(name="a")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Instance(id="1", colour="red")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Instance(id="1").replace(colour="red")


def test_what_is_replaced_leaves_the_rest_and_the_source() -> None:
    flavor = Flavor.read({"id": "1", "name": "a", "ram": 1024}, '{"id": "1"}')

    larger = flavor.replace(ram=2048)

    assert (larger.id, larger.name, larger.ram, larger.source) == ("1", "a", 2048, '{"id": "1"}')
    assert flavor.ram == 1024
