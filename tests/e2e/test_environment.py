"""Variables that machines export, in real processes: none ends it but what it would use."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import Opens
from tests.e2e.terminal import Terminal
from tests.support.proxy import CERTIFICATE, Proxy, Tls
from tests.support.simulator import Simulator

ODD = {
    "networks in NO_PROXY": {"NO_PROXY": "::1/128,fd00::/8,[::1],10.0.0.0/8", "HTTP_PROXY": "a:1"},
    "socks5 for all": {"ALL_PROXY": "socks5://127.0.0.1:1080"},
    "socks for all": {"all_proxy": "socks://127.0.0.1:1080/"},
    "a port that is none": {"HTTP_PROXY": "http://proxy:99999"},
    "a scheme that is none": {"HTTPS_PROXY": "proxy://proxy", "http_proxy": "gopher://x"},
    "garbage": {"ALL_PROXY": "http://[::1", "NO_PROXY": "[/,://,%", "HTTP_PROXY": "@:@"},
    "no CA file": {"SSL_CERT_FILE": "/no/such", "SSL_CERT_DIR": "/nor/such"},
    "an empty CA file": {"SSL_CERT_FILE": "/dev/null", "REQUESTS_CA_BUNDLE": "/dev/null"},
    "what is for developers": {"TEXTUAL_LOG": "/no/such/log", "TEXTUAL_COLOR_SYSTEM": "odd"},
    "what is for servers": {"WEB_CONCURRENCY": "auto"},
    "no log of keys": {"SSLKEYLOGFILE": "/no/such/keys"},
}


def shown_at_once(terminal: Terminal) -> bool:
    """Whether the other screen was ever opened."""
    return b"\x1b[?1049h" in terminal.raw


@pytest.mark.parametrize("name", ODD)
def test_the_demo_opens_whatever_is_exported(name: str, opened: Opens) -> None:
    terminal = opened("--demo", environ=ODD[name])

    terminal.wait_for(lambda: "● live" in terminal.text and terminal.line_with("ACTIVE"))
    terminal.press("q")

    assert terminal.wait() == 0
    assert terminal.said_after_leaving == ""


def test_the_demo_sends_nothing_through_a_proxy(opened: Opens) -> None:
    with Proxy(1) as proxy:
        environ = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), proxy.url)
        terminal = opened("--demo", environ=environ)
        terminal.wait_for(lambda: "● live" in terminal.text and terminal.line_with("ACTIVE"))

    assert proxy.seen == []


USED = {
    "ALL_PROXY": "socks5://user:hunter2@10.0.0.1:1080",
    "HTTPS_PROXY": "http://user:hunter2@proxy:99999",
    "https_proxy": "gopher://hunter2@proxy",
    "SSL_CERT_FILE": "/no/such.pem",
    "SSL_CERT_DIR": "/no/such",
    "OS_CACERT": "/dev/null",
    "REQUESTS_CA_BUNDLE": "/etc/passwd",
    "SSLKEYLOGFILE": "/no/such/keys",
}


@pytest.mark.parametrize("name", USED)
def test_what_would_be_used_and_cannot_be_is_a_sentence_and_1_before_any_screen(
    name: str, opened: Opens
) -> None:
    terminal = opened(
        *("--endpoint", "https://trove.test", "--project", "p"),
        environ={"OS_TOKEN": "t0ken", name: USED[name]},
    )

    assert terminal.wait() == 1
    assert not shown_at_once(terminal)
    said = " ".join(terminal.text.split())
    assert said.startswith(f"{name} is ")
    assert USED[name].rpartition("@")[2] in said
    assert "hunter2" not in bytes(terminal.raw).decode()
    assert "Traceback" not in said


def test_a_cloud_behind_a_proxy_and_a_ca_of_its_own_is_live(
    opened: Opens, simulator: Simulator
) -> None:
    port = int(simulator.endpoint.rpartition(":")[2])
    with Tls(port) as tls, Proxy(tls.port) as proxy:
        terminal = opened(
            *("--endpoint", "https://trove.test", "--project", simulator.project),
            environ={
                "OS_TOKEN": simulator.token,
                "HTTPS_PROXY": proxy.url,
                "OS_CACERT": str(CERTIFICATE),
                "NO_PROXY": "other.test,10.0.0.0/8",
            },
        )
        terminal.wait_for(lambda: "● live" in terminal.text and terminal.line_with("orders-db"))

        assert not terminal.line_with("not encrypted")
        assert proxy.seen[0].startswith("CONNECT trove.test:443 ")


def test_a_token_in_the_open_is_said_in_the_top_line_as_long_as_it_is(
    opened: Opens, simulator: Simulator
) -> None:
    port = int(simulator.endpoint.rpartition(":")[2])
    with Proxy(port) as proxy:
        terminal = opened(
            *("--endpoint", "http://127.evil.invalid", "--project", simulator.project),
            environ={"OS_TOKEN": simulator.token, "HTTP_PROXY": proxy.url},
            columns=80,
            rows=24,
        )
        terminal.wait_for(lambda: "● live" in terminal.text and terminal.line_with("orders-db"))

        assert "not encrypted" in terminal.screen[0]
        terminal.press("q")
        assert terminal.wait() == 0

    before_the_screen = bytes(terminal.raw).partition(b"\x1b[?1049h")[0]
    assert b"encrypted" not in before_the_screen


def test_exported_columns_and_lines_are_not_the_terminals_size(opened: Opens) -> None:
    terminal = opened("--demo", environ={"COLUMNS": "40", "LINES": "9"}, columns=120, rows=36)

    terminal.wait_for(lambda: "● live" in terminal.text and terminal.line_with("ACTIVE"))
    terminal.wait_for(lambda: "quit" in terminal.screen[35])
    terminal.resize(100, 30)
    terminal.wait_for(lambda: "quit" in terminal.screen[29] and "? " in terminal.screen[29])
    terminal.press("?")
    terminal.wait_for(lambda: max(len(line.rstrip()) for line in terminal.screen) > 60)


def test_a_log_of_keys_is_written_where_it_can_be(
    opened: Opens, simulator: Simulator, tmp_path: Path
) -> None:
    port = int(simulator.endpoint.rpartition(":")[2])
    keys = tmp_path / "keys.log"
    with Tls(port) as tls:
        terminal = opened(
            *("--endpoint", f"https://127.0.0.1:{tls.port}", "--project", simulator.project),
            environ={
                "OS_TOKEN": simulator.token,
                "SSL_CERT_FILE": str(CERTIFICATE),
                "SSLKEYLOGFILE": str(keys),
            },
        )
        terminal.wait_for("● live")

    assert "CLIENT_" in keys.read_text()
