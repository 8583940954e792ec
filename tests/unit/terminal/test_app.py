"""`TerminalApp` without a terminal: its keys, its cursors, and the private names it relies on."""

from __future__ import annotations

import inspect
import signal

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.widgets import Input

from tests.e2e.apps.guest import Guest
from tests.support.settle import resized
from trove_tui.terminal.driver import TerminalDriver


async def test_textuals_own_keys_that_quit_through_everything_are_gone() -> None:
    async with Guest().run_test() as pilot:
        await pilot.press("ctrl+q", "ctrl+c", "ctrl+z", "k")

        assert pilot.app.is_running
        assert pilot.app.return_code is None
        assert isinstance(pilot.app, Guest)
        assert pilot.app.count == 1


async def test_an_input_that_gets_the_focus_stops_blinking() -> None:
    async with Guest().run_test() as pilot:
        field = pilot.app.query_one(Input)
        assert field.cursor_blink

        await pilot.press("i")

        assert pilot.app.focused is field
        assert not field.cursor_blink


async def test_the_focused_widget_stays_so_while_the_terminal_is_in_the_back() -> None:
    app = Guest()
    async with app.run_test() as pilot:
        await pilot.press("i")

        app.post_message(events.AppBlur())
        await pilot.pause()
        assert isinstance(app.focused, Input)

        app.post_message(events.AppFocus())
        await pilot.pause()
        assert isinstance(app.focused, Input)


@pytest.mark.parametrize("size", [(29, 24), (80, 7), (1, 1)])
async def test_a_terminal_that_is_too_small_takes_no_key_until_it_has_grown(
    size: tuple[int, int],
) -> None:
    app = Guest()
    async with app.run_test(size=size) as pilot:
        await pilot.press("k", "x")
        assert app.count == 0

        await resized(pilot, 30, 8)
        await pilot.press("k")

        assert app.count == 1


async def pressed(key: str) -> None:
    """Run the guest, press that key, and end."""
    async with Guest().run_test() as pilot:
        await pilot.press(key)
        await pilot.pause()


@pytest.mark.parametrize("key", ["x", "w"], ids=["in a handler", "in a worker"])
async def test_a_crash_is_seen_by_tests_too(key: str) -> None:
    with pytest.raises(RuntimeError, match="X-Auth-Token"):
        await pressed(key)


async def test_signal_handlers_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)

    async with Guest().run_test():
        assert signal.getsignal(signal.SIGTERM) is not before

    assert signal.getsignal(signal.SIGTERM) is before


def test_another_driver_that_somebody_chose_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Guest().driver_class is TerminalDriver

    monkeypatch.setattr(
        "textual.constants.DRIVER", "textual.drivers.headless_driver:HeadlessDriver"
    )

    assert Guest().driver_class.__name__ == "HeadlessDriver"


def test_the_private_names_of_textual_that_are_relied_on_are_there() -> None:
    assert set(inspect.signature(App._fatal_error).parameters) == {"self"}
    assert set(inspect.signature(App._handle_exception).parameters) == {"self", "error"}
    source = inspect.getsource(LinuxDriver)
    assert "self.resume_application_mode()" in source
    assert "self.attrs_before" in source
    assert "self.run_input_thread()" in inspect.getsource(LinuxDriver._run_input_thread)
    assert {"mouse_pixels", "terminal_size", "terminal_pixel_size"} <= vars(XTermParser()).keys()
    assert "getincrementaldecoder" in inspect.getsource(LinuxDriver.run_input_thread)
