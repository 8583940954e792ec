"""What a link, a proxy or a server does wrong, and the screen holds: a tenth of the cases.

All of them, each change to its settled outcome: `python -m tests.faults`.
"""

from __future__ import annotations

import pytest

from tests.faults.cases import CASES, Case, run

STEP = 11
"""Prime to the number of faults, so that each fault and each operation has its turn."""


@pytest.mark.parametrize("case", CASES[::STEP], ids=str)
async def test_it_holds(case: Case) -> None:
    await run(case, to_the_end=False)


def test_the_tenth_has_each_fault_and_each_operation() -> None:
    chosen = CASES[::STEP]

    assert {case.kind.name for case in chosen} == {case.kind.name for case in CASES}
    assert {case.operation for case in chosen} == {case.operation for case in CASES}
