"""What the environment says of proxies and certificates: what counts, and what can't be used."""

from __future__ import annotations

import os
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Network, ip_address
from itertools import pairwise
from pathlib import Path

import certifi
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trove_tui.environment import (
    CA_VARIABLES,
    BadVariable,
    Proxy,
    bypasses,
    check,
    proxy_for,
    trust,
)
from trove_tui.hosts import is_loopback

URL = "https://trove.example.com:8779"
PROXY = "http://10.1.1.1:3128"


def server(environ: dict[str, str], url: str = URL) -> str | None:
    """The proxy that counts."""
    found = proxy_for(url, environ)
    return found.server if found else None


# Which variable counts


@pytest.mark.parametrize(
    ("environ", "url", "wanted"),
    [
        ({}, URL, None),
        ({"HTTPS_PROXY": "http://a:1"}, URL, "a:1"),
        ({"https_proxy": "http://a:1", "HTTPS_PROXY": "http://b:1"}, URL, "a:1"),
        ({"HTTPS_PROXY": "http://a:1", "ALL_PROXY": "http://b:1"}, URL, "a:1"),
        ({"all_proxy": "http://b:1"}, URL, "b:1"),
        ({"HTTP_PROXY": "http://a:1"}, URL, None),
        ({"HTTP_PROXY": "http://a:1"}, "http://t.example", "a:1"),
        ({"HTTPS_PROXY": "http://a:1"}, "http://t.example", None),
        ({"HTTPS_PROXY": " "}, URL, None),
        ({"https_proxy": "", "HTTPS_PROXY": "http://a:1"}, URL, None),
        ({"https_proxy": "", "ALL_PROXY": "http://b:1"}, URL, "b:1"),
        ({"HTTPS_PROXY": "a:1"}, URL, "a:1"),
        ({"HTTPS_PROXY": "http://u:p%40ss@a:1/"}, URL, "a:1"),
        ({"HTTPS_PROXY": "http://[fd00::1]:3128"}, URL, "[fd00::1]:3128"),
        ({"HTTPS_PROXY": "HTTP://A.example"}, URL, "A.example"),
    ],
)
def test_the_variable_for_the_endpoints_scheme_counts_first_and_in_small_letters(
    environ: dict[str, str], url: str, wanted: str | None
) -> None:
    assert server(environ, url) == wanted


def test_a_cgi_scripts_http_proxy_is_its_visitors_and_counts_for_nothing() -> None:
    cgi = {"REQUEST_METHOD": "GET", "HTTP_PROXY": "http://evil:1"}

    assert server(cgi, "http://t.example") is None
    assert server(cgi | {"http_proxy": "http://ours:1"}, "http://t.example") == "ours:1"
    assert server(cgi | {"HTTPS_PROXY": "http://ours:1"}) == "ours:1"


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST", "127.0.0.1", "127.8.9.1", "[::1]", "[::ffff:127.0.0.1]"],
)
def test_loopback_never_goes_through_a_proxy_not_even_one_that_can_be_used(host: str) -> None:
    environ = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), PROXY)

    for scheme in ("http", "https"):
        assert server(environ, f"{scheme}://{host}:8779") is None


@pytest.mark.parametrize(
    "host",
    ["127.evil.invalid", "127.0.0.1.evil.invalid", "localhost.evil.invalid", "127.1", "0.0.0.0",
     "10.0.0.1", "[fe80::1]", "localhost.localdomain", "127.0.0.1@evil.invalid", ""],
)  # fmt: skip
def test_what_only_looks_like_loopback_is_none(host: str) -> None:
    assert not is_loopback(host)


# NO_PROXY


@pytest.mark.parametrize(
    ("rules", "url", "direct"),
    [
        ("trove.example.com", URL, True),
        ("example.com", URL, True),
        (".example.com", URL, True),
        ("*.example.com", URL, True),
        ("EXAMPLE.com.", URL, True),
        ("ample.com", URL, False),
        ("other.com, example.com", URL, True),
        ("other.com example.com", URL, True),
        (" ,,  ;", URL, False),
        ("*", URL, True),
        ("a,*", URL, True),
        ("example.com:8779", URL, True),
        ("example.com:443", URL, False),
        ("trove.example:443", "https://trove.example", True),
        ("trove.example:80", "http://trove.example", True),
        ("https://example.com", URL, True),
        ("http://example.com/", URL, False),
        ("all://example.com/", URL, True),
        ("bücher.example", "https://xn--bcher-kva.example", True),
        ("10.0.0.5", "http://10.0.0.5:8779", True),
        ("10.0.0.5:8779", "http://10.0.0.5:8779", True),
        ("10.0.0.5:80", "http://10.0.0.5:8779", False),
        ("10.0.0.0/8", "http://10.200.0.5:8779", True),
        ("10.0.0.1/8", "http://10.200.0.5:8779", True),
        ("10.0.0.0/255.0.0.0", "http://10.200.0.5:8779", True),
        ("11.0.0.0/8", "http://10.200.0.5:8779", False),
        ("0.0.5", "http://10.0.0.5:8779", False),
        ("10.0.0.0/8", "http://10.example.com", False),
        ("fd00::/8", "https://[fd12::5]:8779", True),
        ("[fd00::]/8", "https://[fd12::5]:8779", True),
        ("::1/128, fd00::/8, [::1]", "https://[fd12::5]:8779", True),
        ("fd12::5", "https://[fd12:0::5]:8779", True),
        ("[fd12::5]", "https://[fd12::5]:8779", True),
        ("[fd12::5]:8779", "https://[fd12::5]:8779", True),
        ("[fd12::5]:1", "https://[fd12::5]:8779", False),
        ("fd12::6", "https://[fd12::5]:8779", False),
        ("::ffff:10.0.0.5", "https://10.0.0.5", True),
        ("10.0.0.0/8", "https://[::ffff:10.0.0.5]", True),
        ("::ffff:0:0/96", "https://10.0.0.5", True),
        ("10.0.0.0/99,[::1,]:,:::/,1.2.3,/8,a/b,*x*,%,@,\\", URL, False),
    ],
)
def test_no_proxy_knows_names_suffixes_ports_addresses_and_networks(
    rules: str, url: str, direct: bool
) -> None:
    environ = {"HTTP_PROXY": PROXY, "HTTPS_PROXY": PROXY}

    assert (server(environ | {"NO_PROXY": rules}, url) is None) is direct
    assert (server(environ | {"no_proxy": rules, "NO_PROXY": "*"}, url) is None) is direct


