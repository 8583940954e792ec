"""Who may ask what, and where: tokens, projects and regions."""

from __future__ import annotations

import httpx
import pytest

from tests.support.simulator import Simulator
from trove_tui.simulator.model import Instance

BOTH = pytest.mark.parametrize("dialect", ["spec", "upstream"])


def get(url: str, token: str | None) -> httpx.Response:
    return httpx.get(url, headers={"X-Auth-Token": token} if token else {})


@BOTH
@pytest.mark.parametrize("token", [None, "", "nobody's"])
def test_without_a_known_token_keystone_answers(token: str | None, simulator: Simulator) -> None:
    answer = get(f"{simulator.endpoint}/v1.0/{simulator.project}/instances", token)

    assert answer.status_code == 401
    assert answer.json()["error"]["title"] == "Unauthorized"
    assert answer.headers["www-authenticate"].startswith("Keystone uri=")


@BOTH
def test_another_project_in_the_path_is_refused_by_the_framework(simulator: Simulator) -> None:
    answer = get(f"{simulator.endpoint}/v1.0/somebody-else/instances", simulator.token)

    assert answer.status_code == 403
    assert answer.json()["code"] == "403 Forbidden"
    assert simulator.project in answer.json()["message"]


def test_each_project_has_its_own_instances_and_all_are_listed_for_admins(
    simulator: Simulator, http: httpx.Client
) -> None:
    other = simulator.cloud.projects[1]
    base = f"{simulator.endpoint}/v1.0/{other}"

    theirs = get(f"{base}/instances", simulator.cloud.token_of(other)).json()["instances"]
    ours = http.get("/instances").json()["instances"]
    everybodys = http.get("/instances?all_tenants=1").json()["instances"]

    ids = [{one["id"] for one in rows} for rows in (theirs, ours, everybodys)]
    assert ids[0]
    assert not ids[0] & ids[1]
    assert ids[0] | ids[1] < ids[2]
    assert {one["tenant_id"] for one in everybodys} == set(simulator.cloud.projects)


def test_a_member_may_not_list_all_projects_nor_see_quotas(simulator: Simulator) -> None:
    base = f"{simulator.endpoint}/v1.0/{simulator.project}"
    for path in ("instances?all_tenants=1", f"mgmt/quotas/{simulator.project}"):
        answer = get(f"{base}/{path}", simulator.member_token)

        assert answer.status_code == 401
        message = answer.json()["unauthorized"]["message"]
        assert message == "User does not have admin privileges."


def test_regions_have_instances_of_their_own(simulator: Simulator) -> None:
    names = {}
    for region, endpoint in simulator.endpoints.items():
        answer = get(f"{endpoint}/v1.0/{simulator.project}/instances", simulator.token)
        names[region] = {one["id"] for one in answer.json()["instances"]}

    assert names.keys() == {"bj1", "gd1"}
    assert len(names["bj1"]) == 16
    assert names["gd1"]
    assert not names["bj1"] & names["gd1"]


@pytest.mark.parametrize("dialect", ["upstream"])
def test_upstream_ignores_all_tenants_and_lists_all_projects_for_admins_elsewhere(
    simulator: Simulator, http: httpx.Client
) -> None:
    http.delete(f"/instances/{simulator.cloud.named('orders-db').id}")
    simulator.cloud.clock.advance(10)

    plain = http.get("/instances?all_tenants=1").json()["instances"]
    managed = _all(http, "/mgmt/instances")
    present = _all(http, "/mgmt/instances?deleted=false")

    assert {one["tenant_id"] for one in plain} == {simulator.project}
    assert {one["tenant_id"] for one in managed} == set(simulator.cloud.projects)
    assert [one["name"] for one in managed if one["deleted"]] == ["orders-db"]
    assert not any(one["deleted"] for one in present)


@pytest.mark.parametrize("dialect", ["upstream"])
def test_members_see_neither_owners_nor_tracebacks(simulator: Simulator) -> None:
    base = f"{simulator.endpoint}/v1.0/{simulator.project}"
    path = f"{base}/instances/{simulator.cloud.named('payments-db').id}"

    theirs = get(path, simulator.member_token).json()["instance"]
    admins = get(path, simulator.token).json()["instance"]

    assert "tenant_id" not in theirs
    assert theirs["fault"].keys() == {"message", "created"}
    assert admins["fault"].keys() == {"message", "created", "details"}


