"""What is known, made by hand: a context of instances and lists; and the words of what is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from trove_tui.api.models import Flavor, Instance
from trove_tui.live.history import History
from trove_tui.live.scope import Scope
from trove_tui.live.snapshot import Query, QueryResult, Since, Snapshot
from trove_tui.resources.resource import Action, Column, Resource
from trove_tui.resources.view_context import ViewContext
from trove_tui.text.styled import StyledText
from trove_tui.text.width import line_width

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
SCOPE = Scope(None, "bj1", "ops")
FLAVORS = {"2": Flavor(id="2", name="memory-2", ram=8192, vcpus=2)}
HOSTILE = ("[/red]", "数据库", "a\x1b[2Jb", "\u202eevil", "a" * 400, " ", "[bold]x", "%s{}")
"""Names that somebody could have given."""


def instance(name: str = "orders-db", **more: Any) -> Instance:
    return Instance.of({"id": f"id-{name}", "name": name, "status": "ACTIVE", **more})


def context(
    *known: Instance,
    minutes: float = 12,
    lists: Mapping[str, QueryResult[Any]] | None = None,
    **more: Any,
) -> ViewContext:
    """These instances, and these lists by the names of their kinds."""
    since = Since(NOW - timedelta(minutes=minutes), "watched")
    told: dict[str, Any] = {
        "scope": SCOPE,
        "at": NOW,
        "instances": {one.id: one for one in known},
        "flavors": FLAVORS,
        "since": {one.id: since for one in known},
        "complete": True,
        "results": lists or {},
    }
    return ViewContext(Snapshot(**(told | more)), NOW, History())


def listed(*told: tuple[Query[Any], Iterable[Any]]) -> Mapping[str, QueryResult[Any]]:
    """Lists as a session holds them once they were answered."""
    return {
        kind.name: QueryResult({kind.key(row): row for row in rows}, at=NOW) for kind, rows in told
    }


def text(shown: StyledText) -> str:
    return "".join(part for part, _ in shown)


def lines(shown: Sequence[StyledText]) -> list[str]:
    return [text(line) for line in shown]


def cell(resource: Resource[Any], title: str, row: Any, seen: ViewContext) -> str:
    """What stands in that column."""
    return text(column(resource, title).show(row, seen))


def column(resource: Resource[Any], title: str) -> Column[Any, ViewContext]:
    return next(one for one in resource.columns if one.title.strip() == title)


def action(resource: Resource[Any], key: str) -> Action:
    return next(one for one in resource.actions if one.key == key)


def in_order(resource: Resource[Any], rows: Mapping[str, Any], seen: ViewContext) -> list[str]:
    """The keys as they stand: by the resource's order, or by its first column."""
    if resource.order is not None:
        return list(resource.order(rows, seen))
    return sorted(rows, key=lambda key: resource.columns[0].value(rows[key], seen))


def widest(shown: Sequence[StyledText]) -> int:
    return max(line_width(line) for line in shown)
