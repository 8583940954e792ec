"""The log file keeps no secret, and says so where it can't be written."""

from __future__ import annotations

import logging
import os
import sys
import threading
from pathlib import Path

import pytest

from trove_tui import log


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of our own; what is hidden in a test is known in no other."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(log, "_SECRETS", set())
    return tmp_path


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("X-Auth-Token: abc123", "X-Auth-Token: …"),
        ("{'X-Auth-Token': 'abc123', 'a': 1}", "{'X-Auth-Token': '…', 'a': 1}"),
        ("[(b'x-auth-token', b'abc123')]", "[(b'x-auth-token', b'…')]"),
        ('{"password": "se\\"cret", "name": "bob"}', '{"password": "…", "name": "bob"}'),
        ("admin_password='secret'", "admin_password='…'"),
        ("OS_TOKEN=abc123 trove-tui", "OS_TOKEN=… trove-tui"),
        ("Authorization: Bearer abc.def", "Authorization: …"),
        ("it said gAAAAABkabcdefghijklmnop_-= and left", "it said … and left"),
        ("a plain line about 3 tokens", "a plain line about 3 tokens"),
    ],
)
def test_what_looks_like_a_secret_is_masked(state: Path, text: str, shown: str) -> None:
    assert log.redacted(text) == shown


def test_a_hidden_text_is_masked_wherever_it_stands(state: Path) -> None:
    log.hide("s3cr3t")
    log.hide("ab")

    assert log.redacted("xs3cr3ty about") == "x…y about"


def test_a_record_is_written_masked_for_its_owner_alone_and_harmless_to_look_at(
    state: Path,
) -> None:
    log.hide("s3cr3t")
    logger = logging.Logger("trove_tui.test")
    logger.addHandler(log.LogFile())

    error = ValueError("with s3cr3t and \x1b[2J in it")
    logger.error("Failed for %s", "s3cr3t", exc_info=error)
    logger.info("not worth a line")

    path = log.log_path()
    assert state in path.parents
    written = path.read_text()
    assert "Failed for …" in written
    assert "ValueError: with … and \\x1b[2J in it" in written
    assert "not worth" not in written
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_log_grown_too_large_is_set_aside(state: Path) -> None:
    logger = logging.Logger("trove_tui.test")
    logger.addHandler(log.LogFile())
    logger.warning("x" * 1_100_000)

    logger.warning("the next")

    assert log.log_path().read_text().endswith("the next\n")
    assert log.log_path().with_suffix(".log.1").stat().st_size > 1_000_000


def test_where_nothing_can_be_written_a_crash_is_still_one_sentence(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (state / "a file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(state / "a file"))
    handler = log.LogFile()
    log.LOG.addHandler(handler)

    try:
        said = log.crashed(KeyError("x"))
    finally:
        log.LOG.removeHandler(handler)

    assert "(KeyError)" in said
    assert said.endswith("No log could be written: Not a directory.")


def test_a_crash_that_is_not_written_does_not_name_the_log_of_an_earlier_one(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = log.LogFile()
    log.LOG.addHandler(handler)
    monkeypatch.setattr(log.LogFile, "PATIENCE", 0.05)
    try:
        assert str(log.log_path()) in log.crashed(KeyError("x"))
        log.log_path().unlink()
        os.mkfifo(log.log_path())

        said = log.crashed(KeyError("y"))
    finally:
        log.LOG.removeHandler(handler)

    assert "No log could be written: " in said
    assert str(log.log_path()) not in said


def test_a_log_that_hangs_is_waited_for_once(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Hanging(log.LogFile):
        asked = 0

        def _write(self, line: str) -> None:
            self.asked += 1
            goes_on.wait(20)
            super()._write(line)

    goes_on, handler = threading.Event(), Hanging()
    monkeypatch.setattr(log.LogFile, "PATIENCE", 0.05)
    logger = logging.Logger("trove_tui.test")
    logger.addHandler(handler)

    logger.warning("the first")
    logger.warning("the second")

    assert handler.asked == 1
    assert log.LogFile.trouble == "its folder doesn't answer"
    goes_on.set()


def test_an_exception_nobody_caught_is_a_sentence_not_a_traceback(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr("threading.excepthook", lambda _: None)
    root = logging.getLogger()
    before = list(root.handlers)

    log.install()
    log.install()
    sys.excepthook(KeyError, KeyError("x"), None)

    added = [handler for handler in root.handlers if handler not in before]
    for handler in added:
        root.removeHandler(handler)
    assert len(added) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert "KeyError" in log.log_path().read_text()
