"""Where the settings come from, and what is refused."""

from __future__ import annotations

import copy
import pickle

import pytest

from trove_tui.settings import (
    NO_CREDENTIALS,
    NO_PROJECT,
    NOTHING_FOUND,
    SPECIFIED_REGIONS,
    Endpoint,
    Flags,
    Secret,
    SettingsError,
    preferences,
    resolve,
)

TOKEN = {"OS_TOKEN": "gAAAA-t0ken"}


def test_a_region_of_the_specification_needs_no_endpoint() -> None:
    settings = resolve(Flags(region="bj1", project="p1"), TOKEN)

    assert settings.endpoint == Endpoint("bj1", "https://bj1.trove.api.ustack.com")
    assert list(settings.regions) == ["bj1", "gd1"]
    assert (settings.region, settings.project) == ("bj1", "p1")
    assert settings.token.reveal() == "gAAAA-t0ken"


def test_an_endpoint_and_a_project_as_flags_are_enough() -> None:
    settings = resolve(Flags(endpoint="https://trove.example.com:8779/", project="p1"), TOKEN)

    assert settings.endpoint == Endpoint(None, "https://trove.example.com:8779")
    assert settings.region is None


def test_everything_can_come_from_the_environment() -> None:
    environ = TOKEN | {
        "TROVE_TUI_REGIONS": " north = https://n.example.com , south=https://s.example.com/v1 ",
        "TROVE_TUI_REGION": "south",
        "TROVE_TUI_PROJECT": "p2",
        "TROVE_TUI_DIALECT": "upstream",
        "TROVE_TUI_READ_ONLY": "yes",
        "TROVE_TUI_ASCII": "1",
        "TROVE_TUI_RATE": "60",
    }

    settings = resolve(Flags(), environ)

    assert settings.endpoint == Endpoint("south", "https://s.example.com/v1")
    assert list(settings.regions) == ["north", "south"]
    assert settings.project == "p2"
    assert settings.dialect == "upstream"
    assert settings.read_only
    assert settings.ascii
    assert settings.rate == 60


@pytest.mark.parametrize(
    ("environ", "region"),
    [
        ({}, "north"),
        ({"TROVE_TUI_ENDPOINT": "https://s.example.com/"}, "south"),
        ({"TROVE_TUI_REGION": "south"}, "south"),
    ],
)
def test_of_several_regions_one_is_opened(environ: dict[str, str], region: str) -> None:
    table = {"TROVE_TUI_REGIONS": "north=https://n.example.com,south=https://s.example.com"}

    settings = resolve(Flags(project="p"), TOKEN | table | environ)

    assert settings.region == region


def test_a_flag_chooses_among_the_environments_regions() -> None:
    environ = TOKEN | {
        "TROVE_TUI_REGIONS": "bj1=https://bj1.example.com,gd1=https://gd1.example.com",
        "TROVE_TUI_REGION": "gd1",
        "TROVE_TUI_PROJECT": "p",
    }

    settings = resolve(Flags(region="bj1"), environ)

    assert settings.endpoint == Endpoint("bj1", "https://bj1.example.com")


def test_a_flag_goes_before_the_environment_where_no_host_is_at_stake() -> None:
    environ = TOKEN | {
        "TROVE_TUI_REGION": "gd1",
        "TROVE_TUI_PROJECT": "theirs",
        "TROVE_TUI_DIALECT": "upstream",
    }

    settings = resolve(Flags(region="bj1", project="ours", dialect="spec"), environ)

    assert (settings.region, settings.project, settings.dialect) == ("bj1", "ours", "spec")


def test_an_endpoint_named_twice_alike_is_no_contradiction() -> None:
    environ = TOKEN | {"TROVE_TUI_ENDPOINT": "https://t.example.com/", "TROVE_TUI_PROJECT": "p"}

    settings = resolve(Flags(endpoint="https://t.example.com"), environ)

    assert settings.endpoint.url == "https://t.example.com"


