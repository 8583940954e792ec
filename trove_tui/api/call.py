"""A change as a request: described once, to be sent and to be shown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeAlias
from urllib.parse import quote, urlencode

from trove_tui.api.errors import NoAddress
from trove_tui.api.group_values import OpaqueValue
from trove_tui.api.text import MASK, raw

if TYPE_CHECKING:
    from pydantic import SecretStr

Json: TypeAlias = (
    "str | int | float | bool | SecretStr | OpaqueValue | Sequence[Json] | Mapping[str, Json]"
    " | None"
)
JsonObject: TypeAlias = "Mapping[str, Json]"
"""A body. Passwords stay wrapped in it until it is sent."""

LONGEST_ID = 1_000
"""Characters of an id, or of a name that stands for one: no server has longer ones."""


class Dialect(StrEnum):
    """The API's variants, where requests differ."""

    SPEC = "spec"
    """The specification's, of 2015."""
    UPSTREAM = "upstream"
    """OpenStack's own, of any release."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request below `/v1.0/{project}`, its parts not yet encoded."""

    method: str
    segments: tuple[str, ...]
    body: JsonObject | None = None
    query: tuple[tuple[str, str], ...] = ()

    @property
    def path(self) -> str:
        """The path below the project, percent-encoded, with its query."""
        return path_of(self.segments) + (f"?{urlencode(self.query)}" if self.query else "")

    @property
    def secrets(self) -> frozenset[str]:
        """The passwords in the body, to mask them in whatever a server echoes."""
        return frozenset(_secrets(self.body))

    def content(self) -> bytes | None:
        """The body as bytes, passwords in clear: for sending, never for showing."""
        return None if self.body is None else json.dumps(_plain(self.body, None)).encode()

    def curl(self, endpoint: str, project: str) -> str:
        """The request as a curl command: the token a variable, passwords masked.

        `endpoint` is the server's address without `/v1.0`.
        """
        url = f"{endpoint.rstrip('/')}/v1.0/{segment(project)}{self.path}"
        parts = [
            # curl folds an encoded dot segment too, and would ask for something else.
            f"curl -s {'--path-as-is ' if '%2E' in self.path else ''}-X {self.method} {_arg(url)}",
            '-H "Content-Type: application/json"',
            '-H "X-Auth-Token: $OS_TOKEN"',
        ]
        if self.body is not None:
            shown = json.dumps(_plain(self.body, MASK), ensure_ascii=True)
            shown = shown.replace("\x7f", "\\u007f")  # the one control character JSON leaves
            parts.append(f"-d {_arg(shown)}")
        return " \\\n  ".join(parts)


class Sendable(Protocol):
    """What a client can send: a change, with everything it needs but its subject."""

    dialectal: ClassVar[bool]
    """Whether the request differs by dialect, so that the dialect must be known."""

    def call(self, target: str | None, dialect: Dialect) -> Call:
        """The request. `target`: the id of its subject; None where one is created.

        Raises:
            ValueError: there is no target, or it can't stand in a path.
        """
        ...


def is_address(text: str) -> bool:
    """Whether an id or a name can be a segment of a path."""
    return 0 < len(raw(text)) <= LONGEST_ID


def path_of(segments: Sequence[str]) -> str:
    """Segments as a path, each percent-encoded.

    Raises:
        NoAddress: one is empty (the path would mean what contains it), or too long.
    """
    return "".join(f"/{segment(text)}" for text in segments)


def segment(text: str) -> str:
    """One segment of a path, percent-encoded; of a segment of dots, the dots too.

    `quote` leaves them, and HTTP clients fold `…/users/..` into `…/{id}`: asked to
    delete a user, they would delete the instance.

    Raises:
        NoAddress: it is empty, or too long.
    """
    clear = raw(text)
    if not is_address(clear):
        raise NoAddress(f"Its id is {'too long' if clear else 'empty'}: it can't be asked for.")
    encoded = quote(clear, safe="", errors="surrogatepass")
    return encoded.replace(".", "%2E") if not encoded.strip(".") else encoded


def user_segment(name: str, host: str = "%") -> str:
    """A user as a segment of a path, before `segment` encodes it once more.

    Servers decode this one twice. A plain name from anywhere goes as it is; anything
    else as name@host, encoded here a first time.
    """
    clear = raw(name)
    plain = clear.isascii() and clear.replace("_", "").replace("-", "").isalnum()
    if plain and raw(host) in ("%", ""):
        return clear
    return quote(f"{clear}@{raw(host) or '%'}", safe="", errors="surrogatepass")


def _plain(value: Json, mask: str | None) -> object:
    from pydantic import SecretStr  # Here, or lists would have to wait for it.

    match value:
        case SecretStr():
            return value.get_secret_value() if mask is None else mask
        case str():
            return raw(value)
        case OpaqueValue():
            return value.value
        case Mapping():
            return {raw(key): _plain(item, mask) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item, mask) for item in value]
        case _:
            return value


def _secrets(value: Json) -> Iterator[str]:
    from pydantic import SecretStr

    match value:
        case SecretStr():
            yield value.get_secret_value()
        case Mapping():
            for item in value.values():
                yield from _secrets(item)
        case list() | tuple():
            for item in value:
                yield from _secrets(item)
        case _:
            return


def _arg(text: str) -> str:
    import shlex  # Here, or lists would have to wait for it.

    return f"'{text}'" if "'" not in text else shlex.quote(text)
