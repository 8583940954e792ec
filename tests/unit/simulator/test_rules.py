"""What is refused and why, beyond what a real server was seen to say; and quotas, which count."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.support.simulator import Simulator

Show = Callable[[str], Any]

MICRO_1 = "2f5a2788-1778-4d21-a4cf-eb4b2866c855"


def refusal(answer: httpx.Response) -> tuple[int, str]:
    (fault,) = answer.json().values()
    assert fault["code"] == answer.status_code
    return answer.status_code, fault["message"]


def wanted(name: str = "mine", size: int = 10, **more: Any) -> dict[str, Any]:
    volume = {"size": size}
    return {"instance": {"name": name, "flavorRef": MICRO_1, "volume": volume, **more}}


def quotas(http: httpx.Client, project: str) -> Any:
    return http.get(f"/mgmt/quotas/{project}").json()["quotas"]


def test_quotas_count_what_is_made_and_what_is_deleted_at_once(
    http: httpx.Client, simulator: Simulator
) -> None:
    before = quotas(http, simulator.project)

    http.post("/instances", json=wanted(size=10))
    made = quotas(http, simulator.project)
    http.delete(f"/instances/{simulator.cloud.named('orders-db').id}")
    deleted = quotas(http, simulator.project)

    used = [(one["instances"]["in_use"], one["volumes"]["in_use"]) for one in (made, deleted)]
    instances, volumes = before["instances"]["in_use"], before["volumes"]["in_use"]
    assert used == [(instances + 1, volumes + 10), (instances, volumes + 10 - 50)]


def test_no_more_volume_than_the_quota_leaves(http: httpx.Client, simulator: Simulator) -> None:
    volumes = quotas(http, simulator.project)["volumes"]["in_use"]
    body = {"quotas": {"volumes": volumes + 10}}
    http.put(f"/mgmt/quotas/{simulator.project}", json=body)
    action = f"/instances/{simulator.cloud.named('orders-db').id}/action"

    too_large = http.post("/instances", json=wanted(size=11))
    too_much = http.post(action, json={"resize": {"volume": {"size": 61}}})
    enough = http.post(action, json={"resize": {"volume": {"size": 60}}})

    assert refusal(too_large) == (413, "Quota exceeded for resources: ['volumes'].")
    assert refusal(too_much) == (413, "Quota exceeded for resources: ['volumes'].")
    assert enough.status_code == 204


def test_minus_one_is_no_limit(http: httpx.Client, simulator: Simulator) -> None:
    body = {"quotas": {"instances": -1, "volumes": -1}}
    http.put(f"/mgmt/quotas/{simulator.project}", json=body)

    assert http.post("/instances", json=wanted()).status_code == 200


def test_quotas_are_each_projects_own(http: httpx.Client, simulator: Simulator) -> None:
    other = simulator.cloud.projects[1]
    http.put(f"/mgmt/quotas/{other}", json={"quotas": {"instances": 0}})

    assert http.post("/instances", json=wanted()).status_code == 200
    assert quotas(http, other)["instances"]["limit"] == 0


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("reports-2", 422, "is not ready."),
        ("sessions", 422, "(task status was RESIZING)."),
        ("inventory-db", 422, "(task status was REBOOTING)."),
        ("payments-db", 422, "(instance status was ERROR)."),
    ],
)
def test_a_busy_or_broken_instance_is_not_restarted(
    name: str, status: int, words: str, http: httpx.Client, simulator: Simulator
) -> None:
    path = f"/instances/{simulator.cloud.named(name).id}/action"

    answer = refusal(http.post(path, json={"restart": {}}))

    assert answer[0] == status
    assert answer[1].endswith(words)


def test_what_is_broken_or_busy_can_be_deleted(http: httpx.Client, simulator: Simulator) -> None:
    for name in ("payments-db", "sessions", "inventory-db"):
        path = f"/instances/{simulator.cloud.named(name).id}"
        assert http.delete(path).status_code == 204


def test_an_instance_without_a_volume_has_none_to_resize(
    http: httpx.Client, simulator: Simulator
) -> None:
    instance = simulator.cloud.named("legacy-crm")

    answer = http.post(f"/instances/{instance.id}/action", json={"resize": {"volume": {"size": 9}}})

    assert refusal(answer) == (400, f"Instance {instance.id} has no volume.")


def test_a_groups_restart_is_needed_only_for_what_needs_one(
    http: httpx.Client, simulator: Simulator, show: Show
) -> None:
    for name, group in (("orders-db", "web-defaults"), ("billing-db", "billing-tuning")):
        body = {"instance": {"configuration": simulator.cloud.group_named(group).id}}
        http.put(f"/instances/{simulator.cloud.named(name).id}", json=body)

    assert show("orders-db")["status"] == "ACTIVE"
    assert show("orders-db")["configuration"]["name"] == "web-defaults"
    assert show("billing-db")["status"] == "RESTART_REQUIRED"


def test_restart_required_refuses_attach_and_detach_until_restarted(
    http: httpx.Client, simulator: Simulator, show: Show
) -> None:
    path = f"/instances/{simulator.cloud.named('billing-replica').id}"

    refused = refusal(http.put(path, json={"instance": {}}))
    http.post(f"{path}/action", json={"restart": {}})
    simulator.cloud.clock.advance(15)
    done = http.put(path, json={"instance": {}})

    assert refused[1].endswith("the instance status is currently: RESTART_REQUIRED.")
    assert done.status_code == 204
    assert "configuration" not in show("billing-replica")


def test_a_detach_by_a_configuration_without_a_value(
    http: httpx.Client, simulator: Simulator, show: Show
) -> None:
    path = f"/instances/{simulator.cloud.named('orders-db').id}"
    group = simulator.cloud.group_named("web-defaults")
    http.put(path, json={"instance": {"configuration": group.id}})

    renamed = http.patch(path, json={"instance": {"name": "orders"}})
    kept = show("orders")["configuration"]["id"]
    detached = http.patch(path, json={"instance": {"configuration": None}})

    assert (renamed.status_code, detached.status_code) == (204, 204)
    assert kept == group.id
    assert "configuration" not in show("orders")


def test_a_put_of_a_groups_name_alone_drops_all_its_values(
    http: httpx.Client, simulator: Simulator
) -> None:
    path = f"/configurations/{simulator.cloud.group_named('web-defaults').id}"

    http.put(path, json={"configuration": {"name": "renamed"}})

    shown = http.get(path).json()["configuration"]
    assert (shown["name"], shown["values"]) == ("renamed", {})


def test_a_groups_values_are_applied_where_it_is_attached(
    http: httpx.Client, simulator: Simulator, show: Show
) -> None:
    group = simulator.cloud.group_named("web-defaults")
    body = {"instance": {"configuration": group.id}}
    http.put(f"/instances/{simulator.cloud.named('orders-db').id}", json=body)
    count = http.get(f"/configurations/{group.id}").json()["configuration"]["instance_count"]

    values = {"innodb_buffer_pool_size": 5_242_880}
    http.put(f"/configurations/{group.id}", json={"configuration": {"values": values}})

    assert count == 1
    assert show("orders-db")["status"] == "RESTART_REQUIRED"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"wait_timeout": 31_536_001}, "is greater than the maximum allowed: 31536000"),
        ({"max_connect_errors": 2**64}, "maximum allowed: 18446744073709547520"),
        ({"performance_schema": 1}, "is not of type boolean."),
        ({"sql_mode": 5}, "is not of type string."),
        ({"basedir": "/"}, "is not supported for this datastore: mysql mysql-5.1."),
    ],
)
def test_a_value_must_be_known_of_its_type_and_in_its_range(
    values: dict[str, Any], words: str, http: httpx.Client
) -> None:
    body = {"configuration": {"name": "g", "values": values}}

    status, message = refusal(http.post("/configurations", json=body))

    assert status == 422
    assert message.endswith(words)


@pytest.mark.parametrize(
    ("database", "words"),
    [
        ("x" * 65, "is too long. Max length = 64."),
        ("a;b", "'a;b' is not a valid schema name."),
        ("-", "does not match '^.*[0-9a-zA-Z]+.*$'"),
        ("", "'' is too short"),
        ("sys", "is on the reserved list:"),
    ],
)
def test_a_databases_name_has_rules(
    database: str, words: str, http: httpx.Client, simulator: Simulator
) -> None:
    path = f"/instances/{simulator.cloud.named('orders-db').id}/databases"

    status, message = refusal(http.post(path, json={"databases": [{"name": database}]}))

    assert status == 400
    assert words in message


@pytest.mark.parametrize(
    ("user", "words"),
    [
        ({"name": "x" * 17}, "is too long. Max length = 16."),
        ({"name": "a'b"}, "is not a valid user name."),
        ({"name": " a"}, "is not a valid user name."),
        ({"password": "a;b"}, "is not a valid password."),
        ({"host": "nowhere"}, "is not a valid hostname."),
        ({"name": "os_admin"}, "is on the reserved list: ['os_admin', 'root']."),
    ],
)
def test_a_user_has_rules(
    user: dict[str, str], words: str, http: httpx.Client, simulator: Simulator
) -> None:
    path = f"/instances/{simulator.cloud.named('orders-db').id}/users"
    body = {"users": [{"name": "new", "password": "fine", **user}]}

    status, message = refusal(http.post(path, json=body))

    assert status == 400
    assert message.endswith(words)


def test_nothing_is_made_when_one_of_several_is_no_good(
    http: httpx.Client, simulator: Simulator
) -> None:
    path = f"/instances/{simulator.cloud.named('orders-db').id}/databases"
    before = http.get(path).json()

    http.post(path, json={"databases": [{"name": "fine"}, {"name": "mysql"}]})

    assert http.get(path).json() == before


def test_twice_the_same_is_refused(http: httpx.Client) -> None:
    databases = [{"name": "twice"}, {"name": "twice"}]

    status, message = refusal(http.post("/instances", json=wanted(databases=databases)))

    assert status == 400
    assert message.startswith("Two or more databases share the same name")


def test_a_dropped_database_is_taken_from_its_users(
    http: httpx.Client, simulator: Simulator
) -> None:
    path = f"/instances/{simulator.cloud.named('orders-db').id}"

    http.delete(f"{path}/databases/orders")

    users = http.get(f"{path}/users").json()["users"]
    assert [one["databases"] for one in users if one["name"] == "app"] == [[]]


def test_databases_and_users_asked_for_at_creation_are_there_once_it_is_built(
    http: httpx.Client, simulator: Simulator
) -> None:
    users = [{"name": "bob", "password": "secret", "databases": [{"name": "shop"}]}]
    body = wanted(databases=[{"name": "shop"}], users=users)
    path = f"/instances/{http.post('/instances', json=body).json()['instance']['id']}"
    simulator.cloud.clock.advance(40)

    shown = http.get(f"{path}/users")

    assert http.get(f"{path}/databases").json() == {"databases": [{"name": "shop"}]}
    assert shown.json()["users"] == [{"name": "bob", "host": "%", "databases": [{"name": "shop"}]}]
    assert "secret" not in shown.text


@pytest.mark.parametrize("dialect", ["upstream"])
def test_a_source_of_replicas_is_not_deleted(http: httpx.Client, simulator: Simulator) -> None:
    source = simulator.cloud.named("billing-db")

    answer = refusal(http.delete(f"/instances/{source.id}"))

    assert answer == (403, "Detach replicas before deleting replica source.")


@pytest.mark.parametrize("dialect", ["upstream"])
def test_one_attribute_beside_the_name_at_most(http: httpx.Client, simulator: Simulator) -> None:
    path = f"/instances/{simulator.cloud.named('orders-db').id}"

    status, message = refusal(http.put(path, json={"instance": {"name": "x", "surprise": 1}}))

    assert status == 400
    assert "Additional properties are not allowed ('surprise' was unexpected)" in message
