"""Upstream's pages, with all that is odd about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.support.simulator import Simulator

pytestmark = pytest.mark.parametrize("dialect", ["upstream"])


@pytest.fixture
def simulator(dialect: str) -> Iterator[Simulator]:
    """Three pages of instances."""
    with Simulator(dialect, instances=45) as running:
        yield running


def pages(http: httpx.Client, path: str, name: str) -> list[list[Any]]:
    found = []
    while path:
        body = http.get(path).json()
        found.append(body[name])
        links = body.get("links")
        path = links[0]["href"].partition(http.base_url.path.rstrip("/"))[2] if links else ""
    return found


@pytest.mark.parametrize("path", ["/instances", "/instances/detail", "/instances?limit=1000"])
def test_instances_come_twenty_at_a_time(path: str, http: httpx.Client) -> None:
    found = pages(http, path, "instances")

    assert [len(page) for page in found] == [20, 20, 5]
    assert len({row["id"] for page in found for row in page}) == 45


def test_a_vanished_marker_gives_the_first_page_again(
    http: httpx.Client, simulator: Simulator
) -> None:
    rows = http.get("/instances").json()["instances"]
    http.delete(f"/instances/{rows[-1]['id']}")
    simulator.cloud.clock.advance(10)

    again = http.get(f"/instances?marker={rows[-1]['id']}").json()["instances"]

    assert [row["id"] for row in again[:19]] == [row["id"] for row in rows[:19]]


@pytest.mark.parametrize("query", ["limit=0", "limit=-1", "limit=x"])
@pytest.mark.parametrize("path", ["/instances", "/configurations", "/mgmt/instances"])
def test_a_bad_limit_is_an_internal_error(path: str, query: str, http: httpx.Client) -> None:
    answer = http.get(f"{path}?{query}")

    assert answer.status_code == 500
    assert answer.json()["instanceFault"]["code"] == 500


def test_users_next_page_repeats_the_last_of_the_page_before(
    http: httpx.Client, simulator: Simulator
) -> None:
    path = f"/instances/{simulator.cloud.named('auth-db').id}/users"

    found = pages(http, f"{path}?limit=3", "users")

    names = [[f"{one['name']}@{one['host']}" for one in page] for page in found]
    assert [len(page) for page in names] == [3, 3, 3]
    assert names[0][-1] == names[1][0]
    assert len({name for page in names for name in page}) == 7


def test_databases_and_groups_are_paged_without_repeating(
    http: httpx.Client, simulator: Simulator
) -> None:
    path = f"/instances/{simulator.cloud.named('auth-db').id}/databases?limit=4"

    databases = pages(http, path, "databases")
    groups = pages(http, "/configurations?limit=5", "configurations")

    assert [len(page) for page in databases] == [4, 2]
    assert [len(page) for page in groups] == [5, 5, 2]


def test_limits_tell_a_member_the_projects_maxima(http: httpx.Client) -> None:
    absolute, *rates = http.get("/limits").json()["limits"]

    assert absolute["verb"] == "ABSOLUTE"
    assert absolute["max_instances"] == 100
    assert {rate["unit"] for rate in rates} == {"MINUTE"}
