from __future__ import annotations

import base64
import html
import json
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.api.facts import UPSTREAM, body_of
from trove_tui.api import errors
from trove_tui.api.error_mapping import error_from, retry_after_seconds
from trove_tui.api.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    NoAnswer,
    NotAllowedNow,
    NotFound,
    NotOffered,
    NotTrove,
    OtherRefusal,
    OutcomeUnknown,
    QuotaExceeded,
    RateLimited,
    Refused,
    ServerFailed,
    TroveError,
    Unauthorized,
)

REFUSALS: dict[str, type[TroveError]] = {
    "datastore-missing": NotFound,
    "param-missing": NotFound,
    "params-version-missing": BadRequest,
    "instances-limit-not-int": ServerFailed,
    "instance-action-while-build": NotAllowedNow,
    "instance-delete-while-build": NotAllowedNow,
    "users-while-build": NotAllowedNow,
    "instance-create-nic-with-subnet-id-doc-form": BadRequest,
    "instance-create-no-name": BadRequest,
    "instance-create-no-volume": BadRequest,
    "instance-create-flavor-missing": BadRequest,
    "instance-create-version-inactive": BadRequest,
    "instance-create-volume-too-big": BadRequest,
    "instance-create-not-json": BadRequest,
    "instance-create-user-unknown-db": BadRequest,
    "no-token": Unauthorized,
    "other-project-token": Forbidden,
    "action-while-reboot": NotAllowedNow,
    "action-resize-same-flavor": BadRequest,
    "action-resize-volume-smaller": BadRequest,
    "action-unknown": OutcomeUnknown,
    "databases-create-exists": BadRequest,
    "databases-create-reserved": BadRequest,
    "databases-delete-missing": NotFound,
    "users-create-exists": BadRequest,
    "users-create-reserved": BadRequest,
    "users-create-no-password": BadRequest,
    "configuration-create-unknown-param": BadRequest,
    "configuration-create-bad-type": BadRequest,
    "configuration-create-out-of-range": BadRequest,
    "configuration-create-no-values": BadRequest,
    "instance-put-attach-twice": BadRequest,
    "configuration-delete-in-use": BadRequest,
    "instance-put-attach-again": NotAllowedNow,
    "instance-patch-doc-name-and-href": BadRequest,
    "mgmt-quota-bad-resource": NotFound,
    "mgmt-quota-too-small": BadRequest,
    "mgmt-quota-update-member": Unauthorized,
    "instance-create-over-quota": QuotaExceeded,
    "instance-show-deleted": NotFound,
}

FIELDS: dict[str, str | None] = {
    "instance-create-nic-with-subnet-id-doc-form": "nics.0",
    "instance-create-no-name": "name",
    "instance-create-no-volume": "size",
    "instance-create-version-inactive": "version",
    "instance-create-volume-too-big": "size",
    "instance-create-flavor-missing": None,
    "action-resize-same-flavor": "flavor",
    "action-resize-volume-smaller": "size",
    "databases-create-exists": "name",
    "databases-create-reserved": "name",
    "users-create-reserved": "name",
    "users-create-no-password": "users.0.password",
    "configuration-create-unknown-param": "values.no_such",
    "configuration-create-bad-type": "values.wait_timeout",
    "configuration-create-out-of-range": "values.wait_timeout",
    "configuration-create-no-values": "values",
    "instance-patch-doc-name-and-href": "configuration",
}


def answered(name: str) -> TroveError:
    """The error that a real upstream server's answer is."""
    exchange = UPSTREAM[name]
    method = exchange["request"][0]
    return error_from(method, exchange["status"], exchange["headers"], body_of(exchange["body"]))


def test_every_refusal_of_a_real_server_is_looked_at_here() -> None:
    assert set(REFUSALS) == {
        name for name, exchange in UPSTREAM.items() if exchange["status"] >= 300
    }


@pytest.mark.parametrize(("name", "kind"), REFUSALS.items())
def test_a_real_servers_refusal_is_the_error_a_person_can_act_on(
    name: str, kind: type[TroveError]
) -> None:
    error = answered(name)

    assert type(error) is kind
    assert error.status == UPSTREAM[name]["status"]
    assert error.request_id == UPSTREAM[name]["headers"]["x-openstack-request-id"]


@pytest.mark.parametrize(("name", "field"), FIELDS.items())
def test_the_field_is_guessed_from_the_words(name: str, field: str | None) -> None:
    error = answered(name)

    assert isinstance(error, BadRequest)
    assert error.field == field


