"""A real upstream server's exchanges, played again: its refusals word for word, its shapes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.support.simulator import Simulator
from tests.unit.simulator.answers import REAL, differences

PROJECT = "5f0c8d1e2b3a4c5d9e8f7a6b5c4d3e2f"
INSTANCE = "072bb481-4633-4e9f-973f-6952e7ac631b"
BROKEN = "3a3e0a6e-ba2b-4e53-93f6-896ba68a2436"
PEOPLED = "e4f6cbf5-724f-48b1-9564-e8b6ef72e7b6"
GROUP = "fe78dc13-9e2b-44d0-a3ef-4eaa3280925f"
OPTIONAL = {
    "replica_of",
    "fault",
    "configuration",
    "links",
    "ip",
    "addresses",
    "is_public",
    "volume",
    "version_number",
    "used",
    "used_percent",
    "min",
    "max",
}
"""What an instance has or has not, by what happened to it."""


class Replay:
    """Plays the exchanges in their order, with our ids in place of the recorded ones."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._http = httpx.Client(base_url=simulator.endpoint)
        cloud = simulator.cloud
        rows = [one.id for one in cloud.home.instances_of(simulator.project)]
        self.ours = {
            PROJECT: simulator.project,
            BROKEN: cloud.named("payments-db").id,
            PEOPLED: cloud.named("orders-db").id,
            "ac5a55e2-8fb9-4798-bd81-0e34bf00b0d6": rows[19],
        }
        self._before: dict[str, Callable[[], None]] = {
            "instance-show-active": lambda: cloud.clock.advance(40),
            "action-resize-same-flavor": self._resize,
            "databases-create-exists": lambda: self._databases("POST"),
            "databases-delete-missing": lambda: self._databases("DELETE"),
            "users-list": self._users,
            "users-25-page1": self._many_users,
            "instance-show-with-configuration": self._attach,
            "instance-create-over-quota": self._no_more,
            "instance-show-deleted": lambda: cloud.clock.advance(10),
        }

    def play(self, exchange: dict[str, Any]) -> httpx.Response:
        """Send what was sent then."""
        name = exchange["name"]
        self._before.get(name, lambda: None)()
        method, path, body = exchange["request"]
        answer = self.send(method, path.replace("{project}", PROJECT), body, name)
        if name == "instance-create":
            self.ours[INSTANCE] = answer.json()["instance"]["id"]
        if name == "configuration-create":
            self.ours[GROUP] = answer.json()["configuration"]["id"]
        return answer

    def send(self, method: str, path: str, body: Any, name: str = "") -> httpx.Response:
        """Send a request that has recorded ids in it."""
        content = body if isinstance(body, str) else json.dumps(body)
        token = {
            "no-token": "",
            "instances-member-token": self._simulator.member_token,
            "mgmt-quota-update-member": self._simulator.member_token,
            "other-project-token": self._simulator.cloud.token_of(
                "88a73739c353499d8de3cf2b0ce74834"
            ),
        }.get(name, self._simulator.token)
        return self._http.request(
            method,
            self.translated(f"/v1.0/{path}"),
            content=self.translated(content).encode() if body is not None else None,
            headers={"X-Auth-Token": token},
        )

    def translated(self, text: str) -> str:
        """The text with our ids."""
        for theirs, ours in self.ours.items():
            text = text.replace(theirs, ours)
        return text

    def close(self) -> None:
        """End the connections."""
        self._http.close()

    def _done(self, method: str, rest: str, body: Any) -> None:
        answer = self.send(method, f"{PROJECT}/{rest}", body)
        assert answer.is_success, answer.text

    def _resize(self) -> None:
        clock = self._simulator.cloud.clock
        flavor = "ad462089-f6f8-4d09-9287-0ebd6436929d"
        clock.advance(15)
        self._done("POST", f"instances/{INSTANCE}/action", {"resize": {"flavorRef": flavor}})
        clock.advance(60)
        self._done("POST", f"instances/{INSTANCE}/action", {"resize": {"volume": {"size": 20}}})
        clock.advance(30)

    def _databases(self, method: str) -> None:
        path = f"instances/{INSTANCE}/databases"
        if method == "POST":
            self._done("POST", path, {"databases": [{"name": "youdao"}]})
        else:
            self._done("DELETE", f"{path}/youdao", None)

    def _users(self) -> None:
        users = [
            {"name": "test_000", "password": "nihao", "databases": [{"name": "test-trove"}]},
            {"name": "at", "password": "nihao", "host": "10.0.0.1"},
        ]
        self._done("POST", f"instances/{INSTANCE}/users", {"users": users})

    def _many_users(self) -> None:
        self._simulator.cloud.named("orders-db").users.clear()
        users = [
            {"name": f"user_{n:02}", "password": "x", "databases": [{"name": f"db_{n:02}"}]}
            for n in range(1, 26)
        ]
        self._done("POST", f"instances/{PEOPLED}/users", {"users": users})

    def _attach(self) -> None:
        body = {"instance": {"configuration": GROUP}}
        self._done("PUT", f"instances/{INSTANCE}", body)

    def _no_more(self) -> None:
        self._done("PUT", f"mgmt/quotas/{PROJECT}", {"quotas": {"instances": 1}})


