"""What the tests' own simulator can do: count, fail, lose, hold, stop and start."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.support.simulator import Simulator


def test_requests_are_counted_by_method_and_end_of_path(
    http: httpx.Client, simulator: Simulator
) -> None:
    http.get("/instances?all_tenants=1")
    http.get("/flavors")

    assert simulator.count("GET", "/instances") == 1
    assert simulator.count("GET", "/instances?all_tenants=1") == 1
    assert simulator.count("POST", "/instances") == 0


def test_a_lost_answer_is_of_something_done(http: httpx.Client, simulator: Simulator) -> None:
    simulator.lose_answers("POST", "/action", times=1)
    path = f"/instances/{simulator.cloud.named('orders-db').id}/action"

    with pytest.raises(httpx.RemoteProtocolError):
        http.post(path, json={"restart": {}})

    assert simulator.cloud.named("orders-db").status == "REBOOT"
    assert http.post(path, json={"restart": {}}).status_code == 422


def test_a_failure_comes_as_often_as_told_and_does_nothing(
    http: httpx.Client, simulator: Simulator
) -> None:
    simulator.fail("GET", "/instances", 503, "<html>", {"Retry-After": "7"}, times=2)

    answers = [http.get("/instances") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert (answers[0].text, answers[0].headers["retry-after"]) == ("<html>", "7")


def test_a_held_answer_is_done_but_comes_at_the_end(
    http: httpx.Client, simulator: Simulator
) -> None:
    path = f"/instances/{simulator.cloud.named('orders-db').id}/action"
    with ThreadPoolExecutor(1) as pool:
        with simulator.held("POST", "/action") as reached:
            answer = pool.submit(http.post, path, json={"restart": {}})
            assert reached.wait(10)

            assert simulator.cloud.named("orders-db").status == "REBOOT"
            assert not answer.done()

        assert answer.result(10).status_code == 204


def test_stopped_it_refuses_connections_and_started_again_it_is_where_it_was(
    http: httpx.Client, simulator: Simulator
) -> None:
    before = http.get("/instances").json()

    simulator.stop()
    with pytest.raises(httpx.ConnectError):
        http.get("/instances")
    simulator.start()

    assert http.get("/instances").json() == before
