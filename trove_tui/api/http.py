"""httpx, imported without its command line.

`import httpx` tries to import its command line, and where click and rich are
installed (the simulator brings one, the screen the other) it finds them and
takes about twice as long. Told that there is none, it does without.
"""

from __future__ import annotations

import sys
from typing import Any

_COMMAND_LINE = "httpx._main"
_modules: dict[str, Any] = sys.modules

if "httpx" in _modules:
    import httpx
else:
    _modules.setdefault(_COMMAND_LINE, None)  # what import then takes for "not installed"
    try:
        import httpx
    finally:
        if _modules.get(_COMMAND_LINE) is None:
            _modules.pop(_COMMAND_LINE, None)

__all__ = ["httpx"]