NETWORKS = st.one_of(
    st.builds(
        lambda number, length: IPv4Network((number, length), strict=False),
        st.integers(0, 2**32 - 1),
        st.integers(0, 32),
    ),
    st.builds(
        lambda number, length: IPv6Network((number, length), strict=False),
        st.integers(0, 2**128 - 1),
        st.integers(0, 128),
    ),
)


@given(NETWORKS, st.data())
def test_a_network_lets_all_its_addresses_by_and_no_other(
    network: IPv4Network | IPv6Network, data: st.DataObject
) -> None:
    last = network.num_addresses - 1
    inside = network[data.draw(st.integers(0, last))]
    other = data.draw(st.ip_addresses(v=network.version))
    rule = data.draw(
        st.sampled_from([str(network), f"x.y, {network}", f"[{network[0]}]/{network.prefixlen}"])
    )

    assert bypasses(rule, "https", str(inside), 443)
    assert bypasses(rule, "https", str(other), 443) is (other in network)


@given(st.ip_addresses(), st.integers(1, 65535), st.integers(1, 65535))
def test_an_address_is_the_same_however_it_is_written(
    there: object, port: int, its_port: int
) -> None:
    written = ip_address(str(there))
    text = str(written.exploded)
    bracketed = f"[{text}]" if written.version == 6 else text

    assert bypasses(text, "http", str(written), port)
    assert bypasses(bracketed, "http", str(written), port)
    assert bypasses(f"{bracketed}:{its_port}", "http", str(written), port) is (port == its_port)


NAMES = st.lists(
    st.text("abcxyz0189-", min_size=1, max_size=5).filter(lambda part: part.strip("-") == part),
    min_size=2, max_size=4,
).map(".".join).filter(lambda name: not name.replace(".", "").isdigit())  # fmt: skip


@given(NAMES, NAMES)
def test_a_name_lets_by_what_is_below_it_and_no_other(name: str, other: str) -> None:
    for rule in (name, f".{name}", f"*.{name}", name.upper()):
        assert bypasses(rule, "https", name, 443)
        assert bypasses(rule, "https", f"a.{name}", 443)
        assert bypasses(rule, "https", f"x{other}", 443) is f".x{other}".endswith(f".{name}")


@given(st.text(), st.sampled_from(["trove.example.com", "10.0.0.1", "fd00::1", "::ffff:10.0.0.1"]))
@example("[", "fd00::1")
@example("://", "trove.example.com")
@example("xn--\ud800", "trove.example.com")
def test_no_rule_whatever_is_an_error(rules: str, host: str) -> None:
    assert bypasses(rules, "https", host, 443) in (True, False)