@pytest.fixture(scope="module")
def played() -> Iterator[tuple[Replay, dict[str, httpx.Response]]]:
    """All exchanges, played once: each depends on those before it."""
    with Simulator("upstream", instances=30) as simulator:
        replay = Replay(simulator)
        yield replay, {name: replay.play(exchange) for name, exchange in REAL.items()}
        replay.close()


@pytest.mark.parametrize("name", [name for name, real in REAL.items() if real["status"] >= 400])
def test_a_refusal_is_the_real_servers_word_for_word(
    name: str, played: tuple[Replay, dict[str, httpx.Response]]
) -> None:
    replay, answers = played
    real = REAL[name]

    answer = answers[name]

    assert answer.status_code == real["status"]
    assert _without_fault_id(answer.text) == _without_fault_id(
        replay.translated(json.dumps(real["body"]))
    )
    assert answer.headers["x-openstack-request-id"].startswith("req-")


@pytest.mark.parametrize("name", [name for name, real in REAL.items() if real["status"] < 400])
def test_an_answer_has_the_real_ones_keys_and_types(
    name: str, played: tuple[Replay, dict[str, httpx.Response]]
) -> None:
    _, answers = played
    real = REAL[name]

    answer = answers[name]

    assert answer.status_code == real["status"]
    if real["body"] is None:
        assert answer.content == b""
    else:
        assert list(differences(real["body"], answer.json(), optional=OPTIONAL)) == []


def test_what_is_told_of_the_instance_agrees(
    played: tuple[Replay, dict[str, httpx.Response]],
) -> None:
    _, answers = played

    for name, real in REAL.items():
        if name.startswith("instance-show") and real["status"] == 200:
            shown, told = answers[name].json()["instance"], real["body"]["instance"]
            assert shown["status"] == told["status"], name
            assert shown["operating_status"] == told["operating_status"], name
            assert shown["flavor"]["id"] == told["flavor"]["id"] or "error" in name
            assert ("configuration" in shown) == ("configuration" in told), name


def test_next_links_are_the_real_ones(played: tuple[Replay, dict[str, httpx.Response]]) -> None:
    replay, answers = played

    for name in ("instances-page1-default20", "users-limit1", "users-25-page1"):
        real = replay.translated(json.dumps(REAL[name]["body"]["links"]))
        assert answers[name].json()["links"] == json.loads(real), name


def test_an_instance_keeps_what_it_was_last_refused(
    played: tuple[Replay, dict[str, httpx.Response]],
) -> None:
    replay, answers = played

    fault = answers["instance-show-active"].json()["instance"]["fault"]

    real = REAL["instance-show-active"]["body"]["instance"]["fault"]
    assert fault["message"] == replay.translated(real["message"])


def _without_fault_id(text: str) -> Any:
    return json.loads(re.sub(r"went wrong: \([0-9a-f-]+\)", "went wrong: (…)", text))
