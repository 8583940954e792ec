"""The guest on a Textual that lacks a private name, which is the argument."""

from __future__ import annotations

import sys

from tests.support.internals import take_away

take_away(sys.argv[1], setattr)

from tests.e2e.apps.guest import run  # noqa: E402 - only now: what it imports looks at once

if __name__ == "__main__":
    run()
