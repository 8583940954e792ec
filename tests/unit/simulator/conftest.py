"""A bare HTTP client: what these tests say must not depend on our own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.support.simulator import Simulator


@pytest.fixture
def http(simulator: Simulator) -> Iterator[httpx.Client]:
    """Signed in as the admin, in the first region."""
    base = f"{simulator.endpoint}/v1.0/{simulator.project}"
    headers = {"X-Auth-Token": simulator.token}
    # No TLS here: reading the machine's certificates would take longer than most of these tests.
    with httpx.Client(base_url=base, headers=headers, verify=False) as client:
        yield client


@pytest.fixture
def show(http: httpx.Client, simulator: Simulator) -> Callable[[str], Any]:
    """An instance's detail, by its name."""

    def detail(name: str) -> Any:
        answer = http.get(f"/instances/{simulator.cloud.named(name).id}")
        assert answer.status_code == 200, answer.text
        return answer.json()["instance"]

    return detail
