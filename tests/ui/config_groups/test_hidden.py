"""What a server hides of a group's values is never sent back; other JSON goes back as it came."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.support.clock import START
from tests.support.screen import Stage, stage
from tests.support.simulator import Simulator
from tests.ui.config_groups.support import (
    GROUP_ID,
    Answers,
    editing,
    editor,
    give,
    go_to,
    group,
    message,
    mine,
    parameter,
    review,
    row,
)
from tests.ui.forms.support import Opened
from trove_tui.api.call import Dialect
from trove_tui.api.models import Group
from trove_tui.live.operations import OpState
from trove_tui.simulator.parameters import POSTGRESQL
from trove_tui.ui.config_groups.conflicts import ConflictsScreen
from trove_tui.ui.config_groups.editor_keys import EditorKeys

VALUES: dict[str, Any] = {
    "archive_command": "push --token=*** %p",
    "innodb_ft_max_token_size": "***",
    "max_connections": 400,
    "wait_timeout": 120,
}


def told(**values: Any) -> Group:
    """The group as its JSON says it is."""
    known = {"id": GROUP_ID, "name": "test_conf", "description": "for test",
             "datastore_name": "mysql", "datastore_version_name": "5.7.29"}  # fmt: skip
    return Group.of({**known, "values": {**VALUES, **values}})


def hiding(dialect: Dialect, **values: Any) -> Answers:
    answers = Answers(told(**values))
    answers.dialect = dialect
    answers.parameters = (
        parameter("archive_command", "string", restart_required=True),
        parameter("innodb_ft_max_token_size", min=10, max=84),
        *answers.parameters,
    )
    return answers


async def send(hands: Opened) -> None:
    await hands.press("S", "S")
    await hands.until(lambda: editor(hands).doing != "checking")


def body(hands: Opened, dialect: Dialect) -> tuple[str, Any]:
    """How what was sent goes over the wire."""
    (sent,) = hands.sender.sent
    call = sent.call(GROUP_ID, dialect)
    return call.method, json.loads(call.content() or b"")["configuration"]


def words(text: str) -> str:
    return " ".join(text.split())


async def test_where_the_server_merges_the_changed_values_alone_are_sent() -> None:
    async with editing(hiding(Dialect.UPSTREAM)) as hands:
        await give(hands, "max_connections", "800")
        assert "1 of 4 values, read fresh" in review(hands)
        await send(hands)

        assert body(hands, Dialect.UPSTREAM) == ("PATCH", {"values": {"max_connections": 800}})


async def test_the_request_shown_and_copied_is_the_one_that_is_sent() -> None:
    async with editing(hiding(Dialect.UPSTREAM)) as hands:
        await give(hands, "max_connections", "800")
        await hands.press("f2", "f5")

        assert "-X PATCH" in hands.app.clipboard
        assert '{"configuration": {"values": {"max_connections": 800}}}' in hands.app.clipboard
        assert "***" not in hands.app.clipboard


@pytest.mark.parametrize("dialect", list(Dialect))
async def test_a_hidden_value_is_marked_and_says_what_becomes_of_it(dialect: Dialect) -> None:
    says = {
        Dialect.UPSTREAM: "the server hides it; it stays as it is unless typed anew",
        Dialect.SPEC: "the server hides it; to change anything, type it anew too",
    }[dialect]
    async with editing(hiding(dialect)) as hands:
        await go_to(hands, "innodb_ft_max_token_size")

        assert row(hands, "innodb_ft_max_token_size").split()[:3] == [
            "▌?", "innodb_ft_max_token_size", "***",
        ]  # fmt: skip
        assert words(message(hands)) == f"innodb_ft_max_token_size: {says}"


async def test_a_hidden_value_typed_anew_is_sent() -> None:
    async with editing(hiding(Dialect.UPSTREAM)) as hands:
        await give(hands, "innodb_ft_max_token_size", "50")
        await give(hands, "archive_command", "pull %p")
        await send(hands)

        values = {"archive_command": "pull %p", "innodb_ft_max_token_size": 50}
        assert body(hands, Dialect.UPSTREAM) == ("PATCH", {"values": values})


async def test_a_value_typed_with_a_mask_left_in_it_is_refused_at_its_row() -> None:
    async with editing(hiding(Dialect.UPSTREAM)) as hands:
        await give(hands, "archive_command", "pull --token=*** %p")

        assert "✖ archive_command: *** stands for what the server hides" in message(hands)
        assert "S send: one value is wrong" in hands.screen


async def test_undone_it_is_hidden_again_and_not_sent() -> None:
    async with editing(hiding(Dialect.UPSTREAM)) as hands:
        await give(hands, "archive_command", "pull %p")
        await go_to(hands, "archive_command")
        await hands.press("u")
        assert not editor(hands).draft.is_edited
        await give(hands, "wait_timeout", "60")
        await send(hands)

        assert body(hands, Dialect.UPSTREAM) == ("PATCH", {"values": {"wait_timeout": 60}})


async def rename(hands: Opened) -> None:
    await hands.press("N")
    await hands.type("kk")
    await hands.press("enter", "enter")


async def take_away(hands: Opened) -> None:
    await go_to(hands, "wait_timeout")
    await hands.press("x")


async def change(hands: Opened) -> None:
    await give(hands, "max_connections", "800")


@pytest.mark.parametrize(
    ("dialect", "act", "why"),
    [
        (Dialect.UPSTREAM, rename, "Another name, or one value less, is sent with all values"),
        (Dialect.UPSTREAM, take_away, "Another name, or one value less, is sent with all values"),
        (Dialect.SPEC, change, "A change is sent with all values"),
        (Dialect.SPEC, rename, "A change is sent with all values"),
    ],
)
async def test_what_replaces_all_is_not_sent_before_hidden_values_are_typed_anew(
    dialect: Dialect, act: Any, why: str
) -> None:
    async with editing(hiding(dialect)) as hands:
        await act(hands)
        assert "S send: 2 hidden values must be typed anew" in hands.screen
        await go_to(hands, "max_connections")
        await hands.press("S")

        assert hands.sender.sent == []
        assert editor(hands).face.table.cursor_id == "archive_command"
        assert words(message(hands)) == (
            f"✖ archive_command: the server hides it. {why}: type it anew."
        )
        assert "▌✖ archive_command" in hands.screen
        assert "✖ archive_command = push --token=*** %p: type it anew" in review(hands)
        await hands.press("f2")
        assert "curl" not in hands.screen
        await hands.press("f2")

        await give(hands, "archive_command", "pull %p")
        await give(hands, "innodb_ft_max_token_size", "50")
        await send(hands)
        method, sent = body(hands, dialect)
        assert method == "PUT"
        assert sent["values"] == {
            **mine(hands).values, "archive_command": "pull %p", "innodb_ft_max_token_size": 50,
        }  # fmt: skip
        assert "***" not in json.dumps(sent)


async def test_a_value_is_taken_away_by_a_put_of_the_others_where_nothing_is_hidden() -> None:
    answers = Answers()
    answers.dialect = Dialect.UPSTREAM
    async with editing(answers) as hands:
        await take_away(hands)
        await send(hands)

        left = {name: one for name, one in (group().values or {}).items() if name != "wait_timeout"}
        assert body(hands, Dialect.UPSTREAM) == (
            "PUT", {"name": "test_conf", "description": "for test", "values": left},
        )  # fmt: skip


async def test_hidden_values_make_no_conflict_and_are_taken_from_nobody() -> None:
    answers = hiding(Dialect.UPSTREAM)
    async with editing(answers) as hands:
        await give(hands, "max_connections", "800")
        answers.group = told(max_connections=500, archive_command="fetch --token=*** %p")
        await send(hands)
        await hands.until(lambda: isinstance(hands.app.screen, ConflictsScreen))
        screen = hands.app.screen
        assert isinstance(screen, ConflictsScreen)
        assert [one.place for one in screen.left] == [("value", "max_connections")]
        await hands.press("m", "c")
        await hands.until(lambda: hands.app.screen is hands.top)
        await send(hands)

        assert body(hands, Dialect.UPSTREAM) == ("PATCH", {"values": {"max_connections": 800}})


async def test_nothing_is_sent_before_it_is_known_how_the_server_takes_it() -> None:
    answers = hiding(Dialect.UPSTREAM)
    async with editing(answers) as hands:
        editor(hands).loader.dialect = None
        await give(hands, "max_connections", "800")
        await hands.press("S")

        assert hands.sender.sent == []
        assert "S send: not all is read yet" in hands.screen


async def test_an_outcome_that_nobody_can_read_is_not_called_missing() -> None:
    async with editing(hiding(Dialect.UPSTREAM)) as hands:
        await give(hands, "innodb_ft_max_token_size", "50")
        await send(hands)
        unknown = hands.sender.accept(OpState.UNKNOWN)
        await hands.until(lambda: "It may have happened" in hands.said("refusal"))
        outcome = "no answer, and the server hides innodb_ft_max_token_size: whether it happened"
        ended = replace(
            unknown, outcome=f"{outcome} can't be read", is_unreadable=True, ended_at=START
        )
        hands.top.follow(replace(hands.top.snapshot, activity=(ended,)))
        await hands.until(
            lambda: "whether it happened can't be read" in words(hands.said("refusal"))
        )

        assert "No sign" not in hands.said("refusal")


# Values that can't be typed


ODD = {"libraries": ["a", "b"], "nothing": None, "object": {"b": 1, "a": [1.5, True]}}
EXACT = {"big": 18446744073709551615, "small": 1e-07, "flag": True, "text": "4MB"}


async def test_values_that_can_not_be_typed_are_shown_and_go_back_as_they_came() -> None:
    answers = Answers(told(**ODD, **EXACT).replace())
    answers.group = Group.of({"id": GROUP_ID, "name": "test_conf", "description": "for test",
                              "datastore_name": "mysql", "values": {**ODD, **EXACT}})  # fmt: skip
    async with editing(answers) as hands:
        assert '["a", "b"]' in row(hands, "libraries")
        assert "null" in row(hands, "• nothing")
        await go_to(hands, "libraries")
        assert words(message(hands)) == "libraries: not editable here; it stays as it came"
        await hands.press("enter")
        assert not editor(hands).face.entry.is_open
        await give(hands, "max_connections", "800")
        assert "the whole group: 8 values" in review(hands)
        await send(hands)

        method, sent = body(hands, Dialect.SPEC)
        assert method == "PUT"
        assert json.dumps(sent["values"]) == json.dumps({**ODD, **EXACT, "max_connections": 800})


async def test_a_value_that_can_not_be_typed_is_taken_out_and_brought_back_whole() -> None:
    answers = Answers(told(**ODD))
    async with editing(answers) as hands:
        await go_to(hands, "nothing")
        await hands.press("x")
        assert "nothing" not in mine(hands).values
        assert "- nothing = null" in review(hands)
        await hands.press("u")

        assert not editor(hands).draft.is_edited


async def test_a_group_whose_values_are_not_told_is_not_edited() -> None:
    answers = Answers(group(values=None))
    async with editing(answers) as hands:
        says = "The group could not be read: The server tells nothing of its values."
        assert says in words(hands.screen)
        await hands.press("enter", "x", "N", "S")

        assert not editor(hands).face.entry.is_open
        assert hands.sender.sent == []


async def test_a_group_whose_values_are_no_longer_told_is_not_sent() -> None:
    answers = Answers()
    async with editing(answers) as hands:
        await give(hands, "max_connections", "800")
        answers.group = group(values=None)
        await send(hands)

        assert hands.sender.sent == []
        assert "✖ Not sent" in message(hands)
        assert "The server tells nothing of its values." in words(message(hands))


# Names that look alike


async def test_two_names_that_look_alike_are_two_rows_and_both_go_back() -> None:
    values = {"a\x1b": 1, r"a\x1b": 2, "wait_timeout": 120}
    answers = Answers(group(values=values))
    async with editing(answers) as hands:
        assert hands.screen.count(r"• a\x1b") == 2
        assert "\x1b" not in hands.screen
        await give(hands, "wait_timeout", "60")
        await send(hands)

        assert body(hands, Dialect.SPEC)[1]["values"] == {**values, "wait_timeout": 60}


# Against a server


async def opened_editor(on: Stage, name: str) -> EditorKeys:
    """The editor of that group, over the list of groups."""
    found = on.simulator.cloud.group_named(name)
    await on.press("2")
    await on.until(lambda: found.id in on.app.panes.table.order, step=1)
    on.app.panes.table.cursor_id = found.id
    await on.press("e")
    form = on.app.screen
    assert isinstance(form, EditorKeys)
    await on.until(lambda: not form.loader.reading and form.read_at is not None, step=1)
    return form


@pytest.mark.parametrize("dialect", ["upstream"])
async def test_one_change_leaves_what_upstream_hides_as_it_is(simulator: Simulator) -> None:
    known = simulator.cloud.group_named("web-defaults")
    command = POSTGRESQL["archive_command"]
    parameters = {**known.version.parameters, command.name: command}
    known.version = replace(known.version, parameters=parameters)
    before: dict[str, Any] = {
        "archive_command": "push --token=abc %p",
        "innodb_ft_max_token_size": 50,
        "wait_timeout": 120,
    }
    known.values = {**before}
    async with stage(simulator) as on:
        told: list[str] = []
        on.app.notify = lambda text, **_: told.append(text)  # type: ignore[method-assign]
        form = await opened_editor(on, "web-defaults")
        assert "push --token=*** %p" in on.text
        form.go_to("wait_timeout")
        for keys in (["enter"], list("60"), ["enter"], ["S"]):
            await on.clock.advance(1)
            await on.press(*keys)
        await on.until(lambda: on.app.screen is not form, step=1)
        await on.until(lambda: told, step=1)

        assert [one.partition(" in ")[0] for one in told] == ["web-defaults: update group: done"]
        assert known.values == {**before, "wait_timeout": 60}
        assert simulator.count("PATCH", f"/configurations/{known.id}") == 1
        assert simulator.count("PUT", f"/configurations/{known.id}") == 0


@pytest.mark.parametrize("dialect", ["upstream"])
async def test_what_upstream_hides_is_never_called_done(simulator: Simulator) -> None:
    known = simulator.cloud.group_named("web-defaults")
    known.values = {"innodb_ft_max_token_size": 50}
    async with stage(simulator) as on:
        told: list[str] = []
        on.app.notify = lambda text, **_: told.append(text)  # type: ignore[method-assign]
        form = await opened_editor(on, "web-defaults")
        form.go_to("innodb_ft_max_token_size")
        for keys in (["enter"], list("60"), ["enter"], ["S"]):
            await on.clock.advance(1)
            await on.press(*keys)
        await on.until(lambda: on.app.screen is not form, step=1)
        await on.until(lambda: told, step=1)

        assert told == [
            "web-defaults: update group: accepted; the server hides innodb_ft_max_token_size,"
            " so that can't be read again"
        ]
        assert known.values == {"innodb_ft_max_token_size": 60}
