"""One request as its handler sees it, and the answer that it gives."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from trove_tui.simulator.cloud import Region
from trove_tui.simulator.dialect import Dialect
from trove_tui.simulator.model import Caller, Instance
from trove_tui.simulator.paging import PageRequest
from trove_tui.simulator.refusals import malformed_body, not_admin
from trove_tui.simulator.schema import Schema, check
from trove_tui.simulator.shapes import SpecShapes


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and the JSON text that goes with it: empty for none."""

    status: int
    body: bytes = b""


def dump(value: object) -> bytes:
    """The JSON text of an answer's body."""
    return json.dumps(value).encode()


def ok(value: object) -> Answer:
    """200 with this body."""
    return Answer(200, dump(value))


@dataclass(frozen=True, slots=True)
class Exchange:
    """An authenticated request: its caller and region, its path, query and body.

    `raw` are the path's variable segments as they came, percent-encoded.
    """

    region: Region
    shapes: SpecShapes
    caller: Caller
    path: str
    raw: Mapping[str, str]
    query: Mapping[str, str]
    content: bytes

    @property
    def project(self) -> str:
        """The caller's project."""
        return self.caller.project

    @property
    def upstream(self) -> bool:
        """Whether the answers are upstream's."""
        return self.region.cloud.dialect is Dialect.UPSTREAM

    @property
    def accepted(self) -> Answer:
        """The answer to a change that has no body."""
        return Answer(self.shapes.accepted)

    @property
    def page_request(self) -> PageRequest:
        """The page of a list that the query asks for."""
        return PageRequest(f"{self.shapes.host}{self.path}", dict(self.query))

    @property
    def instance(self) -> Instance:
        """The instance in the path.

        Raises:
            Refusal: 404, there is none.
        """
        return self.region.instance(self.caller, self.segment("instance"))

    def segment(self, name: str) -> str:
        """A variable segment of the path, decoded once."""
        return unquote(self.raw[name])

    def json(self) -> Any:
        """The body, whatever it is.

        Raises:
            Refusal: 400, no JSON.
        """
        try:
            return json.loads(self.content)
        except ValueError:
            raise malformed_body() from None

    def body(self, schema: Schema, name: str) -> Any:
        """What stands under `name` in the body, once the body fits the schema.

        Raises:
            Refusal: 400, no JSON, or not as it must be.
        """
        body = self.json()
        check(body, schema)
        return body[name]

    def require_admin(self) -> None:
        """Check the caller's role.

        Raises:
            Refusal: 401, not an admin.
        """
        if not self.caller.admin:
            raise not_admin()
