"""The web application: authentication, region, answer or refusal, and latency."""

from __future__ import annotations

import asyncio
import gzip
import hmac
from collections.abc import Mapping

from starlette.datastructures import Headers, QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from trove_tui.simulator import routes
from trove_tui.simulator.cloud import Cloud, Region
from trove_tui.simulator.dialect import Dialect
from trove_tui.simulator.exchange import Answer, Exchange, dump, ok
from trove_tui.simulator.model import Caller
from trove_tui.simulator.paging import LimitError
from trove_tui.simulator.refusals import (
    NotSignedIn,
    Refusal,
    internal_error,
    no_such_resource,
    wrong_project,
)
from trove_tui.simulator.shapes import SpecShapes
from trove_tui.simulator.upstream_shapes import UpstreamShapes

_WORTH_ZIPPING = 4096
"""Bytes. Smaller answers fit in a packet or two anyway."""


class Simulator:
    """The ASGI application: a region for each port.

    `latency`: seconds to wait before each answer.
    """

    def __init__(self, cloud: Cloud, ports: Mapping[int, str], *, latency: float = 0.0) -> None:
        self.cloud = cloud
        self._ports = ports
        self._latency = latency
        self._shapes = SpecShapes() if cloud.dialect is Dialect.SPEC else UpstreamShapes()
        self._zipped: tuple[bytes, bytes] = (b"", b"")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        content = await request.body()
        with self.cloud.lock:
            self.cloud.settle()
            answer, headers = self._answer(scope, request.headers, content)
            headers["x-openstack-request-id"] = f"req-{self.cloud.new_id()}"
        if self._latency:
            await asyncio.sleep(self._latency)
        body = answer.body
        if len(body) >= _WORTH_ZIPPING and "gzip" in request.headers.get("accept-encoding", ""):
            body = await self._zip(body)
            headers |= {"content-encoding": "gzip", "vary": "Accept-Encoding"}
        if answer.status != 204:
            headers["content-type"] = "application/json"
        await Response(body, answer.status, headers)(scope, receive, send)

    def _answer(
        self, scope: Scope, headers: Headers, content: bytes
    ) -> tuple[Answer, dict[str, str]]:
        try:
            return self._handle(scope, headers, content), {}
        except Refusal as refused:
            refusal = refused
        except LimitError:
            refusal = internal_error(self.cloud.new_id())
        return Answer(refusal.status, dump(refusal.body())), refusal.headers()

    def _handle(self, scope: Scope, headers: Headers, content: bytes) -> Answer:
        raw_path: bytes = scope["raw_path"]
        path = "/" + raw_path.decode("ascii").lstrip("/")
        if path in {"/", "/v1.0", "/v1.0/"}:
            return ok({"versions": [{"id": "v1.0", "status": "CURRENT", "links": []}]})
        caller = self._caller(headers)
        version, _, rest = path[1:].partition("/")
        project, _, rest = rest.partition("/")
        if version != "v1.0":
            raise no_such_resource()
        if project != caller.project:
            raise wrong_project(caller.project)
        handler, variables = routes.find(scope["method"], rest.split("/"))
        exchange = Exchange(
            region=self._region(scope),
            shapes=self._shapes,
            caller=caller,
            path=path,
            raw=variables,
            query=dict(QueryParams(scope["query_string"])),
            content=content,
        )
        return handler(exchange)

    def _caller(self, headers: Headers) -> Caller:
        sent_token = headers.get("x-auth-token", "").encode()
        for token, caller in self.cloud.tokens.items():
            if hmac.compare_digest(sent_token, token.encode()):
                return caller
        raise NotSignedIn

    def _region(self, scope: Scope) -> Region:
        _, port = scope["server"]
        return self.cloud.regions[self._ports[port]]

    async def _zip(self, body: bytes) -> bytes:
        # Level 1: fast rather than small. The last body is cached: a list that has not changed.
        plain, zipped = self._zipped
        if plain is not body:
            zipped = await asyncio.to_thread(gzip.compress, body, 1, mtime=0)
            self._zipped = body, zipped
        return zipped
