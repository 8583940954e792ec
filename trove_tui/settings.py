"""The settings, from the command line and the environment.

One order for a choice (region, project, dialect): a flag, else `TROVE_TUI_*` in
the environment, else the default. Hosts are different: whoever names one names
all of them. If a flag and the environment could each name a host, the token in
the environment might be sent to a host that it was never meant for, so two
sources that name different hosts are an error, never a precedence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, Protocol
from urllib.parse import SplitResult, urlsplit

from trove_tui.hosts import is_loopback
from trove_tui.secret import Secret as Secret
from trove_tui.terminal.codec import has_our_signs

SPECIFIED_REGIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bj1": "https://bj1.trove.api.ustack.com",
        "gd1": "https://gd1.trove.api.ustack.com",
    }
)
"""The regions that the specification names, with their endpoints."""

DialectName = Literal["spec", "upstream"]
DIALECTS: Final[tuple[DialectName, ...]] = ("spec", "upstream")

NOTHING_FOUND: Final = """\
There is no Trove to open: nothing says which.
Looked for: --endpoint or --region; in the environment TROVE_TUI_ENDPOINT, TROVE_TUI_REGION
and TROVE_TUI_REGIONS (name=URL,…).
For instance: trove-tui --region bj1 --project ID, with the token in OS_TOKEN.
trove-tui --demo shows it on a simulated cloud, without any set-up."""

NO_PROJECT: Final = """\
No project is given.
Looked for: --project, TROVE_TUI_PROJECT, an endpoint that ends in /v1.0/PROJECT."""

NO_CREDENTIALS: Final = """\
No token is given, and there is no terminal to ask for it.
Looked for: OS_TOKEN in the environment. It is never an argument: ps would show it."""


RATE: Final = 120
"""Upstream lets a user make 200 a minute by default, all programs together."""
RATES: Final = range(10, 100_001)


class SettingsError(Exception):
    """Settings are missing or contradict each other; `str()` is plain sentences to show."""


class Endpoint(NamedTuple):
    """A host that answers Trove's API: its region's name, where it has one, and its URL."""

    name: str | None
    url: str

    @property
    def is_open(self) -> bool:
        """Whether it is http to another machine, so that others may read the token."""
        parts = urlsplit(self.url)
        return parts.scheme == "http" and not is_loopback(parts.hostname or "")


class Flags(NamedTuple):
    """The flags of the command line; None where one is not given."""

    endpoint: str | None = None
    region: str | None = None
    project: str | None = None
    dialect: str | None = None
    read_only: bool = False
    ascii: bool = False
    rate: int | None = None


class Preparing(Protocol):
    """A source of settings that takes time, as a demo that starts."""

    async def ready(self) -> Settings:
        """Wait for it; the settings to connect by. Called once.

        Raises:
            SettingsError: it came to nothing.
        """
        ...


class Settings(NamedTuple):
    """All settings of the app. Of a demo, `demo.ready()` gives the rest later."""

    regions: Mapping[str, Endpoint]
    """The hosts to choose from, by the region's name; "" is the name of one without a name."""
    region: str | None
    """The region to open, a key of `regions`; None where the only host has no name."""
    project: str
    token: Secret
    dialect: DialectName | None = None
    """None detects it by the server's answers."""
    read_only: bool = False
    ascii: bool = False
    rate: int = RATE
    """Requests a minute that a server may be asked, in the long run."""
    demo: Preparing | None = None

    @property
    def endpoint(self) -> Endpoint:
        """The host to open.

        Raises:
            KeyError: a demo that is not ready has none yet.
        """
        return self.regions[self.region or ""]

    def is_open(self, region: str | None) -> bool:
        """Whether the token goes to that region's host so that anybody on the way can read it."""
        endpoint = self.regions.get(region or "")
        return endpoint is not None and endpoint.is_open


def resolve(
    flags: Flags, environ: Mapping[str, str], ask_token: Callable[[], str] | None = None
) -> Settings:
    """Make settings of the command line and the environment.

    `ask_token` is called when the environment has no token; None where nobody can be asked.

    Raises:
        SettingsError: something is missing, contradicts itself or can't be right.
    """
    regions, hosts_from = _hosts(flags, environ)
    region = _region(flags, environ, regions)
    return preferences(flags, environ)._replace(
        regions=regions,
        region=region,
        project=_project(flags, environ, regions[region or ""], hosts_from),
        token=_token(environ, ask_token),
    )


