"""Deleting a database or a user: exactly the one that was selected, once its name is typed."""

from __future__ import annotations

import pytest

from tests.ui.forms.support import ID, instance, opened
from trove_tui.api.call import Dialect
from trove_tui.api.errors import NotFound, OutcomeUnknown
from trove_tui.api.models import Database, User
from trove_tui.api.text import server_text
from trove_tui.changes.databases_and_users import DeleteDatabase, DeleteUser

AT = f"https://bj1.example/v1.0/ops-project/instances/{ID}"


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("shop", "/databases/shop"),
        ("a@b", "/databases/a%40b"),
        ("app.prod", "/databases/app.prod"),
        ("a/b", "/databases/a%2Fb"),
        ("50%", "/databases/50%25"),
        ("my db", "/databases/my%20db"),
        ("数据", "/databases/%E6%95%B0%E6%8D%AE"),
        ("..", "/databases/%2E%2E"),
    ],
)
async def test_a_database_is_deleted_by_its_own_name(
    dialect: Dialect, name: str, path: str
) -> None:
    row = {"row": Database(name=name), "name": name, "dialect": dialect}
    async with opened(DeleteDatabase, about=instance(), about_row=row) as hands:
        await hands.type(name)
        await hands.press("f2")
        assert f"{AT}{path}'" in hands.said("request").replace("\n", "")

        await hands.click("#submit")

        assert hands.sender.sent == [DeleteDatabase(name=name)]
        call = hands.sender.sent[0].call(ID, dialect)
        assert (call.method, call.path, call.body) == ("DELETE", f"/instances/{ID}{path}", None)


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize(
    ("name", "host", "path"),
    [
        ("bob", "%", "/users/bob"),
        ("bob", "10.0.0.%", "/users/bob%254010.0.0.%2525"),
        ("a@b", "%", "/users/a%2540b%2540%2525"),
        ("a.b", "%", "/users/a.b%2540%2525"),
        ("a/b", "%", "/users/a%252Fb%2540%2525"),
        ("p%41", "%", "/users/p%252541%2540%2525"),
        ("my user", "%", "/users/my%2520user%2540%2525"),
        ("数据", "10.0.0.1", "/users/%25E6%2595%25B0%25E6%258D%25AE%254010.0.0.1"),
    ],
)
async def test_a_user_is_deleted_by_name_and_host(
    dialect: Dialect, name: str, host: str, path: str
) -> None:
    user = User(name=name, host=host)
    row = {"row": user, "name": f"{name}@{host}", "dialect": dialect}
    async with opened(DeleteUser, about=instance(), about_row=row) as hands:
        assert f"Delete {name}@{host}  bj1 · auth-db" in hands.screen
        assert f"{name}@{host} can't sign in any more." in hands.said("effect")
        await hands.type(name)
        await hands.press("f2")
        assert f"{AT}{path}'" in hands.said("request").replace("\n", "")

        await hands.click("#submit")

        assert hands.sender.sent == [DeleteUser(name=name, host=host)]
        assert hands.sender.sent[0].call(ID, dialect).path == f"/instances/{ID}{path}"


async def test_another_name_deletes_nothing() -> None:
    row = {"row": User(name="bob"), "name": "bob@%"}
    async with opened(DeleteUser, about=instance(), about_row=row) as hands:
        await hands.type("bobby")

        assert hands.message("typed") == "✖ That is not its name."
        await hands.click("#submit")
        assert hands.sender.sent == []


async def test_the_name_of_the_instance_does_not_delete_its_database() -> None:
    row = {"row": Database(name="shop"), "name": "shop"}
    async with opened(DeleteDatabase, about=instance(), about_row=row) as hands:
        await hands.type("auth-db")

        await hands.click("#submit")
        assert hands.sender.sent == []


async def test_enter_in_the_name_deletes_nothing_though_it_is_right() -> None:
    row = {"row": Database(name="shop"), "name": "shop"}
    async with opened(DeleteDatabase, about=instance(), about_row=row) as hands:
        await hands.type("shop")

        await hands.press("enter", "enter")

        assert hands.sender.sent == []


async def test_a_name_that_can_not_be_shown_as_it_is_goes_out_as_the_server_has_it() -> None:
    name = server_text("a\x1b[2J")
    row = {"row": Database(name=name), "name": name}
    async with opened(DeleteDatabase, about=instance(), about_row=row) as hands:
        await hands.type(str(name))

        await hands.click("#submit")

        assert hands.sender.sent[0].call(ID, Dialect.SPEC).path.endswith("/a%1B%5B2J")


@pytest.mark.parametrize(
    ("name", "dialect", "warns"),
    [
        ("app.prod", Dialect.UPSTREAM, True),
        ("a/b", Dialect.UPSTREAM, True),
        ("数据", Dialect.UPSTREAM, True),
        ("shop", Dialect.UPSTREAM, False),
        ("app.prod", Dialect.SPEC, False),
    ],
)
async def test_what_a_server_is_known_not_to_delete_is_said_before_it_is_sent(
    name: str, dialect: Dialect, warns: bool
) -> None:
    row = {"row": Database(name=name), "name": name, "dialect": dialect}
    async with opened(DeleteDatabase, about=instance(), about_row=row) as hands:
        assert ("This server can't delete a database" in hands.said("effect")) is warns

        await hands.type(name)

        assert hands.form.foot.submit.ready


async def test_a_refusal_keeps_what_was_typed() -> None:
    row = {"row": Database(name="shop"), "name": "shop"}
    async with opened(DeleteDatabase, about=instance(), about_row=row) as hands:
        await hands.type("shop")
        await hands.click("#submit")

        await hands.refuse(NotFound("Database 'shop' not found.", request_id="req-1"))

        assert hands.said("refusal").startswith("✖ Database 'shop' not found.")
        assert hands.field("typed").value == "shop"


@pytest.mark.parametrize("request_type", [DeleteDatabase, DeleteUser])
async def test_an_unknown_outcome_is_never_sent_again(
    request_type: type[DeleteDatabase | DeleteUser],
) -> None:
    named = Database(name="bob") if request_type is DeleteDatabase else User(name="bob")
    row = {"row": named, "name": "bob"}
    async with opened(request_type, about=instance(), about_row=row) as hands:
        await hands.type("bob")
        await hands.click("#submit")
        await hands.refuse(OutcomeUnknown("No answer came."))

        await hands.click("#submit")

        assert len(hands.sender.sent) == 1
