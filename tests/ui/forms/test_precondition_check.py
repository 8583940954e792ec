"""What became of an instance while a form about it is open."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.forms.support import instance, snapshot
from trove_tui.changes.instances import Rename, ResizeFlavor, Restart
from trove_tui.text.styled import text_of
from trove_tui.ui.forms.precondition_check import PreconditionCheck, meanwhile


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ({}, ""),
        ({"status": "BACKUP"}, "It was ACTIVE and is BACKUP now."),
        ({"operating_status": "SHUTDOWN"}, "It was ACTIVE and is ACTIVE/SHUTDOWN now."),
        ({"operating_status": "HEALTHY"}, ""),
        ({"name": "auth-2"}, "It was renamed from auth-db to auth-2."),
        (
            {"name": "auth-2", "status": "REBOOT"},
            "It was ACTIVE and is REBOOT now. It was renamed from auth-db to auth-2.",
        ),
        (None, "The last list did not have it."),
    ],
)
def test_what_happened_meanwhile_is_told(now: dict[str, Any] | None, words: str) -> None:
    there = None if now is None else instance(**now)

    assert meanwhile(instance(), there, complete=True) == words


def test_an_instance_missing_from_half_a_list_is_no_news() -> None:
    assert meanwhile(instance(), None, complete=False) == ""


def test_what_is_gone_is_said_once() -> None:
    standing = PreconditionCheck.of(
        instance(), snapshot(gone=instance()), Restart.precondition, "Restart"
    )

    assert standing.now is None
    assert standing.forbidden == "It no longer exists."
    assert text_of(standing.shown) == "! It no longer exists."


def test_what_is_surely_refused_is_forbidden_and_not_also_warned_of() -> None:
    now = instance(status="RESIZE")

    standing = PreconditionCheck.of(now, snapshot(now), ResizeFlavor.precondition, "Resize")

    assert text_of(standing.shown) == "! Can't resize: not while RESIZE."


def test_what_may_be_refused_is_left_to_the_server_with_a_warning() -> None:
    now = instance(status="BLOCKED")

    standing = PreconditionCheck.of(now, snapshot(now), Restart.precondition, "Restart")

    assert standing.forbidden == ""
    assert text_of(standing.shown) == "! The server may refuse: its status is BLOCKED."


def test_nothing_is_said_where_all_is_as_it_was() -> None:
    assert (
        PreconditionCheck.of(instance(), snapshot(instance()), Rename.precondition, "Rename").shown
        == ()
    )
