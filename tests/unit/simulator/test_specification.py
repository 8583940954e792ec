"""Every request of the specification's samples works and is answered as they show."""

from __future__ import annotations

import httpx
import pytest

from tests.support.simulator import Simulator
from tests.unit.simulator.answers import SAMPLES, differences

OPTIONAL = {"configuration", "volume", "fault", "used", "min", "max"}

READS = [
    name
    for name, sample in SAMPLES.items()
    if sample["method"] == "GET" and name not in {"update quotas", "default configuration"}
]

CHANGES = [
    ("restart", "orders-db"),
    ("resize flavor", "auth-db"),
    ("resize volume", "profiles-db"),
    ("create databases", "orders-db"),
    ("create users", "orders-db"),
    ("detach group", "orders-db"),
    ("delete instance", "orders-db"),
]


@pytest.fixture
def paths(simulator: Simulator) -> dict[str, str]:
    """What the samples leave open in their paths."""
    return {
        "trove_instance_id": simulator.cloud.named("auth-db").id,
        "configuration_id": simulator.cloud.group_named("test_conf").id,
        "datastore_name": "mysql",
        "datastore_version": "mysql-5.1",
        "parameter_name": "innodb_flush_log_at_trx_commit",
        "project_id": simulator.project,
    }


@pytest.mark.parametrize("name", READS)
def test_a_read_has_the_samples_keys_and_types(
    name: str, http: httpx.Client, paths: dict[str, str]
) -> None:
    sample = SAMPLES[name]

    answer = http.get(sample["path"].format(**paths))

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert list(differences(sample["answer"], answer.json(), optional=OPTIONAL)) == []


@pytest.mark.parametrize("name", ["list flavors", "show parameter", "default configuration"])
def test_what_does_not_depend_on_the_fleet_is_the_sample_itself(
    name: str, http: httpx.Client, simulator: Simulator, paths: dict[str, str]
) -> None:
    sample = SAMPLES[name]

    answer = http.get(sample["path"].format(**paths))

    assert answer.json() == sample["answer"]


def test_the_samples_four_parameters_are_among_many(
    http: httpx.Client, paths: dict[str, str]
) -> None:
    sample = SAMPLES["list parameters"]

    answer = http.get(sample["path"].format(**paths)).json()["configuration-parameters"]

    assert all(one in answer for one in sample["answer"]["configuration-parameters"])
    assert len(answer) >= 24


def test_a_row_has_no_updated_and_no_used_and_a_detail_has_both(
    http: httpx.Client, paths: dict[str, str]
) -> None:
    rows = http.get("/instances").json()["instances"]
    detail = http.get(f"/instances/{paths['trove_instance_id']}").json()["instance"]

    assert all("updated" not in row for row in rows)
    assert all(row.get("volume", {"size": 1}).keys() == {"size"} for row in rows)
    assert detail["updated"]
    assert detail["volume"]["used"] > 0


def test_the_sample_of_creating_gives_the_sample_of_the_answer(http: httpx.Client) -> None:
    sample = SAMPLES["create instance"]

    answer = http.post("/instances", json=sample["request"])

    assert answer.status_code == 200
    assert list(differences(sample["answer"], answer.json())) == []
    assert answer.json()["instance"]["status"] == "BUILD"
    assert answer.json()["instance"]["ip"] is None


@pytest.mark.parametrize(("name", "instance"), CHANGES)
def test_a_change_is_answered_204_without_a_body(
    name: str, instance: str, http: httpx.Client, simulator: Simulator
) -> None:
    sample = SAMPLES[name]
    path = sample["path"].format(trove_instance_id=simulator.cloud.named(instance).id)

    answer = http.request(sample["method"], path, json=sample["request"])

    assert (answer.status_code, answer.content) == (204, b"")


def test_the_sample_of_updating_renames_and_attaches_by_href(
    http: httpx.Client, simulator: Simulator
) -> None:
    instance = simulator.cloud.named("orders-db")
    group = simulator.cloud.group_named("test_conf")
    href = f"http://10.0.1.39:8779/v1.0/configurations/{group.id}"

    answer = http.patch(
        f"/instances/{instance.id}", json={"instance": {"name": "trove", "configuration": href}}
    )

    assert answer.status_code == 204
    assert simulator.cloud.named("trove").group is group


def test_a_groups_samples_work_from_its_making_to_its_end(http: httpx.Client) -> None:
    create, update = SAMPLES["create group"], SAMPLES["update group"]

    created = http.post("/configurations", json=create["request"])
    path = f"/configurations/{created.json()['configuration']['id']}"
    updated = http.put(path, json=update["request"])
    shown = http.get(path).json()["configuration"]
    deleted = http.delete(path)

    assert list(differences(create["answer"], created.json())) == []
    assert (updated.status_code, deleted.status_code) == (204, 204)
    assert shown["name"] == "kk"
    assert shown["values"] == update["request"]["configuration"]["values"]
    assert http.get(path).status_code == 404


def test_the_quotas_sample_works_as_a_put_and_tells_only_limits(
    http: httpx.Client, simulator: Simulator
) -> None:
    sample = SAMPLES["update quotas"]
    path = f"/mgmt/quotas/{simulator.project}"

    answer = http.put(path, json=sample["request"])

    assert answer.json() == sample["answer"]
    assert http.get(path).json()["quotas"]["backups"]["limit"] == 6


def test_the_samples_double_slash_is_forgiven(http: httpx.Client, simulator: Simulator) -> None:
    url = f"{simulator.endpoint}//v1.0/{simulator.project}/mgmt/quotas/{simulator.project}"

    assert http.get(url).status_code == 200


def test_one_row_has_no_volume_and_a_flavor_that_is_not_listed(http: httpx.Client) -> None:
    flavors = {one["str_id"] for one in http.get("/flavors").json()["flavors"]}

    rows = http.get("/instances").json()["instances"]

    (odd,) = (row for row in rows if row["flavor"]["id"] not in flavors)
    assert "volume" not in odd


def test_upstreams_own_paths_are_not_there(http: httpx.Client) -> None:
    assert http.get("/limits").status_code == 404
    assert http.get("/mgmt/instances").status_code == 404
    detail = http.get("/instances/detail")
    assert detail.json()["itemNotFound"]["message"] == "Resource detail cannot be found."


def test_a_large_list_is_compressed_for_those_who_accept_that(http: httpx.Client) -> None:
    plain = http.get("/instances", headers={"Accept-Encoding": "identity"})
    compressed = http.get("/instances", headers={"Accept-Encoding": "gzip"})

    assert "content-encoding" not in plain.headers
    assert compressed.headers["content-encoding"] == "gzip"
    assert int(compressed.headers["content-length"]) < len(plain.content) / 4
    assert compressed.content == plain.content


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"null", b'{"instance": 5}', b"\xff"])
@pytest.mark.parametrize("path", ["/instances", "/configurations"])
def test_a_body_that_is_no_request_is_a_400(path: str, body: bytes, http: httpx.Client) -> None:
    assert http.post(path, content=body).status_code == 400
