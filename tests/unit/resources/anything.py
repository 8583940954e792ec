"""Any JSON at all where a server tells something, and all that is drawn of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from hypothesis import strategies as st

from tests.unit.api.transports import ScriptedTransport
from tests.unit.resources.seen import NOW, SCOPE, text
from trove_tui.api.client import TroveClient
from trove_tui.api.errors import TroveError
from trove_tui.api.models import Instance
from trove_tui.api.pages import ListCache
from trove_tui.live import triage
from trove_tui.live.history import History
from trove_tui.live.instance_merge import InstanceMerge
from trove_tui.live.snapshot import Query, QueryResult, Snapshot, since_when
from trove_tui.resources.resource import Resource
from trove_tui.resources.view_context import ViewContext
from trove_tui.ui import status_text
from trove_tui.ui.list_controller import columns_of, ordered
from trove_tui.ui.workspace import NavEntry


def nested(depth: int) -> Any:
    """An object in an object, so deep."""
    value: Any = {"token": "t"}
    for _ in range(depth):
        value = {"a": value}
    return value


ODD: tuple[Any, ...] = (
    "", " ", 0, -1, 1.5, -0.0, 1e308, -1e308, 5e-324, float("nan"), float("inf"), float("-inf"),
    10**18, 10**400, -(10**400), "1" * 4301, "a" + "7" * 5000, "9" * 100_000, "x " * 50_000,
    "1e308", "nan", "-Infinity", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00",
    "9999-12-31T23:59:59",
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59.999999-23:59", "1970-01-01T00:00:00Z",
    "2026-03-04T05:06:07", "2026-03-04", "\ud800", "\udfff\ud800", "a\x1b[2Jb", "\u202e", "%", "..",
    "a/b/", "/", "//", True, False, None, [], {}, [[]], [{}], [None], [""], {"": ""}, {"id": ""},
    {"id": {"id": ["x"]}}, {"name": ""}, [{"address": "10.0.0.1", "type": "private"}],
    {"net": [{"addr": "10.0.0.2"}, "10.0.0.3", None, 7]}, {"size": 1e308, "used": 1e308},
    {"size": 5e-324, "used": 1e18}, {"size": 0.5, "used": 0.25}, {"used": 1.5}, {"size": "x"},
    {"message": "m " * 100_000, "created": "0001-01-01T00:00:00Z", "details": "d\n" * 100_000},
    {"type": "", "version": "9" * 4301}, {"in_use": 1e308, "limit": 1.5, "reserved": -1},
    ["10.0.0.1", "10.0.0.2"], nested(500), [nested(300)],
)  # fmt: skip
"""What breaks a program that trusts a server."""

JSON = st.sampled_from(ODD) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=4), one, max_size=3),
    max_leaves=5,
)  # fmt: skip

VERSION = r"/datastores/[^/]+/versions/[^/]+"
KEYS: Mapping[str, str] = {
    "instance": "id name status operating_status created updated flavor volume datastore ip "
    "addresses hostname configuration subnet_id tenant_id user_id fault deleted replica_of "
    "slave_of replicas local_storage access region server_id volume_id server "
    "encrypted_rpc_messaging token",
    "flavor": "id str_id name ram vcpus local_storage disk token",
    "group": "id name description datastore_name datastore_version_name datastore_version_id "
    "datastore_version_number created updated values instance_count token",
    "database": "name character_set collate",
    "user": "name host databases password",
    "datastore": "id name versions default_version token",
    "version": "id name active version image",
    "parameter": "name type min max restart_required datastore_version_id values",
    "quota": "resource in_use limit reserved",
}
STATUSES = st.sampled_from(["ACTIVE", "BUILD", "ERROR", "RESTART_REQUIRED", "RESIZE", "SHUTDOWN"])


def told(what: str) -> st.SearchStrategy[Any]:
    """One of those as a server may tell it: any JSON in each of its fields, or in its place."""
    fields: dict[str, st.SearchStrategy[Any]] = dict.fromkeys(KEYS[what].split(), JSON)
    if what == "instance":
        fields["status"] = STATUSES | JSON
    if what == "datastore":
        fields["versions"] = st.lists(told("version"), max_size=2) | JSON
    if what == "group":
        fields["values"] = st.dictionaries(st.text(max_size=4), JSON, max_size=3) | JSON
    one = st.fixed_dictionaries({}, optional=fields)
    known = st.sampled_from(["1", "", "22"])
    named = one.flatmap(lambda row: known.map(lambda key: {**row, "id": key, "name": key or "n"}))
    return one | named | JSON


class AnyServer(ScriptedTransport):
    """Answers every path that reads something with what it was given for that kind of thing."""

    def __init__(self, given: Mapping[str, Sequence[Any]], links: Any = None) -> None:
        super().__init__(self._told)
        self._given = given
        self._links = links

    def _told(self, path: str) -> bytes:
        key, body = self._body(path.partition("?")[0])
        whole = body if key is None else {key: body}
        if "?" not in path and isinstance(whole, dict) and isinstance(body, list):
            whole["links"] = self._links
        return json.dumps(whole).encode()

    def _body(self, path: str) -> tuple[str | None, Any]:
        lists = (
            (r"/instances|/instances/detail|/mgmt/instances", "instances", "instance"),
            (r"/instances/[^/]+/databases", "databases", "database"),
            (r"/instances/[^/]+/users", "users", "user"),
            (r"/configurations/[^/]+/instances", "instances", "instance"),
            (r"/configurations", "configurations", "group"),
            (r"/flavors", "flavors", "flavor"),
            (r"/datastores", "datastores", "datastore"),
            (f"{VERSION}/parameters", "configuration-parameters", "parameter"),
            (r"/mgmt/quotas/[^/]+", "quotas", "quota"),
        )  # fmt: skip
        for pattern, key, what in lists:
            if re.fullmatch(pattern, path):
                return key, list(self._given[what])
        singles = (
            (r"/instances/[^/]+", "instance", "instance"),
            (r"/configurations/[^/]+", "configuration", "group"),
            (r"/datastores/[^/]+", "datastore", "datastore"),
            (rf"{VERSION}/parameters/[^/]+", None, "parameter"),
        )
        for pattern, single, what in singles:
            if re.fullmatch(pattern, path):
                return single, next(iter(self._given[what]), None)
        group = next(iter(self._given["group"]), None)
        values = group.get("values") if isinstance(group, dict) else None
        return "instance", {"configuration": values}


async def seen(client: TroveClient, kinds: Sequence[Query[Any]], listed: dict[str, Any]) -> None:
    """Ask for these as a session does; what can't be read is trouble."""
    for kind in kinds:
        if kind.name in listed:
            continue
        try:
            rows = await kind.fetch(client, ListCache())
        except TroveError as error:
            listed[kind.name] = QueryResult(trouble=str(error))
        else:
            listed[kind.name] = QueryResult({kind.key(row): row for row in rows}, at=NOW)


