"""The log file: errors and tracebacks, with secrets masked.

Nothing may be printed while the screen is ours, so everything that Python would
print by itself (logged errors, exceptions nobody caught) goes here, and a
person reads one plain sentence that names this file.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import stat
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Final, TextIO

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
    program may write, and a start that logs nothing touches no disk. A thread
    writes, as a folder that has gone with its server answers nothing: it is
    waited for `PATIENCE` seconds, and while it hangs nothing more is written.
    """

    PATIENCE: ClassVar[float] = 1.0
    written: ClassVar[int] = 0
    """How many records have been written."""
    trouble: ClassVar[str] = ""
    """Why the last record could not be written; empty where it could."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.setFormatter(RedactingFormatter())
        self._writing: threading.Thread | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record. Where the disk refuses, `trouble` says why."""
        if self._writing is not None and self._writing.is_alive():
            return
        line = self.format(record) + "\n"
        writing = threading.Thread(target=self._write, args=(line,), daemon=True, name="log")
        LogFile.trouble = "its folder doesn't answer"
        try:
            writing.start()
        except RuntimeError:
            LogFile.trouble = "no thread can be started"
            return
        self._writing = writing
        writing.join(self.PATIENCE)

    def _write(self, line: str) -> None:
        try:
            _append(log_path(), line)
        except OSError as error:
            LogFile.trouble = error.strerror or str(error)
        else:
            LogFile.written += 1
            LogFile.trouble = ""


def _append(path: Path, line: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _LARGEST:
        path.replace(path.with_suffix(".log.1"))
    try:
        with _opened(path) as stream:
            stream.write(line)
    except OSError:
        if path.is_file() and path.stat().st_size == 0:
            path.unlink()
        raise


def _opened(path: Path) -> TextIO:
    # A pipe without a reader would block on opening or on writing.
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
    number = os.open(path, flags, 0o600)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise OSError(errno.EINVAL, "it is no file")
    return os.fdopen(number, "a", encoding="utf-8", errors="backslashreplace")


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
    before = LogFile.written
    LOG.critical("The program ended by an error of its own", exc_info=error)
    kind = f" ({type(error).__name__})" if error is not None else ""
    if LogFile.written > before:
        where = f"Details, without secrets:\n{log_path()}"
    else:
        why = f": {LogFile.trouble}" if LogFile.trouble else ""
        where = f"No log could be written{why}."
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
