"""What the words of a 404 are about."""

from __future__ import annotations

import pytest

from trove_tui.api import absence
from trove_tui.api.errors import (
    CannotConnect,
    Forbidden,
    NoAnswer,
    NotFound,
    RateLimited,
    ServerFailed,
    TroveError,
    Unauthorized,
)

ID = "072bb481-4633-4e9f-973f-6952e7ac631b"
OTHER = "9d1f0000-4633-4e9f-973f-6952e7ac631b"


@pytest.mark.parametrize(
    "words",
    [
        f"Resource {ID} cannot be found.",
        f"Instance {ID.upper()} could not be found.",
        f"No such instance: '{ID}'",
        "Instance orders-db could not be found.",
        "The instance could not be found.",
        "instance with name 'orders-db' was not found",
    ],
)
def test_these_words_say_that_the_instance_is_gone(words: str) -> None:
    assert absence.is_about(NotFound(words), ID, "orders-db")


@pytest.mark.parametrize(
    "words",
    [
        "Datastore version could not be found.",
        "The resource could not be found.",
        "Resource test_conf cannot be found.",
        f"Resource {OTHER} cannot be found.",
        f"Instance {OTHER} could not be found.",
        f"Group {OTHER} of instance {ID} could not be found.",
        f"Resource {ID}-1 cannot be found.",
        "The configuration of this instance could not be found.",
        "Instance billing-db could not be found.",
        "The server answered 404 and gave no reason.",
        "",
    ],
)
def test_these_words_say_nothing_of_the_instance(words: str) -> None:
    assert not absence.is_about(NotFound(words), ID, "orders-db")


@pytest.mark.parametrize("short", ["a", "404", ""])
def test_a_short_id_is_not_taken_for_a_word_of_the_sentence(short: str) -> None:
    assert not absence.is_about(NotFound("A 404 such as a page could not be found."), short)


def test_a_short_id_counts_where_it_is_called_one() -> None:
    assert absence.is_about(NotFound("Resource i7 cannot be found."), "i7")
    assert absence.is_about(NotFound("Configuration group i7 not found."), "i7", "", absence.GROUP)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (NotFound("No group.", status=404, request_id="req-1"), "No group. (404, req-1)"),
        (ServerFailed("The server answered 500.", status=500), "The server answered 500."),
        (Forbidden("Not you.", status=403), "Not you. (403)"),
        (NoAnswer("No answer in 30 s."), "No answer in 30 s."),
        (RateLimited("Too many."), None),
        (Unauthorized("Sign in."), None),
        (CannotConnect("No connection."), None),
    ],
)
def test_one_page_that_cannot_be_read_says_why_and_what_stops_all_is_none_of_it(
    error: TroveError, told: str | None
) -> None:
    assert absence.is_page_error(error) is (told is not None)
    if told is not None:
        assert error.in_full == told