@pytest.mark.parametrize(
    ("given", "environ", "names"),
    [
        (
            Flags(region="bj1"),
            {"TROVE_TUI_ENDPOINT": "https://evil.example.com"},
            ("--region", "TROVE_TUI_ENDPOINT", "https://evil.example.com"),
        ),
        (
            Flags(),
            {"TROVE_TUI_ENDPOINT": "https://evil.example.com", "TROVE_TUI_REGION": "bj1"},
            ("TROVE_TUI_REGION", "TROVE_TUI_ENDPOINT"),
        ),
        (
            Flags(endpoint="https://a.example.com"),
            {"TROVE_TUI_ENDPOINT": "https://b.example.com"},
            ("--endpoint", "TROVE_TUI_ENDPOINT"),
        ),
        (
            Flags(endpoint="https://a.example.com"),
            {"TROVE_TUI_REGIONS": "b=https://b.example.com"},
            ("--endpoint", "TROVE_TUI_REGIONS"),
        ),
        (
            Flags(endpoint="https://a.example.com"),
            {"TROVE_TUI_REGION": "bj1"},
            ("--endpoint", "TROVE_TUI_REGION"),
        ),
        (
            Flags(region="bj1"),
            {"TROVE_TUI_REGIONS": "b=https://b.example.com"},
            ("--region", "'bj1'", "Known: b"),
        ),
        (
            Flags(),
            {
                "TROVE_TUI_REGIONS": "b=https://b.example.com",
                "TROVE_TUI_ENDPOINT": "https://c.example.com",
            },
            ("TROVE_TUI_ENDPOINT", "TROVE_TUI_REGIONS"),
        ),
    ],
)
def test_a_token_never_goes_to_a_host_that_another_source_named(
    given: Flags, environ: dict[str, str], names: tuple[str, ...]
) -> None:
    with pytest.raises(SettingsError) as refused:
        resolve(given._replace(project="p"), TOKEN | environ)

    assert all(name in str(refused.value) for name in names)


@pytest.mark.parametrize(
    ("given", "environ", "sentences"),
    [
        (Flags(), {}, NOTHING_FOUND),
        (Flags(project="p"), TOKEN, NOTHING_FOUND),
        (Flags(region="bj1"), TOKEN, NO_PROJECT),
        (Flags(region="bj1", project=" "), TOKEN, NO_PROJECT),
        (Flags(region="bj1", project="p"), {}, NO_CREDENTIALS),
        (Flags(region="bj1", project="p"), {"OS_TOKEN": ""}, NO_CREDENTIALS),
    ],
)
def test_what_is_missing_is_said_with_where_it_was_looked_for(
    given: Flags, environ: dict[str, str], sentences: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        resolve(given, environ)

    assert str(refused.value) == sentences
    assert "Looked for" in sentences


def test_with_nothing_found_the_demo_is_offered() -> None:
    assert "trove-tui --demo" in NOTHING_FOUND


@pytest.mark.parametrize(
    "url",
    [
        "",
        "foo",
        "trove.example.com:8779",
        "ftp://trove.example.com",
        "https://",
        "https://:8779",
        "https://host:port",
        "https://host:99999",
        "https://[::1",
        "https://ho st",
        "https://host/\x1b[2J",
        "https://host\\@evil",
        "https://user:pass@host",
        "https://host/?a=b",
        "https://host/#x",
    ],
)
def test_an_endpoint_that_is_no_url_is_refused_in_a_printable_sentence(url: str) -> None:
    with pytest.raises(SettingsError) as refused:
        resolve(Flags(endpoint=url, project="p"), TOKEN)

    assert str(refused.value).startswith("--endpoint: ")
    assert str(refused.value).isprintable()
    assert "pass" not in str(refused.value).replace("password", "")


@pytest.mark.parametrize("table", ["bj1", "bj1=", "=https://a.example.com", ",", "a=foo"])
def test_a_table_of_regions_written_wrong_is_refused(table: str) -> None:
    with pytest.raises(SettingsError, match="TROVE_TUI_REGIONS"):
        resolve(Flags(project="p"), TOKEN | {"TROVE_TUI_REGIONS": table})


def test_a_region_named_twice_is_refused() -> None:
    table = "a=https://a.example.com,a=https://b.example.com"

    with pytest.raises(SettingsError, match="twice"):
        resolve(Flags(project="p"), TOKEN | {"TROVE_TUI_REGIONS": table})


def test_the_project_can_stand_in_the_endpoint() -> None:
    settings = resolve(Flags(endpoint="https://t.example.com/v1.0/p7/"), TOKEN)

    assert settings.project == "p7"


def test_a_project_that_is_not_the_endpoints_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"'p8'.*'p7'"):
        resolve(Flags(endpoint="https://t.example.com/v1.0/p7", project="p8"), TOKEN)


@pytest.mark.parametrize("project", ["a/b", "a b", "a?b", "a#b", "a\x1b[2J"])
def test_a_project_that_is_no_id_is_refused_in_a_printable_sentence(project: str) -> None:
    with pytest.raises(SettingsError) as refused:
        resolve(Flags(region="bj1", project=project), TOKEN)

    assert str(refused.value).isprintable()