def preferences(flags: Flags, environ: Mapping[str, str]) -> Settings:
    """The settings that don't say where to connect: all there is until a demo is ready.

    Raises:
        SettingsError: one of them has a value that it can't have.
    """
    dialect = flags.dialect or environ.get("TROVE_TUI_DIALECT") or None
    if dialect is not None and dialect not in DIALECTS:
        raise SettingsError(f"TROVE_TUI_DIALECT is {dialect!r}: it can be spec or upstream.")
    return Settings(
        regions={},
        region=None,
        project="",
        token=Secret(""),
        dialect=dialect,
        read_only=flags.read_only or _switch(environ, "TROVE_TUI_READ_ONLY"),
        ascii=flags.ascii or _switch(environ, "TROVE_TUI_ASCII") or not has_our_signs(environ),
        rate=flags.rate or _rate(environ),
    )


def _rate(environ: Mapping[str, str]) -> int:
    text = environ.get("TROVE_TUI_RATE", "").strip() or str(RATE)
    rate = int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0
    if rate not in RATES:
        raise SettingsError(
            f"TROVE_TUI_RATE is {text!r}: it can be {RATES[0]} to {RATES[-1]} requests a minute."
        )
    return rate


def _switch(environ: Mapping[str, str], name: str) -> bool:
    text = environ.get(name, "").strip().lower()
    if text in ("", "0", "no", "off", "false"):
        return False
    if text in ("1", "yes", "on", "true"):
        return True
    raise SettingsError(f"{name} is {text!r}: it can be 1 or 0.")


def _hosts(flags: Flags, environ: Mapping[str, str]) -> tuple[dict[str, Endpoint], str]:
    """The hosts to choose from, all of one source, and that source's name."""
    named = environ.get("TROVE_TUI_REGIONS", "").strip()
    single = environ.get("TROVE_TUI_ENDPOINT", "").strip()
    if flags.endpoint is not None:
        url = checked_url(flags.endpoint, "--endpoint")
        _refuse_other_hosts(url, environ)
        return {"": Endpoint(None, url)}, "--endpoint"
    if named:
        regions = _named_regions(named)
        if single and checked_url(single, "TROVE_TUI_ENDPOINT") not in _urls(regions):
            raise SettingsError(
                f"TROVE_TUI_ENDPOINT names a host ({single!r}) that TROVE_TUI_REGIONS does not: "
                "unset one of them."
            )
        return regions, "TROVE_TUI_REGIONS"
    if single:
        _refuse_region_beside_endpoint(flags, environ, single)
        url = checked_url(single, "TROVE_TUI_ENDPOINT")
        return {"": Endpoint(None, url)}, "TROVE_TUI_ENDPOINT"
    if flags.region is None and not environ.get("TROVE_TUI_REGION"):
        raise SettingsError(NOTHING_FOUND)
    return {name: Endpoint(name, url) for name, url in SPECIFIED_REGIONS.items()}, "specification"


def _refuse_other_hosts(url: str, environ: Mapping[str, str]) -> None:
    """Refuse an endpoint given as a flag beside other hosts: OS_TOKEN may be meant for those."""
    for name in ("TROVE_TUI_ENDPOINT", "TROVE_TUI_REGIONS", "TROVE_TUI_REGION"):
        text = environ.get(name, "").strip()
        if text and url not in _hosts_named(name, text, environ):
            raise SettingsError(
                f"--endpoint and {name} name different hosts, and a token goes to the host that "
                f"was named with it: unset {name}, or leave --endpoint out."
            )


def _hosts_named(name: str, text: str, environ: Mapping[str, str]) -> set[str]:
    if name == "TROVE_TUI_ENDPOINT":
        return {checked_url(text, name)}
    table = text if name == "TROVE_TUI_REGIONS" else environ.get("TROVE_TUI_REGIONS", "").strip()
    return _urls(_named_regions(table)) if table else {SPECIFIED_REGIONS.get(text, "")}


def _refuse_region_beside_endpoint(flags: Flags, environ: Mapping[str, str], single: str) -> None:
    for name, region in (
        ("--region", flags.region),
        ("TROVE_TUI_REGION", environ.get("TROVE_TUI_REGION")),
    ):
        if region:
            raise SettingsError(
                f"{name} {region!r} names one host and TROVE_TUI_ENDPOINT another ({single!r}), "
                "and a token goes to the host that was named with it: unset one of them, or name "
                f"that region's host in TROVE_TUI_REGIONS ({_plain(region)}=URL)."
            )