async def fleet(client: TroveClient, listed: dict[str, Any]) -> Snapshot:
    """What a session would know of that server's instances: listed, then each asked for."""
    rows = InstanceMerge()
    with suppress(TroveError):
        rows.add_list(await client.instances(), 1.0)
    for key in list(rows.merged):
        try:
            rows.add_detail(await client.instance(key), 2.0)
        except TroveError:
            continue
    flavors = listed["flavors"].rows if "flavors" in listed else {}
    quotas = tuple(listed["quotas"].rows.values()) if "quotas" in listed else ()
    since = {key: since_when(None, None, one, NOW, None) for key, one in rows.merged.items()}
    return Snapshot(
        SCOPE, NOW, rows.merged, flavors, since, quotas=quotas, complete=True, results=listed
    )


async def walk(
    resource: Resource[Any], parent: Any, client: TroveClient, listed: dict[str, Any], deep: int
) -> None:
    """Draw a list, the panes of its rows, and what Enter on them opens."""
    level = NavEntry(resource, parent, SCOPE)
    await seen(client, list(level.queries()), listed)
    context = ViewContext(await fleet(client, listed), NOW, History())
    rows = level.rows(context)
    draw(level, rows, context)
    for key, row in list(rows.items())[:3]:
        if resource.detail is not None:
            await seen(client, [resource.detail(row)], listed)
        for pane in resource.panes:
            await seen(client, list(pane.queries(row, SCOPE)), listed)
            now = ViewContext(await fleet(client, listed), NOW, History())
            again = level.rows(now).get(key, row)
            for width in (20, 40, 90):
                if pane.lines is not None:
                    shown = pane.lines(again, now, width, resource.actions)
                    assert sum(len(text(line)) for line in shown) < 20_000
            if pane.resource is not None and deep:
                await walk(pane.resource, again, client, listed, deep - 1)
        if resource.child is not None and deep:
            await walk(resource.child, level.parent_of(row), client, listed, deep - 1)


def draw(level: NavEntry, rows: Mapping[str, Any], context: ViewContext) -> None:
    """All that a table shows of its rows, and what keys and titles say of them."""
    resource, snapshot = level.resource, context.snapshot
    columns = columns_of(level)
    order = ordered(resource, columns, rows, context)
    assert sorted(order) == sorted(rows)
    text(resource.note(context, level.parent))
    for one in order:
        row = rows[one]
        for column in columns:
            column.value(row, context)
            assert len(text(column.show(row, context))) < 100_000
            if column.folded is not None:
                column.folded(row, context)
        for number in range(len(columns)):  # sorting by any column takes any two values
            sorted(rows.values(), key=lambda row: _sortable(columns[number].value(row, context)))
        status_text.title(resource, row, 40)
        for action in resource.actions:
            action.refusal(row, context)
            subject = resource.subject(row, level.parent)
            if isinstance(subject, Instance):
                action.precondition.refusal(subject)
                action.precondition.warning(subject)
    triage.summary(snapshot, context.now)
    status_text.quota_words(snapshot)


def _sortable(value: Any) -> tuple[bool, Any]:
    return value is not None, 0 if value is None else value
