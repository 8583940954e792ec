"""A form that goes on in another screen over it, and closes with what comes of that."""

from __future__ import annotations

from textual.events import ScreenResume
from textual.widget import Widget

from trove_tui.live.operations import Operation
from trove_tui.live.snapshot import Snapshot
from trove_tui.ui.forms.form import Form
from trove_tui.ui.forms.form_context import FormSetup
from trove_tui.ui.forms.form_screen import FormScreen


class WizardStep(Form):
    """Tells the screen over it what it is told itself; cancelled there, one is back here."""

    def __init__(self, setup: FormSetup) -> None:
        super().__init__(setup)
        self.next_step: FormScreen | None = None
        self._is_over = False
        """Whether what was asked goes on without either screen."""
        self._focus_before: Widget | None = None

    def go_on_in(self, screen: FormScreen) -> None:
        """Go on there. This form is out of sight meanwhile: two frames would show."""
        self.next_step = screen
        self._focus_before = self.focused
        self.query_one("#frame").display = False
        self.app.push_screen(screen, self._came_back)

    def follow(self, snapshot: Snapshot) -> None:
        """What is new is told to both."""
        super().follow(snapshot)
        if self.next_step is not None:
            self.next_step.follow(snapshot)

    def _came_back(self, operation: Operation | None) -> None:
        next_step, self.next_step = self.next_step, None
        if operation is not None:
            self.submission.accept(operation)
        elif next_step is not None and next_step.sending:
            self._is_over = True
            self._close()
        else:
            self.query_one("#frame").display = True
            if self._focus_before is not None:
                self._focus_before.focus()
            self.check()

    def on_screen_resume(self, _: ScreenResume) -> None:
        """Nothing is left to do here, if it was left there while it was sent."""
        self._close()

    def _close(self) -> None:
        if self._is_over and self.is_on_top:
            self._leave_with(None)