def test_the_words_are_the_servers() -> None:
    assert str(answered("mgmt-quota-update-member")) == "User does not have admin privileges."
    assert str(answered("no-token")) == "The request you have made requires authentication."
    assert str(answered("other-project-token")) == (
        "Access was denied to this resource. User with tenant id "
        "88a73739c353499d8de3cf2b0ce74834 cannot access this resource."
    )
    assert str(answered("instance-create-not-json")) == "Malformed request body"


def trove(status: int, message: str, key: str = "any", **headers: str) -> TroveError:
    body = body_of({key: {"code": status, "message": message}})
    return error_from(
        "POST", status, {name.replace("_", "-"): headers[name] for name in headers}, body
    )


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (400, "Something is wrong.", BadRequest),
        (401, "No.", Unauthorized),
        (403, "No.", Forbidden),
        (403, "Quota exceeded for resources: ['ram'].", QuotaExceeded),
        (404, "No.", NotFound),
        (405, "No.", NotOffered),
        (406, "No.", OtherRefusal),
        (409, "No.", Conflict),
        (413, "Instance volume quota exceeded.", QuotaExceeded),
        (413, "Too much.", QuotaExceeded),
        (415, "No.", OtherRefusal),
        (422, "Quota exceeded for resources: ['instances'].", QuotaExceeded),
        (422, "Instance a is not ready.", NotAllowedNow),
        (429, "Slow down.", RateLimited),
    ],
)
def test_what_upstream_was_not_seen_to_answer(
    status: int, message: str, kind: type[TroveError]
) -> None:
    assert type(trove(status, message)) is kind


def test_413_with_retry_after_is_a_rate_limit_and_waiting_helps() -> None:
    error = trove(413, "This request was rate-limited.", "overLimit", Retry_After="7")

    assert isinstance(error, RateLimited)
    assert error.retry_after == 7.0


def test_a_rate_limit_without_a_time_is_one_all_the_same() -> None:
    assert trove(429, "Slow down.").retry_after is None


@pytest.mark.parametrize("status", [500, 501, 502, 503, 504, 599])
def test_any_5xx_to_a_change_says_nothing_about_its_effect(status: int) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        error = error_from(method, status, {"Retry-After": "9"}, b"")

        assert type(error) is OutcomeUnknown
        assert error.retry_after == 9.0


def test_a_read_that_is_not_offered_is_not_a_failure() -> None:
    assert type(error_from("GET", 501, {}, b"")) is NotOffered
    assert type(error_from("GET", 503, {}, b"")) is ServerFailed


def test_a_web_page_is_told_by_its_title() -> None:
    page = b"<!DOCTYPE html><html><head><title>502 Bad\n Gateway</title></head><body>nginx"

    error = error_from("GET", 502, {}, page)

    assert isinstance(error, ServerFailed)
    assert str(error) == "A web page came instead of Trove's answer (502): 502 Bad Gateway"


def test_a_proxys_404_does_not_mean_that_an_instance_has_gone() -> None:
    assert type(error_from("GET", 404, {}, b"<html><h1>Not Found</h1>")) is NotTrove
    assert type(error_from("GET", 404, {}, b"default backend - 404")) is NotTrove


def test_a_redirect_is_not_trove() -> None:
    error = error_from("GET", 302, {"Location": "https://login.example"}, b"")

    assert isinstance(error, NotTrove)
    assert "302" in str(error)


def test_a_change_that_is_redirected_was_not_done() -> None:
    assert type(error_from("POST", 302, {}, b"")) is OtherRefusal


@pytest.mark.parametrize("body", [b"", b"  \n", b"{}", b"[]", b"null", b'{"badRequest": null}'])
def test_no_reason_is_told_as_such(body: bytes) -> None:
    error = error_from("DELETE", 400, {}, body)

    assert type(error) is BadRequest
    assert str(error) == "The server answered 400 and gave no reason."


def test_a_long_message_is_cut() -> None:
    error = trove(400, "x" * 5000)

    assert len(str(error)) == 2000
    assert str(error).endswith("…")


def test_a_dangerous_message_is_shown_safely() -> None:
    assert str(trove(400, "a\x1b[2Jb\u202ec")) == r"a\x1b[2Jb\u202ec"
    assert str(error_from("POST", 400, {}, b"\x1b]0;title\x07")) == (
        r"The server answered 400: \x1b]0;title\x07"
    )


