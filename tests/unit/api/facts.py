"""What the specification shows and what a real upstream server answered, as they were."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parents[2] / "data"

SAMPLES: dict[str, dict[str, Any]] = {
    sample["name"]: sample for sample in json.loads((_DATA / "specification.json").read_text())
}
"""The specification's samples by what they are of: method, path, request, status, answer."""

UPSTREAM: dict[str, dict[str, Any]] = {
    exchange["name"]: exchange
    for exchange in map(json.loads, (_DATA / "upstream.jsonl").read_text().splitlines())
}
"""Exchanges with a real upstream server, by name."""


def sample(name: str) -> Any:
    """The body of the specification's sample answer."""
    return SAMPLES[name]["answer"]


def upstream(name: str) -> Any:
    """The body of a real answer, without the notes of what was cut from its lists."""
    return _without_cuts(UPSTREAM[name]["body"])


def body_of(value: object) -> bytes:
    """A value as a server sends it."""
    return json.dumps(value).encode()


def _without_cuts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_cuts(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_cuts(one) for one in value if not (isinstance(one, dict) and "…" in one)]
    return value
