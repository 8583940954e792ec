"""Creating users: passwords, hosts, and a choice among the databases there are."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from tests.ui.forms.support import ID, Opened, instance, opened
from trove_tui.api.call import Dialect
from trove_tui.api.errors import BadRequest, NoAnswer, OutcomeUnknown
from trove_tui.api.models import Database, DatastoreRef
from trove_tui.changes.databases_and_users import CreateUsers
from trove_tui.ui.forms.multi_choice_field import MultiChoiceField


class Databases:
    """The databases of an instance, told when the test lets them."""

    def __init__(self, told: Sequence[str] | Exception = ("shop", "app.prod", "数据")) -> None:
        self._told = told
        self.may_come = asyncio.Event()
        self.may_come.set()
        self.asked: list[tuple[str, ...]] = []

    async def __call__(self, name: str, *of: str) -> list[Database]:
        self.asked.append((name, *of))
        await self.may_come.wait()
        if isinstance(self._told, Exception):
            raise self._told
        return [Database(name=one) for one in self._told]


def picker(hands: Opened, number: int = 1) -> MultiChoiceField:
    field = hands.field(f"databases_of_{number}")
    assert isinstance(field, MultiChoiceField)
    return field


async def known(hands: Opened) -> None:
    await hands.until(lambda: picker(hands).choices is not None)


def sent(hands: Opened) -> CreateUsers:
    request = hands.sender.sent[-1]
    assert isinstance(request, CreateUsers)
    return request


def body(hands: Opened, dialect: Dialect) -> object:
    call = sent(hands).call("some-id", dialect)
    assert (call.method, call.path) == ("POST", "/instances/some-id/users")
    return call.body


@pytest.mark.parametrize("dialect", Dialect)
async def test_a_user_is_sent_with_the_databases_that_were_marked(dialect: Dialect) -> None:
    load = Databases()
    about = {"dialect": dialect}
    async with opened(CreateUsers, about=instance(), about_row=about, load=load) as hands:
        await known(hands)
        await hands.type("bob")
        await hands.fill("password_1", "secret1")
        await hands.fill("host_1", "10.0.0.%")
        await hands.press("tab", "down", "space", "down", "down", "space")

        await hands.click("#submit")

        request = sent(hands)
        assert load.asked == [("databases", ID)]
        assert request.users[0].password.get_secret_value() == "secret1"
        assert body(hands, dialect) == {
            "users": [
                {
                    "name": "bob",
                    "password": request.users[0].password,
                    "host": "10.0.0.%",
                    "databases": [{"name": "app.prod"}, {"name": "数据"}],
                }
            ]
        }


@pytest.mark.parametrize("dialect", Dialect)
async def test_what_is_not_said_is_not_sent(dialect: Dialect) -> None:
    async with opened(CreateUsers, about=instance(), load=Databases()) as hands:
        await hands.type("bob")
        await hands.fill("password_1", "secret1")

        await hands.press("enter")

        user = sent(hands).users[0]
        assert body(hands, dialect) == {"users": [{"name": "bob", "password": user.password}]}


async def test_several_are_one_request_and_an_empty_one_is_none() -> None:
    async with opened(CreateUsers, about=instance(), load=Databases()) as hands:
        for number, name in enumerate(("bob", "eve")):
            if number:
                await hands.press("f8")
            await hands.type(name)
            await hands.press("tab", "f3")
        await hands.press("f8")

        await hands.press("enter")

        users = sent(hands).users
        assert [user.name for user in users] == ["bob", "eve"]
        assert len({user.password.get_secret_value() for user in users}) == 2


async def test_a_user_added_later_is_offered_the_databases_too() -> None:
    async with opened(CreateUsers, about=instance(), load=Databases()) as hands:
        await known(hands)
        await hands.type("bob")

        await hands.press("f8")

        assert [one.label for one in picker(hands, 2).shown] == ["app.prod", "shop", "数据"]


async def test_the_form_opens_at_once_and_keeps_what_was_typed_when_databases_arrive() -> None:
    load = Databases()
    load.may_come.clear()
    async with opened(CreateUsers, about=instance(), load=load) as hands:
        await hands.type("bob")
        assert "loading" in hands.screen

        load.may_come.set()
        await known(hands)

        assert hands.field("user_1").value == "bob"


async def test_databases_that_can_not_be_read_are_typed_by_hand() -> None:
    load = Databases(NoAnswer("No answer came."))
    async with opened(CreateUsers, about=instance(), load=load) as hands:
        await hands.until(lambda: "No answer came." in picker(hands).said)
        assert "Type their names, separated by commas." in picker(hands).said
        await hands.type("bob")
        await hands.fill("password_1", "x")
        await hands.fill("databases_of_1", "shop, my db ,")

        await hands.press("enter")

        assert sent(hands).users[0].databases == ("shop", "my db")


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"user_1": "", "password_1": "x"}, "user_1", "It needs a name."),
        ({"user_1": "root"}, "user_1", "This name is reserved."),
        ({"user_1": "bob;"}, "user_1", "None of ' \" ; , ` / \\ in it."),
        ({"user_1": " bob"}, "user_1", "No blank at its beginning or end."),
        ({"user_1": "x" * 33}, "user_1", "At most 32 characters: it has 33."),
        ({"password_1": "a;b"}, "password_1", "None of ' \" ; , ` / \\ in it."),
        ({"password_1": "x", "user_1": "bob", "host_1": "example.org"}, "host_1",
         "An IPv4 address, or with % at its beginning or end: 10.0.0.%."),
    ],
)  # fmt: skip
async def test_each_rule_is_told_at_its_field_while_typing(
    typed: Mapping[str, str], field: str, says: str
) -> None:
    async with opened(CreateUsers, about=instance(), load=Databases()) as hands:
        await hands.type("first letters")

        for key, text in typed.items():
            await hands.fill(key, text)

        assert hands.message(field) == f"✖ {says}"
        await hands.press("enter")
        assert hands.sender.sent == []


async def test_an_older_mysql_takes_shorter_names() -> None:
    about = instance(datastore=DatastoreRef(type="mysql", version="5.6"))
    async with opened(CreateUsers, about=about, load=Databases()) as hands:
        await hands.fill("password_1", "x")

        await hands.fill("user_1", "x" * 17)

        assert hands.message("user_1") == "✖ At most 16 characters: it has 17."


async def test_the_same_user_twice_is_told_at_the_second() -> None:
    async with opened(CreateUsers, about=instance(), load=Databases()) as hands:
        await hands.type("bob")
        await hands.fill("password_1", "x")
        await hands.press("f8")
        await hands.type("bob")
        await hands.fill("password_2", "y")
        assert hands.message("user_2") == "✖ It is there twice."

        await hands.fill("host_2", "10.0.0.1")

        assert hands.message("user_2") == ""


async def test_the_effect_says_who_there_will_be_and_what_they_may_use() -> None:
    async with opened(CreateUsers, about=instance(), load=Databases()) as hands:
        await known(hands)
        await hands.type("bob")
        await hands.fill("password_1", "x")
        assert hands.said("effect") == "A new user: bob@% (no database)."

        await hands.fill("databases_of_1", "shop")
        await hands.press("space")

        assert hands.said("effect") == "A new user: bob@% (shop)."


async def test_the_password_is_in_no_text_of_the_form() -> None:
    async with opened(CreateUsers, about=instance(), load=Databases()) as hands:
        await hands.type("bob")
        await hands.fill("password_1", "hunter22")

        await hands.press("f2")

        assert "hunter22" not in hands.screen
        assert "hunter22" not in hands.said("request")
        assert "********" in hands.said("request")


@pytest.mark.parametrize(
    ("message", "named", "field"),
    [
        ("User create error: The user name 'eve' is invalid.", "name", "user_2"),
        ("The 'password' of eve is too simple.", "password", "password_2"),
        ("'host' is not valid.", "host", "host_1"),
        ("users[1]", "users.1.host", "host_2"),
    ],
)
async def test_a_refusal_stands_at_the_user_it_names_and_what_was_typed_survives(
    message: str, named: str, field: str
) -> None:
    async with opened(CreateUsers, about=instance(), load=Databases()) as hands:
        await hands.type("bob")
        await hands.fill("password_1", "x")
        await hands.press("f8")
        await hands.type("eve")
        await hands.fill("password_2", "y")
        await hands.press("enter")

        await hands.refuse(BadRequest(message, field=named))

        assert hands.message(field).startswith(f"✖ {message}")
        assert [hands.field(f"password_{n}").value for n in (1, 2)] == ["x", "y"]


async def test_an_unknown_outcome_is_never_sent_again() -> None:
    async with opened(CreateUsers, about=instance(), load=Databases()) as hands:
        await hands.type("bob")
        await hands.fill("password_1", "x")
        await hands.press("enter")
        await hands.refuse(OutcomeUnknown("No answer came."))

        await hands.press("enter")

        assert len(hands.sender.sent) == 1
        assert "It may have happened." in hands.said("refusal")
