"""Every fault on every request: `python -m tests.faults [--only WORDS] [--jobs N]`.

Prints each case that failed, with why, and how many of all went well.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import traceback
from concurrent.futures import ProcessPoolExecutor, as_completed

from tests.faults.cases import CASES, run


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--only", default="", metavar="WORDS", help="cases with these words alone")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N", help="processes")
    arguments = parser.parse_args()
    numbers = [number for number, case in enumerate(CASES) if arguments.only in str(case)]
    passed = 0
    with ProcessPoolExecutor(arguments.jobs) as pool:
        futures = [pool.submit(_play, number) for number in numbers]
        for future in as_completed(futures):
            failure = future.result()
            passed += failure is None
            if failure is not None:
                print(failure, flush=True)
    print(f"{passed} of {len(numbers)} went well")
    sys.exit(0 if passed == len(numbers) else 1)


def _play(number: int) -> str | None:
    """Play one case in this process; what went wrong, or None."""
    case = CASES[number]
    try:
        asyncio.run(_bounded(number))
    except Exception:  # noqa: BLE001 - whatever it is, it is this case's failure, and is printed
        return f"-- {case}\n{traceback.format_exc(limit=-6)}"
    return None


async def _bounded(number: int) -> None:
    async with asyncio.timeout(60):
        await run(CASES[number])


if __name__ == "__main__":
    main()
