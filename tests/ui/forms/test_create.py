"""Creating an instance: nested fields, lists that arrive later, a password that stays hidden."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import cast

import pytest
from textual.widgets import Input

from tests.ui.forms.support import Opened, opened, snapshot
from trove_tui.api.errors import BadRequest, NoAnswer
from trove_tui.api.models import Datastore, DatastoreVersion, Group
from trove_tui.api.requests import CreateInstance
from trove_tui.ui.forms import offers
from trove_tui.ui.forms.picker import Picker, PickerField

MYSQL = Datastore(
    id="d1",
    name="mysql",
    versions=(
        DatastoreVersion(id="v57", name="5.7", active=True),
        DatastoreVersion(id="v56", name="5.6", active=False),
        DatastoreVersion(id="v80", name="8.0"),
    ),
    default_version="v80",
)
REDIS = Datastore(id="d2", name="redis", versions=(DatastoreVersion(id="r", name="redis-3"),))
GROUPS = (
    Group(id="g1", name="tuned", datastore_name="mysql", datastore_version_name="5.7"),
    Group(id="g2", name="big", datastore_name="mysql", datastore_version_name="8.0"),
    Group(id="g3", name="cache", datastore_name="redis", datastore_version_name="redis-3"),
    Group(id="g4", name="old"),
)


class Lists:
    """The server's lists, which come when the test lets them."""

    def __init__(self, **lists: Sequence[object] | Exception) -> None:
        self._lists = lists
        self.may_come = asyncio.Event()

    async def __call__(self, name: str) -> Sequence[object]:
        await self.may_come.wait()
        told = self._lists[name]
        if isinstance(told, Exception):
            raise told
        return told


def lists() -> Lists:
    return Lists(datastores=(REDIS, MYSQL), groups=GROUPS)


def picker(hands: Opened, key: str) -> Picker:
    field = hands.field(key)
    assert isinstance(field, PickerField)
    return field.picker


async def arrived(hands: Opened) -> None:
    load = hands.form.load
    assert isinstance(load, Lists)
    load.may_come.set()
    pickers = [picker(hands, key) for key in ("datastore", "configuration_id")]
    await hands.until(lambda: all("loading" not in one.said for one in pickers))


async def needed(hands: Opened) -> None:
    await arrived(hands)
    await hands.fill("name", "new-db")
    await hands.fill("flavor_id", "memory-2")


def sent(hands: Opened) -> CreateInstance:
    return cast("CreateInstance", hands.sender.sent[-1])


async def test_the_form_opens_at_once_and_fills_when_the_lists_arrive() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await hands.fill("name", "typed before")
        assert picker(hands, "datastore").said == "loading"

        await arrived(hands)

        assert hands.field("datastore").value == ("mysql", "8.0")
        assert hands.field("name").value == "typed before"


async def test_what_is_needed_is_sent_and_nothing_else() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await needed(hands)

        await hands.press("enter")

        assert hands.sender.sent == [
            CreateInstance(
                name="new-db",
                flavor_id="2",
                volume_size=10,
                datastore_type="mysql",
                datastore_version="8.0",
            )
        ]


async def test_everything_that_can_be_filled_in_is_sent() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await needed(hands)
        for key, text in {
            "volume_size": "25",
            "databases": "app, , logs",
            "user": "bob",
            "password": "secret1",
            "configuration_id": "big",
            "net_id": " net-1 ",
            "subnet_id": "sub-1",
            "availability_zone": "az-1",
        }.items():
            await hands.fill(key, text)

        await hands.press("enter")

        request = sent(hands)
        assert [database.name for database in request.databases] == ["app", "logs"]
        assert request.users[0].name == "bob"
        assert request.users[0].password.get_secret_value() == "secret1"
        assert request.users[0].databases == ("app", "logs")
        assert (request.nics[0].net_id, request.nics[0].subnet_id) == ("net-1", "sub-1")
        assert request.volume_size == 25
        assert request.availability_zone == "az-1"
        assert request.configuration_id == "g2"
        assert "bob may use the databases." in hands.said("effect")


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"name": ""}, "name", "It needs a name."),
        ({"volume_size": ""}, "volume_size", "Whole GB."),
        ({"volume_size": "0"}, "volume_size", "At least 1 GB."),
        ({"flavor_id": "nothing such"}, "flavor_id", "It is needed."),
        ({"datastore": "nothing such"}, "datastore", "It is needed."),
        ({"databases": "mysql"}, "databases", "This name is reserved."),
        ({"databases": "a,a"}, "databases", "It is there twice."),
        ({"databases": "a," + "x" * 65}, "databases", "At most 64 characters: it has 65."),
        ({"user": "root", "password": "x"}, "user", "This name is reserved."),
        ({"user": "bob;", "password": "x"}, "user", "None of ' \" ; , ` / \\ in it."),
        ({"user": "bob"}, "password", "It needs a password."),
        ({"user": "bob", "password": "a b;"}, "password", "None of ' \" ; , ` / \\ in it."),
        ({"password": "x"}, "user", "It needs a name."),
        ({"subnet_id": "sub-1"}, "net_id", "It is needed."),
    ],
)
async def test_each_rule_is_told_at_its_field_and_nothing_is_sent(
    typed: Mapping[str, str], field: str, says: str
) -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await needed(hands)
        for key, text in typed.items():
            await hands.fill(key, text)

        await hands.press("enter")

        assert hands.message(field) == f"✖ {says}"
        assert hands.sender.sent == []
        assert hands.app.focused is not None
        assert hands.field(field) in hands.app.focused.ancestors


