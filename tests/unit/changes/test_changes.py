from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from tests.unit.api.facts import SAMPLES, UPSTREAM
from trove_tui.api.call import Call, Dialect
from trove_tui.api.errors import BadRequest, NoAddress
from trove_tui.api.group_values import OpaqueValue
from trove_tui.api.models import Group, Parameter
from trove_tui.changes.change import Change
from trove_tui.changes.databases_and_users import (
    CreateDatabases,
    CreateUsers,
    DeleteDatabase,
    DeleteUser,
    NewDatabase,
    NewUser,
)
from trove_tui.changes.field_types import field_errors
from trove_tui.changes.groups import AttachGroup, CreateGroup, DeleteGroup, DetachGroup, UpdateGroup
from trove_tui.changes.instances import (
    CreateInstance,
    DeleteInstance,
    Nic,
    Rename,
    ResizeFlavor,
    ResizeVolume,
    Restart,
)
from trove_tui.changes.quotas import UpdateQuotas
from trove_tui.changes.rules import parameter_value, typed_value

ID = "857f6722-fd67-4fa7-ab1c-02ed2ba6e686"
WAIT = Parameter(name="wait_timeout", type="integer", min=1, max=31536000)
CREATE: dict[str, Any] = {
    "name": "test-trove-3",
    "flavor_id": "042d5080-bf94-4945-b2a7-8244e4143661",
    "volume_size": 10,
    "datastore_type": "mysql",
    "datastore_version": "mysql-5.1",
}


