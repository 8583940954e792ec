from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.simulator import Simulator
from trove_tui.api.auth import TokenAuth
from trove_tui.api.client import TroveClient
from trove_tui.api.errors import BadEndpoint, BadEnvironment, BadToken
from trove_tui.api.http_transport import connect, root_of
from trove_tui.clock import SystemClock
from trove_tui.secret import Secret

TOKEN = "gAAAAABsecret-token"


def to(endpoint: str, token: str = TOKEN, project: str = "p") -> TroveClient:
    """A client of whatever is there."""
    return connect(endpoint, project, TokenAuth(token), clock=SystemClock())


@pytest.mark.parametrize(
    ("endpoint", "root"),
    [
        ("https://bj1.trove.api.ustack.com", "https://bj1.trove.api.ustack.com"),
        (" https://bj1.trove.api.ustack.com/ ", "https://bj1.trove.api.ustack.com"),
        ("http://10.0.1.39:8779/v1.0/ceb187578ca74d57bb71799393850ec8", "http://10.0.1.39:8779"),
        ("http://10.0.1.39:8779/v1.0/ceb1/", "http://10.0.1.39:8779"),
        ("http://10.0.1.39:8779/v1.0", "http://10.0.1.39:8779"),
        ("https://cloud.example/database/v1.0/%(project_id)s", "https://cloud.example/database"),
        ("https://cloud.example//database//", "https://cloud.example/database"),
        ("http://[fd00::1]:8779", "http://[fd00::1]:8779"),
    ],
)
def test_an_endpoint_is_taken_with_or_without_what_follows_it(endpoint: str, root: str) -> None:
    assert root_of(endpoint) == root


@pytest.mark.parametrize(
    "endpoint",
    ["", "trove", "bj1.example:8779", "ftp://x", "http://", "http://x:port", "http://x:99999",
     "http://a..b", "http://[x", "http://user:hunter2@x", "http://x\x1b", "http://x y"],
)  # fmt: skip
def test_an_endpoint_that_is_no_address_is_refused_without_repeating_it(endpoint: str) -> None:
    with pytest.raises(BadEndpoint) as caught:
        to(endpoint)

    assert "hunter2" not in str(caught.value)


def test_a_project_is_needed() -> None:
    with pytest.raises(BadEndpoint):
        to("http://x", project=" ")


def test_a_ca_file_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")

    for name, why in (("ca.pem", "no certificate"), ("missing.pem", "no such file")):
        environ = {"OS_CACERT": str(tmp_path / name)}
        with pytest.raises(BadEnvironment, match=rf"OS_CACERT is '.*{name}': .*{why}"):
            connect("https://x", "p", TokenAuth(TOKEN), clock=SystemClock(), environ=environ)


@pytest.mark.parametrize("token", ["", " \n", "a b", "a\nb", "a\x00b", "tökén", "a\x7f"])
def test_a_token_that_fits_in_no_header_is_refused_without_repeating_it(token: str) -> None:
    with pytest.raises(BadToken) as caught:
        TokenAuth(Secret(token))

    assert not token.strip() or token.strip() not in str(caught.value)


async def test_a_line_break_after_a_token_does_not_matter(simulator: Simulator) -> None:
    async with to(simulator.endpoint, f"{simulator.token}\n", simulator.project) as connected:
        assert await connected.flavors()
