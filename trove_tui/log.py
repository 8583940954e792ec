"""The log file: what went wrong, for whoever looks into it later, without a secret in it.

Nothing may be printed while the screen is ours, so everything that Python would
print by itself (logged errors, exceptions nobody caught) goes here, and a
person reads one plain sentence that names this file.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Final

LOG = logging.getLogger("trove_tui")

MASK: Final = "…"
_LARGEST: Final = 1_000_000
"""Bytes: a log that has grown beyond is set aside as `….log.1`, in place of the one before."""

_SECRETS: Final[set[str]] = set()
# No `\w*` in front: what the search has to skip would be read again from each of its letters.
_NAME: Final = r"(?:password|passwd|secret|token)[\w-]{0,40}[\"']?"
# Compiled where they are first used (re keeps them): most starts have nothing to log.
_PATTERNS: Final = (
    rf"(?i)({_NAME}\s*[:=,]\s*b?\")(?:[^\"\\]|\\.)+",
    rf"(?i)({_NAME}\s*[:=,]\s*b?')(?:[^'\\]|\\.)+",
    rf"(?i)({_NAME}\s*[:=]\s*)[^\s\"',;}})\]]+",
    r"(?i)(authorization[\"']?\s*[:=,]\s*(?:b?[\"'])?)[^\"',})\]\r\n]+",
    r"()\bgAAAA[\w=-]{16,}",
)


def hide(secret: str) -> None:
    """Never write this text to the log, whatever stands around it."""
    if len(secret) >= 4:  # A shorter one hides nothing, and would blacken ordinary words.
        _SECRETS.add(secret)


def redacted(text: str) -> str:
    """The text with every hidden secret, and whatever looks like one, masked."""
    for secret in sorted(_SECRETS, key=len, reverse=True):
        text = text.replace(secret, MASK)
    for pattern in _PATTERNS:
        text = re.sub(pattern, rf"\g<1>{MASK}", text)
    return text


class RedactingFormatter(logging.Formatter):
    """Masks the finished lines: a message, its arguments and a traceback alike."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The record as text; control bytes are escaped, so that `cat` does no harm."""
        text = redacted(super().format(record))
        return "".join(c if c.isprintable() or c in "\n\t" else ascii(c)[1:-1] for c in text)


class LogFile(logging.Handler):
    """Appends each record to the log file, readable by its owner alone.

    The file is opened for each record: there are few, several copies of the
    program may write, and a start that logs nothing touches no disk.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.setFormatter(RedactingFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record. Where the disk refuses, there is nowhere left to say so."""
        try:
            path = log_path()
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if path.exists() and path.stat().st_size > _LARGEST:
                path.replace(path.with_suffix(".log.1"))
            number = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            with os.fdopen(number, "a", encoding="utf-8", errors="backslashreplace") as stream:
                stream.write(self.format(record) + "\n")
        except OSError:
            return


def log_path() -> Path:
    """Where the log is, whether there is one yet or not."""
    import platformdirs  # Here, as most starts have nothing to log.

    return Path(platformdirs.user_log_dir("trove-tui", appauthor=False)) / "trove-tui.log"


def install() -> None:
    """Send to the log file what Python would print: log records and exceptions nobody caught."""
    root = logging.getLogger()
    if not any(isinstance(handler, LogFile) for handler in root.handlers):
        root.addHandler(LogFile())
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def crashed(error: BaseException | None) -> str:
    """Log an error of the program itself, and give the plain sentence that says so."""
    LOG.critical("The program ended by an error of its own", exc_info=error)
    kind = f" ({type(error).__name__})" if error is not None else ""
    path = log_path()
    where = f"Details, without secrets:\n{path}" if path.exists() else "No log could be written."
    return f"trove-tui ended by an error of its own{kind}. {where}"


def _uncaught(
    _kind: type[BaseException], error: BaseException, _traceback: TracebackType | None
) -> None:
    if isinstance(error, KeyboardInterrupt):
        return
    sys.stderr.write(f"{crashed(error)}\n")


def _uncaught_in_thread(arguments: threading.ExceptHookArgs) -> None:
    error = arguments.exc_value
    if error is None or isinstance(error, SystemExit):
        return
    if isinstance(error, OSError) and error.errno == errno.EIO:
        return  # The terminal has gone, as whoever closed its window knows.
    name = arguments.thread.name if arguments.thread else "unknown"
    LOG.error("A thread ended by an error: %s", name, exc_info=error)
