"""A Trove server inside the test: answers at once, or when it is let go; no network."""

from __future__ import annotations

import asyncio
import json
from collections import Counter, deque
from collections.abc import Callable
from typing import Any

from trove_tui.api.call import Call
from trove_tui.api.client import TroveClient
from trove_tui.api.error_mapping import error_from
from trove_tui.api.errors import CannotConnect, RateLimited, Refused, TroveError
from trove_tui.api.transport import Pacer, Reply, RequestRecord, Unpaced

Json = dict[str, Any]


class Server:
    """Holds instances as JSON; is a `Transport`, so that a real TroveClient speaks with it."""

    endpoint = "http://server.test"
    project = "p"

    def __init__(self, *instances: Json, upstream: bool = False, page: int = 0) -> None:
        """`page`: how many instances are on a page of the plain list; 0 is all of them."""
        self.instances: dict[str, Json] = {one["id"]: one for one in instances}
        self.upstream = upstream
        self.tells = True
        """Whether its datastores say that it is upstream's."""
        self.page = page
        self.flavors: list[Json] = [
            {"id": 1, "str_id": "1", "name": "memory-1", "ram": 4096, "vcpus": 1},
            {"id": 2, "str_id": "2", "name": "memory-2", "ram": 8192, "vcpus": 2},
        ]
        self.databases: list[str] = []
        self.groups: dict[str, Json] = {}
        self.lists_dates = True
        """Whether the list of groups tells when each was created; their pages do."""
        self.log: deque[RequestRecord] = deque(maxlen=200)
        self.pacer: Pacer = Unpaced()
        self.asked: list[str] = []
        self.sent: list[Call] = []
        self.hidden: set[str] = set()
        """Ids that lists lack and a GET still finds."""
        self.down: TroveError | None = None
        """What every request meets while it is set."""
        self.failing: dict[str, TroveError] = {}
        """What the GET of a path meets."""
        self.refusing: TroveError | None = None
        """What the next change meets, not done."""
        self.losing_answers = False
        """Whether changes are done and their answers lost."""
        self.on_change: Callable[[Call], None] = self.do
        self.gates: dict[str, asyncio.Event] = {}
        """Answers to a path, or to a method, wait until its event is set."""
        self.under_way: Counter[str] = Counter()
        self.most_at_once: Counter[str] = Counter()
        self.closed = False

    def client(self) -> TroveClient:
        """A client of it."""
        return TroveClient(self)

    def count(self, path: str) -> int:
        """How often that path was asked for."""
        return self.asked.count(path)

    # Transport

    async def read(self, path: str) -> Reply:
        sent_at = await self.pacer.turn()
        try:
            return await self._read(path)
        except RateLimited as error:
            self.pacer.limited(sent_at, error.retry_after)
            raise

    async def _read(self, path: str) -> Reply:
        self.asked.append(path)
        self.under_way[path] += 1
        self.most_at_once[path] = max(self.most_at_once[path], self.under_way[path])
        try:
            if self.down is None:
                reply = json.dumps(self._answer(path)).encode()
            await asyncio.sleep(0)
            if path in self.gates:
                await self.gates[path].wait()
            if self.down is not None:
                raise self.down
            if path in self.failing:
                raise self.failing[path]
            if reply == b"null":
                raise error_from("GET", 404, {}, b'{"itemNotFound": {"message": "No such."}}')
            return Reply(200, reply, "req-read")
        finally:
            self.under_way[path] -= 1

    async def change(self, call: Call) -> Reply:
        self.pacer.sent()
        self.sent.append(call)
        await asyncio.sleep(0)
        if call.method in self.gates:
            await self.gates[call.method].wait()
        if self.down is not None:
            raise self.down
        if self.refusing is not None:
            error, self.refusing = self.refusing, None
            raise error
        self.on_change(call)
        if self.losing_answers:
            raise error_from(call.method, 502, {}, b"")
        body = b""
        if call.method == "POST" and call.segments == ("instances",):
            body = json.dumps({"instance": list(self.instances.values())[-1]}).encode()
        return Reply(202, body, "req-change")

    async def aclose(self) -> None:
        self.closed = True

    # What it does

    def do(self, call: Call) -> None:
        """Begin what is asked: the instance is in the status that belongs to it."""
        body: Any = call.body
        match call.method, call.segments, body:
            case "DELETE", ("instances", one), _:
                self.instances[one]["status"] = "SHUTDOWN"
            case "POST", ("instances",), {"instance": told}:
                new = {"id": f"new-{len(self.instances)}", "status": "BUILD", "name": told["name"]}
                self.instances[new["id"]] = new
            case "POST", ("instances", one, "action"), {"restart": _}:
                self.instances[one]["status"] = "REBOOT"
            case "POST", ("instances", one, "action"), {"resize": _}:
                self.instances[one]["status"] = "RESIZE"
            case "PATCH", ("instances", one), {"instance": {"name": name}}:
                self.instances[one]["name"] = name
            case _:
                pass

    def _answer(self, path: str) -> object:
        head, _, _ = path.partition("?")
        match head.strip("/").split("/"):
            case ["instances"]:
                rows = [one for key, one in self.instances.items() if key not in self.hidden]
                return self._paged([_without(row, ("updated", "fault")) for row in rows], path)
            case ["instances", "detail"] if self.upstream:
                return {"instances": list(self.instances.values())}
            case ["mgmt", "instances"] if self.upstream:
                return {"instances": list(self.instances.values())}
            case ["instances", one, "databases"]:
                return {"databases": [{"name": name} for name in self.databases]}
            case ["instances", one] if one in self.instances:
                return {"instance": self.instances[one]}
            case ["flavors"]:
                return {"flavors": self.flavors}
            case ["datastores"]:
                told = {"active": True} if self.upstream and self.tells else {}
                version = {"id": "v", "name": "5.7", **told}
                return {"datastores": [{"id": "d", "name": "mysql", "versions": [version]}]}
            case ["configurations"]:
                hidden = () if self.lists_dates else ("created",)
                return {"configurations": [_without(row, hidden) for row in self.groups.values()]}
            case ["configurations", one] if one in self.groups:
                return {"configuration": self.groups[one]}
            case ["mgmt", "quotas", _]:
                used = {"in_use": len(self.instances), "limit": 100, "reserved": 0}
                return {"quotas": {"instances": used}}
            case _:
                return None

    def _paged(self, rows: list[Json], path: str) -> Json:
        if not self.page:
            return {"instances": rows}
        marker = path.partition("marker=")[2].partition("&")[0]
        first = next((n + 1 for n, row in enumerate(rows) if row["id"] == marker), 0)
        shown = rows[first : first + self.page]
        if first + self.page >= len(rows):
            return {"instances": shown}
        href = f"http://internal/instances?marker={shown[-1]['id']}"
        return {"instances": shown, "links": [{"rel": "next", "href": href}]}


def instance(name: str, status: str = "ACTIVE", **more: Any) -> Json:
    """An instance as a server tells it; its id is its name."""
    told = {"flavor": {"id": "1"}, "volume": {"size": 10}, "created": "2026-03-01T00:00:00"}
    return {"id": name, "name": name, "status": status, **told, **more}


def unreachable() -> TroveError:
    """What a client raises when nobody takes its connection."""
    return CannotConnect("No connection: refused.")


def refused(status: int, message: str) -> TroveError:
    """What a client raises when a server says no in these words."""
    body = json.dumps({"error": {"code": status, "message": message}}).encode()
    error = error_from("GET", status, {}, body)
    assert isinstance(error, Refused)
    return error


def _without(row: Json, keys: tuple[str, ...]) -> Json:
    return {key: value for key, value in row.items() if key not in keys}
