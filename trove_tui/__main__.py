"""`python -m trove_tui`, and the command `trove-tui`: minds ctrl+c before anything is imported."""

from __future__ import annotations

import os

TYPE_CHECKING = False  # typing itself is one of the imports that may be interrupted.
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> NoReturn:
    """Run the program.

    Raises:
        SystemExit: always, with the code to exit with.
    """
    try:
        import signal

        # Python's own handler would show where it was, among the imports.
        signal.signal(signal.SIGINT, lambda number, _: os._exit(128 + number))

        from trove_tui.cli import main
    except KeyboardInterrupt:
        os._exit(130)

    main()


if __name__ == "__main__":
    main()