@BOTH
def test_an_admin_reaches_other_projects_instances_by_id_and_a_member_does_not(
    simulator: Simulator, http: httpx.Client
) -> None:
    theirs = _of_another_project(simulator)
    path = f"/instances/{theirs.id}"

    assert http.get(path).json()["instance"]["name"] == theirs.name
    assert http.patch(path, json={"instance": {"name": "renamed"}}).is_success
    assert http.get(f"{path}/databases").is_success
    assert http.post(f"{path}/action", json={"restart": {}}).is_success
    assert theirs.name == "renamed"
    assert theirs.status == "REBOOT"
    base = str(http.base_url).rstrip("/")
    member = get(f"{base}{path}", simulator.member_token)
    assert member.status_code == 404


@pytest.mark.parametrize("dialect", ["upstream"])
def test_upstream_lists_an_admin_all_projects_groups_and_not_whose_they_are(
    simulator: Simulator, http: httpx.Client
) -> None:
    everybodys = http.get("/configurations").json()["configurations"]
    base = str(http.base_url).rstrip("/")
    ours = get(f"{base}/configurations", simulator.member_token).json()["configurations"]

    assert len(everybodys) == 3 * len(ours)
    assert not any("tenant_id" in one for one in everybodys)


@pytest.mark.parametrize("dialect", ["upstream"])
def test_a_group_of_another_project_attached_upstream_hides_the_instance_from_its_owner(
    simulator: Simulator, http: httpx.Client
) -> None:
    theirs = _of_another_project(simulator)
    group = simulator.cloud.group_named("web-defaults")
    owners, token = (
        f"{simulator.endpoint}/v1.0/{theirs.project}",
        simulator.cloud.token_of(theirs.project),
    )

    taken = http.put(f"/instances/{theirs.id}", json={"instance": {"configuration": group.id}})

    assert taken.status_code == 202
    for path in (f"instances/{theirs.id}", "instances/detail"):
        answer = get(f"{owners}/{path}", token)
        assert answer.status_code == 404
        message = answer.json()["itemNotFound"]["message"]
        assert message == f"Configuration group with ID {group.id} could not be found."
    assert get(f"{owners}/instances", token).is_success
    detached = httpx.put(
        f"{owners}/instances/{theirs.id}", json={"instance": {}}, headers={"X-Auth-Token": token}
    )
    assert detached.status_code == 404
    assert http.put(f"/instances/{theirs.id}", json={"instance": {}}).status_code == 202
    assert get(f"{owners}/instances/{theirs.id}", token).is_success


@pytest.mark.parametrize("dialect", ["upstream"])
def test_versions_out_of_use_are_in_an_admins_list_alone_and_members_see_no_images(
    simulator: Simulator, http: httpx.Client
) -> None:
    base = str(http.base_url).rstrip("/")
    listed, theirs = http.get("/datastores"), get(f"{base}/datastores", simulator.member_token)
    shown = http.get("/datastores/mysql").json()["datastore"]

    names = [
        [one["name"] for one in store["versions"]]
        for store in (listed.json()["datastores"][0], theirs.json()["datastores"][0], shown)
    ]
    assert names[0] == ["5.7.29", "8.0.29", "5.7.38", "5.6.49"]
    assert names[1] == names[2] == names[0][:3]
    version = theirs.json()["datastores"][0]["versions"][0]
    assert version.keys() == {"id", "name", "version", "links"}


def test_what_is_not_there_is_said_by_the_framework(http: httpx.Client) -> None:
    unknown, method = http.get("/nothing"), http.put("/flavors")

    assert (unknown.status_code, unknown.json()["code"]) == (404, "404 Not Found")
    assert (method.status_code, method.json()["code"]) == (405, "405 Method Not Allowed")


def _of_another_project(simulator: Simulator) -> Instance:
    region, other = simulator.cloud.home, simulator.cloud.projects[1]
    version = simulator.cloud.catalog.datastores[0].default
    return next(
        one for one in region.instances_of(other) if one.version == version and one.group is None
    )


def _all(http: httpx.Client, path: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    while path:
        body = http.get(path).json()
        rows += body["instances"]
        links = body.get("links")
        path = links[0]["href"].partition(http.base_url.path.rstrip("/"))[2] if links else ""
    return rows