def _plain(name: str) -> str:
    return name if name.isprintable() else repr(name)


def _named_regions(text: str) -> dict[str, Endpoint]:
    """`bj1=URL,gd1=URL` as a table.

    Raises:
        SettingsError: it is written otherwise.
    """
    regions: dict[str, Endpoint] = {}
    for item in filter(None, (item.strip() for item in text.split(","))):
        name, equals, url = (part.strip() for part in item.partition("="))
        if not (name and equals and url) or not name.isprintable():
            raise SettingsError(f"TROVE_TUI_REGIONS holds {item!r}: each item is NAME=URL.")
        if name in regions:
            raise SettingsError(f"TROVE_TUI_REGIONS names {name!r} twice.")
        regions[name] = Endpoint(name, checked_url(url, f"TROVE_TUI_REGIONS, {name}"))
    if not regions:
        raise SettingsError("TROVE_TUI_REGIONS holds no region: each item is NAME=URL.")
    return regions


def _urls(regions: Mapping[str, Endpoint]) -> set[str]:
    return {endpoint.url for endpoint in regions.values()}


def checked_url(text: str, where: str) -> str:
    """The URL without a trailing slash.

    Raises:
        SettingsError: it is not the URL of a server; `where` it was given is in the sentence.
    """
    text = text.strip().rstrip("/")
    wrong = f"{where}: {text!r} is not a URL like https://trove.example.com:8779"
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - reading it checks it
    except ValueError as error:
        raise SettingsError(f"{wrong}: {error}.") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(f"{wrong}.")
    if not text.isprintable() or any(c.isspace() or c == "\\" for c in text):
        raise SettingsError(f"{wrong}: it holds a character that no URL has.")
    if "@" in parts.netloc:
        raise SettingsError(
            f"{where}: a URL with a user or a password in it is not taken; OS_TOKEN has the token."
        )
    if parts.query or parts.fragment:
        raise SettingsError(f"{wrong}: there is a ? or a # in it.")
    return text


def _region(
    flags: Flags, environ: Mapping[str, str], regions: Mapping[str, Endpoint]
) -> str | None:
    """The region to open; None where the only host has no name."""
    if "" in regions:
        return None
    for name, region in (
        ("--region", flags.region),
        ("TROVE_TUI_REGION", environ.get("TROVE_TUI_REGION", "").strip()),
    ):
        if region:
            if region not in regions:
                raise SettingsError(
                    f"{name}: there is no region {region!r}. Known: {', '.join(regions)}."
                )
            return region
    single = environ.get("TROVE_TUI_ENDPOINT", "").strip().rstrip("/")
    if single:
        return next(name for name, endpoint in regions.items() if endpoint.url == single)
    return next(iter(regions))


def _project(flags: Flags, environ: Mapping[str, str], endpoint: Endpoint, hosts_from: str) -> str:
    """The project's id. One that is part of the URL must be the same."""
    candidates = (
        (flags.project, "--project"),
        (environ.get("TROVE_TUI_PROJECT"), "TROVE_TUI_PROJECT"),
        (project_in(urlsplit(endpoint.url)), hosts_from),
    )
    project, source = next(
        ((text.strip(), name) for text, name in candidates if text and text.strip()), ("", "")
    )
    if not project:
        raise SettingsError(NO_PROJECT)
    if not project.isprintable() or any(c.isspace() or c in "/?#" for c in project):
        raise SettingsError(f"{source}: {project!r} is not a project's id.")
    in_url = candidates[-1][0]
    if in_url and in_url != project:
        raise SettingsError(
            f"{source} is {project!r}, but the endpoint {endpoint.url!r} is of the project "
            f"{in_url!r}."
        )
    return project


def project_in(url: SplitResult) -> str | None:
    """The project in an endpoint as catalogs give it, `…/v1.0/PROJECT`; None where it has none."""
    segments = url.path.strip("/").split("/")
    return segments[-1] if len(segments) >= 2 and segments[-2] == "v1.0" else None


def _token(environ: Mapping[str, str], ask: Callable[[], str] | None) -> Secret:
    text = environ.get("OS_TOKEN", "").strip()
    if not text and ask is not None:
        text = ask().strip()
    if not text:
        raise SettingsError(NO_CREDENTIALS)
    if not text.isascii() or not text.isprintable() or " " in text:
        raise SettingsError(
            "The token holds a space, a line break or another character that no token has."
        )
    return Secret(text)
