"""What a change will do, in words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.forms.support import FLAVORS, flavor
from trove_tui.api.errors import BadRequest, RateLimited
from trove_tui.api.models import Flavor, Quota
from trove_tui.changes import flavor_words
from trove_tui.text.styled import Tone, text_of
from trove_tui.ui.forms import effects


@pytest.mark.parametrize(
    ("now", "then", "words"),
    [
        (FLAVORS["1"], FLAVORS["2"], "memory-1 → memory-2: 4 → 8 GB."),
        (FLAVORS["2"], FLAVORS["1"], "memory-2 → memory-1: 8 → 4 GB."),
        (flavor(8, "a", 1, 4), flavor(9, "b", 2, 4), "a → b: 1 → 2 vCPU."),
        (Flavor(id="8", name="a", ram=512), FLAVORS["1"], "a → memory-1: 512 MB → 4 GB."),
        (None, FLAVORS["2"], "old-id → memory-2."),
        (FLAVORS["1"], Flavor(id="9"), "memory-1 → 9."),
        (FLAVORS["1"], None, ""),
    ],
)
def test_a_resize_says_from_what_to_what(
    now: Flavor | None, then: Flavor | None, words: str
) -> None:
    assert flavor_words.resized(now, "old-id", then) == words


@pytest.mark.parametrize(
    ("then", "now", "words"),
    [
        (8192, 4096, "+4 GB"),
        (4096, 8192, "−4 GB"),
        (1024, 512, "+0.5 GB"),
        (1024, 16896, "−15.5 GB"),
        (1024, 1014, "+<0.1 GB"),
        (4, 4, ""),
        (None, 4, ""),
    ],
)
def test_memory_is_compared_in_one_unit(then: int | None, now: int | None, words: str) -> None:
    assert effects.more_ram(then, now) == words


@pytest.mark.parametrize(
    ("now", "then", "words"),
    [
        (flavor(1, "a", 4, 8), flavor(2, "b", 2, 4), "It is smaller: fewer vCPU, less RAM."),
        (flavor(1, "a", 4, 8), flavor(2, "b", 4, 4), "It is smaller: less RAM."),
        (flavor(1, "a", 4, 8), flavor(2, "b", 2, 16), "It is smaller: fewer vCPU."),
        (flavor(1, "a", 4, 8), flavor(2, "b", 4, 8), ""),
        (flavor(1, "a", 4, 8), Flavor(id="2"), ""),
        (None, flavor(2, "b", 4, 8), ""),
    ],
)
def test_a_smaller_flavor_is_called_so(now: Flavor | None, then: Flavor, words: str) -> None:
    assert flavor_words.smaller(now, then) == words


def test_flavors_are_offered_from_small_to_large_and_naturally_sorted() -> None:
    unknown = Flavor(id="x", name="odd")

    names = [one.name for one in effects.by_size({**FLAVORS, "x": unknown})]

    assert names == ["standard-1", "memory-1", "memory-2", "memory-4", "memory-12", "odd"]


@pytest.mark.parametrize(
    ("quotas", "added", "words"),
    [
        (None, {"instances": 1}, ""),
        ((), {"instances": 1}, ""),
        ([Quota(resource="instances", in_use=2, limit=5)], {"volumes": 1}, ""),
        ([Quota(resource="instances", limit=5)], {"instances": 1}, ""),
        (
            [Quota(resource="instances", in_use=2, limit=5)],
            {"instances": 1},
            "Quota: instances 2 → 3 of 5",
        ),
        (
            [Quota(resource="instances", in_use=5, limit=5)],
            {"instances": 1},
            "Quota: instances 5 → 6, more than the 5 allowed",
        ),
        (
            [Quota(resource="instances", in_use=6, limit=5)],
            {"instances": -1},
            "Quota: instances 6 → 5 of 5",
        ),
        (
            [
                Quota(resource="instances", in_use=2, limit=-1),
                Quota(resource="volumes", in_use=10, limit=None),
            ],
            {"instances": 1, "volumes": 5},
            "Quota: instances 2 → 3, unlimited, volumes 10 → 15 GB",
        ),
        (
            [Quota(resource="ram", in_use=81920, limit=204800)],
            {"ram": -512},
            "Quota: ram 80 GB → 81408 MB of 200 GB",
        ),
        (
            [Quota(resource="ram", in_use=81920, limit=81920)],
            {"ram": 8192},
            "Quota: ram 80 → 88, more than the 80 GB allowed",
        ),
    ],
)
def test_the_quota_is_told_before_and_after(quotas: Any, added: Any, words: str) -> None:
    assert text_of(effects.quota_after(quotas, added)) == words


def test_more_than_the_quota_stands_out_but_is_left_to_the_server() -> None:
    full = Quota(resource="instances", in_use=5, limit=5)

    shown = effects.quota_after([full], {"instances": 1})

    assert shown[-1][1] is Tone.STUCK


def test_a_refusal_is_told_with_what_to_do_and_its_request() -> None:
    error = BadRequest("No such flavor.", request_id="req-1")

    words = text_of(effects.refusal_words(error))

    assert words == "✖ No such flavor.\n  Nothing changed. Correct it and send again.  req-1"


def test_a_refusal_says_how_long_the_server_asks_to_wait() -> None:
    error = RateLimited("Too many requests.", retry_after=30)

    assert "It asks to wait 30 s." in text_of(effects.refusal_words(error))