def plain(value: Any) -> Any:
    """A body with its passwords unwrapped and its tuples as lists, as JSON has it."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, (list, tuple)) else value


def wrong(model: type[Change], values: dict[str, Any], **context: Any) -> dict[str, str]:
    """What is wrong with a request of these values, by field."""
    with pytest.raises(ValidationError) as caught:
        model.model_validate(values, context=context)
    return field_errors(caught.value)


# What is sent: the specification's own samples


SENT: list[tuple[str, Change, str | None]] = [
    (
        "create instance",
        CreateInstance(
            **CREATE,
            databases=(NewDatabase(name="test-trove"),),
            users=(NewUser(name="test", password=SecretStr("nihao"), databases=("test-trove",)),),
            nics=(
                Nic(
                    net_id="a1aeec04-0e2f-4928-b85c-bfb7402cd0ec",
                    subnet_id="d9c5c6eb-38bd-41d4-9bd2-8db25786a64b",
                ),
            ),
            availability_zone="nova",
        ),
        None,
    ),
    ("delete instance", DeleteInstance(), ID),
    ("restart", Restart(), ID),
    ("resize flavor", ResizeFlavor(flavor_id="19f0bfab-9102-43ab-86e2-719bb31e4c5d"), ID),
    ("resize volume", ResizeVolume(size=20), ID),
    (
        "create databases",
        CreateDatabases(
            databases=(
                NewDatabase(name="wordpress", character_set="utf8", collate="utf8_general_ci"),
                NewDatabase(name="youdao"),
            )
        ),
        ID,
    ),
    ("delete database", DeleteDatabase(name="{database_name}"), ID),
    (
        "create users",
        CreateUsers(
            users=(
                NewUser(name="test_000", password=SecretStr("nihao"), databases=("test-trove",)),
            )
        ),
        ID,
    ),
    (
        "create group",
        CreateGroup(
            name="test_conf",
            description="for test",
            datastore_type="mysql",
            datastore_version="mysql-5.1",
            values={"wait_timeout": 100, "max_connect_errors": 50},
        ),
        None,
    ),
    ("delete group", DeleteGroup(), ID),
    (
        "update group",
        UpdateGroup(
            name="kk",
            description="new description",
            values={
                "wait_timeout": 50,
                "max_connect_errors": 60,
                "innodb_flush_log_at_trx_commit": 0,
            },
        ),
        ID,
    ),
    (
        "attach group",
        AttachGroup(configuration_id="9e67f20e-cfd8-40c4-bbf5-2a343882a5b4"),
        ID,
    ),
    ("detach group", DetachGroup(), ID),
]


@pytest.mark.parametrize(("name", "request_", "target"), SENT, ids=[name for name, *_ in SENT])
def test_what_is_sent_is_what_the_specification_shows(
    name: str, request_: Change, target: str | None
) -> None:
    shown = SAMPLES[name]

    call = request_.call(target, Dialect.SPEC)

    path = "/" + "/".join(call.segments)
    for variable in ("{trove_instance_id}", "{configuration_id}"):
        shown_path = shown["path"] = shown["path"].replace(variable, ID)
    assert (call.method, path) == (shown["method"], shown_path)
    assert plain(call.body) == shown["request"]


def test_a_rename_sends_the_name_alone() -> None:
    call = Rename(name="trove").call(ID, Dialect.SPEC)

    assert call == Call("PATCH", ("instances", ID), {"instance": {"name": "trove"}})


def test_a_user_is_deleted_by_name() -> None:
    call = DeleteUser(name="test_000").call(ID, Dialect.SPEC)

    assert call == Call("DELETE", ("instances", ID, "users", "test_000"))


def test_quotas_are_put() -> None:
    call = UpdateQuotas(limits={"instances": 102, "backups": 6, "volumes": 101}).call(
        "p", Dialect.SPEC
    )

    assert (call.method, call.path) == ("PUT", "/mgmt/quotas/p")
    assert plain(call.body) == SAMPLES["update quotas"]["request"]


def test_what_upstream_took_is_what_is_sent() -> None:
    method, _, body = UPSTREAM["instance-create"]["request"]
    told = body["instance"]

    call = CreateInstance(
        name=told["name"],
        flavor_id=told["flavorRef"],
        volume_size=10,
        datastore_type="mysql",
        datastore_version="5.7.29",
        databases=(NewDatabase(name="test-trove"),),
        users=(NewUser(name="test", password=SecretStr("nihao"), databases=("test-trove",)),),
        nics=(Nic(net_id=told["nics"][0]["net-id"]),),
        availability_zone="nova",
    ).call(None, Dialect.UPSTREAM)

    assert (call.method, plain(call.body)) == (method, body)


def test_upstream_calls_a_network_and_its_subnet_otherwise() -> None:
    request = CreateInstance(**CREATE, nics=(Nic(net_id="n", subnet_id="s"),))

    body = plain(request.call(None, Dialect.UPSTREAM).body)

    assert body["instance"]["nics"] == [{"network_id": "n", "subnet_id": "s"}]


def test_what_is_left_empty_is_left_out() -> None:
    request = CreateInstance(**CREATE, availability_zone="", configuration_id=None)
    user = NewUser(name="u", password=SecretStr("p"), host="")
    database = NewDatabase(name="db", character_set="", collate=None)
    group = UpdateGroup(name="g", description="", values={})

    assert set(plain(request.call(None, Dialect.SPEC).body)["instance"]) == {
        "name", "flavorRef", "volume", "datastore",
    }  # fmt: skip
    assert set(user.body()) == {"name", "password"}
    assert set(database.body()) == {"name"}
    assert plain(group.call("g", Dialect.SPEC).body) == {
        "configuration": {"name": "g", "values": {}}
    }


def test_a_change_to_nothing_in_particular_is_refused() -> None:
    with pytest.raises(ValueError, match="id"):
        DeleteInstance().call(None, Dialect.SPEC)
    with pytest.raises(NoAddress, match="id"):
        DeleteInstance().call("", Dialect.SPEC)


# What is checked before it is sent


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "It needs a name."),
        ("   ", "It needs a name."),
        ("--", "It needs at least one letter or digit."),
        ("a" * 256, "At most 255 characters: it has 256."),
    ],
)
def test_a_name_has_a_letter_or_digit_and_255_characters_at_most(name: str, sentence: str) -> None:
    assert wrong(Rename, {"name": name}) == {"name": sentence}
    assert wrong(UpdateGroup, {"name": name, "values": {}}) == {"name": sentence}


def test_blanks_around_a_new_name_are_not_sent() -> None:
    assert Rename(name="  stock db ").name == "stock db"


def test_upstream_wants_an_ascii_letter_or_digit_in_a_name() -> None:
    assert Rename(name="订单库").name == "订单库"

    assert wrong(Rename, {"name": "订单库"}, dialect=Dialect.UPSTREAM) == {
        "name": "It needs at least one letter of A to Z or a digit."
    }


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("mysql", "This name is reserved."),
        ("Information_Schema", "This name is reserved."),
        ("#mysql50#x", "It must begin and end with a letter of A to Z, a digit, _ or -."),
        (".a", "It must begin and end with a letter of A to Z, a digit, _ or -."),
        ("库a", "It must begin and end with a letter of A to Z, a digit, _ or -."),
        ("a" * 65, "At most 64 characters: it has 65."),
        ("_-", "It needs at least one letter of A to Z or a digit."),
        ("", "It needs a name."),
    ],
)
def test_a_database_has_a_name_that_mysql_takes(name: str, sentence: str) -> None:
    assert wrong(CreateDatabases, {"databases": [{"name": name}]}) == {"databases.0.name": sentence}


@pytest.mark.parametrize("letter", list("'\";,`/\\"))
def test_a_user_and_a_password_have_no_character_that_servers_refuse(letter: str) -> None:
    user = {"name": f"a{letter}b", "password": f"p{letter}w"}

    assert wrong(CreateUsers, {"users": [user]}) == {
        "users.0.name": "None of ' \" ; , ` / \\ in it.",
        "users.0.password": "None of ' \" ; , ` / \\ in it.",
    }


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("root", "This name is reserved."),
        ("os_admin", "This name is reserved."),
        (" a", "No blank at its beginning or end."),
        ("a" * 33, "At most 32 characters: it has 33."),
        ("..", "It needs at least one letter of A to Z or a digit."),
        ("_-", "It needs at least one letter of A to Z or a digit."),
        ("张伟", "It needs at least one letter of A to Z or a digit."),
        ("", "It needs a name."),
    ],
)
def test_a_user_has_a_name_that_mysql_takes(name: str, sentence: str) -> None:
    users = [{"name": name, "password": "p"}]

    assert wrong(CreateUsers, {"users": users}) == {"users.0.name": sentence}


def test_a_password_has_a_letter_or_a_digit_and_is_not_repeated() -> None:
    users = [{"name": "a", "password": "--.."}]

    assert wrong(CreateUsers, {"users": users}) == {
        "users.0.password": "It needs at least one letter of A to Z or a digit."
    }


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("a.b", "Only A to Z, digits, _ and -; blanks, ?, # and @ in one place between."),
        ("a/b", "Only A to Z, digits, _ and -; blanks, ?, # and @ in one place between."),
        ("a b c", "Only A to Z, digits, _ and -; blanks, ?, # and @ in one place between."),
        ("a", "At least two characters."),
    ],
)
def test_a_database_of_mysql_has_a_name_that_its_agent_takes(name: str, sentence: str) -> None:
    databases, place = [{"name": name}], "databases.0.name"

    for store in ("mysql", "mariadb"):
        told = wrong(CreateDatabases, {"databases": databases}, datastore_type=store)
        assert told == {place: sentence}
    asked = {**CREATE, "datastore_type": "mysql", "databases": databases}
    assert wrong(CreateInstance, asked) == {place: sentence}
    assert CreateDatabases.model_validate(
        {"databases": databases}, context={"datastore_type": "postgresql"}
    )


def test_upstream_wants_an_ascii_letter_or_digit_in_a_description_and_a_zone() -> None:
    sentence = "It needs at least one letter of A to Z or a digit."
    store = {"datastore_type": "mysql", "datastore_version": "8.0"}
    group = {"name": "g", "description": "说明", "values": {}, **store}

    assert CreateGroup(**group).description == "说明"
    for told, request in ((group, CreateGroup), ({**CREATE, "availability_zone": "."}, None)):
        place = "description" if request else "availability_zone"
        assert wrong(request or CreateInstance, told, dialect=Dialect.UPSTREAM) == {place: sentence}


@pytest.mark.parametrize("version", ["mysql-5.1", "5.6.49", "MySQL-5.5"])
def test_an_old_mysql_takes_16_characters_of_a_users_name(version: str) -> None:
    users = [{"name": "a" * 17, "password": "p"}]

    told = wrong(CreateUsers, {"users": users}, datastore_version=version)

    assert told == {"users.0.name": "At most 16 characters: it has 17."}


@pytest.mark.parametrize("version", ["5.7.29", "8.0", "10.4.18", None])
def test_a_newer_one_takes_32(version: str | None) -> None:
    users = [{"name": "a" * 32, "password": "p"}]

    assert CreateUsers.model_validate(
        {"users": users}, context={"datastore_version": version}
    ).users


@pytest.mark.parametrize("host", ["%", "10.0.0.1", "10.0.%", "192.168.1.%", "%.0.0.1", "db%"])
def test_a_user_comes_from_anywhere_an_address_or_a_pattern(host: str) -> None:
    assert NewUser(name="u", password=SecretStr("p"), host=host).host == host


@pytest.mark.parametrize(
    "host",
    ["10.0.0", "a b%", "10.0.0.256", "x;%", "192.168.%.%", "10.%.0.1", "fd00::1", "db-1%"],
)
def test_but_from_nowhere_else(host: str) -> None:
    users = [{"name": "u", "password": "p", "host": host}]

    assert wrong(CreateUsers, {"users": users}) == {
        "users.0.host": "An IPv4 address, or with % at its beginning or end: 10.0.0.%."
    }


def test_a_user_and_a_database_are_there_once() -> None:
    user = {"name": "u", "password": "p"}
    elsewhere = {**user, "host": "10.0.0.1"}

    assert wrong(CreateUsers, {"users": [user, elsewhere, {**user, "host": "%"}]}) == {
        "users.2.name": "It is there twice."
    }
    assert wrong(CreateDatabases, {"databases": [{"name": "a"}, {"name": "a"}]}) == {
        "databases.1.name": "It is there twice."
    }


def test_the_users_of_a_new_instance_get_databases_that_are_created_too() -> None:
    values = {
        **CREATE,
        "databases": [{"name": "shop"}],
        "users": [{"name": "u", "password": "p", "databases": ["shop", "blog"]}],
    }

    assert wrong(CreateInstance, values) == {
        "users.0.databases": "blog is not among those created."
    }


def test_everything_that_is_missing_is_told_at_once() -> None:
    assert wrong(CreateInstance, {"volume_size": "a lot", "flavor_id": ""}) == {
        "name": "It is needed.",
        "flavor_id": "It is needed.",
        "volume_size": "At least 1 GB, a whole number.",
        "datastore_type": "It is needed.",
        "datastore_version": "It is needed.",
    }


@pytest.mark.parametrize("size", [0, -1, "0"])
def test_a_volume_has_a_gigabyte_at_least(size: object) -> None:
    assert wrong(CreateInstance, {**CREATE, "volume_size": size}) == {
        "volume_size": "At least 1 GB, a whole number."
    }
    assert wrong(ResizeVolume, {"size": size}) == {"size": "At least 1 GB, a whole number."}


@pytest.mark.parametrize("size", [1.5, "1.5", "", None, True, "-", "1 0"])
def test_a_volume_has_whole_gigabytes(size: object) -> None:
    assert wrong(ResizeVolume, {"size": size}) == {"size": "At least 1 GB, a whole number."}
    assert wrong(ResizeVolume, {"size": size}, volume_size=40) == {
        "size": "More than 40 GB, a whole number."
    }


@pytest.mark.parametrize("size", [9, 10, "10", "-5", -5])
def test_a_volume_only_grows(size: object) -> None:
    assert wrong(ResizeVolume, {"size": size}, volume_size=10) == {
        "size": "More than 10 GB, a whole number."
    }


@pytest.mark.parametrize("size", [2**31, "99999999999", "9" * 30, "9" * 6000])
def test_a_volume_is_no_larger_than_servers_can_count(size: object) -> None:
    assert wrong(ResizeVolume, {"size": size}) == {"size": "At most 2147483647 GB."}


def test_a_larger_volume_is_fine() -> None:
    request = ResizeVolume.model_validate({"size": "11"}, context={"volume_size": 10})

    assert request.size == 11


def test_another_flavor_is_another_one_and_there_is_such() -> None:
    assert wrong(ResizeFlavor, {"flavor_id": "1"}, flavor_id="1") == {
        "flavor_id": "It has this flavor already."
    }
    assert wrong(ResizeFlavor, {"flavor_id": "3"}, flavor_id="1", flavors=["1", "2"]) == {
        "flavor_id": "There is no such flavor."
    }
    assert wrong(ResizeFlavor, {"flavor_id": ""}) == {"flavor_id": "It is needed."}


def test_upstream_takes_one_network() -> None:
    nics = [{"net_id": "a"}, {"net_id": "b"}]

    assert wrong(CreateInstance, {**CREATE, "nics": nics}, dialect=Dialect.UPSTREAM) == {
        "nics": "This server takes one network at most."
    }


def test_the_values_of_a_group_are_of_their_parameters_types_and_within_limits() -> None:
    values = {"wait_timeout": "100", "no_such": 1, "list": [1]}
    parameters = {"wait_timeout": WAIT}

    told = wrong(UpdateGroup, {"name": "g", "values": values}, parameters=parameters)
    low = wrong(UpdateGroup, {"name": "g", "values": {"wait_timeout": 0}}, parameters=parameters)

    assert told == {
        "values.wait_timeout": "A whole number.",
        "values.no_such": "This datastore version has no such parameter.",
        "values.list": "A number, a text, true or false.",
    }
    assert low == {"values.wait_timeout": "From 1 to 31536000."}


def test_values_stay_what_they_are() -> None:
    values: dict[str, Any] = {"a": 18446744073709551615, "b": True, "c": 1.5, "d": "600M"}

    request = UpdateGroup(name="g", values=values)

    assert request.values == values
    assert request.values["b"] is True


HIDDEN = {"a": 1, "token": "***", "command": "push --token=*** %p"}
HIDDEN_WHY = "*** stands for what the server hides: type it anew."


@pytest.mark.parametrize(
    ("told", "dialect"),
    [({}, Dialect.SPEC), ({}, Dialect.UPSTREAM), ({}, None), ({"changed": ["a"]}, Dialect.SPEC),
     ({"changed": ["a"]}, None)],
)  # fmt: skip
def test_no_hidden_value_is_ever_in_a_put(told: dict[str, Any], dialect: Dialect | None) -> None:
    values = {**HIDDEN, "list": OpaqueValue.of([{"password": "***"}])}

    assert wrong(UpdateGroup, {"name": "g", "values": values, **told}, dialect=dialect) == {
        f"values.{name}": HIDDEN_WHY for name in ("token", "command", "list")
    }


def test_a_group_is_not_created_with_what_another_ones_page_hides() -> None:
    told = {"name": "g", "datastore_type": "mysql", "datastore_version": "8.0", "values": HIDDEN}

    assert set(wrong(CreateGroup, told)) == {"values.token", "values.command"}


def test_upstream_is_sent_the_changed_values_alone_and_no_name() -> None:
    told = {"name": "g", "description": "d", "values": HIDDEN, "changed": ["a"]}
    request = UpdateGroup.model_validate(told, context={"dialect": Dialect.UPSTREAM})

    call = request.call(ID, Dialect.UPSTREAM)

    assert (call.method, call.segments) == ("PATCH", ("configurations", ID))
    assert plain(call.body) == {"configuration": {"values": {"a": 1}}}
    with pytest.raises(BadRequest, match="hides its value") as refused:
        request.call(ID, Dialect.SPEC)
    assert refused.value.field == "values.token"


def test_values_that_can_not_be_typed_are_sent_in_the_bytes_they_came_in() -> None:
    # Not in alphabetical order, and two names that look alike once they are safe to show.
    values: dict[str, Any] = {"b": [1, None], "a": None, "o": {"z": 1e-07, "a": 2**64 - 1}}
    values |= {"x\x1b": "\x1b", r"x\x1b": 1}
    text = json.dumps({"configuration": {"name": "g", "values": values}})
    group = Group.of({"id": "g", **json.loads(text)["configuration"]})

    request = UpdateGroup(name="g", values=group.values or {})

    assert request.call(ID, Dialect.SPEC).content() == text.encode()


def test_a_change_of_a_group_without_its_values_is_no_change() -> None:
    assert wrong(UpdateGroup, {"name": "g"}) == {"values": "It is needed."}


@pytest.mark.parametrize("limit", [-2, 1.5, "3", True, None])
def test_a_quota_is_whole_or_unlimited(limit: object) -> None:
    assert wrong(UpdateQuotas, {"limits": {"instances": limit, "volumes": -1}}) == {
        "limits.instances": "A whole number, or -1 for unlimited."
    }


def test_no_quota_is_no_change() -> None:
    assert wrong(UpdateQuotas, {"limits": {}}) == {"limits": "Name at least one quota."}


def test_a_field_that_does_not_exist_is_not_swallowed() -> None:
    assert wrong(Rename, {"name": "a", "configuration": None}) == {
        "configuration": "There is no such field."
    }


@given(st.text(min_size=1))
def test_what_is_wrong_with_a_password_is_said_without_repeating_it(password: str) -> None:
    password = f"hunter2{password}'"

    with pytest.raises(ValidationError) as caught:
        CreateUsers.model_validate({"users": [{"name": "u", "password": password}]})

    assert "hunter2" not in str(caught.value)
    assert "hunter2" not in repr(caught.value)
    assert "hunter2" not in str(field_errors(caught.value))


def test_a_database_that_upstream_can_not_delete_comes_with_a_warning() -> None:
    for name in ("a.b", "a/b", "库"):
        assert DeleteDatabase(name=name).warning(Dialect.UPSTREAM)
        assert DeleteDatabase(name=name).warning(Dialect.SPEC) is None
    assert DeleteDatabase(name="shop").warning(Dialect.UPSTREAM) is None


# Values as somebody types them


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("integer", " 100 ", 100),
        ("integer", "18446744073709551615", 18446744073709551615),
        ("float", "0.5", 0.5),
        ("boolean", "on", True),
        ("boolean", "False", False),
        ("string", "100", "100"),
        ("list", "a,b", "a,b"),
    ],
)
def test_what_is_typed_becomes_json_of_the_parameters_type(
    kind: str, typed: str, value: object
) -> None:
    made = typed_value(Parameter(name="p", type=kind), typed)

    assert (made, type(made)) == (value, type(value))


@pytest.mark.parametrize(
    ("typed", "value"),
    [("100", 100), ("true", True), ("600M", "600M"), ("null", "null"), ("NaN", "NaN")],
)
def test_without_a_parameter_what_is_typed_is_guessed(typed: str, value: object) -> None:
    assert typed_value(None, typed) == value


@pytest.mark.parametrize(
    ("kind", "value", "sentence"),
    [
        ("integer", True, "A whole number."),
        ("integer", 1.5, "A whole number."),
        ("float", "1", "A number."),
        ("boolean", 2, "true or false."),
        ("string", 1, "A text."),
        ("integer", 11, "At most 10."),
    ],
)
def test_a_value_of_another_type_is_refused(
    kind: str, value: str | int | float | bool, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        parameter_value(Parameter(name="p", type=kind, max=10), value)
