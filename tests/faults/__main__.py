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
    given = parser.parse_args()
    chosen = [number for number, case in enumerate(CASES) if given.only in str(case)]
    well = 0
    with ProcessPoolExecutor(given.jobs) as pool:
        playing = [pool.submit(_play, number) for number in chosen]
        for one in as_completed(playing):
            failure = one.result()
            well += failure is None
            if failure is not None:
                print(failure, flush=True)
    print(f"{well} of {len(chosen)} went well")
    sys.exit(0 if well == len(chosen) else 1)


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
