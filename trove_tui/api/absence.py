"""What a 404 for a page proves: that its subject is gone, or only that the page can't be read.

A server answers 404 for whatever it misses on the way: the group that an instance has, its
datastore version. Its words tell which, and the list does: it lacks what is gone.
"""

from __future__ import annotations

import re

from trove_tui.api.errors import (
    NotFound,
    RateLimited,
    ReadFailed,
    Refused,
    TroveError,
    Unauthorized,
)

INSTANCE, GROUP = "instance", "(?:configuration(?: group)?|group)"
_LONG = 8
"""Characters of an id from which it is no word of a sentence."""
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_BEGIN = r"(?:^|[.:;(]\s{0,3})(?:(?:the|this|database|requested) ){0,3}"
_END = r"\W{1,3}(?:(?:could not|cannot|can't|can not) be found|(?:was |is )?not found)"


def names(error: NotFound, wanted_id: str, name: str = "", noun: str = INSTANCE) -> bool:
    """Whether the words of a 404 are about the thing with that id or name, and about no other.

    `noun`: a pattern of what servers call it.
    """
    words = error.message
    others = {one.lower() for one in _UUID.findall(words)} - {wanted_id.lower()}
    if others or not wanted_id:
        return False
    if len(wanted_id) >= _LONG and _has(rf"(?<![\w-]){re.escape(wanted_id)}(?![\w-])", words):
        return True
    called = "|".join(re.escape(one) for one in (wanted_id, name) if one)
    which = rf"(?:\W{{1,3}}(?:with )?(?:(?:id|name)\W{{1,3}})?(?:{called}))"
    return _has(rf"{_BEGIN}(?:{noun}{which}?|resource{which}){_END}", words)


def is_of_one(error: TroveError) -> bool:
    """Whether it tells that one page can't be read, not that nothing can be asked now."""
    return isinstance(error, (Refused, ReadFailed)) and not isinstance(
        error, (RateLimited, Unauthorized)
    )


def _has(pattern: str, words: str) -> bool:
    return re.search(pattern, words, re.IGNORECASE) is not None
