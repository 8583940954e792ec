"""Configuration groups as upstream treats them: hidden values, a PATCH that merges, versions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.support.simulator import Simulator
from trove_tui.simulator.masks import masked

POSTGRESQL = {"type": "postgresql", "version": "12.4"}
VALUES = {
    "archive_command": "push --token=abc %p",
    "password_encryption": True,
    "work_mem": 4096,
    "timezone": "UTC",
}


def created(http: httpx.Client, **told: Any) -> str:
    wanted = {"name": "pg", "datastore": POSTGRESQL, "values": VALUES, **told}
    answer = http.post("/configurations", json={"configuration": wanted})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["configuration"]["id"])


def kept(simulator: Simulator) -> dict[str, Any]:
    return simulator.cloud.group_named("pg").values


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("push --token=abc %p", "push --token=*** %p"),
        ("push --password abc %p", "push --password *** %p"),
        ('user=a password = "b c" x', 'user=a password = "***" x'),
        ("{'admin_password': 'x'}", "{'admin_password': '***'}"),
        ("<token>x</token>", "<token>***</token>"),
        ("TOKEN2=x", "TOKEN2=***"),
        ("a tokenizer", "a tokenizer"),
        (7, 7),
    ],
)
def test_upstream_hides_what_follows_a_telling_word(value: object, shown: object) -> None:
    assert masked({"one": value}) == {"one": shown}


@pytest.mark.parametrize("name", ["innodb_ft_max_token_size", "password_encryption", "SslKey"])
def test_upstream_hides_all_of_a_value_whose_name_tells(name: str) -> None:
    assert masked({name: 84}) == {name: "***"}


@pytest.mark.parametrize("dialect", ["upstream"])
def test_upstream_shows_hidden_values_nowhere(simulator: Simulator, http: httpx.Client) -> None:
    group_id = created(http)

    shown = http.get(f"/configurations/{group_id}").json()["configuration"]["values"]

    assert shown == {
        **VALUES,
        "archive_command": "push --token=*** %p",
        "password_encryption": "***",
    }
    assert kept(simulator) == VALUES


@pytest.mark.parametrize("dialect", ["upstream"])
def test_upstreams_patch_merges_and_leaves_the_name(
    simulator: Simulator, http: httpx.Client
) -> None:
    group_id = created(http)
    body = {"configuration": {"name": "other", "values": {"work_mem": 8192}}}

    answer = http.patch(f"/configurations/{group_id}", json=body)

    assert (answer.status_code, answer.content) == (200, b"")
    assert kept(simulator) == {**VALUES, "work_mem": 8192}


@pytest.mark.parametrize("dialect", ["upstream"])
def test_upstreams_patch_takes_no_value_away(simulator: Simulator, http: httpx.Client) -> None:
    group_id = created(http)

    answer = http.patch(
        f"/configurations/{group_id}", json={"configuration": {"values": {"work_mem": None}}}
    )

    assert answer.status_code == 422
    assert "work_mem is not of type integer" in answer.text
    assert kept(simulator) == VALUES


def test_the_specification_has_no_patch_of_a_group(
    simulator: Simulator, http: httpx.Client
) -> None:
    group_id = simulator.cloud.home.groups_of(simulator.project)[0].id

    answer = http.patch(f"/configurations/{group_id}", json={"configuration": {"values": {}}})

    assert answer.status_code == 405


def two_of_one_name(simulator: Simulator) -> None:
    """The cloud's first datastore has its first two versions under one name."""
    catalog = simulator.cloud.catalog
    store, *others = catalog.datastores
    first, second, *rest = store.versions
    named = (
        replace(first, name="8.0", number="8.0.29"),
        replace(second, name="8.0", number="8.0.36"),
    )
    stores = (replace(store, versions=(*named, *rest)), *others)
    catalog.datastores = stores


@pytest.mark.parametrize("dialect", ["upstream"])
def test_a_name_that_two_versions_have_is_refused_and_an_id_or_the_number_is_not(
    simulator: Simulator, http: httpx.Client
) -> None:
    two_of_one_name(simulator)
    version_id = simulator.cloud.catalog.datastores[0].versions[1].id

    def status(**datastore: str) -> int:
        wanted = {"name": "g", "datastore": {"type": "mysql", **datastore}, "values": {}}
        return http.post("/configurations", json={"configuration": wanted}).status_code

    assert status(version="8.0") == 400
    assert status(version="8.0", version_number="8.0.36") == 200
    assert status(version=version_id) == 200
    assert http.get("/datastores/mysql/versions/8.0/parameters").status_code == 400
    assert http.get(f"/datastores/mysql/versions/{version_id}/parameters").status_code == 200
