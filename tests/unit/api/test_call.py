from __future__ import annotations

import json
import shlex
from urllib.parse import unquote, urlsplit

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import SecretStr

from trove_tui.api.call import Call, Dialect, path_of, segment, user_segment
from trove_tui.api.errors import NoAddress
from trove_tui.api.text import server_text
from trove_tui.changes.databases_and_users import CreateUsers, DeleteDatabase, DeleteUser, NewUser
from trove_tui.changes.instances import DeleteInstance, Restart

SEGMENTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
ENDPOINT = "https://bj1.trove.api.ustack.com"


@given(SEGMENTS)
@example("..")
@example(".")
@example("a/b")
@example("p%41")
@example("用户")
def test_a_segment_is_one_segment_whatever_is_in_it(text: str) -> None:
    url = httpx.URL(f"{ENDPOINT}/v1.0/p{path_of(('instances', 'i', text))}")

    *before, last = url.raw_path.decode().split("/")

    assert before == ["", "v1.0", "p", "instances", "i"]
    assert unquote(last) == text


@pytest.mark.parametrize(
    ("text", "encoded"), [(".", "%2E"), ("..", "%2E%2E"), ("5.7.29", "5.7.29")]
)
def test_a_segment_of_dots_has_them_encoded(text: str, encoded: str) -> None:
    assert segment(text) == encoded


@pytest.mark.parametrize("name", [".", "..", "..."])
def test_deleting_a_database_of_dots_never_becomes_deleting_the_instance(name: str) -> None:
    deleting_it = httpx.URL(ENDPOINT + DeleteInstance().call("i", Dialect.SPEC).path)

    url = httpx.URL(ENDPOINT + DeleteDatabase(name=name).call("i", Dialect.SPEC).path)

    assert url.raw_path.startswith(b"/instances/i/databases/")
    assert url.raw_path != deleting_it.raw_path


def test_an_empty_segment_is_refused() -> None:
    with pytest.raises(NoAddress, match="empty"):
        path_of(("instances", ""))


@pytest.mark.parametrize(
    ("name", "host", "path"),
    [
        ("test_000", "%", "test_000"),
        ("a-b", "", "a-b"),
        ("test", "10.0.0.1", "test%254010.0.0.1"),
        ("a@b", "%", "a%2540b%2540%2525"),
        ("p%41", "%", "p%252541%2540%2525"),
        ("a/b", "%", "a%252Fb%2540%2525"),
        ("a.b", "%", "a.b%2540%2525"),
        ("..", "%", "..%2540%2525"),
        ("用户", "10.0.%", "%25E7%2594%25A8%25E6%2588%25B7%254010.0.%2525"),
    ],
)
def test_a_user_is_plain_or_encoded_twice(name: str, host: str, path: str) -> None:
    call = DeleteUser(name=name, host=host).call("i", Dialect.SPEC)

    assert call.path == f"/instances/i/users/{path}"


@given(SEGMENTS, SEGMENTS)
def test_a_server_that_decodes_twice_reads_the_right_user(name: str, host: str) -> None:
    sent = segment(user_segment(name, host))

    read = unquote(unquote(sent))

    assert (read if "@" in read else f"{read}@%") == f"{name}@{host}"


def test_what_is_sent_is_what_the_server_called_it() -> None:
    name = server_text("a\x1b\u202eb")

    call = DeleteDatabase(name=name).call("i", Dialect.SPEC)

    assert call.path == "/instances/i/databases/a%1B%E2%80%AEb"


@given(st.text(st.characters(categories=None), min_size=1))
def test_no_text_breaks_the_encoding(text: str) -> None:
    assert segment(text).isascii()
    assert json.loads(Call("PUT", ("x",), {text: text}).content() or b"") == {text: text}


def test_a_password_is_sent_and_never_shown() -> None:
    user = NewUser(name="app", password=SecretStr("hunter2"))

    call = CreateUsers(users=(user,)).call("i", Dialect.SPEC)

    assert b"hunter2" in (call.content() or b"")
    assert call.secrets == {"hunter2"}
    for shown in (repr(call), str(call), repr(user), call.curl(ENDPOINT, "p")):
        assert "hunter2" not in shown


def test_a_change_can_be_shown_as_curl() -> None:
    assert Restart().call("i", Dialect.SPEC).curl(f"{ENDPOINT}/", "ceb1") == (
        f"curl -s -X POST '{ENDPOINT}/v1.0/ceb1/instances/i/action' \\\n"
        '  -H "Content-Type: application/json" \\\n'
        '  -H "X-Auth-Token: $OS_TOKEN" \\\n'
        """  -d '{"restart": {}}'"""
    )


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
@example("it's $HOME `id`")
def test_a_shell_reads_the_curl_as_one_command_without_surprises(name: str) -> None:
    call = Call("PUT", ("databases", name), {"name": name})

    words = shlex.split(call.curl(ENDPOINT, "p").replace("\\\n", ""))

    assert json.loads(words[-1]) == {"name": name}
    assert unquote(urlsplit(next(word for word in words if "://" in word)).path).endswith(name)
    assert words[-2] == "-d"


def test_curl_is_told_not_to_fold_dots() -> None:
    call = DeleteDatabase(name="..").call("i", Dialect.SPEC)

    assert "--path-as-is" in call.curl(ENDPOINT, "p")


def test_a_query_is_part_of_the_path() -> None:
    assert Call("GET", ("instances",), None, (("all_tenants", "1"),)).path == (
        "/instances?all_tenants=1"
    )
