"""The pictures in the README: `python -m tests.screenshots`. Always the same cloud and moment."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

from tests.support.screen import SMALL, Stage, stage
from tests.support.simulator import Simulator

FOLDER = Path(__file__).parent.parent / "screenshots"


async def take_all(folder: Path = FOLDER) -> None:
    """Draw each picture anew."""
    os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", TZ="UTC")
    os.environ.pop("NO_COLOR", None)
    time.tzset()
    with Simulator(instances=42, alive=True) as simulator:
        async with stage(simulator) as on:
            await settle_in(on)
            save(on, folder / "main.svg")
            await on.select("auth-db")
            await on.press("z")
            await on.press(*"memo", "down")
            save(on, folder / "resize.svg")
        async with stage(simulator) as on:
            await settle_in(on)
            await on.press("2", *"jjj")
            await on.answered()
            await on.press("e")
            await on.until(lambda: "600M" in on.text)
            await change(on, "800")
            await change(on, "3600")
            save(on, folder / "group.svg")
        async with stage(simulator, size=SMALL) as on:
            await settle_in(on)
            save(on, folder / "small.svg")


async def settle_in(on: Stage) -> None:
    """Wait until the details of all rows have come, some seconds into the demo."""

    for _ in range(8):
        await on.pass_time(3)
    await on.detailed()
    await on.press("g")


async def change(on: Stage, value: str) -> None:
    """Give the next parameter in the editor that value."""
    await on.press("j")
    await on.clock.advance(1)
    await on.press("enter", "ctrl+u", *value)
    await on.clock.advance(1)
    await on.press("enter")


def save(on: Stage, path: Path) -> None:
    """Write what stands on the screen as SVG."""
    path.write_text(on.app.export_screenshot(title="trove-tui"), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(take_all())
    print(*sorted(path.name for path in FOLDER.glob("*.svg")))
