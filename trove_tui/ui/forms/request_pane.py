"""The exact request as a command line: shown on demand, and copied whole."""

from __future__ import annotations

from collections.abc import Sequence

from trove_tui.text.styled import Tone
from trove_tui.ui.widgets.text_line import TextLine


class RequestPane(TextLine):
    """The request while it is wanted; what is missing from it while it is not complete.

    The frame breaks its lines, so that what is selected on the screen is no command:
    `curl` is what can be copied. Tokens and passwords are masked in it already.
    """

    def __init__(self) -> None:
        super().__init__(id="request")
        self.wanted = False
        self.curl = ""

    def tell(self, curl: str, missing: Sequence[str]) -> None:
        """Take what stands for the request now; `curl` is empty while fields are missing."""
        self.curl = curl if self.wanted else ""
        if not self.wanted:
            self.show(())
        elif curl:
            self.show(((curl, Tone.PLAIN),))
        else:
            names = ", ".join(dict.fromkeys(name.lower() for name in missing))
            self.show(((f"The request stands here once it is complete: {names}.", Tone.QUIET),))