async def test_only_the_groups_of_the_datastore_are_offered() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await arrived(hands)
        groups = picker(hands, "configuration_id")
        assert [one.label for one in groups.shown] == ["none", "big", "old"]

        await hands.fill("datastore", "redis")

        assert [one.label for one in groups.shown] == ["none", "cache", "old"]


async def test_a_group_that_does_not_fit_the_new_datastore_is_taken_off() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await needed(hands)
        await hands.fill("configuration_id", "big")
        assert hands.field("configuration_id").value == "g2"

        await hands.fill("datastore", "redis")

        assert hands.field("configuration_id").value == ""


async def test_lists_that_can_not_be_read_are_typed_by_hand() -> None:
    failing = Lists(datastores=NoAnswer("No answer came."), groups=NoAnswer("No answer came."))
    async with opened(CreateInstance, load=failing) as hands:
        await arrived(hands)
        assert "No answer came." in picker(hands, "datastore").said
        assert "Type it by hand" in picker(hands, "datastore").said
        await hands.fill("name", "new-db")
        await hands.fill("flavor_id", "memory-2")
        await hands.fill("datastore", "mysql  5.7")
        await hands.fill("configuration_id", "g9")

        await hands.press("enter")

        assert (sent(hands).datastore_type, sent(hands).datastore_version) == ("mysql", "5.7")
        assert sent(hands).configuration_id == "g9"


async def test_a_list_that_fails_in_our_own_code_says_so_too() -> None:
    failing = Lists(datastores=RuntimeError("a bug"), groups=())
    async with opened(CreateInstance, load=failing) as hands:
        await arrived(hands)

        assert picker(hands, "datastore").said.startswith("The list could not be read.")


async def test_leaving_before_the_lists_arrive_is_no_trouble() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await hands.press("escape")
        await hands.until(lambda: hands.results)

        load = hands.form.load
        assert isinstance(load, Lists)
        load.may_come.set()
        await hands.drawn()


async def test_a_password_is_hidden_in_the_line_and_in_the_request() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await needed(hands)
        await hands.fill("user", "bob")
        await hands.fill("password", "hunter22")
        await hands.press("f2")

        assert "hunter22" not in hands.screen
        assert "hunter22" not in hands.said("request")
        assert "********" in hands.said("request")
        assert "hunter22" not in repr(hands.form.request())


async def test_a_password_is_shown_on_demand_and_hidden_again() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await hands.fill("password", "hunter22")

        await hands.press("f4")
        assert "hunter22" in hands.screen

        await hands.press("f4")
        assert "hunter22" not in hands.screen


@pytest.mark.parametrize("by", ["key", "mouse"])
async def test_a_password_can_be_made_up_and_is_shown(by: str) -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await hands.fill("user", "bob")
        await hands.press("tab")

        await (hands.press("f3") if by == "key" else hands.click("#generate"))

        made = str(hands.field("password").value)
        assert len(made) == 20
        assert made.isalnum()
        assert made in hands.screen
        assert hands.message("password") == ""


async def test_two_made_up_passwords_differ() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await hands.fill("password", "")
        await hands.press("f3")
        first = hands.field("password").value

        await hands.press("f3")

        assert hands.field("password").value != first


@pytest.mark.parametrize(
    ("message", "named", "field"),
    [
        ("'name' is too long.", "name", "name"),
        ("The user name 'x' is invalid.", "name", "user"),
        ("Database name 'x' is invalid.", "name", "databases"),
        ("Volume 'size' cannot exceed maximum of 5 GB.", "size", "volume_size"),
        ("Flavor 2 was not found.", "flavor", "flavor_id"),
        ("Datastore version is not active.", "version", "datastore"),
        ("The network is unknown.", "nics", "net_id"),
        ("No such availability zone.", "availability_zone", "availability_zone"),
        ("The configuration group is for another datastore.", "configuration", "configuration_id"),
    ],
)
async def test_a_refusal_stands_at_the_field_it_names(message: str, named: str, field: str) -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await needed(hands)
        await hands.press("enter")

        await hands.refuse(BadRequest(message, field=named, request_id="req-9"))

        assert hands.message(field).startswith(f"✖ {message}")
        assert "req-9" in hands.message(field)
        assert hands.field("name").value == "new-db"


async def test_the_quota_is_told_before_and_after() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await needed(hands)

        assert hands.said("quota") == "Quota: instances 42 → 43 of 100, volumes 600 → 610 of 620"
        hands.form.follow(snapshot(quotas=None))
        await hands.drawn()
        assert hands.said("quota") == ""


async def test_the_request_names_what_is_missing_until_it_is_complete() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await arrived(hands)

        await hands.press("f2")

        assert hands.said("request") == (
            "The request stands here once it is complete: name, flavor."
        )


async def test_tab_goes_from_field_to_field_and_then_to_the_buttons() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await arrived(hands)
        stops = []
        for _ in range(16):
            focused = hands.app.focused
            assert focused is not None
            field = next((one for one in hands.form.fields if one in focused.ancestors), None)
            lines = field is not None and isinstance(focused, Input)
            stops.append(field.key if lines and field is not None else focused.id)
            await hands.press("tab")

    assert stops == [
        "name", "flavor_id", "volume_size", "datastore", "databases", "user", "password",
        "generate", "reveal", "configuration_id", "net_id", "subnet_id", "availability_zone",
        "show-request", "cancel", "submit",
    ]  # fmt: skip


def test_the_only_version_there_is_is_meant() -> None:
    choices, default = offers.datastores([REDIS])

    assert default is choices[0]
    assert default.label == "redis-3"


def test_no_version_is_meant_where_the_server_names_none() -> None:
    choices, default = offers.datastores([MYSQL.model_copy(update={"default_version": None})])

    assert [one.value for one in choices] == [("mysql", "5.7"), ("mysql", "8.0")]
    assert default is None
