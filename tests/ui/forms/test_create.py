"""Creating an instance: nested fields, lists that arrive later, a password that stays hidden."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest
from textual.widgets import Input

from tests.support.clock import START
from tests.ui.forms.support import Opened, opened, snapshot
from trove_tui.api.call import Dialect
from trove_tui.api.errors import BadRequest, NoAnswer, OutcomeUnknown
from trove_tui.api.models import Datastore, DatastoreVersion, Group
from trove_tui.changes.instances import CreateInstance
from trove_tui.ui.forms import choice_sources
from trove_tui.ui.forms.choice_field import ChoiceField

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
        self.lists = lists
        self.may_come = asyncio.Event()

    async def __call__(self, name: str, *of: str) -> Sequence[object]:
        await self.may_come.wait()
        told = self.lists[name]
        if isinstance(told, Exception):
            raise told
        return told


def lists() -> Lists:
    return Lists(datastores=(REDIS, MYSQL), groups=GROUPS)


def picker(hands: Opened, key: str) -> ChoiceField:
    field = hands.field(key)
    assert isinstance(field, ChoiceField)
    return field


async def arrived(hands: Opened) -> None:
    load = hands.load
    assert isinstance(load, Lists)
    load.may_come.set()
    pickers = [picker(hands, key) for key in ("datastore", "configuration_id")]
    await hands.until(lambda: all(one.line.placeholder != "loading" for one in pickers))


async def needed(hands: Opened) -> None:
    await arrived(hands)
    await hands.fill("flavor_id", "memory-2")
    await hands.fill("name", "new-db")


async def inside(hands: Opened, **typed: str) -> None:
    """A database and a user to begin with, and what is typed of them."""
    await hands.press("f7", "f8")
    for key, text in typed.items():
        await hands.fill(key, text)


def sent(hands: Opened) -> CreateInstance:
    return cast("CreateInstance", hands.sender.sent[-1])


async def test_the_form_opens_at_once_and_fills_when_the_lists_arrive() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await hands.fill("name", "typed before")
        assert hands.screen.count("loading") == 2

        await arrived(hands)

        assert hands.field("datastore").value == ("mysql", "8.0", "v80", "")
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
                datastore_version_id=next(one.id for one in MYSQL.versions if one.name == "8.0"),
            )
        ]


@pytest.mark.parametrize("dialect", Dialect)
async def test_everything_that_can_be_filled_in_is_sent(dialect: Dialect) -> None:
    async with opened(CreateInstance, load=lists(), about_row={"dialect": dialect}) as hands:
        await needed(hands)
        await inside(hands, database_1="app", character_set_1="utf8mb4", user_1="bob")
        await hands.press("f7")
        await hands.fill("database_2", "logs")
        for key, text in {
            "volume_size": "25",
            "password_1": "secret1",
            "host_1": "10.0.0.%",
            "configuration_id": "big",
            "net_id": " net-1 ",
            "subnet_id": "sub-1",
            "availability_zone": "az-1",
        }.items():
            await hands.fill(key, text)
        await hands.fill("databases_of_1", "logs")
        await hands.press("space")

        await hands.click("#submit")

        request = sent(hands)
        password = request.users[0].password
        assert password.get_secret_value() == "secret1"
        net = {"net-id": "net-1", "subnet-id": "sub-1"}
        if dialect is Dialect.UPSTREAM:
            net = {"network_id": "net-1", "subnet_id": "sub-1"}
        call = request.call(None, dialect)
        assert (call.method, call.path) == ("POST", "/instances")
        assert call.body == {
            "instance": {
                "name": "new-db",
                "flavorRef": "2",
                "volume": {"size": 25},
                "datastore": {"type": "mysql", "version": "v80"},
                "databases": [
                    {
                        "name": "app",
                        "character_set": "utf8mb4",
                        "collate": "utf8mb4_0900_ai_ci",
                    },
                    {"name": "logs"},
                ],
                "users": [
                    {
                        "name": "bob",
                        "password": password,
                        "host": "10.0.0.%",
                        "databases": [{"name": "logs"}],
                    }
                ],
                "nics": [net],
                "availability_zone": "az-1",
                "configuration": "g2",
            }
        }


async def test_an_unknown_outcome_is_never_sent_again() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await needed(hands)
        await hands.press("enter")
        await hands.refuse(OutcomeUnknown("No answer came."))

        await hands.press("enter")

        assert len(hands.sender.sent) == 1
        assert "It may have happened." in hands.said("refusal")


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"name": ""}, "name", "It needs a name."),
        ({"volume_size": ""}, "volume_size", "At least 1 GB, a whole number."),
        ({"volume_size": "0"}, "volume_size", "At least 1 GB, a whole number."),
        ({"flavor_id": "nothing such"}, "flavor_id", "It is needed."),
        ({"datastore": "nothing such"}, "datastore", "It is needed."),
        ({"database_1": "mysql"}, "database_1", "This name is reserved."),
        ({"database_1": "x" * 65}, "database_1", "At most 64 characters: it has 65."),
        ({"character_set_1": "utf8"}, "database_1", "It needs a name."),
        ({"user_1": "root", "password_1": "x"}, "user_1", "This name is reserved."),
        ({"user_1": "bob;", "password_1": "x"}, "user_1", "None of ' \" ; , ` / \\ in it."),
        ({"user_1": "bob"}, "password_1", "It needs a password."),
        ({"user_1": "bob", "password_1": "a;"}, "password_1", "None of ' \" ; , ` / \\ in it."),
        ({"password_1": "x"}, "user_1", "It needs a name."),
        ({"user_1": "bob", "password_1": "x", "host_1": "a.b"}, "host_1",
         "An IPv4 address, or with % at its beginning or end: 10.0.0.%."),
        ({"subnet_id": "sub-1"}, "net_id", "It is needed."),
    ],
)  # fmt: skip
async def test_each_rule_is_told_at_its_field_and_nothing_is_sent(
    typed: Mapping[str, str], field: str, says: str
) -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await needed(hands)
        await inside(hands, **typed)

        await hands.click("#submit")

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
        await hands.fill("flavor_id", "memory-2")
        await hands.fill("datastore", "mysql  5.7")
        await hands.fill("configuration_id", "g9")
        await hands.fill("name", "new-db")

        await hands.press("enter")

        assert (sent(hands).datastore_type, sent(hands).datastore_version) == ("mysql", "5.7")
        assert sent(hands).configuration_id == "g9"


async def test_lists_that_could_not_be_read_are_read_again_when_the_server_answers() -> None:
    failing = Lists(datastores=NoAnswer("No answer came."), groups=GROUPS)
    async with opened(CreateInstance, load=failing) as hands:
        await arrived(hands)
        await hands.fill("datastore", "mysql  8")
        failing.lists["datastores"] = (REDIS, MYSQL)

        hands.form.follow(replace(hands.form.snapshot))
        await hands.drawn()
        assert "No answer came." in picker(hands, "datastore").said

        hands.form.follow(replace(hands.form.snapshot, at=START + timedelta(minutes=1)))
        await hands.until(lambda: picker(hands, "datastore").said == "")

        assert hands.field("datastore").value == ("mysql", "8.0", "v80", "")


async def test_a_list_that_fails_in_our_own_code_says_so_too() -> None:
    failing = Lists(datastores=RuntimeError("a bug"), groups=())
    async with opened(CreateInstance, load=failing) as hands:
        await arrived(hands)

        assert picker(hands, "datastore").said.startswith("The list could not be read.")


async def test_leaving_before_the_lists_arrive_is_no_trouble() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await hands.press("escape")
        await hands.until(lambda: hands.results)

        load = hands.load
        assert isinstance(load, Lists)
        load.may_come.set()
        await hands.drawn()


@pytest.mark.parametrize(
    ("message", "named", "field"),
    [
        ("'name' is too long.", "name", "name"),
        ("The user name 'x' is invalid.", "name", "user_1"),
        ("Database name 'x' is invalid.", "name", "database_1"),
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
        await inside(hands, database_1="shop", user_1="x", password_1="y")
        await hands.press("enter")

        await hands.refuse(BadRequest(message, field=named, request_id="req-9"))

        assert hands.message(field).startswith(f"✖ {message}")
        assert "req-9" in hands.message(field)
        assert hands.field("name").value == "new-db"


async def test_the_quota_is_told_before_and_after() -> None:
    async with opened(CreateInstance, load=lists()) as hands:
        await needed(hands)

        assert hands.said("quota") == "Quota: instances 42 → 43 of 100, volumes 600 → 610 of 620 GB"
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
        stops = await tab_stops(hands, 11)

    assert stops == [
        "name", "flavor_id", "volume_size", "datastore", "configuration_id",
        "add-databases", "add-users", "net_id", "subnet_id", "availability_zone", "button",
    ]  # fmt: skip


async def tab_stops(hands: Opened, count: int) -> list[str]:
    """The fields and buttons that Tab goes to, from where the focus is; the form's own: button."""
    stops = []
    for _ in range(count):
        focused = hands.app.focused
        assert focused is not None
        field = next((one for one in hands.form.fields if one in focused.ancestors), None)
        if hands.form.foot in focused.ancestors:
            stops.append("button")
        elif field is not None and isinstance(focused, Input):
            stops.append(field.key)
        else:
            stops.append(focused.id or "")
        await hands.press("tab")
    return stops


def test_the_only_version_there_is_is_meant() -> None:
    choices, default = choice_sources.datastores([REDIS])

    assert default is choices[0]
    assert default.label == "redis-3"


def test_no_version_is_meant_where_the_server_names_none() -> None:
    choices, default = choice_sources.datastores([MYSQL.replace(default_version=None)])

    assert [one.label for one in choices] == ["mysql 5.7", "mysql 8.0"]
    assert default is None