@pytest.mark.parametrize("secret", ["hunter2", "p'a\\s", "a&b<c", "a b/ü", 'q"uote'])
def test_a_secret_that_the_server_echoes_is_masked(secret: str) -> None:
    echoes = [
        f"Validation error: users[0]['password'] {secret!r} does not match",
        f"Bad password: {secret}",
        f"{'x' * (2000 - len('Bad: ') - 3)}{secret}",  # cut in the middle of it
    ]

    for message in echoes:
        body = body_of({"badRequest": {"code": 400, "message": message}})
        error = error_from("POST", 400, {}, body, secrets=[secret])

        assert secret not in str(error)
        assert secret[:3] not in str(error)


@pytest.mark.parametrize(
    "quoted",
    [
        ascii,
        lambda secret: repr(secret.encode()),
        lambda secret: json.dumps(json.dumps(secret)),
        lambda secret: html.escape(json.dumps(secret)),
        lambda secret: quote(json.dumps(secret)),
        lambda secret: "".join(f"&#{ord(letter)};" for letter in secret),
        lambda secret: html.escape(secret).encode("ascii", "xmlcharrefreplace").decode(),
        lambda secret: unicodedata.normalize("NFD", secret),
        lambda secret: base64.b64encode(secret.encode()).decode(),
        lambda secret: secret.encode().hex(),
    ],
)
def test_a_secret_is_masked_however_it_is_quoted(quoted: Callable[[str], str]) -> None:
    secret = "Zq7é&<K9>%!x"
    body = json.dumps({"badRequest": {"code": 400, "message": f"Bad: {quoted(secret)}."}})

    error = error_from("POST", 400, {}, body.encode(), secrets=[secret])

    assert "***" in str(error)
    assert "Zq7" not in str(error)


def test_a_secret_is_masked_in_the_requests_id_too() -> None:
    headers = {"x-openstack-request-id": "req-hunter2"}

    error = error_from("POST", 400, headers, b"{}", secrets={"hunter2"})

    assert error.request_id == "req-***"


def test_a_secret_in_a_page_or_in_no_json_is_masked_too() -> None:
    for body in (b"<title>no hunter2</title>", b"no hunter2"):
        assert "hunter2" not in str(error_from("POST", 400, {}, body, secrets={"hunter2"}))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("30", 30.0),
        (" 1.5 ", 1.5),
        ("-1", None),
        ("soon", None),
        ("Wed, 04 Mar 2026 05:07:07 GMT", 60.0),
        ("Wed, 04 Mar 2026 05:05:07 GMT", 0.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(value, datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)) == seconds


@given(
    st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE"]),
    st.integers(300, 599),
    st.dictionaries(st.sampled_from(["Retry-After", "x-openstack-request-id"]), st.text()),
    st.binary() | st.text().map(str.encode) | st.recursive(
        st.none() | st.text() | st.integers(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["message", "error", "x"]), inner)
        ),
    ).map(lambda value: json.dumps(value).encode()),
)  # fmt: skip
def test_any_answer_makes_an_error_that_can_be_shown(
    method: str, status: int, headers: dict[str, str], body: bytes
) -> None:
    error = error_from(method, status, headers, body)

    assert str(error)
    assert len(str(error)) < 400
    assert str(error).isprintable() or not str(error).isascii()
    if method != "GET":
        assert isinstance(error, (Refused, OutcomeUnknown))


def leaves() -> list[type[TroveError]]:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    return [kind for kind in kinds if issubclass(kind, TroveError) and not kind.__subclasses__()]


@pytest.mark.parametrize("kind", leaves())
def test_every_kind_says_when_it_is_raised_and_is_drawn_in_the_tree(
    kind: type[TroveError],
) -> None:
    assert kind.__doc__
    assert kind.__name__ in (errors.__doc__ or "")
    assert kind is OtherRefusal or kind.advice


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Forbidden("Not yours.", status=403, request_id="req-1"), "Not yours. (403, req-1)"),
        (Forbidden("Not yours.", status=403), "Not yours. (403)"),
        (ServerFailed("The server answered 503.", status=503), "The server answered 503."),
        (NoAnswer("No answer in 10 s."), "No answer in 10 s."),
    ],
)
def test_in_full_a_failure_has_its_status_and_the_id_of_its_request(
    error: TroveError, words: str
) -> None:
    assert error.in_full == words