def test_the_token_is_asked_for_only_where_it_is_missing() -> None:
    asked = []

    def ask() -> str:
        asked.append(1)
        return " typed "

    given = Flags(region="bj1", project="p")

    assert resolve(given, {}, ask).token == Secret("typed")
    assert resolve(given, TOKEN, ask).token == Secret("gAAAA-t0ken")
    assert len(asked) == 1


def test_nobody_is_asked_for_a_token_when_something_else_is_wrong() -> None:
    def ask() -> str:
        raise AssertionError("asked")

    with pytest.raises(SettingsError):
        resolve(Flags(region="bj1"), {}, ask)


@pytest.mark.parametrize("token", ["two words", "a\nb", "naïve", "a\x00b"])
def test_a_token_that_would_break_a_header_is_refused_without_being_shown(token: str) -> None:
    with pytest.raises(SettingsError) as refused:
        resolve(Flags(region="bj1", project="p"), {"OS_TOKEN": token})

    assert token not in str(refused.value)


def test_the_line_break_at_a_tokens_end_is_taken_off() -> None:
    settings = resolve(Flags(region="bj1", project="p"), {"OS_TOKEN": "abc\r\n"})

    assert settings.token.reveal() == "abc"


@pytest.mark.parametrize("name", ["TROVE_TUI_READ_ONLY", "TROVE_TUI_ASCII"])
def test_a_switch_that_is_neither_on_nor_off_is_refused(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        preferences(Flags(), {name: "maybe"})

    assert not preferences(Flags(), {name: "0"}).read_only


@pytest.mark.parametrize("rate", ["0", "9", "-1", "fast", "1e3", "100001", "²"])
def test_a_rate_that_no_server_can_be_asked_at_is_refused(rate: str) -> None:
    with pytest.raises(SettingsError, match="TROVE_TUI_RATE"):
        preferences(Flags(), {"TROVE_TUI_RATE": rate})


def test_a_rate_given_as_a_flag_goes_before_the_environment() -> None:
    environ = {"TROVE_TUI_RATE": "60"}

    assert preferences(Flags(), {}).rate == 120
    assert preferences(Flags(), environ).rate == 60
    assert preferences(Flags(rate=30), environ).rate == 30


def test_an_unknown_dialect_is_refused() -> None:
    with pytest.raises(SettingsError, match="TROVE_TUI_DIALECT"):
        preferences(Flags(), {"TROVE_TUI_DIALECT": "klingon"})


@pytest.mark.parametrize(
    ("url", "is_open"),
    [
        ("http://trove.example.com", True),
        ("https://trove.example.com", False),
        ("http://127.0.0.1:8779", False),
        ("http://localhost:8779", False),
        ("http://[::1]:8779", False),
        ("http://127.evil.invalid", True),
        ("http://127.0.0.1.evil.invalid", True),
        ("http://localhost.evil.invalid", True),
    ],
)
def test_a_token_over_plain_http_is_open_beyond_this_machine(url: str, is_open: bool) -> None:
    settings = resolve(Flags(endpoint=url, project="p"), TOKEN)

    assert settings.is_open(None) is is_open


def test_a_token_is_open_only_in_the_regions_that_are_asked_over_http() -> None:
    table = "north=http://n.example.com,south=https://s.example.com"

    settings = resolve(Flags(project="p"), TOKEN | {"TROVE_TUI_REGIONS": table})

    assert [settings.is_open(region) for region in ("north", "south")] == [True, False]


def test_the_specifications_regions_are_those_two() -> None:
    assert SPECIFIED_REGIONS == {
        "bj1": "https://bj1.trove.api.ustack.com",
        "gd1": "https://gd1.trove.api.ustack.com",
    }


def test_a_secret_shows_itself_nowhere_but_when_asked() -> None:
    secret = Secret("hunter2!")
    settings = resolve(Flags(region="bj1", project="p"), {"OS_TOKEN": "hunter2!"})

    assert secret.reveal() == "hunter2!"
    assert bool(secret)
    assert not Secret("")
    assert secret == Secret("hunter2!") != Secret("other")
    assert hash(secret) == hash(Secret("hunter2!"))
    for shown in (repr(secret), str(secret), f"{secret}", repr(settings), repr(vars)):
        assert "hunter2!" not in shown


@pytest.mark.parametrize("write", [pickle.dumps, copy.deepcopy])
def test_a_secret_cannot_be_written_out(write: object) -> None:
    assert callable(write)

    with pytest.raises(TypeError):
        write(Secret("hunter2!"))
