"""What stands there while nothing could be read: why, and what to do about it."""

from __future__ import annotations

import pytest

from tests.support.proxy import Tls
from tests.support.screen import SMALL, WIDE, Stage, stage
from tests.support.simulator import Simulator
from trove_tui.settings import Endpoint, Settings


def words_of(on: Stage) -> str:
    """What stands where the table is, as one text."""
    return " ".join(" ".join(line.partition("│")[0] for line in on.lines[2:]).split())


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_a_certificate_that_is_not_trusted_says_how_to_name_its_ca(
    size: tuple[int, int], simulator: Simulator
) -> None:
    def over_tls(settings: Settings, port: int) -> Settings:
        return settings._replace(
            regions={"": Endpoint(None, f"https://127.0.0.1:{port}")}, region=None
        )

    with Tls(int(simulator.endpoint.rpartition(":")[2])) as tls:
        async with stage(
            simulator, size=size, opened=False, change=lambda found: over_tls(found, tls.port)
        ) as on:
            await on.until(lambda: "self-signed certificate." in words_of(on))
            words = words_of(on)

    assert "export OS_CACERT=FILE, and start again." in words
    assert "not encrypted" not in words


async def test_a_proxy_that_cannot_be_used_is_said_where_a_region_would_use_it(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks5://user:hunter2@10.0.0.1:1080")

    def beside_another(settings: Settings) -> Settings:
        regions = dict(settings.regions)
        name = next(iter(regions))
        return settings._replace(
            regions={name: regions[name], "far": Endpoint("far", "https://trove.test")}
        )

    async with stage(simulator, change=beside_another) as on:
        await on.press("x")
        await on.until(lambda: "HTTPS_PROXY is" in on.text)
        words = words_of(on)

        assert "'socks5://***@10.0.0.1:1080': a SOCKS proxy needs the Python package" in words
        assert "hunter2" not in words

        await on.press("x")
        await on.until(lambda: "orders-db" in on.text)
