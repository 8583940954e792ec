"""Quotas: how full, how much is left, whose they are, and who may set them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.resources.seen import (
    HOSTILE,
    SCOPE,
    action,
    cell,
    context,
    instance,
    lines,
    listed,
    text,
    widest,
)
from trove_tui.api.models import Quota
from trove_tui.changes.subject import SubjectRef
from trove_tui.resources import queries, quotas
from trove_tui.resources.quotas import QUOTAS
from trove_tui.text.styled import Tone
from trove_tui.ui.commands import COMMANDS


def quota(resource: str = "instances", **told: Any) -> Quota:
    return Quota(resource=resource, **told)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            quota(in_use=42, limit=100, reserved=0),
            ("instances", "█████▁▁▁▁▁▁▁  42%", "42", "100", "0"),
        ),
        (
            quota("volumes", in_use=455, limit=500, reserved=20),
            ("volumes", "███████████▁  95%", "455 GB", "500 GB", "20 GB"),
        ),
        (
            quota("ram", in_use=47104, limit=-1, reserved=0),
            ("ram", "–", "46 GB", "unlimited", "0 GB"),
        ),
        (quota(limit=60), ("instances", "–", "–", "60", "–")),
        (quota(), ("instances", "–", "–", "–", "–")),
        (quota(in_use=12, limit=10), ("instances", "████████████ 120%", "12", "10", "–")),
        (quota(in_use=0, limit=0), ("instances", "–", "0", "0", "–")),
        (quota(in_use=1, limit=0), ("instances", "████████████ 100%", "1", "0", "–")),
    ],
)
def test_a_quota_says_how_full_it_is(row: Quota, words: tuple[str, ...]) -> None:
    assert tuple(cell(QUOTAS, one.title, row, context()) for one in QUOTAS.columns) == words


@pytest.mark.parametrize(
    ("used", "tone"), [(79, Tone.QUIET), (80, Tone.BUSY), (90, Tone.BROKEN), (101, Tone.BROKEN)]
)
def test_colour_is_for_what_is_nearly_full(used: int, tone: Tone) -> None:
    shown = QUOTAS.columns[1].show(quota(in_use=used, limit=100), context())

    assert shown[0][1] is tone


@pytest.mark.parametrize(
    ("row", "left"),
    [
        (quota(in_use=42, limit=100, reserved=8), 50),
        (quota(in_use=120, limit=100), 0),
        (quota(in_use=1, limit=-1), None),
        (quota(limit=5), None),
        (quota(in_use=5), None),
    ],
)
def test_what_is_left_is_told_where_it_can_be(row: Quota, left: int | None) -> None:
    assert quotas.free(row) == left


def test_unlimited_sorts_above_every_limit() -> None:
    column = QUOTAS.columns[3]

    values = [column.value(quota(limit=limit), context()) for limit in (-1, 10**9)]

    assert values[0] > values[1]


def told(project: str, *rows: Quota) -> Any:
    return context(lists=listed((queries.quotas(SCOPE, project), rows)))


@pytest.mark.parametrize(
    ("project", "rows", "words"),
    [
        ("ops", (quota(in_use=1, limit=2),), ""),
        (
            "ops",
            (quota(limit=2), quota("ram", limit=-1)),
            "maxima only: use is told to administrators",
        ),
        ("other", (quota(in_use=1, limit=2),), "Project other"),
        ("other", (), "Project other"),
        ("ops", (), ""),
    ],
)
def test_the_line_above_says_whose_they_are_and_what_is_not_told(
    project: str, rows: tuple[Quota, ...], words: str
) -> None:
    assert text(QUOTAS.note(told(project, *rows), project)) == words


def test_another_projects_quotas_are_another_list_than_ones_own() -> None:
    own, other = queries.quotas(SCOPE, "ops"), queries.quotas(SCOPE, "other")

    assert (own.name, other.name) == ("quotas", "quotas other")
    assert other.every == 30


def test_a_limit_is_set_for_the_project_shown() -> None:
    assert QUOTAS.subject(quota(), "other") == SubjectRef("other", "other")
    assert [one.key for one in COMMANDS if one.only_for and one.works_in(QUOTAS)] == ["p"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (quota(in_use=1, limit=2), None),
        (quota(in_use=0, limit=-1), None),
        (quota(limit=2), "quotas are set by administrators"),
    ],
)
def test_who_is_told_the_maxima_only_can_not_set_them(row: Quota, why: str | None) -> None:
    assert action(QUOTAS, "e").refusal(row, context()) == why


def test_the_detail_says_what_it_limits_and_what_is_left() -> None:
    row = quota("volumes", in_use=455, limit=500, reserved=20)

    assert lines(quotas.detail(row, context(), 45, ())) == [
        "Quota    volumes",
        "In use   455 GB",
        "Reserved 20 GB",
        "Limit    500 GB",
        "Free     25 GB",
        "",
        "How many GB the volumes of its instances may",
        "have together.",
    ]


@pytest.mark.parametrize("name", HOSTILE)
def test_any_resource_name_can_be_shown(name: str) -> None:
    row = Quota.many([{"resource": name, "limit": 1, "in_use": 1}])[0]

    assert cell(QUOTAS, "Resource", row, context()) == row.resource
    assert widest(quotas.detail(row, context(), 30, ())) <= 30


def test_the_projects_seen_are_ones_own_and_those_of_the_instances() -> None:
    seen = context(
        instance("a", tenant_id="team-12"),
        instance("b", tenant_id="team-2"),
        instance("c", tenant_id="ops"),
        instance("d", tenant_id="team-2"),
        instance("e"),
    )

    assert quotas.projects(seen.snapshot) == ("ops", "team-2", "team-12")
    assert quotas.projects(context().snapshot) == ("ops",)
