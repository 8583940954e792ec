"""What the specification shows and what a real server answered, and how alike an answer is."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parents[2] / "data"

SAMPLES: dict[str, dict[str, Any]] = {
    sample["name"]: sample for sample in json.loads((_DATA / "specification.json").read_text())
}

REAL: dict[str, dict[str, Any]] = {
    exchange["name"]: exchange
    for exchange in map(json.loads, (_DATA / "upstream.jsonl").read_text().splitlines())
}


def differences(
    model: Any, answer: Any, *, optional: Collection[str] = (), at: str = "body"
) -> Iterator[str]:
    """Where the answer has other keys or types than the model.

    `optional` keys may be there or not. Of a list, each item is like one of the model's items.
    What is null in one may be a text in the other.
    """
    if isinstance(model, dict) and isinstance(answer, dict):
        for key in sorted((model.keys() ^ answer.keys()) - set(optional)):
            yield f"{at}: {key} is {'missing' if key in model else 'new'}"
        for key in sorted(model.keys() & answer.keys()):
            yield from differences(model[key], answer[key], optional=optional, at=f"{at}.{key}")
    elif isinstance(model, list) and isinstance(answer, list):
        models = [item for item in model if not (isinstance(item, dict) and "…" in item)]
        for number, item in enumerate(answer):
            tried = [
                list(differences(one, item, optional=optional, at=f"{at}[{number}]"))
                for one in models
            ]
            if tried:
                yield from min(tried, key=len)
    elif not _alike(model, answer):
        yield f"{at}: {answer!r} where {model!r} is shown"


def _alike(model: object, answer: object) -> bool:
    if model is None or answer is None:
        return isinstance(model, str | None) and isinstance(answer, str | None)
    if isinstance(model, bool) or isinstance(answer, bool):
        return isinstance(model, bool) and isinstance(answer, bool)
    if isinstance(model, int | float) and isinstance(answer, int | float):
        return True
    return type(model) is type(answer)
