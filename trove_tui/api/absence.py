"""Whether a 404 proves that its subject is gone, or only that the subject can't be read now.

A server answers 404 for whatever it misses on the way: the group that an instance has, its
datastore version. Its message tells which, and so does the list, which lacks what is gone.
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
_LONG_ID = 8
"""Characters from which on an id can't be a word of a sentence."""
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_BEGIN = r"(?:^|[.:;(]\s{0,3})(?:(?:the|this|database|requested) ){0,3}"
_END = r"\W{1,3}(?:(?:could not|cannot|can't|can not) be found|(?:was |is )?not found)"


def is_about(error: NotFound, subject_id: str, name: str = "", noun: str = INSTANCE) -> bool:
    """Whether a 404's message is about the subject with that id or name, and about no other.

    `noun`: a pattern of what servers call such a subject.
    """
    words = error.message
    others = {word.lower() for word in _UUID.findall(words)} - {subject_id.lower()}
    if others or not subject_id:
        return False
    if len(subject_id) >= _LONG_ID and _has(rf"(?<![\w-]){re.escape(subject_id)}(?![\w-])", words):
        return True
    either = "|".join(re.escape(word) for word in (subject_id, name) if word)
    which = rf"(?:\W{{1,3}}(?:with )?(?:(?:id|name)\W{{1,3}})?(?:{either}))"
    return _has(rf"{_BEGIN}(?:{noun}{which}?|resource{which}){_END}", words)


def is_page_error(error: TroveError) -> bool:
    """Whether only the one subject can't be read: not that the server refuses everything now."""
    return isinstance(error, (Refused, ReadFailed)) and not isinstance(
        error, (RateLimited, Unauthorized)
    )


def _has(pattern: str, words: str) -> bool:
    return re.search(pattern, words, re.IGNORECASE) is not None
