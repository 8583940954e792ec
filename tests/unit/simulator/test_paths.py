"""Names that are hard to put in a path, decoded as often as Trove decodes them."""

from __future__ import annotations

from urllib.parse import quote

import httpx
import pytest

from tests.support.simulator import Simulator

BOTH = pytest.mark.parametrize("dialect", ["spec", "upstream"])


def once(text: str) -> str:
    return quote(text, safe="").replace(".", "%2E")


def twice(text: str) -> str:
    return quote(once(text), safe="")


def raw(http: httpx.Client, method: str, path: str) -> httpx.Response:
    """Send the path as it is: dots and all."""
    url = http.base_url.copy_with(raw_path=http.base_url.raw_path.rstrip(b"/") + path.encode())
    return http.request(method, url)


@BOTH
@pytest.mark.parametrize(
    "full_name", ["a@b@%", "p%41@%", "o.brien@10.0.3.14", "张伟@192.168.%", "..@%", "app@%"]
)
def test_a_user_encoded_twice_with_its_host_is_always_the_right_one(
    full_name: str, http: httpx.Client, simulator: Simulator
) -> None:
    instance = simulator.cloud.named("auth-db")

    answer = raw(http, "DELETE", f"/instances/{instance.id}/users/{twice(full_name)}")

    assert answer.is_success, answer.text
    assert full_name not in {f"{user.name}@{user.host}" for user in instance.users.values()}
    assert len(instance.users) == 6


@BOTH
@pytest.mark.parametrize(("segment", "status"), [("app", 0), ("backup", 404), ("a%2Fb", 404)])
def test_a_bare_name_means_any_host(
    segment: str, status: int, http: httpx.Client, simulator: Simulator
) -> None:
    path = f"/instances/{simulator.cloud.named('auth-db').id}/users/{segment}"

    answer = raw(http, "DELETE", path)

    assert answer.status_code == (status or answer.status_code)
    assert answer.is_success == (not status)


@BOTH
@pytest.mark.parametrize("name", ["p%41", "张伟"])
def test_a_user_encoded_once_is_another_one(
    name: str, http: httpx.Client, simulator: Simulator
) -> None:
    instance = simulator.cloud.named("auth-db")

    answer = raw(http, "DELETE", f"/instances/{instance.id}/users/{once(name)}")

    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["auth", "audit.2024", "café", "a/b", "50%"])
def test_a_database_is_decoded_once(name: str, http: httpx.Client, simulator: Simulator) -> None:
    instance = simulator.cloud.named("auth-db")

    answer = raw(http, "DELETE", f"/instances/{instance.id}/databases/{once(name)}")

    assert answer.status_code == 204
    assert name not in instance.databases


@pytest.mark.parametrize("dialect", ["upstream"])
@pytest.mark.parametrize("name", ["audit.2024", "café", "a/b"])
def test_upstream_cannot_delete_databases_with_such_names(
    name: str, http: httpx.Client, simulator: Simulator
) -> None:
    instance = simulator.cloud.named("auth-db")

    answer = raw(http, "DELETE", f"/instances/{instance.id}/databases/{once(name)}")

    assert answer.status_code == 404
    assert name in instance.databases


@BOTH
def test_dots_that_a_client_folds_delete_the_instance(
    http: httpx.Client, simulator: Simulator
) -> None:
    instance = simulator.cloud.named("auth-db")

    http.delete(f"/instances/{instance.id}/users/..")

    assert simulator.cloud.named("auth-db").status == "SHUTDOWN"