# What can't be used


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("socks5://10.0.0.1:1080", "needs the Python package socksio"),
        ("socks5h://10.0.0.1:1080", "needs the Python package socksio"),
        ("socks://10.0.0.1:1080", "its scheme can be http, https, socks5, socks5h"),
        ("ftp://proxy:21", "its scheme can be"),
        ("http://proxy:99999", "no address of a proxy"),
        ("http://proxy:port", "no address of a proxy"),
        ("http://proxy:0", "no address of a proxy"),
        ("http://", "no address of a proxy"),
        ("://", "its scheme can be"),
        ("http://[::1", "no address of a proxy"),
        ("http://a b:1", "no address of a proxy"),
        ("http://a\x1b[2J:1", "no address of a proxy"),
        ("http://a..b:1", "no address of a proxy"),
        ("http://" + "a" * 70 + ":1", "no address of a proxy"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_a_sentence_that_names_the_variable_and_its_value(
    value: str, why: str
) -> None:
    with pytest.raises(BadVariable) as caught:
        check(URL, {"ALL_PROXY": value})

    said = str(caught.value)
    assert said.startswith(f"ALL_PROXY is {value!r}: ")
    assert why in said
    assert said.isprintable()


@pytest.mark.parametrize(
    "value",
    ["http://user:hunter2@proxy:99999", "user:hunter2@proxy:port", "ftp://hunter2@x",
     "http://u:hun@ter2@[", "socks5://hunter2@10.0.0.1"],
)  # fmt: skip
def test_a_password_in_a_proxys_address_is_never_shown(value: str) -> None:
    with pytest.raises(BadVariable) as caught:
        check(URL, {"HTTPS_PROXY": value})

    assert "hunter2" not in str(caught.value)
    assert "ter2" not in str(caught.value)
    assert "***@" in str(caught.value)


def test_only_what_the_endpoint_would_use_can_be_wrong() -> None:
    bad = {"HTTP_PROXY": "socks://a:1", "ALL_PROXY": "ftp://b", "SSL_CERT_FILE": "/no/such"}

    assert check("http://127.0.0.1:8779", bad) is None
    assert check("http://t.example", {**bad, "NO_PROXY": "example"}) is None
    assert check("https://[::1]:8779", {**bad, "SSL_CERT_FILE": ""}) is None
    assert check("http://t.example", {"HTTPS_PROXY": "ftp://b", "SSL_CERT_FILE": "/no"}) is None
    with pytest.raises(BadVariable, match="HTTP_PROXY"):
        check("http://t.example", bad)
    with pytest.raises(BadVariable, match="SSL_CERT_FILE"):
        check("https://127.0.0.1:8779", bad)


def test_a_proxys_password_is_known_so_that_the_log_can_leave_it_out() -> None:
    proxy = check(URL, {"HTTPS_PROXY": "http://user:hun%40ter2@proxy:3128"})

    assert isinstance(proxy, Proxy)
    assert proxy.secrets == {"hun%40ter2", "hun@ter2"}
    assert str(proxy) == "the proxy proxy:3128 (HTTPS_PROXY)"
    assert "ter2" not in repr(proxy)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_no_value_of_a_variable_is_an_error_of_another_kind(value: str) -> None:
    for name in ("ALL_PROXY", "NO_PROXY", "https_proxy"):
        with suppress(BadVariable):
            found = check(URL, {"HTTPS_PROXY": PROXY, name: value})
            assert found is None or found.server


# Whom to trust


def folder_of(path: Path) -> Path:
    """A folder to trust in, with one file in it."""
    path.mkdir()
    (path / "12345678.0").write_bytes(Path(certifi.where()).read_bytes())
    return path


@pytest.mark.parametrize("name", CA_VARIABLES)
def test_each_variable_for_a_ca_counts_and_is_named_where_it_is_wrong(
    name: str, tmp_path: Path
) -> None:
    good = folder_of(tmp_path / "certificates") if name == "SSL_CERT_DIR" else certifi.where()
    assert trust({name: str(good)})

    with pytest.raises(BadVariable, match=f"^{name} is '/no/such': there is no such f"):
        check(URL, {name: "/no/such"})


def test_the_first_of_the_variables_that_is_set_counts() -> None:
    for first, second in pairwise(CA_VARIABLES):
        with pytest.raises(BadVariable, match=f"^{first} "):
            check(URL, {first: "/no/such", second: "/nor/such"})
        with pytest.raises(BadVariable, match=f"^{second} "):
            check(URL, {first: "", second: "/nor/such"})


def test_what_cannot_be_a_ca_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").touch()
    (tmp_path / "other.pem").write_text("no certificate")
    os.mkfifo(tmp_path / "pipe.pem")

    for name, why in (
        ("empty.pem", "the file is empty"),
        ("other.pem", "there is no certificate in it"),
        ("pipe.pem", "neither a file nor a folder"),
        ("other.pem/x", "it can't be read"),
    ):
        with pytest.raises(BadVariable, match=why) as caught:
            check(URL, {"SSL_CERT_FILE": str(tmp_path / name)})
        assert str(tmp_path / name) in str(caught.value)


def test_a_folder_counts_where_a_file_does(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "certificates")

    assert trust({"REQUESTS_CA_BUNDLE": str(folder)})
    assert trust({"SSL_CERT_DIR": f"/no/such:{folder}"})


def test_a_log_of_keys_that_cannot_be_written_is_said_before_anything_is_asked(
    tmp_path: Path,
) -> None:
    with pytest.raises(BadVariable, match=r"SSLKEYLOGFILE is '.*': it can't be written \(No such"):
        check(URL, {"SSLKEYLOGFILE": str(tmp_path / "no" / "keys.log")})
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BadVariable, match="SSLKEYLOGFILE"):
        check(URL, {"SSLKEYLOGFILE": str(tmp_path / "pipe")})

    assert check(URL, {"SSLKEYLOGFILE": str(tmp_path / "keys.log")}) is None
    assert check("http://t.example", {"SSLKEYLOGFILE": "/no/such/keys.log"}) is None


def test_one_context_is_made_for_all_connections() -> None:
    assert trust({}) is trust({"OS_CACERT": ""})
